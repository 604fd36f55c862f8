//! The stage: a folder beside the target that becomes it. Its lock shows that a build is alive; what killed builds
//! left behind is cleared by the next one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, RenameFlags, flock, renameat, renameat_with};
use rustix::io::{Errno, retry_on_intr};
use walkdir::WalkDir;

use super::error::PublishError;
use super::guard;

/// How the stage came into the target's place.
#[derive(Debug)]
enum Swap {
    /// Nothing was there.
    First,
    /// The old folder lies where the stage was.
    Exchanged {
        // Holds the lock of the old folder: it is ours to clear.
        _old: Option<File>,
    },
}

/// A folder beside the target, locked while we live.
#[derive(Debug)]
pub(super) struct Stage {
    target: PathBuf,
    path: PathBuf,
    // Holds the lock.
    folder: File,
    parent: File,
    made_parents: Vec<PathBuf>,
    left_over: Option<PathBuf>,
    swapped: Option<Swap>,
}

/// A stage as it is made.
struct Opened {
    path: PathBuf,
    folder: File,
    parent: File,
    left_over: Option<PathBuf>,
}

impl Stage {
    /// Makes the stage and the folders around it; refuses while another build of the same target is alive.
    pub(super) fn open(target: &Path, edition: &str, private: bool) -> Result<Self, PublishError> {
        let parent_path = target.parent().expect("the root is refused before");
        let made_parents = make_parents(parent_path)?;
        let opened = Self::open_in(target, parent_path, edition, private);
        match opened {
            Ok(Opened { path, folder, parent, left_over }) => {
                let target = target.to_owned();
                Ok(Self { target, path, folder, parent, made_parents, left_over, swapped: None })
            }
            Err(error) => {
                remove_empty(&made_parents);
                Err(error)
            }
        }
    }

    fn open_in(target: &Path, parent_path: &Path, edition: &str, private: bool) -> Result<Opened, PublishError> {
        let parent = File::open(parent_path).map_err(PublishError::io("open", parent_path))?;
        // Held only while stages are looked at and made: no stage is seen between its making and its locking.
        // File systems without locks get none. Closing the handle unlocks, whatever happens.
        let lock = File::open(parent_path).map_err(PublishError::io("open", parent_path))?;
        let _ = retry_on_intr(|| flock(&lock, FlockOperation::LockExclusive));
        let left_over = clear_left_overs(target, parent_path, edition)?;
        let (path, folder) = make_stage(target, parent_path, private)?;
        Ok(Opened { path, folder, parent, left_over })
    }

    /// Where the stage is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What an earlier build left and can't be removed.
    pub(super) fn left_over(&self) -> Option<&Path> {
        self.left_over.as_deref()
    }

