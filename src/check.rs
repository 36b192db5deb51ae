//! The checks by name. `decide` walks them up to the first that fails, `explain` walks them all.

/// One question about a token.
///
/// The tables of the verifier and of the identities give each check its function; this is only its name.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Check {
    /// Whether a token was found in the text.
    Input,
    /// Whether it is three parts of strict base64url and JSON.
    Format,
    /// Whether `alg` is known, and allowed for the issuer.
    Algorithm,
    /// Whether the rest of the header asks for nothing unusual.
    Header,
    /// Whether the policy trusts the issuer.
    Issuer,
    /// Whether exactly one key of the issuer fits.
    Key,
    /// Whether that key made the signature.
    Signature,
    /// Whether the token has not expired.
    Expiry,
    /// Whether it is valid already.
    NotBefore,
    /// Whether it was not issued in the future.
    IssuedAt,
    /// Whether it is meant for somebody whom the policy names.
    Audience,
    /// Whether the remaining registered claims have their types.
    Claims,
    /// Whether it comes from the identity's issuer.
    IdentityIssuer,
    /// Whether it is meant for the identity's audience.
    IdentityAudience,
    /// Whether the subject can be read, and fits a raw pattern.
    Subject,
    /// Whether the job is the owner's, by name and id.
    Owner,
    /// Whether the job is the repository's, by name and id.
    Repository,
    /// Whether the job ran on the right branch or tag, in the right environment, for a pull request.
    Place,
    /// Whether the right workflow file started it.
    Workflow,
    /// Whether the right reusable workflow defines it.
    JobWorkflow,
    /// Whether an allowed event triggered it.
    Event,
    /// Whether the further conditions on claims hold.
    Conditions,
    /// Whether the token is young enough.
    Age,
    /// Whether the identity admits what its author meant, and no more.
    Safety,
}
