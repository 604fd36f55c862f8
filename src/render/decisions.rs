//! Decisions: the open ones first, then those taken, the newest first; each with who decides and who was heard before
//! and afterwards. That someone wasn't heard is claimed only where this edition could see it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::shelf::{Sheet, Shelf};
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{feedback, words};
use crate::assess::Assessed;
use crate::register::{Decision, DecisionStatus, Id, Labelled};

/// The most on the first page before it is cut, and on any other page.
const UNCUT: usize = 40;
const LONGEST: usize = 40;
/// Open ones, and decided ones, on a first page that is cut.
const OPEN: usize = 20;
const DECIDED: usize = 20;
/// Pieces of feedback named with the decision they changed.
const INPUTS: usize = 5;

fn decided(d: &Decision) -> Option<Date> {
    d.decided.as_ref().map(|f| f.value)
}

fn is_open(d: &Decision) -> bool {
    d.status == DecisionStatus::Proposed
}

/// Open ones by the day they are needed, decided ones the newest first.
fn lists(assessed: &Assessed) -> (Vec<usize>, Vec<usize>) {
    let all = &assessed.ledger.decisions;
    let (mut open, mut done): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|i| is_open(&all[*i]));
    open.sort_by_key(|i| all[*i].needed_by.as_ref().map_or(Date::MAX, |f| f.value));
    done.sort_by_key(|i| std::cmp::Reverse(dated(&all[*i])));
    (open, done)
}

fn dated(d: &Decision) -> Option<Date> {
    decided(d).or(d.proposed.as_ref().map(|f| f.value))
}

/// How many open and decided ones the first page shows.
fn shown(assessed: &Assessed) -> (usize, usize) {
    if assessed.ledger.decisions.len() <= UNCUT { (usize::MAX, usize::MAX) } else { (OPEN, DECIDED) }
}

/// Which decisions go to which page.
pub(super) fn shelf(assessed: &Assessed) -> Shelf {
    let all = &assessed.ledger.decisions;
    let mut shelf = Shelf::new("decisions");
    let (open, done) = lists(assessed);
    let (first_open, first_done) = shown(assessed);
    shelf.parts("open", "still open", open.get(first_open.min(open.len())..).unwrap_or_default(), LONGEST);
    let rest = done.get(first_done.min(done.len())..).unwrap_or_default();
    shelf.periods(rest.iter().map(|i| (dated(&all[*i]), *i)), LONGEST);
    shelf
}

fn anchor(id: &Id) -> String {
    format!("d-{id}")
}

/// Where the decision of an id is, from the site's root; `None` where this edition has no such decision.
pub(super) fn href(site: &Site<'_>, id: &Id) -> Option<String> {
    let at = *site.shelves.decision_at.get(id)?;
    Some(format!("{}#{}", site.shelves.decisions.page_of(at), anchor(id)))
}

/// The decision of an id by its title, linked from a page that lies `root` below the site's root.
pub(super) fn link(site: &Site<'_>, id: &Id, root: &str) -> Option<Link> {
    let at = *site.shelves.decision_at.get(id)?;
    let text = site.assessed.ledger.decisions[at].title.clone();
    Some(Link { text, href: href(site, id).map(|href| format!("{root}{href}")) })
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    parts: Vec<Part>,
    sheets: Vec<Link>,
}

#[derive(Serialize)]
struct Part {
    title: String,
    key: &'static str,
    list: Vec<Entry>,
    more: Option<Link>,
}

