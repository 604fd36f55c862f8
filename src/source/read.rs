//! Reads a workspace: its own layout, then the private overlay, then each `[[notes.source]]`. What an author can
//! mend is a diagnostic, and its file is kept as [`Role::Unreadable`]; a broken environment is a [`ReadError`].

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::included::{is_excluded, is_included, matches_nothing};
use super::on_disk::printed;
use super::text::{BadText, Control, control_character, text, unsteered};
use super::walk::{Budget, Entry, Fault, Tree};
use super::{FileId, Origin, Place, Role, SourceFile, Sources, stray};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Name of the configuration, which makes a folder a workspace.
pub const CONFIG: &str = "rapporteur.toml";
/// Lines from a phone, not yet in any note.
pub const INBOX: &str = "inbox.md";
/// Lists at the top level, without `.toml`.
pub(super) const LISTS: [&str; 8] =
    ["groups", "goals", "milestones", "decisions", "risks", "feedback", "commitments", "pulse"];
/// Folders at the top level of a workspace that are read.
pub const FOLDERS: [&str; 5] = ["stakeholders", "notes", "updates", "templates", "static"];
/// Largest file in bytes.
pub(super) const MAX_BYTES: u64 = 4 << 20;
/// Most files and folders visited.
pub(super) const MAX_FILES: usize = 200_000;
/// The environment is broken: nothing an author's edit of a record would mend.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No configuration there.
    #[error("no workspace in `{}`: it has no rapporteur.toml (`rapporteur init` starts one)", .dir.display())]
    NoWorkspace {
        /// The directory looked in.
        dir: PathBuf,
    },
    /// A file or folder that is there can't be read, or vanished meanwhile.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What became of the private overlay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// None is configured.
    None,
    /// It was read.
    Read,
    /// It is not on this machine: the pm edition can't be built.
    Missing,
}

/// The workspace in `dir`; without one, in the current directory or its `content/`, whichever has a configuration.
pub fn find(dir: Option<&Path>) -> Result<PathBuf, ReadError> {
    let candidates = dir.map_or_else(|| vec![PathBuf::from("."), PathBuf::from("content")], |dir| vec![dir.to_owned()]);
    let missing = candidates[0].clone();
    for candidate in candidates {
        let path = candidate.join(CONFIG);
        match path.try_exists() {
            Ok(true) => return Ok(candidate),
            Ok(false) => {}
            Err(source) => return Err(ReadError::Unreadable { path, source }),
        }
    }
    Err(ReadError::NoWorkspace { dir: missing })
}

