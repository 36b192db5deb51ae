//! What was pasted, what was done to it, and what is odd about it. `{name}` stands for a name that was found, `{count}` for
//! how many there were.

use crate::code::intake::{Change, Flaw, Form, Material, Remark};

/// What the text is, and what to do about it where something must be done.
pub(crate) const fn form(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::Token => ("a signed token", ""),
        Form::HeaderAndClaims => {
            ("a token without its signature", "paste the whole token; perhaps its end was cut off while copying")
        }
        Form::HeaderSegment => {
            ("only the header of a token", "paste the whole token; perhaps only its first line was copied")
        }
        Form::Claims => ("claims without a token around them, so nobody can tell who signed them", ""),
        Form::ClaimsSegment => (
            "only the claims part of a token, so nobody can tell who signed it",
            "paste the whole token, if the signature matters",
        ),
        Form::Masked => (
            "the platform hid the token (`***`)",
            "print the claims in the job instead of the token; they are no secret, and they can be judged",
        ),
        Form::Encrypted => (
            "an encrypted token (JWE); only its receiver can read it",
            "paste the signed token of the platform; CI platforms do not encrypt theirs",
        ),
        Form::SdJwt => (
            "an SD-JWT, a token with disclosures behind tildes",
            "paste the signed token of the platform; CI platforms do not issue SD-JWTs",
        ),
        Form::NestedJwt => (
            "a token that holds another token instead of claims",
            "paste the signed token of the platform; CI platforms do not nest theirs",
        ),
        Form::JwsJson => (
            "a signed token in JSON serialisation, which no CI platform uses and no verifier of bearer tokens accepts",
            "paste the compact form: three parts joined by dots",
        ),
        Form::KeyMaterial => ("key material, not a token", "move it to the keys; a token is verified with it"),
        Form::Secret => {
            ("a secret, not a token of a job", "revoke it if anyone else may have seen it; it was not kept here")
        }
        Form::Empty => {
            ("nothing was pasted", "paste a token, an `Authorization` header, or the claims that the job printed")
        }
        Form::TooLarge => {
            ("too much text to look through: {count} bytes", "paste only the token; real ones have about 2 KiB")
        }
        Form::Unknown => (
            "a text without a token and without claims",
            "paste a token, an `Authorization` header, or the claims that the job printed",
        ),
    }
}

/// What the key or secret is called, and what to do about it.
pub(crate) const fn material(material: Material) -> (&'static str, &'static str) {
    const KEYS: &str = "move it to the keys; a token is verified with it";
    const REVOKE: &str = "revoke it if anyone else may have seen it; it was not kept here";
    match material {
        Material::KeySet => ("a key set, not a token", KEYS),
        Material::PublicJwk => ("a public key (JWK), not a token", KEYS),
        Material::PublicKeyPem => ("a public key (PEM), not a token", KEYS),
        Material::CertificatePem => ("a certificate, not a token", KEYS),
        Material::Discovery => (
            "the issuer's discovery document, not a token",
            "move the key set that its `jwks_uri` names to the keys; a token is verified with it",
        ),
        Material::PrivateKeyPem => {
            ("a private key (PEM), not a token", "replace the key if anyone else may have seen it; it was not kept here")
        }
        Material::PrivateJwk => {
            ("a private key (JWK), not a token", "replace the key if anyone else may have seen it; it was not kept here")
        }
        Material::GithubPersonalToken => ("a personal access token of GitHub, not the token of a job", REVOKE),
        Material::GithubOauthToken => ("an OAuth token of GitHub, not the token of a job", REVOKE),
        Material::GithubUserToken => ("a GitHub App's token for a user, not the token of a job", REVOKE),
        Material::GithubInstallationToken => (
            "an installation token of GitHub (as in `GITHUB_TOKEN`), not the token of a job's identity",
            "revoke it if its job still runs and anyone else may have seen it; it was not kept here",
        ),
        Material::GithubRunnerToken => (
            "the runner's own credential for requesting tokens, not the token of a job's identity",
            "paste the `value` of what it fetches; stop the job if anyone else may have seen it, it was not kept here",
        ),
        Material::GitlabToken => ("an access token of GitLab, not the token of a job's identity", REVOKE),
        Material::AwsKey => ("an access key of AWS, not a token", REVOKE),
        Material::SlackToken => ("a token of Slack, not the token of a job", REVOKE),
        Material::NpmToken => ("an access token of npm, not the token of a job", REVOKE),
        Material::PypiToken => ("an API token of PyPI, not the token of a job", REVOKE),
        Material::ServiceSecret => ("the secret of a service, not the token of a job", REVOKE),
    }
}

