//! Which promise is listed where: whose it is, how it stands, on which page of the list, and as a row. Leaves the page
//! and its findings to `commitments`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::ledger::{self, Result as Mark};
use super::rows;
use super::shelf::Shelf;
use super::site::{Link, Site};
use super::words;
use crate::assess::{Assessed, Commitment, Fate};
use crate::register::{Id, Register};

/// Days that count as lately.
const LATELY: i64 = 28;
/// Most promises on the first page before its lists are cut, and on any other page.
const UNCUT: usize = 120;
const LONGEST: usize = 120;

/// Whose promise it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Ours,
    Theirs,
    /// Within our team, or between stakeholders.
    Among,
}

/// Where a promise stands, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    Late,
    Week,
    Next,
    Later,
    Undated,
    Lately,
    Before,
}

impl Stand {
    /// Every stand, in order.
    pub(super) const ALL: [Self; 7] =
        [Self::Late, Self::Week, Self::Next, Self::Later, Self::Undated, Self::Lately, Self::Before];

    /// The most shown on a first page that is cut.
    fn shown(self) -> usize {
        match self {
            Self::Late => 20,
            Self::Week => 16,
            Self::Next | Self::Later | Self::Lately => 10,
            Self::Undated => 6,
            Self::Before => 0,
        }
    }

    fn is_open(self) -> bool {
        self < Self::Lately
    }
}

/// Whose a promise is.
pub(super) fn side(register: &Register, c: &Commitment) -> Side {
    match (register.is_ours(&c.from), register.is_ours(&c.to)) {
        (true, false) => Side::Ours,
        (false, true) => Side::Theirs,
        _ => Side::Among,
    }
}

/// Where a promise stands.
pub(super) fn stand(c: &Commitment, as_of: Date) -> Stand {
    match (c.fate, c.due) {
        (Fate::Overdue, _) => Stand::Late,
        (Fate::Open, None) => Stand::Undated,
        (Fate::Open, Some(due)) => match words::days_between(as_of, due) {
            ..=7 => Stand::Week,
            8..=14 => Stand::Next,
            _ => Stand::Later,
        },
        (Fate::Done | Fate::Cancelled, _) if words::days_between(closed(c), as_of) < LATELY => Stand::Lately,
        _ => Stand::Before,
    }
}

/// The day a closed promise is listed under: one closed where it was made carries no other.
fn closed(c: &Commitment) -> Date {
    ledger::closed(c).unwrap_or(c.made)
}

/// Promises by whose they are and how they stand.
pub(super) type Lists = BTreeMap<(Side, Stand), Vec<usize>>;

/// Every promise by whose it is and where it stands, each list in the order shown.
pub(super) fn lists(register: &Register, assessed: &Assessed) -> Lists {
    let all = &assessed.ledger.commitments;
    let mut lists = Lists::new();
    for (i, c) in all.iter().enumerate() {
        lists.entry((side(register, c), stand(c, assessed.as_of))).or_default().push(i);
    }
    for ((_, stand), list) in &mut lists {
        match stand {
            Stand::Late | Stand::Week | Stand::Next | Stand::Later => list.sort_by_key(|i| all[*i].due),
            Stand::Undated => list.sort_by_key(|i| std::cmp::Reverse(all[*i].made)),
            Stand::Lately | Stand::Before => list.sort_by_key(|i| std::cmp::Reverse(closed(&all[*i]))),
        }
    }
    lists
}

/// How much of a list the first page shows.
pub(super) fn shown(lists: &Lists, stand: Stand) -> usize {
    let all: usize = lists.iter().filter(|((_, stand), _)| *stand != Stand::Before).map(|(_, list)| list.len()).sum();
    if all <= UNCUT && stand != Stand::Before { usize::MAX } else { stand.shown() }
}

