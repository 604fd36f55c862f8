//! Render: takes what an edition may see and what was assessed from it, gives its pages, one by one, to `put`.
//! Leaves where they are kept to `publish`. This file is the list of pages; each kind has a file of its own.

use rayon::prelude::*;

use crate::assess::Assessed;
use crate::config::{Config, Edition};
use crate::register::Register;

mod chain;
mod commitments;
mod decisions;
mod direction;
mod due;
mod engagement;
mod expectations;
mod feedback;
mod figures;
mod goals;
mod hash;
mod html;
mod index;
mod inline;
mod ledger;
mod map;
mod method;
mod milestones;
mod moves;
mod notes;
mod pages;
mod person;
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
mod words;

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
    let write = |path: &str, bytes: Vec<u8>| put(path, bytes).map_err(RenderError::Put);

    write("404.html", method::lost(&site)?)?;
    write("style.css", templates.style.clone().into_bytes())?;
    write("site.js", templates.script.clone().into_bytes())?;
    write("search.js", templates.search.clone().into_bytes())?;
    write("favicon.svg", FAVICON.as_bytes().to_vec())?;
    write("robots.txt", b"User-agent: *\nDisallow: /\n".to_vec())?;
    write(".nojekyll", Vec::new())?;

    let lists = || -> Result<(), RenderError<E>> {
        pages::KINDS.par_iter().filter(|kind| (kind.has)(&site)).try_for_each(|kind| match kind.make {
            Some(make) => write(kind.path, make(&site)?),
            None => Ok(()),
        })?;
        if !pages::opens_with_update(register) {
            write("index.html", index::page(&site)?)?;
        }
        if !register.notes.is_empty() {
            for (path, page) in notes::lists(&site)? {
                write(&path, page)?;
            }
        }
        write(search::INDEX, search::index(&site))?;
        for (path, written) in updates::paths(register) {
            write(&path, update::archived(&site, written)?)?;
        }
        let ledgers = [
            commitments::pages,
            feedback::pages,
            expectations::pages,
            decisions::pages,
            positions::pages,
            risks::pages,
            goals::pages,
            milestones::pages,
            due::pages,
        ];
        ledgers
            .par_iter()
            .try_for_each(|pages| pages(&site)?.into_iter().try_for_each(|(path, page)| write(&path, page)))
    };
    let each = || -> Result<(), RenderError<E>> {
        register.stakeholders.par_iter().try_for_each(|(_, stakeholder)| -> Result<(), RenderError<E>> {
            write(&site::person_path(&stakeholder.id), stakeholder::page(&site, stakeholder)?)?;
            for (path, page) in talks::years(&site, stakeholder)? {
                write(&path, page)?;
            }
            if let Some(path) = prep::path(&site, &stakeholder.id) {
                write(&path, prep::page(&site, stakeholder)?)?;
            }
            Ok(())
        })?;
        // In small parts: a thread that has run out of work would else wait for another's last long one.
        (0..register.notes.len())
            .into_par_iter()
            .with_max_len(16)
            .try_for_each(|i| write(&site.note_paths[i], notes::page(&site, i)?))
    };
    // The lists are long and few: they are made beside everything else.
    let (lists, each) = rayon::join(lists, each);
    lists.and(each)?;
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
    single::page(&Site::new(register, assessed, config, edition, templates)?)
}

const FAVICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" \
    fill=\"#1c1a17\"/><path d=\"M3 4h10M3 8h7M3 12h4\" stroke=\"#fdfbf6\" stroke-width=\"1.6\"/></svg>\n";
