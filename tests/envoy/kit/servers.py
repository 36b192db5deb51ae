"""Servers that a proxy talks to: an upstream that tells what came, and an issuer of good and of ill will."""

import asyncio
import json
import threading

from . import tokens


class Server:
    """HTTP/1.1 on a free port of this machine, in a thread of its own. `answer(request)` gives status, headers, body, delay."""

    def __init__(self, tls=None):
        self.tls = tls
        self.requests = []
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = None
        self.port = 0
        self.start()

    def start(self):
        self.server = self._wait(asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls))
        self.port = self.server.sockets[0].getsockname()[1]

    def stop(self):
        """Is gone: new connections are refused, and those that are open end."""

        async def stop():
            self.server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        self._wait(stop())

    def _wait(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _serve(self, reader, writer):
        try:
            while request := await _read(reader):
                self.requests.append(request)
                status, headers, body, delay = self.answer(request)
                await asyncio.sleep(delay)
                lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers), f"content-length: {len(body)}"]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def _read(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ", 2)
    headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
    named = {name.lower(): value for name, value in headers}
    body, trailers = b"", []
    if named.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        while line := (await reader.readline()).decode("latin-1").strip():
            trailers.append(tuple(part.strip() for part in line.split(":", 1)))
    elif "content-length" in named:
        body = await reader.readexactly(int(named["content-length"]))
    return {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1"), "trailers": trailers}


class Upstream(Server):
    """Answers with what it was sent, as JSON."""

    def answer(self, request):
        return 200, [("content-type", "application/json")], json.dumps(request).encode(), 0


class Issuer(Server):
    """Publishes keys, and misbehaves as the test wants."""

    def __init__(self, *names, tls=None):
        self.keys = tokens.key_set(*names)
        self.issuer = tokens.GITHUB
        self.status, self.delay, self.headers, self.body = 200, 0, [], None
        super().__init__(tls)

    def publish(self, *names):
        """Publishes these keys, and behaves."""
        self.keys = tokens.key_set(*names)
        self.status, self.delay, self.headers, self.body = 200, 0, [], None

    def misbehave(self, *, status=200, delay=0, headers=(), body=None):
        self.status, self.delay, self.headers, self.body = status, delay, list(headers), body

    def answer(self, request):
        if request["target"].endswith("/.well-known/openid-configuration"):
            content = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/.well-known/jwks"}
        else:
            content = self.keys
        body = json.dumps(content).encode() if self.body is None else self.body
        return self.status, [("content-type", "application/json"), *self.headers], body, self.delay
