//! YAML front matter: takes its text, gives the same tree as TOML. Plain scalars are typed as in YAML 1.2's core
//! schema, and ISO dates as dates. Anchors, aliases and tags are refused: no note needs them, and aliases can blow up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::value::{DEPTH, Data, Key, Node, Table, invalid_date, looks_like_date, shown, too_deep};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Lines, Place};

/// Reads YAML. `text` is the part of a file that starts at byte `offset`. YAML can't be read past a syntax error:
/// then it is one diagnostic and `None`.
pub fn yaml(text: &str, offset: usize, lines: &Lines, private: bool, diagnostics: &mut Diagnostics) -> Option<Table> {
    let places = Places { text, offset, lines, bytes: char_starts(text) };
    let start = lines.place(offset..offset);
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = places.byte(*error.marker());
                let place = lines.place(offset + at..offset + at);
                diagnostics.push(Diagnostic::new(Code::Syntax, place, error.info()).maybe_hint(hint(text, at)));
                return None;
            }
        };
        let place = places.place(span);
        if let Some(refused) = refused(&event) {
            diagnostics.push(Diagnostic::new(Code::Syntax, place, refused).hint("write the value out"));
            return None;
        }
        let node = match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if open.len() >= DEPTH {
                    diagnostics.push(too_deep(place));
                    return None;
                }
                if matches!(open.last(), Some(Open::Map { key: None, .. })) {
                    diagnostics.push(Diagnostic::new(Code::Syntax, place, "a key is a table or a list, expected text"));
                    return None;
                }
                open.push(match event {
                    Event::MappingStart(..) => Open::map(place, private),
                    _ => Open::List { place, items: Vec::new() },
                });
                continue;
            }
            Event::Scalar(text, style, ..) => {
                if let Some(Open::Map { keys, key: key @ None, .. }) = open.last_mut() {
                    if let Some(first) = keys.get(text.as_ref()) {
                        diagnostics.push(
                            Diagnostic::new(
                                Code::Syntax,
                                place,
                                format!("the key `{}` is written twice", shown(&text)),
                            )
                            .related(*first, "first here"),
                        );
                    }
                    *key = Some(Key { text: text.into_owned(), place });
                    continue;
                }
                Node { place, private, data: scalar(text, style, place, diagnostics) }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some(closed) = open.pop() else { continue };
                closed.node(private)
            }
            Event::DocumentEnd => break,
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { table, key, keys }) => {
                if let Some(key) = key.take()
                    && !keys.contains_key(&key.text)
                {
                    keys.insert(key.text.clone(), key.place);
                    table.entries.push((key, node));
                }
            }
            None => {
                return match node.data {
                    Data::Table(table) => Some(Table { place: start, ..table }),
                    Data::Null => Some(Table { place: start, private, ..Table::default() }),
                    _ => {
                        let message = format!("front matter is {}, expected `key: value` lines", node.data.kind());
                        diagnostics.push(Diagnostic::new(Code::Syntax, node.place, message));
                        None
                    }
                };
            }
        }
    }
    Some(Table { place: start, private, ..Table::default() })
}

/// A collection not yet closed.
enum Open {
    List {
        place: Place,
        items: Vec<Node>,
    },
    /// With the keys so far, and the one whose value is next.
    Map {
        table: Table,
        keys: BTreeMap<String, Place>,
        key: Option<Key>,
    },
}

impl Open {
    fn map(place: Place, private: bool) -> Self {
        Self::Map { table: Table { place, private, ..Table::default() }, keys: BTreeMap::new(), key: None }
    }

    fn node(self, private: bool) -> Node {
        match self {
            Self::List { place, items } => Node { place, private, data: Data::Array(items) },
            Self::Map { table, .. } => Node { place: table.place, private, data: Data::Table(table) },
        }
    }
}

fn refused(event: &Event<'_>) -> Option<&'static str> {
    let (anchor, tag) = match event {
        Event::Alias(_) => return Some("an alias (`*name`) is not supported"),
        Event::Scalar(_, _, anchor, tag) | Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
            (*anchor, tag.is_some())
        }
        _ => return None,
    };
    if anchor != 0 {
        Some("an anchor (`&name`) is not supported")
    } else if tag {
        Some("a tag (`!name`) is not supported")
    } else {
        None
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, place: Place, diagnostics: &mut Diagnostics) -> Data {
    if style != ScalarStyle::Plain {
        return Data::String(text.into_owned());
    }
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        "true" | "True" | "TRUE" => return Data::Boolean(true),
        "false" | "False" | "FALSE" => return Data::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => return Data::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" => return Data::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Data::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if looks_like_date(&text) {
        if let Ok(date) = text.trim().parse::<Date>() {
            return Data::Date(date);
        }
        diagnostics.push(invalid_date(place, &text));
        return Data::Invalid;
    }
    if looks_like_date_time(&text) {
        return Data::DateTime;
    }
    number(&text).unwrap_or_else(|| Data::String(text.into_owned()))
}

/// A date, a `T` or space, and nothing but a time after it.
fn looks_like_date_time(text: &str) -> bool {
    let (Some(date), Some(rest)) = (text.get(..10), text.get(10..)) else {
        return false;
    };
    let time = rest.trim_start_matches(['T', 't', ' ']);
    looks_like_date(date)
        && time.len() < rest.len()
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
        && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z' | ' '))
}

