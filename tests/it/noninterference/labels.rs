//! Who may see what, by the format's own table and not by the program: the label of a key of a record, of a line of a body, of
//! a whole file.

use std::collections::BTreeSet;

use rapporteur::register::Audience::{self, Leadership, Pm, Team};
use rapporteur::source::{Origin, Role};
use toml::{Table, Value};

use super::world::{Doc, World};

/// Records that are filled with every key of the schema: by their id, or their file.
pub(crate) const FULL: [&str; 12] = [
    "full",
    "Do you trust Dee?",
    "d-full",
    "d-bare",
    "f-full",
    "c-full",
    "stakeholders/full.toml",
    "notes/2026-10-07-dee.md",
    "updates/2026-10-19.md",
    "a-quit",
    "a-secret",
    "a-hush",
];

/// Keys of the format's table that are no narrower than their record, and those that are for the team. Whatever isn't named is
/// for the pm.
const WIDE: [&str; 23] = [
    "stakeholder.formerly",
    "stakeholder.name",
    "stakeholder.title",
    "stakeholder.organisation",
    "stakeholder.kind",
    "stakeholder.group",
    "group.id",
    "group.name",
    "goal.",
    "milestone.",
    "decision.",
    "risk.",
    "pulse.",
    "update.",
    "commitment.",
    "feedback.",
    "note.",
    "config.product",
    "config.organisation",
    "config.as_of",
    "config.time_zone",
    "config.team.id",
    "config.team.name",
];
const FOR_TEAM: [&str; 9] = [
    "stakeholder.plan",
    "stakeholder.positions",
    "stakeholder.concerns",
    "stakeholder.expectations",
    "stakeholder.preferences",
    "stakeholder.priorities",
    "stakeholder.aliases",
    "stakeholder.email",
    "group.plan",
];
/// Of the configuration.
const CONFIG_FOR_TEAM: [&str; 3] = ["config.team.aliases", "config.team.email", "config.notes"];

/// The default label of a record of a kind.
pub(crate) fn default_label(kind: &str) -> Audience {
    match kind {
        "commitment" | "feedback" | "note" => Team,
        "config" => Audience::Everyone,
        _ => Leadership,
    }
}

/// The label of `key` (its path from the kind's name) in a record labelled `record`. `edition` is the one that is looked
/// at: what is written of the others is nothing to it.
pub(crate) fn key_label(key: &str, record: Audience, edition: &str) -> Audience {
    let starts = |list: &[&str]| list.iter().any(|start| key.starts_with(start));
    if key.ends_with(".extra") || key.contains(".extra.") {
        return Pm;
    }
    if let Some(rest) = key.strip_prefix("config.editions.") {
        return if rest == edition || rest.starts_with(&format!("{edition}.")) { Audience::Everyone } else { Pm };
    }
    if key == "config.team" {
        return record;
    }
    if starts(&CONFIG_FOR_TEAM) || starts(&FOR_TEAM) {
        return record.min(Team);
    }
    if !starts(&WIDE) && !key.ends_with(".visibility") {
        return Pm;
    }
    record
}

/// The label of a record, or of a file's front matter.
pub(crate) fn record_label(doc: &Doc, kind: &str, record: &Table) -> Audience {
    if doc.origin == Origin::Private {
        return Pm;
    }
    if kind == "pulse" && record.get("n").and_then(Value::as_integer).is_none_or(|n| n < 5) {
        return Pm;
    }
    let written = record.get("visibility").and_then(Value::as_str);
    written.map_or(default_label(kind), |word| Audience::parse(word).unwrap())
}

/// The label of a whole file that isn't a table.
pub(crate) fn raw_label(doc: &Doc) -> Audience {
    match (doc.origin, doc.role) {
        (Origin::Private, _) | (_, Role::Inbox) => Pm,
        _ => {
            let written = doc.body.iter().take(12).find_map(|line| line.strip_prefix("visibility: "));
            written.map_or(Team, |word| Audience::parse(word).unwrap())
        }
    }
}

