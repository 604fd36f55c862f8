//! The frame of every page: the banner, the masthead's lists and the foot, as data. Takes the edition and the register;
//! leaves the layout to its template.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::words;
use crate::config::{Config, Edition, Page};
use crate::export::beside;
use crate::register::{Audience, Register};

/// What the frame of every page says.
#[derive(Serialize)]
pub(super) struct Shared<'a> {
    name: &'a str,
    organisation: Option<&'a str>,
    edition: &'a str,
    /// Whom the edition is for, in plain words.
    readers: &'static str,
    purpose: Option<&'a str>,
    private: bool,
    as_of: words::Day,
    hash: String,
    scores: bool,
    uncounted: usize,
    /// The kinds of pages that the edition holds.
    pages: Vec<&'static str>,
    /// The tables beside each kind of page; none where they aren't wanted.
    data: BTreeMap<&'static str, Vec<&'static str>>,
}

impl<'a> Shared<'a> {
    /// As of a day; `hash` is the content's.
    pub(super) fn new(
        register: &Register,
        as_of: Date,
        config: &'a Config,
        edition: &'a Edition,
        hash: String,
    ) -> Self {
        let data = |page| if edition.csv { beside::of(page, edition.scores).collect() } else { Vec::new() };
        Self {
            name: edition.title.as_deref().unwrap_or(&config.product),
            organisation: config.organisation.as_deref(),
            edition: &edition.name,
            readers: readers(edition.audience),
            purpose: edition.purpose.as_deref(),
            private: edition.audience == Audience::Pm,
            as_of: words::Day::long(as_of),
            hash,
            scores: edition.scores,
            uncounted: register.uncounted.len(),
            pages: edition.pages.iter().map(|page| page.as_str()).collect(),
            data: Page::ALL.into_iter().map(|page| (page.as_str(), data(page))).collect(),
        }
    }

    /// The same without a link to the lines not counted: of another day, they may be none.
    pub(super) fn of_the_past(self) -> Self {
        Self { uncounted: 0, ..self }
    }
}

/// Whom an audience's edition is for, as its banner says it.
fn readers(audience: Audience) -> &'static str {
    match audience {
        Audience::Pm => "For the product managers\u{2019} eyes only: not for publication.",
        Audience::Team => "For the team only: not for publication.",
        Audience::Leadership => "For leadership and the team.",
        Audience::Everyone => "For everyone.",
    }
}

/// What stands around a page: what every page says, and the masthead's lists.
pub(super) struct Frame {
    pub(super) shared: tera::Value,
    pub(super) nav: tera::Value,
}

/// The head of one page.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
    pub(super) root: &'a str,
}
