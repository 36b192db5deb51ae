//! The stable names of what can be pasted, what is done to find the token in it, and what is odd about it.

codes! {
    /// What a pasted text was recognised as.
    Form;

    /// A signed token: three parts, of which the last is not empty; or another number of parts that is nothing else.
    Token = "token",
    /// A token whose signature is missing: header and claims, and nothing behind them or behind their dot.
    HeaderAndClaims = "header_and_claims",
    /// Only the header of a token; everything behind its first dot is missing.
    HeaderSegment = "header_segment",
    /// Claims that something has decoded: JSON, or the printout of a program.
    Claims = "claims",
    /// Only the claims part of a token, still in base64url.
    ClaimsSegment = "claims_segment",
    /// The platform hid the token (`***`).
    Masked = "masked",
    /// An encrypted token (JWE, RFC 7516): five parts.
    Encrypted = "encrypted",
    /// An SD-JWT (RFC 9901): a token with disclosures behind tildes.
    SdJwt = "sd_jwt",
    /// A token that holds another token instead of claims (`cty`, RFC 7519 section 5.2).
    NestedJwt = "nested_jwt",
    /// A signed token in JSON serialisation (RFC 7515 section 7.2).
    JwsJson = "jws_json",
    /// Public keys: a JWK, a JWK Set, a public key or certificate in PEM, or a discovery document.
    KeyMaterial = "key_material",
    /// A secret that is no token of this kind; its value is not kept.
    Secret = "secret",
    /// Nothing, or nothing but white space.
    Empty = "empty",
    /// More than can be a token, or more than is read.
    TooLarge = "too_large",
    /// Nothing that is known here.
    Unknown = "unknown",
}

codes! {
    /// Which key or secret was recognised.
    Material;

    /// A JWK Set (RFC 7517 section 5).
    KeySet = "jwk_set",
    /// A public JWK (RFC 7517 section 4).
    PublicJwk = "jwk",
    /// A public key in PEM.
    PublicKeyPem = "public_key_pem",
    /// A certificate in PEM.
    CertificatePem = "certificate_pem",
    /// An OpenID Connect discovery document.
    Discovery = "discovery_document",
    /// A private key in PEM.
    PrivateKeyPem = "private_key_pem",
    /// A JWK, or a JWK of a set, with private or secret parts.
    PrivateJwk = "private_jwk",
    /// A GitHub personal access token (`ghp_`, `github_pat_`).
    GithubPersonalToken = "github_personal_token",
    /// A GitHub OAuth token (`gho_`).
    GithubOauthToken = "github_oauth_token",
    /// A GitHub App's token for a user, or its refresh token (`ghu_`, `ghr_`).
    GithubUserToken = "github_user_token",
    /// A GitHub App's or a job's installation token (`ghs_`).
    GithubInstallationToken = "github_installation_token",
    /// The runner's own credential, with which a job requests its tokens (`ACTIONS_ID_TOKEN_REQUEST_TOKEN`).
    GithubRunnerToken = "github_runner_token",
    /// A GitLab token (`glpat-` and its kin).
    GitlabToken = "gitlab_token",
    /// An AWS access key.
    AwsKey = "aws_access_key",
    /// A Slack token.
    SlackToken = "slack_token",
    /// An npm access token.
    NpmToken = "npm_token",
    /// A PyPI API token.
    PypiToken = "pypi_token",
    /// Another service's secret with a well-known prefix.
    ServiceSecret = "service_secret",
}

codes! {
    /// One thing that was removed or decoded on the way from the pasted text to the token or the claims.
    Change;

    /// White space at the ends was removed.
    TrimmedWhiteSpace = "trimmed_white_space",
    /// Invisible characters, such as zero-width spaces and byte order marks, were removed.
    RemovedInvisible = "removed_invisible_characters",
    /// Terminal escape sequences were removed.
    RemovedAnsi = "removed_ansi_codes",
    /// The columns for job and step that `gh run view --log` prints were removed.
    RemovedLogColumns = "removed_log_columns",
    /// The timestamps of log lines were removed.
    RemovedTimestamps = "removed_timestamps",
    /// The marks of log lines, such as `##[group]`, were removed.
    RemovedLogMarks = "removed_log_marks",
    /// The marks of quoted lines (`>`) were removed.
    RemovedQuoteMarks = "removed_quote_marks",
    /// The fence of a code block was removed.
    RemovedCodeFence = "removed_code_fence",
    /// Quotation marks around the token were removed.
    RemovedQuotes = "removed_quotes",
    /// The authentication scheme was removed.
    RemovedScheme = "removed_scheme",
    /// The value of a header line was taken.
    TookHeader = "took_header",
    /// The member of a JSON object, or the field of a similar notation, was taken.
    TookMember = "took_member",
    /// The value of a variable was taken.
    TookVariable = "took_variable",
    /// The parameter of a URL was taken.
    TookParameter = "took_parameter",
    /// The value of a command's option was taken.
    TookOption = "took_option",
    /// Line breaks inside the token were removed.
    RemovedLineBreaks = "removed_line_breaks",
    /// Spaces inside the token were removed.
    RemovedSpaces = "removed_spaces",
    /// A full stop behind the token was removed.
    RemovedFullStop = "removed_full_stop",
    /// An ellipsis was removed: whoever printed the token left out the rest.
    RemovedEllipsis = "removed_ellipsis",
    /// Asterisks were removed: the platform hid the rest.
    RemovedMask = "removed_mask",
    /// The content of a JSON string was read as a text of its own.
    UnescapedString = "unescaped_string",
    /// Escape sequences of JSON inside the token were decoded.
    DecodedEscapes = "decoded_escapes",
    /// Percent-encoding inside the token was decoded.
    DecodedPercent = "decoded_percent",
    /// Base64 around the token was decoded.
    DecodedBase64 = "decoded_base64",
    /// The base64url of a part was decoded.
    DecodedSegment = "decoded_segment",
    /// Text around the token or the claims was left out.
    LeftOut = "left_out",
    /// Claims in the notation of a programming language were written as JSON.
    RewroteAsJson = "rewrote_as_json",
    /// Claims that were printed line by line were written as JSON.
    GatheredLines = "gathered_lines",
    /// A claim that the printout calls missing was left out.
    LeftOutMissing = "left_out_missing_claim",
    /// A bare subject was taken as the claim `sub`.
    TookSubject = "took_subject",
}

