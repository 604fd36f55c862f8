//! Fields of a line: takes the first paragraph of an item, gives its bracketed fields (`[key:: value]`,
//! `(key:: value)`), emoji dates and `^id`, and the text without them. Leaves their meaning to `item`.

use std::ops::Range;

/// Longest value of a bracketed field, in bytes: what is longer is prose.
const LONGEST: usize = 600;

/// Fields read of one line: what comes after them is prose.
const MOST: usize = 100;

/// Keys of the Tasks plugin and of ours; the alike ones under one name.
const EMOJI: [(&str, &str); 9] = [
    ("\u{1F4C5}", "due"),
    ("\u{1F4C6}", "due"),
    ("\u{1F5D3}", "due"),
    ("\u{2705}", "done"),
    ("\u{2795}", "created"),
    ("\u{274C}", "cancelled"),
    ("\u{23F3}", "scheduled"),
    ("\u{231B}", "scheduled"),
    ("\u{1F6EB}", "start"),
];

/// Fields of the Tasks plugin that are taken off the text and not read.
const UNREAD: [&str; 7] = ["scheduled", "start", "repeat", "priority", "id", "dependson", "oncompletion"];

/// Text of one paragraph on one line, every byte with its offset in the body.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// As written, line breaks as spaces.
    pub text: String,
    /// The same with every byte of a code span replaced by U+0001: what is read.
    pub mask: String,
    origin: Vec<u32>,
}

impl Line {
    /// Joins the lines of a paragraph at `range` of `body`; `code` are the code spans in it.
    pub fn new(body: &str, range: Range<usize>, code: &[Range<usize>]) -> Self {
        let mut line = Self::default();
        let source = &body[range.clone()];
        let mut at = range.start;
        for piece in source.split_inclusive(['\n', '\r']) {
            let trimmed = piece.trim();
            if !trimmed.is_empty() {
                let start = at + (piece.len() - piece.trim_start().len());
                if !line.text.is_empty() {
                    line.text.push(' ');
                    line.mask.push(' ');
                    line.origin.push(start as u32 - 1);
                }
                line.text.push_str(trimmed);
                line.origin.extend((start..start + trimmed.len()).map(|i| i as u32));
                line.mask_code(trimmed, start, code);
            }
            at += piece.len();
        }
        line
    }

    fn mask_code(&mut self, text: &str, start: usize, code: &[Range<usize>]) {
        let mut from = start;
        let end = start + text.len();
        let first = code.partition_point(|c| c.end <= start);
        for span in code[first..].iter().take_while(|c| c.start < end) {
            let (a, b) = (span.start.max(from), span.end.min(end));
            self.mask.push_str(&text[from - start..a - start]);
            self.mask.extend(std::iter::repeat_n('\u{1}', b - a));
            from = b;
        }
        self.mask.push_str(&text[from - start..]);
    }

    /// The range of the body a range of this text was written at.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        let Some(last) = self.origin.len().checked_sub(1) else { return 0..0 };
        let start = self.origin[range.start.min(last)] as usize;
        let end = if range.end > range.start { self.origin[(range.end - 1).min(last)] as usize + 1 } else { start };
        start..end
    }

    /// The part from byte `from` on.
    #[must_use]
    pub fn tail(&self, from: usize) -> Self {
        Self {
            text: self.text[from..].to_owned(),
            mask: self.mask[from..].to_owned(),
            origin: self.origin[from..].to_vec(),
        }
    }

    /// Without the ranges (sorted), whitespace outside code collapsed.
    fn without(&self, cuts: &[Range<usize>]) -> Self {
        let all = self.text.len();
        let mut line = Self {
            text: String::with_capacity(all),
            mask: String::with_capacity(all),
            origin: Vec::with_capacity(all),
        };
        let (mut from, mut space) = (0, false);
        for cut in cuts.iter().chain(std::iter::once(&(all..all))) {
            let end = cut.start.max(from);
            while from < end {
                let rest = &self.mask[from..end];
                let skip = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
                space |= skip > 0;
                let word = rest[skip..].find(char::is_whitespace).unwrap_or(rest.len() - skip);
                let word = from + skip..from + skip + word;
                from = word.end;
                if word.is_empty() {
                    break;
                }
                if space && !line.text.is_empty() {
                    line.text.push(' ');
                    line.mask.push(' ');
                    line.origin.push(self.origin[word.start].saturating_sub(1));
                }
                space = false;
                line.text.push_str(&self.text[word.clone()]);
                line.mask.push_str(&self.mask[word.clone()]);
                line.origin.extend_from_slice(&self.origin[word]);
            }
            space |= cut.end > from;
            from = from.max(cut.end);
        }
        line
    }
}

/// One field as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Key, lower case; `completion` is `done`.
    pub key: String,
    /// Value, trimmed.
    pub value: String,
    /// Where in the body, brackets included.
    pub span: Range<usize>,
    /// Where in the body the value is.
    pub value_span: Range<usize>,
}

