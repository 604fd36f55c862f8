//! Finds the files of one directory tree: takes its root and what it may not enter, gives every wanted file with
//! either its real path or what is wrong with it. Leaves reading to `read`.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::read::ReadError;
use crate::diagnostic::Code;

/// What keeps a file from being read.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>, hint: &str) -> Self {
        Self { code, message: message.into(), hint: (!hint.is_empty()).then(|| hint.to_owned()) }
    }
}

/// One file below the root of a tree.
pub(super) struct Entry {
    /// Path below the start of the walk, `/` between parts; replacement characters where it isn't UTF-8.
    pub(super) below: String,
    /// Where to open it.
    pub(super) real: PathBuf,
    /// Why not to.
    pub(super) fault: Option<Fault>,
}

/// A tree and its bounds.
pub(super) struct Tree<'a> {
    /// Canonical directory that no link may leave.
    pub(super) boundary: &'a Path,
    /// Canonical directories that belong to another part of the workspace and are left out.
    pub(super) elsewhere: &'a [PathBuf],
    /// Paths below the start that are left out by name: a link among them is not followed, wherever it leads.
    pub(super) excluded: &'a dyn Fn(&str) -> bool,
    /// Levels below the start; 1 is its own files only.
    pub(super) depth: usize,
}

/// The number of files and folders that may still be visited; `None` once there were too many.
pub(super) type Budget = Option<usize>;

impl Tree<'_> {
    /// Walks from `start`, which need not exist; `wanted` is asked with the path below it, that of a folder too deep to
    /// enter ending in `/`. Hidden files and folders are never wanted.
    pub(super) fn walk(
        &self,
        start: &Path,
        budget: &mut Budget,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Entry>, ReadError> {
        let mut entries = Vec::new();
        let Some(metadata) = found(start, fs::symlink_metadata(start))? else {
            return Ok(entries);
        };
        let mut push = |below: String, real: &Path, fault| entries.push(Entry { below, real: real.to_owned(), fault });
        if metadata.is_symlink()
            && let Some(fault) = self.link_fault(start)
        {
            push(String::new(), start, Some(fault));
            return Ok(entries);
        }
        let is_dir = found(start, fs::metadata(start))?.is_some_and(|start| start.is_dir());
        if !is_dir || self.is_elsewhere(start) {
            return Ok(entries);
        }
        let mut walk =
            WalkDir::new(start).follow_links(true).sort_by_file_name().min_depth(1).max_depth(self.depth).into_iter();
        while let Some(next) = walk.next() {
            let Some(left) = budget.and_then(|left| left.checked_sub(1)) else {
                *budget = None;
                break;
            };
            *budget = Some(left);
            let entry = match next {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(start).to_owned();
                    let below = below(start, &path);
                    let is_link = fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink());
                    if !is_link {
                        return Err(ReadError::Unreadable { path, source: error.into() });
                    }
                    let loops = error.loop_ancestor().is_some();
                    if !is_hidden(&path) && !self.is_excluded(&below) && (loops || wanted(&below)) {
                        let why = if loops { "goes round in a circle" } else { "points to nothing" };
                        push(
                            below,
                            &path,
                            Some(Fault::new(Code::SymlinkOutside, format!("symbolic link that {why}"), "")),
                        );
                    }
                    continue;
                }
            };
            let is_dir = entry.file_type().is_dir();
            if hides(entry.file_name()) || (is_dir && self.is_elsewhere(entry.path())) {
                skip(&mut walk, is_dir);
                continue;
            }
            let below = below(start, entry.path());
            if is_dir && entry.path_is_symlink() && self.is_excluded(&below) {
                skip(&mut walk, is_dir);
                continue;
            }
            if is_dir && entry.depth() == self.depth {
                // Not entered: asked for by its name alone, with a slash.
                if wanted(&format!("{below}/")) {
                    push(below, entry.path(), None);
                }
                continue;
            }
            if !is_dir && !wanted(&below) {
                continue;
            }
            match self.fault(&entry) {
                Some(fault) => {
                    push(below, entry.path(), Some(fault));
                    skip(&mut walk, is_dir);
                }
                None if is_dir => {}
                None => push(below, entry.path(), None),
            }
        }
        Ok(entries)
    }

    /// Whether a link is left out, as itself or as the folder it seems to be.
    fn is_excluded(&self, below: &str) -> bool {
        (self.excluded)(below) || (self.excluded)(&format!("{below}/"))
    }

    fn is_elsewhere(&self, dir: &Path) -> bool {
        !self.elsewhere.is_empty() && fs::canonicalize(dir).is_ok_and(|real| self.elsewhere.contains(&real))
    }

    fn fault(&self, entry: &DirEntry) -> Option<Fault> {
        if entry.path_is_symlink()
            && let Some(fault) = self.link_fault(entry.path())
        {
            return Some(fault);
        }
        let kind = entry.file_type();
        if kind.is_dir() {
            return None;
        }
        if entry.path().to_str().is_none() {
            return Some(Fault::new(Code::InvalidFileName, "file name is not UTF-8", "rename the file"));
        }
        if !kind.is_file() {
            return Some(Fault::new(
                Code::NotARegularFile,
                "not a regular file",
                "devices, pipes and sockets are never read",
            ));
        }
        None
    }

    /// What is wrong with following a link.
    fn link_fault(&self, link: &Path) -> Option<Fault> {
        let Ok(real) = fs::canonicalize(link) else {
            return Some(Fault::new(Code::SymlinkOutside, "symbolic link that points to nothing", ""));
        };
        let leaves = !real.starts_with(self.boundary) || self.elsewhere.iter().any(|dir| real.starts_with(dir));
        leaves.then(|| {
            let hint = "copy the file here, or read its folder by a `[[notes.source]]`";
            Fault::new(Code::SymlinkOutside, "symbolic link that leaves its folder", hint)
        })
    }
}

