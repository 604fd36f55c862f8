//! The list that marks a folder as ours: which edition, which files, with their hashes. No dates, nothing of the machine:
//! two builds give the same bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::names;

/// Name of the list in a published folder.
pub const MANIFEST: &str = ".rapporteur.json";
const FORMAT: u32 = 1;

/// What we published in a folder.
#[derive(Debug)]
pub(super) struct Manifest {
    /// The edition.
    pub(super) edition: String,
    /// Path to BLAKE3 hash, hexadecimal.
    pub(super) files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Written<'a> {
    format: u32,
    edition: std::borrow::Cow<'a, str>,
    files: std::borrow::Cow<'a, BTreeMap<String, String>>,
}

impl Manifest {
    /// As written: a file a line, sorted.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let written = Written {
            format: FORMAT,
            edition: self.edition.as_str().into(),
            files: std::borrow::Cow::Borrowed(&self.files),
        };
        let mut bytes = serde_json::to_vec_pretty(&written).expect("strings and a map of strings are JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Reads one, or says what is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| format!("can't be read ({error})"))?;
        if head.format != FORMAT {
            return Err(format!("is of format {}, and this program knows {FORMAT}", head.format));
        }
        let written: Written<'_> = serde_json::from_slice(bytes).map_err(|error| format!("can't be read ({error})"))?;
        Ok(Self { edition: written.edition.into_owned(), files: written.files.into_owned() })
    }
}

impl Manifest {
    /// The list, where every path in it is one that we could have published, with a hash.
    pub(super) fn sound(self) -> Result<Self, String> {
        for (path, hash) in &self.files {
            if let Some(problem) = names::problem(path) {
                return Err(format!("lists `{path}`: {problem}"));
            }
            if hash.len() != 64 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(format!("lists `{path}` without its hash"));
            }
        }
        Ok(self)
    }
}

/// Edition and files, with their BLAKE3 hashes, of a list as published.
///
/// # Errors
/// What is wrong with it.
pub fn listed(bytes: &[u8]) -> Result<(String, BTreeMap<String, String>), String> {
    Manifest::parse(bytes).map(|manifest| (manifest.edition, manifest.files))
}
