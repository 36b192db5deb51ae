"""More than a plain request over HTTP/1.1: HTTP/2 of ill will, gRPC, trailers, upgrades, tunnels, retries and internal redirects."""

from kit import envoy, http2, policies
from kit.client import raw, send
from kit.contract import IDENTITY_HEADERS
from kit.policies import PLANS
from kit.real import Proxy
from kit.servers import Upstream

SETTINGS = {"policy": policies.with_keys(policies.deploy(), "github")}
FORGED = [*IDENTITY_HEADERS, "x_workload_identity", "grpc-metadata-x-workload-identity"]
WEBSOCKET = [("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), ("sec-websocket-version", "13")]
HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
WITH_TRAILERS = {
    HTTP_OPTIONS: {
        "@type": f"type.googleapis.com/{HTTP_OPTIONS}",
        "explicit_http_config": {"http_protocol_options": {"enable_trailers": True}},
    }
}


class Odd(Upstream):
    """Redirects to where the caller wants, fails, and takes upgrades, by the end of the path."""

    def answer(self, request):
        headers = {name.lower(): value for name, value in request["headers"]}
        if request["target"].endswith("/moved"):
            return 302, [("location", f"http://api.example.com{headers['x-to']}")], b"", 0
        if request["target"].endswith("/failing"):
            return 503, [], b"", 0
        if headers.get("upgrade") == "websocket":
            return 101, [("connection", "upgrade"), ("upgrade", "websocket")], b"", 0
        return super().answer(request)


class Protocols(Proxy):
    @classmethod
    def setUpClass(cls):
        cls.odd = Odd()
        cls.addClassCleanup(cls.odd.stop)
        super().setUpClass()

    def setUp(self):
        self.odd.requests.clear()

    @classmethod
    def bootstrap(cls, listeners, **rest):
        config = super().bootstrap(listeners, **rest)
        config["static_resources"]["clusters"].append(
            envoy.cluster("odd", cls.odd.port, typed_extension_protocol_options=WITH_TRAILERS)
        )
        return config

    @classmethod
    def listeners(cls):
        again = {"internal_redirect_policy": {}, "retry_policy": {"retry_on": "5xx", "num_retries": 2}}
        tunnels = {"upgrade_configs": [{"upgrade_type": "CONNECT", "connect_config": {}}]}
        routes = [
            envoy.route("/", "odd", route={"cluster": "odd", **again}),
            {"name": "tunnel", "match": {"connect_matcher": {}}, "route": {"cluster": "odd", **tunnels}},
        ]
        manager = {
            "upgrade_configs": [{"upgrade_type": "websocket"}, {"upgrade_type": "CONNECT"}],
            "http_protocol_options": {"enable_trailers": True},
            "http2_protocol_options": {"allow_connect": True},
            # Envoy would wait a second after what is no HTTP.
            "delayed_close_timeout": "0.01s",
        }
        return [
            envoy.listener("main", [envoy.wasm(SETTINGS)], routes=routes, **manager),
            envoy.listener("forwarding", [envoy.wasm({**SETTINGS, "forwardToken": True})], routes=routes, **manager),
        ]

    def over_http2(self, headers, **rest):
        return http2.ask(self.port(), headers, **rest)

    def test_heads_of_http_2_that_are_no_heads(self):
        good = self.good()
        usual = http2.head(good)
        for name, headers in [
            *((f"the path {path!r}", http2.head(good, path)) for path in ("", "*", PLANS[1:], f"http://a{PLANS}", f"{PLANS} x", f"{PLANS}\0", f"{PLANS}#x")),
            *((f"the path {path!r}", http2.head(good, path)) for path in (f"{PLANS}\\..", f"{PLANS}/..;/x", f"{PLANS}/%2e%2e/x", f"//a{PLANS}", f"{PLANS}/\xfc")),
            *((f"the method {method!r}", http2.head(good, method=method)) for method in ("get", "DELETE", "GET / HTTP/1.1\r\nx: y", "")),
            ("two paths", [*usual, (":path", "/admin")]),
            ("no path", http2.head(good, None)),
            ("no method", http2.head(good, method=None)),
            ("a name in capitals", http2.head(headers=[("Authorization", f"Bearer {good}")])),
            ("a line end in a value", http2.head(good, headers=[("x", "a\r\nx-workload-identity: forged")])),
            ("what belongs to the connection", http2.head(good, headers=[("transfer-encoding", "chunked")])),
            ("an unknown pseudo header", http2.head(good, headers=[(":identity", "forged")])),
            ("another length", http2.head(good, method="POST", headers=[("content-length", "3")])),
        ]:
            with self.subTest(name):
                answer = self.over_http2(headers, body=b"hello" if name == "another length" else None)
                self.assertTrue(answer is None or answer.status in (400, 403), answer)
                self.assertEqual(self.odd.requests, [])
        self.assertEqual(self.over_http2(usual).status, 200)

    def test_tunnels_and_upgrades_need_a_token_and_a_role(self):
        good, websocket = self.good(), [(":protocol", "websocket")]
        target = "api.example.com:443"
        extended = [(":method", "CONNECT"), *websocket, *http2.head(good, method=None)]
        for name, answer, status in [
            ("a tunnel without a token", self.ask(target, method="CONNECT"), 401),
            # A tunnel has no path that a role could permit.
            ("a tunnel", self.ask(target, good, method="CONNECT"), 403),
            ("a tunnel over HTTP/2", self.over_http2([(":method", "CONNECT"), (":authority", target), ("authorization", f"Bearer {good}")]), 403),
            ("an upgrade without a token", self.ask(headers=WEBSOCKET), 401),
            ("an upgrade where no role permits", self.ask("/elsewhere", good, WEBSOCKET), 403),
            ("an upgrade", self.ask(PLANS, good, WEBSOCKET), 101),
            ("an upgrade over HTTP/2 without a token", self.over_http2([it for it in extended if it[0] != "authorization"]), 401),
        ]:
            with self.subTest(name):
                self.assertEqual(answer.status, status)
        self.assertEqual([it["target"] for it in self.odd.requests], [PLANS])
        self.assertNotIn("authorization", dict(self.odd.requests[0]["headers"]))

    def test_no_trailer_names_an_identity(self):
        trailers = [*((name, "forged") for name in FORGED), ("x-checksum", "kept")]
        lines = "".join(f"{name}: {value}\r\n" for name, value in trailers)
        chunked = [("authorization", f"Bearer {self.good()}"), ("transfer-encoding", "chunked"), ("te", "trailers")]
        plain = raw(PLANS, chunked, "POST") + f"5\r\nhello\r\n0\r\n{lines}\r\n".encode()
        for name, answer in [
            ("HTTP/1.1", send(self.port(), plain)),
            ("HTTP/2", self.over_http2(http2.head(self.good(), method="POST"), body=b"hello", trailers=trailers)),
        ]:
            with self.subTest(name):
                self.assertEqual((answer.status, answer.json["body"]), (200, "hello"))
                self.assertEqual(answer.json["trailers"], [["x-checksum", "kept"]])

    def test_clients_of_grpc_are_told_in_their_own_way(self):
        dev = self.good(sub="repo:my-org/my-repo:ref:refs/heads/dev", ref="refs/heads/dev")
        grpc = [("content-type", "application/grpc"), ("te", "trailers")]
        # 16 is UNAUTHENTICATED, 7 is PERMISSION_DENIED.
        for name, token, status in [("no token", None, "16"), ("expired", self.good(exp=1), "16"), ("another branch", dev, "7")]:
            with self.subTest(name):
                answer = self.over_http2(http2.head(token, PLANS, "POST", grpc), body=bytes(5))
                self.assertEqual((answer.status, answer.headers["grpc-status"]), (200, status))
                self.assertEqual(answer.headers["www-authenticate"].split(" ")[0], "Bearer")
        for kind in ("application/grpc-web+proto", "application/grpc-web-text"):
            with self.subTest(kind):
                self.assertEqual(self.over_http2(http2.head(None, PLANS, "POST", [("content-type", kind)]), body=bytes(5)).status, 401)
        self.assertEqual(self.odd.requests, [])
        self.assertEqual(self.over_http2(http2.head(self.good(), PLANS, "POST", grpc), body=bytes(5)).json["body"], "\0" * 5)

    def test_whoever_is_redirected_within_is_judged_anew(self):
        there = f"{PLANS}/there"
        for name, listener, to, status, code, reached in [
            ("the token is gone by then", "main", there, 401, "authorization_missing", 1),
            ("to what is permitted", "forwarding", there, 200, None, 2),
            ("to what is not", "forwarding", "/admin", 403, "request_not_permitted", 1),
        ]:
            with self.subTest(name):
                self.odd.requests.clear()
                answer = self.ask(f"{PLANS}/moved", self.good(), [("x-to", to)], listener)
                self.assertEqual((answer.status, answer.code, len(self.odd.requests)), (status, code, reached))

    def test_what_is_tried_again_names_its_identity_once(self):
        self.assertEqual(self.ask(f"{PLANS}/failing", self.good(), [("x-workload-identity", "forged")]).status, 503)
        self.assertEqual(len(self.odd.requests), 3)
        for request in self.odd.requests:
            named = [value for name, value in request["headers"] if name == "x-workload-identity"]
            self.assertEqual(named, ["deploy@workload.bytebase.com"])
