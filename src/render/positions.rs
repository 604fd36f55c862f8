//! Positions by topic: where everyone stands on what, in the words it was noted in, as last known; who is at odds over a
//! topic or a decision, and the goals with something that people at odds elsewhere both support. A position tied to a goal
//! says nothing on the goal itself, so the tie stands beside the topic.

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

/// What a position bears on besides its topic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie<'a> {
    Decision(&'a Id),
    Goal(&'a Id),
}

impl<'a> Tie<'a> {
    fn of(position: &'a Position) -> impl Iterator<Item = Self> {
        let decision = position.decision.as_ref().map(Self::Decision);
        decision.into_iter().chain(position.goal.as_ref().map(Self::Goal))
    }

    /// What it is, and the way to it; `None` where this edition doesn't have it.
    fn link(self, site: &Site<'_>, root: &str) -> Option<(&'static str, Link)> {
        match self {
            Self::Decision(id) => Some(("Decision", decisions::link(site, id, root)?)),
            Self::Goal(id) => {
                let text = site.register.goals.get(id)?.title.clone();
                Some(("Goal", Link { text, href: site.goal_at.get(id).map(|href| format!("{root}{href}")) }))
            }
        }
    }
}

/// Someone on a topic: who, newest, the last one that differed.
type Held<'a> = (&'a Id, &'a Position, Option<&'a Position>);

/// A topic with the newest stance of everyone who has one.
struct Topic<'a> {
    title: String,
    ties: BTreeSet<Tie<'a>>,
    /// By stance, those in favour first.
    people: Vec<Held<'a>>,
}

impl Topic<'_> {
    fn is_divided(&self) -> bool {
        let stances = || self.people.iter().map(|(_, p, _)| p.stance);
        stances().any(|s| s > 0) && stances().any(|s| s < 0)
    }
}

/// Every topic, those that divide people first, then the most talked about.
fn topics<'a>(site: &Site<'a>) -> Vec<Topic<'a>> {
    let mut found: BTreeMap<String, BTreeMap<&'a Id, Vec<&'a Position>>> = BTreeMap::new();
    for s in site.register.stakeholders.values() {
        for position in s.positions.iter().map(|p| &p.value) {
            let key = position.topic.trim().to_lowercase();
            found.entry(key).or_default().entry(&s.id).or_default().push(position);
        }
    }
    let mut topics: Vec<Topic<'a>> = found.into_values().map(topic).collect();
    topics.sort_by_key(|t| (!t.is_divided(), std::cmp::Reverse(t.people.len())));
    topics
}

fn topic<'a>(people: BTreeMap<&'a Id, Vec<&'a Position>>) -> Topic<'a> {
    let title = people.values().flatten().max_by_key(|p| p.on).map(|p| p.topic.clone()).unwrap_or_default();
    let mut people: Vec<_> = people
        .into_iter()
        .filter_map(|(who, mut list)| {
            list.sort_by_key(|p| p.on);
            let newest = *list.last()?;
            Some((who, newest, list.into_iter().rev().find(|p| p.stance != newest.stance)))
        })
        .collect();
    people.sort_by_key(|(_, p, _)| (std::cmp::Reverse(p.stance), std::cmp::Reverse(p.on)));
    let ties = people.iter().flat_map(|(_, p, _)| Tie::of(p)).collect();
    Topic { title, ties, people }
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
    title: String,
    /// What the topic bears on, where that is the same for everyone.
    ties: Vec<(&'static str, Link)>,
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
    /// What this position bears on, where others on the topic bear on something else.
    ties: Vec<(&'static str, Link)>,
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
    let is_same = topic.people.iter().all(|(_, p, _)| Tie::of(p).eq(topic.ties.iter().copied()));
    let links = |ties: &mut dyn Iterator<Item = Tie<'_>>| ties.filter_map(|t| t.link(site, root)).collect::<Vec<_>>();
    let rows = topic.people.iter().take(CROWD).map(|(who, p, old)| Row {
        who: site.person(who, root).unwrap_or_else(|| Link { text: String::new(), href: None }),
        stance: stance(p.stance).0,
        x: place(p.stance),
        old: old.map(|o| place(o.stance)),
        was: old.map(|o| format!("{} on {}", stance(o.stance).1, words::short(o.on, as_of))).unwrap_or_default(),
        note: p.note.clone(),
        ties: if is_same { Vec::new() } else { links(&mut Tie::of(p)) },
        on: words::Day::short(p.on, as_of),
    });
    Shown {
        anchor: anchor(at),
        title: topic.title.clone(),
        ties: if is_same { links(&mut topic.ties.iter().copied()) } else { Vec::new() },
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
    let quarrels = quarrels(site, &topics);
    let common = common(site, &topics, &quarrels);
    let conflicts = quarrels.iter().take(FOUND).map(|q| conflict(site, &shelf, &topics, q)).collect();
    let (finding, said) = finding(&topics, &quarrels, common.len());
    let topics = first.iter().map(|i| shown(site, *i, &topics[*i], "")).collect();
    let page = Page { finding, said, conflicts, common, topics, sheets: shelf.links(None) };
    pages.push(("positions.html".to_owned(), site.page("positions.html", "Positions", "positions", "", &page)?));
    Ok(pages)
}

/// People who stand against each other over a topic, or over a decision that several topics bear on.
struct Quarrel<'a> {
    /// The topic's place; `None` over a decision.
    topic: Option<usize>,
    over: Link,
    pro: Vec<Held<'a>>,
    con: Vec<Held<'a>>,
}

fn quarrels<'a>(site: &Site<'a>, topics: &[Topic<'a>]) -> Vec<Quarrel<'a>> {
    let sides = |all: Vec<Held<'a>>| {
        let (pro, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, p, _)| p.stance > 0);
        (pro, rest.into_iter().filter(|(_, p, _)| p.stance < 0).collect::<Vec<_>>())
    };
    let mut found = Vec::new();
    let mut bearing: BTreeMap<&'a Id, Vec<(usize, Held<'a>)>> = BTreeMap::new();
    for (at, topic) in topics.iter().enumerate() {
        if topic.is_divided() {
            let (pro, con) = sides(topic.people.clone());
            let over = Link { text: topic.title.clone(), href: None };
            found.push(Quarrel { topic: Some(at), over, pro, con });
        }
        for held in &topic.people {
            if let Some(decision) = &held.1.decision {
                bearing.entry(decision).or_default().push((at, *held));
            }
        }
    }
    for (decision, all) in bearing {
        // On one topic only, its own finding says it.
        if all.iter().all(|(at, _)| *at == all[0].0) {
            continue;
        }
        let (pro, con) = sides(all.into_iter().map(|(_, held)| held).collect());
        // Someone who stands on both sides is at odds with nobody by that.
        let is_other = pro.first().is_some_and(|p| con.iter().any(|c| c.0 != p.0))
            || con.first().is_some_and(|c| pro.iter().any(|p| p.0 != c.0));
        if let Some(over) = decisions::link(site, decision, "").filter(|_| is_other) {
            found.push(Quarrel { topic: None, over, pro, con });
        }
    }
    found
}