/// What the system says of a path, `None` where nothing is there. A disk that fails is no empty folder.
fn found(path: &Path, answer: io::Result<fs::Metadata>) -> Result<Option<fs::Metadata>, ReadError> {
    match answer {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(source) => Err(ReadError::Unreadable { path: path.to_owned(), source }),
    }
}

fn skip(walk: &mut walkdir::IntoIter, is_dir: bool) {
    if is_dir {
        walk.skip_current_dir();
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(hides)
}

fn hides(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// A path that a walk found below its start. As bytes: part by part it was a fifth of the walk.
fn below(start: &Path, path: &Path) -> String {
    let [start, path] = [start, path].map(|path| path.as_os_str().as_encoded_bytes());
    let below = String::from_utf8_lossy(path.strip_prefix(start).unwrap_or(path));
    below.trim_start_matches(MAIN_SEPARATOR).replace(MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_for_files_and_folders_of_every_walk_together() {
        let dir = tempfile::tempdir().unwrap();
        let boundary = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(boundary.join("a")).unwrap();
        for name in ["a/1.md", "a/2.md", "b.md"] {
            fs::write(boundary.join(name), "").unwrap();
        }
        let tree = Tree { boundary: &boundary, elsewhere: &[], excluded: &|_| false, depth: usize::MAX };
        let walk = |budget: &mut Budget| tree.walk(&boundary, budget, &|_| true).unwrap().len();
        let mut enough = Some(4);
        assert_eq!((walk(&mut enough), enough), (3, Some(0)));
        assert_eq!((walk(&mut enough), enough), (0, None), "nothing is left for a second walk");
        let mut few = Some(3);
        assert_eq!((walk(&mut few), few), (2, None));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_is_left_out_by_name_is_no_fault() {
        let dir = tempfile::tempdir().unwrap();
        let boundary = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(boundary.join("sub")).unwrap();
        fs::write(boundary.join("sub/a.md"), "").unwrap();
        for (link, to) in [("sub/loop", "."), ("sub/out", "/"), ("sub/none", "nowhere")] {
            std::os::unix::fs::symlink(to, boundary.join(link)).unwrap();
        }
        let walk = |excluded: &dyn Fn(&str) -> bool| {
            let tree = Tree { boundary: &boundary, elsewhere: &[], excluded, depth: usize::MAX };
            let entries = tree.walk(&boundary, &mut Some(100), &|_| true).unwrap();
            entries.into_iter().map(|entry| (entry.below, entry.fault.is_some())).collect::<Vec<_>>()
        };
        let all = walk(&|path| ["sub/loop", "sub/out"].contains(&path));
        assert_eq!(all, [("sub/a.md".to_owned(), false), ("sub/none".to_owned(), true)]);
        assert_eq!(walk(&|_| false).iter().filter(|(_, is_fault)| *is_fault).count(), 3);
    }
}
