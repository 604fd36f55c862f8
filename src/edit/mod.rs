//! Edit: what the commands that write a workspace share. Takes the texts that are to stand in its files, writes them whole
//! or not at all; gives new records their ids. Leaves what is to be written to each command.

mod id;
mod markdown;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

pub use id::id_for;
pub use markdown::as_text;

/// A file of the workspace as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub path: PathBuf,
    /// What it held when it was read; `None` where it is new.
    pub was: Option<String>,
    /// What it is to hold.
    pub text: String,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else wrote it meanwhile; nothing is written over.
    #[error("`{0}` has changed since it was read; nothing of it was written: run the command again")]
    Changed(PathBuf),
    /// There is one already; nothing is written over.
    #[error("`{0}` exists; nothing is written over")]
    Exists(PathBuf),
    /// The machine is in the way.
    #[error("cannot write `{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes every edit, each file whole: a reader, or a run that is killed, finds the old text or the new one.
/// An edit that changes nothing is not written. All files are looked at before the first is touched, and nobody else who
/// writes through here touches their folders in between.
///
/// # Errors
/// Where a file is no longer what it was, or can't be written; those before it in the list stand.
pub fn apply(edits: &[Edit]) -> Result<(), EditError> {
    let _locked = lock(edits)?;
    for edit in edits {
        check(edit)?;
    }
    let changed = edits.iter().filter(|edit| edit.was.as_deref() != Some(&edit.text));
    changed.into_iter().try_for_each(write)
}

/// Locks the folders of the files that are there, in one order for everybody, until it is dropped. A new file needs none:
/// it is linked into its place, which fails where there is one.
fn lock(edits: &[Edit]) -> Result<Vec<File>, EditError> {
    let mut folders: Vec<(PathBuf, &Edit)> = Vec::new();
    for edit in edits.iter().filter(|edit| edit.was.is_some()) {
        // A file that is gone is told by the look at it.
        let Ok(target) = fs::canonicalize(&edit.path) else { continue };
        folders.extend(target.parent().map(|folder| (folder.to_owned(), edit)));
    }
    folders.sort_by(|a, b| a.0.cmp(&b.0));
    folders.dedup_by(|a, b| a.0 == b.0);
    let mut locked = Vec::new();
    for (folder, edit) in folders {
        let file = File::open(&folder).and_then(|file| {
            match file.lock() {
                // A file system without locks is written to as before.
                Err(error) if error.kind() != ErrorKind::Unsupported => return Err(error),
                _ => {}
            }
            Ok(file)
        });
        locked.push(file.map_err(|source| EditError::Io { path: edit.path.clone(), source })?);
    }
    Ok(locked)
}

fn check(edit: &Edit) -> Result<(), EditError> {
    let found = match fs::read(&edit.path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(source) => return Err(EditError::Io { path: edit.path.clone(), source }),
    };
    match (&edit.was, found) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(EditError::Exists(edit.path.clone())),
        (Some(was), Some(found)) if was.as_bytes() == found => Ok(()),
        _ => Err(EditError::Changed(edit.path.clone())),
    }
}

/// Beside the file, synced, then in its place; a link stays a link, and a file keeps its mode.
fn write(edit: &Edit) -> Result<(), EditError> {
    let io = |source| EditError::Io { path: edit.path.clone(), source };
    let target = if edit.was.is_some() {
        fs::canonicalize(&edit.path).map_err(io)?
    } else {
        if let Some(folder) = edit.path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        edit.path.clone()
    };
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = place(&beside, &target, edit);
    // What is left of the attempt is in nobody's interest; the first error is the one to tell.
    let _ = fs::remove_file(&beside);
    written.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => EditError::Exists(edit.path.clone()),
        _ => EditError::Io { path: edit.path.clone(), source },
    })
}

fn place(beside: &Path, target: &Path, edit: &Edit) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    file.write_all(edit.text.as_bytes())?;
    if edit.was.is_some() {
        file.set_permissions(fs::metadata(target)?.permissions())?;
    }
    file.sync_all()?;
    // A link fails where somebody made the file meanwhile, a rename would not.
    if edit.was.is_some() { fs::rename(beside, target) } else { fs::hard_link(beside, target) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(path: &Path, was: Option<&str>, text: &str) -> Edit {
        Edit { path: path.to_owned(), was: was.map(str::to_owned), text: text.to_owned() }
    }

    #[test]
    fn nothing_is_written_over_that_was_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("in/a.toml"), dir.path().join("b.toml"));
        apply(&[edit(&a, None, "one")]).unwrap();
        assert!(matches!(apply(&[edit(&a, None, "two")]), Err(EditError::Exists(_))));
        fs::write(&a, "theirs").unwrap();
        let both = [edit(&b, None, "new"), edit(&a, Some("one"), "two")];
        assert!(matches!(apply(&both), Err(EditError::Changed(_))));
        assert!(!b.exists(), "all are looked at before the first is written");
        apply(&[edit(&a, Some("theirs"), "two")]).unwrap();
        assert_eq!(fs::read_to_string(&a).unwrap(), "two");
        let mut left =
            walkdir::WalkDir::new(dir.path()).into_iter().filter(|e| e.as_ref().unwrap().file_type().is_file());
        assert!(left.next().is_some() && left.next().is_none(), "no file is left beside it");
    }

    #[test]
    fn of_many_writers_at_once_each_wins_or_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("note.md");
        fs::write(&path, "").unwrap();
        let path = &path;
        let one = move |n: usize| {
            let was = fs::read_to_string(path).unwrap();
            let text = format!("{was}{n}\n");
            match apply(&[edit(path, Some(&was), &text)]) {
                Ok(()) => true,
                Err(EditError::Changed(_)) => false,
                Err(error) => panic!("{error}"),
            }
        };
        let won: usize = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..16).map(|n| scope.spawn(move || (0..20).filter(|k| one(n * 20 + k)).count())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(won > 0);
        assert_eq!(fs::read_to_string(path).unwrap().lines().count(), won, "nothing that was written is lost");
    }

    #[test]
    fn a_file_keeps_its_mode_and_a_link_stays_one() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "one").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        apply(&[edit(&link, Some("one"), "two")]).unwrap();
        assert!(link.symlink_metadata().unwrap().file_type().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "two");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
