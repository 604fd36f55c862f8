//! What the pages of goals and milestones share: a status as word, shape and colour, what was claimed, and pages of a
//! list too long for one.

use jiff::civil::Date;
use serde::Serialize;

use super::site::{Link, Site};
use super::words;
use crate::assess::direction::{self, Stage};
use crate::register::{Id, Labelled, Milestone, Status};

/// A status as shape, colour and words.
#[derive(Serialize, Clone, Debug)]
pub(crate) struct Stamp {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) text: String,
}

impl Stamp {
    pub(crate) fn new(class: &'static str, mark: &'static str, text: impl Into<String>) -> Self {
        Self { class, mark, text: text.into() }
    }
}

/// A claimed status with the day it was claimed.
#[derive(Serialize)]
pub(super) struct Claimed {
    pub(super) mark: Stamp,
    pub(super) on: words::Day,
}

/// What was last claimed.
pub(super) fn claimed(site: &Site<'_>, list: &[Labelled<(Date, Status)>]) -> Option<Claimed> {
    let (on, status) = list.last()?.value;
    Some(Claimed { mark: light(status), on: words::Day::short(on, site.assessed.as_of) })
}

/// A claimed status.
pub(super) fn light(status: Status) -> Stamp {
    match status {
        Status::Green => Stamp::new("ok", "m-ok", "Green"),
        Status::Amber => Stamp::new("watch", "m-watch", "Amber"),
        Status::Red => Stamp::new("risk", "m-risk", "Red"),
    }
}

/// Whose it is, by name.
pub(super) fn owner(site: &Site<'_>, id: Option<&Id>, root: &str) -> Option<Link> {
    id.and_then(|id| site.person(id, root))
}

/// Where a milestone stands, in a few words.
pub(crate) fn standing(m: &Milestone, as_of: Date) -> Stamp {
    let (late, slips) = (direction::late(m), direction::slips(m));
    let counted = if slips == 0 { String::new() } else { format!(", {}", words::count(slips, "slip", "slips")) };
    match direction::stage(m, as_of) {
        Stage::Done if late > 0 => Stamp::new("watch", "m-watch", format!("Done {} late{counted}", words::days(late))),
        Stage::Done if late < 0 => Stamp::new("ok", "m-ok", format!("Done {} early{counted}", words::days(-late))),
        Stage::Done => Stamp::new("ok", "m-ok", format!("Done on the day{counted}")),
        Stage::Overdue => {
            let over = words::days_between(direction::forecast(m), as_of);
            Stamp::new("risk", "m-risk", format!("{} overdue{counted}", words::days(over)))
        }
        Stage::Open if late > 0 => Stamp::new("watch", "m-watch", format!("Moved {}{counted}", words::days(late))),
        Stage::Open if late < 0 => Stamp::new("", "m-wait", format!("Brought forward {}{counted}", words::days(-late))),
        Stage::Open => Stamp::new("", "m-wait", format!("Not moved{counted}")),
    }
}

/// The path of a list's page, by its number from 0.
pub(super) fn page_path(base: &str, page: usize) -> String {
    if page == 0 { format!("{base}.html") } else { format!("{base}-{}.html", page + 1) }
}

/// Links to the pages of a list; empty where there is one only.
pub(super) fn page_links(base: &str, pages: usize, current: usize) -> Vec<Link> {
    let link =
        |page: usize| Link { text: format!("{}", page + 1), href: (page != current).then(|| page_path(base, page)) };
    if pages > 1 { (0..pages).map(link).collect() } else { Vec::new() }
}
