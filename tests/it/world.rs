//! A small workspace held in memory, with every record kind and every label; parts of it vary with a seed.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use rapporteur::config::Edition;
use rapporteur::diagnostic::{Diagnostics, Severity};
use rapporteur::source::{FileId, Origin, Overlay, Role, SourceFile, Sources};
use rapporteur::{View, Workspace};

/// Files by path; the overlay's are under `private/`.
pub(crate) type Files = BTreeMap<String, String>;

pub(crate) fn as_of() -> Date {
    "2026-11-01".parse().unwrap()
}

/// Parses and validates files as if they had been read from a folder.
pub(crate) fn workspace(files: &Files) -> Workspace {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut ordered: Vec<_> = files.iter().collect();
    ordered.sort_by_key(|(path, _)| (path.as_str() != "rapporteur.toml", path.starts_with("private/"), path.as_str()));
    for (path, text) in ordered {
        let (origin, inner) = match path.strip_prefix("private/") {
            Some(inner) => (Origin::Private, inner),
            None => (Origin::Workspace, path.as_str()),
        };
        let role = match inner.split('/').next().unwrap() {
            "rapporteur.toml" => Role::Config,
            "stakeholders" => Role::Stakeholder,
            "notes" => Role::Note,
            "updates" => Role::Update,
            _ => Role::List,
        };
        sources.files.push(SourceFile { path: path.as_str().into(), origin, role, text: text.as_str().into() });
    }
    let config = rapporteur::parse::config::config(FileId(0), &sources.files[0].text, &mut diagnostics);
    rapporteur::link(Path::new("."), config, sources, Overlay::Read, diagnostics)
}

/// The workspace, which must have no error.
pub(crate) fn sound(files: &Files) -> Workspace {
    let workspace = workspace(files);
    let errors: Vec<_> =
        workspace.diagnostics.sorted().into_iter().filter(|d| d.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    workspace
}

/// Every page of an edition, by path.
pub(crate) fn pages(workspace: &Workspace, view: &View, edition: &Edition) -> BTreeMap<String, Vec<u8>> {
    let pages = std::sync::Mutex::new(BTreeMap::new());
    rapporteur::render_view(workspace, view, edition, &|path, bytes| {
        let old = pages.lock().unwrap().insert(path.to_owned(), bytes);
        assert!(old.is_none(), "{path} is written twice");
        Ok::<(), std::convert::Infallible>(())
    })
    .unwrap();
    pages.into_inner().unwrap()
}

/// Names the first page, and the text around the first byte, in which two sites differ.
pub(crate) fn difference(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    if a.keys().ne(b.keys()) {
        let only = |x: &BTreeMap<String, Vec<u8>>, y: &BTreeMap<String, Vec<u8>>| {
            x.keys().filter(|k| !y.contains_key(*k)).cloned().collect::<Vec<_>>()
        };
        return Some(format!("pages differ: only here {:?}, only there {:?}", only(a, b), only(b, a)));
    }
    a.iter().find(|(path, bytes)| b[*path] != **bytes).map(|(path, bytes)| {
        let other = &b[path];
        let at = bytes.iter().zip(other).position(|(x, y)| x != y).unwrap_or(bytes.len().min(other.len()));
        let around = |x: &[u8]| String::from_utf8_lossy(&x[at.saturating_sub(80)..(at + 80).min(x.len())]).into_owned();
        format!("{path} at byte {at}:\n{}\n---\n{}", around(bytes), around(other))
    })
}
