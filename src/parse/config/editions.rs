//! `[editions.NAME]`: whom each is for and where it goes, so that none shows or overwrites what it must not.

use std::collections::BTreeMap;

use crate::config::{Declassify, Edition, Page, Theme};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::fields::{Fields, Taken, hint_among, invalid_id, is_id};
use crate::parse::value::{Data, Table, shown};
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
    // Wherever the edition to be published goes by now: who publishes goes by the name.
    for edition in editions.values().filter(|edition| edition.audience == Audience::Pm) {
        let holds = |other: &Edition| other.name != edition.name && nested(&other.out, &edition.out);
        let place = places.get(&edition.name).filter(|_| nested(&edition.out, PUBLISHED));
        if let Some(place) = place
            && !editions.values().any(holds)
        {
            let message = format!("`{}` of edition `{}` is the folder that is published", edition.out, edition.name);
            let hint = "what is for the pm goes elsewhere, as into `workbench`";
            diagnostics.push(Diagnostic::new(Code::EditionConflict, *place, message).hint(hint));
        }
    }
}

/// Where the edition to be published goes by default.
const PUBLISHED: &str = "site";

/// One edition over its default, and the place that says where it goes.
fn edition(name: &str, table: &Table, default: Option<&Edition>, diagnostics: &mut Diagnostics) -> (Edition, Place) {
    let mut fields = Fields::new(table, "an edition", diagnostics);
    if default.is_none() {
        fields.require(&["audience"]);
    }
    let audience = fields.audience("audience");
    let scores = fields.boolean("scores");
    let out = fields.text("out");
    let title = fields.line("title").map(|title| title.value);
    let purpose = fields.text("purpose").map(|purpose| purpose.value);
    let pages = pages(&mut fields);
    let theme = fields.word("theme", Theme::WORDS, Theme::parse).map(|theme| theme.value);
    let declassify = listed(&mut fields, "declassify", "a figure to declassify", Declassify::WORDS, Declassify::parse);
    let csv = fields.boolean("csv").map(|csv| csv.value);
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
    let base = default.cloned().unwrap_or_else(|| Edition::new(name, audience, &out));
    let edition = Edition {
        audience,
        scores,
        out,
        title: title.or(base.title),
        purpose: purpose.or(base.purpose),
        pages: pages.unwrap_or(base.pages),
        theme: theme.unwrap_or(base.theme),
        declassify: declassify.unwrap_or(base.declassify),
        csv: csv.unwrap_or(base.csv),
        name: base.name,
    };
    (edition, place)
}

/// The pages listed; where none is, as without the option.
fn pages(fields: &mut Fields<'_, '_>) -> Option<Vec<Page>> {
    let pages = listed(fields, "pages", "a page", Page::WORDS, Page::parse)?;
    let (_, node) = fields.table.get("pages")?;
    if matches!(&node.data, Data::Array(items) if items.is_empty()) {
        let hint = "list at least one, or leave `pages` out";
        fields.push(Diagnostic::new(Code::OutOfRange, node.place, "`pages` is empty").hint(hint));
    }
    Some(pages).filter(|pages| !pages.is_empty())
}

/// A list of known words, each of them once; `None` where the option isn't written.
pub(super) fn listed<T: PartialEq>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    one: &str,
    words: &'static [&'static str],
    parse: fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    let is_written = fields.has(key);
    let mut found: Vec<T> = Vec::new();
    for word in fields.texts(key) {
        match parse(&word.value) {
            Some(known) if found.contains(&known) => {
                let message = format!("`{}` is listed twice", word.value);
                let hint = format!("list {one} once");
                fields.push(Diagnostic::new(Code::OutOfRange, word.place, message).hint(hint));
            }
            Some(known) => found.push(known),
            None => {
                let message = format!("`{}` is not {one}", shown(&word.value));
                let hint = hint_among(&word.value, words.iter().copied());
                fields.push(Diagnostic::new(Code::UnknownWord, word.place, message).hint(hint));
            }
        }
    }
    is_written.then_some(found)
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
