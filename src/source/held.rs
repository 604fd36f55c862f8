//! A workspace that lies in no folder: takes the list of files of a tree (a revision's) and the configuration, gives which
//! of them are read and as what, by the layout and the rules of `read`; then their bytes, as [`Sources`]. Pure: whoever
//! holds the bytes fetches them. Files that nothing reads are not remarked on; links are not followed; templates and
//! `static/` are left.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::included::{is_excluded, is_included};
use super::on_disk::printed;
use super::read::{CONFIG, FOLDERS, Found, INBOX, LISTS, MAX_BYTES, MAX_FILES, load, rank, too_large};
use super::walk::{Entry, Fault};
use super::{FileId, Origin, Overlay, Role, Sources};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its size in bytes.
    pub size: u64,
    /// How to ask for its bytes.
    pub id: String,
    /// Whether its name is not UTF-8, so that it is shown otherwise.
    pub is_misnamed: bool,
}

/// The files of a tree by path, `/` between parts.
pub type Tree = BTreeMap<String, Leaf>;

/// A file that is read.
pub struct Pick {
    found: Found,
    size: u64,
    /// How to ask for its bytes.
    pub id: String,
}

impl Pick {
    fn new(prefix: &str, below: &str, leaf: &Leaf, origin: Origin, role: Role) -> Self {
        let fault = match leaf {
            Leaf { is_misnamed: true, .. } => {
                Some(Fault::new(Code::InvalidFileName, "file name is not UTF-8", "rename the file"))
            }
            Leaf { size, .. } if *size > MAX_BYTES => Some(too_large()),
            Leaf { .. } => None,
        };
        let entry = Entry { below: below.to_owned(), real: PathBuf::new(), fault };
        Self { found: Found::text(prefix, entry, origin, role), size: leaf.size, id: leaf.id.clone() }
    }

    /// Whether its bytes are wanted at all.
    pub fn is_wanted(&self) -> bool {
        self.size <= MAX_BYTES
    }
}

/// The configuration of the workspace at `root` of a tree; `root` is empty, or ends in `/`.
pub fn pick_config(tree: &Tree, root: &str) -> Option<Pick> {
    let leaf = tree.get(&format!("{root}{CONFIG}"))?;
    Some(Pick::new("", CONFIG, leaf, Origin::Workspace, Role::Config))
}

/// Every other file of the workspace; `within` says where in the tree a configured folder lies (no `/` at its end, the
/// tree itself empty), `None` outside of it. What lies outside is expected to be out of the configuration.
pub fn pick(
    tree: &Tree,
    root: &str,
    config: &Config,
    within: &dyn Fn(&str) -> Option<String>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Pick>, Overlay) {
    let folder = |path: &str| within(path).map(|dir| if dir.is_empty() { dir } else { format!("{dir}/") });
    let exists = |dir: &String| below(tree, dir).next().is_some();
    let directories: Vec<Option<String>> = config.sources.iter().map(|s| folder(&s.path).filter(exists)).collect();
    let overlay = config.private.as_ref().map(|(path, _)| folder(path).filter(exists));
    let own: Vec<String> = FOLDERS.iter().map(|folder| format!("{root}{folder}/")).collect();
    let is_own = |dir: &str| dir == root || own.iter().any(|own| own == dir);
    let overlay = overlay.filter(|dir| !dir.as_deref().is_some_and(is_own));
    let apart: Vec<&String> = directories.iter().flatten().chain(overlay.iter().flatten()).collect();

    let mut picks = layout(tree, root, "", Origin::Workspace, &apart);
    if let (Some((path, place)), Some(dir)) = (&config.private, &overlay) {
        match dir {
            Some(dir) => {
                let elsewhere: Vec<&String> = directories.iter().flatten().collect();
                picks.extend(layout(tree, dir, &printed(path), Origin::Private, &elsewhere));
            }
            None => diagnostics.push(Diagnostic::new(
                Code::MissingOverlay,
                *place,
                format!("the private overlay `{path}` is not in this revision"),
            )),
        }
    }
    for (n, (settings, dir)) in config.sources.iter().zip(&directories).enumerate() {
        let Some(dir) = dir else {
            let message = format!("no folder `{}`", settings.path);
            diagnostics.push(Diagnostic::new(Code::MissingSource, settings.place, message));
            continue;
        };
        let elsewhere: Vec<&String> = apart.iter().copied().chain(&own).filter(|other| *other != dir).collect();
        let matched = RefCell::new(BTreeSet::new());
        let inbox = format!("{root}{INBOX}");
        let prefix = printed(&settings.path);
        let wanted = below(tree, dir).filter(|(path, rest, _)| {
            !is_hidden(rest)
                && !elsewhere.iter().any(|other| path.starts_with(*other))
                && **path != inbox
                && is_included(settings, rest, &matched)
                && !is_excluded(settings, rest)
        });
        picks.extend(wanted.map(|(_, rest, leaf)| Pick::new(&prefix, rest, leaf, Origin::Source(n), Role::Note)));
    }
    if picks.len() > MAX_FILES {
        picks.truncate(MAX_FILES);
        diagnostics.push(Diagnostic {
            code: Code::TooManyFiles,
            place: None,
            message: format!("more than {MAX_FILES} files"),
            hint: None,
            related: Vec::new(),
        });
    }
    picks.sort_by(|a, b| (rank(a.found.origin), &a.found.printed).cmp(&(rank(b.found.origin), &b.found.printed)));
    let overlay = match overlay {
        None => Overlay::None,
        Some(Some(_)) => Overlay::Read,
        Some(None) => Overlay::Missing,
    };
    (picks, overlay)
}

