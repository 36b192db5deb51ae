//! Federated identity credentials
//! (<https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential>). Each compares one whole subject: a star in
//! it is a star.

use crate::conversion::Expressed;
use crate::identity::Identity;
use crate::json_value::Json;
use crate::policy::draft::slug;
use crate::subject_texts::SubjectTexts;

/// A list, for each subject a credential.
pub(super) fn credentials(identity: &Identity) -> Expressed {
    let SubjectTexts { texts, member, differences } = SubjectTexts::of(identity)?;
    if texts.len() > MOST || texts.iter().any(|text| text.contains('*')) {
        return Err(member);
    }
    let name = slug(identity.name());
    let issuer = Json::from(identity.issuer());
    let mut document = String::new();
    for (place, subject) in texts.iter().enumerate() {
        let name = Json::from(format!("{name}-{}", place.saturating_add(1)));
        let subject = Json::from(subject.as_str());
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
