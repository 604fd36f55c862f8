//! Typed reading of one table: takes keys by name and type, gives values with their places, and says what is
//! missing, mistyped, out of range or unknown. Leaves what values mean together to its callers.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use self::seen::{is_unseen, unprintable};
use super::value::{Data, Key, Node, Table, invalid_date, looks_like_date, shown};
pub use super::word::{hint_among, invalid_id, is_id, meant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Id, Labelled};
use crate::source::Place;

/// Years a date may have.
const YEARS: RangeInclusive<i16> = 1900..=2200;
/// Unknown keys of a table that get a hint: past these it is another kind of file, and comparing takes long.
const HINTED_KEYS: usize = 100;

/// A value taken from a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub place: Place,
    /// Whether it comes from the private overlay.
    pub private: bool,
}

impl<T> Taken<T> {
    /// As a field of a record, labelled `label`, or pm where it comes from the overlay.
    pub fn labelled(self, label: Audience) -> Labelled<T> {
        Labelled { value: self.value, label: label_of(label, self.private), place: self.place }
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Taken<U> {
        Taken { value: change(self.value), place: self.place, private: self.private }
    }
}

/// A label, or pm for what comes from the overlay.
pub fn label_of(label: Audience, private: bool) -> Audience {
    if private { Audience::Pm } else { label }
}

/// A table being read. Ask for every key the format knows, then [`Fields::finish`]: what was never asked for is
/// an unknown key.
#[derive(Debug)]
pub struct Fields<'a, 'd> {
    /// The table.
    pub table: &'a Table,
    /// Where problems go.
    pub diagnostics: &'d mut Diagnostics,
    what: &'static str,
    known: Vec<&'static str>,
    required: Vec<&'static str>,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// Begins to read a table; `what` names it in messages: "a goal".
    pub fn new(table: &'a Table, what: &'static str, diagnostics: &'d mut Diagnostics) -> Self {
        Self { table, diagnostics, what, known: Vec::new(), required: Vec::new() }
    }

    /// Begins to read a table inside this one.
    pub fn open(&mut self, table: &'a Table, what: &'static str) -> Fields<'a, '_> {
        Fields::new(table, what, self.diagnostics)
    }

    /// Keys that must be there; checked at the end.
    pub fn require(&mut self, keys: &[&'static str]) {
        self.required.extend(keys);
    }

    /// Whether a key is there and has a value.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|(_, node)| node.data != Data::Null)
    }

    /// Whether a key is there but could not be read, so that nothing more should be said of it.
    pub fn is_unreadable(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|(_, node)| node.data == Data::Invalid)
    }

    /// The place of a key, else of the table.
    pub fn place_of(&self, key: &str) -> Place {
        self.table.get(key).map_or(self.table.place, |(key, _)| key.place)
    }