    /// What it will become.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Makes a folder in the stage; those around it exist.
    pub(super) fn make_folder(&self, folder: &str) -> Result<(), PublishError> {
        let path = self.path.join(folder);
        match fs::create_dir(&path) {
            // Made by an attempt that failed further in.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made.map_err(PublishError::io("make", &path)),
        }
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

    /// Whether the folder it would replace has the mode that [`Stage::set_mode`] gives.
    pub(super) fn has_mode(&self, private: bool) -> bool {
        !private || fs::metadata(&self.target).is_ok_and(|found| found.permissions().mode() & 0o7777 == 0o700)
    }

    /// Brings everything in the stage to the disk.
    pub(super) fn sync(&self) -> Result<(), PublishError> {
        #[cfg(target_os = "linux")]
        let synced = rustix::fs::syncfs(&self.folder).map_err(io::Error::from);
        #[cfg(not(target_os = "linux"))]
        let synced = self.folder.sync_all();
        synced.map_err(PublishError::io("write to the disk of", &self.path))
    }

    /// Puts the stage in the target's place, and the old folder in the stage's.
    pub(super) fn swap(&mut self) -> Result<(), PublishError> {
        let swap = if fs::symlink_metadata(&self.target).is_err() {
            self.rename(RenameFlags::NOREPLACE)?;
            Swap::First
        } else {
            let old = File::open(&self.target).ok();
            let old = old.filter(|old| flock(old, FlockOperation::NonBlockingLockExclusive).is_ok());
            self.rename(RenameFlags::EXCHANGE)?;
            Swap::Exchanged { _old: old }
        };
        self.swapped = Some(swap);
        // The swap is done and atomic already; this only makes it last a power cut.
        let _ = self.parent.sync_all();
        Ok(())
    }

    /// Puts the old folder back; the stage is dropped then.
    pub(super) fn swap_back(mut self) -> Result<(), PublishError> {
        match self.swapped {
            None => return Ok(()),
            Some(Swap::Exchanged { .. }) => self.rename(RenameFlags::EXCHANGE)?,
            Some(Swap::First) => {
                let failed = |error: Errno| PublishError::io("take back", &self.target)(error.into());
                renameat(&self.parent, name(&self.target), &self.parent, name(&self.path)).map_err(failed)?;
            }
        }
        self.swapped = None;
        let _ = self.parent.sync_all();
        Ok(())
    }

    /// Where the old folder lies after the swap, if there was one.
    pub(super) fn aside(&self) -> Option<&Path> {
        matches!(self.swapped, Some(Swap::Exchanged { .. })).then_some(&self.path)
    }

    fn rename(&self, flags: RenameFlags) -> Result<(), PublishError> {
        let (stage, target) = (name(&self.path), name(&self.target));
        let failed = |error: io::Error| PublishError::io("put the new build in the place of", &self.target)(error);
        match renameat_with(&self.parent, stage, &self.parent, target, flags) {
            Ok(()) => Ok(()),
            Err(Errno::BUSY) => Err(PublishError::MountPoint { path: self.target.clone() }),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) if flags == RenameFlags::EXCHANGE => {
                self.swap_in_two().map_err(|error| failed(error.into()))
            }
            // Nothing of this name was there a moment ago.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                renameat(&self.parent, stage, &self.parent, target).map_err(|error| failed(error.into()))
            }
            Err(Errno::XDEV) => {
                let why = "it is from a lower layer of an overlay, where no folder moves; publish to a volume";
                Err(failed(io::Error::new(io::ErrorKind::CrossesDevices, why)))
            }
            Err(error) => Err(failed(error.into())),
        }
    }

    /// For file systems that can't exchange two names: the target is missing for a moment. A build killed in that
    /// moment leaves the old folder beside it, and [`clear_left_overs`] puts it back.
    fn swap_in_two(&self) -> Result<(), Errno> {
        let (stage, target) = (name(&self.path), name(&self.target));
        let mut aside = stage.to_owned();
        aside.push(OLD);
        renameat(&self.parent, target, &self.parent, &aside)?;
        if let Err(error) = renameat(&self.parent, stage, &self.parent, target) {
            let _ = renameat(&self.parent, &aside, &self.parent, target);
            return Err(error);
        }
        // The new site is in its place: where this fails, the next build clears the old one away.
        let _ = renameat(&self.parent, &aside, &self.parent, stage);
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.swapped.is_none() {
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
                let folder = File::open(&path).map_err(|error| {
                    let _ = fs::remove_dir(&path);
                    PublishError::io("open", &path)(error)
                })?;
                let _ = retry_on_intr(|| flock(&folder, FlockOperation::NonBlockingLockExclusive));
                return Ok((path, folder));
            }
        }
    }
}

/// Removes the stages of builds that are no more; where one was killed between moving the old folder away and putting
/// the new one in its place, puts the old one back. Gives what it can't remove.
fn clear_left_overs(target: &Path, parent: &Path, edition: &str) -> Result<Option<PathBuf>, PublishError> {
    let mut left_over = None;
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
        let ending = entry.file_name().as_encoded_bytes();
        let was_site = ending.ends_with(OLD.as_bytes())
            && matches!(guard::find_manifest(entry.path(), edition), Ok(Some(_)))
            && fs::symlink_metadata(target).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if was_site {
            fs::rename(entry.path(), target).map_err(PublishError::io("put back", target))?;
        } else if ending.ends_with(GONE.as_bytes()) {
            remove(entry.path(), &mut left_over);
        } else {
            // Out of the way first: without locks its build may be alive, and must not swap in what is half removed.
            let mut gone = entry.path().as_os_str().to_owned();
            gone.push(GONE);
            let _ = fs::remove_dir_all(&gone);
            if fs::rename(entry.path(), &gone).is_ok() {
                remove(Path::new(&gone), &mut left_over);
            } else {
                left_over = Some(entry.into_path());
            }
        }
    }
    Ok(left_over)
}

fn remove(folder: &Path, left_over: &mut Option<PathBuf>) {
    if fs::remove_dir_all(folder).is_err() && fs::symlink_metadata(folder).is_ok() {
        *left_over = Some(folder.to_owned());
    }
}

/// Ends the name of an old folder that was moved away to make place.
const OLD: &str = "-old";
/// Ends the name of a stage that is being removed.
const GONE: &str = "-gone";

/// Whether a name is the prefix, a process id, `-`, four digits, and perhaps `-old`, `-gone`, or both.
fn is_stage_name(name: &OsStr, prefix: &OsStr) -> bool {
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    let Some(rest) = rest.and_then(|rest| std::str::from_utf8(rest).ok()) else {
        return false;
    };
    let rest = rest.strip_suffix(GONE).unwrap_or(rest);
    let rest = rest.strip_suffix(OLD).unwrap_or(rest);
    rest.split_once('-').is_some_and(|(process, number)| {
        !process.is_empty()
            && process.bytes().all(|b| b.is_ascii_digit())
            && number.len() == 4
            && number.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
