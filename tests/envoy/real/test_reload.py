"""New configurations: by file-based xDS while requests run, refused if they are bad; and Envoy taking over from Envoy."""

import json
import os
import tempfile
import time
from pathlib import Path

from kit import envoy
from kit.contract import fetching
from kit.envoy import free_port, wait_for
from kit.policies import deploy, with_keys
from kit.real import Proxy
from real.test_keys import Load


def listener(policy, **rest):
    return envoy.listener("main", [envoy.wasm({"policy": policy, **fetching()})], **rest)


class Published(Proxy):
    """Listeners come from a file, as a control plane would send them."""

    @classmethod
    def configuration(cls, policy):
        return {"policy": with_keys(policy, "github")}

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="claimgate-lds-")
        cls.addClassCleanup(folder.cleanup)
        cls.file = Path(folder.name) / "listeners.json"
        cls.listening = free_port()
        cls.publish(deploy())
        super().setUpClass()

    @classmethod
    def publish(cls, policy):
        listener = envoy.listener("main", [envoy.wasm(cls.configuration(policy))], port=cls.listening)
        found = {"resources": [{"@type": "type.googleapis.com/envoy.config.listener.v3.Listener", **listener}]}
        # Envoy looks at a file again when another one takes its place.
        draft = cls.file.with_suffix(".draft")
        draft.write_text(json.dumps(found))
        os.replace(draft, cls.file)

    @classmethod
    def bootstrap(cls, listeners, **rest):
        config = super().bootstrap([], node={"id": "node", "cluster": "cluster"}, **rest)
        return {**config, "dynamic_resources": {"lds_config": {"path_config_source": {"path": str(cls.file)}}}}

    def setUp(self):
        self.ports = {"main": self.listening}
        self.publish(deploy())
        wait_for(lambda: {self.ask(token=self.good()).status for _ in range(30)} == {200}, 20)

    def updates(self):
        return self.envoy.stats("listener_manager.lds.update")


class Reload(Published):
    def test_a_new_policy_takes_over_and_a_bad_one_does_not(self):
        with Load(self.listening, ["github"]) as load:
            time.sleep(0.3)
            self.publish(deploy(branch=["main", "dev"]))
            dev = {"sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev"}
            wait_for(lambda: self.ask(token=self.good(**dev)).status == 200)
            time.sleep(0.3)
        self.assertEqual({answer for answer in load.answers if answer[1] != 200}, set())

        before = self.updates()["listener_manager.lds.update_rejected"]
        self.publish({"identities": []})
        wait_for(lambda: self.updates()["listener_manager.lds.update_rejected"] > before)
        self.assertEqual({self.ask(token=self.good(**dev)).status for _ in range(6)}, {200})

        # Whoever was let in by the old policy, and seen, is not by the new one.
        self.publish(deploy(branch="release"))
        wait_for(lambda: self.ask(token=self.good()).code == "access_denied")
        wait_for(lambda: {self.ask(token=self.good(**dev)).code for _ in range(6)} == {"access_denied"})


class ReloadWithKeysFromAfar(Published):
    # How long a listener that was replaced lives on, in seconds.
    drain = 1
    arguments = ("--disable-hot-restart", "--drain-time-s", str(drain))

    @classmethod
    def configuration(cls, policy):
        return {"policy": policy, **fetching(timeout=1)}

    def test_a_policy_that_changes_while_the_issuer_is_dead_has_the_keys_of_the_one_before(self):
        self.issuer.stop()
        self.addCleanup(self.issuer.start)
        answers, main, dev = set(), "refs/heads/main", "refs/heads/dev"
        for branches in [["main", "dev"], ["main", "next"], ["main", "dev", "next"]]:
            self.publish(deploy(branch=branches))
            wanted = {200 if "dev" in branches else 403}
            wait_for(lambda: answers.update(self.statuses(main)) or self.statuses(dev) == wanted, 20)
            # The listener before has drained, and its plugins have ended.
            time.sleep(self.drain + 1)
            answers.update(self.statuses(main))
        self.assertEqual(answers, {200})
        self.assertEqual(self.updates()["listener_manager.lds.update_rejected"], 0)

    def statuses(self, ref):
        """What jobs of that branch are answered by all workers."""
        return {self.ask(token=self.good(sub=f"repo:my-org/my-repo:ref:{ref}", ref=ref)).status for _ in range(30)}


class HotRestart(Proxy):
    """The new Envoy has no keys yet when it takes over: requests wait for them."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.base = str(os.getpid() % 20_000 + int(time.time()) % 10_000)
        cls.listening = free_port()
        cls.arguments = ("--restart-epoch", "0", "--base-id", cls.base, "--drain-time-s", "1", "--parent-shutdown-time-s", "2")
        super().setUpClass()

    @classmethod
    def listeners(cls):
        return [listener(deploy(), port=cls.listening)]

    def test_a_second_envoy_takes_over_without_a_gap(self):
        self.ports = {"main": self.listening}
        arguments = ("--restart-epoch", "1", "--base-id", self.base, "--drain-time-s", "1", "--parent-shutdown-time-s", "2")
        config = self.bootstrap([listener(deploy(branch=["main", "dev"]), port=self.listening)])
        with Load(self.listening, ["github"]) as load:
            time.sleep(0.3)
            with envoy.Envoy(self.envoy.binary, config, *arguments):
                dev = {"sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev"}
                self.envoy.process.wait(20)
                self.assertEqual({self.ask(token=self.good(**dev)).status for _ in range(6)}, {200})
                load.running = False
                load.__exit__()
        self.assertEqual({answer for answer in load.answers if answer[1] != 200}, set())


class Validate(Proxy):
    @classmethod
    def setUpClass(cls):
        pass

    def said(self, configuration):
        self.__class__.upstream = self.__class__.issuer = type("Nowhere", (), {"port": 1})
        return envoy.validate(self.binary(), self.bootstrap([envoy.listener("main", [envoy.wasm(configuration)])]))

    def binary(self):
        from kit import real

        return real.BINARY

    def test_a_good_configuration_is_good(self):
        code, text = self.said({"policy": with_keys(deploy(), "github")})
        self.assertEqual(code, 0, text)

    def test_a_bad_one_is_refused_with_pointer_and_fix(self):
        good = with_keys(deploy(), "github")
        for name, configuration, parts in [
            ("an unknown field in an identity", {"policy": with_keys(deploy(brnach="main"), "github")}, ["/identities/0/brnach"]),
            ("an unknown field beside the policy", {"policy": good, "polcy": 1}, ["polcy"]),
            ("no policy", {}, ["policy"]),
            ("no text at all", "", []),
        ]:
            with self.subTest(name):
                code, text = self.said(configuration)
                self.assertNotEqual(code, 0)
                for part in parts:
                    self.assertIn(part, text)
                self.assertNotIn("panicked", text)
