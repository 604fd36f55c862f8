//! Publish: takes the pages of one edition (path and bytes, in any order, from any thread), gives a folder that holds
//! them. Leaves what is in them to `render`.
//!
//! Pages go to a stage beside the target; a page that hasn't changed is a hard link to the old one. When all are there,
//! what others keep in the folder is carried over, the file system is synced once, and the stage changes places
//! with the folder in one step: a reader sees the old site or the new one, whole. Until then nothing in the folder changes;
//! where no file is another than before, nothing in it changes at all.

mod carry;
mod clean;
mod error;
mod folder;
mod guard;
mod manifest;
mod mounts;
mod names;
mod stage;
mod stray;
mod verify;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub use clean::{Cleaned, clean};
pub use error::PublishError;
pub use folder::FolderError;
pub use guard::refuse_nested;
pub use manifest::{MANIFEST, listed};
pub use stray::strays;
pub use verify::{Verified, verify};

use manifest::Manifest;
use names::Names;
use stage::Stage;

/// What is published where.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The folder that is to hold the edition.
    pub target: &'a Path,
    /// Name of the edition; the folder is marked with it.
    pub edition: &'a str,
    /// Whether only its owner may open the folder (mode 0700).
    pub private: bool,
    /// The workspace: neither it nor a folder around it is ever written over.
    pub workspace: &'a Path,
    /// The home directory: likewise.
    pub home: Option<&'a Path>,
}

/// What was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// The folder, as an absolute path.
    pub target: PathBuf,
    /// Files of the edition.
    pub files: usize,
    /// Those that are new or differ from the last build.
    pub changed: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
    /// Files of others that were carried over.
    pub foreign: usize,
    /// Files of the edition that someone had edited in the folder: their edits are gone. Sorted.
    pub overwritten: Vec<String>,
    /// What could not be cleared away afterwards; the next build tries again.
    pub left_over: Option<PathBuf>,
}

/// Takes the pages of one edition. Dropped before [`Publisher::finish`], it leaves no trace.
#[derive(Debug)]
pub struct Publisher {
    edition: String,
    private: bool,
    stage: Stage,
    old: Option<Manifest>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    names: Names,
    files: BTreeMap<String, String>,
    changed: usize,
    overwritten: Vec<String>,
}

/// An edition that is complete and checked, and not yet in its place. Dropped, it leaves no trace.
#[derive(Debug)]
pub struct Ready(Staged);

/// An edition in its place, the old folder beside it: to be cleared away, or put back. Dropped, it stands, and the next
/// build clears the old folder away.
#[derive(Debug)]
pub struct Swapped(Staged);

#[derive(Debug)]
struct Staged {
    stage: Stage,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
    carried: BTreeSet<PathBuf>,
    changed: usize,
    overwritten: Vec<String>,
    /// Whether the folder is what was built already: it stays, and the stage goes.
    is_same: bool,
}

impl Publisher {
    /// Opens a stage beside the target.
    ///
    /// # Errors
    /// A folder that isn't ours to write over, another build at work on it, a place that can't be written to.
    pub fn new(job: &Job<'_>) -> Result<Self, PublishError> {
        let target = guard::resolve(job.target)?;
        guard::refuse_precious(&target, job)?;
        let stage = Stage::open(&target, job.edition, job.private)?;
        // Only now, with the stage's lock held: what is found here stays as it is.
        let old = guard::find_manifest(&target, job.edition)?;
        Ok(Self { edition: job.edition.to_owned(), private: job.private, stage, old, state: Mutex::default() })
    }

    /// Adds a file; callable from many threads. Keeps only its path and hash.
    ///
    /// # Errors
    /// A path that is taken, leaves the folder, or can't be a file's name on every system; a failure to write.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        {
            let mut state = self.state();
            let folders = state.names.claim(path)?;
            let made = folders.iter().try_for_each(|folder| self.stage.make_folder(folder));
            if let Err(error) = made {
                // Whoever comes next must try for themselves, and be told the same reason.
                state.names.unclaim(path, &folders);
                return Err(error);
            }
        }
        let hash = blake3::hash(bytes).to_hex().to_string();
        let listed = self.old.as_ref().and_then(|old| old.files.get(path));
        let unchanged = listed == Some(&hash) && write::link_if_same(&self.stage, path, bytes)?;
        if !unchanged {
            write::create(&self.stage.path().join(path), bytes)?;
        }
        let is_edited =
            !unchanged && listed.is_some_and(|listed| carry::is_edited(&self.stage.target().join(path), listed));
        let mut state = self.state();
        state.changed += usize::from(!unchanged);
        if is_edited {
            state.overwritten.push(path.to_owned());
        }
        state.files.insert(path.to_owned(), hash);
        Ok(())
    }

    /// Puts everything in place.
    ///
    /// # Errors
    /// Those of [`Publisher::ready`] and [`Ready::swap`]; the old site then stands as it was.
    pub fn finish(self) -> Result<Published, PublishError> {
        Ok(self.ready()?.swap()?.clear())
    }

    /// Completes the stage: what remains is to swap it. Nothing in the folder has changed yet.
    ///
    /// # Errors
    /// A foreign or edited file in the way, a full disk.
    pub fn ready(self) -> Result<Ready, PublishError> {
        let Self { edition, private, stage, old, state } = self;
        let state = state.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let State { names, files, changed, mut overwritten } = state;
        overwritten.sort_unstable();
        let manifest = Manifest { edition, files };
        let bytes = manifest.to_bytes();
        let is_listed = write::link_if_same(&stage, MANIFEST, &bytes)?;
        if !is_listed {
            write::create(&stage.path().join(MANIFEST), &bytes)?;
        }
        let old = old.map(|old| old.files).unwrap_or_default();
        // Each page was held against the folder's, byte by byte, and so was the list: no more of them, and no fewer.
        let is_same = is_listed && changed == 0 && stage.has_mode(private);
        let carried = carry::carry_over(&stage, &old, &manifest.files, &names, is_same)?;
        if !is_same {
            stage.set_mode(private)?;
            stage.sync()?;
        }
        Ok(Ready(Staged { stage, old, new: manifest.files, carried, changed, overwritten, is_same }))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Ready {
    /// Swaps the stage with the folder; where nothing is another than before, leaves the folder in its place.
    ///
    /// # Errors
    /// A folder that can't be swapped; the old site then stands as it was.
    pub fn swap(mut self) -> Result<Swapped, PublishError> {
        if !self.0.is_same {
            self.0.stage.swap()?;
        }
        Ok(Swapped(self.0))
    }
}

impl Swapped {
    /// Clears the old folder away.
    pub fn clear(self) -> Published {
        let Staged { stage, old, new, carried, changed, overwritten, is_same: _ } = self.0;
        let removed = old.keys().filter(|path| !new.contains_key(*path)).count();
        let target = stage.target().to_owned();
        let aside = stage.aside().map(Path::to_owned);
        let left_over = aside.filter(|aside| carry::clear(aside, &target, &old, &new, &carried));
        let left_over = left_over.or_else(|| stage.left_over().map(Path::to_owned));
        Published { target, files: new.len(), changed, removed, foreign: carried.len(), overwritten, left_over }
    }

    /// Puts the old folder back, or none where there was none: as if nothing had been built.
    ///
    /// # Errors
    /// A folder that can't be swapped; the new site then stands.
    pub fn undo(self) -> Result<(), PublishError> {
        self.0.stage.swap_back()
    }
}
