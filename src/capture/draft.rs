//! A workspace with changes that are not written yet: takes new texts of its files, links them in memory, tells what
//! faults they would bring, gives the edits. The one place of `capture` that reads the disk: the files it changes, as they are.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::Refusal;
use crate::Workspace;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::edit::Edit;
use crate::source::{Origin, Role, SourceFile, as_read, on_disk};

/// A workspace as it is and as it would be.
#[derive(Debug)]
pub struct Draft<'w> {
    /// As it was read.
    pub before: &'w Workspace,
    /// As it would be, linked anew by [`Draft::link`].
    pub after: Option<Workspace>,
    files: BTreeMap<String, Changed>,
}

#[derive(Clone, Debug)]
struct Changed {
    disk: PathBuf,
    was: Option<String>,
    text: String,
    role: Role,
    origin: Origin,
}

impl<'w> Draft<'w> {
    /// Nothing changed yet.
    pub fn new(before: &'w Workspace) -> Self {
        Self { before, after: None, files: BTreeMap::new() }
    }

    /// The workspace as it would be, as far as it has been linked.
    pub fn now(&self) -> &Workspace {
        self.after.as_ref().unwrap_or(self.before)
    }

    /// The file of that printed path, as it would be.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.now().sources.files.iter().find(|file| &*file.path == path)
    }

    /// The text of a file as it is to lie on the disk; empty where there is none.
    pub fn raw(&mut self, path: &str) -> Result<&str, Refusal> {
        if !self.files.contains_key(path) {
            let before = self.before;
            let known = before.sources.files.iter().find(|file| &*file.path == path);
            let disk = known.map_or_else(|| before.root.join(path), |file| on_disk(&before.root, &before.config, file));
            let was = match fs::read_to_string(&disk) {
                Ok(text) => Some(text),
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) => return Err(Refusal::Unreadable(format!("cannot read `{path}`: {error}"))),
            };
            let role = known.map_or_else(|| role_of(path), |file| file.role);
            let origin = known.map_or(Origin::Workspace, |file| file.origin);
            let text = was.clone().unwrap_or_default();
            self.files.insert(path.to_owned(), Changed { disk, was, text, role, origin });
        }
        Ok(&self.files[path].text)
    }

    /// Whether there is, or would be, a file at that path.
    pub fn exists(&mut self, path: &str) -> Result<bool, Refusal> {
        self.raw(path)?;
        let file = &self.files[path];
        Ok(file.was.is_some() || !file.text.is_empty())
    }

    /// Gives a file its new text, new line ends and all.
    pub fn set(&mut self, path: &str, text: String) -> Result<(), Refusal> {
        self.raw(path)?;
        if let Some(file) = self.files.get_mut(path) {
            file.text = text;
        }
        Ok(())
    }

    /// Links the texts as they would be.
    pub fn link(&mut self) -> &Workspace {
        let mut sources = self.before.sources.clone();
        for (path, file) in &self.files {
            if file.was.is_none() && file.text.is_empty() {
                continue;
            }
            let text = as_read(&file.text, file.role).into();
            if let Some(known) = sources.files.iter_mut().find(|known| *known.path == **path) {
                known.text = text;
            } else {
                let new = SourceFile { path: path.as_str().into(), origin: file.origin, role: file.role, text };
                // The configuration is the first, whatever its name; the others are in the order of their paths.
                let key = |file: &SourceFile| (rank(file.origin), file.path.to_string());
                let rest = &sources.files[1.min(sources.files.len())..];
                let at = 1 + rest.partition_point(|known| key(known) < key(&new));
                sources.files.insert(at.min(sources.files.len()), new);
            }
        }
        let before = self.before;
        let none = Diagnostics::default();
        self.after.insert(crate::link(&before.root, before.config.clone(), sources, before.overlay, none))
    }

    /// Links, and refuses where that brings an error or an uncounted line that wasn't there. Gives the new warnings.
    pub fn check(&mut self) -> Result<Vec<Diagnostic>, Refusal> {
        self.link();
        let mut known: BTreeMap<(Code, String, String), usize> = BTreeMap::new();
        for old in self.before.diagnostics.sorted() {
            *known.entry(key(&old, self.before)).or_default() += 1;
        }
        let after = self.now();
        let mut new = after.diagnostics.sorted();
        new.retain(|diagnostic| {
            let known = known.entry(key(diagnostic, after)).or_default();
            let is_new = *known == 0;
            *known = known.saturating_sub(1);
            is_new
        });
        let (warnings, faults): (Vec<_>, Vec<_>) = new.into_iter().partition(|d| d.severity() == Severity::Warning);
        match (faults.is_empty(), self.after.take()) {
            (false, Some(after)) => Err(Refusal::Faults(faults, Box::new(after))),
            (_, after) => {
                self.after = after;
                Ok(warnings)
            }
        }
    }

    /// The state to come back to.
    pub(super) fn saved(&self) -> Saved {
        Saved(self.files.clone())
    }

    /// Back to a state saved before.
    pub(super) fn restore(&mut self, saved: Saved) {
        self.files = saved.0;
        self.link();
    }

    /// What is to be written, notes before the inbox they came from.
    pub fn edits(&self) -> Vec<Edit> {
        let changed = self.files.iter().filter(|(_, file)| file.was.as_deref().unwrap_or_default() != file.text);
        let mut edits: Vec<(bool, Edit)> = changed
            .map(|(path, file)| {
                let edit = Edit { path: file.disk.clone(), was: file.was.clone(), text: file.text.clone() };
                (path == super::inbox::FILE, edit)
            })
            .collect();
        edits.sort_by_key(|(is_inbox, _)| *is_inbox);
        edits.into_iter().map(|(_, edit)| edit).collect()
    }

    /// Printed paths of what is to be written, and whether each is new.
    pub fn changed(&self) -> Vec<(&str, bool)> {
        let changed = self.files.iter().filter(|(_, file)| file.was.as_deref().unwrap_or_default() != file.text);
        changed.map(|(path, file)| (path.as_str(), file.was.is_none())).collect()
    }
}

/// A file as it lies on the disk.
pub(super) fn on_disk_text(workspace: &Workspace, file: usize) -> Result<String, Refusal> {
    let file = &workspace.sources.files[file];
    fs::read_to_string(on_disk(&workspace.root, &workspace.config, file))
        .map_err(|error| Refusal::Unreadable(format!("cannot read `{}`: {error}", file.path)))
}

/// Texts at some moment.
#[derive(Debug)]
pub(super) struct Saved(BTreeMap<String, Changed>);

fn key(diagnostic: &Diagnostic, workspace: &Workspace) -> (Code, String, String) {
    let file = diagnostic.place.and_then(|place| workspace.sources.files.get(place.file.0 as usize));
    (diagnostic.code, file.map(|file| file.path.to_string()).unwrap_or_default(), diagnostic.message.clone())
}

fn role_of(path: &str) -> Role {
    match path.split_once('/') {
        Some(("notes", _)) => Role::Note,
        Some(("updates", _)) => Role::Update,
        Some(("stakeholders", _)) => Role::Stakeholder,
        _ if path == super::inbox::FILE => Role::Inbox,
        _ => Role::List,
    }
}

fn rank(origin: Origin) -> usize {
    match origin {
        Origin::Workspace => 0,
        Origin::Private => 1,
        Origin::Source(n) => n + 2,
    }
}
