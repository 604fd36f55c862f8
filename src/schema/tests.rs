//! The schema says what the parsers do: every key, what is required, every example, word and limit, tried on them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::*;
use crate::config::Signal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse;
use crate::source::{FileId, Origin, Role, SourceFile, Sources};

/// What the parser of a kind says of a text of it.
fn parsed(kind: &Kind, text: &str) -> Vec<Diagnostic> {
    let (role, path, text) = match kind.name {
        "config" => {
            let mut found = Diagnostics::default();
            parse::config::config(FileId(0), text, &mut found);
            return found.sorted();
        }
        "stakeholder" => (Role::Stakeholder, "stakeholders/zoe.toml", text.to_owned()),
        "note" => (Role::Note, "notes/2026-01-01.md", format!("+++\n{text}\n+++\n")),
        "update" => (Role::Update, "updates/2026-01-01.md", format!("+++\n{text}\n+++\n")),
        _ => (Role::List, kind.place, text.to_owned()),
    };
    let file = SourceFile { path: Arc::from(path), origin: Origin::Workspace, role, text: Arc::from(text) };
    let sources = Sources { files: vec![file], ..Sources::default() };
    let mut found = Diagnostics::default();
    parse::parse(&sources, &crate::config::Config::default(), &mut found);
    found.sorted()
}

/// A text of a kind that holds `keys` (lines of TOML with values inline), in an entry where it is a list.
fn text(kind: &Kind, keys: &[String]) -> String {
    let head = if kind.is_list { format!("[[{}]]\n", kind.name) } else { String::new() };
    head + &keys.join("\n")
}