fn finding(topics: &[Topic<'_>], quarrels: &[Quarrel<'_>], common: usize) -> (String, Vec<String>) {
    let n = topics.len();
    let divided = quarrels.iter().filter(|q| q.topic.is_some()).count();
    let finding = match (divided, quarrels, n) {
        (0, [], 1) => "On the one topic on file nobody is at odds".to_owned(),
        (0, [], n) => format!("On {} topics nobody is at odds", words::number(n)),
        (0, [one], _) => format!("One decision divides people: {}", one.over.text),
        (0, many, _) => format!("{} decisions divide people", words::sentence(&words::number(many.len()))),
        (1, ..) => format!("One topic divides people: {}", topics[0].title),
        (d, _, n) => format!("{} of {} topics divide people", words::sentence(&words::number(d)), words::number(n)),
    };
    let said = match (quarrels, common) {
        ([], _) => Vec::new(),
        (_, 0) => vec!["No goal is on file with something that both sides support.".to_owned()],
        _ => vec!["People who differ want some of the same things: see the common ground.".to_owned()],
    };
    (finding, said)
}

/// Who stands against whom.
fn conflict(site: &Site<'_>, shelf: &Shelf, topics: &[Topic<'_>], quarrel: &Quarrel<'_>) -> Found {
    let names = |of: &[Held<'_>]| {
        let names = of.iter().filter_map(|(who, p, _)| {
            let on = if quarrel.topic.is_some() { String::new() } else { format!(" \u{201c}{}\u{201d}", p.topic) };
            Some(format!("{} ({}{on})", site.register.name(who)?, stance(p.stance).0))
        });
        commitments::listed(names.take(CROWD).collect())
    };
    let text = format!("{} against {}", names(&quarrel.pro), names(&quarrel.con));
    let Some(at) = quarrel.topic else {
        return Found { topic: quarrel.over.clone(), text };
    };
    let page = shelf.page_of(at);
    let page = if page == "positions.html" { "" } else { page.as_str() };
    let href = format!("{page}#{}", anchor(at));
    Found { topic: Link { text: topics[at].title.clone(), href: Some(href) }, text }
}

/// Goals with something that someone on each side of a quarrel supports.
fn common(site: &Site<'_>, topics: &[Topic<'_>], quarrels: &[Quarrel<'_>]) -> Vec<String> {
    // By who and goal, the topics: one and the same topic can't be what divides and what unites.
    let mut supported: BTreeMap<&Id, BTreeMap<&Id, BTreeSet<usize>>> = BTreeMap::new();
    for (at, topic) in topics.iter().enumerate() {
        for (who, p, _) in topic.people.iter().filter(|(_, p, _)| p.stance > 0) {
            if let Some(goal) = &p.goal {
                supported.entry(who).or_default().entry(goal).or_default().insert(at);
            }
        }
    }
    let mut said = Vec::new();
    for quarrel in quarrels {
        let mut sides: BTreeMap<&Id, (BTreeSet<&Id>, BTreeSet<&Id>)> = BTreeMap::new();
        for (held, is_pro) in quarrel.pro.iter().map(|h| (h, true)).chain(quarrel.con.iter().map(|h| (h, false))) {
            for (goal, at) in supported.get(held.0).into_iter().flatten() {
                if at.iter().any(|at| Some(*at) != quarrel.topic) {
                    let (pro, con) = sides.entry(goal).or_default();
                    if is_pro { pro } else { con }.insert(held.0);
                }
            }
        }
        for (goal, (pro, con)) in sides {
            let Some(goal) = site.register.goals.get(goal) else { continue };
            if con.is_subset(&pro) || pro.is_subset(&con) || said.len() >= FOUND {
                continue;
            }
            let all = pro.iter().chain(con.difference(&pro));
            let names = all.take(CROWD).filter_map(|id| site.register.name(id)).map(str::to_owned);
            said.push(format!(
                "{} differ over \u{201c}{}\u{201d}, and support something that bears on the goal \u{201c}{}\u{201d}",
                commitments::listed(names.collect()),
                quarrel.over.text,
                goal.title
            ));
        }
    }
    said
}
