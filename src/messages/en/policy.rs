//! What of a policy, or of a document that becomes one, was expected.

use crate::code::difference::{Difference, Reach};

pub(crate) const NEVER_THREE_STARS: &str = "`*` or `**`, never three stars in a row";
pub(crate) const ONE_CHARACTER_OR_MORE: &str = "at least one character";
pub(crate) const AT_MOST_1024_BYTES: &str = "at most 1024 bytes";
pub(crate) const ISSUER_OF_POLICY: &str = "an issuer of the policy";
pub(crate) const ADDRESS_OF_POLICY: &str = "an address of the policy";
pub(crate) const EVERY_IDENTITY: &str = "every identity";
pub(crate) const STATE_OF_IDENTITY: &str = "`ACTIVE` or `DELETED`";
pub(crate) const NAME_FOR_PEOPLE: &str = "a name for people";
pub(crate) const ROLE_NAMES: &str = "a list of role names";
pub(crate) const EVENTS: &str = "a list of events, such as `push`";
pub(crate) const EMAIL_ADDRESS: &str = "an e-mail address";
pub(crate) const NOT_AT_GITLAB: &str = "GitLab signs no such claim";
pub(crate) const ONLY_AT_GITHUB: &str = "this is GitHub's; use `claims` for other issuers";
pub(crate) const NOT_AT_OTHER_ISSUERS: &str = "a generic issuer has no such thing; use `subject` or `claims`";
pub(crate) const SUBJECT_INSTEAD: &str = "`subject` stands instead of it";
pub(crate) const ADDRESS_OF_ISSUER: &str = "the issuer's address";
pub(crate) const AUDIENCES: &str = "a list of audiences, exactly as tokens have them";
pub(crate) const EXACT_AUDIENCE: &str = "one exact audience";
pub(crate) const SUBJECT_OR_CLAIMS: &str = "`subject`, or `claims` that tell the job from others";
pub(crate) const SUBJECT_OR_CLAIM: &str = "`subject`, or a claim that tells the job from others";
pub(crate) const REPOSITORY_IS_EVERY: &str = "`repository` is every repository";
pub(crate) const BRANCH_AND_TAG: &str = "`branch` and `tag`";
pub(crate) const BRANCH_AND_PULL_REQUEST: &str = "`branch` and `pullRequest`";
pub(crate) const TAG_AND_PULL_REQUEST: &str = "`tag` and `pullRequest`";
pub(crate) const PLACE_AT_GITHUB: &str = "one of `branch` (`*` is every branch), `tag`, `environment`, `pullRequest`";
pub(crate) const PLACE_AT_GITLAB: &str =
    "one of `branch` (`*` is every branch), `tag`, `environment`, `pullRequest` (merge requests)";
pub(crate) const NAME_OR_PATTERN_OR_LIST: &str = "a name, a pattern, or a list of them";
pub(crate) const NAME_OF_EVENT: &str = "the name of an event, such as `push`";
pub(crate) const CONDITION_FOR_EACH_CLAIM: &str = "an object with a condition for each claim";
pub(crate) const A_CONDITION: &str = "a string, a boolean, an integer, or an object with one of `glob`, `oneOf`, `absent`";
pub(crate) const SEVERAL_OPERATORS: &str = "several operators";
pub(crate) const LIST_OF_SCALARS: &str = "a list of strings, booleans or integers";
pub(crate) const A_SCALAR: &str = "a string, a boolean or an integer";
pub(crate) const ISSUERS: &str = "a list of issuers";
pub(crate) const ALGORITHMS: &str = "a list of algorithms";
pub(crate) const MEDIA_TYPE: &str = "a media type, such as `at+jwt`";
pub(crate) const ADDRESS_OF_AN_IDENTITYS_ISSUER: &str = "the issuer's address, as an identity has it";
pub(crate) const JWK_SET: &str = "a JWK Set: an object with a list `keys`";
pub(crate) const ADDRESS_OF_KEY_SET: &str = "the address of the key set";
pub(crate) const ADDRESS_OF_SCHEMA: &str = "the address of the schema";
pub(crate) const IDENTITIES: &str = "a list of identities";
pub(crate) const DOMAIN_NAME: &str = "a domain name";
pub(crate) const OWNERS_NAME: &str = "the owner's name alone, such as `my-org`";
pub(crate) const PATH_OF_GROUP: &str = "the path of a group, such as `my-group/my-subgroup`";
pub(crate) const REPOSITORYS_NAME: &str = "the repository's name alone, such as `my-repo`";
pub(crate) const AN_ID: &str = "the number as a string of digits, such as `\"123456\"`";
pub(crate) const LOWER_CASE_DOMAIN: &str = "a domain name in lower case, such as `workload.bytebase.com`";
pub(crate) const ADDRESS_WITHOUT_QUERY: &str =
    "an address such as `https://gitlab.example.com`, with https and without query or fragment";