/// Files of the workspace's layout below `root`, by its rules; nothing of the folders `apart`, unless `root` is one.
fn layout(tree: &Tree, root: &str, prefix: &str, origin: Origin, apart: &[&String]) -> Vec<Pick> {
    let ends = |file: &str, ending: &str| file.strip_suffix(ending).is_some_and(|stem| !stem.is_empty());
    let role = |rest: &str| match rest.split_once('/') {
        None if rest == INBOX && origin == Origin::Workspace => Some(Role::Inbox),
        None => rest.strip_suffix(".toml").is_some_and(|stem| LISTS.contains(&stem)).then_some(Role::List),
        Some(("stakeholders", file)) if ends(file, ".toml") && !file.contains('/') => Some(Role::Stakeholder),
        Some(("updates", file)) if ends(file, ".md") && !file.contains('/') => Some(Role::Update),
        Some(("notes", file)) if ends(file, ".md") => Some(Role::Note),
        _ => None,
    };
    below(tree, root)
        .filter(|(path, rest, _)| {
            let is_apart = |other: &&&String| ***other != root && path.starts_with(**other);
            !is_hidden(rest) && !apart.iter().any(|other| is_apart(&other))
        })
        .filter_map(|(_, rest, leaf)| Some(Pick::new(prefix, rest, leaf, origin, role(rest)?)))
        .collect()
}

/// The files below a folder (empty, or ending in `/`): whole path, path below it.
fn below<'a>(tree: &'a Tree, dir: &str) -> impl Iterator<Item = (&'a String, &'a str, &'a Leaf)> + use<'a> {
    let (dir, from) = (dir.to_owned(), dir.len());
    let files = tree.range(dir.clone()..).take_while(move |(path, _)| path.starts_with(&dir));
    files.map(move |(path, leaf)| (path, &path[from..], leaf))
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// Adds files to `sources`, with their bytes in the order of the picks; of a file whose bytes aren't wanted, none.
/// Gives the first one's number.
pub fn load_held(
    picks: Vec<Pick>,
    mut bytes: impl FnMut(&str) -> Vec<u8>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> FileId {
    let first = FileId(sources.files.len() as u32);
    let holding = |mut pick: Pick| {
        pick.found.held = Some(bytes(&pick.id));
        pick.found
    };
    let found = picks.into_iter().map(holding).collect();
    // Nothing is opened, so that nothing can fail.
    load(found, sources, diagnostics).expect("bytes that are held can be read");
    first
}