/// Reads the configuration of a workspace as the next of `sources` (the first, by convention).
pub fn read_config(root: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Result<FileId, ReadError> {
    let boundary = canonical(root)?;
    let tree = Tree { boundary: &boundary, elsewhere: &[], excluded: &|_| false, depth: 1 };
    let entries = tree.walk(&boundary, &mut Some(MAX_FILES), &|name| name == CONFIG)?;
    let found = entries.into_iter().map(|entry| Found::text("", entry, Origin::Workspace, Role::Config)).collect();
    let id = FileId(sources.files.len() as u32);
    load(found, sources, diagnostics)?;
    if sources.files.len() == id.0 as usize {
        return Err(ReadError::NoWorkspace { dir: root.to_owned() });
    }
    Ok(id)
}

/// Reads everything else, after the configuration.
pub fn read(
    root: &Path,
    config: &Config,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Overlay, ReadError> {
    let root = canonical(root)?;
    let mut budget = Some(MAX_FILES);
    let directories: Vec<Option<PathBuf>> = config.sources.iter().map(|s| directory(&root.join(&s.path))).collect();
    let mut overlay = config.private.as_ref().map(|(path, _)| directory(&root.join(path)));
    if let (Some((path, place)), Some(Some(dir))) = (&config.private, &overlay)
        && (*dir == root || FOLDERS.iter().any(|folder| *dir == root.join(folder)))
    {
        let message = format!("the private overlay `{path}` is a folder of the workspace itself");
        let hint = "keep it in a folder of its own, outside the repository";
        diagnostics.push(Diagnostic::new(Code::OverlayConflict, *place, message).hint(hint));
        overlay = None;
    }
    let apart: Vec<PathBuf> = directories.iter().flatten().chain(overlay.iter().flatten()).cloned().collect();

    let mut found = layout(&root, "", Origin::Workspace, &without(&apart, &root), &mut budget)?;
    let strays = stray::elsewhere(&root, config, &apart);
    found.extend(strays.into_iter().map(|entry| Found::text("", entry, Origin::Workspace, Role::Note)));
    if let (Some((path, place)), Some(overlay)) = (&config.private, &overlay) {
        if let Some(dir) = overlay {
            let prefix = printed(path);
            let elsewhere: Vec<PathBuf> = directories.iter().flatten().cloned().collect();
            found.extend(layout(dir, &prefix, Origin::Private, &without(&elsewhere, dir), &mut budget)?);
        } else {
            diagnostics.push(
                Diagnostic::new(
                    Code::MissingOverlay,
                    *place,
                    format!("the private overlay `{path}` is not on this machine: the pm edition is not built here"),
                )
                .hint("fetch it, or correct `path`; the other editions don't read it and are built"),
            );
        }
    }
    for (n, (settings, dir)) in config.sources.iter().zip(&directories).enumerate() {
        let Some(dir) = dir else {
            diagnostics.push(
                Diagnostic::new(Code::MissingSource, settings.place, format!("no folder `{}`", settings.path))
                    .hint("the path is relative to the folder of rapporteur.toml"),
            );
            continue;
        };
        let own: Vec<PathBuf> = FOLDERS.iter().map(|folder| root.join(folder)).collect();
        let elsewhere = without(&[apart.clone(), own].concat(), dir);
        let excluded = |path: &str| is_excluded(settings, path);
        let tree = Tree { boundary: dir, elsewhere: &elsewhere, excluded: &excluded, depth: usize::MAX };
        let matched = RefCell::new(BTreeSet::new());
        let entries = tree.walk(dir, &mut budget, &|path| is_included(settings, path, &matched))?;
        let entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.real != root.join(INBOX)).collect();
        matches_nothing(settings, &matched.into_inner(), entries.is_empty(), diagnostics);
        let prefix = printed(&settings.path);
        found.extend(entries.into_iter().map(|entry| Found::text(&prefix, entry, Origin::Source(n), Role::Note)));
    }
    if budget.is_none() {
        diagnostics.push(Diagnostic {
            code: Code::TooManyFiles,
            place: None,
            message: format!("more than {MAX_FILES} files and folders"),
            hint: Some("narrow `include` or `exclude` of a `[[notes.source]]`".to_owned()),
            related: Vec::new(),
        });
    }
    found.sort_by(|a, b| (rank(a.origin), &a.printed).cmp(&(rank(b.origin), &b.printed)));
    load(found, sources, diagnostics)?;
    Ok(match overlay {
        None => Overlay::None,
        Some(Some(_)) => Overlay::Read,
        Some(None) => Overlay::Missing,
    })
}

/// What to do with a file.
enum Use {
    Text(Role),
    Template(String),
    Static(String),
}

/// A file to read, or its fault.
pub(super) struct Found {
    pub(super) printed: String,
    real: PathBuf,
    /// Its bytes, where they are at hand.
    pub(super) held: Option<Vec<u8>>,
    pub(super) origin: Origin,
    usage: Use,
    fault: Option<Fault>,
}

impl Found {
    pub(super) fn text(prefix: &str, entry: Entry, origin: Origin, role: Role) -> Self {
        let printed = join(prefix, &entry.below);
        Self { printed, real: entry.real, held: None, origin, usage: Use::Text(role), fault: entry.fault }
    }
}

/// Files of the workspace's layout, of the workspace itself or the overlay.
fn layout(
    root: &Path,
    prefix: &str,
    origin: Origin,
    elsewhere: &[PathBuf],
    budget: &mut Budget,
) -> Result<Vec<Found>, ReadError> {
    let tree = |depth| Tree { boundary: root, elsewhere, excluded: &|_| false, depth };
    let mut found = Vec::new();
    let is_of_interest = |name: &str| name != CONFIG && (name.ends_with('/') || stray::ending(name).is_some());
    for mut entry in tree(1).walk(root, budget, &is_of_interest)? {
        let is_dir = entry.real.is_dir();
        if is_dir && FOLDERS.contains(&entry.below.as_str()) {
            continue;
        }
        let is_inbox = origin == Origin::Workspace && !is_dir && entry.below == INBOX;
        let is_list = !is_dir && entry.below.strip_suffix(".toml").is_some_and(|stem| LISTS.contains(&stem));
        if entry.fault.is_none() && !is_list && !is_inbox {
            let Some(fault) = stray::at_the_top(&entry.below, is_dir) else { continue };
            entry.fault = Some(fault);
        }
        found.push(Found::text(prefix, entry, origin, if is_inbox { Role::Inbox } else { Role::List }));
    }
    for (folder, ending, role, deep) in [
        ("stakeholders", "toml", Role::Stakeholder, false),
        ("notes", "md", Role::Note, true),
        ("updates", "md", Role::Update, false),
    ] {
        let wanted = |path: &str| {
            stray::in_folder(folder, path, ending).is_some()
                || path.strip_suffix(ending).is_some_and(|p| p.ends_with('.'))
        };
        for mut entry in tree(usize::MAX).walk(&root.join(folder), budget, &wanted)? {
            if entry.fault.is_none() {
                entry.fault = stray::in_folder(folder, &entry.below, ending);
            }
            if !deep && entry.below.contains('/') && entry.fault.is_none() {
                let hint = format!("move it up into `{folder}/`");
                entry.fault = Some(Fault::new(Code::UnknownFile, "nothing reads this", &hint));
            }
            found.push(Found::text(&join(prefix, folder), entry, origin, role));
        }
    }
    if origin == Origin::Workspace {
        for folder in ["templates", "static"] {
            for entry in tree(usize::MAX).walk(&root.join(folder), budget, &|_| true)? {
                let name = entry.below.clone();
                let usage = if folder == "static" { Use::Static(name) } else { Use::Template(name) };
                found.push(Found { usage, ..Found::text(folder, entry, origin, Role::Unreadable) });
            }
        }
    }
    Ok(found)
}

/// What was read of a file.
enum Content {
    Text(Arc<str>),
    Bytes(Vec<u8>),
    Bad(BadText),
}

/// What a file holds, and the first control character of a record.
fn content(file: &Found) -> Result<(Content, Option<Control>), Failure> {
    if file.fault.is_some() {
        return Ok((Content::Bytes(Vec::new()), None));
    }
    let bytes = match &file.held {
        Some(bytes) => bytes.clone(),
        None => bytes(&file.real)?,
    };
    let is_record = matches!(file.usage, Use::Text(Role::Config | Role::Stakeholder | Role::List));
    let control = if is_record { control_character(&bytes) } else { None };
    if let Use::Static(_) = file.usage {
        return Ok((Content::Bytes(bytes), None));
    }
    let content = match text(bytes) {
        // What comes first that isn't text is said; the control may lie beyond it.
        Err(bad) => return Ok((Content::Bad(bad), None)),
        Ok(text) if matches!(file.usage, Use::Text(Role::Note | Role::Update)) => Content::Text(unsteered(text).into()),
        Ok(text) => Content::Text(text.into()),
    };
    Ok((content, control))
}

/// Reads files in parallel and adds them in order.
pub(super) fn load(found: Vec<Found>, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Result<(), ReadError> {
    let read: Vec<Result<(Content, Option<Control>), Failure>> = found.par_iter().map(content).collect();
    for (file, content) in found.into_iter().zip(read) {
        let Found { printed, real, origin, usage, mut fault, .. } = file;
        let (content, control) = match content {
            Ok(read) => read,
            Err(Failure::Fault(found)) => {
                fault = Some(found);
                (Content::Bytes(Vec::new()), None)
            }
            Err(Failure::Io(source)) => return Err(ReadError::Unreadable { path: real, source }),
        };
        let file = FileId(sources.files.len() as u32);
        if let Some(Control { at, line, byte }) = control {
            // It is shown as U+FFFD, of three bytes.
            let place = Place { file, line, start: at, end: at + 3 };
            let message = format!("the text holds the control character U+{byte:04X}");
            diagnostics.push(Diagnostic::new(Code::OutOfRange, place, message).hint("take it out"));
        }
        let path: Arc<str> = printed.into();
        let mut push =
            |role, text: Arc<str>| sources.files.push(SourceFile { path: Arc::clone(&path), origin, role, text });
        if let Some(fault) = fault {
            push(Role::Unreadable, "".into());
            let place = Place { file, line: 1, start: 0, end: 0 };
            diagnostics.push(Diagnostic::new(fault.code, place, fault.message).maybe_hint(fault.hint));
            continue;
        }
        match (content, usage) {
            (Content::Text(text), Use::Text(role)) => push(role, text),
            (Content::Text(text), Use::Template(name)) => sources.templates.push((name, text.to_string())),
            (Content::Bytes(bytes), Use::Static(name)) => sources.statics.push((name, bytes)),
            (Content::Bad(BadText { before, hint }), _) => {
                let start = before.len() as u32;
                let line = before.bytes().filter(|b| *b == b'\n').count() as u32 + 1;
                push(Role::Unreadable, format!("{before}\u{fffd}").into());
                let place = Place { file, line, start, end: start + 3 };
                diagnostics.push(Diagnostic::new(Code::InvalidUtf8, place, "bytes that are not UTF-8").hint(hint));
            }
            (Content::Text(_), Use::Static(_)) | (Content::Bytes(_), _) => {}
        }
    }
    Ok(())
}

enum Failure {
    Fault(Fault),
    Io(io::Error),
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(Failure::Io)?;
    let size = file.metadata().map_err(Failure::Io)?.len();
    let mut bytes = Vec::with_capacity(size.min(MAX_BYTES) as usize + 1);
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(Failure::Io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::Fault(too_large()));
    }
    Ok(bytes)
}

pub(super) fn too_large() -> Fault {
    Fault::new(Code::FileTooLarge, format!("larger than {} MiB", MAX_BYTES >> 20), "split it")
}

/// The canonical path of a directory, where there is one.
fn directory(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().filter(|path| path.is_dir())
}

fn canonical(root: &Path) -> Result<PathBuf, ReadError> {
    fs::canonicalize(root).map_err(|source| ReadError::Unreadable { path: root.to_owned(), source })
}

fn without(directories: &[PathBuf], own: &Path) -> Vec<PathBuf> {
    directories.iter().filter(|dir| *dir != own).cloned().collect()
}

pub(super) fn rank(origin: Origin) -> usize {
    match origin {
        Origin::Workspace => 0,
        Origin::Private => 1,
        Origin::Source(n) => n + 2,
    }
}

pub(super) fn join(prefix: &str, below: &str) -> String {
    match (prefix, below) {
        ("", path) | (path, "") => path.to_owned(),
        (prefix, below) => [prefix, "/", below].concat(),
    }
}
