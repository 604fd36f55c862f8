//! One folder of notes in other styles, read for itself: takes a `[[notes.source]]` and where its path is relative to,
//! gives the text of its files, and which it passed over and why. The workspace around it need not exist yet.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::included::{is_excluded, is_included};
use super::on_disk::printed;
use super::read::{Found, MAX_FILES, ReadError, load};
use super::walk::Tree;
use super::{Origin, Role, Sources};
use crate::config::NotesSource;
use crate::diagnostic::Diagnostics;

/// A folder of notes as read.
#[derive(Debug, Default)]
pub struct Folder {
    /// Its files, as notes of the `n`-th source.
    pub sources: Sources,
    /// Files that `include` and `exclude` leave out, relative to the folder, `/` between parts. Hidden ones are not
    /// looked at.
    pub left_out: Vec<String>,
    /// Whether there were more files and folders than are ever visited.
    pub is_cut_short: bool,
}

/// Reads the notes that `settings` speaks of in `dir`, its folder, but for folders of `own`, the workspace.
///
/// # Errors
/// Where the folder or a file in it can't be read.
pub fn read_folder(
    dir: &Path,
    settings: &NotesSource,
    n: usize,
    own: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> Result<Folder, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: dir.to_owned(), source };
    let dir = std::fs::canonicalize(dir).map_err(unreadable)?;
    let excluded = |path: &str| is_excluded(settings, path);
    let tree = Tree { boundary: &dir, elsewhere: own, excluded: &excluded, depth: usize::MAX };
    let (matched, left_out) = (RefCell::new(BTreeSet::new()), RefCell::new(Vec::new()));
    let mut budget = Some(MAX_FILES);
    let wanted = |path: &str| {
        let is_wanted = is_included(settings, path, &matched);
        if !is_wanted {
            left_out.borrow_mut().push(path.to_owned());
        }
        is_wanted
    };
    let entries = tree.walk(&dir, &mut budget, &wanted)?;
    let prefix = printed(&settings.path);
    let found = entries.into_iter().map(|entry| Found::text(&prefix, entry, Origin::Source(n), Role::Note)).collect();
    let mut sources = Sources::default();
    load(found, &mut sources, diagnostics)?;
    let mut left_out = left_out.into_inner();
    left_out.sort();
    Ok(Folder { sources, left_out, is_cut_short: budget.is_none() })
}
