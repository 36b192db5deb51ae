//! The names of the checks. `decide` walks them up to the first that fails, `explain` walks them all.

codes! {
    /// One question about a token.
    ///
    /// The tables of the verifier and of the identities give each check its function; this is only its name.
    Check;

    /// Whether a token or claims were found in what was pasted.
    Input = "input",
    /// Whether the token is three parts of strict base64url and JSON.
    Format = "format",
    /// Whether `alg` is known, and allowed for the issuer.
    Algorithm = "algorithm",
    /// Whether the rest of the header asks for nothing unusual.
    Header = "header",
    /// Whether the policy trusts the issuer.
    Issuer = "issuer",
    /// Whether exactly one key of the issuer fits.
    Key = "key",
    /// Whether that key made the signature.
    Signature = "signature",
    /// Whether the token has not expired.
    Expiry = "expiry",
    /// Whether the token is valid already.
    NotBefore = "not_before",
    /// Whether the token was not issued in the future.
    IssuedAt = "issued_at",
    /// Whether the token is meant for somebody whom the policy names.
    Audience = "audience",
    /// Whether the remaining registered claims have their types.
    Claims = "claims",
    /// Whether the policy has the identity that the caller names.
    Identity = "identity",
    /// Whether the identity is in use.
    Enabled = "enabled",
    /// Whether the token comes from the identity's issuer.
    IdentityIssuer = "identity_issuer",
    /// Whether the token is meant for the identity's audience.
    IdentityAudience = "identity_audience",
    /// Whether the subject can be read, and fits a raw pattern.
    Subject = "subject",
    /// Whether the job is the owner's, by name and id.
    Owner = "owner",
    /// Whether the job is the repository's, by name and id.
    Repository = "repository",
    /// Whether the job ran on the right branch or tag, in the right environment, for a pull request.
    Place = "place",
    /// Whether the right workflow file started the job.
    Workflow = "workflow",
    /// Whether the right reusable workflow defines the job.
    JobWorkflow = "job_workflow",
    /// Whether an allowed event triggered the job.
    Event = "event",
    /// Whether a further condition on a claim holds.
    Condition = "condition",
    /// Whether the token is young enough.
    Age = "age",
    /// Whether the identity admits what its author meant, and no more.
    Safety = "safety",
}
