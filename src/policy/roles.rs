//! Reading `roles`.

use std::sync::Arc;

use super::faults::Faults;
use super::patterns::read_pattern;
use super::reader::{Entry, Fields};
use crate::by_name::ByName;
use crate::code::Code;
use crate::messages::phrases as say;
use crate::pattern::{Case, Pattern};
use crate::problem::{quoted, quoted_list};
use crate::role::{Permission, Role, plain_path};

/// The roles that the document defines; unknown if `roles` itself has a fault.
pub(super) struct Roles(Option<Defined>);

struct Defined {
    /// A role that has a fault is known by its name only.
    roles: ByName<Option<Arc<Role>>>,
    /// The names, for messages.
    names: String,
}

impl Roles {
    /// Of a document without `roles`.
    pub(super) fn none() -> Self {
        Self(Some(Defined { roles: ByName::default(), names: quoted_list([]) }))
    }

    pub(super) fn read(entry: &Entry<'_, '_>, faults: &mut Faults) -> Self {
        let Some(members) = entry.value.members() else {
            entry.wrong_type(say::PERMISSIONS_FOR_EACH_ROLE, faults);
            return Self(None);
        };
        let mut roles = ByName::new(members.clone().map(|(name, _)| name), &None);
        for (name, value) in members {
            let item = Entry { value, at: entry.at.member(name, value) };
            if name.is_empty() {
                faults.push(item.at.fault(Code::ValueEmpty).expected(say::ROLE_WITH_NAME));
            }
            let permissions = item.list(say::PERMISSIONS, faults, read_permission);
            if let Some(role) = roles.get_mut(name) {
                *role = permissions.map(|permissions| Arc::new(Role { name: name.to_owned(), permissions }));
            }
        }
        let names = quoted_list(roles.names());
        Self(Some(Defined { roles, names }))
    }

    /// All of them that have no fault.
    pub(super) fn into_list(self) -> Vec<Arc<Role>> {
        let Some(defined) = self.0 else { return Vec::new() };
        defined.roles.into_values().flatten().collect()
    }

    /// The role that an identity names.
    pub(super) fn find(&self, entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Arc<Role>> {
        let name = entry.text(say::NAME_OF_ROLE, faults)?;
        let defined = self.0.as_ref()?;
        let found = defined.roles.get(name);
        if found.is_none() {
            faults.push(entry.at.fault(Code::RoleUnknown).expected(defined.names.as_str()).actual(quoted(name)));
        }
        found.cloned().flatten()
    }
}

fn read_permission(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Permission> {
    let fields = Fields::open(entry, &["methods", "path"], faults)?;
    let methods = fields.required("methods", faults).and_then(|it| it.list(say::METHODS, faults, read_method));
    let path = fields.required("path", faults).and_then(|it| read_path(&it, faults));
    Some(Permission { methods: methods?, path: path? })
}

fn read_method(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<String> {
    const EXPECTED: &str = say::A_METHOD;
    let method = entry.plain_text(EXPECTED, faults)?;
    if method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-') {
        return Some(method.to_owned());
    }
    entry.malformed(EXPECTED, faults);
    None
}

fn read_path(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Pattern> {
    let text = entry.text(say::A_PATH, faults)?;
    if !text.starts_with(['/', '*']) || text.contains(['?', '#']) {
        entry.malformed(say::PATH_WITHOUT_QUERY, faults);
        return None;
    }
    let pattern = read_pattern(entry, Case::Exact, faults)?;
    // Two digits end a percent-encoded byte that a star leaves open, and change nothing elsewhere.
    let sample = pattern.sample("41");
    let begins_with_slash = if sample.starts_with('/') { "" } else { "/" };
    if plain_path(&format!("{begins_with_slash}{sample}")).is_none() {
        entry.malformed(say::PATH_OF_REQUESTS, faults);
        return None;
    }
    Some(pattern)
}
