"""The policies that most tests ask about."""

from . import tokens

NOW = 1_791_484_400


def deploy(**changes):
    """One identity of my-org/my-repo's main branch that may see and create plans."""
    identity = {
        "name": "GitHub Actions Deploy",
        "email": "deploy@workload.bytebase.com",
        "platform": "github-actions",
        "owner": "my-org",
        "repository": "my-repo",
        "branch": "main",
        "roles": ["deployer"],
        **changes,
    }
    return {"identities": [identity], "roles": {"deployer": [{"methods": ["GET", "POST"], "path": "/v1/projects/*/plans/**"}]}}


def with_keys(policy, *names, issuer=tokens.GITHUB):
    return {**policy, "issuers": [{"issuer": issuer, "jwks": tokens.key_set(*names), "algorithms": ["RS256", "ES256", "EdDSA"]}]}


PLANS = "/v1/projects/p1/plans"
