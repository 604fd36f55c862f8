//! Which folders are refused, and why. Everything here only looks.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::Job;
use super::error::PublishError;
use super::manifest::{MANIFEST, Manifest};
use crate::source::FOLDERS;

/// The target as an absolute path without links on the way; the last part, and folders before it, may not exist yet.
pub(super) fn resolve(target: &Path) -> Result<PathBuf, PublishError> {
    let absolute = std::path::absolute(target).map_err(PublishError::io("find", target))?;
    // Through its components: a slash at the end would follow a link.
    let absolute: PathBuf = absolute.components().collect();
    match fs::symlink_metadata(&absolute) {
        Ok(found) if found.is_dir() => fs::canonicalize(&absolute).map_err(PublishError::io("open", target)),
        Ok(found) => Err(PublishError::NotAFolder {
            path: target.to_owned(),
            what: if found.is_symlink() { "a symbolic link" } else { "a file" },
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => resolve_new(target, &absolute),
        Err(error) => Err(PublishError::io("open", target)(error)),
    }
}

fn resolve_new(target: &Path, absolute: &Path) -> Result<PathBuf, PublishError> {
    for ancestor in absolute.ancestors().skip(1) {
        let real = match fs::canonicalize(ancestor) {
            Ok(real) => real,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(PublishError::io("open", ancestor)(error)),
        };
        let rest = absolute.strip_prefix(ancestor).expect("it is its ancestor");
        if !real.is_dir() || rest.components().any(|part| !matches!(part, Component::Normal(_))) {
            break;
        }
        return Ok(real.join(rest));
    }
    let source = std::io::Error::from(ErrorKind::NotADirectory);
    Err(PublishError::io("make", target)(source))
}

/// Refuses root, home, the workspace, folders around them, mount points and folders inside a published one.
pub(super) fn refuse_precious(target: &Path, job: &Job<'_>) -> Result<(), PublishError> {
    let precious = |what| Err(PublishError::Precious { path: target.to_owned(), what });
    let holds = |path: &Path| fs::canonicalize(path).is_ok_and(|real| real.starts_with(target));
    let Some(parent) = target.parent() else {
        return precious("the root of the file system");
    };
    if holds(job.workspace) {
        return precious("the workspace or a folder around it");
    }
    // A folder that isn't there yet would be made, and read next time.
    let workspace = fs::canonicalize(job.workspace).unwrap_or_else(|_| job.workspace.to_owned());
    let is_read = |folder: &&str| {
        let folder = workspace.join(folder);
        target.starts_with(&folder) || fs::canonicalize(&folder).is_ok_and(|real| target.starts_with(real))
    };
    if FOLDERS.iter().any(is_read) {
        return precious("inside a folder that the workspace is read from");
    }
    if job.home.is_some_and(holds) {
        return precious("your home directory or a folder around it");
    }
    if let (Ok(here), Ok(above)) = (fs::metadata(target), fs::metadata(parent))
        && here.dev() != above.dev()
    {
        return Err(PublishError::MountPoint { path: target.to_owned() });
    }
    for holder in target.ancestors().skip(1) {
        if fs::symlink_metadata(holder.join(MANIFEST)).is_ok() {
            return Err(nested(target, holder));
        }
    }
    Ok(())
}

/// The list of what we published there; `None` where the folder is new or empty.
pub(super) fn find_manifest(target: &Path, edition: &str) -> Result<Option<Manifest>, PublishError> {
    let list = target.join(MANIFEST);
    match fs::symlink_metadata(&list) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(bad_manifest(target, "is no file")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut entries = WalkDir::new(target).min_depth(1).max_depth(1).into_iter();
            return match entries.next() {
                None => Ok(None),
                Some(Err(error)) if error.io_error().is_some_and(|e| e.kind() == ErrorKind::NotFound) => Ok(None),
                Some(Err(error)) => Err(PublishError::io("read", target)(error.into())),
                Some(Ok(_)) => Err(PublishError::NotOurs { path: target.to_owned() }),
            };
        }
        Err(error) => return Err(PublishError::io("open", &list)(error)),
    }
    let bytes = fs::read(&list).map_err(PublishError::io("read", &list))?;
    let manifest = Manifest::parse(&bytes).map_err(|problem| bad_manifest(target, problem))?;
    if manifest.edition != edition {
        return Err(PublishError::OtherEdition {
            path: target.to_owned(),
            edition: edition.to_owned(),
            found: manifest.edition,
        });
    }
    Ok(Some(manifest))
}

/// Refuses targets of one build that are the same folder or lie inside one another.
///
/// # Errors
/// [`PublishError::Nested`] with the first such pair.
pub fn refuse_nested(targets: &[&Path]) -> Result<(), PublishError> {
    let real = targets.iter().map(|target| resolve(target)).collect::<Result<Vec<_>, _>>()?;
    for (i, one) in real.iter().enumerate() {
        for (j, other) in real.iter().enumerate() {
            if i != j && one.starts_with(other) {
                return Err(nested(one, other));
            }
        }
    }
    Ok(())
}

pub(super) fn nested(path: &Path, holder: &Path) -> PublishError {
    PublishError::Nested { path: path.to_owned(), holder: holder.to_owned() }
}

fn bad_manifest(path: &Path, problem: impl Into<String>) -> PublishError {
    PublishError::BadManifest { path: path.to_owned(), problem: problem.into() }
}
