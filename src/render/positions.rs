//! Positions by topic: where everyone stands on a goal, a decision or anything else, as last known; who is at odds over
//! what, and the goals that people at odds elsewhere both support.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::shelf::Shelf;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{commitments, decisions, words};
use crate::register::{Id, Position};

/// The most rows on a page, and of one topic.
const LONGEST: usize = 130;
const CROWD: usize = 60;
/// The most sentences of each kind of finding.
const FOUND: usize = 12;

/// What makes two positions about the same thing.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Decision(&'a Id),
    Goal(&'a Id),
    Words(String),
}

/// A topic with the newest stance of everyone who has one.
struct Topic<'a> {
    key: Key<'a>,
    title: String,
    /// By stance, those in favour first: (who, newest, the last one that differed).
    people: Vec<(&'a Id, &'a Position, Option<&'a Position>)>,
}

impl Topic<'_> {
    fn is_divided(&self) -> bool {
        let stances = || self.people.iter().map(|(_, p, _)| p.stance);
        stances().any(|s| s > 0) && stances().any(|s| s < 0)
    }
}

/// Every topic, those that divide people first, then the most talked about.
fn topics<'a>(site: &Site<'a>) -> Vec<Topic<'a>> {
    let mut found: BTreeMap<Key<'a>, BTreeMap<&'a Id, Vec<&'a Position>>> = BTreeMap::new();
    for s in site.register.stakeholders.values() {
        for position in s.positions.iter().map(|p| &p.value) {
            let key = match (&position.decision, &position.goal) {
                (Some(decision), _) => Key::Decision(decision),
                (None, Some(goal)) => Key::Goal(goal),
                (None, None) => Key::Words(position.topic.trim().to_lowercase()),
            };
            found.entry(key).or_default().entry(&s.id).or_default().push(position);
        }
    }
    let mut topics: Vec<Topic<'a>> = found.into_iter().map(|(key, people)| topic(site, key, people)).collect();
    topics.sort_by_key(|t| (!t.is_divided(), std::cmp::Reverse(t.people.len())));
    topics
}

fn topic<'a>(site: &Site<'a>, key: Key<'a>, people: BTreeMap<&'a Id, Vec<&'a Position>>) -> Topic<'a> {
    let words = people.values().flatten().max_by_key(|p| p.on).map(|p| p.topic.clone()).unwrap_or_default();
    let title = match &key {
        Key::Goal(id) => site.register.goals.get(*id).map(|g| g.title.clone()),
        Key::Decision(id) => decisions::link(site, id, "").map(|l| l.text),
        Key::Words(_) => None,
    };
    let mut people: Vec<_> = people
        .into_iter()
        .filter_map(|(who, mut list)| {
            list.sort_by_key(|p| p.on);
            let newest = *list.last()?;
            Some((who, newest, list.into_iter().rev().find(|p| p.stance != newest.stance)))
        })
        .collect();
    people.sort_by_key(|(_, p, _)| (std::cmp::Reverse(p.stance), std::cmp::Reverse(p.on)));
    Topic { key, title: title.unwrap_or(words), people }
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    conflicts: Vec<Found>,
    common: Vec<String>,
    topics: Vec<Shown>,
    sheets: Vec<Link>,
}

/// A finding, with the way to its topic.
#[derive(Serialize)]
struct Found {
    topic: Link,
    text: String,
}

#[derive(Serialize)]
struct Shown {
    anchor: String,
    title: Link,
    kind: &'static str,
    rows: Vec<Row>,
    more: usize,
}

#[derive(Serialize)]
struct Row {
    who: Link,
    stance: &'static str,
    x: u16,
    /// Where they stood before, where that was elsewhere.
    old: Option<u16>,
    was: String,
    note: Option<String>,
    on: words::Day,
}

fn place(stance: i8) -> u16 {
    (i16::from(stance.clamp(-2, 2)) * 24 + 54) as u16
}

/// A stance as said of today and of the past.
fn stance(value: i8) -> (&'static str, &'static str) {
    match value {
        ..=-2 => ("opposes", "opposed"),
        -1 => ("has doubts", "had doubts"),
        0 => ("neutral", "was neutral"),
        1 => ("supports", "supported"),
        2.. => ("champions", "championed"),
    }
}

fn shown(site: &Site<'_>, at: usize, topic: &Topic<'_>, root: &str) -> Shown {
    let as_of = site.assessed.as_of;
    let text = topic.title.clone();
    let (kind, href) = match &topic.key {
        Key::Decision(id) => ("Decision", decisions::href(site, id).map(|h| format!("{root}{h}"))),
        Key::Goal(id) => ("Goal", site.goal_at.get(id).map(|href| format!("{root}{href}"))),
        Key::Words(_) => ("", None),
    };
    let rows = topic.people.iter().take(CROWD).map(|(who, p, old)| Row {
        who: site.person(who, root).unwrap_or_else(|| Link { text: String::new(), href: None }),
        stance: stance(p.stance).0,
        x: place(p.stance),
        old: old.map(|o| place(o.stance)),
        was: old.map(|o| format!("{} on {}", stance(o.stance).1, words::short(o.on, as_of))).unwrap_or_default(),
        note: p.note.clone(),
        on: words::Day::short(p.on, as_of),
    });
    Shown {
        anchor: anchor(at),
        title: Link { text, href },
        kind,
        rows: rows.collect(),
        more: topic.people.len().saturating_sub(CROWD),
    }
}

