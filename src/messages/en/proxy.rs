//! What of a proxy's settings was expected.

pub(crate) const NAME_OF_REALM: &str = "a realm of printable ASCII characters, such as `api`";
pub(crate) const ONE_PLACE_OF_TOKEN: &str = "one of `header`, `bareHeader`, `cookie`, `query`";
pub(crate) const ONLY_ONE_PLACE: &str = "the token stands in one place only";
pub(crate) const NAME_OF_HEADER: &str = "the name of a header in lower case, such as `authorization`";
pub(crate) const NAME_OF_COOKIE: &str = "the name of a cookie, such as `token`";
pub(crate) const NAME_OF_PARAMETER: &str = "the name of a query parameter, such as `access_token`";
pub(crate) const TRUE_OR_FALSE: &str = "`true` or `false`";
pub(crate) const KEY_CLUSTERS: &str = "a list of issuers, each with the cluster that leads to its keys";
pub(crate) const NAME_OF_CLUSTER: &str = "the name of a cluster";
pub(crate) const PREFIX_OF_FILTER_STATE: &str = "a word such as `claimgate`";
pub(crate) const ROUTES: &str = "a list of routes";
pub(crate) const NAME_OF_ROUTE: &str = "the name of a route";
pub(crate) const EMAILS: &str = "a list of e-mail addresses of the policy";
pub(crate) const NO_IDENTITY_IS_ASKED: &str = "with the mode `off` no identity is asked for";
pub(crate) const KEYS_STAND_IN_POLICY: &str =
    "the issuer's keys stand in the policy, which names no `jwksUri` for newer ones";

pub(crate) fn key_cluster_of(issuer: &str) -> String {
    format!("`keyClusters` with a cluster for {issuer}")
}