/// A number of the core schema.
fn number(text: &str) -> Option<Data> {
    if let Some(digits) = text.strip_prefix("0x") {
        return whole(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return whole(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !unsigned.contains(|c: char| c.is_ascii_digit())
        || !unsigned.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))
    {
        return None;
    }
    text.parse().map(Data::Integer).or_else(|_| text.parse().map(Data::Float)).ok()
}

fn whole(digits: &str, radix: u32) -> Option<Data> {
    let plain = digits.starts_with(|c: char| c.is_ascii_hexdigit());
    i64::from_str_radix(digits, radix).ok().filter(|_| plain).map(Data::Integer)
}

/// From the parser's character positions to places.
struct Places<'a> {
    text: &'a str,
    offset: usize,
    lines: &'a Lines,
    /// Byte of each character; empty where every character is one byte.
    bytes: Vec<u32>,
}

fn char_starts(text: &str) -> Vec<u32> {
    if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(i, _)| i as u32).collect() }
}

impl Places<'_> {
    fn byte(&self, marker: Marker) -> usize {
        let byte = match self.bytes.get(marker.index()) {
            Some(byte) => *byte as usize,
            None if self.bytes.is_empty() => marker.index(),
            None => self.text.len(),
        };
        byte.min(self.text.len())
    }

    fn place(&self, span: Span) -> Place {
        let start = self.byte(span.start);
        let end = self.byte(span.end).max(start);
        // A span may run on over the line ends behind it.
        let end = start + self.text[start..end].trim_end().len();
        self.lines.place(self.offset + start..self.offset + end)
    }
}

/// What to write instead, for the mistakes that are made most.
fn hint(text: &str, at: usize) -> Option<String> {
    let at = text.floor_char_boundary(at);
    if text[at..].starts_with('@') {
        return Some("a name that starts with `@` goes in quotes: `\"@ada\"`".to_owned());
    }
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    if line.starts_with('\t') {
        return Some("YAML is indented with spaces".to_owned());
    }
    let (key, value) = line.split_once(": ")?;
    let value = value.trim();
    let is_open = value.starts_with(['[', '{', '"', '\'']);
    (!is_open && (value.contains(": ") || value.contains(" #")))
        .then(|| format!("put the text in quotes: `{}: \"{}\"`", shown(key.trim()), shown(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(text: &str) -> (Option<Table>, Vec<(Code, u32)>) {
        let mut diagnostics = Diagnostics::default();
        let table = yaml(text, 0, &Lines::new(FileId(0), text), false, &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|d| (d.code, d.place.map_or(0, |p| p.line))).collect();
        (table, codes)
    }

    fn at(text: &str, place: Place) -> &str {
        &text[place.start as usize..place.end as usize]
    }

    #[test]
    fn scalars_are_typed() {
        let text = "a: 2026-11-01\nb: x y\nc: 12\nd: 1.5\ne: true\nf:\ng: \"2026-11-01\"\nh: 2026-11-01 weekly\ni: 2026-11-01T10:00:00Z\nj: -3\nk: 1.2.3\n";
        let table = read(text).0.unwrap();
        let data: Vec<_> = table.entries.into_iter().map(|(_, n)| n.data).collect();
        let text = |t: &str| Data::String(t.to_owned());
        assert_eq!(
            data,
            [
                Data::Date(jiff::civil::date(2026, 11, 1)),
                text("x y"),
                Data::Integer(12),
                Data::Float(1.5),
                Data::Boolean(true),
                Data::Null,
                text("2026-11-01"),
                text("2026-11-01 weekly"),
                Data::DateTime,
                Data::Integer(-3),
                text("1.2.3"),
            ]
        );
    }

    #[test]
    fn places_are_bytes_of_the_file_whatever_the_letters_and_line_ends() {
        for text in ["ä: Zoë\r\nlist:\r\n  - é x\r\n  - [ü, b]\r\n", "ä: Zoë\nlist:\n  - é x\n  - [ü, b]\n"] {
            let table = read(text).0.unwrap();
            let (key, node) = &table.entries[0];
            assert_eq!((at(text, key.place), at(text, node.place), node.place.line), ("ä", "Zoë", 1));
            let Data::Array(items) = &table.entries[1].1.data else { panic!() };
            assert_eq!((at(text, items[0].place), items[0].place.line), ("é x", 3));
            let Data::Array(inner) = &items[1].data else { panic!() };
            assert_eq!((at(text, inner[1].place), inner[1].place.line), ("b", 4));
        }
    }

    #[test]
    fn faults_have_codes() {
        assert_eq!(read("a: 2026-02-30\n").1, [(Code::InvalidDate, 1)]);
        assert_eq!(read("a: 1\nb: 2\na: 3\n").1, [(Code::Syntax, 3)]);
        assert_eq!(read("a: &x 1\nb: *x\n").1, [(Code::Syntax, 1)]);
        assert_eq!(read("a: !!str 1\n").1, [(Code::Syntax, 1)]);
        assert_eq!(read("- a\n- b\n").1, [(Code::Syntax, 1)]);
        assert_eq!(read("a: [1\nb: 2\n").1.len(), 1);
        assert_eq!(read("").0.unwrap().entries.len(), 0);
        assert_eq!(read("# nothing\n").0.unwrap().entries.len(), 0);
        let deep = format!("a: {}{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(read(&deep).1, [(Code::NestedTooDeep, 1)]);
    }

    #[test]
    fn a_bare_handle_has_a_hint() {
        let mut diagnostics = Diagnostics::default();
        let text = "attendees: [@ada]\n";
        assert!(yaml(text, 0, &Lines::new(FileId(0), text), false, &mut diagnostics).is_none());
        assert!(diagnostics.sorted()[0].hint.as_ref().unwrap().contains("quotes"));
    }
}
