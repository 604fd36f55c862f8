//! Clean: removes what we published in a folder, and nothing else. What was changed or added stays. The list goes last but for
//! the folder, so that a run that is killed can be started again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::error::PublishError;
use super::folder::{Folder, FolderError, Found, resolve};
use super::manifest::MANIFEST;
use super::stage;
use crate::source::CONFIG;

/// What became of a published folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The edition it was marked with.
    pub edition: String,
    /// Files removed, or that would be; sorted.
    pub removed: Vec<String>,
    /// Listed files that stay, for they aren't as published; sorted.
    pub changed: Vec<String>,
    /// Files that no build of ours put there; sorted.
    pub added: Vec<String>,
    /// Whether the folder itself is gone, or would be.
    pub is_gone: bool,
}

/// Removes what is listed and unchanged, our folders where they are empty then, and the list. With `dry` only says what it
/// would remove.
///
/// # Errors
/// A folder that is never cleaned, or isn't ours; a build at work on it; a file that can't be removed.
pub fn clean(site: &Path, home: Option<&Path>, dry: bool) -> Result<Cleaned, FolderError> {
    let real = resolve(site, false)?;
    refuse_precious(&real, home)?;
    // Held to the end: no build starts on it.
    let _held = stage::hold_off(&real).map_err(|error| match error {
        PublishError::Io { action, path, source } => FolderError::Io { action, path, source },
        _ => FolderError::Busy { path: site.to_owned() },
    })?;
    let folder = Folder::open(&real)?;
    let added = folder.added()?;
    let (mut removed, mut changed) = (Vec::new(), Vec::new());
    for (path, hash) in &folder.manifest.files {
        match folder.find(path, hash)? {
            Found::Missing => {}
            Found::Changed | Found::NoFile => changed.push(path.clone()),
            Found::Unchanged => {
                if !dry {
                    folder.remove(path, false)?;
                }
                removed.push(path.clone());
            }
        }
    }
    let edition = folder.manifest.edition.clone();
    if dry {
        let is_gone = changed.is_empty() && added.is_empty() && !has_other_folders(&folder);
        return Ok(Cleaned { edition, removed, changed, added, is_gone });
    }
    let folders: BTreeSet<&str> = folders(&folder).collect();
    // Backwards: what lies in a folder comes after it.
    for path in folders.into_iter().rev() {
        folder.remove(path, true)?;
    }
    folder.remove(MANIFEST, false)?;
    // By its name: it is empty, or stays.
    let is_gone = fs::remove_dir(folder.path()).is_ok();
    Ok(Cleaned { edition, removed, changed, added, is_gone })
}

/// Folders that hold listed files.
fn folders(folder: &Folder) -> impl Iterator<Item = &str> {
    folder.manifest.files.keys().flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]))
}

/// Whether there are folders that hold nothing of ours.
fn has_other_folders(folder: &Folder) -> bool {
    let ours: BTreeSet<&str> = folders(folder).collect();
    let mut entries = walkdir::WalkDir::new(folder.path()).min_depth(1).into_iter().filter_map(Result::ok);
    entries.any(|entry| {
        let below = entry.path().strip_prefix(folder.path()).ok().and_then(Path::to_str);
        entry.file_type().is_dir() && !below.is_some_and(|path| ours.contains(path))
    })
}

fn refuse_precious(real: &Path, home: Option<&Path>) -> Result<(), FolderError> {
    let precious = |what| Err(FolderError::Precious { path: real.to_owned(), what });
    if real.parent().is_none() {
        return precious("the root of the file system");
    }
    if home.is_some_and(|home| fs::canonicalize(home).is_ok_and(|home| home.starts_with(real))) {
        return precious("your home directory or a folder around it");
    }
    if fs::symlink_metadata(real.join(CONFIG)).is_ok() {
        return precious("a workspace");
    }
    Ok(())
}