    /// Pushes a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value of a key, untyped; `None` where it is absent, empty (YAML) or unreadable.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let (_, node) = self.table.get(key)?;
        (!matches!(node.data, Data::Null | Data::Invalid)).then_some(node)
    }

    /// Marks a key as known whatever it holds; whether it is there.
    pub fn skip(&mut self, key: &'static str) -> bool {
        self.known.push(key);
        self.table.get(key).is_some()
    }

    /// A string, perhaps empty.
    pub fn string(&mut self, key: &'static str) -> Option<Taken<String>> {
        let node = self.node(key)?;
        self.as_string(key, node)
    }

    /// A string that says something, without the spaces round it.
    pub fn text(&mut self, key: &'static str) -> Option<Taken<String>> {
        let node = self.node(key)?;
        self.as_text(key, node)
    }

    /// A whole number in a range.
    pub fn integer(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<Taken<i64>> {
        let node = self.node(key)?;
        match node.data {
            Data::Integer(value) if range.contains(&value) => Some(taken(node, value)),
            Data::Integer(value) => {
                let hint = if *range.end() == i64::MAX || *range.end() == i64::from(u32::MAX) {
                    format!("at least {}", range.start())
                } else {
                    format!("from {} to {}", range.start(), range.end())
                };
                let message = format!("`{key}` is {value}, which is out of range");
                self.push(Diagnostic::new(Code::OutOfRange, node.place, message).hint(hint));
                None
            }
            _ => self.wrong_type(key, node, "an integer"),
        }
    }

    /// A whole number from 1 to 5.
    pub fn one_to_five(&mut self, key: &'static str) -> Option<Taken<u8>> {
        self.integer(key, 1..=5).map(|taken| taken.map(|value| value as u8))
    }

    /// A number of days, minutes or people, at least `least`.
    pub fn count(&mut self, key: &'static str, least: u32, most: u32) -> Option<Taken<u32>> {
        self.integer(key, i64::from(least)..=i64::from(most)).map(|taken| taken.map(|value| value as u32))
    }

    /// A finite number.
    pub fn real(&mut self, key: &'static str) -> Option<Taken<f64>> {
        self.real_in(key, f64::NEG_INFINITY..=f64::INFINITY)
    }

    /// A finite number in a range.
    pub fn real_in(&mut self, key: &'static str, range: RangeInclusive<f64>) -> Option<Taken<f64>> {
        let node = self.node(key)?;
        self.as_real(key, node, range)
    }

    /// True or false.
    pub fn boolean(&mut self, key: &'static str) -> Option<Taken<bool>> {
        let node = self.node(key)?;
        match node.data {
            Data::Boolean(value) => Some(taken(node, value)),
            _ => self.wrong_type(key, node, "`true` or `false`"),
        }
    }

    /// A date: of TOML or YAML, or a string of the same form; from 1900 to 2200.
    pub fn date(&mut self, key: &'static str) -> Option<Taken<Date>> {
        let node = self.node(key)?;
        let date = match &node.data {
            Data::Date(date) => *date,
            Data::String(text) => {
                let date = if looks_like_date(text) { text.trim().parse().ok() } else { None };
                if date.is_none() {
                    self.push(invalid_date(node.place, text));
                }
                date?
            }
            _ => return self.wrong_type(key, node, "a date as in `2026-11-01`"),
        };
        if !YEARS.contains(&date.year()) {
            self.push(invalid_date(node.place, &date.to_string()));
            return None;
        }
        Some(taken(node, date))
    }

    /// One of the words of an enumeration.
    pub fn word<T>(
        &mut self,
        key: &'static str,
        words: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Taken<T>> {
        let node = self.node(key)?;
        let Data::String(text) = &node.data else {
            return self.wrong_type(key, node, "a word in quotes");
        };
        if let Some(value) = parse(text) {
            return Some(taken(node, value));
        }
        let message = format!("`{}` is not a word for `{key}`", shown(text));
        self.push(
            Diagnostic::new(Code::UnknownWord, node.place, message).hint(hint_among(text, words.iter().copied())),
        );
        None
    }

    /// An audience.
    pub fn audience(&mut self, key: &'static str) -> Option<Taken<Audience>> {
        let node = self.node(key)?;
        let Data::String(text) = &node.data else {
            return self.wrong_type(key, node, "an audience in quotes");
        };
        if let Some(value) = Audience::parse(text) {
            return Some(taken(node, value));
        }
        let hint = hint_among(text, Audience::ALL.map(Audience::as_str));
        let message = format!("`{}` is not an audience", shown(text));
        self.push(Diagnostic::new(Code::UnknownAudience, node.place, message).hint(hint));
        None
    }

    /// An id.
    pub fn id(&mut self, key: &'static str) -> Option<Taken<Id>> {
        let node = self.node(key)?;
        self.as_id(key, node)
    }

    /// A list of strings that say something; empty where the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<Taken<String>> {
        let items = self.list(key, "a list of strings").unwrap_or_default();
        items.iter().filter_map(|node| self.as_text(key, node)).collect()
    }

    /// A list of ids; `None` where the key is absent.
    pub fn ids(&mut self, key: &'static str) -> Option<Vec<Taken<Id>>> {
        let items = self.list(key, "a list of ids")?;
        Some(items.iter().filter_map(|node| self.as_id(key, node)).collect())
    }

    /// A table.
    pub fn sub(&mut self, key: &'static str) -> Option<&'a Table> {
        let node = self.node(key)?;
        match &node.data {
            Data::Table(table) => Some(table),
            _ => self.wrong_type(key, node, "a table"),
        }
    }

    /// A list of tables; `None` where the key is absent or no list.
    pub fn tables_if_any(&mut self, key: &'static str) -> Option<Vec<&'a Table>> {
        let items = self.list(key, "a list of tables")?;
        let tables = items.iter().filter_map(|node| match &node.data {
            Data::Table(table) => Some(table),
            _ => self.wrong_type(key, node, "a table"),
        });
        Some(tables.collect())
    }

    /// A list of tables; empty where the key is absent.
    pub fn tables(&mut self, key: &'static str) -> Vec<&'a Table> {
        self.tables_if_any(key).unwrap_or_default()
    }

    /// A list of anything.
    pub fn list(&mut self, key: &'static str, expected: &str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        match &node.data {
            Data::Array(items) => Some(items),
            _ => self.wrong_type(key, node, expected),
        }
    }

    /// A value as a string.
    pub fn as_string(&mut self, key: &str, node: &Node) -> Option<Taken<String>> {
        match &node.data {
            Data::String(text) => Some(taken(node, text.clone())),
            _ => self.wrong_type(key, node, "a string"),
        }
    }

    /// A value as a string that says something.
    pub fn as_text(&mut self, key: &str, node: &Node) -> Option<Taken<String>> {
        let text = self.as_string(key, node)?;
        let trimmed = text.value.trim();
        if let Some(sign) = unprintable(trimmed) {
            let message = format!("`{key}` holds the control character U+{:04X}", u32::from(sign));
            self.push(Diagnostic::new(Code::OutOfRange, node.place, message).hint("take it out"));
            return None;
        }
        if trimmed.chars().all(is_unseen) {
            let message = format!("`{key}` is empty");
            self.push(Diagnostic::new(Code::OutOfRange, node.place, message).hint("write some text or leave it out"));
            return None;
        }
        let value = trimmed.to_owned();
        Some(Taken { value, ..text })
    }

    /// A value as an id.
    pub fn as_id(&mut self, key: &str, node: &Node) -> Option<Taken<Id>> {
        let Data::String(text) = &node.data else {
            return self.wrong_type(key, node, "an id in quotes");
        };
        if is_id(text) {
            return Some(taken(node, Id::new(text)));
        }
        self.push(invalid_id(node.place, text));
        None
    }

    /// A value as a finite number in a range.
    pub fn as_real(&mut self, key: &str, node: &Node, range: RangeInclusive<f64>) -> Option<Taken<f64>> {
        let value = match node.data {
            Data::Integer(value) => value as f64,
            Data::Float(value) => value,
            _ => return self.wrong_type(key, node, "a number"),
        };
        if value.is_finite() && range.contains(&value) {
            return Some(taken(node, value));
        }
        let hint = match (range.start().is_finite(), range.end().is_finite()) {
            (true, true) => format!("from {} to {}", range.start(), range.end()),
            (true, false) => format!("at least {}", range.start()),
            _ => "a finite number".to_owned(),
        };
        let message = format!("`{key}` is {value}, which is out of range");
        self.push(Diagnostic::new(Code::OutOfRange, node.place, message).hint(hint));
        None
    }

    /// Ends reading: says which keys are unknown and which required ones are missing. A missing key that an unknown
    /// one was probably meant to be is not said twice.
    pub fn finish(self) {
        let mut meant_keys = Vec::new();
        let mut unknown = 0;
        for (Key { text, place }, _) in &self.table.entries {
            if self.known.contains(&text.as_str()) {
                continue;
            }
            unknown += 1;
            let near = if unknown > HINTED_KEYS { None } else { meant(text, self.known.iter().copied()) };
            let hint = match near {
                Some(key) => {
                    meant_keys.push(key);
                    format!("did you mean `{key}`?")
                }
                None => format!("known keys: {}", self.known.join(", ")),
            };
            let message = format!("`{}` is not a key of {}", shown(text), self.what);
            self.diagnostics.push(Diagnostic::new(Code::UnknownKey, *place, message).hint(hint));
        }
        if self.table.partial {
            return;
        }
        for key in self.required {
            let given = self.table.get(key).is_some_and(|(_, node)| node.data != Data::Null);
            if !given && !meant_keys.contains(&key) {
                let message = format!("`{key}` is missing from {}", self.what);
                self.diagnostics.push(
                    Diagnostic::new(Code::MissingField, self.table.place, message).hint(format!("add `{key} = ...`")),
                );
            }
        }
    }

    fn wrong_type<T>(&mut self, key: &str, node: &Node, expected: &str) -> Option<T> {
        if matches!(node.data, Data::Invalid) {
            return None;
        }
        let message = format!("`{key}` is {}, expected {expected}", node.data.kind());
        self.push(Diagnostic::new(Code::WrongType, node.place, message));
        None
    }
}

fn taken<T>(node: &Node, value: T) -> Taken<T> {
    Taken { value, place: node.place, private: node.private }
}

mod seen;
#[cfg(test)]
mod tests;
