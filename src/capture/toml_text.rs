//! Fields of a record in TOML: takes the text of a file, gives it with a field set in one table, every other byte as it
//! was. The file is parsed for where things lie, and written by hand: a writer of TOML has opinions on line ends.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

use super::raw;

/// Which table of a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which<'a> {
    /// That with this `id`.
    Id(&'a str),
    /// That whose `text` lies at this byte.
    TextAt(usize),
}

/// A value as TOML.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string().trim().to_owned()
}

/// Sets fields in a table of the list `list` of the TOML at `inner` of a file; `None` where there is no such table.
pub(super) fn set(
    file: &str,
    inner: Range<usize>,
    list: &str,
    which: Which<'_>,
    fields: &[(&str, String)],
) -> Option<String> {
    let text = &file[inner.clone()];
    let document = Document::parse(text).ok()?;
    let item = document.as_table().get(list)?;
    let (table, is_inline): (&dyn TableLike, bool) = match item {
        Item::ArrayOfTables(tables) => {
            (tables.iter().find(|table| is_it(*table, which, inner.start)).map(|t| t as &dyn TableLike)?, false)
        }
        Item::Value(Value::Array(array)) => {
            let tables = array.iter().filter_map(Value::as_inline_table);
            (tables.map(|t| t as &dyn TableLike).find(|table| is_it(*table, which, inner.start))?, true)
        }
        _ => return None,
    };
    // From the end to the start, so that what comes first stays where it is.
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut added = String::new();
    let (end, indent) = last(text, table)?;
    for (key, value) in fields {
        match table.get(key).and_then(Item::span) {
            Some(span) => changes.push((span, value.clone())),
            None if is_inline => added += &format!(", {key} = {value}"),
            None => added += &format!("{}{indent}{key} = {value}", raw::newline(file)),
        }
    }
    if !added.is_empty() {
        let at = if is_inline { end } else { text[end..].find(['\n', '\r']).map_or(text.len(), |i| end + i) };
        changes.push((at..at, added));
    }
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = file.to_owned();
    for (range, new) in changes.into_iter().rev() {
        out.replace_range(inner.start + range.start..inner.start + range.end, &new);
    }
    Some(out)
}

fn is_it(table: &dyn TableLike, which: Which<'_>, offset: usize) -> bool {
    match which {
        Which::Id(id) => table.get("id").and_then(Item::as_str) == Some(id),
        Which::TextAt(at) => {
            let span = table.get("text").and_then(Item::span);
            span.is_some_and(|span| (span.start + offset..span.end + offset).contains(&at))
        }
    }
}

/// The end of the last value of a table that isn't a table of its own, and the white space its key stands behind.
fn last<'t>(text: &'t str, table: &dyn TableLike) -> Option<(usize, &'t str)> {
    let values = table.iter().filter(|(_, item)| item.is_value());
    let end = values.filter_map(|(_, item)| item.span()).map(|span| span.end).max()?;
    let first = table.iter().filter(|(_, item)| item.is_value()).filter_map(|(_, item)| item.span()).map(|s| s.start);
    let line = text[..first.min()?].rfind('\n').map_or(0, |i| i + 1);
    let indent = text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len();
    Some((end, &text[line..line + indent]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(text: &str) -> Option<String> {
        set(text, 0..text.len(), "commitment", Which::Id("b"), &[("done", "2026-11-01".to_owned())])
    }

    #[test]
    fn one_field_is_added_and_nothing_else_touched() {
        let text = "# odd\r\n[[commitment]]\r\nid='a'\r\n\r\n[[commitment]] # two\r\n  id   =  \"b\"   # why\r\n  to = [\r\n 'x', # x\r\n]  # end\r\n# after\r\n[[commitment.renegotiated]]\r\non = 2026-01-01\r\n";
        let expected = text.replace("]  # end\r\n", "]  # end\r\n  done = 2026-11-01\r\n");
        assert_eq!(done(text).unwrap(), expected);
        assert_eq!(done("[[commitment]]\nid = 'b'").unwrap(), "[[commitment]]\nid = 'b'\ndone = 2026-11-01");
        assert_eq!(
            done("commitment = [{ id = 'a' }, { id = 'b', x = 1 }]\n").unwrap(),
            "commitment = [{ id = 'a' }, { id = 'b', x = 1, done = 2026-11-01 }]\n"
        );
        assert_eq!(
            done("[[commitment]]\nid = 'b'\ndone = 2026-01-01 # early\n").unwrap(),
            "[[commitment]]\nid = 'b'\ndone = 2026-11-01 # early\n"
        );
        assert!(done("[[commitment]]\nid = 'a'\n").is_none() && done("not toml").is_none());
    }
}
