"""What `envoy/` shows runs as it stands: the configuration, up to where the API and the issuer are, and the lines of its README."""

import datetime
import json
import re
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from kit import envoy, real, tokens
from kit.envoy import wait_for
from kit.paths import FILTER, ROOT
from kit.policies import PLANS
from kit.rate_limits import RateLimits
from kit.real import Proxy
from kit.servers import Issuer, Upstream

DEPLOY, RELEASE = "deploy@workload.bytebase.com", "release@workload.bytebase.com"
HOST = "token.actions.githubusercontent.com"


def certificate(folder):
    """A certificate of the issuer's name, which only these tests trust."""
    key = tokens.key("p256")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    draft = draft.not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
    draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
    pem = draft.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "issuer.pem").write_bytes(pem)
    (folder / "issuer.key").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "issuer.pem", folder / "issuer.key")
    return context


def branch(name):
    return {"sub": f"repo:my-org/my-repo:ref:refs/heads/{name}", "ref": f"refs/heads/{name}"}


def logged(output, path):
    """The lines about this path in an access log, of which the last may be half written."""
    lines = [json.loads(line) for line in output.read_text().split("\n")[:-1]]
    return [line for line in lines if line["path"] == path]


class Examples(Proxy):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="claimgate-example-")
        cls.addClassCleanup(folder.cleanup)
        folder = Path(folder.name)
        cls.upstream, cls.issuer = Upstream(), Issuer("github", tls=certificate(folder))
        cls.addClassCleanup(cls.upstream.stop)
        cls.addClassCleanup(cls.issuer.stop)
        cls.there = {
            "port_value: 8080": f"port_value: {cls.upstream.port}",
            f"address: {HOST}, port_value: 443": f"address: 127.0.0.1, port_value: {cls.issuer.port}",
            "/etc/ssl/certs/ca-certificates.crt": str(folder / "issuer.pem"),
            "envoy/dist/claimgate.wasm": str(FILTER),
        }
        cls.envoy = cls.enterClassContext(cls.example("envoy.yaml", {"port_value: 9901": "port_value: 0", "port_value: 10000": "port_value: 0"}))
        cls.ports = {}

    @classmethod
    def example(cls, name, changes):
        text = (ROOT / "envoy/examples" / name).read_text()
        for here, there in {**cls.there, **changes}.items():
            assert text.count(here) == 1, here
            text = text.replace(here, there)
        # Access logs are written every 10 seconds otherwise.
        return envoy.Envoy(real.BINARY, text, "--disable-hot-restart", "--file-flush-interval-msec", "50")

    def limited(self):
        """The example with other filters, where nobody has used up anything, and its service of rate limits."""
        limits = RateLimits()
        self.addCleanup(limits.stop)
        own = {"port_value: 9902": "port_value: 0", "port_value: 10001": "port_value: 0", "port_value: 8081": f"port_value: {limits.port}"}
        proxy = self.enterContext(self.example("rbac-and-limits.yaml", own))
        self.ports["limited"] = proxy.port("limited")
        wait_for(lambda: self.ask(token=self.good(exp=1), listener="limited").code == "token_expired", 20)
        return proxy, limits

    def test_the_configurations_are_valid_as_they_stand(self):
        for name in ("envoy.yaml", "rbac-and-limits.yaml"):
            with self.subTest(name):
                command = [real.BINARY, "--mode", "validate", "-c", f"envoy/examples/{name}"]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_keys_come_by_tls_from_the_issuer_alone(self):
        wait_for(lambda: self.ask(token=self.good(), listener="api").status == 200, 20)
        self.assertEqual(dict(self.issuer.requests[-1]["headers"])["host"], HOST)

    def test_the_lines_of_the_readme_print_what_it_says(self):
        wait_for(lambda: self.ask(token=self.good(), listener="api").status == 200, 20)
        self.limited()
        blocks = re.findall(r"```console\n(.*?)```", (ROOT / "envoy/README.md").read_text(), re.S)
        self.assertGreater(len(blocks), 2)
        others = {"TOKEN": self.good(), "DEV": self.good(**branch("dev")), "RELEASE": self.good(**branch("release"))}
        for block in blocks:
            first, _, expected = block.removeprefix("$ ").partition("\n")
            with self.subTest(first):
                command = first.replace("localhost:10000", f"127.0.0.1:{self.port('api')}")
                command = command.replace("localhost:10001", f"127.0.0.1:{self.port('limited')}").replace("localhost:9901", self.envoy.admin_file.read_text().strip())
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=20, env={"PATH": "/usr/bin:/bin", **others})
                answered = done.stdout.replace("\r", "")
                kept = [line for line in answered.splitlines() if not re.match(r"(date|server): ", line)]
                for line in expected.strip().splitlines():
                    self.assertIn(line, kept)

    def test_without_github_the_keys_come_from_this_machine(self):
        (command,) = re.findall(r"^sed .*$", (ROOT / "envoy/README.md").read_text(), re.M)
        issuer = Issuer("github-next")
        self.addCleanup(issuer.stop)
        for name, listener in [("envoy.yaml", "api"), ("rbac-and-limits.yaml", "limited")]:
            with self.subTest(name):
                told = command.replace("envoy.yaml", name).removesuffix(" >target/local.yaml")
                text = subprocess.run(["bash", "-c", told], cwd=ROOT, capture_output=True, text=True, check=True).stdout
                text = text.replace("port_value: 8082", f"port_value: {issuer.port}").replace("port_value: 8080", f"port_value: {self.upstream.port}")
                text = re.sub("port_value: (9901|9902|10000|10001) ", "port_value: 0 ", text).replace("envoy/dist/claimgate.wasm", str(FILTER))
                with envoy.Envoy(real.BINARY, text) as proxy:
                    self.ports["local"] = proxy.port(listener)
                    wait_for(lambda: self.ask(token=self.good(name="github-next"), listener="local").status == 200, 20)
                    self.assertEqual(self.ask(token=self.good(), listener="local").code, "key_not_found")

    def test_the_health_check_needs_no_token(self):
        self.assertEqual(self.ask("/healthz", listener="api").body, b"ok\n")

    def test_statistics_add_up(self):
        def counted():
            return sum(value for name, value in self.envoy.stats("claimgate.decisions_total").items())

        before, asked = counted(), 0
        for token in (self.good(), self.good(exp=1), None, "a.b.c", self.good(name="stranger")):
            for _ in range(5):
                self.ask(token=token, listener="api")
                asked += 1
        self.assertEqual(counted() - before, asked)
        # A second more, and every worker has told the main thread.
        time.sleep(0.1)
        found = self.envoy.stats("claimgate.decisions_total")
        self.assertTrue(any(name.endswith("token_expired") for name in found), found)

    def test_other_filters_use_the_identity(self):
        release, dev = self.good(**branch("release")), self.good(**branch("dev"))
        proxy, limits = self.limited()
        for name, token, method, status, decision, identity, details in [
            ("RBAC permits by a matcher", release, "POST", 200, "allow", RELEASE, "via_upstream"),
            ("RBAC permits by CEL", self.good(), "GET", 200, "allow", DEPLOY, "via_upstream"),
            ("RBAC refuses", self.good(), "POST", 403, "allow", DEPLOY, "rbac_access_denied_matched_policy[none]"),
            ("claimgate refuses first", dev, "GET", 403, "branch_mismatch", None, ""),
            ("two of three", release, "GET", 200, "allow", RELEASE, "via_upstream"),
            ("three of three", release, "GET", 200, "allow", RELEASE, "via_upstream"),
            ("locally too many", release, "GET", 429, "allow", RELEASE, "local_rate_limited"),
            ("others are no concern", self.good(), "GET", 200, "allow", DEPLOY, "via_upstream"),
        ]:
            with self.subTest(name):
                path = f"{PLANS}/{name.replace(' ', '-')}"
                self.assertEqual(self.ask(f"{path}?secret", token, method=method, listener="limited").status, status)
                (found,) = wait_for(lambda path=path: logged(proxy.output, path))
                metadata = identity if details == "via_upstream" else None
                wanted = {"path": path, "status": status, "decision": decision, "identity": identity, "metadata": metadata}
                self.assertIn(details, found.pop("details"))
                self.assertEqual(found, wanted)
        self.assertEqual(limits.asked, [("api", "identity", it) for it in (RELEASE, DEPLOY, RELEASE, RELEASE, DEPLOY)])
        limits.most = 0
        answer = self.ask(token=self.good(), listener="limited")
        self.assertEqual((answer.status, answer.headers.get("x-envoy-ratelimited")), (429, "true"))
