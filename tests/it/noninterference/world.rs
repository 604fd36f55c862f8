//! The workspace of the proof as data that can be changed: records as tables, bodies as lines; and everything that the
//! program makes of it for an edition, in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rapporteur::assess::declassified::Declassified;
use rapporteur::config::Config;
use rapporteur::diagnostic::{Diagnostics, Severity};
use rapporteur::render::Templates;
use rapporteur::schema::{KINDS, Kind};
use rapporteur::source::{FileId, Origin, Overlay, Role, SourceFile, Sources};
use rapporteur::{View, Workspace};
use toml::Table;

use super::apply::filled;
use super::labels::FULL;
use crate::world::as_of;

/// A site: bytes by path.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A table: a stakeholder, the configuration, or front matter.
    Record,
    /// `[[kind]]`.
    List,
    /// Read as it is.
    Raw,
}

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    pub(crate) path: String,
    pub(crate) origin: Origin,
    pub(crate) role: Role,
    pub(crate) form: Form,
    /// The kind of its records, where they are tables.
    pub(crate) kind: Option<&'static Kind>,
    pub(crate) table: Table,
    /// Lines after the front matter; of a raw file all of them.
    pub(crate) body: Vec<String>,
}

impl Doc {
    pub(crate) fn new(path: &str, origin: Origin, role: Role, text: &str) -> Self {
        let inner = path.strip_prefix("private/").unwrap_or(path);
        let kind = |name: &str| KINDS.into_iter().find(|kind| kind.name == name);
        let listed = || KINDS.into_iter().find(|kind| kind.is_list && kind.place == inner);
        let (form, kind) = match role {
            Role::Config => (Form::Record, kind("config")),
            Role::Stakeholder => (Form::Record, kind("stakeholder")),
            Role::List => (Form::List, listed()),
            Role::Note if text.starts_with("+++") => (Form::Record, kind("note")),
            Role::Update => (Form::Record, kind("update")),
            _ => (Form::Raw, None),
        };
        let is_body = matches!(role, Role::Note | Role::Update) || form == Form::Raw;
        let (table, body) = match (form, is_body) {
            (Form::Raw, _) => ("", text),
            (_, true) => text.strip_prefix("+++\n").unwrap().split_once("\n+++\n").unwrap(),
            (_, false) => (text, ""),
        };
        let table = table.parse().unwrap();
        Self { path: path.to_owned(), origin, role, form, kind, table, body: body.lines().map(str::to_owned).collect() }
    }

    pub(crate) fn text(&self) -> String {
        let body = self.body.iter().fold(String::new(), |text, line| text + line + "\n");
        if self.form == Form::Raw {
            return body;
        }
        let table = toml::to_string(&self.table).unwrap();
        if matches!(self.role, Role::Note | Role::Update) { format!("+++\n{table}+++\n{body}") } else { table }
    }
}

/// Every file.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) docs: Vec<Doc>,
    pub(crate) statics: Vec<(String, Vec<u8>)>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/workspace")
}

impl World {
    /// The workspace, its records named `full` filled with every key that the schema has and that fits.
    pub(crate) fn load() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let read = rapporteur::load(&folder()).unwrap();
            let docs = read.sources.files.iter().map(|f| Doc::new(&f.path, f.origin, f.role, &f.text)).collect();
            filled(World { docs, statics: read.sources.statics.clone() })
        })
    }

    pub(crate) fn sources(&self) -> Sources {
        let mut docs: Vec<&Doc> = self.docs.iter().collect();
        let rank = |origin| match origin {
            Origin::Workspace => 0,
            Origin::Private => 1,
            Origin::Source(n) => 2 + n,
        };
        docs.sort_by_key(|doc| (doc.role != Role::Config, rank(doc.origin), doc.path.as_str()));
        let file = |doc: &Doc| SourceFile {
            path: doc.path.as_str().into(),
            origin: doc.origin,
            role: doc.role,
            text: Arc::from(doc.text()),
        };
        Sources { files: docs.into_iter().map(file).collect(), statics: self.statics.clone(), ..Sources::default() }
    }

    /// As the program reads it; `None` where it has an error, so that nothing would be published.
    pub(crate) fn link(&self) -> Option<Workspace> {
        let linked = self.read();
        let is_sound = linked.diagnostics.count(Severity::Error) == 0;
        is_sound.then_some(linked)
    }

    /// As the program reads it.
    pub(crate) fn read(&self) -> Workspace {
        let mut sources = self.sources();
        let mut diagnostics = Diagnostics::default();
        let config: Config = rapporteur::parse::config::config(FileId(0), &sources.files[0].text, &mut diagnostics);
        // A source that isn't configured isn't read.
        sources.files.retain(|file| !matches!(file.origin, Origin::Source(n) if n >= config.sources.len()));
        rapporteur::link(Path::new("."), config, sources, Overlay::Read, diagnostics)
    }

    /// A file of the workspace besides.
    pub(crate) fn add(&mut self, path: &str, role: Role, text: &str) {
        self.docs.push(Doc::new(path, Origin::Workspace, role, text));
    }

    pub(crate) fn add_wild(&mut self, path: &str, text: &str) {
        self.docs.push(Doc::new(path, Origin::Source(0), Role::Note, text));
    }

    pub(crate) fn doc_mut(&mut self, path: &str) -> Option<&mut Doc> {
        self.docs.iter_mut().find(|doc| doc.path == path)
    }
}

/// Whether a table is one of those to be filled.
pub(crate) fn is_full(doc: &Doc, table: &Table) -> bool {
    let id = table.get("id").or_else(|| table.get("question")).and_then(toml::Value::as_str).unwrap_or_default();
    FULL.contains(&doc.path.as_str()) || FULL.contains(&id)
}

/// What an edition is shown to be made from; `said` stands for what it may say of the rest.
pub(crate) fn view(workspace: &Workspace, name: &str, said: Option<&[Declassified]>) -> View {
    let mut view = rapporteur::view(workspace, &workspace.config.editions[name], as_of());
    if let Some(said) = said {
        for (own, fixed) in view.assessed.declassified.values_mut().zip(said) {
            own.clone_from(fixed);
        }
    }
    view
}

/// Every file of an edition but the list of them, and of its exports.
pub(crate) fn site(workspace: &Workspace, name: &str, view: &View) -> Site {
    let edition = &workspace.config.editions[name];
    let mut site = crate::world::pages(workspace, view, edition);
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    let single =
        rapporteur::render::single_file(&view.register, &view.assessed, &workspace.config, edition, &templates);
    site.insert("report.html".to_owned(), single.unwrap());
    for (path, bytes) in rapporteur::statics(workspace, edition) {
        site.insert(path.to_owned(), bytes.to_vec());
    }
    site.extend(crate::export::exported(workspace, name, view));
    site
}
