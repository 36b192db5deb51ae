//! Reading no more than there may be.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::fault::Fault;

/// Reads to the end, but not past `limit` bytes: then there is nothing.
pub(crate) fn read_at_most(reader: impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(one_more).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, Fault> {
    let content = File::open(path).and_then(|file| read_at_most(file, limit));
    content
        .map_err(|error| Fault::file_unreadable(path, &error))?
        .ok_or_else(|| Fault::file_too_large(path, &in_words(limit)))
}

/// A limit in words: `256 KiB`.
pub(crate) fn in_words(bytes: usize) -> String {
    match (bytes / MEBIBYTE, bytes / KIBIBYTE) {
        (0, 0) => format!("{bytes} bytes"),
        (0, kibibytes) => format!("{kibibytes} KiB"),
        (mebibytes, _) => format!("{mebibytes} MiB"),
    }
}

const KIBIBYTE: usize = 1024;
const MEBIBYTE: usize = 1024 * 1024;
