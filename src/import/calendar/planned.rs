//! Meetings ahead: takes who is met when, gives `[[planned]]` entries of their records. An entry that a person wrote or
//! took out stays as it is; one that the import wrote moves and goes with its meeting.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::super::record::{day, line_ends, remembered_in, table_in};
use super::super::text::sum;
use super::super::{Context, Draft, Report};
use crate::register::Id;

/// A meeting with somebody.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    pub(super) who: Id,
    pub(super) key: String,
    pub(super) date: Date,
    pub(super) with: Vec<Id>,
    pub(super) row: u64,
}

/// Writes the meetings ahead; those `gone` (by key, or by key and person) are taken out where the import wrote them.
pub(super) fn write(context: &Context<'_>, ahead: &[Ahead], gone: &[String], report: &mut Report) -> Vec<Draft> {
    let mut by_person: BTreeMap<&Id, Vec<&Ahead>> = BTreeMap::new();
    for one in ahead {
        by_person.entry(&one.who).or_default().push(one);
    }
    let mut whole: BTreeSet<String> = BTreeSet::new();
    let mut single: BTreeSet<(String, String)> = BTreeSet::new();
    for key in gone {
        match key.split_once('\u{0}') {
            Some((key, who)) => drop(single.insert((sum(key), who.to_owned()))),
            None => drop(whole.insert(sum(key))),
        }
    }
    let ids: Vec<&Id> = context.workspace.register.stakeholders.keys().collect();
    let mut drafts = Vec::new();
    for id in ids {
        let path = format!("stakeholders/{id}.toml");
        let Some(was) = context.text(&path) else { continue };
        let mine = by_person.get(id).map(Vec::as_slice).unwrap_or_default();
        if mine.is_empty() && !was.contains("import") {
            continue;
        }
        let Ok(mut document) = was.parse::<DocumentMut>() else { continue };
        let mut said = Vec::new();
        let is_gone = |key: &str| whole.contains(key) || single.contains(&(key.to_owned(), id.to_string()));
        for (key, date) in remembered_in(&document, "ics") {
            if is_gone(&key) && date >= context.as_of.to_string() && remove(&mut document, &date) {
                forget(&mut document, &key);
                said.push(format!("{date} called off"));
            }
        }
        for one in mine {
            place(context, &mut document, id, one, &mut said, report);
        }
        if said.is_empty() {
            continue;
        }
        let text = line_ends(document.to_string(), Some(was));
        let row = mine.first().map_or(0, |one| one.row);
        drafts.push(Draft {
            path,
            was: Some(was.to_owned()),
            text,
            what: format!("planned: {}", said.join(", ")),
            row,
        });
    }
    drafts
}

fn place(
    context: &Context<'_>,
    document: &mut DocumentMut,
    id: &Id,
    one: &Ahead,
    said: &mut Vec<String>,
    report: &mut Report,
) {
    let key = sum(&one.key);
    let date = one.date.to_string();
    let before = remembered_in(document, "ics").into_iter().find(|(known, _)| *known == key).map(|(_, date)| date);
    if before.as_deref() == Some(&date) {
        report.unchanged += 1;
        return;
    }
    let has = |document: &DocumentMut, date: &str| entries(document).iter().any(|(_, on)| on == date);
    if let Some(before) = before {
        if !has(document, &before) {
            report
                .left
                .push(format!("{id}: the meeting planned for {before} was taken out by hand; it is on {date} now"));
            return;
        }
        remove(document, &before);
        said.push(format!("{before} moved to {date}"));
    } else if has(document, &date) {
        report.unchanged += 1;
        return;
    } else {
        said.push(date.clone());
    }
    if !has(document, &date) {
        let mut entry = Table::new();
        entry.insert("on", day(context.as_of));
        entry.insert("date", day(one.date));
        entry.insert("with", value(one.with.iter().map(Id::as_str).collect::<Array>()));
        let list = document.entry("planned").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        match list {
            Item::ArrayOfTables(list) => list.push(entry),
            Item::Value(toml_edit::Value::Array(list)) => list.push(entry.into_inline_table()),
            _ => return,
        }
    }
    if let Some(memory) = table_in(document, &["extra", "import", "ics"]) {
        memory.insert(&key, value(date));
    }
}

/// Position and day of each entry.
fn entries(document: &DocumentMut) -> Vec<(usize, String)> {
    let date = |item: Option<&Item>| match item.and_then(Item::as_value) {
        Some(toml_edit::Value::Datetime(day)) => day.value().to_string(),
        Some(toml_edit::Value::String(day)) => day.value().trim().to_owned(),
        _ => String::new(),
    };
    match document.get("planned") {
        Some(Item::ArrayOfTables(list)) => list.iter().map(|t| date(t.get("date"))).enumerate().collect(),
        Some(Item::Value(toml_edit::Value::Array(list))) => {
            let tables =
                list.iter().map(|v| v.as_inline_table().map(|t| Item::Value(toml_edit::Value::InlineTable(t.clone()))));
            tables.map(|t| date(t.as_ref().and_then(|t| t.get("date")))).enumerate().collect()
        }
        _ => Vec::new(),
    }
}

fn remove(document: &mut DocumentMut, date: &str) -> bool {
    let Some((at, _)) = entries(document).into_iter().find(|(_, on)| on == date) else { return false };
    match document.get_mut("planned") {
        Some(Item::ArrayOfTables(list)) => drop(list.remove(at)),
        Some(Item::Value(toml_edit::Value::Array(list))) => drop(list.remove(at)),
        _ => return false,
    }
    if entries(document).is_empty() {
        document.remove("planned");
    }
    true
}

fn forget(document: &mut DocumentMut, key: &str) {
    if let Some(memory) = table_in(document, &["extra", "import", "ics"]) {
        memory.remove(key);
    }
}
