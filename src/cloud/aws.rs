//! The trust policy of an IAM role
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>, *AWS OIDC federation*).

use crate::conversion::Expressed;
use crate::identity::Identity;
use crate::json_value::Json;
use crate::subject_texts::SubjectTexts;

pub(super) fn trust_policy(identity: &Identity) -> Expressed {
    let SubjectTexts { texts, member, differences } = SubjectTexts::of(identity)?;
    // To AWS `?` is any one character, and `${…}` something of the request.
    if texts.iter().any(|text| text.contains(['?', '$'])) {
        return Err(member);
    }
    let host = identity.issuer().strip_prefix("https://").unwrap_or(identity.issuer());
    let provider = Json::from(format!("arn:aws:iam::ACCOUNT_ID:oidc-provider/{host}"));
    let (audience, subject) = (Json::from(format!("{host}:aud")), Json::from(format!("{host}:sub")));
    let texts: Vec<_> = texts.iter().map(|text| Json::from(text.as_str()).to_string()).collect();
    let texts = match texts.as_slice() {
        [only] => only.clone(),
        all => format!("[\n            {}\n          ]", all.join(",\n            ")),
    };
    let document = format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "Federated": {provider} }},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {{
        "StringEquals": {{ {audience}: "sts.amazonaws.com" }},
        "StringLike": {{ {subject}: {texts} }}
      }}
    }}
  ]
}}
"#
    );
    Ok((document, differences))
}
