"""Runs host/ once and real/ with every Envoy, and counts: each question of a test is one of its own."""

import importlib
import sys
import time
import traceback
import unittest

from kit import envoy, real
from kit.paths import HERE


class Result(unittest.TestResult):
    """Counts questions (subtests), and tests that ask none, and prints what failed at once."""

    def __init__(self, label):
        super().__init__()
        self.label, self.passed, self.failed, self.asked = label, 0, 0, 0

    def startTest(self, test):
        super().startTest(test)
        self.asked, self.began = 0, time.monotonic()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += self.asked == 0

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        self.asked += 1
        if error is None:
            self.passed += 1
        else:
            self._fail(subtest, error)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._fail(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self._fail(test, error)

    def stopTest(self, test):
        super().stopTest(test)
        if "-v" in sys.argv:
            print(f"  {test.id()}: {time.monotonic() - self.began:.2f} s", flush=True)

    def _fail(self, test, error):
        self.failed += 1
        if self.failed <= MOST_SHOWN:
            print(f"FAILED {self.label}: {test}\n{''.join(traceback.format_exception(*error))}", flush=True)


def run(folder, label, names):
    result = Result(label)
    suite = unittest.TestSuite()
    for path in sorted((HERE / folder).glob("test_*.py")):
        if not names or path.stem in names:
            suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(f"{folder}.{path.stem}")))
    began = time.monotonic()
    suite.run(result)
    print(f"{label}: {result.passed} right, {result.failed} wrong, in {time.monotonic() - began:.0f} s", flush=True)
    return result


def main():
    names = {name for name in sys.argv[1:] if not name.startswith("-")}
    results = [run("host", "the deterministic host", names)]
    for version, binary in envoy.versions().items():
        real.BINARY = binary
        results.append(run("real", f"Envoy {version}", names))
    passed, failed = sum(it.passed for it in results), sum(it.failed for it in results)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


# Of many that fail for one reason, the first few tell it.
MOST_SHOWN = 20

if __name__ == "__main__":
    main()
