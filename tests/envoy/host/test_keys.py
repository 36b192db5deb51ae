"""Keys from afar: asked for at the start, on ticks and for unknown ids; whoever waits is answered; good keys stay."""

import json
import unittest

from host.filter import ask, document, outcome, vm
from kit import tokens
from kit.contract import CLUSTER, fetching
from kit.policies import NOW, PLANS, deploy

DISCOVERY = f"{tokens.GITHUB}/.well-known/openid-configuration"
ADDRESS = f"{tokens.GITHUB}/.well-known/jwks"
# How long any request may wait for keys, in seconds, and how often a new attempt may be made.
PATIENCE, COOLDOWN = 15, 30

BAD_ANSWERS = {
    "status 503": {"status": 503},
    "status 404": {"status": 404, "body": b"nothing here"},
    "a redirect": {"status": 302, "headers": [("location", "https://elsewhere.example/")]},
    "nothing": {"body": b""},
    "HTML": {"body": b"<html>"},
    "no key set": {"body": b"{}"},
    "no keys": {"body": b'{"keys":[]}'},
    "a member twice": {"body": b'{"keys":[],"keys":[]}'},
    "bytes that are no text": {"body": b"\xff\xfe" * 100},
    "a megabyte": {"body": b'{"keys":[' + b" " * (1 << 20) + b"]}"},
    "private keys": {"body": json.dumps({"keys": [{**tokens.jwk("github"), "d": "AQAB"}]}).encode()},
    "deep": {"body": b"[" * 200_000},
}


def key_set(*names):
    return json.dumps(tokens.key_set(*names)).encode()


