//! Bytebase's workload identities (its REST form) as a policy, and back. Nothing is widened unless the report says so; what has
//! no counterpart stays behind and is told.

mod shape;
mod import;
mod export;

pub use export::export_bytebase;
pub use import::{SubjectStyle, import_bytebase};