fn anchor(at: usize) -> String {
    format!("topic-{}", at + 1)
}

/// Whether anyone's position is known.
pub(super) fn has(site: &Site<'_>) -> bool {
    site.register.stakeholders.values().any(|s| !s.positions.is_empty())
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let topics = topics(site);
    let mut chunks: Vec<Vec<usize>> = Vec::new();
    let mut rows = usize::MAX;
    for (i, topic) in topics.iter().enumerate() {
        // A heading takes the room of some rows.
        let of = topic.people.len().min(CROWD) + 3;
        rows = rows.saturating_add(of);
        if let Some(chunk) = chunks.last_mut().filter(|_| rows <= LONGEST) {
            chunk.push(i);
        } else {
            chunks.push(vec![i]);
            rows = of;
        }
    }
    let (first, rest) = chunks.split_first().expect("there is a position, so there is a topic");
    let mut shelf = Shelf::new("positions");
    for (n, chunk) in rest.iter().enumerate() {
        let key = (n + 2).to_string();
        shelf.parts(&key, &format!("page {key}"), chunk, usize::MAX);
    }
    let mut pages = Vec::new();
    for sheet in &shelf.sheets {
        let page = Page {
            finding: words::sentence(&words::counted(sheet.of.len(), "more topic", "more topics")),
            said: Vec::new(),
            conflicts: Vec::new(),
            common: Vec::new(),
            topics: sheet.of.iter().map(|i| shown(site, *i, &topics[*i], "../")).collect(),
            sheets: shelf.links(Some(sheet)),
        };
        let title = format!("Positions, {}", sheet.name);
        pages.push((shelf.path(sheet), site.page("positions.html", &title, "positions", "../", &page)?));
    }
    let common = common(site, &topics);
    let divided = topics.iter().enumerate().filter(|(_, t)| t.is_divided());
    let n = divided.clone().count();
    let conflicts = divided.take(FOUND).map(|(i, t)| conflict(site, &shelf, i, t)).collect();
    let (finding, said) = finding(&topics, n, common.len());
    let topics = first.iter().map(|i| shown(site, *i, &topics[*i], "")).collect();
    let page = Page { finding, said, conflicts, common, topics, sheets: shelf.links(None) };
    pages.push(("positions.html".to_owned(), site.page("positions.html", "Positions", "positions", "", &page)?));
    Ok(pages)
}

fn finding(topics: &[Topic<'_>], divided: usize, common: usize) -> (String, Vec<String>) {
    let n = topics.len();
    let finding = match (divided, n) {
        (0, 1) => "On the one topic on file nobody is at odds".to_owned(),
        (0, n) => format!("On {} topics nobody is at odds", words::number(n)),
        (1, _) => format!("One topic divides people: {}", topics[0].title),
        (d, n) => format!("{} of {} topics divide people", words::sentence(&words::number(d)), words::number(n)),
    };
    let said = match (divided, common) {
        (1.., 0) => vec!["No goal is on file that both sides support.".to_owned()],
        (1.., _) => vec!["People who differ want some of the same things: see the common ground.".to_owned()],
        _ => Vec::new(),
    };
    (finding, said)
}

/// Who stands against whom.
fn conflict(site: &Site<'_>, shelf: &Shelf, at: usize, topic: &Topic<'_>) -> Found {
    let names = |wanted: fn(i8) -> bool| {
        let of = topic.people.iter().filter(|(_, p, _)| wanted(p.stance));
        let names = of.filter_map(|(who, p, _)| Some(format!("{} ({})", site.register.name(who)?, stance(p.stance).0)));
        commitments::listed(names.take(CROWD).collect())
    };
    let page = shelf.page_of(at);
    let page = if page == "positions.html" { "" } else { page.as_str() };
    let href = format!("{page}#{}", anchor(at));
    Found {
        topic: Link { text: topic.title.clone(), href: Some(href) },
        text: format!("{} against {}", names(|s| s > 0), names(|s| s < 0)),
    }
}

/// Goals that someone on each side of a divided topic supports.
fn common(site: &Site<'_>, topics: &[Topic<'_>]) -> Vec<String> {
    let mut supported: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
    for (i, topic) in topics.iter().enumerate().filter(|(_, t)| matches!(t.key, Key::Goal(_))) {
        for (who, ..) in topic.people.iter().filter(|(_, p, _)| p.stance > 0) {
            supported.entry(who).or_default().push(i);
        }
    }
    let mut said = Vec::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, topic) in topics.iter().enumerate().filter(|(_, t)| t.is_divided()) {
        let mut sides: BTreeMap<usize, (Vec<&Id>, Vec<&Id>)> = BTreeMap::new();
        for (who, p, _) in topic.people.iter().filter(|(_, p, _)| p.stance != 0) {
            for goal in supported.get(who).into_iter().flatten().filter(|goal| **goal != at) {
                let (pro, con) = sides.entry(*goal).or_default();
                if p.stance > 0 { pro } else { con }.push(who);
            }
        }
        for (goal, (pro, con)) in sides {
            if pro.is_empty() || con.is_empty() || !seen.insert((at, goal)) || said.len() >= FOUND {
                continue;
            }
            let names = pro.iter().chain(&con).take(CROWD).filter_map(|id| site.register.name(id));
            let names = commitments::listed(names.map(str::to_owned).collect());
            said.push(format!(
                "{names} differ over \u{201c}{}\u{201d}, and support the goal \u{201c}{}\u{201d}",
                topic.title, topics[goal].title
            ));
        }
    }
    said
}