/// What was done: once, and several times.
pub(crate) const fn change(change: Change) -> (&'static str, &'static str) {
    const fn always(text: &'static str) -> (&'static str, &'static str) {
        (text, text)
    }
    match change {
        Change::TrimmedWhiteSpace => always("removed the white space around it"),
        Change::RemovedInvisible => {
            ("removed an invisible character, {name}", "removed {count} invisible characters, the first of them {name}")
        }
        Change::RemovedAnsi => ("removed a colour code of the terminal", "removed {count} colour codes of the terminal"),
        Change::RemovedLogColumns => ("removed job and step from a log line", "removed job and step from {count} log lines"),
        Change::RemovedTimestamps => {
            ("removed the timestamp from a log line", "removed the timestamps from {count} log lines")
        }
        Change::RemovedLogMarks => ("removed the mark `{name}` from a log line", "removed the marks from {count} log lines"),
        Change::RemovedQuoteMarks => ("removed the mark `>` from a line", "removed the marks `>` from {count} lines"),
        Change::RemovedCodeFence => always("removed the fence of a code block"),
        Change::RemovedQuotes => always("removed the quotation marks around it"),
        Change::RemovedScheme => always("removed `{name}`"),
        Change::TookHeader => always("took the value of the header `{name}`"),
        Change::TookMember => always("took the member `{name}`"),
        Change::TookVariable => always("took the value of the variable `{name}`"),
        Change::TookParameter => always("took the parameter `{name}` of the address"),
        Change::TookOption => always("took the value of the option `{name}`"),
        Change::RemovedLineBreaks => ("removed a line break", "removed {count} line breaks"),
        Change::RemovedSpaces => ("removed a space", "removed {count} spaces"),
        Change::RemovedFullStop => always("removed the full stop behind it"),
        Change::RemovedEllipsis => always("removed the ellipsis that stands for the rest"),
        Change::RemovedMask => always("removed the `***` that stands for the rest"),
        Change::UnescapedString => always("read the content of a JSON string"),
        Change::DecodedEscapes => ("decoded an escape sequence", "decoded {count} escape sequences"),
        Change::DecodedPercent => ("decoded a percent-encoded character", "decoded {count} percent-encoded characters"),
        Change::DecodedBase64 => ("decoded base64 once", "decoded base64 {count} times"),
        Change::DecodedSegment => always("decoded the base64url of the {name}"),
        Change::LeftOut => ("left out 1 byte of other text", "left out {count} bytes of other text"),
        Change::RewroteAsJson => always("wrote the claims as JSON; they were printed as {name} prints them"),
        Change::GatheredLines => ("wrote 1 line as JSON", "wrote {count} lines, each with a claim, as JSON"),
        Change::LeftOutMissing => always("left out the claim `{name}`, which the printout calls missing"),
        Change::TookSubject => always("took the text as the claim `sub`"),
    }
}

/// What else is worth knowing.
pub(crate) const fn remark(remark: Remark) -> &'static str {
    match remark {
        Remark::SeveralTokens => "the text has {count} tokens; the first is judged, choose another one to judge that",
        Remark::MoreTokens => "the text has more tokens than the {count} that are listed",
        Remark::SecretBeside => "beside it stands a live secret (`{name}`); revoke it if anyone else may have seen it",
        Remark::TokenCut => "the token ends in its {name}, where something cut it off; copy it once more, whole",
        Remark::SignatureShort => "the signature has {count} bytes, and {name} expected; was its end lost while copying?",
        Remark::ClaimMasked => "the platform hid a part of `{name}` (`***`), so nothing can be said about that claim",
        Remark::Reversed => "this looks like a token written backwards; print it unchanged",
        Remark::SpacedCharacters => "this looks like a token with a separator behind every character; print it unchanged",
        Remark::Hexadecimal => "this looks like a token in hexadecimal digits; print it unchanged",
        Remark::StartMissing => "this looks like a token whose first characters are missing; copy it once more, whole",
        Remark::VariableName => "this is the name of a variable, not its value",
        Remark::PermissionMissing => {
            "the job may not request tokens; give it `permissions:` with `id-token: write`, and run it once more"
        }
        Remark::AddressOnly => "this is an address; the token is in what it answers",
        Remark::JsonWithoutClaims => "this is JSON, and it has neither a token nor a claim in it",
        Remark::HeaderOnly => "this is the header of a token; the claims say who the job is",
    }
}

