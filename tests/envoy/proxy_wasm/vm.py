"""A compiled filter, the machines that run it, and the plugins configured in them."""

import itertools
import struct

import wasmtime

from .abi import Level, Metric
from .exchange import Exchange
from .foreign import VERIFIERS
from .imports import Imports
from .wasi import Wasi


class Refused(Exception):
    """The filter did not accept its configuration; holds what it logged about that."""


class Clock:
    def __init__(self, seconds):
        self.nanoseconds = int(seconds * 1_000_000_000)

    def advance(self, seconds):
        self.nanoseconds += int(seconds * 1_000_000_000)


class Filter:
    """The .wasm, compiled once for any number of machines."""

    def __init__(self, path):
        config = wasmtime.Config()
        # Instructions are counted, so that work can be compared without a stopwatch, and a loop without end is a failure.
        config.consume_fuel = True
        self.engine = wasmtime.Engine(config)
        self.module = wasmtime.Module.from_file(self.engine, str(path))


class Memory:
    """The memory of the filter, as its imports see it."""

    def __init__(self):
        self.store = self.memory = self.allocate = None

    def bind(self, store, exports):
        self.store, self.memory = store, exports["memory"]
        self.allocate = exports.get("proxy_on_memory_allocate") or exports["malloc"]

    def read(self, start, size):
        start, size = start & 0xFFFFFFFF, size & 0xFFFFFFFF
        if start + size > self.memory.data_len(self.store):
            raise IndexError("the filter named memory that it does not have")
        return bytes(self.memory.read(self.store, start, start + size))

    def write(self, start, data):
        self.memory.write(self.store, data, start & 0xFFFFFFFF)

    def write_u32(self, start, value):
        self.write(start, struct.pack("<I", value))

    def give(self, data, out_start, out_size):
        """Hands over bytes, of which the filter becomes the owner."""
        start = 0
        if data:
            start = self.allocate(self.store, len(data))
            self.write(start, data)
        self.write_u32(out_start, start)
        self.write_u32(out_size, len(data))


class Call:
    """A request of the filter's own, that waits for the answer of the test."""

    def __init__(self, token, context, cluster, headers, body, timeout):
        self.token, self.context, self.cluster = token, context, cluster
        self.headers, self.body, self.timeout = headers, body, timeout

    def header(self, name):
        return next((value.decode() for key, value in self.headers if key.decode() == name), None)

    @property
    def address(self):
        return f"{self.header(':scheme') or 'https'}://{self.header(':authority')}{self.header(':path')}"

    def __repr__(self):
        return f"{self.header(':method')} {self.address} by {self.cluster}"


