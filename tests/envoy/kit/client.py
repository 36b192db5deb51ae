"""Requests byte by byte, as no well-behaved client would send them, and what came back."""

import http.client
import json
import socket
from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """Why the filter refused; nothing if somebody else answered."""
        if self.headers.get("content-type") != "application/problem+json":
            return None
        return self.json["code"]

    @property
    def seen(self):
        """What the upstream was sent of each header, names in lower case: all values."""
        values = {}
        for name, value in self.json["headers"]:
            values.setdefault(name.lower(), []).append(value)
        return values


def send(port, data, timeout=15):
    """Sends these bytes and reads one answer; nothing if the connection was closed without."""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(data)
        return _receive(connection, data)


def _receive(connection, sent):
    # The answer to HEAD has no body, whatever its length is said to be.
    response = http.client.HTTPResponse(connection, method=sent.split(b" ")[0].decode("latin-1"))
    try:
        response.begin()
    except (http.client.RemoteDisconnected, http.client.BadStatusLine, ConnectionError):
        return None
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def raw(target="/", headers=(), method="GET", body=b""):
    lines = [f"{method} {target} HTTP/1.1", "host: api.example.com", *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def request(port, target="/", token=None, headers=(), **rest):
    authorization = [("authorization", f"Bearer {token}")] if token else []
    return send(port, raw(target, [*authorization, *headers], **rest))


class Connection:
    """One that is kept for many requests."""

    def __init__(self, port):
        self.port, self.socket = port, None

    def request(self, *arguments, **rest):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 15)
        data = raw(*arguments, **rest)
        self.socket.sendall(data)
        answer = _receive(self.socket, data)
        if answer is None or answer.headers.get("connection") == "close":
            self.close()
        return answer

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None