/// Which promises go to which page.
pub(super) fn shelf(register: &Register, assessed: &Assessed) -> Shelf {
    let lists = lists(register, assessed);
    let mut shelf = Shelf::new("commitments");
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for ((_, stand), list) in &lists {
        let rest = list.get(shown(&lists, *stand).min(list.len())..).unwrap_or_default();
        if stand.is_open() { &mut open } else { &mut shut }.extend_from_slice(rest);
    }
    shelf.parts("open", "still open", &open, LONGEST);
    let all = &assessed.ledger.commitments;
    shut.sort_by_key(|i| std::cmp::Reverse(closed(&all[*i])));
    shelf.periods(shut.into_iter().map(|i| (Some(closed(&all[i])), i)), LONGEST);
    shelf
}

/// A promise, with both its ends.
#[derive(Serialize)]
pub(super) struct Row {
    anchor: Option<String>,
    result: Mark,
    text: String,
    moved: String,
    by: Link,
    to: Link,
    due: Option<words::Day>,
    done: Option<words::Day>,
    source: Option<Link>,
}

/// A promise as a row; its anchor is for its list, so it is left out elsewhere.
pub(super) fn row(site: &Site<'_>, i: usize, root: &str) -> Row {
    let as_of = site.assessed.as_of;
    let c = &site.assessed.ledger.commitments[i];
    let person = |id: &Id| site.person(id, root).unwrap_or_else(|| Link { text: String::new(), href: None });
    let result = match (c.fate, c.due.map(|due| words::days_between(as_of, due))) {
        (Fate::Open, Some(0)) => Mark::new("", "m-wait", "Today"),
        (Fate::Open, Some(1)) => Mark::new("", "m-wait", "Tomorrow"),
        (Fate::Open, Some(days @ 2..=99)) => Mark::new("", "m-wait", format!("In {}", words::days(days))),
        _ => ledger::fate(c, as_of),
    };
    Row {
        anchor: None,
        result,
        text: words::sentence(&c.text),
        moved: ledger::moved(c, as_of),
        by: person(&c.from),
        to: person(&c.to),
        due: c.due.map(|d| words::Day::weekday_or_short(d, as_of)),
        done: ledger::closed(c).map(|d| words::Day::short(d, as_of)),
        source: site.source(c.place, root),
    }
}

fn anchor(id: &Id) -> String {
    format!("c-{id}")
}

/// Where a promise is listed, from the site's root.
pub(super) fn href(site: &Site<'_>, i: usize) -> String {
    let page = site.shelves.promises.page_of(i);
    match &site.assessed.ledger.commitments[i].id {
        Some(id) => [&page, "#", &anchor(id)].concat(),
        None => page,
    }
}

impl Row {
    /// Writes it into a table, with the day it was closed where the others were.
    fn write(&self, out: &mut String, shut: bool) {
        rows::open(out, self.anchor.as_deref());
        let Mark { class, mark, text } = &self.result;
        rows::promise(out, (class, mark, text), &self.text, &self.moved, self.source.as_ref());
        out.push_str("</th><td class=\"pp\" data-l=\"By\">");
        rows::link(out, &self.by);
        out.push_str("</td><td class=\"pp\" data-l=\"To\">");
        rows::link(out, &self.to);
        out.push_str("</td><td class=\"num due\" data-l=\"Due\">");
        rows::day_or(out, self.due.as_ref(), "none");
        if shut {
            out.push_str("</td><td class=\"num\" data-l=\"Closed\">");
            rows::day_or(out, self.done.as_ref(), "no date");
        }
        out.push_str("</td></tr>\n");
    }
}

/// Rows of one table, as markup; the first of an id on a page is where links to it lead.
pub(super) fn table(site: &Site<'_>, of: &[usize], seen: &mut BTreeSet<Id>, shut: bool, root: &str) -> String {
    let mut out = String::with_capacity(of.len() * 512);
    for i in of {
        let id = site.assessed.ledger.commitments[*i].id.as_ref();
        let anchor = id.filter(|id| seen.insert((*id).clone())).map(anchor);
        Row { anchor, ..row(site, *i, root) }.write(&mut out, shut);
    }
    out
}
