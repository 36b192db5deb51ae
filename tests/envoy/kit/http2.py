"""HTTP/2 as no well-behaved client would speak it: any headers in any order, and trailers."""

import socket

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset

from .client import Answer
from .policies import PLANS

# Nothing is checked or corrected.
CONFIGURATION = H2Configuration(
    client_side=True, header_encoding="latin-1", validate_outbound_headers=False, normalize_outbound_headers=False, validate_inbound_headers=False
)


def head(token=None, path=PLANS, method="GET", headers=()):
    """Of a usual request; what is `None` is left out."""
    pseudo = [(":method", method), (":scheme", "http"), (":authority", "api.example.com"), (":path", path)]
    authorization = [("authorization", f"Bearer {token}")] if token else []
    return [*((name, value) for name, value in pseudo if value is not None), *authorization, *headers]


def ask(port, headers, body=None, trailers=None):
    """The answer; nothing if there was none but the end of the stream or of the connection."""
    connection = H2Connection(CONFIGURATION)
    connection.initiate_connection()
    connection.send_headers(1, headers, end_stream=body is None)
    if body is not None:
        connection.send_data(1, body, end_stream=trailers is None)
    if trailers is not None:
        connection.send_headers(1, trailers, end_stream=True)
    with socket.create_connection(("127.0.0.1", port), 15) as stream:
        stream.sendall(connection.data_to_send())
        return _receive(connection, stream)


def _receive(connection, stream):
    answer = None
    while data := stream.recv(65_536):
        for event in connection.receive_data(data):
            match event:
                case ResponseReceived():
                    fields = dict(event.headers)
                    answer = Answer(int(fields.pop(":status")), fields, b"")
                case DataReceived():
                    answer.body += event.data
                case StreamEnded():
                    return answer
                case StreamReset() | ConnectionTerminated():
                    return None
        stream.sendall(connection.data_to_send())
    return None
