//! `build --about`: the record with one person, a page of its own outside of every edition.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::output::{clean, count, tell};
use super::workspace::Opened;
use super::{Environment, Failure};
use crate::about::{self, Refused};
use crate::capture::whom;
use crate::publish::MANIFEST;
use crate::render::{self, Templates};
use crate::source::FOLDERS;

/// Where the page goes by default.
const FOLDER: &str = "about";

/// Writes the page on `written` into `out`, for its owner's eyes only.
pub(super) fn build(
    opened: &Opened,
    written: &str,
    complete: bool,
    out: Option<&Path>,
    environment: &Environment,
) -> Result<(), Failure> {
    if complete && opened.lacks_overlay() {
        let message = "the private overlay is missing on this machine: a complete record can't be made without it";
        return Err(Failure::Environment(message.to_owned()));
    }
    let workspace = &opened.workspace;
    let id = whom(workspace, written).map_err(|near| unknown(written, near))?;
    let (page, withheld) = about::about(workspace, &id, opened.as_of, complete).map_err(|refused| match refused {
        Refused::Unknown => unknown(written, None),
        Refused::Hidden => Failure::Usage(format!(
            "the whole record of `{id}` is for the product managers only; `--complete` makes the page for a request of access"
        )),
    })?;
    let templates = Templates::new(&workspace.sources.templates).map_err(|error| super::build::bad_template(&error))?;
    let bytes = render::about(&page, &templates).map_err(|error| super::build::bad_template(&error))?;
    let folder = out.unwrap_or(Path::new(FOLDER));
    refuse(folder, opened, "a record with somebody")?;
    let path = folder.join(format!("{id}.html"));
    write(folder, &path, &bytes).map_err(|error| {
        Failure::Environment(format!("cannot write `{}`: {error}", clean(&path.display().to_string())))
    })?;
    tell(&told(&path, &page, &withheld, environment));
    Ok(())
}

/// Nobody has that id.
pub(super) fn unknown(written: &str, near: Option<String>) -> Failure {
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", clean(&near)));
    Failure::Usage(format!("nobody on record is `{}`{hint}", clean(written)))
}

fn told(path: &Path, page: &about::About, withheld: &[(String, u32)], environment: &Environment) -> String {
    let mut told = format!("{}  for {} and nobody else\n", clean(&path.display().to_string()), clean(&page.name));
    if let Some(complete) = &page.complete {
        let files = count(complete.files.len(), "file", "files");
        told += &format!(
            "{} from {files}, the candid ones too: read it before you hand it over\n",
            count(complete.lines, "line or passage", "lines and passages")
        );
        if let Some(later) = &complete.later {
            told += &format!(
                "dated after {}: {later} left out; `--as-of` with a later day takes them in\n",
                page.as_of_iso
            );
        }
        if !withheld.is_empty() {
            told += &format!(
                "{} about others only, left out: look whether that is right\n",
                count(withheld.len(), "passage", "passages")
            );
            for (path, line) in withheld {
                told += &format!("  {}:{line}\n", clean(path));
            }
        }
    } else {
        told += "what is for the product managers only is left out; `--complete` has it, for a request of access\n";
    }
    told + &format!("as of {}, in {:.2} s\n", page.as_of_iso, environment.started.elapsed().as_secs_f64())
}

/// Refuses a folder that is published, or one the workspace is read from.
pub(super) fn refuse(folder: &Path, opened: &Opened, kept: &str) -> Result<(), Failure> {
    let shown = clean(&folder.display().to_string());
    let precious = |what: &str| Err(Failure::Usage(format!("`{shown}` is {what}: {kept} is never kept there")));
    let here = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    // The nearest part that exists, without links on the way.
    let existing = here.ancestors().find_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    let real = match existing {
        Some((part, real)) => real.join(here.strip_prefix(part).unwrap_or(Path::new(""))),
        None => here,
    };
    if real.ancestors().any(|above| fs::symlink_metadata(above.join(MANIFEST)).is_ok()) {
        return precious("a published edition or inside one");
    }
    let is_in = |other: PathBuf| {
        let other = fs::canonicalize(&other).or_else(|_| std::path::absolute(&other)).unwrap_or(other);
        real.starts_with(other)
    };
    if opened.workspace.config.editions.values().any(|edition| is_in(PathBuf::from(&edition.out))) {
        return precious("where an edition is built");
    }
    let config = &opened.workspace.config;
    let folders = config.private.iter().map(|(path, _)| path).chain(config.sources.iter().map(|source| &source.path));
    if folders.into_iter().any(|path| is_in(opened.workspace.root.join(path))) {
        return precious("a folder of the overlay or of notes, or inside one");
    }
    if FOLDERS.iter().any(|folder| is_in(opened.workspace.root.join(folder))) {
        return precious("inside a folder that the workspace is read from");
    }
    Ok(())
}

/// Writes a file whole, readable by its owner only.
pub(super) fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.new"));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written?;
    // The name itself is kept, too.
    File::open(folder).and_then(|folder| folder.sync_all())
}
