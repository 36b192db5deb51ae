"""Writes the vectors of subvectors that speak of what we can say, too: a line of JSON for each.

Those are conditions on `sub`, exact or with a `*` as their last character, alone or with further exact claims, for GitHub's and
GitLab's tokens. A `*` that is text for its system, or stands elsewhere, and a `?` have no counterpart.
"""

import json
import re

from subvectors import corpus

EXACT = {"aws-stringequals", "azure-fic-exact"}
CLAUSE = re.compile(r"claims\['(\w+)'\] (eq|matches) '([^']*)'")


class Inapplicable(Exception):
    pass


def tests_of(condition):
    """The condition as triples: claim, whether stars are wildcards, patterns of which one must fit."""
    consumer = condition["consumer"]
    if "qualifier" in condition or condition.get("negated"):
        raise Inapplicable
    if consumer == "aws-all":
        return [test for part in condition["of"] for test in tests_of(part)]
    if consumer == "azure-fic-flexible":
        clauses = CLAUSE.findall(condition["pattern"])
        if " and ".join(f"claims['{claim}'] {word} '{text}'" for claim, word, text in clauses) != condition["pattern"]:
            raise Inapplicable
        return [(claim, word == "matches", [text]) for claim, word, text in clauses]
    if consumer in EXACT or consumer == "aws-stringlike":
        patterns = condition["pattern"] if isinstance(condition["pattern"], list) else [condition["pattern"]]
        return [(condition["claim"], consumer not in EXACT, patterns)]
    raise Inapplicable


def question(suite, vector):
    subjects, audience, claims = [], None, {}
    for claim, has_wildcards, patterns in tests_of(vector["condition"]):
        text = "".join(patterns)
        if "?" in text or (not has_wildcards and "*" in text):
            raise Inapplicable
        if claim == "sub":
            if any("*" in pattern[:-1] for pattern in patterns):
                raise Inapplicable
            subjects = patterns
        elif claim == "aud":
            (audience,) = patterns
        elif "*" in text:
            claims[claim] = {"glob": patterns[0].replace("*", "**")}
        else:
            (claims[claim],) = patterns
    if not subjects:
        raise Inapplicable
    token = dict(vector.get("claims") or {}, sub=vector["subject"])
    # Their audience is AWS's, which is dangerous for everyone else: both sides get one that stands for one's own.
    token["aud"] = "own" if audience is None or token.get("aud") == audience else "other"
    return {
        "name": vector["id"],
        "platform": {"github": "github-actions", "gitlab": "gitlab-ci"}[vector["issuer"]],
        "subjects": subjects,
        "claims": claims,
        "token": token,
        "matches": vector["expect"] == "match",
        "grade": (vector.get("judgment") or {}).get("grade"),
    }


for suite in corpus.suite_names():
    if suite.startswith(("github-", "gitlab-")):
        for vector in corpus.load_suite(suite)["vectors"]:
            try:
                print(json.dumps(question(suite, vector)))
            except Inapplicable:
                pass
