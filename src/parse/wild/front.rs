//! Front matter of wild notes: takes the text of a file, gives its plain keys and lists, YAML between `---` or TOML
//! between `+++`. Only what notes are known by is read: a parser that stops at the first fault would lose the date.

use std::ops::Range;

/// The lines of a front matter and where the body begins.
pub(super) struct Front<'a> {
    text: &'a str,
    /// Byte range of the lines between the fences.
    range: Range<usize>,
    separator: char,
    /// Offset of the body.
    pub(super) body: usize,
}

/// Splits off the front matter; a rule at the top without a second one is none.
pub(super) fn split(text: &str) -> Front<'_> {
    let none = Front { text, range: 0..0, separator: ':', body: 0 };
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return none };
    let (fence, separator) = match first.trim_end() {
        "---" => ("---", ':'),
        "+++" => ("+++", '='),
        _ => return none,
    };
    let start = first.len();
    let mut end = start;
    for line in lines {
        let plain = line.trim_end();
        if plain == fence || (fence == "---" && plain == "...") {
            return Front { text, range: start..end, separator, body: end + line.len() };
        }
        end += line.len();
    }
    none
}

impl<'a> Front<'a> {
    /// Lines with their offsets.
    fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let start = self.range.start;
        self.text[self.range.clone()].split_inclusive('\n').scan(start, |at, line| {
            let here = *at;
            *at += line.len();
            Some((here, line.trim_end()))
        })
    }

    /// Offset and text after `key:` at the start of a line, and the lines after it.
    fn find(&self, key: &str) -> Option<(usize, &'a str, impl Iterator<Item = (usize, &'a str)> + use<'a>)> {
        let mut lines = self.lines();
        while let Some((at, line)) = lines.next() {
            let Some((name, value)) = line.split_once(self.separator) else { continue };
            if name.trim_end().eq_ignore_ascii_case(key) {
                let value_at = at + line.len() - value.len();
                return Some((value_at, value, lines));
            }
        }
        None
    }

    /// The plain value of a key, without quotes.
    pub(super) fn value(&self, key: &str) -> Option<&'a str> {
        let (_, value, _) = self.find(key)?;
        let value = unquoted(value.trim());
        (!value.is_empty()).then_some(value)
    }

    /// The entries of a list, `[a, b]` or one a line after `- `, with their places.
    pub(super) fn list(&self, key: &str) -> Vec<(&'a str, Range<usize>)> {
        let Some((at, value, rest)) = self.find(key) else { return Vec::new() };
        let entry = |at: usize, raw: &'a str| {
            let lead = raw.len() - raw.trim_start().len();
            let plain = raw.trim();
            (unquoted(plain), at + lead..at + lead + plain.len())
        };
        let inline = value.trim();
        let mut entries = Vec::new();
        if inline.is_empty() {
            for (at, line) in rest {
                let Some(item) = line.trim_start().strip_prefix("- ") else { break };
                entries.push(entry(at + line.len() - item.len(), item));
            }
        } else {
            let open = value.len() - value.trim_start().len() + usize::from(inline.starts_with('['));
            let inner = value[open..].trim_end().trim_end_matches(']');
            let mut at = at + open;
            for part in inner.split(',') {
                entries.push(entry(at, part));
                at += part.len() + 1;
            }
        }
        entries.retain(|(text, _)| !text.is_empty());
        entries
    }
}

fn unquoted(text: &str) -> &str {
    let strip = |mark| text.strip_prefix(mark).and_then(|t: &str| t.strip_suffix(mark));
    strip('"').or_else(|| strip('\'')).unwrap_or(text)
}
