//! Expectations by stakeholder, each with the promise or milestone that answers it and how that stands. "Unanswered" is
//! said only where this edition could see an answer.

use serde::Serialize;

use super::ledger::{self, Result as Mark};
use super::shelf::Shelf;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{promises, words};
use crate::assess::Fate;
use crate::register::{Expectation, Id, Milestone, Stakeholder};

/// The most on a page.
const LONGEST: usize = 130;

/// What answers an expectation, and how it stands.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) result: Option<Mark>,
    pub(super) by: Option<Link>,
    pub(super) note: String,
    #[serde(skip)]
    pub(super) state: State,
}

/// How an expectation stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Its promise is kept, its milestone done.
    Met,
    /// Something answers it that is on its way.
    Underway,
    /// What answers it is late.
    Late,
    /// Nothing answers it, or what did was called off.
    Unanswered,
    /// This edition can't tell.
    Unknown,
}

/// The answer to an expectation of someone: a milestone, else a promise, to them before one to others.
pub(super) fn answer(site: &Site<'_>, who: &Id, e: &Expectation, root: &str) -> Answer {
    if let Some(milestone) = e.milestone.as_ref().and_then(|id| site.register.milestones.get(id)) {
        return by_milestone(site, milestone, root);
    }
    let all = &site.assessed.ledger.commitments;
    let candidates =
        e.commitment.as_ref().and_then(|id| site.shelves.promises_of.get(id)).map_or(&[][..], Vec::as_slice);
    let to_them = candidates.iter().find(|i| all[**i].to == *who);
    match to_them.or(candidates.first()) {
        Some(i) => by_promise(site, *i, root),
        None if site.claims_absence => {
            let result = Some(Mark::new("risk", "m-risk", "Unanswered"));
            Answer { result, by: None, note: String::new(), state: State::Unanswered }
        }
        None => Answer { result: None, by: None, note: String::new(), state: State::Unknown },
    }
}

fn by_promise(site: &Site<'_>, i: usize, root: &str) -> Answer {
    let as_of = site.assessed.as_of;
    let c = &site.assessed.ledger.commitments[i];
    let state = match c.fate {
        Fate::Done => State::Met,
        Fate::Open => State::Underway,
        Fate::Overdue => State::Late,
        Fate::Cancelled => State::Unanswered,
    };
    let result = match c.fate {
        Fate::Open => Mark::new("", "m-wait", "Promised"),
        _ => ledger::fate(c, as_of),
    };
    let from = site.register.name(&c.from).map(|name| format!("by {name}"));
    let due = match (c.fate, c.due, c.done) {
        (Fate::Done, _, Some(done)) => Some(format!("done {}", words::short(done, as_of))),
        (_, Some(due), _) => Some(format!("due {}", words::short(due, as_of))),
        _ => None,
    };
    let parts: Vec<String> = [from, due].into_iter().flatten().collect();
    let by = Link { text: words::sentence(&c.text), href: Some(format!("{root}{}", promises::href(site, i))) };
    Answer { result: Some(result), by: Some(by), note: parts.join(", "), state }
}

fn by_milestone(site: &Site<'_>, m: &Milestone, root: &str) -> Answer {
    let as_of = site.assessed.as_of;
    let forecast = m.forecasts.last().map_or(m.baseline_date, |f| f.value.date);
    let after = words::days_between(m.baseline_date, m.done.as_ref().map_or(forecast, |d| d.value));
    let late = if after > 0 { format!(", {} after the first date", words::days(after)) } else { String::new() };
    let (result, note, state) = match m.done.as_ref().map(|d| d.value) {
        Some(done) => {
            let note = format!("done {}{late}", words::short(done, as_of));
            (Mark::new("ok", "m-ok", "Done"), note, State::Met)
        }
        None if forecast < as_of => {
            let note = format!("was to come on {}", words::short(forecast, as_of));
            let days = words::days(words::days_between(forecast, as_of));
            (Mark::new("risk", "m-risk", format!("{days} late")), note, State::Late)
        }
        None => {
            let note = format!("forecast {}{late}", words::short(forecast, as_of));
            let mark = if after > 0 {
                Mark::new("watch", "m-watch", "Slipped")
            } else {
                Mark::new("", "m-wait", "On its way")
            };
            (mark, note, if after > 0 { State::Late } else { State::Underway })
        }
    };
    let href = site.milestone_at.get(&m.id).map(|href| format!("{root}{href}"));
    Answer { result: Some(result), by: Some(Link { text: m.title.clone(), href }), note, state }
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    people: Vec<Person>,
    sheets: Vec<Link>,
    states: bool,
}

