//! Rapporteur turns a workspace of plain text (TOML stakeholder records, Markdown meeting notes) into a static
//! report of how sound each relationship is, and why.
//!
//! Data flows one way through the stages, each a module with one narrow interface:
//!
//! 1. [`source`] reads the workspace: paths to text.
//! 2. [`parse`] turns text into records that keep their spans.
//! 3. [`validate`] cross-links records into the [`register`], or says what is wrong with them.
//! 4. [`restrict`] cuts the register down to what one edition may see, up to the as-of date.
//! 5. [`assess`] folds promises and feedback, works out health.
//! 6. [`render`] makes pages, with the charts of [`chart`].
//! 7. [`publish`] stages, syncs and swaps them into place.
//!
//! The middle five do no I/O and know no clock.

pub mod about;
pub mod adopt;
pub mod assess;
pub mod audit;
pub mod brief;
pub mod capture;
pub mod chart;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod edit;
pub mod email;
pub mod export;
pub mod forget;
pub mod gate;
pub mod git;
pub mod import;
pub mod parse;
pub mod plan;
pub mod publish;
pub mod register;
pub mod render;
pub mod restrict;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod validate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use assess::declassified::Declassified;
use assess::{Assessed, Fate};
use config::{Config, Edition};
use diagnostic::{Code, Diagnostic, Diagnostics};
use register::{Audience, Register};
use source::{Overlay, Place, ReadError, Sources};

/// A workspace read, parsed and validated; what is wrong with it is in `diagnostics`.
#[derive(Debug)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// The text of its files.
    pub sources: Sources,
    /// Everything, before any restriction.
    pub register: Register,
    /// What became of the private overlay; without it no pm edition can be built.
    pub overlay: Overlay,
    /// What its authors can mend. With an error in it nothing may be published.
    pub diagnostics: Diagnostics,
}

/// What one edition shows: a register that holds nothing else, and what it comes to.
#[derive(Debug)]
pub struct View {
    /// The restricted register.
    pub register: Register,
    /// The ledger and, where the edition shows them, scores.
    pub assessed: Assessed,
}

/// Reads, parses and validates the workspace in `root`.
///
/// # Errors
/// Where the environment is broken: a folder or file that can't be read.
pub fn load(root: &Path) -> Result<Workspace, ReadError> {
    load_with(root, &mut |_| {})
}

/// The same with the configuration adjusted before anything it names is read.
///
/// # Errors
/// As above.
pub fn load_with(root: &Path, adjust: &mut dyn FnMut(&mut Config)) -> Result<Workspace, ReadError> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let file = source::read_config(root, &mut sources, &mut diagnostics)?;
    let mut config = parse::config::config(file, &sources.file(file).text, &mut diagnostics);
    adjust(&mut config);
    let overlay = source::read(root, &config, &mut sources, &mut diagnostics)?;
    Ok(link(root, config, sources, overlay, diagnostics))
}

impl Workspace {
    /// Reads it anew with these people (id of now to id) by another id. What was wrong with it was told.
    pub fn relink(&mut self, known_as: BTreeMap<String, String>) {
        self.sources.known_as = known_as;
        let (config, sources) = (self.config.clone(), std::mem::take(&mut self.sources));
        *self = link(&self.root, config, sources, self.overlay, Diagnostics::default());
    }
}

/// Parses and validates sources already read: pure.
pub fn link(
    root: &Path,
    config: Config,
    sources: Sources,
    overlay: Overlay,
    mut diagnostics: Diagnostics,
) -> Workspace {
    let records = parse::parse(&sources, &config, &mut diagnostics);
    let register = validate::validate(records, &sources, &config, &mut diagnostics);
    Workspace { root: root.to_owned(), config, sources, register, overlay, diagnostics }
}

/// What `edition` shows of the workspace as of a date.
pub fn view(workspace: &Workspace, edition: &Edition, as_of: Date) -> View {
    let register = restrict::restrict(&workspace.register, edition.audience, as_of);
    let mut assessed = assess::assess(&register, &workspace.config.health, as_of, edition.scores);
    // Without the overlay the pm's view would be a false one, and so would its counts.
    if !edition.declassify.is_empty() && workspace.overlay != Overlay::Missing {
        assessed.declassified =
            register.updates.iter().map(|u| (u.date, declassified(workspace, edition, u.date))).collect();
    }
    View { register, assessed }
}

/// What an edition may say of the whole register as of a day.
fn declassified(workspace: &Workspace, edition: &Edition, day: Date) -> Declassified {
    let register = restrict::restrict(&workspace.register, Audience::Pm, day);
    let assessed = assess::assess(&register, &workspace.config.health, day, true);
    assess::declassified::declassified(&register, &assessed, &edition.declassify)
}

/// Renders one edition, page by page, with the workspace's own templates over the built-in ones.
///
/// # Errors
/// Where a template doesn't fit, or `put` refuses a page.
pub fn render_view<E: Send>(
    workspace: &Workspace,
    view: &View,
    edition: &Edition,
    put: &render::Put<'_, E>,
) -> Result<render::Rendered, render::RenderError<E>> {
    let templates = render::Templates::new(&workspace.sources.templates)?;
    render::render(&view.register, &view.assessed, &workspace.config, edition, &templates, put)
}

/// The files of `static/` with their paths in an edition: everyone's, and its own from the folder of its name.
pub fn statics<'a>(workspace: &'a Workspace, edition: &'a Edition) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    workspace.sources.statics.iter().filter_map(|(path, bytes)| match path.split_once('/') {
        Some((folder, rest)) if folder == edition.name => Some((rest, bytes.as_slice())),
        Some((folder, _)) if workspace.config.editions.contains_key(folder) => None,
        _ => Some((path.as_str(), bytes.as_slice())),
    })
}

/// Everything that `check` says as of a date: the workspace's diagnostics, and what time alone brings.
pub fn check(workspace: &Workspace, as_of: Date) -> Diagnostics {
    let register = restrict::restrict(&workspace.register, Audience::Pm, as_of);
    let assessed = assess::assess(&register, &workspace.config.health, as_of, false);
    check_seen(workspace, &View { register, assessed })
}

/// The same, from what an edition for the pm shows.
pub(crate) fn check_seen(workspace: &Workspace, View { register, assessed }: &View) -> Diagnostics {
    let mut diagnostics = workspace.diagnostics.clone();
    validate::overdue(&workspace.register, &workspace.config, assessed.as_of, &mut diagnostics);
    // The pm edition keeps path and line of a place: by them it is found again as it was written.
    let written: BTreeMap<(&str, u32), Place> = workspace
        .register
        .promise_lines
        .iter()
        .rev()
        .map(|l| ((&**workspace.register.path(l.place.file), l.place.line), l.place))
        .collect();
    for promise in assessed.ledger.commitments.iter().filter(|c| c.fate == Fate::Overdue) {
        let place = written.get(&(&**register.path(promise.place.file), promise.place.line));
        if let (Some(due), Some(&place)) = (promise.due, place) {
            let message =
                format!("the promise of `@{}` to `@{}` was due on {due}: {}", promise.from, promise.to, promise.text);
            let hint = "do it and tick it with `[completion:: YYYY-MM-DD]`, or agree on another date";
            diagnostics.push(Diagnostic::new(Code::PromiseOverdue, place, message).hint(hint));
        }
    }
    diagnostics
}
