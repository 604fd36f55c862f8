//! Watching: takes the folders that a workspace is read from, says when files in them change, once for each burst.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::Config;
use crate::source::FOLDERS;

/// How long nothing may happen before a burst is over: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(50);
/// How long a burst may last before it is taken for what it is so far.
const LONGEST: Duration = Duration::from_millis(500);

/// A burst of changes.
pub type Seen = BTreeSet<PathBuf>;

/// Watches folders.
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    watched: BTreeMap<PathBuf, bool>,
}

impl Watch {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// Where the machine can't.
    pub fn new() -> notify::Result<Self> {
        let (sender, events) = channel();
        // Inside `notify` nothing can be done about a receiver that is gone.
        let watcher = notify::recommended_watcher(move |event| drop(sender.send(event)))?;
        Ok(Self { watcher, events, watched: BTreeMap::new() })
    }

    /// Watches what the workspace in `root` is read from, and no longer what it isn't; gives the folders that can't be.
    pub fn follow(&mut self, root: &Path, config: &Config) -> Vec<(PathBuf, notify::Error)> {
        let wanted = folders(root, config);
        let old: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, deep)| wanted.get(*path) != Some(deep))
            .map(|(p, _)| p.clone())
            .collect();
        for path in old {
            self.watched.remove(&path);
            // It may be gone, and its watch with it.
            let _ = self.watcher.unwatch(&path);
        }
        let mut failed = Vec::new();
        for (path, deep) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match self.watcher.watch(&path, mode) {
                Ok(()) => drop(self.watched.insert(path, deep)),
                Err(error) => failed.push((path, error)),
            }
        }
        failed
    }

    /// Waits for the next burst of changes; `None` where watching is over.
    pub fn wait(&mut self) -> Option<Seen> {
        let mut seen = Seen::new();
        let mut until = None;
        loop {
            let event = match until {
                None => self.events.recv().ok()?,
                Some(until) => {
                    let left = QUIET.min(Instant::saturating_duration_since(&until, Instant::now()));
                    match self.events.recv_timeout(left) {
                        Ok(event) => event,
                        Err(RecvTimeoutError::Timeout) => {
                            self.forget_what_is_gone(&seen);
                            return Some(seen);
                        }
                        Err(RecvTimeoutError::Disconnected) => return None,
                    }
                }
            };
            // Events that were lost are changes, too.
            let event = event.unwrap_or_else(|error| Event { paths: error.paths, ..Event::new(EventKind::Any) });
            let paths: Vec<PathBuf> = event.paths.into_iter().filter(|path| counts(path)).collect();
            if is_change(event.kind) && (!paths.is_empty() || event.kind == EventKind::Any) {
                until = until.or_else(|| Some(Instant::now() + LONGEST));
                seen.extend(paths);
            }
        }
    }

    /// A folder that was taken away and put back is another one: it is watched anew.
    fn forget_what_is_gone(&mut self, seen: &Seen) {
        for path in seen {
            if self.watched.remove(path).is_some() {
                let _ = self.watcher.unwatch(path);
            }
        }
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("watched", &self.watched).finish_non_exhaustive()
    }
}

/// Reading is no change: it would have us read again, without end.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

/// Hidden files are not read, and what editors keep beside a file isn't either.
fn counts(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let is_beside = name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".tmp") || name == "4913";
    let is_hidden = path.components().any(|part| part.as_os_str() == ".git") || name.starts_with('.');
    !is_beside && !is_hidden
}

/// The folders that a workspace is read from, and whether what is below them counts.
fn folders(root: &Path, config: &Config) -> BTreeMap<PathBuf, bool> {
    let real = |path: PathBuf| std::fs::canonicalize(path).ok().filter(|path| path.is_dir());
    let mut folders = BTreeMap::new();
    let below = FOLDERS.iter().map(|folder| root.join(folder));
    let elsewhere = config.sources.iter().map(|source| root.join(&source.path));
    let private = config.private.iter().map(|(path, _)| root.join(path));
    for path in below.chain(elsewhere).chain(private).filter_map(real) {
        folders.insert(path, true);
    }
    // The root itself holds more than the workspace: what was built, a repository.
    if let Some(root) = real(root.to_owned()) {
        folders.entry(root).or_insert(false);
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_watched_and_nothing_else_of_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("content");
        for folder in ["notes/2026", "stakeholders", "site", "../minutes"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        let config =
            Config { private: Some(("../gone".to_owned(), crate::source::Place::default())), ..Config::default() };
        let found = folders(&root, &config);
        let real = std::fs::canonicalize(&root).unwrap();
        let expected = [(real.clone(), false), (real.join("notes"), true), (real.join("stakeholders"), true)];
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn reading_is_no_change() {
        assert!(!is_change(EventKind::Access(AccessKind::Open(AccessMode::Any))));
        assert!(is_change(EventKind::Access(AccessKind::Close(AccessMode::Write))));
        assert!(!counts(Path::new("/w/notes/.a.md.swp")) && !counts(Path::new("/w/.git/index")));
        assert!(counts(Path::new("/home/me/.notes/a.md")));
    }
}
