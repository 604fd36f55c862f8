//! `[editions.NAME]`: whom each is for and where it goes, so that none shows or overwrites what it must not.

use std::collections::BTreeMap;

use crate::config::{Declassify, Edition};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::fields::{Fields, Taken, invalid_id, is_id};
use crate::parse::value::{Data, Table};
use crate::register::Audience;
use crate::source::Place;

/// Reads `[editions]` over the default ones.
pub(super) fn editions(table: &Table, editions: &mut BTreeMap<String, Edition>, diagnostics: &mut Diagnostics) {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for (key, node) in &table.entries {
        if !is_id(&key.text) {
            diagnostics.push(invalid_id(key.place, &key.text));
            continue;
        }
        let Data::Table(table) = &node.data else {
            if node.data != Data::Invalid {
                let message = format!("`{}` is {}, expected a table", key.text, node.data.kind());
                let hint = format!("write `[editions.{}]`", key.text);
                diagnostics.push(Diagnostic::new(Code::WrongType, node.place, message).hint(hint));
            }
            continue;
        };
        let (edition, place) = edition(&key.text, table, editions.get(&key.text), diagnostics);
        places.insert(key.text.clone(), place);
        editions.insert(key.text.clone(), edition);
    }
    let list: Vec<&Edition> = editions.values().collect();
    for (index, first) in list.iter().enumerate() {
        for second in &list[index + 1..] {
            if !nested(&first.out, &second.out) {
                continue;
            }
            // The written one is at fault where the other is the default.
            let (named, other) = if places.contains_key(&second.name) { (second, first) } else { (first, second) };
            let Some(place) = places.get(&named.name) else { continue };
            let message = format!(
                "`{}` of edition `{}` is in the way of `{}` of `{}`",
                named.out, named.name, other.out, other.name
            );
            let mut conflict = Diagnostic::new(Code::EditionConflict, *place, message)
                .hint("give each edition a folder of its own, none inside another");
            if let Some(place) = places.get(&other.name) {
                conflict = conflict.related(*place, "the other edition");
            }
            diagnostics.push(conflict);
        }
    }
}

/// One edition over its default, and the place that says where it goes.
fn edition(name: &str, table: &Table, default: Option<&Edition>, diagnostics: &mut Diagnostics) -> (Edition, Place) {
    let mut fields = Fields::new(table, "an edition", diagnostics);
    if default.is_none() {
        fields.require(&["audience"]);
    }
    let audience = fields.audience("audience");
    let scores = fields.boolean("scores");
    let out = fields.text("out");
    let title = fields.text("title").map(|title| title.value);
    let is_named = fields.has("declassify");
    let named = Some(fields.texts("declassify")).filter(|_| is_named);
    let mut declassify = default.map_or_else(Vec::new, |edition| edition.declassify.clone());
    if let Some(named) = named {
        declassify.clear();
        for name in named {
            if let Some(known) = Declassify::parse(&name.value) {
                declassify.push(known);
            } else {
                let message = format!("`{}` can't be declassified", name.value);
                let hint = format!(
                    "expected {}",
                    Declassify::WORDS.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" or ")
                );
                fields.push(Diagnostic::new(Code::OutOfRange, name.place, message).hint(hint));
            }
        }
    }
    // An audience that can't be read is reported; until it is mended the edition is the narrowest.
    let given = audience.map(|audience| audience.value);
    let audience = given.or(default.map(|edition| edition.audience)).unwrap_or(Audience::Pm);
    let is_pm = audience == Audience::Pm;
    if let Some(Taken { value: true, place, .. }) = scores
        && !is_pm
    {
        let message = format!("edition `{name}` shows persons' scores to the audience `{}`", audience.as_str());
        fields.push(
            Diagnostic::new(Code::ScoresTooWide, place, message).hint("only an edition for `pm` may: `scores = false`"),
        );
    }
    let scores = is_pm && scores.map_or(default.is_some_and(|edition| edition.scores), |scores| scores.value);
    let place = out.as_ref().map_or(table.place, |out| out.place);
    let out =
        out.map_or_else(|| default.map_or_else(|| name.to_owned(), |edition| edition.out.clone()), |out| out.value);
    fields.finish();
    (Edition { name: name.to_owned(), audience, scores, out, title, declassify }, place)
}

/// Whether one folder is the other or inside it; letter case is not told apart, as on some file systems.
fn nested(a: &str, b: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        if path.starts_with('/') {
            parts.push("/".to_owned());
        }
        for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
            match (part, parts.last().map(String::as_str)) {
                ("..", Some(last)) if last != ".." && last != "/" => drop(parts.pop()),
                _ => parts.push(part.to_lowercase()),
            }
        }
        parts
    };
    let (a, b) = (parts(a), parts(b));
    a.iter().zip(&b).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_inside_each_other_are_told() {
        for (a, b, expected) in [
            ("site", "site", true),
            ("site", "./Site/", true),
            ("site", "site/pm", true),
            ("a/../site/x", "site", true),
            (".", "site", true),
            ("site", "site2", false),
            ("../site", "site", false),
            ("/site", "site", false),
        ] {
            assert_eq!(nested(a, b), expected, "{a} {b}");
            assert_eq!(nested(b, a), expected, "{b} {a}");
        }
    }
}
