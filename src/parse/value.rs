//! A tree of values with places: takes TOML or YAML text, gives one shape for both, so that every reader of
//! records, configuration and front matter works the same. Leaves what keys mean to [`super::fields`].

use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::toml_hint;
pub use super::yaml::yaml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Lines, Place};

/// Levels of tables and arrays a file may have; more is a diagnostic.
pub const DEPTH: usize = 32;
/// Syntax errors reported for one text: past these, recovery mostly reports its own guesses.
const SYNTAX_ERRORS: usize = 50;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it is written.
    pub place: Place,
    /// Whether it comes from the private overlay.
    pub private: bool,
    /// The value.
    pub data: Data,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number, may be infinite or not a number.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// A calendar date, of any year of four digits.
    Date(Date),
    /// A date with a time, or a time alone.
    DateTime,
    /// A list.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
    /// Nothing (YAML only): the key counts as not given.
    Null,
    /// Something that can't be read; its diagnostic is already pushed.
    Invalid,
}

impl Data {
    /// What it is, for a message: "a string".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Boolean(_) => "a boolean",
            Self::Date(_) => "a date",
            Self::DateTime => "a date with a time",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
            Self::Null => "nothing",
            Self::Invalid => "unreadable",
        }
    }
}

/// A key as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its text, without quotes.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// A table: keys, each once, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its header, or where it starts.
    pub place: Place,
    /// Whether it comes from the private overlay.
    pub private: bool,
    /// Whether its text had syntax errors, so that keys may be missing here that the file has.
    pub partial: bool,
    /// Keys and values.
    pub entries: Vec<(Key, Node)>,
}

impl Table {
    /// The entry of a key, compared exactly.
    pub fn get(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries.iter().find(|(k, _)| k.text == key)
    }
}

/// Reads TOML. `text` is the part of a file that starts at byte `offset`. Every syntax error is a diagnostic, and
/// what could be read despite them is given; `None` where nothing could.
pub fn toml(text: &str, offset: usize, lines: &Lines, private: bool, diagnostics: &mut Diagnostics) -> Option<Table> {
    let place = |span: Range<usize>| {
        let end = span.end.min(text.len());
        lines.place(offset + span.start.min(end)..offset + end)
    };
    if let Some(at) = deep_key(text) {
        diagnostics.push(too_deep(place(at)));
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut partial = false;
    let mut last_line = 0;
    for error in errors.iter().take(SYNTAX_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let written = text.get(span.clone()).unwrap_or_default();
        let at = place(span.clone());
        if looks_like_date(written) {
            diagnostics.push(invalid_date(at, written));
        } else if error.message().starts_with("cannot recurse") {
            partial = true;
            diagnostics.push(too_deep(at));
        } else {
            partial = true;
            // The first error of a line is the author's, those after it come from the recovery.
            if at.line != last_line {
                let (line, column) = line_around(text, span.start);
                let hint = toml_hint::hint(error.message(), line, column);
                diagnostics.push(Diagnostic::new(Code::Syntax, at, error.message()).maybe_hint(hint));
            }
            last_line = at.line;
        }
    }
    let faults = errors.iter().take(SYNTAX_ERRORS).filter_map(|error| Some(error.span()?.start)).collect();
    let mut walk = Walk { place: &place, private, partial, faults, diagnostics };
    let mut table = walk.table(root.get_ref(), 0);
    table.place = place(0..0);
    Some(table)
}

/// The line that a byte is on (the one before, at its end), and where on it.
fn line_around(text: &str, at: usize) -> (&str, usize) {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    (&text[start..end], at - start)
}

/// The diagnostic for a date that no calendar has.
pub fn invalid_date(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidDate, place, format!("`{}` is not a date", shown(written)))
        .hint("dates are written as in `2026-11-01`, from 1900 to 2200")
}

/// Typed text as a message may hold it: cut where it is long.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Whether text has the form of a date, possible or not: four digits, two, two.
pub(super) fn looks_like_date(text: &str) -> bool {
    let bytes = text.trim().as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
}

