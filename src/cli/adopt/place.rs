//! Where the notes are and where the workspace goes: takes two paths as typed, gives them whole with the way from one to
//! the other, or says why that can't be.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::super::Failure;
use super::super::output::clean;
use crate::adopt::config::Entrance;
use crate::source::FOLDERS;

/// The two folders.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder of notes, canonical.
    pub(super) notes: PathBuf,
    /// The workspace, canonical as far as it exists.
    pub(super) into: PathBuf,
    /// How its configuration names the notes.
    pub(super) entrance: Entrance,
}

impl Place {
    pub(super) fn find(notes: &Path, into: &Path) -> Result<Self, Failure> {
        let shown = clean(&notes.display().to_string());
        let real = fs::canonicalize(notes).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::Usage(format!("there is no `{shown}`")),
            _ => Failure::Environment(format!("cannot read `{shown}`: {error}")),
        })?;
        let (dir, file) = if real.is_dir() {
            (real, None)
        } else {
            let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.to_ascii_lowercase().ends_with(".md") {
                return Err(Failure::Usage(format!("`{shown}` is no Markdown file (`.md`), nor a folder of them")));
            }
            (real.parent().unwrap_or(&real).to_owned(), Some(name))
        };
        if file.is_none() && dir.join("rapporteur.toml").exists() {
            return Err(Failure::Usage(format!("`{shown}` is a workspace already; give the folder of notes itself")));
        }
        let into = whole(into)?;
        if into.exists() && !into.is_dir() {
            return Err(Failure::Usage(format!("`{}` is no folder", clean(&into.display().to_string()))));
        }
        if file.is_none() && into.starts_with(&dir) {
            let beside = clean(&beside(&dir).display().to_string());
            return Err(Failure::Usage(format!(
                "the workspace would lie in the folder of notes, which is left as it is; put it beside: `--into {beside}`"
            )));
        }
        let own = |folder: &&&str| {
            let own = into.join(folder);
            dir.starts_with(fs::canonicalize(&own).unwrap_or(own))
        };
        if let Some(folder) = FOLDERS.iter().find(own) {
            let into = clean(&into.display().to_string());
            return Err(Failure::Usage(format!(
                "`{shown}` lies in `{folder}/` of the workspace `{into}`, which reads that itself: there is nothing to adopt; \
                 give a folder outside of it, or another `--into`"
            )));
        }
        let path = way(&into, &dir).ok_or_else(|| Failure::Usage(format!("`{shown}` has a name that is not UTF-8")))?;
        Ok(Self { notes: dir, into, entrance: Entrance { path, file, ..Entrance::default() } })
    }
}

/// A folder beside the notes, as short as it can be typed.
fn beside(notes: &Path) -> PathBuf {
    let beside = notes.with_file_name("rapporteur");
    let here = fs::canonicalize(".").ok();
    here.and_then(|here| way(&here, &beside)).map_or(beside, PathBuf::from)
}

/// A path whole and without `..`, canonical as far as it exists.
fn whole(path: &Path) -> Result<PathBuf, Failure> {
    let error = |error| Failure::Environment(format!("cannot read `{}`: {error}", clean(&path.display().to_string())));
    let absolute = std::path::absolute(path).map_err(error)?;
    let mut out = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => {
                out.push(part);
                // A link is followed before a `..` behind it is.
                if let Ok(real) = fs::canonicalize(&out) {
                    out = real;
                }
            }
        }
    }
    Ok(out)
}

/// The relative path from one whole folder to another.
fn way(from: &Path, to: &Path) -> Option<String> {
    let (mut a, mut b) = (from.components().peekable(), to.components().peekable());
    while a.peek().is_some() && a.peek() == b.peek() {
        a.next();
        b.next();
    }
    let up = a.map(|_| Some(".."));
    let parts: Option<Vec<&str>> = up.chain(b.map(|part| part.as_os_str().to_str())).collect();
    let path = parts?.join("/");
    Some(if path.is_empty() { ".".to_owned() } else { path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_folders() {
        for (from, to, expected) in [
            ("/a/rapporteur", "/a/notes", "../notes"),
            ("/a", "/a/notes/deep", "notes/deep"),
            ("/a/b/c", "/a", "../.."),
            ("/a/b", "/c/d", "../../c/d"),
            ("/a", "/a", "."),
        ] {
            assert_eq!(way(Path::new(from), Path::new(to)).as_deref(), Some(expected), "{from} {to}");
        }
    }
}
