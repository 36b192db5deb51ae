"""What `envoy/` shows runs as it stands: the configuration, up to where the API and the issuer are, and the lines of its README."""

import datetime
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
from kit.real import Proxy
from kit.servers import Issuer, Upstream

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


class Examples(Proxy):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="claimgate-example-")
        cls.addClassCleanup(folder.cleanup)
        folder = Path(folder.name)
        cls.upstream, cls.issuer = Upstream(), Issuer("github", tls=certificate(folder))
        text = (ROOT / "envoy/examples/envoy.yaml").read_text()
        for here, there in {
            "port_value: 9901": "port_value: 0",
            "port_value: 10000": "port_value: 0",
            "port_value: 8080": f"port_value: {cls.upstream.port}",
            f"address: {HOST}, port_value: 443": f"address: 127.0.0.1, port_value: {cls.issuer.port}",
            "/etc/ssl/certs/ca-certificates.crt": str(folder / "issuer.pem"),
            "envoy/dist/claimgate.wasm": str(FILTER),
        }.items():
            assert text.count(here) == 1, here
            text = text.replace(here, there)
        cls.envoy = envoy.Envoy(real.BINARY, text)
        cls.enterClassContext(cls.envoy)
        cls.addClassCleanup(cls.upstream.stop)
        cls.addClassCleanup(cls.issuer.stop)
        cls.ports = {}

    def test_the_configuration_is_valid_as_it_stands(self):
        command = [real.BINARY, "--mode", "validate", "-c", "envoy/examples/envoy.yaml"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_keys_come_by_tls_from_the_issuer_alone(self):
        wait_for(lambda: self.ask(token=self.good(), listener="api").status == 200, 20)
        self.assertEqual(dict(self.issuer.requests[-1]["headers"])["host"], HOST)

    def test_the_lines_of_the_readme_print_what_it_says(self):
        wait_for(lambda: self.ask(token=self.good(), listener="api").status == 200, 20)
        blocks = re.findall(r"```console\n(.*?)```", (ROOT / "envoy/README.md").read_text(), re.S)
        self.assertGreater(len(blocks), 2)
        others = {"TOKEN": self.good(), "DEV": self.good(sub="repo:my-org/my-repo:ref:refs/heads/dev", ref="refs/heads/dev")}
        for block in blocks:
            first, _, expected = block.removeprefix("$ ").partition("\n")
            with self.subTest(first):
                command = first.replace("localhost:10000", f"127.0.0.1:{self.port('api')}")
                command = command.replace("localhost:9901", self.envoy.admin_file.read_text().strip())
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=20, env={"PATH": "/usr/bin:/bin", **others})
                answered = done.stdout.replace("\r", "")
                kept = [line for line in answered.splitlines() if not re.match(r"(date|server): ", line)]
                for line in expected.strip().splitlines():
                    self.assertIn(line, kept)

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
