"""Asks subvectors which jobs each cloud lets in by the conditions that `claimgate export` writes, and compares that with
`tests/vectors/clouds.json`. usage: clouds.py CLAIMGATE"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from subvectors.cel import CelError
from subvectors.matcher import satisfies

VECTORS = Path(__file__).parents[2] / "vectors/clouds.json"
EMAIL = "ci@workload.bytebase.com"
OPERATORS = {"StringEquals": "aws-stringequals", "StringLike": "aws-stringlike"}


def conditions(cloud, document):
    """What the cloud demands besides the issuer, as subvectors has it; one of them must hold."""
    if cloud == "azure":
        return [{"consumer": "azure-fic-exact", "pattern": it["subject"]} for it in document]
    if cloud == "google-cloud":
        return [{"consumer": "gcp-cel", "pattern": document["attributeCondition"]}]
    [statement] = document["Statement"]
    tests = [
        {"consumer": OPERATORS[operator], "claim": key.rsplit(":", 1)[1], "pattern": pattern}
        for operator, keys in statement["Condition"].items()
        for key, pattern in keys.items()
    ]
    return [{"consumer": "aws-all", "of": tests}]


def holds(condition, claims):
    try:
        return satisfies(claims["sub"], condition, {"aud": "sts.amazonaws.com", **claims})
    except CelError:
        # Of a claim that is not there nothing holds.
        return False


def admitted(command, identity, cloud, subjects):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as policy:
        policy.write(json.dumps({"identities": [{"name": "CI", "email": EMAIL, **identity}]}))
        policy.flush()
        run = subprocess.run([command, "export", cloud, policy.name], capture_output=True, text=True)
    if run.returncode != 0:
        return None
    any_of = conditions(cloud, json.loads(run.stdout))
    return [name for name, claims in subjects.items() if any(holds(it, claims) for it in any_of)]


vectors = json.loads(VECTORS.read_text())
passed, failed = 0, 0
for case in vectors["identities"]:
    for cloud in ["aws", "google-cloud", "azure"]:
        found = admitted(sys.argv[1], case["identity"], cloud, vectors["subjects"])
        if found == case[cloud]:
            passed += 1
        else:
            failed += 1
            print(f"clouds: {case['name']}, {cloud}: lets in {found}, not {case[cloud]}")
print(f"clouds: {passed} passed, {failed} failed")
sys.exit(0 if failed == 0 and passed > 0 else 1)
