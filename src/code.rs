//! The stable names of everything that can be wrong.

macro_rules! codes {
    ($(#[doc = $promise:literal])+ $codes:ident; $($(#[doc = $meaning:literal])+ $variant:ident = $name:literal,)+) => {
        $(#[doc = $promise])+
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $codes { $($(#[doc = $meaning])+ $variant,)+ }

        impl $codes {
            /// Every code, in the order in which they can show.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name on the wire and in logs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the code means, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => const { concat!($($meaning),+).trim_ascii() },)+ }
            }
        }

        impl std::fmt::Display for $codes {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $codes {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) mod check;
pub(crate) mod difference;
pub(crate) mod explain;
pub(crate) mod finding;
pub(crate) mod intake;

codes! {
    /// A stable, documented name for programs to branch on, such as `token_expired`.
    ///
    /// Noun, then verdict, in `snake_case`. A name never changes its meaning; new ones may come.
    Code;

    // The request that brings a token.
    /// The request brings no bearer token in its `Authorization` header (RFC 6750 section 2.1).
    AuthorizationMissing = "authorization_missing",
    /// The `Authorization` header is not exactly one bearer token (RFC 6750 section 2.1).
    AuthorizationMalformed = "authorization_malformed",

    // The request that exchanges a token.
    /// The body of the exchange is larger than 24 KiB.
    ExchangeTooLarge = "exchange_too_large",
    /// The request is no exchange: `application/json`, an object with the strings `token` and `email`, and nothing else.
    ExchangeMalformed = "exchange_malformed",
    /// The exchange was refused; for which of all possible reasons is told to the operator alone.
    ExchangeRefused = "exchange_refused",

    // Format: the token as text.
    /// The token is longer than 16 KiB.
    TokenTooLong = "token_too_long",
    /// The token is not three parts of base64url joined by dots (RFC 7515 section 7.1).
    TokenMalformed = "token_malformed",
    /// The token has five parts and names its `enc`: it is encrypted (JWE, RFC 7516), and no platform encrypts these tokens.
    TokenEncrypted = "token_encrypted",
    /// A part is not strict base64url: a foreign character, padding, or stray bits at its end (RFC 7515 section 2).
    Base64Malformed = "base64_malformed",
    /// A text is not strict JSON in UTF-8, or not an object.
    JsonMalformed = "json_malformed",
    /// A member name stands twice in one object (RFC 7515 section 4); two readers could see two tokens.
    MemberDuplicate = "duplicate_member",

    // Header.
    /// The token's header is longer than 8 KiB.
    HeaderTooLong = "header_too_long",
    /// A header parameter has the wrong JSON type.
    HeaderMalformed = "header_malformed",
    /// The header's `alg` is absent, `none`, an HMAC or otherwise not a public-key algorithm known here.
    AlgorithmUnsupported = "algorithm_unsupported",
    /// The header's `alg` is known, but not among those allowed for this issuer.
    AlgorithmNotAllowed = "algorithm_not_allowed",
    /// The header demands an extension (`crit`, `b64`, `enc`) that is not supported.
    HeaderExtensionRefused = "header_extension_refused",
    /// The header's `typ` is another than the expected one (RFC 8725 section 3.11).
    TypeMismatch = "type_mismatch",

    // Claims.
    /// A claim that must be there is absent.
    ClaimMissing = "claim_missing",
    /// A claim has the wrong JSON type, or a value outside its range.
    ClaimMalformed = "claim_malformed",

    // Issuer, key, signature.
    /// The token's `iss` is no trusted issuer.
    IssuerMismatch = "issuer_mismatch",
    /// Keys were given for an issuer that the policy does not trust.
    IssuerUntrusted = "issuer_untrusted",
    /// No key set is known for this issuer yet.
    KeySetMissing = "key_set_missing",
    /// No key of the issuer's set fits the token's `kid` and `alg`.
    KeyNotFound = "key_not_found",
    /// The issuer's key of that `kid` is for another algorithm than the token's `alg`.
    KeyAlgorithmMismatch = "key_algorithm_mismatch",
    /// Several different keys fit the token, and nothing says which one it means.
    KeyAmbiguous = "key_ambiguous",
    /// The token has no signature: its third part is empty.
    SignatureMissing = "signature_missing",
    /// The signature was not made by the issuer's key over this header and these claims.
    SignatureInvalid = "signature_invalid",

    // Time.
    /// The token's `exp` has passed, leeway included.
    TokenExpired = "token_expired",
    /// The token's `nbf` lies ahead, leeway included.
    TokenNotYetValid = "token_not_yet_valid",
    /// The token's `iat` lies ahead, leeway included.
    TokenIssuedInFuture = "token_issued_in_future",
    /// The token was issued longer ago than the greatest accepted age.
    TokenTooOld = "token_too_old",

    /// The token has been exchanged before, and it counts once.
    TokenReplayed = "token_replayed",

    // Audience.
    /// The token was made for somebody else: no identity lists a member of its `aud`.
    AudienceMismatch = "audience_mismatch",

    // Identity: reasons to deny.
    /// No identity has the e-mail address that the caller named.
    IdentityUnknown = "identity_unknown",
    /// The identity is disabled: it matches nothing until somebody enables it.
    IdentityDisabled = "identity_disabled",
    /// The identity admits by other conditions than when the access token was made.
    IdentityChanged = "identity_changed",
    /// The token's issuer is trusted, but is not this identity's issuer.
    IssuerOfAnotherIdentity = "issuer_of_another_identity",
    /// The token's audience is listed by another identity, not by this one.
    AudienceOfAnotherIdentity = "audience_of_another_identity",
    /// The token's `sub` is not in the platform's default form, so it names no owner, repository and place.
    SubjectCustomised = "subject_customised",
    /// The token's `sub` does not fit the identity's raw subject pattern.
    SubjectMismatch = "subject_mismatch",
    /// Two claims contradict each other, which the platform never signs.
    ClaimContradictory = "claim_contradictory",
    /// The job belongs to another owner (organisation, user, group).
    OwnerMismatch = "owner_mismatch",
    /// The owner has the identity's name but another id, or none that can be read.
    OwnerIdMismatch = "owner_id_mismatch",
    /// The owner has the pinned id but another name: it was renamed.
    OwnerRenamed = "owner_renamed",
    /// The job ran in another repository.
    RepositoryMismatch = "repository_mismatch",
    /// The repository has the identity's name but another id, or none that can be read.
    RepositoryIdMismatch = "repository_id_mismatch",
    /// The repository has the pinned id but another name: it was renamed or transferred.
    RepositoryRenamed = "repository_renamed",
    /// A merge-request pipeline ran in another project than the one whose claims it carries (GitLab `job_project_id`).
    JobProjectMismatch = "job_project_mismatch",
    /// The name of the branch, tag or environment is none that the platform could have made.
    PlaceMalformed = "place_malformed",
    /// The job ran on another branch, or on none.
    BranchMismatch = "branch_mismatch",
    /// The job uses an environment, which stands in `sub` instead of the branch.
    BranchHiddenByEnvironment = "branch_hidden_by_environment",
    /// The job ran for a pull request, which has no branch of its own.
    BranchHiddenByPullRequest = "branch_hidden_by_pull_request",
    /// The job ran on another tag, or on none.
    TagMismatch = "tag_mismatch",
    /// The job uses an environment, which stands in `sub` instead of the tag.
    TagHiddenByEnvironment = "tag_hidden_by_environment",
    /// The job ran for a pull request, which has no tag.
    TagHiddenByPullRequest = "tag_hidden_by_pull_request",
    /// The job uses another environment, or none.
    EnvironmentMismatch = "environment_mismatch",
    /// The job did not run for a pull request.
    PullRequestMismatch = "pull_request_mismatch",
    /// The job uses an environment, which stands in `sub` instead of the pull request.
    PullRequestHiddenByEnvironment = "pull_request_hidden_by_environment",
    /// The job was started from another workflow file.
    WorkflowMismatch = "workflow_mismatch",
    /// The job is defined by another (reusable) workflow.
    JobWorkflowMismatch = "job_workflow_mismatch",
    /// The workflow was triggered by an event that the identity does not allow.
    EventNotAllowed = "event_not_allowed",
    /// A claim does not fulfil the identity's condition.
    ClaimMismatch = "claim_mismatch",
    /// The token is genuine, and no identity admits it; which one came near is told to the operator alone.
    AccessDenied = "access_denied",
    /// The identity belongs to one project, and the path of the request is not in that.
    RequestOutsideProject = "request_outside_project",
    /// The identity is none of those that may use this route of the proxy.
    RouteNotPermitted = "route_not_permitted",
    /// No role of the identity permits this method on this path.
    RequestNotPermitted = "request_not_permitted",

    // Key set documents.
    /// The key set is larger than 256 KiB, or has more than 4096 entries.
    KeySetTooLarge = "key_set_too_large",
    /// The text is no JWK Set (RFC 7517 section 5): no object with a list `keys`.
    KeySetMalformed = "key_set_malformed",
    /// No key of the set can verify a token, so it does not replace a good one.
    KeySetUnusable = "key_set_unusable",
    /// The key is of a type, curve or algorithm that is not known here; it was skipped.
    KeyUnsupported = "key_unsupported",
    /// The key holds private or secret parts, which have no place in a key set; it was skipped.
    KeyPrivate = "key_private",
    /// The key's `use` or `key_ops` is for something else than verifying signatures; it was skipped.
    KeyUseMismatch = "key_use_mismatch",
    /// The key's parts are missing, of the wrong type or length, or no possible key; it was skipped.
    KeyMalformed = "key_malformed",
    /// The RSA modulus has not 2048 to 8192 bits; the key was skipped.
    KeySizeRefused = "key_size_refused",

    // Fetching.
    /// An address did not give its document: no answer, none in time, or one with another status than 200.
    FetchFailed = "fetch_failed",

    // Discovery documents.
    /// The discovery document is larger than 64 KiB.
    DiscoveryTooLarge = "discovery_too_large",
    /// The text is no discovery document (OpenID Connect Discovery 1.0 section 3): `issuer` or `jwks_uri` is absent or no string.
    DiscoveryMalformed = "discovery_malformed",
    /// The discovery document names another issuer than the one that was asked (section 4.3).
    DiscoveryIssuerMismatch = "discovery_issuer_mismatch",
    /// The address of the key set is none that keys may come from: it must be https, and no address within a network.
    DiscoveryAddressRefused = "discovery_address_refused",

    // Policy documents.
    /// The policy is larger than 64 MiB.
    PolicyTooLarge = "policy_too_large",
    /// The document has a member that nobody would read.
    MemberUnknown = "member_unknown",
    /// A required member is absent.
    MemberMissing = "member_missing",
    /// A member has the wrong JSON type.
    MemberTypeMismatch = "member_type_mismatch",
    /// The member has no meaning beside the others.
    MemberNotApplicable = "member_not_applicable",
    /// A string, list or object is empty where something must be named.
    ValueEmpty = "value_empty",
    /// A number lies outside its range.
    ValueOutOfRange = "value_out_of_range",
    /// A value is none of those that are possible here.
    ValueUnknown = "value_unknown",
    /// A name, id, path or address is not in the form that its platform gives it.
    ValueMalformed = "value_malformed",
    /// A value that must be unique stands twice in the document.
    ValueDuplicate = "value_duplicate",
    /// A `*` stands where it cannot work or would admit too much.
    WildcardMisplaced = "wildcard_misplaced",
    /// The pattern cannot be read.
    PatternMalformed = "pattern_malformed",
    /// The subject pattern would admit the jobs of every owner.
    SubjectTooBroad = "subject_too_broad",
    /// The identity does not say where its job may run.
    PlaceMissing = "place_missing",
    /// Two conditions of the identity exclude each other, so nothing could ever match.
    ConditionsContradictory = "conditions_contradictory",
    /// The entry of `issuers` belongs to no identity.
    IssuerUnused = "issuer_unused",
    /// The issuer belongs to another platform.
    IssuerPlatformMismatch = "issuer_platform_mismatch",
    /// The identity names a role that the document does not define.
    RoleUnknown = "role_unknown",
    /// The document has a thousand faults; the rest of it was not read.
    FaultsOmitted = "faults_omitted",

    // Documents of other systems.
    /// The other system does not look at what this member demands, so without it more would get in there.
    ConditionInexpressible = "condition_inexpressible",
}

impl Code {
    /// Whether the job is somebody else's, and not merely in another place.
    pub(crate) const fn is_about_whose_job(self) -> bool {
        matches!(
            self,
            Self::IssuerOfAnotherIdentity
                | Self::OwnerMismatch
                | Self::OwnerIdMismatch
                | Self::RepositoryMismatch
                | Self::RepositoryIdMismatch
                | Self::SubjectMismatch
        )
    }
}