class Vm:
    """One instance of the filter, as every worker thread of a proxy has its own.

    `verifier` is how the host's `verify_signature` behaves (`foreign.VERIFIERS`); `clusters` are those by which the filter can
    make requests; `stats` is shared by machines that run in the same proxy.
    """

    def __init__(self, compiled, clock, *, verifier="present", clusters=(), stats=None, level=Level.TRACE):
        self.clock, self.clusters, self.level = clock, set(clusters), level
        self.foreign = {"verify_signature": VERIFIERS[verifier]}
        self.stats = {} if stats is None else stats
        self.metrics, self.shared, self.calls, self.contexts, self.log = [], {}, {}, {}, []
        self.is_online = True
        self.fuel = 0
        self.current = self.answered = None
        self.pending = []
        self.ids = itertools.count(1)
        self.tokens = itertools.count(1)

        self.store = wasmtime.Store(compiled.engine)
        self.memory = Memory()
        hosts = {"env": Imports(self), "wasi_snapshot_preview1": Wasi(self.memory, clock, self.printed)}
        functions = [self._import(hosts, wanted) for wanted in compiled.module.imports]
        self.exports = wasmtime.Instance(self.store, compiled.module, functions).exports(self.store)
        self.memory.bind(self.store, self.exports)
        self.enter(None, "_initialize" if "_initialize" in self.exports else "_start")

    def _import(self, hosts, wanted):
        known = getattr(hosts[wanted.module], wanted.name, None)

        def missing(*_):
            raise NotImplementedError(f"the filter calls {wanted.module}.{wanted.name}, which this host lacks")

        # The ABI's own results are enumerations; WebAssembly wants plain numbers, and `None` where there is no result.
        def answer(*arguments):
            result = (known or missing)(*arguments)
            return None if result is None else int(result)

        return wasmtime.Func(self.store, wanted.type, answer)

    def plugin(self, configuration):
        """Configures the filter once more in this machine, as a second listener would."""
        return Plugin(self, configuration)

    def enter(self, context, name, *arguments):
        """Calls an export, if the filter has it, as of that context."""
        function = self.exports.get(name)
        if function is None:
            return None
        outer, self.current = self.current, context
        self.store.set_fuel(MAX_FUEL)
        try:
            result = function(self.store, *arguments)
        finally:
            self.fuel += MAX_FUEL - self.store.get_fuel()
            self.current = outer
        while outer is None and self.pending:
            self.pending.pop(0)()
        return result

    def after(self, action):
        """Does something when the call into the filter has returned."""
        self.pending.append(action)

    def printed(self, text):
        self.log.append((Level.CRITICAL, text.decode(errors="replace")))

    def logged(self, least=Level.TRACE):
        return [text for level, text in self.log if level >= least]

    def define_metric(self, kind, name):
        self.metrics.append((Metric(kind), name))
        self.stats.setdefault(name, 0)
        return len(self.metrics)

    def call(self, cluster, headers, body, timeout):
        token = next(self.tokens)
        self.calls[token] = Call(token, self.current, cluster, headers, body, timeout)
        return token

    def answer(self, call, status=200, body=b"", headers=()):
        """Lets the answer to one of the filter's requests come in."""
        pairs = [(b":status", str(status).encode()), *((name.encode(), value.encode()) for name, value in headers)]
        self._land(call, pairs, body)

    def fail(self, call):
        """Lets a request of the filter fail without any answer, as when it was reset."""
        self._land(call, [], b"")

    def _land(self, call, headers, body):
        del self.calls[call.token]
        self.answered = (headers, body)
        self.enter(call.context, "proxy_on_http_call_response", call.context.id, call.token, len(headers), len(body), 0)
        self.answered = None


class Plugin:
    """A configured filter: what the ABI calls a root context."""

    is_exchange = False

    def __init__(self, vm, configuration):
        self.vm, self.configuration, self.id = vm, configuration, next(vm.ids)
        self.properties = {"plugin_name": "claimgate", "plugin_root_id": "", "plugin_vm_id": ""}
        self.tick_period = 0
        vm.contexts[self.id] = self
        since = len(vm.log)
        vm.enter(self, "proxy_on_context_create", self.id, 0)
        if not (vm.enter(self, "proxy_on_vm_start", self.id, 0) and vm.enter(self, "proxy_on_configure", self.id, len(configuration))):
            raise Refused("\n".join(text for _, text in vm.log[since:]))

    def tick(self):
        self.vm.enter(self, "proxy_on_tick", self.id)

    def request(self, headers, body=None, properties=None, response=None):
        """Sends a request through the filter. `headers` are pairs of text or bytes, pseudo headers included."""
        return Exchange(self, headers, body, properties or {}, response)

    def get(self, path="/", headers=(), method="GET", **rest):
        pseudo = [(":method", method), (":path", path), (":scheme", "https"), (":authority", "api.example.com")]
        return self.request([*pseudo, *headers], **rest)

    def retire(self):
        """Takes the plugin away, as a new configuration does."""
        if self.vm.enter(self, "proxy_on_done", self.id):
            self.vm.enter(self, "proxy_on_delete", self.id)
        self.vm.calls = {token: call for token, call in self.vm.calls.items() if call.context is not self}


# Instructions for one call into the filter; the largest policy takes a tenth.
MAX_FUEL = 200_000_000_000
