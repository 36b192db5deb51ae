"""Keys that Envoy fetches: rotation under load, and an issuer that is dead, slow, or answers garbage."""

import threading
import time

from kit import envoy, policies, tokens
from kit.client import Connection
from kit.contract import fetching
from kit.envoy import wait_for
from kit.policies import PLANS
from kit.real import Proxy
from kit.servers import Issuer

# As short as the configuration allows, so that a test need not wait.
QUICK = {"cooldown": 1, "timeout": 1}


def bearer(token):
    return [("authorization", f"Bearer {token}")]


class Load:
    """Callers that ask without a pause, each with a token of its own key, and what they were answered."""

    def __init__(self, port, names):
        self.port, self.names, self.running, self.answers = port, names, True, []
        self.threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        for thread in self.threads:
            thread.join()

    def _ask(self, number):
        connection = Connection(self.port)
        count = 0
        while self.running:
            name = self.names[count % len(self.names)]
            token = tokens.token(int(time.time()), name, jti=f"{number}-{count}")
            answer = connection.request(PLANS, bearer(token))
            self.answers.append((name, answer.status, answer.code))
            count += 1
        connection.close()


class Keys(Proxy):
    @classmethod
    def listeners(cls):
        return [envoy.listener("main", [envoy.wasm({"policy": policies.deploy(), **fetching(**QUICK)})])]

    def setUp(self):
        # Whatever the test before did to the issuer is over, for every worker.
        self.issuer.publish("github")
        wait_for(lambda: {self.ask(token=self.good()).status for _ in range(30)} == {200}, 20)

    def another(self, issuer, **fields):
        """A fresh Envoy whose keys come from that issuer."""
        clusters = [envoy.cluster("upstream", self.upstream.port), envoy.cluster("github_keys", issuer.port)]
        listeners = [envoy.listener("main", [envoy.wasm({"policy": policies.deploy(), **fetching(**{**QUICK, **fields})})])]
        return envoy.Envoy(self.envoy.binary, envoy.bootstrap(listeners, clusters))

    def test_rotation_under_load_lets_every_caller_in(self):
        with Load(self.port(), ["github"]) as before:
            time.sleep(0.5)
        self.issuer.publish("github", "github-next")
        with Load(self.port(), ["github", "github-next"]) as load:
            time.sleep(3)
        self.assertEqual({answer for answer in before.answers if answer[1] != 200}, set())
        # Within a cooldown after the last fetch nobody knows the new key; then every caller is let in.
        half = load.answers[len(load.answers) // 2 :]
        self.assertEqual({answer for answer in half if answer[1] != 200}, set())
        self.assertEqual({answer for answer in load.answers if answer[0] == "github" and answer[1] != 200}, set())
        self.assertGreater(len(load.answers), 200)

    def test_a_key_that_was_withdrawn_counts_no_more(self):
        old = self.good()
        self.assertEqual(self.ask(token=old).status, 200)
        self.issuer.publish("github-next")
        # Each worker has its own keys.
        wait_for(lambda: {self.ask(token=self.good(name="github-next")).status for _ in range(30)} == {200}, 20)
        self.assertEqual({self.ask(token=old).code for _ in range(8)}, {"key_not_found"})

    def test_good_keys_stay_while_the_issuer_misbehaves(self):
        for name, way in [
            ("status 503", {"status": 503, "body": b""}),
            ("garbage", {"body": b"<html>"}),
            ("no keys", {"body": b'{"keys":[]}'}),
            ("a redirect", {"status": 302, "headers": [("location", "https://elsewhere.example/")], "body": b""}),
            ("ten megabytes", {"body": b" " * 10_000_000}),
            ("slow", {"delay": 3}),
        ]:
            with self.subTest(name):
                self.issuer.misbehave(**way)
                time.sleep(1.1)
                before = len(self.issuer.requests)
                # A key that nobody knows makes the filter ask.
                began = time.monotonic()
                self.assertIn(self.ask(token=self.good(name="stranger")).status, (401, 503))
                self.assertLess(time.monotonic() - began, 5)
                self.assertGreater(len(self.issuer.requests), before)
                self.assertEqual({self.ask(token=self.good()).status for _ in range(8)}, {200})

    def test_good_keys_stay_while_the_issuer_is_dead(self):
        self.issuer.stop()
        self.addCleanup(self.issuer.start)
        time.sleep(1.1)
        self.assertIn(self.ask(token=self.good(name="stranger")).status, (401, 503))
        self.assertEqual({self.ask(token=self.good()).status for _ in range(8)}, {200})

    def test_a_flood_of_unknown_keys_asks_once_in_a_cooldown_and_worker(self):
        time.sleep(1.1)
        before = len(self.issuer.requests)
        for number in range(200):
            header = {"alg": "RS256", "kid": f"unknown-{number}"}
            token = tokens.sign("stranger", header, {"iss": tokens.GITHUB, "exp": time.time() + 100})
            self.assertIn(self.ask(token=token).status, (401, 503))
        # Two workers, a few seconds at most, and two requests for one attempt.
        self.assertLess(len(self.issuer.requests) - before, 20)

    def test_a_proxy_that_drains_and_ends_judges_all_the_same(self):
        issuer = Issuer("github")
        self.addCleanup(issuer.stop)
        with self.another(issuer, timeout=5) as proxy:
            self.ports = {"main": proxy.port("main")}
            wait_for(lambda: {self.ask(token=self.good()).status for _ in range(10)} == {200}, 20)
            kept, answers = Connection(self.port()), []
            self.assertEqual(kept.request(PLANS, bearer(self.good())).status, 200)
            issuer.misbehave(delay=60)
            time.sleep(1.1)
            before = len(issuer.requests)
            caller = threading.Thread(target=lambda: answers.append(self.ask(token=self.good(name="github-next"))))
            caller.start()
            wait_for(lambda: len(issuer.requests) > before)
            proxy.admin("/drain_listeners?graceful", "POST")
            for token, status in [(self.good(), 200), (self.good(exp=1), 401), (self.good(), 200)]:
                self.assertEqual(kept.request(PLANS, bearer(token)).status, status)
        # It has ended, and with it the request that waited for keys.
        caller.join()
        kept.close()
        self.assertTrue(answers == [None] or answers[0].status in (401, 503), answers)

    def test_before_the_issuer_answers_nobody_is_let_in_and_then_all_are(self):
        issuer = Issuer("github")
        self.addCleanup(issuer.stop)
        issuer.misbehave(status=503, body=b"")
        with self.another(issuer) as proxy:
            self.ports = {"main": proxy.port("main")}
            answer = self.ask(token=self.good())
            self.assertEqual((answer.status, answer.code, answer.headers.get("retry-after")), (503, "key_set_missing", "5"))
            issuer.publish("github")
            wait_for(lambda: self.ask(token=self.good()).status == 200, 20)

    def test_an_issuer_that_never_answers_holds_nobody_for_long(self):
        issuer = Issuer("github")
        self.addCleanup(issuer.stop)
        issuer.misbehave(delay=60)
        with self.another(issuer) as proxy:
            self.ports = {"main": proxy.port("main")}
            began = time.monotonic()
            self.assertEqual(self.ask(token=self.good()).code, "key_set_missing")
            self.assertLess(time.monotonic() - began, 8)