/// Stakeholders whom an edition may not know of.
pub(crate) fn hidden_people(world: &World, audience: Audience) -> BTreeSet<String> {
    let of = |doc: &Doc| {
        doc.role == Role::Stakeholder && !record_label(doc, "stakeholder", &doc.table).is_visible_to(audience)
    };
    let stem = |path: &str| path.rsplit('/').next().unwrap().trim_end_matches(".toml").to_owned();
    let known: BTreeSet<String> =
        world.docs.iter().filter(|doc| doc.role == Role::Stakeholder && !of(doc)).map(|doc| stem(&doc.path)).collect();
    let hidden = world.docs.iter().filter(|doc| of(doc)).map(|doc| stem(&doc.path));
    hidden.filter(|id| !known.contains(id)).collect()
}

/// Entries of a list that an edition may not know of, by their id.
pub(crate) fn hidden_ids(world: &World, kind: &str, audience: Audience) -> BTreeSet<String> {
    let lists = world.docs.iter().filter(|doc| doc.role == Role::List && doc.kind.is_some_and(|k| k.name == kind));
    let entries = lists.flat_map(|doc| records(doc).into_iter().map(move |record| (doc, record)));
    let hidden = entries.filter(|(doc, record)| !record_label(doc, kind, record).is_visible_to(audience));
    hidden.filter_map(|(_, record)| Some(record.get("id")?.as_str()?.to_owned())).collect()
}

/// The records of a file.
pub(crate) fn records(doc: &Doc) -> Vec<&Table> {
    let Some(kind) = doc.kind else { return Vec::new() };
    if !kind.is_list {
        return vec![&doc.table];
    }
    let list = doc.table.get(kind.name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table).collect()
}

/// Whether a record drops out of an edition with the people it is about.
pub(crate) fn is_about_hidden(kind: &str, record: &Table, hidden: &BTreeSet<String>) -> bool {
    let is_hidden = |value: &Value| match value {
        Value::String(id) => hidden.contains(id),
        Value::Array(ids) => ids.iter().all(|id| id.as_str().is_some_and(|id| hidden.contains(id))),
        _ => false,
    };
    let keys: &[&str] = match kind {
        "feedback" => &["from"],
        "commitment" => &["from", "to"],
        _ => &[],
    };
    keys.iter().filter_map(|key| record.get(*key)).any(is_hidden)
}

/// A line of a body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) label: Audience,
    pub(crate) kind: LineKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    Blank,
    Heading(usize),
    Item,
    /// In an item, or a row of a table.
    Inner,
    Text,
    Comment,
}

/// The label of each line of a body that is written as those of the proof are: ATX headings, items at the margin.
pub(crate) fn lines(body: &[String], held: Audience) -> Vec<Line> {
    let mut sections: Vec<(usize, Audience)> = Vec::new();
    let mut item: Option<Audience> = None;
    let own = |line: &str, open: &str| {
        let at = line.find(open)? + open.len();
        Audience::parse(line[at..].split([']', '}']).next()?.trim())
    };
    let mut all = Vec::new();
    for line in body {
        let section = sections.last().map_or(held, |(_, label)| *label);
        let level = line.len() - line.trim_start_matches('#').len();
        let marker = line.starts_with("- ") || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
        all.push(if level > 0 {
            sections.retain(|(above, _)| *above < level);
            let above = sections.last().map_or(held, |(_, label)| *label);
            let label = own(line, "{visibility=").map_or(above, |own| own.min(above));
            sections.push((level, label));
            item = None;
            Line { label, kind: LineKind::Heading(level) }
        } else if line.trim().is_empty() {
            Line { label: item.unwrap_or(section), kind: LineKind::Blank }
        } else if line.starts_with("<!--") {
            Line { label: Pm, kind: LineKind::Comment }
        } else if marker {
            let sentiment = if line.contains("(sentiment)") { Pm } else { section };
            let label = own(line, "[visibility::").map_or(section, |own| own.min(section)).min(sentiment);
            item = Some(label);
            Line { label, kind: LineKind::Item }
        } else if line.starts_with(' ') && item.is_some() {
            Line { label: item.unwrap_or(section), kind: LineKind::Inner }
        } else if line.starts_with('|') {
            Line { label: section, kind: LineKind::Inner }
        } else {
            item = None;
            Line { label: section, kind: LineKind::Text }
        });
    }
    all
}
