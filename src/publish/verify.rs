//! Verify: a published folder against its own list, without the workspace. Only looks.

use std::path::Path;

use super::folder::{Folder, FolderError, Found, resolve};

/// A folder, held against its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The edition it is marked with.
    pub edition: String,
    /// Files listed.
    pub files: usize,
    /// Listed and not there, sorted.
    pub missing: Vec<String>,
    /// Listed, and not as published: other bytes, or no file. Sorted.
    pub changed: Vec<String>,
    /// There and not listed, sorted. A build leaves such files where they are: they are told, and no fault by themselves.
    pub added: Vec<String>,
}

impl Verified {
    /// Whether every listed file is there as it was published.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty()
    }
}

/// Holds a published folder against its list.
///
/// # Errors
/// No folder, no list or one that is malformed, a file that can't be read.
pub fn verify(site: &Path) -> Result<Verified, FolderError> {
    let folder = Folder::open(&resolve(site, true)?)?;
    let (mut missing, mut changed) = (Vec::new(), Vec::new());
    for (path, hash) in &folder.manifest.files {
        match folder.find(path, hash)? {
            Found::Unchanged => {}
            Found::Missing => missing.push(path.clone()),
            Found::Changed | Found::NoFile => changed.push(path.clone()),
        }
    }
    let added = folder.added()?;
    Ok(Verified { edition: folder.manifest.edition, files: folder.manifest.files.len(), missing, changed, added })
}
