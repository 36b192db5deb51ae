"""The shared decisions, whoever does the arithmetic of signatures."""

import json
import unittest

from host.filter import ask, document, expected, outcome, vm
from kit import vectors
from proxy_wasm.foreign import VERIFIERS


class Decisions(unittest.TestCase):
    def test_the_filter_decides_as_the_vectors_say_by_every_crypto(self):
        for verifier in VERIFIERS.keys() - {"saying no"}:
            machines = {}
            for number, (name, policy, now, case) in enumerate(vectors.decisions()):
                # Hosts that are broken are alike, and slow: there ring answers.
                if verifier not in ("present", "absent") and number % 10:
                    continue
                with self.subTest(name, verifier=verifier):
                    exchange = ask(self.plugin(machines, policy, now, verifier), case["token"])
                    self.assertEqual(outcome(exchange), expected(case["expect"]))

    def test_a_host_that_says_no_lets_nobody_in(self):
        machines = {}
        for number, (name, policy, now, case) in enumerate(vectors.decisions()):
            if number % 10 == 0 and case["expect"]["decision"] == "allow":
                with self.subTest(name):
                    exchange = ask(self.plugin(machines, policy, now, "saying no"), case["token"])
                    self.assertEqual(outcome(exchange), "401 signature_invalid")

    def plugin(self, machines, policy, now, verifier):
        """One for each policy, all in one machine: they must not mix."""
        machine = machines.setdefault(now, (vm(now, verifier=verifier), {}))
        text = json.dumps(policy)
        if text not in machine[1]:
            machine[1][text] = machine[0].plugin(document(policy))
        return machine[1][text]
