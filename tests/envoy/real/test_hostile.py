"""Requests as strangers write them, byte by byte, to listeners that normalise paths and to one that does not."""

import re
import subprocess

from kit import envoy, policies
from kit.client import Connection, raw, send
from kit.contract import IDENTITY_HEADERS
from kit.policies import PLANS
from kit.real import Proxy

IN_P1 = "deploy@p1.workload.bytebase.com"
PERMITTED = re.compile(r"/v1/projects/[^/]+/plans(/[^?]*)?(\?.*)?")


class Hostile(Proxy):
    @classmethod
    def listeners(cls):
        filters = [envoy.wasm({"policy": policies.with_keys(policies.deploy(), "github")})]
        normalising = {"normalize_path": True, "merge_slashes": True, "path_with_escaped_slashes_action": "UNESCAPE_AND_FORWARD"}
        underscores = {"common_http_protocol_options": {"headers_with_underscores_action": "ALLOW"}}
        return [
            envoy.listener("main", filters, **underscores),
            envoy.listener("normalising", filters, **normalising),
            envoy.listener("redirecting", filters, **{**normalising, "path_with_escaped_slashes_action": "UNESCAPE_AND_REDIRECT"}),
            # Only an identity of a project brings the upstream all headers.
            envoy.listener("project", [envoy.wasm({"policy": policies.with_keys(policies.deploy(email=IN_P1), "github")})], **underscores),
        ]

    def test_several_or_strange_authorization_headers(self):
        good, bad = f"Bearer {self.good()}", f"Bearer {self.good(exp=1)}"
        for name, values, status, code in [
            ("one", [good], 200, None),
            ("the scheme in small letters", [good.replace("Bearer", "bearer")], 200, None),
            ("the scheme in capitals", [good.replace("Bearer", "BEARER")], 200, None),
            ("the scheme in both", [good.replace("Bearer", "bEaReR")], 200, None),
            ("two spaces", [good.replace(" ", "  ")], 200, None),
            ("spaces and tabs around it", [f"\t {good} \t"], 200, None),
            ("a tab", [good.replace(" ", "\t")], 401, "authorization_missing"),
            ("twice the same", [good, good], 400, "authorization_malformed"),
            ("a good and an expired one", [good, bad], 400, "authorization_malformed"),
            ("an expired and a good one", [bad, good], 400, "authorization_malformed"),
            ("two in one header", [f"{good}, {good}"], 400, "authorization_malformed"),
            ("a comma behind it", [f"{good},"], 400, "authorization_malformed"),
            ("a comma before it", [f",{good}"], 401, "authorization_missing"),
            ("a parameter behind it", [f"{good} realm=x"], 400, "authorization_malformed"),
            ("quoted", [good.replace(" ", ' "') + '"'], 400, "authorization_malformed"),
            ("named", [good.replace(" ", " token=")], 400, "authorization_malformed"),
            ("padded", [f"{good}="], 401, "base64_malformed"),
            ("seventy of them", [good[:200]] * 70, 400, "authorization_malformed"),
            # Envoy makes one header of the two, and that is of another scheme.
            ("another scheme first", ["Basic YTpi", good], 401, "authorization_missing"),
            ("another scheme", ["Basic YTpi"], 401, "authorization_missing"),
            ("no scheme", [good.removeprefix("Bearer ")], 401, "authorization_missing"),
            ("nothing behind the scheme", ["Bearer"], 400, "authorization_malformed"),
            ("an empty header", [""], 401, "authorization_missing"),
            ("no header", [], 401, "authorization_missing"),
            ("bytes that are no text", ["Bearer \xff\xfe"], 400, "authorization_malformed"),
            ("a token of 59 000 bytes", ["Bearer " + "a" * 59_000], 401, "token_too_long"),
        ]:
            with self.subTest(name):
                answer = self.ask(headers=[("Authorization", value) for value in values])
                self.assertEqual((answer.status, answer.code), (status, code))

    def test_no_other_place_of_a_token_counts(self):
        token = self.good()
        for name, target, headers in [
            ("the query", f"{PLANS}?access_token={token}", []),
            ("a cookie", PLANS, [("cookie", f"access_token={token}")]),
            ("a header of a like name", PLANS, [("x-authorization", f"Bearer {token}"), ("proxy-authorization", f"Bearer {token}")]),
            ("a name with an underscore", PLANS, [("authorization_", f"Bearer {token}")]),
        ]:
            with self.subTest(name):
                self.assertEqual(self.ask(target, headers=headers).code, "authorization_missing")

    def test_whatever_path_reaches_the_upstream_is_permitted(self):
        forwarded = 0
        for listener in ("main", "normalising", "redirecting"):
            for target in [
                *(PLANS, f"{PLANS}/1", f"{PLANS}?x=../..", f"{PLANS}/", "/v1/projects/p%20q/plans"),
                *("/", "/v1/projects", "/admin", f"{PLANS}s", "/V1/projects/p1/plans", "//v1/projects/p1/plans"),
                *(f"{PLANS}/../../../../admin", f"{PLANS}/..", f"{PLANS}/./1", f"{PLANS}/%2e%2e/%2e%2e/admin", f"{PLANS}/.%2e/x"),
                *(f"{PLANS}/..;/admin", f"{PLANS}/..%2f..%2fadmin", f"{PLANS}/..\\..\\admin", f"{PLANS}%2f..%2fx", f"{PLANS}/%5c.."),
                *(f"{PLANS}//x", f"{PLANS}/%00", f"{PLANS}/%252e%252e/x", f"{PLANS}#/../admin", "/v1/projects//plans", f"{PLANS};a=b"),
                *("/admin/..%2fv1/projects/p1/plans", "/admin/../v1/projects/p1/plans", "/v1/projects/p1%2fplans", "*", "/v1/projects/../plans"),
                *(f"http://api.example.com{PLANS}", "http://api.example.com/admin", "http://elsewhere.example/v1/projects/p1/plans/../../x"),
            ]:
                with self.subTest(listener, target=target):
                    answer = self.ask(target, self.good(), listener=listener)
                    self.assertIn(answer.status, (200, 307, 400, 403, 404))
                    if answer.status == 200:
                        forwarded += 1
                        seen = answer.json["target"]
                        self.assertRegex(seen, PERMITTED)
                        self.assertNotRegex(seen.split("?")[0], r"\.\.|//|\\|%2[ef]|%5c|%00|;|%25(?i:)")
        self.assertGreater(forwarded, 6)

    def test_methods(self):
        for method, status in [("GET", 200), ("POST", 200), ("HEAD", 403), ("DELETE", 403), ("OPTIONS", 403), ("get", 403), ("PATCH", 403)]:
            with self.subTest(method):
                answer = self.ask(token=self.good(), method=method)
                self.assertEqual(answer.status, status) if method != "get" else self.assertIn(answer.status, (400, 403))

    def test_forged_identity_headers_never_reach_the_upstream(self):
        for listener in ("main", "normalising", "project"):
            for header in IDENTITY_HEADERS:
                for spelling in (
                    *(header, header.upper(), header.replace("-", "_"), header.title(), header.replace("-", "_", 1)),
                    *(header.replace("-", "."), header.replace("-", "~"), f"Grpc-Metadata-{header}"),
                ):
                    with self.subTest(listener, header=spelling):
                        answer = self.ask(token=self.good(), headers=[(spelling, "forged"), (spelling, "forged, too")], listener=listener)
                        if answer.status == 200:
                            self.assertNotIn("forged", str(answer.seen))
                        else:
                            # Envoy itself may refuse a name with an underscore.
                            self.assertIn("_", spelling)

    def test_no_header_names_another_method_or_path(self):
        names = [
            *("x-http-method-override", "X-HTTP-Method", "x_method_override", "X-Original-URL", "x-rewrite-url"),
            "x-envoy-original-path",
        ]
        answer = self.ask(token=self.good(), headers=[(name, "other") for name in names])
        self.assertEqual(answer.status, 200)
        self.assertNotIn("other", str(answer.seen))

    def test_headers_that_are_to_be_dropped_on_the_way(self):
        # RFC 9110 section 7.6.1: a proxy removes what `Connection` names.
        named = ", ".join(["close", *IDENTITY_HEADERS])
        answer = self.ask(token=self.good(), headers=[("connection", named)], listener="project")
        self.assertEqual(answer.status, 200)
        for header in IDENTITY_HEADERS:
            self.assertTrue(answer.seen.get(header), header)

    def test_several_requests_in_one_connection_are_judged_one_by_one(self):
        connection = Connection(self.port())
        good, expired = [("authorization", f"Bearer {self.good()}")], [("authorization", f"Bearer {self.good(exp=1)}")]
        statuses = [connection.request(PLANS, headers).status for headers in (good, [], good, expired, good)]
        connection.close()
        self.assertEqual(statuses, [200, 401, 200, 401, 200])

    def test_two_requests_in_one_piece(self):
        # The second hides in what one server would take for the body of the first.
        hidden = raw("/admin")
        head = f"POST {PLANS} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {self.good()}\r\n"
        for name, rest in [
            ("both lengths", f"content-length: {len(hidden)}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
            ("an obfuscated encoding", f"content-length: {len(hidden)}\r\ntransfer-encoding: xchunked\r\n\r\n"),
            ("two lengths", f"content-length: 0\r\ncontent-length: {len(hidden)}\r\n\r\n"),
        ]:
            with self.subTest(name):
                self.upstream.requests.clear()
                send(self.port(), head.encode() + rest.encode() + hidden)
                self.assertNotIn("/admin", [it["target"] for it in self.upstream.requests])

    def test_heads_that_are_no_heads(self):
        for name, data in [
            ("a space before the colon", f"GET {PLANS} HTTP/1.1\r\nhost: a\r\nauthorization : Bearer {self.good()}\r\n\r\n".encode()),
            ("a folded line", f"GET {PLANS} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer\r\n {self.good(exp=1)}\r\n\r\n".encode()),
            ("a NUL", f"GET {PLANS} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer a\0b\r\n\r\n".encode()),
            ("no host", f"GET {PLANS} HTTP/1.1\r\n\r\n".encode()),
            ("HTTP/1.0 without a token", f"GET {PLANS} HTTP/1.0\r\n\r\n".encode()),
            ("bytes", bytes(range(256)) + b"\r\n\r\n"),
            ("a header beyond Envoy's limit", raw(PLANS, [("x-big", "a" * 100_000)])),
        ]:
            with self.subTest(name):
                answer = send(self.port(), data)
                self.assertTrue(answer is None or 400 <= answer.status < 500, answer)

    def test_http_2(self):
        good, expired = self.good(), self.good(exp=1)
        for name, options, status in [
            ("a good token", ["-H", f"authorization: Bearer {good}"], "200"),
            ("no token", [], "401"),
            ("an expired one", ["-H", f"authorization: Bearer {expired}"], "401"),
            ("two", ["-H", f"authorization: Bearer {good}", "-H", f"authorization: Bearer {good}"], "400"),
            ("in the query", ["--url-query", f"access_token={good}"], "401"),
            ("forged headers", ["-H", f"authorization: Bearer {good}", *(x for it in IDENTITY_HEADERS for x in ("-H", f"{it}: forged"))], "200"),
        ]:
            with self.subTest(name):
                url = f"http://127.0.0.1:{self.port()}{PLANS}"
                command = ["curl", "--silent", "--http2-prior-knowledge", "--write-out", "\n%{http_code} %{http_version}", *options, url]
                text = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
                body, _, last = text.rpartition("\n")
                self.assertEqual(last, f"{status} 2")
                self.assertNotIn("forged", body)

    def test_many_strangers_at_once_change_nothing(self):
        for number in range(300):
            self.ask(token=f"{number}.{number}.{number}")
        self.assertEqual(self.ask(token=self.good()).status, 200)
        self.assertEqual(self.envoy.stats("vm_reload")["wasm.claimgate.vm_reload"], 0)
