"""Whatever a stranger sends, the filter answers: no trap, no waiting for ever, and no way in."""

import random
import unittest

from host.filter import ask, configured, outcome
from kit.policies import NOW, PLANS, deploy, with_keys
from kit import tokens

GOOD = tokens.token(NOW)


class Hostile(unittest.TestCase):
    def setUp(self):
        self.plugin = configured(with_keys(deploy(), "github", "p256", "ed25519"), NOW)

    def refused(self, headers, path=PLANS, **rest):
        exchange = self.plugin.get(path, headers, **rest)
        self.assertEqual(exchange.state, "answered", exchange.headers)
        return exchange

    def test_bytes_that_are_no_text(self):
        for name, value in [
            ("authorization", b"\xff\xfe"),
            ("authorization", b"Bearer \xff\xfe"),
            ("authorization", b"Bearer " + GOOD.encode() + b"\xc0\x80"),
            ("authorization", b"\x00"),
            ("authorization", b"Bearer \xed\xa0\x80"),
            ("cookie", b"\xff" * 100),
            ("x-anything", b"\xff\xfe\xfd"),
        ]:
            with self.subTest(name, value=value[:20]):
                self.refused([(name, value)])

    def test_bytes_that_are_no_text_elsewhere_do_not_lock_anybody_out(self):
        for name in ("cookie", "x-anything", "user-agent", "referer"):
            with self.subTest(name):
                exchange = ask(self.plugin, GOOD, PLANS, [(name, b"\xff\xfe\x80")])
                self.assertEqual(outcome(exchange), "allow")
                self.assertEqual(dict(exchange.headers)[name.encode()], b"\xff\xfe\x80")

    def test_targets_that_are_no_text_or_not_plain(self):
        for target in [
            *(b"\xff", b"", b"*", b"//", b"/../", b"/%00", b"/%ff", b"?", b"#", b" ", b"/v1/projects/p1/plans\xff"),
            *(b"/v1/projects/p1/plans/../../..", b"/v1/projects/p1/plans/%2e%2e/x", b"/v1/projects/p1/plans/..;/x"),
            *(b"/v1/projects//plans", b"/v1/projects/p1\\plans", b"/v1/projects/p1/plans/%2E%2e", b"/v1/projects/p1/plans%2fx"),
            *(b"http://elsewhere/v1/projects/p1/plans", b"/" * 70_000, b"/v1/" + b"a/" * 30_000),
        ]:
            with self.subTest(target=target[:40]):
                self.assertEqual(outcome(ask(self.plugin, GOOD, target)), "403 request_not_permitted")

    def test_methods_that_nobody_knows(self):
        for method in (b"", b"get", b"\xff", b"GET\x00", b"G" * 10_000, b"CONNECT", b"PRI"):
            with self.subTest(method=method[:20]):
                exchange = self.plugin.get(PLANS, [("authorization", f"Bearer {GOOD}")], method=method)
                self.assertEqual(outcome(exchange), "403 request_not_permitted")

    def test_requests_without_pseudo_headers(self):
        for headers in ([], [("authorization", f"Bearer {GOOD}")], [(":path", PLANS)], [(":method", "GET")]):
            with self.subTest(headers=[name for name, _ in headers]):
                self.assertEqual(self.plugin.request(headers).state, "answered")

    def test_many_and_huge_headers(self):
        good = ("authorization", f"Bearer {GOOD}")
        for name, headers, expect in [
            ("ten thousand headers and a good token", [(f"x-{n}", "1") for n in range(10_000)] + [good], "allow"),
            ("a header of 4 MiB and a good token", [("x-big", b"a" * (4 << 20)), good], "allow"),
            ("a token of 4 MiB", [("authorization", b"Bearer " + b"a" * (4 << 20))], "401 token_too_long"),
            ("a thousand Authorization headers", [good] * 1000, "400 authorization_malformed"),
            ("spaces without end", [("authorization", b"Bearer " + b" " * 100_000)], "401 token_too_long"),
            ("dots without end", [("authorization", b"Bearer " + b"." * 16_000)], "401 token_malformed"),
            ("an empty header", [("authorization", b"")], "401 authorization_missing"),
            ("a second, empty header", [good, ("authorization", b"")], "400 authorization_malformed"),
            ("a second header first", [("authorization", b"Basic YTpi"), good], "400 authorization_malformed"),
            ("two headers in one", [("authorization", f"Bearer {GOOD}, Bearer {GOOD}")], "400 authorization_malformed"),
        ]:
            with self.subTest(name):
                self.assertEqual(outcome(self.plugin.get(PLANS, headers)), expect)

    def test_no_header_imitates_that_of_the_token(self):
        # Servers that make variables of names read some characters alike, and would take a token that was not judged.
        for place, value in ({"bareHeader": "x-token"}, GOOD), ({"header": "x-token"}, f"Bearer {GOOD}"):
            for forward in (True, False):
                settings = {"token": place, "forwardToken": forward}
                plugin = configured(with_keys(deploy(), "github"), NOW, settings)
                with self.subTest(settings):
                    forged = [(name, "forged") for name in ("x_token", "X_Token", "x.token")]
                    exchange = plugin.get(PLANS, [*forged[:2], ("x-token", value), *forged[2:], ("x-tokens", "another")])
                    self.assertEqual(outcome(exchange), "allow")
                    self.assertNotIn(b"forged", [value for _, value in exchange.headers])
                    self.assertEqual((exchange.header("x-token"), exchange.header("x-tokens")), ([value] * forward, ["another"]))

    def test_tokens_mangled_at_every_place(self):
        chance = random.Random(7)
        for name in ("github", "p256", "ed25519"):
            good = tokens.token(NOW, name).encode()
            if name != "ed25519":
                self.assertEqual(outcome(ask(self.plugin, good.decode(), PLANS)), "allow")
            for number in range(400):
                mangled = bytearray(good)
                for _ in range(chance.randint(1, 3)):
                    place = chance.randrange(len(mangled))
                    way = chance.randrange(3)
                    if way == 0:
                        mangled[place] = chance.randrange(256)
                    elif way == 1:
                        del mangled[place]
                    else:
                        mangled.insert(place, chance.choice(b".=-_ ,\x00\xffAZ"))
                if mangled == good:
                    continue
                with self.subTest(name, number=number):
                    self.refused([("authorization", b"Bearer " + bytes(mangled))])

    def test_claims_that_are_deep_large_or_strange(self):
        deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
        for name, payload in [
            ("deep objects", deep),
            ("deep lists", b"[" * 12_000),
            ("many members", b"{" + b",".join(b'"a%d":1' % n for n in range(1200)) + b"}"),
            ("a number without end", b'{"exp":1' + b"0" * 11_000 + b"}"),
            ("an exponent without end", b'{"exp":1e' + b"9" * 11_000 + b"}"),
            ("a lone surrogate", rb'{"sub":"\ud800"}'),
            ("NUL", b'{"iss":"\\u0000"}'),
            ("nothing", b""),
        ]:
            with self.subTest(name):
                header = tokens.encode(b'{"alg":"RS256","typ":"JWT"}')
                self.refused([("authorization", f"Bearer {header}.{tokens.encode(payload)}.AAAA")])

    def test_the_body_passes_untouched(self):
        body = b"\x00\xff" * 50_000
        exchange = ask(self.plugin, GOOD, PLANS, body=body, method="POST")
        self.assertEqual((outcome(exchange), exchange.body), ("allow", body))