/// What was found on a line.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Every field of a known key, in order, and every field of a key nobody knows (which stays in the text).
    pub fields: Vec<Field>,
    /// The last token where it starts with `^`: the rest of it, and where it is in the body.
    pub id: Option<(String, Range<usize>)>,
    /// The line without known fields and id.
    pub rest: Line,
}

/// Reads the fields of a line. `ours` are the keys that mean something on it, besides `visibility`.
pub fn read(line: &Line, ours: &[&str]) -> Fields {
    let mut fields = Vec::new();
    let mut cuts = Vec::new();
    brackets(line, ours, &mut fields, &mut cuts);
    emoji(line, &mut fields, &mut cuts);
    cuts.sort_by_key(|c: &Range<usize>| c.start);
    let mut rest = line.without(&cuts);
    let id = last_token(&rest.mask).and_then(|token| {
        let id = rest.mask[token.clone()].strip_prefix('^')?;
        (!id.is_empty()).then(|| (id.to_owned(), rest.span(token.clone()), token.start))
    });
    let id = id.map(|(id, span, start)| {
        let keep = rest.mask[..start].trim_end().len();
        rest.text.truncate(keep);
        rest.mask.truncate(keep);
        rest.origin.truncate(keep);
        (id, span)
    });
    Fields { fields, id, rest }
}

fn last_token(text: &str) -> Option<Range<usize>> {
    let end = text.trim_end().len();
    let start =
        text[..end].rfind(char::is_whitespace).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    (start < end).then_some(start..end)
}

fn brackets(line: &Line, ours: &[&str], fields: &mut Vec<Field>, cuts: &mut Vec<Range<usize>>) {
    let text = &line.mask;
    let mut at = 0;
    while let Some(open) = text[at..].find(['[', '(']).map(|i| at + i) {
        at = open + 1;
        if fields.len() >= MOST {
            break;
        }
        let key_end = text[at..]
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')))
            .map_or(text.len(), |i| at + i);
        let key = text[at..key_end].trim();
        if key.is_empty() || !text[key_end..].starts_with("::") {
            at = at.max(key_end);
            continue;
        }
        let Some(close) = closing(text, open) else { continue };
        let key = key.to_lowercase();
        let key = if key == "completion" { "done".to_owned() } else { key };
        let value = &line.text[key_end + 2..close];
        let value_start = key_end + 2 + (value.len() - value.trim_start().len());
        let value = value.trim();
        if key == "visibility" || ours.contains(&key.as_str()) || UNREAD.contains(&key.as_str()) {
            cuts.push(open..close + 1);
        }
        fields.push(Field {
            key,
            value: value.to_owned(),
            span: line.span(open..close + 1),
            value_span: line.span(value_start..value_start + value.len()),
        });
        at = close + 1;
    }
}

/// The bracket that closes the one at `open`, brackets of the same kind nested.
fn closing(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (opener, closer) = if bytes[open] == b'[' { (b'[', b']') } else { (b'(', b')') };
    let mut depth = 0_u32;
    for (i, byte) in bytes.iter().enumerate().skip(open).take(LONGEST) {
        if *byte == opener {
            depth += 1;
        } else if *byte == closer {
            depth -= 1;
            if depth == 0 {
                return Some(i);
            }
        }
    }
    None
}

fn emoji(line: &Line, fields: &mut Vec<Field>, cuts: &mut Vec<Range<usize>>) {
    if line.mask.is_ascii() {
        return;
    }
    let bracketed = cuts.clone();
    for (sign, key) in EMOJI {
        for (start, _) in line.mask.match_indices(sign) {
            let after = &line.mask[start + sign.len()..];
            let value = after.trim_start_matches('\u{FE0F}').trim_start();
            let from = line.mask.len() - value.len();
            let length =
                value.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '/')).unwrap_or(value.len());
            let value = &value[..length];
            let bracket = bracketed.partition_point(|cut| cut.end <= start);
            let is_inside = bracketed.get(bracket).is_some_and(|cut| cut.start <= start);
            if is_inside || !value.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            cuts.push(start..from + length);
            fields.push(Field {
                key: key.to_owned(),
                value: value.to_owned(),
                span: line.span(start..from + length),
                value_span: line.span(from..from + length),
            });
        }
    }
}

/// The handle that starts with the `@` at byte `at`: its end, where it is one. Not one after a letter or digit;
/// letters, digits, `-`, `_`, `.`, the last no dot and no part of an arrow.
pub fn handle_end(text: &str, at: usize) -> Option<usize> {
    if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let name = text[at..].strip_prefix('@')?;
    let length = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(name.len());
    let is_arrow = name[..length].ends_with('-') && name[length..].starts_with('>');
    let name = name[..length - usize::from(is_arrow)].trim_end_matches('.');
    (!name.is_empty()).then(|| at + 1 + name.len())
}

/// Whether a text mentions anybody.
pub fn has_mention(text: &str) -> bool {
    text.match_indices('@').any(|(i, _)| handle_end(text, i).is_some())
}