/// What is wrong at that place.
pub(crate) const fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Padding => "padding `=`; a token has none, and a verifier refuses it",
        Flaw::StandardAlphabet => "`{name}` of standard base64; a token has `-` and `_`, and a verifier refuses it",
        Flaw::ForeignCharacter => "{name} is in no base64; the part cannot be read beyond it",
        Flaw::StrayBits => "stray bits in the last character; it was changed or cut, and a verifier refuses it",
        Flaw::ImpossibleLength => "{count} characters, which is no possible length; was it cut?",
        Flaw::EmptyPart => "the part is empty",
        Flaw::NotUtf8 => "the part stops being UTF-8 here",
        Flaw::ByteOrderMark => "a byte order mark; JSON has none, and a verifier refuses it",
        Flaw::NotObject => "the part is no JSON object",
        Flaw::ValueExpected => "the part stops being JSON here: a value is missing",
        Flaw::NameExpected => "the part stops being JSON here: a member name in quotation marks is missing",
        Flaw::ColonExpected => "the part stops being JSON here: a colon is missing",
        Flaw::CommaExpected => "the part stops being JSON here: a comma or a closing bracket is missing",
        Flaw::EndExpected => "the part stops being JSON here: something stands behind its end",
        Flaw::NumberMalformed => "the part stops being JSON here: JSON has no such number",
        Flaw::EscapeMalformed => "the part stops being JSON here: JSON has no such escape sequence",
        Flaw::ControlCharacter => "the part stops being JSON here: a control character in a string",
        Flaw::EndsEarly => "the JSON ends here, before it is complete; was something cut?",
        Flaw::TooDeep => "the JSON is nested too deep; a verifier refuses it",
        Flaw::DuplicateMember => "the member `{name}` stands here for the second time; a verifier refuses it",
        Flaw::BigInteger => "the integer {name} is beyond 2^53; many readers round it",
        Flaw::InfiniteNumber => "the number {name} is too large; a verifier refuses it",
        Flaw::LoneSurrogate => "half of a surrogate pair, which is no character; a verifier refuses it",
        Flaw::OddCharacter => "the character {name} hides or reorders what surrounds it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_lower_case_without_a_full_stop_and_names_no_other_placeholder() {
        let forms = Form::ALL.iter().flat_map(|it| <[_; 2]>::from(form(*it)));
        let materials = Material::ALL.iter().flat_map(|it| <[_; 2]>::from(material(*it)));
        let changes = Change::ALL.iter().flat_map(|it| <[_; 2]>::from(change(*it)));
        let remarks = Remark::ALL.iter().map(|it| remark(*it));
        let flaws = Flaw::ALL.iter().map(|it| flaw(*it));
        for text in forms.chain(materials).chain(changes).chain(remarks).chain(flaws) {
            assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
            let filled = text.replace("{name}", "").replace("{count}", "");
            assert!(!filled.contains(['{', '}']), "{text}");
        }
    }

    #[test]
    fn every_name_has_a_meaning_in_one_sentence() {
        let names = Form::ALL.iter().map(|it| it.meaning()).chain(Material::ALL.iter().map(|it| it.meaning()));
        let names = names.chain(Change::ALL.iter().map(|it| it.meaning())).chain(Remark::ALL.iter().map(|it| it.meaning()));
        assert!(names.chain(Flaw::ALL.iter().map(|it| it.meaning())).all(|meaning| meaning.ends_with('.')));
    }
}
