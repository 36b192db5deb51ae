"""Envoy itself: its configuration, and the process."""

import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from .paths import FILTER, HERE


def versions():
    """The binaries that were installed, the oldest first."""
    found = sorted((HERE / ".envoy").glob("*/envoy/_bin/envoy"), key=lambda path: [int(part) for part in path.parts[-4].split(".")])
    return {path.parts[-4]: path for path in found}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wasm(configuration, name="claimgate", *, failure_policy="FAIL_RELOAD", module=FILTER):
    """The filter with this configuration, a document or its text."""
    text = configuration if isinstance(configuration, str) else json.dumps(configuration)
    return {
        "name": name,
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
            "config": {
                "name": name,
                "failure_policy": failure_policy,
                "vm_config": {
                    "vm_id": name,
                    "runtime": "envoy.wasm.runtime.v8",
                    "code": {"local": {"filename": str(module)}},
                },
                "configuration": {"@type": "type.googleapis.com/google.protobuf.StringValue", "value": text},
            },
        },
    }


def jwt_authn(issuer, audience, keys, **provider):
    """Envoy's own filter, which wants a token of this issuer on every path."""
    provider = {"issuer": issuer, "audiences": [audience], "local_jwks": {"inline_string": json.dumps(keys)}, **provider}
    return {
        "name": "jwt_authn",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
            "providers": {"issuer": provider},
            "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "issuer"}}],
        },
    }


def route(prefix="/", name="", **action):
    """A route to the upstream; by its name the filter's settings know it."""
    return {"name": name, "match": {"prefix": prefix}, **(action or {"route": {"cluster": "upstream"}})}


def listener(name, filters, *, routes=None, port=0, access_log=None, **manager):
    """A listener with these HTTP filters before the router."""
    router = {"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}
    typed_config = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": name,
        "route_config": {"virtual_hosts": [{"name": name, "domains": ["*"], "routes": routes or [route()]}]},
        "http_filters": [*filters, router],
        **manager,
    }
    if access_log:
        typed_config["access_log"] = [
            {
                "name": "access",
                "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
                    "path": str(access_log[0]),
                    "log_format": {"json_format": access_log[1]},
                },
            }
        ]
    return {
        "name": name,
        "address": address(port),
        "filter_chains": [{"filters": [{"name": "http", "typed_config": typed_config}]}],
    }


def address(port, host="127.0.0.1"):
    return {"socket_address": {"address": host, "port_value": port}}


def cluster(name, port, **rest):
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": address(port)}}]}]
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": endpoints},
        **rest,
    }


def bootstrap(listeners, clusters, **rest):
    return {
        "admin": {"address": address(0)},
        "static_resources": {"listeners": listeners, "clusters": clusters},
        **rest,
    }


class Envoy:
    """A running Envoy, ready for requests; a context that ends it."""

    def __init__(self, binary, config, *arguments, concurrency=2, folder=None):
        self.binary, self.concurrency = binary, concurrency
        self.temporary = tempfile.TemporaryDirectory(prefix="claimgate-envoy-")
        self.folder = Path(folder or self.temporary.name)
        self.config = self.folder / f"config-{time.monotonic_ns()}.{'yaml' if isinstance(config, str) else 'json'}"
        self.config.write_text(config if isinstance(config, str) else json.dumps(config))
        self.log = self.folder / f"{self.config.stem}.log"
        self.output = self.folder / f"{self.config.stem}.out"
        self.admin_file = self.folder / f"{self.config.stem}.admin"
        self.arguments = arguments or ("--disable-hot-restart",)
        self.process = None

    def __enter__(self):
        command = [
            self.binary,
            *("-c", self.config),
            *("--concurrency", str(self.concurrency)),
            *("--admin-address-path", self.admin_file),
            *("--log-path", self.log),
            *("--component-log-level", "wasm:info"),
            *("--log-level", "warning"),
            *self.arguments,
        ]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        try:
            wait_for(self._is_ready, 30)
        except TimeoutError:
            self.__exit__()
            raise AssertionError(f"Envoy did not start:\n{self.log_text()[-4000:]}") from None
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _is_ready(self):
        if self.process.poll() is not None:
            raise TimeoutError
        if not self.admin_file.exists():
            return False
        try:
            return self.admin("/ready").startswith("LIVE")
        except (OSError, ValueError):
            return False

    def admin(self, path, method="GET"):
        host = self.admin_file.read_text().strip()
        asked = urllib.request.Request(f"http://{host}{path}", method=method)
        try:
            with urllib.request.urlopen(asked, timeout=10) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def port(self, name):
        """Where the listener of that name listens."""
        listeners = json.loads(self.admin("/listeners?format=json"))["listener_statuses"]
        return next(it["local_address"]["socket_address"]["port_value"] for it in listeners if it["name"] == name)

    def stats(self, pattern):
        """Counters and gauges whose names have the pattern in them."""
        found = json.loads(self.admin(f"/stats?format=json&filter={pattern}"))["stats"]
        return {it["name"]: it["value"] for it in found if "value" in it}

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def processor_seconds(self):
        """What the process has used of processors, in user and in kernel mode."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(int(ticks) for ticks in fields[11:13]) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Resident bytes of the process."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def validate(binary, config):
    """What `--mode validate` says: the exit code and everything printed."""
    with tempfile.TemporaryDirectory(prefix="claimgate-envoy-") as folder:
        path = Path(folder) / "config.json"
        path.write_text(config if isinstance(config, str) else json.dumps(config))
        command = [binary, "--mode", "validate", "-c", path, "--log-level", "info"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr


def wait_for(condition, seconds=10):
    """Asks again and again until the condition holds."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > until:
            raise TimeoutError("it never came to hold")
        time.sleep(0.05)
    return found