pub(crate) const HTTPS_ADDRESS: &str = "an address that begins with `https://` and a host name";
pub(crate) const NAME_OR_PATTERN: &str = "a name or a pattern";
pub(crate) const PERMISSIONS_FOR_EACH_ROLE: &str = "an object with a list of permissions for each role";
pub(crate) const ROLE_WITH_NAME: &str = "a role with a name";
pub(crate) const PERMISSIONS: &str = "a list of permissions, each with `methods` and a `path`";
pub(crate) const NAME_OF_ROLE: &str = "the name of a role";
pub(crate) const METHODS: &str = "a list of methods, such as `GET`";
pub(crate) const A_METHOD: &str = "a method in upper case, such as `GET`";
pub(crate) const A_PATH: &str = "a path, such as `/v1/projects/*`";
pub(crate) const PATH_WITHOUT_QUERY: &str = "a path that begins with `/` and has no query, such as `/v1/projects/*`";
pub(crate) const PATH_OF_REQUESTS: &str = "a path as requests may have it: ASCII, percent-encoded where need be, without `//`, `.` or `..` segments, `;`, or an encoded `.`, `/`, `\\` or `%`";
pub(crate) const A_SUBJECT: &str = "a subject, exact or with a `*` as its last character";
pub(crate) const STAR_AT_THE_END_ONLY: &str = "a subject in which only the last character is `*`";
pub(crate) const SUBJECT_WITH_OWNER: &str = "`repo:my-org/…`, `repository_owner_id:123456:…` or `project_path:my-group/…`";
pub(crate) const BYTEBASE: &str = "Bytebase";
pub(crate) const AWS: &str = "AWS";
pub(crate) const GOOGLE_CLOUD: &str = "Google Cloud";
pub(crate) const AZURE: &str = "Azure";
pub(crate) const THE_IDENTITY: &str = "the identity";
pub(crate) const WORKLOAD_IDENTITIES: &str = "a workload identity, a list of them, or an object with `workloadIdentities`";
pub(crate) const SUBJECT_PATTERN: &str = "a subject pattern";
pub(crate) const AUDIENCES_NOT_EMPTY: &str = "the audiences, for an empty list admits every token";
pub(crate) const MIB_OF_POLICY: &str = "64 MiB";

pub(crate) fn fewer_faults(most: usize) -> String {
    format!("fewer than {most} faults")
}

pub(crate) fn integer_from(least: u64) -> String {
    format!("an integer of {least} or more")
}

pub(crate) fn integer_between(least: u64, most: u64) -> String {
    format!("an integer from {least} to {most}")
}

pub(crate) fn in_lower_case(name: &str) -> String {
    format!("`{name}`, in lower case")
}

pub(crate) fn address_of_domain(domain: &str) -> String {
    format!("`ID@{domain}` or `ID@PROJECT.{domain}`, in lower case")
}

pub(crate) fn without_slash(address: &str) -> String {
    format!("`{address}`, without a slash at the end")
}

pub(crate) fn as_tokens_have_it(address: &str) -> String {
    format!("`{address}`, as its tokens have it")
}

/// `rest` is an address without its scheme.
pub(crate) fn with_https(rest: &str) -> String {
    format!("`https://{rest}`, for keys that came over http prove nothing")
}

pub(crate) fn without_prefix(name: &str, prefix: &str) -> String {
    format!("`{name}`, without `{prefix}`")
}

/// The end of a sentence about a converted identity. The meaning is a sentence of its own; here it is the end of one.
pub(crate) fn difference(difference: Difference) -> String {
    let what = match difference.reach() {
        Reach::Wider => "admits more",
        Reach::Narrower => "admits less",
        Reach::Equal => "is not the same",
    };
    let mut meaning = difference.meaning().trim_end_matches('.').chars();
    let first = meaning.next().map(|first| first.to_ascii_lowercase());
    format!("{what}: {}", first.into_iter().chain(meaning).collect::<String>())
}
