//! Preparation: one sheet for a meeting with one stakeholder. What is open between us first, then what we must tell them,
//! what they care about, what we want to get across, and the last talks.

use serde::Serialize;

use super::expectations::{self, Answer};
use super::ledger::{self, Result as Mark};
use super::person::{self, Entry, Stand};
use super::promises::{self, Row, Side, Stand as PromiseStand};
use super::site::{Link, Site, Status, person_path};
use super::talks::{self, Talk};
use super::templates::TemplateError;
use super::{decisions, feedback, index, slug, verdict, words};
use crate::config;
use crate::register::{Decision, DecisionStatus, FeedbackKind, Id, Stakeholder};

const ROOT: &str = "../";
/// The most promises each way, pieces of feedback, decisions and talks on the sheet.
const PROMISES: usize = 8;
const HEARD: usize = 6;
const DECISIONS: usize = 4;
const TALKS: usize = 3;

/// Where the sheet of someone lies; `None` in an edition for readers who don't meet them, and for who has left.
pub(super) fn path(site: &Site<'_>, id: &Id) -> Option<String> {
    let left = site.register.stakeholders.get(id).and_then(|s| s.left_on.as_ref());
    let is_here = left.is_none_or(|l| l.value > site.assessed.as_of);
    (site.claims_absence && is_here && site.edition.holds(config::Page::Prep))
        .then(|| format!("prep/{}.html", slug::of_id(id.as_str())))
}

#[derive(Serialize)]
struct Page {
    /// Whether what only the product manager may see is on the sheet.
    own: bool,
    who: Link,
    role: Option<String>,
    status: Option<Status>,
    verdict: String,
    next: Option<words::Day>,
    with: String,
    /// Whether nothing is planned, as far as this edition can tell.
    unplanned: bool,
    promises: Vec<Promises>,
    tell: Vec<Tell>,
    more: usize,
    expectations: Vec<(String, Answer)>,
    care: Vec<Entry>,
    ours: Vec<Entry>,
    positions: Vec<Stand>,
    decisions: Vec<Part>,
    talks: Vec<Talk>,
}

#[derive(Serialize)]
struct Promises {
    title: &'static str,
    rows: Vec<Row>,
    more: usize,
    none: &'static str,
}

/// Something they said, and what there is to tell them.
#[derive(Serialize)]
struct Tell {
    result: Mark,
    text: String,
    href: String,
    on: words::Day,
    did: Option<String>,
}

#[derive(Serialize)]
struct Part {
    decision: String,
    href: Option<String>,
    note: String,
}

/// The sheet of one stakeholder.
pub(super) fn page(site: &Site<'_>, s: &Stakeholder) -> Result<Vec<u8>, TemplateError> {
    let as_of = site.assessed.as_of;
    let health = site.assessed.health.get(&s.id).filter(|_| site.scores);
    let next = index::next_planned(s, as_of);
    let (care, ours) = person::brief(site, s);
    let (tell, more) = tell(site, &s.id);
    let title = match (&s.title, &s.organisation) {
        (Some(title), Some(organisation)) => Some(format!("{}, {}", title.value, organisation.value)),
        (title, organisation) => title.as_ref().or(organisation.as_ref()).map(|t| t.value.clone()),
    };
    let expected = s.expectations.iter().map(|e| &e.value);
    let page = Page {
        own: site.sees_all,
        who: Link { text: s.name.clone(), href: Some(format!("{ROOT}{}", person_path(&s.id))) },
        role: title,
        status: health.map(|h| Status::of(h.band, h.stale)),
        verdict: health.map(|h| verdict::sentence(site, s, h)).unwrap_or_default(),
        next: next.map(|(on, _)| words::Day::long(on)),
        with: next.map(|(_, with)| index::names(site, with)).unwrap_or_default(),
        unplanned: next.is_none() && site.sees_all,
        promises: promises(site, &s.id),
        tell,
        more,
        expectations: expected.map(|e| (e.what.clone(), expectations::answer(site, &s.id, e, ROOT))).collect(),
        care,
        ours,
        positions: person::stands(site, s),
        decisions: parts(site, &s.id),
        talks: talks::newest(site, s, TALKS, ROOT),
    };
    site.page("prep.html", &format!("Prepare: {}", s.name), "due", ROOT, &page)
}