#[derive(Serialize)]
struct Entry {
    anchor: Option<String>,
    title: String,
    state: String,
    /// The state's class: a day needed by that has passed.
    class: &'static str,
    source: Option<Link>,
    people: Vec<Line>,
    options: Vec<String>,
    texts: Vec<(&'static str, String)>,
    links: Vec<(&'static str, Link)>,
}

/// People under a label, each with a word or none.
#[derive(Serialize)]
struct Line {
    label: &'static str,
    class: &'static str,
    people: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    who: Link,
    note: String,
}

/// What decisions are linked from.
struct Back<'a> {
    /// The decision that replaces each.
    successor: BTreeMap<&'a Id, usize>,
    /// The feedback that changed each.
    inputs: BTreeMap<&'a Id, Vec<usize>>,
}

impl<'a> Back<'a> {
    fn new(assessed: &'a Assessed) -> Self {
        let ledger = &assessed.ledger;
        let mut back = Self { successor: BTreeMap::new(), inputs: BTreeMap::new() };
        for (i, d) in ledger.decisions.iter().enumerate() {
            if let Some(old) = &d.supersedes {
                back.successor.insert(&old.value, i);
            }
        }
        for (i, l) in ledger.loops.iter().enumerate() {
            if let Some(decision) = &l.feedback.decision {
                back.inputs.entry(&decision.value).or_default().push(i);
            }
        }
        back
    }
}

/// Who was heard about a decision, and when.
struct Heard<'d> {
    before: Vec<(&'d Id, Date)>,
    after: Vec<(&'d Id, Date)>,
    /// Those who had to be heard and, as far as this edition can tell, weren't.
    missing: Vec<&'d Id>,
}

fn heard<'d>(site: &Site<'_>, d: &'d Decision) -> Heard<'d> {
    let mut first: BTreeMap<&Id, Date> = BTreeMap::new();
    for (who, on) in d.consulted.iter().flatten().map(|c| (&c.value.0, c.value.1)) {
        first.entry(who).and_modify(|d| *d = on.min(*d)).or_insert(on);
    }
    let mut all: Vec<(&Id, Date)> = first.iter().map(|(who, on)| (*who, *on)).collect();
    all.sort_by_key(|(_, on)| *on);
    let (before, after) = all.into_iter().partition(|(_, on)| decided(d).is_none_or(|decided| *on <= decided));
    // A decided one whose record doesn't say who was heard says nothing of who wasn't.
    let can_tell = match &d.consulted {
        Some(list) => site.claims_absence || list.is_empty(),
        None => site.claims_absence && is_open(d),
    };
    let mut missing = Vec::new();
    for id in d.approver.iter().map(|a| &a.value).chain(values(&d.contributors)) {
        if can_tell && !site.register.is_ours(id) && !first.contains_key(id) && !missing.contains(&id) {
            missing.push(id);
        }
    }
    Heard { before, after, missing }
}

fn values(list: &[Labelled<Id>]) -> impl Iterator<Item = &Id> {
    list.iter().map(|l| &l.value)
}

fn entry(site: &Site<'_>, i: usize, back: &Back<'_>, root: &str) -> Entry {
    let as_of = site.assessed.as_of;
    let d = &site.assessed.ledger.decisions[i];
    let heard = heard(site, d);
    let named = |id: &Id, note: String| Some(Named { who: site.person(id, root)?, note });
    let one = |id: &Id| named(id, String::new());
    let dated = |(id, on): &(&Id, Date)| named(id, words::short(*on, as_of));
    let open = is_open(d);
    let mut people = vec![
        Line {
            label: if open { "Decides" } else { "Decided by" },
            class: "",
            people: d.approver.iter().filter_map(|a| one(&a.value)).collect(),
        },
        Line {
            label: if open { "Drives it" } else { "Driven by" },
            class: "",
            people: d.driver.iter().filter_map(|a| one(&a.value)).collect(),
        },
        Line {
            label: if open { "Heard so far" } else { "Heard before" },
            class: "",
            people: heard.before.iter().filter_map(dated).collect(),
        },
        Line { label: "Heard after it", class: "risk", people: heard.after.iter().filter_map(dated).collect() },
        Line {
            label: if open { "Not yet heard" } else { "Not heard" },
            class: if open { "watch" } else { "risk" },
            people: heard.missing.iter().filter_map(|id| one(id)).collect(),
        },
        Line { label: "Informed", class: "", people: values(&d.informed).filter_map(one).collect() },
    ];
    if people[0].people.is_empty() && site.claims_absence && open {
        let nobody = Link { text: "Nobody is named yet".to_owned(), href: None };
        people[0] = Line { label: "Decides", class: "watch", people: vec![Named { who: nobody, note: String::new() }] };
    }
    people.retain(|line| !line.people.is_empty());
    let text = |field: &Option<Labelled<String>>| field.as_ref().map(|f| words::sentence(&f.value));
    let texts = [
        ("We recommend", text(&d.recommendation)),
        ("Why", text(&d.rationale)),
        ("Outcome", text(&d.outcome)),
        (
            "Look again",
            d.revisit_on.as_ref().map(|f| {
                let past = if f.value < as_of { ", which has passed" } else { "" };
                format!("{}{past}", words::long(f.value))
            }),
        ),
        ("Set aside", d.deprecated_on.as_ref().map(|f| words::long(f.value))),
    ];
    let mut links = Vec::new();
    let replaced = d.supersedes.as_ref().and_then(|old| link(site, &old.value, root));
    links.extend(replaced.map(|link| ("Replaces", link)));
    let successor = d.id.as_ref().and_then(|id| back.successor.get(id));
    let successor = successor.and_then(|i| link(site, site.assessed.ledger.decisions[*i].id.as_ref()?, root));
    links.extend(successor.map(|link| ("Replaced by", link)));
    let inputs = d.id.as_ref().and_then(|id| back.inputs.get(id)).map_or(&[][..], Vec::as_slice);
    for i in inputs.iter().take(INPUTS) {
        let f = &site.assessed.ledger.loops[*i].feedback;
        let name = site.register.name(&f.from).unwrap_or_default();
        let text = format!("{name}: \u{201c}{}\u{201d}", f.text);
        links.push(("After hearing", Link { text, href: Some(format!("{root}{}", feedback::href(site, *i))) }));
    }
    let (state, class) = state(d, as_of);
    Entry {
        anchor: d.id.as_ref().map(anchor),
        title: words::sentence(&d.title),
        state,
        class,
        source: site.source(d.place, root),
        people,
        options: d.options.iter().map(|o| o.value.clone()).collect(),
        texts: texts.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
        links,
    }
}

fn state(d: &Decision, as_of: Date) -> (String, &'static str) {
    let on = decided(d).map(|on| format!(" {}", words::long(on))).unwrap_or_default();
    match d.status {
        DecisionStatus::Proposed => match d.needed_by.as_ref().map(|f| f.value) {
            Some(by) if by < as_of => {
                let late = words::days(words::days_between(by, as_of));
                (format!("Was needed by {}, {late} ago", words::spoken(by, as_of)), "risk")
            }
            Some(by) => match words::days_between(as_of, by) {
                0 => ("Needed today".to_owned(), "watch"),
                n => (format!("Needed by {}, in {}", words::spoken(by, as_of), words::days(n)), ""),
            },
            None => {
                let proposed = d.proposed.as_ref().map(|p| format!("Proposed {}", words::spoken(p.value, as_of)));
                (proposed.unwrap_or_else(|| "Proposed".to_owned()), "")
            }
        },
        DecisionStatus::Accepted => (format!("Decided{on}"), ""),
        DecisionStatus::Rejected => (format!("Rejected{on}"), ""),
        DecisionStatus::Deprecated => (format!("Decided{on}, no longer in force"), ""),
        DecisionStatus::Superseded => (format!("Decided{on}, replaced since"), ""),
    }
}

/// Whether there is any decision to list.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.assessed.ledger.decisions.is_empty()
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let shelf = &site.shelves.decisions;
    let back = Back::new(site.assessed);
    let mut pages = shelf
        .sheets
        .par_iter()
        .map(|sheet| Ok((shelf.path(sheet), other(site, sheet, &back)?)))
        .collect::<Result<Vec<_>, TemplateError>>()?;
    pages.push(("decisions.html".to_owned(), first(site, &back)?));
    Ok(pages)
}

fn first(site: &Site<'_>, back: &Back<'_>) -> Result<Vec<u8>, TemplateError> {
    let shelf = &site.shelves.decisions;
    let (open, done) = lists(site.assessed);
    let (first_open, first_done) = shown(site.assessed);
    let mut parts = Vec::new();
    for (title, key, list, n) in [("Open", "open", &open, first_open), ("Decided", "decided", &done, first_done)] {
        let n = n.min(list.len());
        let more = list.get(n).map(|next| Link {
            text: format!("{} more", words::figure(list.len() - n)),
            href: Some(shelf.page_of(*next)),
        });
        let list: Vec<Entry> = list[..n].iter().map(|i| entry(site, *i, back, "")).collect();
        if !list.is_empty() {
            parts.push(Part { title: title.to_owned(), key, list, more });
        }
    }
    let (finding, said) = finding(site, &open, &done);
    let page = Page { finding, said, parts, sheets: shelf.links(None) };
    site.page("decisions.html", "Decisions", "decisions", "", &page)
}

fn other(site: &Site<'_>, sheet: &Sheet, back: &Back<'_>) -> Result<Vec<u8>, TemplateError> {
    let list = sheet.of.iter().map(|i| entry(site, *i, back, "../")).collect();
    let page = Page {
        finding: words::sentence(&format!(
            "{}, {}",
            words::counted(sheet.of.len(), "more decision", "more decisions"),
            sheet.name
        )),
        said: Vec::new(),
        parts: vec![Part { title: words::sentence(&sheet.name), key: "list", list, more: None }],
        sheets: site.shelves.decisions.links(Some(sheet)),
    };
    site.page("decisions.html", &format!("Decisions, {}", sheet.name), "decisions", "../", &page)
}

/// What is open and by when, and how often those who count were heard first.
fn finding(site: &Site<'_>, open: &[usize], done: &[usize]) -> (String, Vec<String>) {
    let all = &site.assessed.ledger.decisions;
    let as_of = site.assessed.as_of;
    let mut said = Vec::new();
    let told: Vec<Heard<'_>> =
        done.iter().map(|i| &all[*i]).filter(|d| d.consulted.is_some()).map(|d| heard(site, d)).collect();
    let late = told.iter().filter(|h| !h.missing.is_empty() || !h.after.is_empty()).count();
    if site.claims_absence && !told.is_empty() {
        said.push(match (late, told.len()) {
            (0, 1) => "Before the one decision on record everyone who counts was heard.".to_owned(),
            (0, n) => format!("Before each of {} decisions on record everyone who counts was heard.", words::number(n)),
            (1, 1) => "In the one decision on record someone who counts was heard too late or not at all.".to_owned(),
            (l, n) => format!(
                "In {} of {} decided, someone who counts was heard too late or not at all.",
                words::number(l),
                words::number(n)
            ),
        });
    }
    let finding = if open.is_empty() {
        let taken = words::sentence(&words::counted(done.len(), "decision", "decisions"));
        match done.first().and_then(|i| decided(&all[*i])) {
            Some(last) => format!("{taken} taken, the last on {}, and none open", words::spoken(last, as_of)),
            None => format!("{taken}, none open"),
        }
    } else {
        let first = open.first().and_then(|i| all[*i].needed_by.as_ref()).map(|f| f.value);
        let are = words::counted(open.len(), "decision is open", "decisions are open");
        let by = match first {
            Some(by) if by < as_of => {
                let what = if open.len() == 1 { "it was" } else { "the first was" };
                format!("; {what} needed {} ago", words::days(words::days_between(by, as_of)))
            }
            Some(by) => {
                let what = if open.len() == 1 { "needed" } else { "the first needed" };
                format!(", {what} by {}", words::spoken(by, as_of))
            }
            None => String::new(),
        };
        if !done.is_empty() {
            said.insert(0, format!("{} taken.", words::sentence(&words::counted(done.len(), "decision", "decisions"))));
        }
        format!("{}{by}", words::sentence(&are))
    };
    (finding, said)
}