class Keys(unittest.TestCase):
    def setUp(self):
        self.vm = vm(NOW, clusters=[CLUSTER])
        self.plugin = self.configure()

    def configure(self, **fields):
        return self.vm.plugin(document(deploy(), **fetching(**fields)))

    def ask(self, name="github", **changes):
        exchange = ask(self.plugin, tokens.token(self.vm.clock.nanoseconds // 10**9, name, **changes), PLANS)
        self.soon()
        return exchange

    def soon(self):
        """The tick comes that a request asked for at once."""
        if 0 < self.plugin.tick_period < 100:
            self.plugin.tick()

    def pending(self):
        """The one request that is under way."""
        self.assertEqual(len(self.vm.calls), 1)
        return next(iter(self.vm.calls.values()))

    def publish(self, *names, **rest):
        """Lets the issuer answer whatever it is asked until it has handed over these keys."""
        call = self.pending()
        if call.address == DISCOVERY:
            self.vm.answer(call, body=json.dumps({"issuer": tokens.GITHUB, "jwks_uri": ADDRESS}).encode())
            call = self.pending()
        self.assertEqual(call.address, ADDRESS)
        self.vm.answer(call, body=key_set(*names), **rest)

    def later(self, seconds, answer=None):
        """Time goes by, second by second, and ticks come; so do answers to what is asked, or nothing before its time is up."""
        asked = {}
        for second in range(seconds):
            self.vm.clock.advance(1)
            self.plugin.tick()
            while answer and self.vm.calls:
                answer(self.pending())
            for call in list(self.vm.calls.values()):
                if second - asked.setdefault(call, second) >= call.timeout / 1000:
                    self.vm.answer(call, 504)

    def test_keys_are_asked_for_before_the_first_request(self):
        call = self.pending()
        self.assertEqual((call.address, call.header(":method"), call.cluster), (DISCOVERY, "GET", CLUSTER))
        self.assertNotIn(b"authorization", [name for name, _ in call.headers])
        self.assertGreater(call.timeout, 0)
        self.publish("github")
        self.assertEqual(outcome(self.ask()), "allow")

    def test_whoever_comes_before_the_keys_waits_for_them(self):
        waiting = [self.ask() for _ in range(3)]
        self.assertEqual([it.state for it in waiting], ["waiting"] * 3)
        self.publish("github")
        self.assertEqual([outcome(it) for it in waiting], ["allow"] * 3)
        self.assertEqual(self.vm.calls, {})

    def test_each_that_waits_gets_its_own_answer(self):
        waiting = [self.ask(), self.ask(sub="repo:my-org/other:ref:refs/heads/main", repository="my-org/other"), self.ask("stranger")]
        self.publish("github")
        self.assertEqual([outcome(it) for it in waiting], ["allow", "403 repository_mismatch", "401 key_not_found"])

    def test_whatever_no_key_could_save_does_not_wait(self):
        for name, exchange in [
            ("no token", self.plugin.get(PLANS)),
            ("no JWT", ask(self.plugin, "a.b.c", PLANS)),
            ("another issuer", self.ask(iss="https://evil.example")),
        ]:
            with self.subTest(name):
                self.assertEqual(exchange.state, "answered")

    def test_without_keys_the_answer_is_503_and_never_yes(self):
        for name, answer in BAD_ANSWERS.items():
            with self.subTest(name):
                self.setUp()
                waiting = self.ask()
                self.vm.answer(self.pending(), **answer)
                for _ in range(3):
                    if self.vm.calls:
                        self.vm.answer(self.pending(), **answer)
                self.assertEqual(outcome(waiting), "503 key_set_missing")
                self.assertEqual(outcome(self.ask()), "503 key_set_missing")

    def test_bad_answers_never_drop_good_keys(self):
        for name, answer in BAD_ANSWERS.items():
            with self.subTest(name):
                self.setUp()
                self.publish("github")
                self.later(1500, lambda call, answer=answer: self.vm.answer(call, **answer))
                self.assertEqual(outcome(self.ask()), "allow")

    def test_a_dead_server_never_drops_good_keys(self):
        self.publish("github")
        self.later(1500, self.vm.fail)
        self.assertEqual(outcome(self.ask()), "allow")
        # Nor one that takes requests and says nothing.
        self.later(1500)
        self.assertEqual(outcome(self.ask()), "allow")

    def test_good_keys_of_a_server_that_stays_away_do_not_count_for_ever(self):
        self.publish("github")
        for _ in range(3):
            self.vm.clock.advance(12 * 3600 + 60)
            self.plugin.tick()
            while self.vm.calls:
                self.vm.fail(self.pending())
        self.assertEqual(outcome(self.ask()), "503 key_set_missing")

    def test_an_unknown_key_is_asked_for_and_found(self):
        self.publish("github")
        self.later(COOLDOWN)
        new = self.ask("github-next")
        self.assertEqual(new.state, "waiting")
        # Those whose key is there do not wait.
        self.assertEqual(outcome(self.ask()), "allow")
        self.publish("github", "github-next")
        self.assertEqual(outcome(new), "allow")

    def test_keys_that_are_gone_count_no_more(self):
        self.publish("github")
        old = tokens.token(NOW + COOLDOWN)
        self.assertEqual(outcome(ask(self.plugin, old, PLANS)), "allow")
        self.later(COOLDOWN)
        self.ask("github-next")
        self.publish("github-next")
        # It was let in before, and is not now.
        self.assertEqual(outcome(ask(self.plugin, old, PLANS)), "401 key_not_found")

    def test_a_flood_of_unknown_keys_asks_once(self):
        self.publish("github")
        self.later(COOLDOWN)
        asked = 0
        for number in range(300):
            header = {"alg": "RS256", "kid": f"unknown-{number}"}
            ask(self.plugin, tokens.sign("stranger", header, {"iss": tokens.GITHUB, "exp": NOW + 1000}), PLANS)
            self.soon()
            for call in list(self.vm.calls.values()):
                asked += 1
                self.vm.answer(call, body=key_set("github"))
        self.assertEqual(asked, 1)
        self.assertEqual(outcome(self.ask()), "allow")

    def test_nobody_waits_for_ever_where_no_answer_comes(self):
        waiting = [self.ask() for _ in range(5)]
        self.later(PATIENCE)
        self.assertEqual([outcome(it) for it in waiting], ["503 key_set_missing"] * 5)

    def test_whoever_leaves_does_not_take_the_keys_along(self):
        first, second = self.ask(), self.ask()
        first.leave()
        self.publish("github")
        self.assertEqual([first.state, outcome(second)], ["left", "allow"])
        self.later(COOLDOWN)
        asking = self.ask("github-next")
        self.assertEqual(asking.state, "waiting")
        asking.leave()
        # What it had asked for is not cancelled with it.
        other = self.ask("github-next")
        self.publish("github", "github-next")
        self.assertEqual(outcome(other), "allow")

    def test_keys_are_asked_for_by_the_plugin_and_not_by_a_request_that_was_woken(self):
        gitlab = "https://gitlab.com"
        identity = {**deploy()["identities"][0], "platform": "gitlab-ci", "email": "gitlab@workload.bytebase.com"}
        policy = {**deploy(), "identities": [*deploy()["identities"], identity]}
        clusters = [{"issuer": tokens.GITHUB, "cluster": CLUSTER}, {"issuer": gitlab, "cluster": "gitlab_keys"}]
        self.vm = vm(NOW, clusters=[CLUSTER, "gitlab_keys"])
        self.plugin = self.vm.plugin(document(policy, keyClusters=clusters))
        for call in list(self.vm.calls.values()):
            self.vm.fail(call)
        self.vm.clock.advance(COOLDOWN)
        # Both are due, and one of the clusters is gone.
        self.vm.clusters = {"gitlab_keys"}
        waiting = self.ask()
        self.assertEqual(outcome(waiting), "503 key_set_missing")
        self.assertIs(self.pending().context, self.plugin)

    def test_a_crowd_that_waits_is_bounded_and_all_are_answered(self):
        crowd = [self.ask() for _ in range(3000)]
        early = [it for it in crowd if it.state == "answered"]
        self.assertEqual({outcome(it) for it in early}, {"503 key_set_missing"})
        self.publish("github")
        self.assertEqual({it.state for it in crowd}, {"answered", "forwarded"} if early else {"forwarded"})
        self.assertGreater(len(early), 0, "the number of those who wait has no bound")

    def test_a_new_configuration_takes_over_from_one_whose_requests_wait(self):
        waiting = self.ask()
        old, self.plugin = self.plugin, self.configure()
        calls = list(self.vm.calls.values())
        self.assertEqual(len(calls), 2)
        self.vm.answer(calls[1], body=json.dumps({"issuer": tokens.GITHUB, "jwks_uri": ADDRESS}).encode())
        (mine,) = [call for call in self.vm.calls.values() if call is not calls[0]]
        self.vm.answer(mine, body=key_set("github"))
        self.assertEqual(outcome(self.ask()), "allow")
        self.assertEqual(waiting.state, "waiting")
        self.vm.fail(calls[0])
        self.assertEqual(outcome(waiting), "503 key_set_missing")
        old.retire()
        self.assertEqual(outcome(self.ask()), "allow")

    def test_a_new_configuration_goes_on_with_the_keys_of_the_old_one(self):
        self.publish("github")
        self.later(60)
        old, self.plugin = self.plugin, self.vm.plugin(document(deploy(branch=["main", "dev"]), **fetching()))
        old.retire()
        self.assertEqual(self.vm.calls, {})
        dev = {"sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev"}
        self.assertEqual(outcome(self.ask(**dev)), "allow")
        # With their age: they are due when they would have been.
        self.later(539)
        self.assertEqual(self.vm.calls, {})
        self.later(1, self.vm.fail)
        self.assertEqual(outcome(self.ask()), "allow")
        self.later(24 * 3600 - 600, self.vm.fail)
        self.assertEqual(outcome(self.ask()), "503 key_set_missing")

    def test_keys_go_over_only_where_they_come_from_the_same_place(self):
        self.publish("github")
        self.vm.clusters.add("other_keys")
        for name, policy, clusters in [
            ("another cluster", deploy(), [{"issuer": tokens.GITHUB, "cluster": "other_keys"}]),
            ("another address", {**deploy(), "issuers": [{"issuer": tokens.GITHUB, "jwksUri": "https://keys.example/"}]}, None),
        ]:
            with self.subTest(name):
                self.plugin = self.vm.plugin(document(policy, **({"keyClusters": clusters} if clusters else fetching())))
                waiting = self.ask()
                self.assertEqual(waiting.state, "waiting")
                self.vm.fail(self.pending())
                self.assertEqual(outcome(waiting), "503 key_set_missing")

    def test_a_host_without_network_is_no_reason_to_panic(self):
        self.vm.is_online = False
        plugin = self.plugin
        self.plugin = self.configure()
        self.assertEqual(outcome(self.ask()), "503 key_set_missing")
        self.vm.is_online = True
        self.vm.clock.advance(COOLDOWN)
        self.assertEqual(self.ask().state, "waiting")
        plugin.retire()
        self.plugin.tick()
        self.publish("github")
        self.assertEqual(outcome(self.ask()), "allow")
