"""What the tests in real/ share: which Envoy they run, and a proxy with everything around it."""

import time
import unittest

from . import envoy, policies, tokens
from .client import request
from .servers import Issuer, Upstream

BINARY = None


class Proxy(unittest.TestCase):
    """A class of tests that ask one Envoy. `listeners(cls)` are its listeners; `upstream` and `issuer` run beside it."""

    concurrency = 2
    arguments = ("--disable-hot-restart",)

    @classmethod
    def setUpClass(cls):
        cls.upstream, cls.issuer = Upstream(), Issuer("github")
        cls.addClassCleanup(cls.upstream.stop)
        cls.addClassCleanup(cls.issuer.stop)
        cls.envoy = cls.start(cls.listeners())
        cls.enterClassContext(cls.envoy)
        cls.ports = {}

    @classmethod
    def start(cls, listeners, **rest):
        """Another Envoy with the same surroundings, which somebody must enter."""
        return envoy.Envoy(BINARY, cls.bootstrap(listeners), *cls.arguments, concurrency=cls.concurrency, **rest)

    @classmethod
    def bootstrap(cls, listeners, **rest):
        clusters = [envoy.cluster("upstream", cls.upstream.port), envoy.cluster("github_keys", cls.issuer.port)]
        return envoy.bootstrap(listeners, clusters, **rest)

    @classmethod
    def listeners(cls):
        return [envoy.listener("main", [envoy.wasm({"policy": policies.with_keys(policies.deploy(), "github")})])]

    def port(self, name="main"):
        if name not in self.ports:
            self.ports[name] = self.envoy.port(name)
        return self.ports[name]

    def ask(self, target=policies.PLANS, token=None, headers=(), listener="main", **rest):
        return request(self.port(listener), target, token, headers, **rest)

    def good(self, **changes):
        return tokens.token(int(time.time()), **changes)
