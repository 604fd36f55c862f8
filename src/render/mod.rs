//! Render: takes what an edition may see and what was assessed from it, gives its pages, one by one, to `put`.
//! Leaves where they are kept to `publish`. This file is the list of pages; each kind has a file of its own.

use rayon::prelude::*;

use crate::assess::Assessed;
use crate::config::{Config, Edition, Page};
use crate::export::beside;
use crate::register::Register;

mod about;
mod chain;
mod commitments;
mod decisions;
mod direction;
mod due;
mod engagement;
mod expectations;
mod feedback;
mod figures;
mod frame;
mod goals;
mod hash;
mod html;
mod index;
mod inline;
mod ledger;
mod links;
pub mod mail;
mod map;
mod method;
mod milestones;
mod movement;
mod moves;
mod notes;
mod pages;
mod person;
mod plan;
mod portfolio;
mod positions;
mod prep;
mod promises;
mod pulse;
mod record;
mod risks;
mod rows;
mod score;
mod search;
mod shelf;
mod single;
mod site;
mod slug;
mod stakeholder;
mod talks;
mod templates;
mod update;
mod updates;
mod verdict;
pub(crate) mod words;

/// How things stand, as the pages say it.
pub(crate) mod state {
    pub(crate) use super::direction::standing;
    pub(crate) use super::feedback::{did, said};
    pub(crate) use super::goals::stand;
    pub(crate) use super::ledger::{fate, moved};
}

pub use about::about;
pub(crate) use hash::csp_source;
pub use html::{markdown, safe_target};
pub(crate) use links::rewritten;
pub use templates::{TemplateError, Templates};

use site::Site;

/// Why a site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError<E> {
    /// A template doesn't fit what it is given.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The page could not be put.
    #[error("{0}")]
    Put(E),
}

/// Takes a page: its path and its bytes.
pub type Put<'a, E> = dyn Fn(&str, Vec<u8>) -> Result<(), E> + Sync + 'a;

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// Pages of stakeholders.
    pub stakeholders: usize,
    /// Pages of notes.
    pub notes: usize,
}

/// Makes the pages of a list, each with its path.
type Pages = fn(&Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError>;

/// Writes every page of an edition through `put(path, bytes)`, in no particular order and from several threads;
/// each path is relative, with `/` between parts, and put once. Stops at the first error.
pub fn render<E: Send>(
    register: &Register,
    assessed: &Assessed,
    config: &Config,
    edition: &Edition,
    templates: &Templates,
    put: &Put<'_, E>,
) -> Result<Rendered, RenderError<E>> {
    let site = Site::new(register, assessed, config, edition, templates)?;
    let front = pages::front(&site);
    let write = |path: &str, bytes: Vec<u8>| {
        let bytes = links::kept(edition, path, bytes);
        if front == Some(path) {
            put("index.html", links::at_root(path, bytes.clone())).map_err(RenderError::Put)?;
        }
        put(path, bytes).map_err(RenderError::Put)
    };

    write("404.html", method::lost(&site)?)?;
    write("style.css", templates.style(edition.theme).into_bytes())?;
    write("site.js", templates.script.clone().into_bytes())?;
    if edition.holds(Page::Search) {
        write("search.js", templates.search.clone().into_bytes())?;
    }
    write("favicon.svg", FAVICON.as_bytes().to_vec())?;
    write("robots.txt", b"User-agent: *\nDisallow: /\n".to_vec())?;
    write(".nojekyll", Vec::new())?;

    let lists = || -> Result<(), RenderError<E>> {
        if edition.csv {
            for (path, table) in beside::files(register, assessed, edition.scores, pages::kinds(&site)) {
                write(&path, table)?;
            }
        }
        let shown: Vec<&pages::Kind> = pages::shown(&site).collect();
        shown.par_iter().try_for_each(|kind| match kind.make {
            Some(make) => write(kind.path, make(&site)?),
            None => Ok(()),
        })?;
        if edition.holds(Page::Meetings) && !register.notes.is_empty() {
            for (path, page) in notes::lists(&site)? {
                write(&path, page)?;
            }
        }
        if edition.holds(Page::Update) {
            for (path, written) in updates::paths(register) {
                write(&path, update::archived(&site, written)?)?;
            }
        }
        let ledgers: [(Page, Pages); 9] = [
            (Page::Promises, commitments::pages),
            (Page::Feedback, feedback::pages),
            (Page::Expectations, expectations::pages),
            (Page::Decisions, decisions::pages),
            (Page::Positions, positions::pages),
            (Page::Risks, risks::pages),
            (Page::Goals, goals::pages),
            (Page::Milestones, milestones::pages),
            (Page::Due, due::pages),
        ];
        ledgers
            .par_iter()
            .filter(|(page, _)| edition.holds(*page))
            .try_for_each(|(_, pages)| pages(&site)?.into_iter().try_for_each(|(path, page)| write(&path, page)))?;
        // Last: it takes the most memory, and what the movements take is free again by then.
        if edition.holds(Page::Search) {
            write(search::INDEX, search::index(&site))?;
        }
        Ok(())
    };
    let people = || -> Result<(), RenderError<E>> {
        let movements = movement::of_all(&site);
        register.stakeholders.par_iter().try_for_each(|(id, stakeholder)| -> Result<(), RenderError<E>> {
            if edition.holds(Page::Stakeholders) {
                write(&site::person_path(id), stakeholder::page(&site, stakeholder, movements.get(id))?)?;
                for (path, page) in talks::years(&site, stakeholder)? {
                    write(&path, page)?;
                }
            }
            if let Some(path) = prep::path(&site, id) {
                write(&path, prep::page(&site, stakeholder)?)?;
            }
            Ok(())
        })
    };
    let notes = || -> Result<(), RenderError<E>> {
        let notes = if edition.holds(Page::Meetings) { register.notes.len() } else { 0 };
        // In small parts: a thread that has run out of work would else wait for another's last long one.
        (0..notes).into_par_iter().with_max_len(16).try_for_each(|i| write(&site.note_paths[i], notes::page(&site, i)?))
    };
    // The lists are long and few: they are made beside everything else.
    let (people, others) = rayon::join(people, || lists().and_then(|()| notes()));
    people.and(others)?;
    Ok(Rendered { stakeholders: register.stakeholders.len(), notes: register.notes.len() })
}

/// The update, the register, the map and the method of an edition as one page that needs no other file.
///
/// # Errors
/// Where a template doesn't fit.
pub fn single_file(
    register: &Register,
    assessed: &Assessed,
    config: &Config,
    edition: &Edition,
    templates: &Templates,
) -> Result<Vec<u8>, TemplateError> {
    // It has nothing beside it.
    let edition = Edition { csv: false, ..edition.clone() };
    single::page(&Site::new(register, assessed, config, &edition, templates)?)
}

const FAVICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" \
    fill=\"#1c1a17\"/><path d=\"M3 4h10M3 8h7M3 12h4\" stroke=\"#fdfbf6\" stroke-width=\"1.6\"/></svg>\n";
