//! Meetings: a page for each note, and lists by month that split into years and months where they grow long.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::html::{self, Setting};
use super::rows::{self, Markup};
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::words;
use crate::register::{Attendee, Note};

/// The most notes on one list.
const LONGEST: usize = 250;
/// People named in a list's row.
const NAMED: usize = 4;

const ROOT: &str = "../";

#[derive(Serialize)]
struct List {
    title: String,
    finding: String,
    months: Vec<Month>,
    periods: Vec<Link>,
}

#[derive(Serialize)]
struct Month {
    name: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    on: Option<words::Day>,
    title: Link,
    kind: &'static str,
    who: String,
}

#[derive(Serialize)]
struct Page {
    title: String,
    on: Markup,
    kind: &'static str,
    one_way: bool,
    /// Who was there, excused, absent; what it bears on: items of a list.
    present: Markup,
    regrets: Markup,
    absent: Markup,
    goals: Markup,
    tags: Markup,
    file: String,
    /// Anchors of the lines before the body's first.
    lines: Markup,
    body: Markup,
}

/// The page of one note, by its index.
pub(super) fn page(site: &Site<'_>, i: usize) -> Result<Vec<u8>, TemplateError> {
    let note = &site.register.notes[i];
    let first = note.passages.iter().map(|p| p.line).find(|l| *l > 0).unwrap_or(u32::MAX);
    let (before, within): (BTreeSet<u32>, BTreeSet<u32>) = site.lines_of(i).partition(|l| *l < first);
    let page = Page {
        title: title(note),
        on: day(note),
        kind: note.kind.as_str(),
        one_way: !note.two_way,
        present: people(site, &note.attendees),
        regrets: people(site, &note.regrets),
        absent: people(site, &note.absent),
        goals: items(note.goals.iter().filter_map(|id| site.register.goals.get(id)).map(|g| g.title.as_str())),
        tags: items(note.tags.iter().map(String::as_str)),
        file: site.register.files.get(note.place.file.0 as usize).map(ToString::to_string).unwrap_or_default(),
        lines: before.iter().fold(String::new(), |out, line| out + &format!("<span id=\"L{line}\"></span>")).into(),
        body: markup(site, note, &within).into(),
    };
    site.page("note.html", &page.title, "notes", ROOT, &page)
}

/// What a note says, as markup.
pub(super) fn body(site: &Site<'_>, i: usize) -> String {
    markup(site, &site.register.notes[i], &BTreeSet::new())
}

fn markup(site: &Site<'_>, note: &Note, anchors: &BTreeSet<u32>) -> String {
    let setting = Setting {
        title: &note.title,
        people: &site.people,
        root: ROOT,
        page_of: &|link| site.note_linked(note.place.file, link),
        anchors,
    };
    html::body(note.passages.iter().map(|p| (p.line, &*p.text)), &setting)
}

/// What a note without a title of its own is called in a list that gives its day: its kind alone.
pub(super) fn untitled(note: &Note) -> Option<String> {
    let kind = words::sentence(note.kind.as_str());
    let day = note.title.strip_prefix(kind.as_str())?.strip_prefix(", ")?;
    (note.date.is_some_and(|d| words::long(d).replace('\u{a0}', " ") == day.replace('\u{a0}', " "))).then_some(kind)
}

/// The title of a note, or its kind.
pub(super) fn title(note: &Note) -> String {
    if note.title.is_empty() { words::sentence(note.kind.as_str()) } else { note.title.clone() }
}

/// The note's day, as markup.
fn day(note: &Note) -> Markup {
    let mut out = String::new();
    if let Some(date) = note.date {
        rows::day(&mut out, &words::Day::long(date));
    }
    out.into()
}

/// Items of a list, as markup.
fn items<'t>(texts: impl Iterator<Item = &'t str>) -> Markup {
    let mut out = String::new();
    for text in texts {
        out.push_str("<li>");
        rows::text(&mut out, text);
        out.push_str("</li>");
    }
    out.into()
}

/// People of a note, linked where they have a page, as items of a list.
fn people(site: &Site<'_>, list: &[Attendee]) -> Markup {
    let mut out = String::with_capacity(list.len() * 80);
    for attendee in list {
        let known = attendee.who.as_ref().and_then(|id| site.person(id, ROOT));
        out.push_str("<li>");
        match known {
            Some(link) => rows::link(&mut out, &link),
            None => rows::text(&mut out, &attendee.name),
        }
        out.push_str("</li>");
    }
    out.into()
}