/// A table of a kind: its path, its keys, and what makes a text that holds it with keys inside.
type Inner = (String, &'static [Field], Box<dyn Fn(&str) -> String>);
/// Keys that lead to a table.
type Way = Vec<(&'static str, Shape)>;

/// Every table of a kind by its path, and a text in which it stands alone, given its inner keys.
fn tables(kind: &'static Kind) -> Vec<Inner> {
    let mut all: Vec<Inner> = Vec::new();
    let whole = move |inner: &str| text(kind, &inner.split('\u{1f}').map(str::to_owned).collect::<Vec<_>>());
    all.push((kind.name.to_owned(), kind.fields, Box::new(whole)));
    let mut waiting: Vec<(String, &'static [Field], Way)> = vec![(kind.name.to_owned(), kind.fields, Vec::new())];
    while let Some((path, fields, above)) = waiting.pop() {
        for field in fields {
            let (Shape::Table(inner) | Shape::Tables(inner) | Shape::Named(inner)) = field.shape else { continue };
            let mut here = above.clone();
            here.push((field.key, field.shape));
            let path = format!("{path}.{}", field.key);
            let chain = here.clone();
            let wrap = move |keys: &str| {
                let mut value = format!("{{ {} }}", keys.replace('\u{1f}', ", "));
                for (n, (key, shape)) in chain.iter().enumerate().rev() {
                    value = match shape {
                        Shape::Tables(_) => format!("[{value}]"),
                        Shape::Named(_) => format!("{{ pm = {value} }}"),
                        _ => value,
                    };
                    value = if n == 0 { format!("{key} = {value}") } else { format!("{{ {key} = {value} }}") };
                }
                text(kind, &[value])
            };
            all.push((path.clone(), inner, Box::new(wrap)));
            waiting.push((path, inner, here));
        }
    }
    all
}

#[test]
fn the_keys_of_the_schema_are_those_of_the_parsers() {
    let mut seen = 0;
    for kind in KINDS {
        for (path, fields, put) in tables(kind) {
            let found = parsed(kind, &put("zzzzzzzz = 1"));
            let unknown = found
                .iter()
                .find(|d| d.message.starts_with("`zzzzzzzz`"))
                .unwrap_or_else(|| panic!("{path}: {found:?}"));
            let hint = unknown.hint.as_deref().unwrap();
            let known: BTreeSet<&str> = hint.strip_prefix("known keys: ").unwrap().split(", ").collect();
            let ours: BTreeSet<&str> = fields.iter().map(|field| field.key).collect();
            assert_eq!(known, ours, "{path}");
            assert_eq!(ours.len(), fields.len(), "{path}: a key twice");
            seen += ours.len();
        }
    }
    assert!(seen > 200, "{seen} keys");
}

#[test]
fn what_is_required_is_what_the_parsers_miss() {
    for kind in KINDS {
        for (path, fields, put) in tables(kind) {
            let found = parsed(kind, &put("zzzzzzzz = 1"));
            let own = found.iter().find(|d| d.code == Code::UnknownKey).map(|d| d.message.clone()).unwrap();
            let what = own.strip_prefix("`zzzzzzzz` is not a key of ").unwrap();
            let missing: BTreeSet<&str> = found
                .iter()
                .filter(|d| d.code == Code::MissingField)
                .filter_map(|d| d.message.strip_suffix(what)?.strip_suffix("` is missing from ")?.strip_prefix('`'))
                .collect();
            let required: BTreeSet<&str> = fields.iter().filter(|f| f.is_required).map(|f| f.key).collect();
            assert_eq!(missing, required, "{path}: {found:?}");
        }
    }
}

/// Values a shape takes, and values it doesn't, with what is then said.
fn values(field: &Field) -> (Vec<String>, Vec<(String, Code)>) {
    let words = |words: &[&str]| -> Vec<String> { words.iter().map(|word| format!("\"{word}\"")).collect() };
    let mistyped = vec![("1979-05-27T07:32:00Z".to_owned(), Code::WrongType)];
    let example = if field.example.is_empty() { vec![] } else { vec![field.example.to_owned()] };
    let mut good = example;
    let mut bad = mistyped;
    match field.shape {
        Shape::Text => bad.extend([("\" \"".to_owned(), Code::OutOfRange), ("1".to_owned(), Code::WrongType)]),
        Shape::Id => bad.extend([("\"Not an id\"".to_owned(), Code::InvalidId), ("1".to_owned(), Code::WrongType)]),
        Shape::Date => {
            good.extend(["1900-01-01".to_owned(), "2200-12-31".to_owned(), "\"2026-01-31\"".to_owned()]);
            bad = ["1899-12-31", "2201-01-01", "\"2026-02-30\"", "\"today\""]
                .map(|date| (date.to_owned(), Code::InvalidDate))
                .into();
            bad.push(("1".to_owned(), Code::WrongType));
        }
        Shape::Boolean => good.extend(["true".to_owned(), "false".to_owned()]),
        Shape::Word(known) => {
            good.extend(words(known));
            bad.push(("\"zzzzzzzz\"".to_owned(), Code::UnknownWord));
        }
        Shape::Words(known) => {
            good.push(format!("[{}]", words(known).join(", ")));
            bad.push(("[\"zzzzzzzz\"]".to_owned(), Code::UnknownWord));
        }
        Shape::Audience => {
            good.extend(words(&crate::register::Audience::ALL.map(crate::register::Audience::as_str)));
            bad.push(("\"zzzzzzzz\"".to_owned(), Code::UnknownAudience));
        }
        Shape::Signals => {
            bad.extend([
                ("[]".to_owned(), Code::OutOfRange),
                ("[\"cadence\", \"cadence\"]".to_owned(), Code::OutOfRange),
            ]);
        }
        Shape::Integer(from, to) => {
            good.extend([from.to_string(), to.to_string()]);
            bad.extend([from - 1, to + 1].map(|n| (n.to_string(), Code::OutOfRange)));
            bad.push(("1.5".to_owned(), Code::WrongType));
        }
        Shape::Number(from, to) => {
            for (limit, step) in [(from, -0.001), (to, 0.001)] {
                if limit.is_finite() {
                    good.push(format!("{limit:?}"));
                    bad.push((format!("{:?}", limit + step), Code::OutOfRange));
                }
            }
            bad.push(("nan".to_owned(), Code::OutOfRange));
        }
        Shape::Texts => bad.push(("[\"\"]".to_owned(), Code::OutOfRange)),
        Shape::Ids => bad.push(("[\"Not an id\"]".to_owned(), Code::InvalidId)),
        Shape::IdOrIds(most) => {
            good.push("[\"ada\"]".to_owned());
            bad.push(("\"Not an id\"".to_owned(), Code::InvalidId));
            if most == 1 {
                bad.push(("[\"ada\", \"bo\"]".to_owned(), Code::ApproverCount));
            } else {
                bad.push(("[]".to_owned(), Code::OutOfRange));
                good.push("[\"ada\", \"bo\"]".to_owned());
            }
        }
        Shape::Table(_) | Shape::Tables(_) | Shape::Named(_) => {}
        Shape::BySignal(all, from, to) => {
            for signal in Signal::ALL.into_iter().skip(usize::from(!all)) {
                good.extend([from, to].map(|limit| format!("{{ {} = {limit:?} }}", signal.as_str())));
                bad.extend(
                    [from - 0.001, to + 1.0].map(|n| (format!("{{ {} = {n:?} }}", signal.as_str()), Code::OutOfRange)),
                );
            }
            if !all {
                bad.push(("{ cadence = 1 }".to_owned(), Code::UnknownKey));
            }
        }
        Shape::Tags => {
            good.extend(["\"one\"".to_owned(), "[1, true]".to_owned()]);
            bad.clear();
        }
        Shape::Anything => bad.clear(),
    }
    (good, bad)
}

#[test]
fn examples_words_and_limits_are_those_of_the_parsers() {
    for kind in KINDS {
        for (path, fields, put) in tables(kind) {
            // The required keys stand beside the one that is tried.
            let others = |key: &str| -> Vec<String> {
                let required = fields.iter().filter(|f| f.is_required && f.key != key);
                required.map(|f| format!("{} = {}", f.key, f.example)).collect()
            };
            for field in fields {
                let (good, bad) = values(field);
                let said = |value: &str| {
                    let mut keys = others(field.key);
                    keys.push(format!("{} = {value}", field.key));
                    parsed(kind, &put(&keys.join("\u{1f}")))
                };
                // Of the key itself: what it means together with others is another matter.
                let of_it = |code: Code| {
                    matches!(
                        code,
                        Code::WrongType
                            | Code::UnknownWord
                            | Code::UnknownAudience
                            | Code::InvalidDate
                            | Code::InvalidId
                            | Code::UnknownKey
                            | Code::Syntax
                    )
                };
                for value in good {
                    let found = said(&value);
                    let own = |d: &&Diagnostic| {
                        of_it(d.code) || d.code == Code::OutOfRange && d.message.contains("out of range")
                    };
                    assert!(found.iter().find(own).is_none(), "{path}.{} = {value}: {found:?}", field.key);
                }
                for (value, code) in bad {
                    let found = said(&value);
                    let told = found
                        .iter()
                        .any(|d| d.code == code || (code == Code::WrongType && d.code == Code::InvalidDate));
                    assert!(told, "{path}.{} = {value} is not {code:?}: {found:?}", field.key);
                }
            }
        }
    }
}

#[test]
fn every_schema_is_made_and_holds_every_key() {
    let mut names = BTreeMap::new();
    for kind in KINDS {
        let made = schema(kind);
        let one = if kind.is_list { &made["properties"][kind.name]["items"] } else { &made };
        for field in kind.fields {
            let described = &one["properties"][field.key];
            assert_eq!(described["description"], field.about, "{}.{}", kind.name, field.key);
            let is_table = matches!(field.shape, Shape::Table(_) | Shape::Tables(_) | Shape::Named(_));
            assert_eq!(described["examples"].is_array(), !is_table, "{}.{}", kind.name, field.key);
        }
        assert_eq!(made["$schema"], "https://json-schema.org/draft/2020-12/schema");
        names.insert(kind.name, made);
    }
    assert_eq!(all()["$defs"].as_object().unwrap().len(), names.len());
    let mut about = String::new();
    for (name, made) in &names {
        let _ = write!(about, "{name}: {made}");
    }
    assert!(
        about.contains("\"minimum\":-2") && about.contains("\"one-to-one\"") && about.contains("\"format\":\"date\"")
    );
}
