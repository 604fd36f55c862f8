//! The stage: a folder beside the target that becomes it. Its lock shows that a build is alive; what killed builds
//! left behind is cleared by the next one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags, flock, renameat, renameat_with};
use rustix::io::Errno;
use walkdir::WalkDir;

use super::error::PublishError;
use super::guard;

/// A folder beside the target, locked while we live.
#[derive(Debug)]
pub(super) struct Stage {
    target: PathBuf,
    path: PathBuf,
    // Holds the lock.
    folder: File,
    parent: File,
    made_parents: Vec<PathBuf>,
    swapped: bool,
}

impl Stage {
    /// Makes the stage and the folders around it; refuses while another build of the same target is alive.
    pub(super) fn open(target: &Path, edition: &str, private: bool) -> Result<Self, PublishError> {
        let parent_path = target.parent().expect("the root is refused before");
        let made_parents = make_parents(parent_path)?;
        let opened = Self::open_in(target, parent_path, edition, private);
        match opened {
            Ok((path, folder, parent)) => {
                Ok(Self { target: target.to_owned(), path, folder, parent, made_parents, swapped: false })
            }
            Err(error) => {
                remove_empty(&made_parents);
                Err(error)
            }
        }
    }

    fn open_in(
        target: &Path,
        parent_path: &Path,
        edition: &str,
        private: bool,
    ) -> Result<(PathBuf, File, File), PublishError> {
        let parent = File::open(parent_path).map_err(PublishError::io("open", parent_path))?;
        // Held only while stages are looked at and made: no stage is seen between its making and its locking.
        // File systems without locks get none.
        let _ = flock(&parent, FlockOperation::LockExclusive);
        let made =
            clear_left_overs(target, parent_path, edition).and_then(|()| make_stage(target, parent_path, private));
        let _ = flock(&parent, FlockOperation::Unlock);
        made.map(|(path, folder)| (path, folder, parent))
    }

    /// Where the stage is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What it will become.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Makes a folder in the stage; those around it exist.
    pub(super) fn make_folder(&self, folder: &str) -> Result<(), PublishError> {
        let path = self.path.join(folder);
        fs::create_dir(&path).map_err(PublishError::io("make", &path))
    }

    /// Gives the stage the mode of the folder it replaces, or 0700.
    pub(super) fn set_mode(&self, private: bool) -> Result<(), PublishError> {
        let mode = if private {
            Permissions::from_mode(0o700)
        } else if let Ok(found) = fs::metadata(&self.target) {
            found.permissions()
        } else {
            return Ok(());
        };
        fs::set_permissions(&self.path, mode).map_err(PublishError::io("set the mode of", &self.path))
    }

    /// Brings everything in the stage to the disk.
    pub(super) fn sync(&self) -> Result<(), PublishError> {
        #[cfg(target_os = "linux")]
        let synced = rustix::fs::syncfs(&self.folder).map_err(io::Error::from);
        #[cfg(not(target_os = "linux"))]
        let synced = self.folder.sync_all();
        synced.map_err(PublishError::io("write to the disk of", &self.path))
    }

    /// Puts the stage in the target's place; gives where the old folder lies now.
    pub(super) fn swap(mut self) -> Result<Option<PathBuf>, PublishError> {
        let (stage, target) = (name(&self.path), name(&self.target));
        let first = fs::symlink_metadata(&self.target).is_err();
        let flags = if first { RenameFlags::NOREPLACE } else { RenameFlags::EXCHANGE };
        match renameat_with(&self.parent, stage, &self.parent, target, flags) {
            Ok(()) => {}
            Err(Errno::BUSY) => {
                return Err(PublishError::MountPoint { path: self.target.clone() });
            }
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.swap_in_two(first)?,
            Err(error) => {
                return Err(PublishError::io("put the new build in the place of", &self.target)(error.into()));
            }
        }
        self.swapped = true;
        // The swap is done and atomic already; this only makes it last a power cut.
        let _ = self.parent.sync_all();
        Ok((!first).then(|| self.path.clone()))
    }

    /// For file systems that can't exchange two names: the target is missing for a moment. A build killed in that
    /// moment leaves the old folder beside it, and [`clear_left_overs`] puts it back.
    fn swap_in_two(&self, first: bool) -> Result<(), PublishError> {
        let failed = |error: Errno| PublishError::io("put the new build in the place of", &self.target)(error.into());
        let (stage, target) = (name(&self.path), name(&self.target));
        let mut aside = stage.to_owned();
        aside.push("-old");
        if first {
            return renameat(&self.parent, stage, &self.parent, target).map_err(failed);
        }
        renameat(&self.parent, target, &self.parent, &aside).map_err(failed)?;
        if let Err(error) = renameat(&self.parent, stage, &self.parent, target) {
            let _ = renameat(&self.parent, &aside, &self.parent, target);
            return Err(failed(error));
        }
        renameat(&self.parent, &aside, &self.parent, stage).map_err(failed)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.swapped {
            let _ = fs::remove_dir_all(&self.path);
            remove_empty(&self.made_parents);
        }
    }
}

