"""Tokens that stand elsewhere than in `Authorization`: what counts, what does not, and that no upstream gets them."""

from kit import envoy, http2, policies
from kit.client import request
from kit.policies import PLANS
from kit.real import Proxy

SETTINGS = {"policy": policies.with_keys(policies.deploy(), "github")}
PLACES = {"cookie": {"cookie": "token"}, "query": {"query": "access_token"}, "bare": {"bareHeader": "x-token"}, "header": {"header": "x-auth"}}


class Places(Proxy):
    @classmethod
    def listeners(cls):
        return [envoy.listener(name, [envoy.wasm({**SETTINGS, "token": place})]) for name, place in PLACES.items()]

    def check(self, listener, code, target=PLANS, headers=()):
        """The answer, which is of this code, and without the token."""
        answer = request(self.port(listener), target, None, headers)
        self.assertEqual((answer.status == 200, answer.code), (code is None, code))
        self.assertNotIn(self.token.encode(), answer.body)
        return answer

    def setUp(self):
        self.token = self.good()

    def test_a_cookie(self):
        own = f"token={self.token}"
        for name, cookies, code, kept in [
            ("alone", [own], None, None),
            ("among others", [f"a=1;{own};\tb=2"], None, ["a=1; b=2"]),
            ("in one of two headers", ["a=1", own], None, ["a=1"]),
            ("twice", [f"{own}; {own}"], "authorization_malformed", None),
            ("in two headers", [own, "token=x"], "authorization_malformed", None),
            ("an empty one before it", [f"token=; {own}"], "authorization_malformed", None),
            ("quoted", [f'token="{self.token}"'], "authorization_malformed", None),
            ("in what another quotes", [f'a="x; {own}"'], "authorization_malformed", None),
            ("encoded", [own.replace(".", "%2E")], "authorization_malformed", None),
            ("in capitals", [own.replace("token", "TOKEN")], "authorization_missing", None),
            ("behind a comma", [f"a=1, {own}"], "authorization_missing", None),
            ("another name with that end", [f"x{own}"], "authorization_missing", None),
        ]:
            with self.subTest(name):
                answer = self.check("cookie", code, headers=[("cookie", it) for it in cookies])
                if code is None:
                    self.assertEqual(answer.seen.get("cookie"), kept)
        # RFC 9113 section 8.2.3: a client may send each cookie for itself.
        crumbs = http2.head(headers=[("cookie", "a=1"), ("cookie", own), ("cookie", "b=2")])
        self.assertEqual(http2.ask(self.port("cookie"), crumbs).seen["cookie"], ["a=1; b=2"])

    def test_a_parameter(self):
        own = f"access_token={self.token}"
        for name, query, code, kept in [
            ("alone", own, None, ""),
            ("among others", f"a=1&{own}&b=?", None, "?a=1&b=?"),
            ("with an encoded name", own.replace("access_", "access%5F"), None, ""),
            ("twice", f"{own}&{own}", "authorization_malformed", None),
            ("once more with an encoded name", f"%61ccess_token=x&{own}", "authorization_malformed", None),
            ("empty", "access_token=", "authorization_malformed", None),
            ("in capitals", own.upper(), "authorization_missing", None),
            ("behind a semicolon", f"a=1;{own}", "authorization_missing", None),
            ("of a list", own.replace("=", "[]="), "authorization_missing", None),
        ]:
            with self.subTest(name):
                answer = self.check("query", code, f"{PLANS}?{query}")
                if code is None:
                    self.assertEqual(answer.json["target"], f"{PLANS}{kept}")

    def test_another_header(self):
        bearer = f"Bearer {self.token}"
        for name, listener, headers, code in [
            ("bare", "bare", [("X-Token", self.token)], None),
            ("bare, with a scheme", "bare", [("x-token", bearer)], "authorization_malformed"),
            ("bare, twice", "bare", [("x-token", self.token), ("X-Token", self.token)], "authorization_malformed"),
            ("bare, with an underscore", "bare", [("x_token", self.token)], "authorization_missing"),
            ("with its scheme", "header", [("x-auth", bearer)], None),
            ("without it", "header", [("x-auth", self.token)], "authorization_missing"),
            ("in the usual header", "header", [("authorization", bearer)], "authorization_missing"),
        ]:
            with self.subTest(name):
                self.check(listener, code, headers=headers)
