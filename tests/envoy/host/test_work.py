"""How much work a request makes, counted in instructions: a proxy has no other bound on it."""

import unittest

from host.filter import ask, configured, outcome
from kit import tokens
from kit.policies import NOW, PLANS, deploy, with_keys


def many(count):
    """One identity in the middle matches; the others are of other repositories."""
    policy = with_keys(deploy(), "github")
    (identity,) = policy["identities"]
    others = [{**identity, "email": f"n{n}@workload.bytebase.com", "repository": f"repo-{n}"} for n in range(count - 1)]
    return {**policy, "identities": [*others[: count // 2], identity, *others[count // 2 :]]}


def work(plugin, *arguments, **rest):
    before = plugin.vm.fuel
    exchange = ask(plugin, *arguments, **rest)
    return plugin.vm.fuel - before, outcome(exchange)


class Work(unittest.TestCase):
    def test_ten_thousand_identities_cost_no_more_than_ten(self):
        few, lot = configured(many(10), NOW), configured(many(10_000), NOW)
        for name, changes, expect in [
            ("let in", {}, "allow"),
            ("refused", {"sub": "repo:my-org/my-repo:ref:refs/heads/x", "ref": "refs/heads/x"}, "403 branch_mismatch"),
            ("of a stranger", {"sub": "repo:x/y:ref:refs/heads/main", "repository": "x/y", "repository_owner": "x"}, None),
        ]:
            with self.subTest(name):
                token = tokens.token(NOW, **changes)
                (one, first), (two, second) = (work(plugin, token, PLANS) for plugin in (few, lot))
                self.assertEqual(first, second)
                if expect:
                    self.assertEqual(first, expect)
                self.assertLess(two, 1.2 * one)

    def test_a_token_seen_before_costs_a_fraction(self):
        plugin = configured(with_keys(deploy(), "github"), NOW, verifier="absent")
        token = tokens.token(NOW)
        (first, _), (second, again) = work(plugin, token, PLANS), work(plugin, token, PLANS)
        self.assertEqual(again, "allow")
        self.assertLess(second, first / 4)

    def test_no_garbage_costs_more_than_a_signature(self):
        plugin = configured(with_keys(deploy(), "github"), NOW, verifier="absent")
        signature, _ = work(plugin, tokens.token(NOW), PLANS)
        header = tokens.encode(b'{"alg":"RS256","kid":"x"}')
        for name, token in [
            ("dots", "." * 16_000),
            ("letters", "a" * 16_000),
            *(
                (name, f"{header}.{tokens.encode(payload)}.AAAA")
                for name, payload in [
                    ("deep", b"[" * 10_000),
                    ("members", b"{" + b",".join(b'"%d":1' % number for number in range(1200)) + b"}"),
                    ("equal members", b"{" + b",".join([b'"a":1'] * 1800) + b"}"),
                    ("escapes", b'{"a":"' + rb"\u0041" * 1800 + b'"}'),
                ]
            ),
        ]:
            with self.subTest(name):
                cost, answer = work(plugin, token, PLANS)
                self.assertNotEqual(answer, "allow")
                self.assertLess(cost, signature)

    def test_memory_is_flat_over_many_tokens(self):
        plugin = configured(with_keys(deploy(), "github"), NOW)
        memory = plugin.vm.memory

        def ask_many(first):
            for number in range(first, first + 1500):
                self.assertEqual(outcome(ask(plugin, tokens.token(NOW, jti=str(number)), PLANS)), "allow")
            return memory.memory.data_len(memory.store)

        warm = ask_many(0)
        self.assertLessEqual(ask_many(1500), warm + (64 << 10))
