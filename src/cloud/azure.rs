//! Federated identity credentials
//! (<https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential>). Each compares one whole subject: a star in
//! it is a star.

use serde_json::Value;

use crate::conversion::Expressed;
use crate::identity::Identity;
use crate::policy::draft::slug;
use crate::subject_texts::SubjectTexts;

/// A list, for each subject a credential.
pub(super) fn credentials(identity: &Identity) -> Expressed {
    let SubjectTexts { texts, member, differences } = SubjectTexts::of(identity)?;
    if texts.len() > MOST || texts.iter().any(|text| text.contains('*')) {
        return Err(member);
    }
    let name = slug(identity.name());
    let issuer = Value::from(identity.issuer());
    let mut document = String::new();
    for (place, subject) in texts.iter().enumerate() {
        let name = Value::from(format!("{name}-{}", place.saturating_add(1)));
        let subject = Value::from(subject.as_str());
        document.push_str(if place == 0 { "[\n" } else { ",\n" });
        document.push_str(&format!(
            r#"  {{
    "name": {name},
    "issuer": {issuer},
    "subject": {subject},
    "audiences": ["api://AzureADTokenExchange"]
  }}"#
        ));
    }
    document.push_str("\n]\n");
    Ok((document, differences))
}

/// An application has no more of them.
const MOST: usize = 20;
