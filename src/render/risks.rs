//! Risks: the highest exposure first, each with its readings in words and how they moved, the effect, who owns it and
//! what would make it green; closed ones after.

use jiff::civil::Date;
use serde::Serialize;

use super::shelf::Shelf;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::words;
use crate::register::{Response, Risk};

/// The most on a page.
const LONGEST: usize = 60;
/// Readings shown of one risk, the newest.
const READINGS: usize = 6;

const PROBABILITY: [&str; 5] = ["rare", "unlikely", "possible", "likely", "almost certain"];
const IMPACT: [&str; 5] = ["slight", "minor", "moderate", "major", "severe"];

fn word(scale: &[&'static str; 5], value: u8) -> &'static str {
    scale[usize::from(value.clamp(1, 5)) - 1]
}

/// Probability times impact, 1 to 25; 0 where nobody has read it.
pub(super) fn exposure(risk: &Risk) -> u8 {
    risk.readings.last().map_or(0, |r| r.value.1.saturating_mul(r.value.2))
}

fn first_exposure(risk: &Risk) -> u8 {
    risk.readings.first().map_or(0, |r| r.value.1.saturating_mul(r.value.2))
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
    title: &'static str,
    key: &'static str,
    said: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    anchor: String,
    event: String,
    source: Option<Link>,
    exposure: Option<u8>,
    words: String,
    moved: String,
    readings: String,
    texts: Vec<(&'static str, String)>,
    owner: Option<Link>,
    when: &'static str,
    day: Option<words::Day>,
    /// Days past the review.
    past: Option<String>,
}

fn row(site: &Site<'_>, risk: &Risk, root: &str) -> Row {
    let as_of = site.assessed.as_of;
    let last = risk.readings.last().map(|r| r.value);
    let newest = &risk.readings[risk.readings.len().saturating_sub(READINGS)..];
    let mut steps: Vec<String> = newest.iter().map(|r| r.value.1.saturating_mul(r.value.2).to_string()).collect();
    if newest.len() < risk.readings.len() {
        steps.insert(0, "\u{2026}".to_owned());
    }
    let (was, is) = (first_exposure(risk), exposure(risk));
    let moved = match risk.readings.first().filter(|_| risk.readings.len() > 1).map(|r| r.value.0) {
        None => String::new(),
        Some(on) => {
            let word = match is.cmp(&was) {
                std::cmp::Ordering::Greater => "up",
                std::cmp::Ordering::Less => "down",
                std::cmp::Ordering::Equal => "the same as",
            };
            let from = if is == was { "" } else { " from" };
            format!("{word}{from} {was} on {}", words::short(on, as_of))
        }
    };
    let text = |field: &Option<crate::register::Labelled<String>>| field.as_ref().map(|f| words::sentence(&f.value));
    let response = risk.response.as_ref().map(|r| responds(r.value));
    let path = match (response, text(&risk.path_to_green)) {
        (Some(word), Some(path)) => Some(format!("{word}. {path}")),
        (Some(word), None) => Some(word.to_owned()),
        (None, path) => path,
    };
    let category = risk.category.as_ref().map(|c| words::sentence(&c.value.replace('-', " ")));
    let texts =
        [("Effect", text(&risk.effect)), ("Cause", text(&risk.cause)), ("Path to green", path), ("Kind", category)];
    let closed = risk.closed.as_ref().map(|c| c.value);
    let review = risk.review_by.as_ref().map(|r| r.value);
    let past = review.filter(|day| closed.is_none() && *day < as_of);
    Row {
        anchor: format!("r-{}", risk.id),
        event: words::sentence(&risk.event),
        source: site.source(risk.place, root),
        exposure: last.map(|_| is),
        words: last.map_or_else(
            || "not read yet".to_owned(),
            |(_, p, i)| format!("{} ({p}) \u{d7} {} ({i})", word(&PROBABILITY, p), word(&IMPACT, i)),
        ),
        moved,
        readings: if steps.len() > 2 { steps.join(" \u{2192} ") } else { String::new() },
        texts: texts.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
        owner: risk.owner.as_ref().and_then(|id| site.person(id, root)),
        when: if closed.is_some() { "Closed" } else { "Look again by" },
        day: closed.or(review).map(|d| words::Day::short(d, as_of)),
        past: past.map(|day| format!("{} past", words::days(words::days_between(day, as_of)))),
    }
}

fn responds(response: Response) -> &'static str {
    match response {
        Response::Avoid => "We avoid it",
        Response::Mitigate => "We lessen it",
        Response::Transfer => "We pass it on",
        Response::Accept => "We accept it",
        Response::Escalate => "We take it higher",
    }
}

/// Whether there is any risk to list.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.register.risks.is_empty()
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let mut all: Vec<&Risk> = site.register.risks.values().collect();
    let closed = |r: &Risk| r.closed.as_ref().map(|c| c.value);
    all.sort_by_key(|r| {
        let order = closed(r).map_or((u8::MAX - exposure(r), Date::MAX), |_| (0, Date::MAX));
        (closed(r).is_some(), order.0, std::cmp::Reverse(closed(r)), r.opened)
    });
    let mut shelf = Shelf::new("risks");
    let rest: Vec<usize> = (LONGEST.min(all.len())..all.len()).collect();
    shelf.parts("more", "more", &rest, LONGEST);
    let parts = |of: &[&Risk], root: &str| {
        let (open, shut): (Vec<&Risk>, Vec<&Risk>) = of.iter().copied().partition(|r| closed(r).is_none());
        let part = |title, key, said, list: Vec<&Risk>| Part {
            title,
            key,
            said,
            rows: list.into_iter().map(|r| row(site, r, root)).collect(),
        };
        let mut parts = vec![
            part("Open", "open", "Exposure is probability times impact, each from 1 to 5.", open),
            part("Closed", "closed", "", shut),
        ];
        parts.retain(|part| !part.rows.is_empty());
        parts
    };
    let mut pages = Vec::new();
    for sheet in &shelf.sheets {
        let of: Vec<&Risk> = sheet.of.iter().map(|i| all[*i]).collect();
        let page = Page {
            finding: words::sentence(&words::counted(of.len(), "more risk", "more risks")),
            said: Vec::new(),
            parts: parts(&of, "../"),
            sheets: shelf.links(Some(sheet)),
        };
        pages.push((shelf.path(sheet), site.page("risks.html", "Risks", "risks", "../", &page)?));
    }
    let open: Vec<&Risk> = all.iter().copied().filter(|r| closed(r).is_none()).collect();
    let (finding, said) = finding(site.assessed.as_of, &open, all.len() - open.len());
    let first = &all[..LONGEST.min(all.len())];
    let page = Page { finding, said, parts: parts(first, ""), sheets: shelf.links(None) };
    pages.push(("risks.html".to_owned(), site.page("risks.html", "Risks", "risks", "", &page)?));
    Ok(pages)
}

/// The gravest, and how the open ones moved.
fn finding(as_of: Date, open: &[&Risk], closed: usize) -> (String, Vec<String>) {
    let Some(gravest) = open.first() else {
        return (format!("No risk is open, {} closed", words::number(closed)), Vec::new());
    };
    let read = || open.iter().filter(|r| r.readings.len() > 1);
    let (up, down) = (
        read().filter(|r| exposure(r) > first_exposure(r)).count(),
        read().filter(|r| exposure(r) < first_exposure(r)).count(),
    );
    let finding = match (up, open.len()) {
        (0, 1) => "One risk is open, and it has not grown".to_owned(),
        (1, 1) => "One risk is open, and it has grown".to_owned(),
        (0, n) => format!("None of {} open risks has grown since it was first read", words::number(n)),
        (1, n) => format!("One of {} open risks has grown since it was first read", words::number(n)),
        (u, n) => format!(
            "{} of {} open risks have grown since they were first read",
            words::sentence(&words::number(u)),
            words::number(n)
        ),
    };
    let mut said = Vec::new();
    if exposure(gravest) > 0 {
        let event = words::sentence(&gravest.event);
        said.push(format!("The gravest, at {} of 25: {}.", exposure(gravest), event.trim_end_matches('.')));
    }
    if down > 0 {
        said.push(format!("{} shrunk.", words::sentence(&words::counted(down, "has", "have"))));
    }
    let late = open.iter().filter(|r| r.review_by.as_ref().is_some_and(|d| d.value < as_of)).count();
    if late > 0 {
        said.push(format!("{} past the day to look again.", words::sentence(&words::counted(late, "is", "are"))));
    }
    (finding, said)
}
