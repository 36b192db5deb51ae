//! The JSON form of an intake, which the page and the command share. Names are stable; members may be added.
//!
//! ```json
//! { "form": "token", "material": null, "message": "a signed token", "fix": null, "bytes": 1412,
//!   "steps": [ { "code": "took_member", "text": "took the member `value`", "name": "value", "count": 1, "byte": 11 } ],
//!   "notes": [ { "code": "signature_short", "text": "…", "name": null, "count": 255, "byte": null } ],
//!   "token": "eyJ…", "label": "value", "claims": null,
//!   "candidates": [ { "token": "eyJ…", "form": "token", "label": "value", "byte": 20 } ],
//!   "anatomy": { "header": { "start": 0, "end": 90, "decodedBytes": 67, "text": "{…}",
//!       "members": [ { "name": "alg", "raw": "\"RS256\"", "nameByte": 1, "byte": 7 } ],
//!       "faults": [ { "code": "padding", "text": "…", "byte": 88, "in": "token", "firstByte": null, "name": null,
//!                     "before": "…", "behind": "…" } ] },
//!     "claims": null, "signature": null } }
//! ```

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::anatomy::{Anatomy, Fault, Part};
use super::outline::Member;
use super::result::{Candidate, Intake};
use super::step::{Note, Step, Told};

macro_rules! serialize {
    ($type:ident { $($name:literal: $value:expr,)+ } as $this:ident) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $this = self;
                let mut flat = serializer.serialize_struct(stringify!($type), [$($name),+].len())?;
                $(flat.serialize_field($name, &$value)?;)+
                flat.end()
            }
        }
    };
}

serialize! { Intake {
    "form": it.form,
    "material": it.material,
    "message": it.message(),
    "fix": it.fix(),
    "bytes": it.bytes,
    "steps": it.steps,
    "notes": it.notes,
    "token": it.token,
    "label": it.label,
    "claims": it.claims,
    "candidates": it.candidates,
    "anatomy": it.anatomy,
} as it }

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        told(self, self.text(), serializer)
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        told(self, self.text(), serializer)
    }
}

fn told<C: Serialize, S: Serializer>(it: &Told<C>, text: String, serializer: S) -> Result<S::Ok, S::Error> {
    let mut flat = serializer.serialize_struct("Told", 5)?;
    flat.serialize_field("code", &it.code)?;
    flat.serialize_field("text", &text)?;
    flat.serialize_field("name", &it.name)?;
    flat.serialize_field("count", &it.count)?;
    flat.serialize_field("byte", &it.byte)?;
    flat.end()
}

serialize! { Candidate {
    "token": it.token,
    "form": it.form,
    "label": it.label,
    "byte": it.byte,
} as it }

serialize! { Anatomy {
    "header": it.header,
    "claims": it.claims,
    "signature": it.signature,
} as it }

serialize! { Part {
    "start": it.range.start,
    "end": it.range.end,
    "decodedBytes": it.decoded_bytes,
    "text": it.text,
    "members": it.members,
    "faults": it.faults,
} as it }

serialize! { Member {
    "name": it.name,
    "raw": it.raw,
    "nameByte": it.name_byte,
    "byte": it.byte,
} as it }

serialize! { Fault {
    "code": it.code,
    "text": it.text(),
    "byte": it.byte,
    "in": if it.decoded { "decoded" } else { "token" },
    "firstByte": it.first_byte,
    "name": it.name,
    "before": it.context.before,
    "behind": it.context.behind,
} as it }
