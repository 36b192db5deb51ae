"""One request and its response on their way through the filter: what the ABI calls an HTTP context."""

from .abi import CONTINUE


class Exchange:
    """`state` is `forwarded` once the request went on to the upstream, `answered` if the filter replied in its place, or `waiting`.

    A request that waits goes on when the filter says so; everything else follows at once, up to the end of the exchange.
    """

    is_exchange = True

    def __init__(self, plugin, headers, body, properties, response):
        self.vm, self.plugin, self.id = plugin.vm, plugin, next(plugin.vm.ids)
        self.headers = [(_bytes(name).lower(), _bytes(value)) for name, value in headers]
        self.body = body
        self.properties = {**plugin.properties, "request": _request_properties(self.headers), **properties}
        self.kept = {}
        self.response_headers, self.response_body = response or ([(b":status", b"200")], b"hello")
        self.local = None
        self.state = "waiting"
        self.vm.contexts[self.id] = self
        self.vm.enter(self, "proxy_on_context_create", self.id, plugin.id)
        action = self.vm.enter(self, "proxy_on_request_headers", self.id, len(self.headers), int(body is None))
        if action in (CONTINUE, None):
            self.resume()

    def resume(self):
        """The filter lets the request go on."""
        if self.state == "waiting":
            self._forward()

    def reply(self, status, headers, body):
        """The filter answers in place of the upstream."""
        if self.state != "waiting":
            raise AssertionError("the filter answered a request that was answered or forwarded before")
        self.local = (status, dict(headers), body)
        self.state = "answered"
        # The filter is still at work; what follows comes after that.
        self.vm.after(self._end)

    def leave(self):
        """The caller hangs up."""
        if self.state == "waiting":
            self.state = "left"
            self._end()

    def header(self, name):
        """What the upstream sees of a header: all its values."""
        return [value.decode("latin-1") for key, value in self.headers if key.decode("latin-1") == name]

    @property
    def status(self):
        return self.local[0] if self.local else int(dict(self.response_headers)[b":status"])

    def _forward(self):
        self.state = "forwarded"
        if self.body is not None:
            self.vm.enter(self, "proxy_on_request_body", self.id, len(self.body), 1)
        self._end()

    def _end(self):
        if self.state != "left":
            if self.local:
                # An answer of the filter's own passes through the filter, too.
                self.response_headers = [(b":status", str(self.local[0]).encode()), *self.local[1].items()]
                self.response_body = self.local[2]
            self.vm.enter(self, "proxy_on_response_headers", self.id, len(self.response_headers), int(not self.response_body))
            if self.response_body:
                self.vm.enter(self, "proxy_on_response_body", self.id, len(self.response_body), 1)
        self.vm.enter(self, "proxy_on_done", self.id)
        self.vm.enter(self, "proxy_on_log", self.id)
        self.vm.enter(self, "proxy_on_delete", self.id)
        del self.vm.contexts[self.id]
        # Whatever the filter had asked for this request alone is cancelled, and nobody tells it.
        self.vm.calls = {token: call for token, call in self.vm.calls.items() if call.context is not self}


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode("latin-1")


def _request_properties(headers):
    first = {}
    for name, value in headers:
        first.setdefault(name.decode("latin-1"), value)
    path = first.get(":path", b"")
    return {
        "path": path,
        "url_path": path.split(b"?")[0],
        "query": path.partition(b"?")[2],
        "method": first.get(":method", b""),
        "host": first.get(":authority", b""),
        "scheme": first.get(":scheme", b""),
        "headers": first,
    }