/// Every list: `notes/index.html`, and one for each year or month where one list would be too long.
pub(super) fn lists(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    let notes = &site.register.notes;
    let mut newest: Vec<usize> = (0..notes.len()).collect();
    newest.sort_by_key(|i| (std::cmp::Reverse(notes[*i].date), *i));
    let finding = finding(site);
    if newest.len() <= LONGEST {
        return Ok(vec![("notes/index.html".to_owned(), list(site, "Meetings", finding, &newest, Vec::new())?)]);
    }
    let periods = periods(site, &newest);
    let links = |current: &str| -> Vec<Link> {
        let link = |(name, list): (&String, &Vec<usize>)| Link {
            text: format!("{} ({})", period_name(name), list.len()),
            href: (name != current).then(|| format!("{name}.html")),
        };
        periods.iter().rev().map(link).collect()
    };
    let mut pages =
        vec![("notes/index.html".to_owned(), list(site, "Meetings", finding, &newest[..LONGEST / 5], links(""))?)];
    for (name, of) in &periods {
        let title = format!("Meetings, {}", period_name(name));
        let finding = words::sentence(&words::counted(of.len(), "note", "notes"));
        pages.push((format!("notes/{name}.html"), list(site, &title, finding, of, links(name))?));
    }
    Ok(pages)
}

/// Years, months of a year that is too long for one list, and parts of a month that is; the keys sort by time and are
/// file names.
fn periods(site: &Site<'_>, newest: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let year =
        |i: usize| site.register.notes[i].date.map_or_else(|| "0-undated".to_owned(), |d| format!("{:04}", d.year()));
    let mut years: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in newest {
        years.entry(year(*i)).or_default().push(*i);
    }
    let mut periods: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (name, of) in years {
        if of.len() <= LONGEST {
            periods.insert(name, of);
            continue;
        }
        for i in of {
            let key = site.register.notes[i].date.map_or_else(|| name.clone(), |d| format!("{name}-{:02}", d.month()));
            periods.entry(key).or_default().push(i);
        }
    }
    let in_parts = |(name, of): (String, Vec<usize>)| -> Vec<(String, Vec<usize>)> {
        if of.len() <= LONGEST {
            return vec![(name, of)];
        }
        // From the oldest on, so that what is written today changes the last part only.
        let parts = of.rchunks(LONGEST).enumerate();
        parts.map(|(n, part)| (format!("{name}-part-{:02}", n + 1), part.to_vec())).collect()
    };
    periods.into_iter().flat_map(in_parts).collect()
}

fn period_name(key: &str) -> String {
    if let Some((period, part)) = key.split_once("-part-") {
        return format!("{}, part {}", period_name(period), part.trim_start_matches('0'));
    }
    match key.split_once('-') {
        Some(("0", _)) => "undated".to_owned(),
        Some((year, month)) => {
            let first = format!("{year}-{month}-01").parse::<jiff::civil::Date>();
            first.map_or_else(|_| key.to_owned(), |d| format!("{} {year}", words::month(d)))
        }
        None => key.to_owned(),
    }
}

fn list(
    site: &Site<'_>,
    title: &str,
    finding: String,
    of: &[usize],
    periods: Vec<Link>,
) -> Result<Vec<u8>, TemplateError> {
    let mut months: Vec<Month> = Vec::new();
    for i in of {
        let note = &site.register.notes[*i];
        let name = note.date.map_or_else(|| "Undated".to_owned(), |d| format!("{} {}", words::month(d), d.year()));
        if months.last().is_none_or(|m| m.name != name) {
            months.push(Month { name, rows: Vec::new() });
        }
        if let Some(month) = months.last_mut() {
            month.rows.push(row(site, *i));
        }
    }
    site.page("notes.html", title, "notes", ROOT, &List { title: title.to_owned(), finding, months, periods })
}

fn row(site: &Site<'_>, i: usize) -> Row {
    let note = &site.register.notes[i];
    let theirs = note.attendees.iter().filter(|a| a.who.as_ref().is_none_or(|id| !site.register.is_ours(id)));
    let names: Vec<&str> =
        theirs.map(|a| a.who.as_ref().and_then(|id| site.register.name(id)).unwrap_or(&a.name)).collect();
    let mut shown: Vec<String> = names.iter().take(NAMED).map(|n| (*n).to_owned()).collect();
    if names.len() > NAMED {
        shown.push(format!("{} more", names.len() - NAMED));
    }
    let listed = untitled(note);
    let kind = if listed.is_some() { "" } else { note.kind.as_str() };
    let file = site.note_paths[i].trim_start_matches("notes/").to_owned();
    Row {
        on: note.date.map(|d| words::Day::short(d, site.assessed.as_of)),
        title: Link { text: listed.unwrap_or_else(|| title(note)), href: Some(file) },
        kind,
        who: words::join(&shown),
    }
}

fn finding(site: &Site<'_>) -> String {
    let dates = || site.register.notes.iter().filter_map(|n| n.date);
    let all = words::counted(site.register.notes.len(), "note", "notes");
    let recent = dates().filter(|d| (0..28).contains(&words::days_between(*d, site.assessed.as_of))).count();
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) if first < last => words::sentence(&format!(
            "{all} since {}, {} in the last four weeks",
            words::long(first),
            if recent == 0 { "none".to_owned() } else { words::number(recent) }
        )),
        (Some(only), _) => words::sentence(&format!("{all}, of {}", words::long(only))),
        _ => words::sentence(&format!("{all}, undated")),
    }
}
