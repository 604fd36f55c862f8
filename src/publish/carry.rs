//! What others keep in a published folder: carried over into the new one, never deleted. And clearing the old folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::PublishError;
use super::guard;
use super::manifest::MANIFEST;
use super::mounts::Mounts;
use super::names::Names;
use super::stage::Stage;
use super::write;

type Files = BTreeMap<String, String>;

/// Brings every foreign file of the target into the stage; gives their paths. Foreign is what the list of the last build
/// doesn't hold. What it holds, the new one doesn't, and someone has changed, is neither deleted nor kept: it is refused.
/// Where the target stays as it is, `stays`, everything is looked at, and nothing brought.
pub(super) fn carry_over(
    stage: &Stage,
    old: &Files,
    new: &Files,
    names: &Names,
    stays: bool,
) -> Result<BTreeSet<PathBuf>, PublishError> {
    let target = stage.target();
    let mut carried = BTreeSet::new();
    let mut modes: Vec<(PathBuf, Permissions)> = Vec::new();
    if fs::symlink_metadata(target).is_err() {
        return Ok(carried);
    }
    let our_folders = folders(old);
    let mut edited: Vec<PathBuf> = Vec::new();
    let mounts = Mounts::of(target)?;
    for entry in WalkDir::new(target).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| PublishError::io("read", target)(error.into()))?;
        let path = relative(&entry, target);
        // The old folder is cleared later, and what is mounted there is nobody's copy.
        if entry.file_type().is_dir() && mounts.has(path) {
            return Err(PublishError::MountInside { path: entry.path().to_owned() });
        }
        let text = path.to_str();
        if entry.file_name() == MANIFEST {
            if entry.depth() > 1 {
                let holder = entry.path().parent().expect("it has a name");
                return Err(guard::nested(holder, target));
            }
            continue;
        }
        let listed = text.and_then(|text| old.get_key_value(text));
        if let Some((text, hash)) = listed
            && entry.file_type().is_file()
            && (new.contains_key(text)
                || is_unchanged(entry.path(), hash).map_err(PublishError::io("read", entry.path()))?)
        {
            continue;
        }
        if let Some((text, _)) = listed
            && !new.contains_key(text)
        {
            edited.push(entry.path().to_owned());
            continue;
        }
        let is_folder = entry.file_type().is_dir();
        if is_folder && text.is_some_and(|text| our_folders.contains(text)) {
            continue;
        }
        let holder = text.and_then(|text| names.holder(text).map(|_| text));
        if let Some(text) = holder {
            if is_folder && names.is_folder(text) {
                continue;
            }
            return Err(PublishError::InTheWay { path: entry.path().to_owned() });
        }
        if !stays {
            let place = stage.path().join(path);
            let above = place.parent().expect("it has a name");
            fs::create_dir_all(above).map_err(PublishError::io("make", above))?;
            carry_one(&entry, &place, &mut modes)?;
        }
        carried.insert(path.to_owned());
    }
    if !edited.is_empty() {
        let more = edited.len() - 1;
        return Err(PublishError::Edited { path: edited.swap_remove(0), more });
    }
    // Last and inside out: a folder may not let its owner write.
    for (path, mode) in modes.into_iter().rev() {
        fs::set_permissions(&path, mode).map_err(PublishError::io("set the mode of", &path))?;
    }
    Ok(carried)
}

fn carry_one(entry: &DirEntry, place: &Path, modes: &mut Vec<(PathBuf, Permissions)>) -> Result<(), PublishError> {
    let failed = |error| PublishError::io("carry over", entry.path())(error);
    let kind = entry.file_type();
    if kind.is_dir() {
        match fs::create_dir(place) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        let mode = entry.metadata().map_err(|error| failed(error.into()))?.permissions();
        modes.push((place.to_owned(), mode));
        Ok(())
    } else if kind.is_symlink() {
        let leads_to = fs::read_link(entry.path()).map_err(failed)?;
        std::os::unix::fs::symlink(leads_to, place).map_err(failed)
    } else if kind.is_file() {
        write::keep(entry.path(), place).map_err(failed)
    } else {
        Err(PublishError::CannotCarry { path: entry.path().to_owned() })
    }
}

/// Clears the old folder of what was ours or lives on in the new one; what appeared in it in the meantime moves over.
/// Gives whether anything is left.
pub(super) fn clear(aside: &Path, target: &Path, old: &Files, new: &Files, carried: &BTreeSet<PathBuf>) -> bool {
    for entry in WalkDir::new(aside).contents_first(true) {
        let Ok(entry) = entry else { continue };
        if entry.file_type().is_dir() {
            let _ = fs::remove_dir(entry.path());
            continue;
        }
        let path = relative(&entry, aside);
        let is_listed = |text: &str| match old.get(text) {
            Some(hash) if !new.contains_key(text) => is_unchanged(entry.path(), hash),
            listed => Ok(listed.is_some()),
        };
        let is_ours = path.to_str().map_or(Ok(false), |text| if text == MANIFEST { Ok(true) } else { is_listed(text) });
        // What can't be read stays: a page that is gone must not come back.
        let Ok(is_ours) = is_ours else { continue };
        if is_ours || carried.contains(path) {
            let _ = fs::remove_file(entry.path());
        } else {
            let place = target.join(path);
            if fs::symlink_metadata(&place).is_err()
                && place.parent().is_some_and(|above| fs::create_dir_all(above).is_ok())
            {
                let _ = fs::rename(entry.path(), place);
            }
        }
    }
    fs::symlink_metadata(aside).is_ok()
}

fn relative<'a>(entry: &'a DirEntry, root: &Path) -> &'a Path {
    entry.path().strip_prefix(root).expect("the walk stays below its root")
}

fn is_unchanged(path: &Path, hash: &str) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.is_file() && blake3::hash(&fs::read(path)?).to_hex().as_str() == hash)
}

/// Whether a published file is there and is not what its hash says: someone has edited it.
pub(super) fn is_edited(path: &Path, hash: &str) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) && is_unchanged(path, hash).is_ok_and(|same| !same)
}

/// Folders that hold listed files.
fn folders(files: &Files) -> BTreeSet<&str> {
    let ends = files.keys().flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]));
    ends.collect()
}