/// Keeps builds from starting on a target while what it gives lives; refuses while one is at work.
pub(super) fn hold_off(target: &Path) -> Result<File, PublishError> {
    let parent_path = target.parent().expect("the root is refused before");
    let parent = File::open(parent_path).map_err(PublishError::io("open", parent_path))?;
    // File systems without locks get none.
    let _ = flock(&parent, FlockOperation::LockExclusive);
    let prefix = prefix(target);
    for entry in WalkDir::new(parent_path).min_depth(1).max_depth(1).into_iter().filter_map(Result::ok) {
        if is_stage_name(entry.file_name(), &prefix)
            && let Ok(folder) = File::open(entry.path())
            && flock(&folder, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK)
        {
            return Err(PublishError::Busy { path: target.to_owned() });
        }
    }
    Ok(parent)
}

/// Makes missing folders; gives them, innermost last.
fn make_parents(parent: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let mut missing: Vec<PathBuf> = parent.ancestors().take_while(|path| !path.exists()).map(Path::to_owned).collect();
    missing.reverse();
    for (made, path) in missing.iter().enumerate() {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                remove_empty(&missing[..made]);
                return Err(PublishError::io("make", path)(error));
            }
            _ => {}
        }
    }
    Ok(missing)
}

fn remove_empty(made: &[PathBuf]) {
    for path in made.iter().rev() {
        let _ = fs::remove_dir(path);
    }
}

/// `.NAME.rapporteur-`, with which every stage of a target begins.
fn prefix(target: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name(target));
    prefix.push(".rapporteur-");
    prefix
}

fn name(path: &Path) -> &OsStr {
    path.file_name().expect("the root is refused before")
}

fn make_stage(target: &Path, parent: &Path, private: bool) -> Result<(PathBuf, File), PublishError> {
    let mut builder = DirBuilder::new();
    builder.mode(if private { 0o700 } else { 0o777 });
    let mut tries = 0_u32;
    loop {
        let mut name = prefix(target);
        name.push(format!("{}-{tries:04x}", std::process::id()));
        let path = parent.join(name);
        match builder.create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 0xffff => {
                tries += 1;
            }
            Err(error) => return Err(PublishError::io("make", &path)(error)),
            Ok(()) => {
                let folder = File::open(&path).map_err(PublishError::io("open", &path))?;
                let _ = flock(&folder, FlockOperation::NonBlockingLockExclusive);
                return Ok((path, folder));
            }
        }
    }
}

/// Removes the stages of builds that are no more; where one was killed between moving the old folder away and putting
/// the new one in its place, puts a whole one back.
fn clear_left_overs(target: &Path, parent: &Path, edition: &str) -> Result<(), PublishError> {
    let prefix = prefix(target);
    let entries = WalkDir::new(parent).min_depth(1).max_depth(1).sort_by_file_name();
    for entry in entries {
        // A neighbour that can't be read is none of ours.
        let Ok(entry) = entry else { continue };
        let ours = is_stage_name(entry.file_name(), &prefix) && entry.file_type().is_dir();
        let Some(folder) = ours.then(|| File::open(entry.path()).ok()).flatten() else {
            continue;
        };
        if flock(&folder, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
            return Err(PublishError::Busy { path: target.to_owned() });
        }
        let whole = matches!(guard::find_manifest(entry.path(), edition), Ok(Some(_)));
        if whole && fs::symlink_metadata(target).is_err() {
            fs::rename(entry.path(), target).map_err(PublishError::io("put back", target))?;
        } else {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// Whether a name is the prefix, a process id, `-`, four digits, and perhaps `-old`.
fn is_stage_name(name: &OsStr, prefix: &OsStr) -> bool {
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    let Some(rest) = rest.and_then(|rest| std::str::from_utf8(rest).ok()) else {
        return false;
    };
    let rest = rest.strip_suffix("-old").unwrap_or(rest);
    rest.split_once('-').is_some_and(|(process, number)| {
        !process.is_empty()
            && process.bytes().all(|b| b.is_ascii_digit())
            && number.len() == 4
            && number.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
