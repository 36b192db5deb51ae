"""The names of the filter's own that the tests rely on; `envoy/README.md` promises them."""

from . import tokens

IDENTITY_HEADERS = ("x-workload-identity", "x-workload-roles", "x-workload-subject", "x-workload-project")
CLUSTER = "github_keys"


def fetching(**fields):
    """Keys that are fetched by a cluster."""
    return {"keyClusters": [{"issuer": tokens.GITHUB, "cluster": CLUSTER}], **fields}


def told_of(status, code):
    """The code that a caller is told: which condition of which identity failed is nobody's business."""
    return "access_denied" if status == 403 and not code.startswith("request_") else code
