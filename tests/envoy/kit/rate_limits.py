"""A service of rate limits (`envoy.service.ratelimit.v3`, gRPC over HTTP/2 without TLS) that remembers what it was asked."""

import socket
import threading

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, StreamEnded
from h2.exceptions import StreamClosedError

from proxy_wasm import protobuf

OK, OVER_LIMIT = 1, 2


class RateLimits:
    """Lets through as often as `most` says, whoever asks. `asked` are the domain and the last entry of the last descriptor of each question."""

    def __init__(self):
        self.most, self.asked = 1000, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self.listening.close()

    def _accept(self):
        try:
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except OSError:
            pass

    def _serve(self, stream):
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        questions = {}
        with stream:
            while data := stream.recv(65_536):
                for event in connection.receive_data(data):
                    match event:
                        case DataReceived():
                            questions[event.stream_id] = questions.get(event.stream_id, b"") + event.data
                        case StreamEnded():
                            self._answer(connection, event.stream_id, questions.pop(event.stream_id))
                stream.sendall(connection.data_to_send())

    def _answer(self, connection, number, question):
        # Five bytes tell the length of a message of gRPC.
        asked = protobuf.decode(question[5:])
        entry = protobuf.decode(protobuf.decode(asked[2])[1])
        self.asked.append(tuple(it.decode() for it in (asked[1], entry[1], entry[2])))
        answer = protobuf.encode({1: OK if len(self.asked) <= self.most else OVER_LIMIT})
        try:
            connection.send_headers(number, [(":status", "200"), ("content-type", "application/grpc")])
            connection.send_data(number, b"\0" + len(answer).to_bytes(4, "big") + answer)
            connection.send_headers(number, [("grpc-status", "0")], end_stream=True)
        except StreamClosedError:
            # Whoever asked waits no more.
            pass