/// The diagnostic for a value nested too deep.
pub(super) fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::new(Code::NestedTooDeep, place, format!("tables and lists are nested more than {DEPTH} levels deep"))
        .hint("flatten this value")
}

/// A dotted key of more parts than [`DEPTH`]. The parser guards brackets but not these, and dropping what it makes
/// of them would exhaust the stack.
fn deep_key(text: &str) -> Option<Range<usize>> {
    let mut dots = 0;
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::Equals
            | TokenKind::Comma
            | TokenKind::Newline
            | TokenKind::LeftCurlyBracket
            | TokenKind::LeftSquareBracket => dots = 0,
            _ => {}
        }
        if dots > DEPTH {
            return Some(token.span().start()..token.span().end());
        }
    }
    None
}

struct Walk<'a, P: Fn(Range<usize>) -> Place> {
    place: &'a P,
    private: bool,
    partial: bool,
    /// Where syntax errors are.
    faults: Vec<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl<P: Fn(Range<usize>) -> Place> Walk<'_, P> {
    /// Recursion ends at [`DEPTH`].
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Table {
        let mut entries: Vec<(Key, Node)> = table
            .iter()
            .map(|(key, value)| {
                let node = self.node(value.get_ref(), value.span(), depth + 1);
                (Key { text: key.get_ref().to_string(), place: (self.place)(key.span()) }, node)
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.place.start);
        Table { place: Place::default(), private: self.private, partial: self.partial, entries }
    }

    fn node(&mut self, value: &DeValue<'_>, span: Range<usize>, depth: usize) -> Node {
        // Of text guessed from a faulty line nothing more is said.
        let is_guess = matches!(value, DeValue::String(_))
            && self.faults.iter().any(|at| span.contains(at) || (span.is_empty() && span.start == *at));
        let place = (self.place)(span);
        if is_guess {
            return Node { place, private: self.private, data: Data::Invalid };
        }
        Node { place, private: self.private, data: self.data(value, place, depth) }
    }

    fn data(&mut self, value: &DeValue<'_>, place: Place, depth: usize) -> Data {
        match value {
            DeValue::Array(_) | DeValue::Table(_) if depth > DEPTH => {
                self.diagnostics.push(too_deep(place));
                Data::Invalid
            }
            DeValue::Array(items) => {
                Data::Array(items.iter().map(|i| self.node(i.get_ref(), i.span(), depth + 1)).collect())
            }
            DeValue::Table(table) => Data::Table(Table { place, ..self.table(table, depth) }),
            DeValue::String(text) => Data::String(text.to_string()),
            DeValue::Boolean(truth) => Data::Boolean(*truth),
            DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
                Ok(number) => Data::Integer(number),
                Err(_) => self.unreadable_number(place, digits.as_str()),
            },
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(number) => Data::Float(number),
                Err(_) => self.unreadable_number(place, digits.as_str()),
            },
            DeValue::Datetime(when) => match (when.date, when.time) {
                // An impossible date: its syntax error is reported.
                (None, None) => Data::Invalid,
                (Some(date), None) => {
                    let day = i16::try_from(date.year).ok().and_then(|year| {
                        Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
                    });
                    day.map_or(Data::Invalid, Data::Date)
                }
                _ => Data::DateTime,
            },
        }
    }

    /// A number past what 64 bits hold. After a syntax error it may be the parser's filler: then nothing more is said.
    fn unreadable_number(&mut self, place: Place, digits: &str) -> Data {
        if !self.partial {
            let message = format!("`{}` is not a number that can be read", shown(digits));
            self.diagnostics.push(Diagnostic::new(Code::OutOfRange, place, message));
        }
        Data::Invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(text: &str) -> (Option<Table>, Vec<(Code, u32)>) {
        let mut diagnostics = Diagnostics::default();
        let table = toml(text, 0, &Lines::new(FileId(0), text), false, &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|d| (d.code, d.place.map_or(0, |p| p.line))).collect();
        (table, codes)
    }

    #[test]
    fn keeps_the_order_and_the_places() {
        let text = "b = 1\na = \"x\"\n[t]\nd = 2026-11-01\n[[l]]\n[[l]]\nf = 1.5\n";
        let (table, codes) = read(text);
        let table = table.unwrap();
        assert!(codes.is_empty());
        let keys: Vec<_> = table.entries.iter().map(|(k, _)| k.text.as_str()).collect();
        assert_eq!(keys, ["b", "a", "t", "l"]);
        let (key, node) = table.get("a").unwrap();
        assert_eq!(&text[key.place.start as usize..key.place.end as usize], "a");
        assert_eq!(&text[node.place.start as usize..node.place.end as usize], "\"x\"");
        assert_eq!(node.place.line, 2);
        let Data::Table(sub) = &table.get("t").unwrap().1.data else { panic!() };
        assert_eq!(sub.get("d").unwrap().1.data, Data::Date(jiff::civil::date(2026, 11, 1)));
        let Data::Array(list) = &table.get("l").unwrap().1.data else { panic!() };
        assert_eq!(list.iter().map(|n| n.place.line).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn a_part_of_a_file_has_the_places_of_the_file() {
        let text = "+++\ndate = 2026-11-01\n+++\n";
        let lines = Lines::new(FileId(0), text);
        let table = toml(&text[4..22], 4, &lines, true, &mut Diagnostics::default()).unwrap();
        let (key, node) = &table.entries[0];
        assert_eq!((key.place.line, key.place.start, node.place.start, node.private), (2, 4, 11, true));
    }

    #[test]
    fn every_syntax_error_is_reported() {
        let (table, codes) = read("a = \nb = 1\nc = \"x\nd = 2\n[t\n");
        assert!(table.unwrap().get("d").is_some());
        assert_eq!(codes.iter().map(|c| c.1).collect::<Vec<_>>(), [1, 3, 5]);
        assert!(codes.iter().all(|c| c.0 == Code::Syntax));
        assert_eq!(read("a = 1\na = 2\n").1, [(Code::Syntax, 2)]);
    }

    #[test]
    fn impossible_dates_are_no_syntax_errors() {
        let (table, codes) = read("a = 2026-02-30\nb = 2026-13-01\n");
        assert_eq!(codes, [(Code::InvalidDate, 1), (Code::InvalidDate, 2)]);
        let table = table.unwrap();
        assert!(!table.partial);
        assert_eq!(table.get("a").unwrap().1.data, Data::Invalid);
    }

    #[test]
    fn nesting_ends_without_ending_the_stack() {
        let deep = |n: usize| format!("a = {}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(read(&deep(DEPTH)).1, []);
        assert_eq!(read(&deep(DEPTH + 1)).1, [(Code::NestedTooDeep, 1)]);
        assert!(read(&deep(100_000)).1.contains(&(Code::NestedTooDeep, 1)));
        assert_eq!(read(&format!("{}a = 1", "a.".repeat(100_000))).1, [(Code::NestedTooDeep, 1)]);
        assert_eq!(read(&format!("[{}a]", "a.".repeat(100_000))).1, [(Code::NestedTooDeep, 1)]);
        // The worst that gets past the check: dotted keys in every guarded level, on a small stack.
        let key = format!("{}a", "a.".repeat(DEPTH - 1));
        let worst = format!("{key} = {}1{}", format!("{{ {key} = ").repeat(79), "}".repeat(79));
        let run = std::thread::Builder::new().stack_size(2 << 20).spawn(move || read(&worst).1).unwrap();
        assert!(run.join().unwrap().contains(&(Code::NestedTooDeep, 1)));
    }

    #[test]
    fn numbers_past_64_bits_are_out_of_range() {
        assert_eq!(read("a = 99999999999999999999\n").1, [(Code::OutOfRange, 1)]);
        assert_eq!(read("a = 0xff\n").0.unwrap().entries[0].1.data, Data::Integer(255));
    }
}