fn promises(site: &Site<'_>, id: &Id) -> Vec<Promises> {
    let ledger = &site.assessed.ledger;
    let as_of = site.assessed.as_of;
    let all = ledger.dealings.get(id).map_or(&[][..], |d| d.commitments.as_slice());
    let of = |theirs: bool| {
        let mut list: Vec<usize> = all
            .iter()
            .copied()
            .filter(|i| {
                let c = &ledger.commitments[*i];
                let whose = promises::side(site.register, c);
                let mine =
                    if theirs { c.from == *id && whose != Side::Ours } else { c.to == *id && whose == Side::Ours };
                mine && promises::stand(c, as_of) < PromiseStand::Lately
            })
            .collect();
        list.sort_by_key(|i| (promises::stand(&ledger.commitments[*i], as_of), ledger.commitments[*i].due));
        let rows = list.iter().take(PROMISES).map(|i| promises::row(site, *i, ROOT)).collect();
        (rows, list.len().saturating_sub(PROMISES))
    };
    let (ours, more_of_ours) = of(false);
    let (theirs, more_of_theirs) = of(true);
    vec![
        Promises { title: "We owe them", rows: ours, more: more_of_ours, none: "Nothing is open." },
        Promises { title: "They owe us", rows: theirs, more: more_of_theirs, none: "Nothing is open." },
    ]
}

/// What they said that nobody has answered yet, the longest waiting first.
fn tell(site: &Site<'_>, id: &Id) -> (Vec<Tell>, usize) {
    let ledger = &site.assessed.ledger;
    let loops = ledger.dealings.get(id).map_or(&[][..], |d| d.loops.as_slice());
    let is_open = |i: &&usize| {
        let f = &ledger.loops[**i].feedback;
        f.told.is_none() && f.kind != FeedbackKind::Praise
    };
    let mut open: Vec<usize> = loops.iter().filter(is_open).copied().collect();
    open.sort_by_key(|i| ledger.loops[*i].due);
    let tell = |i: &usize| {
        let l = &ledger.loops[*i];
        Tell {
            result: ledger::answer(site, l),
            text: l.feedback.text.clone(),
            href: format!("{ROOT}{}", feedback::href(site, *i)),
            on: words::Day::short(l.feedback.date, site.assessed.as_of),
            did: feedback::did(l),
        }
    };
    (open.iter().take(HEARD).map(tell).collect(), open.len().saturating_sub(HEARD))
}

/// Decisions in which they have a part: open ones first, then the newest.
fn parts(site: &Site<'_>, id: &Id) -> Vec<Part> {
    let ledger = &site.assessed.ledger;
    let all = ledger.dealings.get(id).map_or(&[][..], |d| d.decisions.as_slice());
    let mut list: Vec<&Decision> = all.iter().rev().map(|i| &ledger.decisions[*i]).collect();
    list.sort_by_key(|d| d.status != DecisionStatus::Proposed);
    let part = |d: &&Decision| {
        let on = d.decided.as_ref().map(|f| format!("decided {}", words::short(f.value, site.assessed.as_of)));
        let by =
            d.needed_by.as_ref().map(|f| format!("open, needed by {}", words::short(f.value, site.assessed.as_of)));
        let open = d.status == DecisionStatus::Proposed;
        let state = if open { by.unwrap_or_else(|| "open".to_owned()) } else { on.unwrap_or_default() };
        let part = ledger::part(d, id);
        let note = if part.is_empty() || state.is_empty() { part + &state } else { format!("{part}; {state}") };
        let href = d.id.as_ref().and_then(|id| decisions::href(site, id)).map(|h| format!("{ROOT}{h}"));
        Part { decision: words::sentence(&d.title), href, note }
    };
    list.iter().take(DECISIONS).map(part).collect()
}