#[derive(Serialize)]
struct Person {
    who: Link,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    what: String,
    on: Option<words::Day>,
    answer: Answer,
}

/// Whether anyone's expectation is known.
pub(super) fn has(site: &Site<'_>) -> bool {
    site.register.stakeholders.values().any(|s| !s.expectations.is_empty())
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let people = site.assessed.order.iter().filter_map(|id| site.register.stakeholders.get(id));
    let all: Vec<(&Stakeholder, &Expectation)> =
        people.flat_map(|s| s.expectations.iter().map(move |e| (s, &e.value))).collect();
    let indexes: Vec<usize> = (0..all.len()).collect();
    let n = LONGEST.min(all.len());
    let mut shelf = Shelf::new("expectations");
    shelf.parts("more", "more", &indexes[n..], LONGEST);
    let mut pages = Vec::new();
    for sheet in &shelf.sheets {
        let what = words::counted(sheet.of.len(), "more expectation", "more expectations");
        let page = Page {
            finding: words::sentence(&what),
            said: Vec::new(),
            people: grouped(site, sheet.of.iter().map(|i| all[*i]), "../"),
            sheets: shelf.links(Some(sheet)),
            states: true,
        };
        let title = format!("Expectations, {}", sheet.name);
        pages.push((shelf.path(sheet), site.page("expectations.html", &title, "expectations", "../", &page)?));
    }
    let states: Vec<State> = all.iter().map(|(s, e)| answer(site, &s.id, e, "").state).collect();
    let (finding, said) = finding(site, &states);
    let people = grouped(site, all[..n].iter().copied(), "");
    let shown = states.iter().any(|s| *s != State::Unknown);
    let page = Page { finding, said, people, sheets: shelf.links(None), states: shown };
    let page = site.page("expectations.html", "Expectations", "expectations", "", &page)?;
    pages.push(("expectations.html".to_owned(), page));
    Ok(pages)
}

fn grouped<'s>(
    site: &Site<'_>,
    all: impl Iterator<Item = (&'s Stakeholder, &'s Expectation)>,
    root: &str,
) -> Vec<Person> {
    let mut people: Vec<(&Id, Person)> = Vec::new();
    for (s, e) in all {
        let row = Row {
            what: e.what.clone(),
            on: e.on.map(|d| words::Day::short(d, site.assessed.as_of)),
            answer: answer(site, &s.id, e, root),
        };
        if let Some((_, person)) = people.last_mut().filter(|(id, _)| *id == &s.id) {
            person.rows.push(row);
        } else {
            let who = site.person(&s.id, root).unwrap_or_else(|| Link { text: s.name.clone(), href: None });
            people.push((&s.id, Person { who, rows: vec![row] }));
        }
    }
    people.into_iter().map(|(_, person)| person).collect()
}

fn finding(site: &Site<'_>, states: &[State]) -> (String, Vec<String>) {
    let of = |state| states.iter().filter(|s| **s == state).count();
    let (met, late, open) = (of(State::Met), of(State::Late), of(State::Unanswered));
    let n = words::number(states.len());
    let mut said = Vec::new();
    let finding = match (open, states.len()) {
        _ if !site.claims_absence => {
            words::sentence(&words::counted(states.len(), "expectation", "expectations")) + " on file"
        }
        (0, 1) => "The one expectation on file has an answer".to_owned(),
        (0, _) => format!("Each of {n} expectations has a promise or milestone that answers it"),
        (1, 1) => "Nothing answers the one expectation on file".to_owned(),
        (o, all) if o == all => format!("Nothing answers any of {n} expectations"),
        (1, _) => format!("Nothing answers one of {n} expectations"),
        (o, _) => format!("Nothing answers {} of {n} expectations", words::number(o)),
    };
    if late > 0 {
        said.push(format!(
            "{} on a promise or milestone that is late.",
            words::sentence(&words::counted(late, "hangs", "hang"))
        ));
    }
    if met > 0 {
        said.push(format!("{} met.", words::sentence(&words::counted(met, "is", "are"))));
    }
    (finding, said)
}
