//! Values of a record: finds, compares and inserts them in a TOML document, whose comments and spacing stay; and keeps,
//! under `[extra.import.SOURCE]`, the sums of what an import wrote.

use jiff::civil::Date;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

/// A value that an import gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Given {
    /// A string.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
    /// Strings, added to those there are.
    List(Vec<String>),
}

impl Given {
    /// In one string, for comparing and summing.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::List(list) => list.join("\n"),
        }
    }

    /// For a message.
    pub(super) fn shown(&self) -> String {
        format!("`{}`", super::super::text::cut(super::super::text::line(&self.written()), 60))
    }

    /// Whether `self`, which is on record, says what `other` says.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(have), Self::List(want)) => want.iter().all(|w| has(have, w)),
            // Addresses are the same in any case.
            (Self::Text(have), Self::Text(want)) if want.contains('@') => have.trim().eq_ignore_ascii_case(want.trim()),
            _ => self.written() == other.written(),
        }
    }
}

fn has(list: &[String], text: &str) -> bool {
    list.iter().any(|have| have.trim().eq_ignore_ascii_case(text.trim()))
}

/// A day as TOML writes it.
pub(in crate::import) fn day(date: Date) -> Item {
    match date.to_string().parse::<toml_edit::Datetime>() {
        Ok(day) => value(day),
        Err(_) => value(date.to_string()),
    }
}

/// Keys of a path: `plan.cadence_days`; one that follows a NUL is taken whole.
fn keys(path: &str) -> Vec<&str> {
    match path.split_once('\u{0}') {
        Some((table, key)) => vec![table, key],
        None => path.split('.').collect(),
    }
}

/// What a record has at a path, in the form of `like`.
pub(super) fn found(document: &DocumentMut, path: &str, like: &Given) -> Option<Given> {
    let mut item: &Item = document.as_item();
    for key in keys(path) {
        item = item.as_table_like()?.get(key)?;
    }
    let text = |item: &Item| match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Datetime(day) => Some(day.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Boolean(is) => Some(is.value().to_string()),
        _ => None,
    };
    if matches!(like, Given::List(_)) {
        let list = item.as_array()?;
        return Some(Given::List(list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()));
    }
    Some(Given::Text(text(item).unwrap_or_else(|| item.to_string().trim().to_owned())))
}

/// Writes a value at a path; of a list what is missing.
pub(super) fn insert(document: &mut DocumentMut, path: &str, given: &Given) -> bool {
    let keys = keys(path);
    let Some((last, tables)) = keys.split_last() else { return false };
    let Some(holder) = table(document, tables) else { return false };
    if let (Given::List(list), Some(array)) = (given, holder.get_mut(last).and_then(Item::as_array_mut)) {
        let have: Vec<String> = array.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        for text in list.iter().filter(|text| !has(&have, text)) {
            array.push(text.as_str());
        }
        return true;
    }
    let new = match given {
        Given::Text(text) => value(text.as_str()),
        Given::Number(number) => value(*number),
        Given::Day(date) => day(*date),
        Given::List(texts) => value(texts.iter().map(String::as_str).collect::<Array>()),
    };
    put(holder, last, new);
    true
}

/// Sets a key; the comment behind an old value stays.
fn put(holder: &mut dyn TableLike, key: &str, mut new: Item) {
    if let Some(old) = holder.get_mut(key) {
        if let (Some(old), Some(new)) = (old.as_value(), new.as_value_mut()) {
            *new.decor_mut() = old.decor().clone();
        }
        *old = new;
        return;
    }
    holder.insert(key, new);
}

/// The table at a path, made where there is none.
pub(in crate::import) fn table<'a>(document: &'a mut DocumentMut, path: &[&str]) -> Option<&'a mut dyn TableLike> {
    let mut holder: &mut dyn TableLike = document.as_table_mut();
    for key in path {
        if holder.get(key).is_none() {
            let mut new = Table::new();
            // Its header is printed only where it holds something itself.
            new.set_implicit(true);
            holder.insert(key, Item::Table(new));
        }
        holder = holder.get_mut(key)?.as_table_like_mut()?;
    }
    Some(holder)
}

/// The sum of what an earlier import wrote at a path.
pub(super) fn remembered(document: &DocumentMut, source: &str, path: &str) -> Option<String> {
    let item = document.get("extra")?.as_table_like()?.get("import")?.as_table_like()?.get(source)?;
    Some(item.as_table_like()?.get(path)?.as_str()?.to_owned())
}

/// Everything that an earlier import of a source has left to be remembered.
pub(in crate::import) fn remembered_in(document: &DocumentMut, source: &str) -> Vec<(String, String)> {
    let memory =
        document.get("extra").and_then(|extra| extra.as_table_like()?.get("import")?.as_table_like()?.get(source));
    let Some(memory) = memory.and_then(Item::as_table_like) else { return Vec::new() };
    memory.iter().filter_map(|(key, item)| Some((key.to_owned(), item.as_str()?.to_owned()))).collect()
}

/// Keeps the sum of what is written at a path.
pub(super) fn remember(document: &mut DocumentMut, source: &str, path: &str, sum: &str) {
    if let Some(memory) = table(document, &["extra", "import", source]) {
        put(memory, path, value(sum));
    }
}