codes! {
    /// Something worth knowing about a pasted text besides its form.
    Remark;

    /// The text has several tokens; the first is the one that is judged.
    SeveralTokens = "several_tokens",
    /// The text has more tokens than are listed.
    MoreTokens = "more_tokens",
    /// Beside the token or the claims stands a live secret.
    SecretBeside = "secret_beside",
    /// The token ends where somebody or something cut it.
    TokenCut = "token_cut",
    /// The signature's length does not fit the algorithm; its end was probably lost.
    SignatureShort = "signature_short",
    /// The platform hid a value inside the claims (`***`).
    ClaimMasked = "claim_masked",
    /// The text is a token that was written backwards.
    Reversed = "reversed",
    /// Every character of the token is followed by a separator.
    SpacedCharacters = "spaced_characters",
    /// The text is a token in hexadecimal digits.
    Hexadecimal = "hexadecimal",
    /// The text looks like a token whose first characters are missing.
    StartMissing = "start_missing",
    /// The text is the name of a variable, not its value.
    VariableName = "variable_name",
    /// The text is the error of a job that may not request tokens.
    PermissionMissing = "permission_missing",
    /// The text is an address without a token in it.
    AddressOnly = "address_only",
    /// The text is a JSON object that has no claim in it.
    JsonWithoutClaims = "json_without_claims",
    /// The text is only the decoded header of a token.
    HeaderOnly = "header_only",
}

codes! {
    /// A fault in the text of a part, with its place.
    Flaw;

    /// Padding (`=`), which base64url of a token never has.
    Padding = "padding",
    /// `+` or `/`, the alphabet of standard base64, where base64url has `-` and `_`.
    StandardAlphabet = "standard_alphabet",
    /// A character that is in no base64 alphabet; what stands behind it is not decoded.
    ForeignCharacter = "foreign_character",
    /// Bits in the last character that mean nothing and must be zero.
    StrayBits = "stray_bits",
    /// A number of characters that no encoding has; one at least is missing.
    ImpossibleLength = "impossible_length",
    /// The part is empty.
    EmptyPart = "empty_part",
    /// Bytes that are not UTF-8; what stands behind them is not read.
    NotUtf8 = "not_utf8",
    /// A byte order mark before the JSON.
    ByteOrderMark = "byte_order_mark",
    /// The JSON is no object.
    NotObject = "not_object",
    /// The text stops being JSON: it has no value here.
    ValueExpected = "value_expected",
    /// The text stops being JSON: it has no member name in quotation marks here.
    NameExpected = "name_expected",
    /// The text stops being JSON: it has no colon here.
    ColonExpected = "colon_expected",
    /// The text stops being JSON: it has neither a comma nor a closing bracket here.
    CommaExpected = "comma_expected",
    /// The text stops being JSON: it goes on after the end of the value.
    EndExpected = "end_expected",
    /// The text stops being JSON: a number that JSON does not have.
    NumberMalformed = "number_malformed",
    /// The text stops being JSON: an escape sequence that JSON does not have.
    EscapeMalformed = "escape_malformed",
    /// The text stops being JSON: a control character, such as a line break, in a string.
    ControlCharacter = "control_character",
    /// The text ends before the JSON does.
    EndsEarly = "ends_early",
    /// JSON is nested deeper than is read.
    TooDeep = "too_deep",
    /// A member that stands twice in one object.
    DuplicateMember = "duplicate_member",
    /// An integer beyond 2^53, which many readers round.
    BigInteger = "big_integer",
    /// A number that is too large for any reader.
    InfiniteNumber = "infinite_number",
    /// Half of a surrogate pair, which is no character.
    LoneSurrogate = "lone_surrogate",
    /// A character that hides or reorders what surrounds it.
    OddCharacter = "odd_character",
}
