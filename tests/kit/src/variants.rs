//! Cases that stand for several: a source says once what they have in common, and lists how they vary.

use serde_json::{Map, Value, json};

use crate::vectors::object;

/// The cases that a case of the source stands for: one for each way to pick a variant of each of the axes in `vary`, named after
/// the case and the variants. Without `vary` it is the case itself.
pub(crate) fn expand(case: &Value, axes: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut case = object(case, "a case").clone();
    let vary = case.shift_remove("vary").unwrap_or_else(|| json!([]));
    let mut expanded = vec![case];
    for (place, axis) in vary.as_array().expect("`vary` is a list of axes").iter().enumerate() {
        let axis = axis.as_str().map_or(axis, |name| axes.get(name).unwrap_or_else(|| panic!("no axis is called `{name}`")));
        let variants = axis.as_array().expect("an axis is a list of variants");
        let separator = if place == 0 { ": " } else { ", " };
        expanded = expanded
            .iter()
            .flat_map(|case| variants.iter().map(move |variant| varied(case, object(variant, "a variant"), separator)))
            .collect();
    }
    expanded
}

/// The case with the members of a variant, its claims and header merged into those of the case. A member `$x` of the variant takes the place of every `$x` in the case, as a value, as
/// a name or within a text.
fn varied(case: &Map<String, Value>, variant: &Map<String, Value>, separator: &str) -> Map<String, Value> {
    let mut varied = Value::Object(case.clone());
    for (placeholder, value) in variant.iter().filter(|(member, _)| member.starts_with('$')) {
        varied = replaced(&varied, placeholder, value);
    }
    let mut varied = object(&varied, "a case").clone();
    for (member, value) in variant.iter().filter(|(member, _)| !member.starts_with('$')) {
        let value = match (member.as_str(), varied.get(member), value) {
            ("name", Some(name), value) => json!([text(name), separator, text(value)].concat()),
            ("claims" | "header", Some(Value::Object(ours)), Value::Object(theirs)) => {
                Value::Object(ours.iter().chain(theirs).map(|(name, value)| (name.clone(), value.clone())).collect())
            }
            _ => value.clone(),
        };
        varied.insert(member.clone(), value);
    }
    varied
}

fn replaced(value: &Value, placeholder: &str, by: &Value) -> Value {
    let in_text = |text: &str| by.as_str().map_or_else(|| text.to_owned(), |by| text.replace(placeholder, by));
    match value {
        Value::String(text) if text == placeholder => by.clone(),
        Value::String(text) => json!(in_text(text)),
        Value::Array(items) => items.iter().map(|item| replaced(item, placeholder, by)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (in_text(name), replaced(value, placeholder, by))).collect()
        }
        other => other.clone(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a name is a text")
}
