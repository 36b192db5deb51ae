"""A filter that breaks: the shipped module, which is given so little memory that the headers of one request are too many for it."""

import tempfile
import time
from pathlib import Path

from kit import envoy, policies
from kit.contract import fetching
from kit.envoy import wait_for
from kit.module import with_little_memory
from kit.real import Proxy

INLINE = {"policy": policies.with_keys(policies.deploy(), "github")}
TOO_MANY = [(f"x-{number}", "a" * 60_000) for number in range(100)]


class Faults(Proxy):
    # So that all requests meet the worker that broke.
    concurrency = 1

    @classmethod
    def listeners(cls):
        folder = tempfile.TemporaryDirectory(prefix="claimgate-faults-")
        cls.addClassCleanup(folder.cleanup)
        module = Path(folder.name) / "little.wasm"
        with_little_memory(module, 8)
        manager = {"max_request_headers_kb": 8000, "common_http_protocol_options": {"max_headers_count": 200}}
        remote = {"policy": policies.deploy(), **fetching()}
        return [
            envoy.listener(name, [envoy.wasm(settings, name, failure_policy=policy, module=module)], **manager)
            for name, policy, settings in [
                ("inline", "FAIL_RELOAD", INLINE),
                ("remote", "FAIL_RELOAD", remote),
                ("closed", "FAIL_CLOSED", INLINE),
                ("open", "FAIL_OPEN", INLINE),
            ]
        ]

    def break_down(self, listener):
        wait_for(lambda: self.ask(token=self.good(), listener=listener).status == 200)
        self.assertEqual(self.ask(token=self.good(), headers=TOO_MANY, listener=listener).status, 503)
        self.assertIn("memory allocation of", self.envoy.log_text())
        self.assertFalse([it for it in self.upstream.requests if len(it["headers"]) > len(TOO_MANY)])

    def test_a_filter_that_broke_starts_anew_and_lets_nobody_in_meanwhile(self):
        for listener in ("inline", "remote"):
            with self.subTest(listener):
                self.break_down(listener)
                # A second or so, which is Envoy's, from one attempt to the next.
                meanwhile, until = [], time.monotonic() + 10
                while (answer := self.ask(listener=listener)).status == 503 and time.monotonic() < until:
                    meanwhile.append(self.ask(token=self.good(), listener=listener).status)
                self.assertEqual(answer.code, "authorization_missing")
                # Between the two questions of a round it may have recovered.
                self.assertLessEqual(set(meanwhile[:-1]), {503})
                # Those whose keys come from afar wait for them.
                self.assertEqual(self.ask(token=self.good(), listener=listener).status, 200)
                self.assertEqual(self.ask(token=self.good(exp=1), listener=listener).code, "token_expired")
                self.assertGreaterEqual(self.envoy.stats("vm_reload")[f"wasm.{listener}.vm_reload_success"], 1)

    def test_why_the_other_policies_are_not_for_it(self):
        self.break_down("open")
        self.break_down("closed")
        time.sleep(2)
        # Without a token, and without the identity headers taken away.
        answer = self.ask("/admin", headers=[("x-workload-identity", "forged")], listener="open")
        self.assertEqual((answer.status, answer.seen["x-workload-identity"]), (200, ["forged"]))
        self.assertEqual({self.ask(token=self.good(), listener="closed").status for _ in range(5)}, {503})
