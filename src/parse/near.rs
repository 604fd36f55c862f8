//! Near misses: takes a line that shows by a box or a handle that it was meant for us, says what of it is not quite
//! our syntax. Prose is never asked about, nor are notes in other styles. Leaves what is read to `item`.

use std::ops::Range;

use super::body::Reader;
use super::item::{KINDS, skip_spaces};
use super::line_fields::handle_end;
use super::{Item, ItemKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::register::Audience;

/// Keys whose value is a date, and what is written for it.
const DATES: [(&str, &str); 8] = [
    ("due", "due"),
    ("by", "due"),
    ("done", "done"),
    ("completion", "completion"),
    ("completed", "completion"),
    ("created", "created"),
    ("cancelled", "cancelled"),
    ("canceled", "cancelled"),
];
/// Keys of other values.
const WORDS: [&str; 7] = ["kind", "severity", "feedback", "outcome", "decision", "approver", "driver"];
/// Signs of a box that is none.
const BOXES: &str = "\u{2610}\u{2611}\u{2612}\u{25a1}\u{25a2}\u{2b1c}\u{2705}\u{2713}\u{2714}";
/// What people tick with, other than `x`.
const TICKS: &str = "\u{2713}\u{2714}\u{221a}\u{2705}\u{2611}\u{2717}\u{2718}\u{2612}\u{d7}\u{445}\u{425}\u{ff58}\u{ff38}\u{2013}\u{2014}\u{2212}";
/// Arrows that are read as none; the longer of two that begin alike first.
const ARROWS: [&str; 14] = [
    "-->",
    "=>",
    "->",
    "\u{2192}",
    "\u{2013}>",
    "\u{2014}>",
    "\u{21d2}",
    "\u{27a1}",
    "\u{2794}",
    "\u{279c}",
    "\u{27f6}",
    "\u{2013}",
    "\u{2014}",
    ">",
];
/// Those of them that stand for nothing else.
const PLAIN: usize = 11;
/// Longest thing between brackets that may be meant for a box, in bytes.
const BOX: usize = 12;

/// What is wrong with a line, and what to write.
pub(super) struct Near {
    /// Message.
    pub message: String,
    /// Hint.
    pub hint: String,
    /// Whether the line would have had a meaning, and is left out.
    pub is_lost: bool,
}

/// Whether a line may be a near miss: what it opens with, so that others cost nothing.
pub(super) fn may_be(text: &str) -> bool {
    text.starts_with(['[', '@', '(']) || text.chars().next().is_some_and(|c| BOXES.contains(c))
}

/// A line that opens neither with a box nor with a known word, and was meant to.
pub(super) fn line(text: &str) -> Option<Near> {
    if let Some(word) = capitalised(text) {
        return Some(Near {
            message: format!("`({word})` is not read: it is written with capitals"),
            hint: format!("write `({})`", word.to_lowercase()),
            is_lost: true,
        });
    }
    if directed(text, 0, PLAIN).is_some_and(|end| text[skip_spaces(text, end)..].starts_with(':')) {
        let hint = "write `- [ ] @a -> @b: what`".to_owned();
        return Some(Near { message: "this promise has no box".to_owned(), hint, is_lost: true });
    }
    let end = like_box(text)?;
    let written = text[..end].trim_end();
    let rest = skip_spaces(text, end);
    let inside = written.trim_matches(['[', ']']);
    let is_mark = inside.chars().all(|c| !c.is_alphanumeric()) || inside.trim().eq_ignore_ascii_case("x");
    let is_lost = directed(text, rest, ARROWS.len()).is_some() || (is_mark && handle_end(text, rest).is_some());
    let is_task = inside.trim().is_empty() && rest > end && rest < text.len();
    (is_lost || is_task).then(|| Near {
        message: format!("`{written}` is no box"),
        hint: "a box is `[ ]`, `[x]` or `[-]` with a space behind it: `- [ ] @a -> @b: what`".to_owned(),
        is_lost,
    })
}

/// One of the known words in parentheses that a line opens with, where it has a capital and somebody follows it; what was
/// decided needs nobody.
pub(super) fn capitalised(text: &str) -> Option<&str> {
    let (word, rest) = text.strip_prefix('(')?.split_once(')')?;
    let kind = KINDS.into_iter().find(|kind| *kind != word && kind.eq_ignore_ascii_case(word))?;
    (kind == "decision" || handle_end(rest, skip_spaces(rest, 0)).is_some()).then_some(word)
}

/// What stands for a box at the start of a text and is none (or perhaps is): its end.
fn like_box(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if BOXES.contains(first) {
        let end = first.len_utf8();
        return Some(end + if text[end..].starts_with('\u{fe0f}') { 3 } else { 0 });
    }
    let near = &text[..text.floor_char_boundary(BOX + 2)];
    let close = near.strip_prefix('[')?.find([']', '[', '^', '(']).map(|i| i + 1)?;
    let is_link = text[close + 1..].starts_with(['(', '[', ':']);
    (text[close..].starts_with(']') && !is_link).then_some(close + 1)
}

/// `@a -> @b` at a byte of a text, by any of the first arrows: the end of the last name.
fn directed(text: &str, at: usize, arrows: usize) -> Option<usize> {
    let after = skip_spaces(text, handle_end(text, at)?);
    let arrow = ARROWS[..arrows].iter().find(|arrow| text[after..].starts_with(**arrow))?;
    let mut end = handle_end(text, skip_spaces(text, after + arrow.len()))?;
    loop {
        let comma = skip_spaces(text, end);
        let next = text[comma..].starts_with(',').then(|| skip_spaces(text, comma + 1));
        match next.and_then(|next| handle_end(text, next)) {
            Some(next) => end = next,
            None => return Some(end),
        }
    }
}

/// The arrow of a promise that isn't ours.
pub(super) fn arrow(text: &str) -> Option<&'static str> {
    directed(text, 0, ARROWS.len())?;
    let after = skip_spaces(text, handle_end(text, 0)?);
    ARROWS.into_iter().find(|arrow| text[after..].starts_with(arrow))
}

/// The sign in a box, where it is taken for a tick and is none.
pub(super) fn tick(text: &str) -> Option<char> {
    text.strip_prefix('[')?.chars().next().filter(|c| TICKS.contains(*c))
}

/// What was meant for a field on a line that is ours: its range, and what to write.
pub(super) fn field(text: &str) -> Option<(Range<usize>, String)> {
    // Most lines have nothing of it.
    let bytes = text.as_bytes();
    let is_due = |word: &[u8]| word.eq_ignore_ascii_case(b"due");
    if !(bytes.iter().any(|b| b"[(".contains(b)) || text.contains("::") || bytes.windows(3).any(is_due)) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut before = ' ';
    lower.char_indices().find_map(|(at, c)| {
        let starts = c.is_ascii_lowercase() && !before.is_alphanumeric() && !"-_:@^".contains(before);
        before = c;
        if !starts {
            return None;
        }
        let rest = &lower[at..];
        let is = |key: &str| key.starts_with(c) && rest.starts_with(key);
        let date = DATES.into_iter().find(|(key, _)| is(key));
        if let Some((key, field)) = date {
            let (at, value) = meant(&lower, at, key, true)?;
            return Some((at, format!("write `[{field}:: {}]`", shown_date(value))));
        }
        let key = WORDS.into_iter().find(|key| is(key))?;
        let (at, _) = meant(&lower, at, key, false)?;
        Some((at, format!("write `[{key}:: ...]`, in brackets and with two colons")))
    })
}

fn shown_date(value: &str) -> &str {
    let date = value.get(..10).unwrap_or_default();
    if super::short_due::iso(date).is_some() { date } else { "2026-11-01" }
}

/// Whether the `key` at a byte of a text, where a word begins, is written as if it were a field: its range, and what
/// follows it.
fn meant<'t>(text: &'t str, at: usize, key: &str, is_date: bool) -> Option<(Range<usize>, &'t str)> {
    let (before, after) = (&text[..at], &text[at + key.len()..]);
    let opener = before.trim_end().chars().next_back().filter(|c| "[(".contains(*c));
    let sign = after.trim_start();
    let colons = sign.bytes().take_while(|b| *b == b':').count();
    let is_sign = colons == 1 || sign.starts_with('=');
    let value = sign.trim_start_matches([':', '=']).trim_start();
    let is_number = value.starts_with(|c: char| c.is_ascii_digit());
    let is_iso = value.get(..10).is_some_and(|date| super::short_due::iso(date).is_some());
    let is_meant = match opener {
        _ if colons == 2 => key != "by",
        Some('[') => (is_sign && !value.is_empty()) || (is_date && is_number && after.starts_with(' ')),
        Some(_) => is_date && ((is_sign && is_number) || (key == "due" && is_iso)),
        None => key == "due" && is_sign && is_iso,
    };
    if !is_meant {
        return None;
    }
    // Brackets of a field are near.
    let near = &value[..value.floor_char_boundary(BOX * 10)];
    let is_link = opener.is_some() && near.find([']', ')']).is_some_and(|i| value[i + 1..].starts_with(['(', '[']));
    let start = before.rfind(['[', '(']).filter(|_| opener.is_some()).unwrap_or(at);
    let end = text.len() - value.len() + near.find([']', ')', ' ']).unwrap_or(near.len());
    let end = end + usize::from(text[end..].starts_with([']', ')']));
    (!is_link).then_some((start..end.max(at + key.len()), value))
}

/// Reports boxes with a promise, and known words with a handle, that don't begin a list item: in a paragraph, a table, a
/// heading, or on the second line of an item.
pub(super) fn check(reader: &mut Reader<'_, '_>) {
    let text = reader.text;
    let boxes = text.match_indices(']').filter_map(|(close, _)| {
        let after = skip_spaces(text, close + 1);
        let near = text.floor_char_boundary(close.saturating_sub(BOX));
        let open = text[near..close].rfind(['[', '\n']).map(|i| near + i).filter(|i| text[*i..].starts_with('['))?;
        let is_single = text[open + 1..close].trim().chars().count() <= 1;
        let end = is_single.then(|| directed(text, after, ARROWS.len())).flatten()?;
        Some((open, end))
    });
    // All of them begin with the same byte, and most notes have none like it.
    let foreign = if text.is_ascii() { "" } else { text };
    let signs = foreign.bytes().enumerate().filter(|(_, byte)| *byte == 0xe2).filter_map(|(at, _)| {
        let sign = text[at..].chars().next().filter(|c| BOXES.contains(*c))?;
        Some((at, directed(text, skip_spaces(text, at + sign.len_utf8()), ARROWS.len())?))
    });
    let words = text.match_indices('(').filter_map(|(open, _)| {
        let kind = KINDS.into_iter().find(|kind| text[open + 1..].starts_with(kind))?;
        let at = open + 1;
        let before = text[..open].trim_end_matches([' ', '\t', '|', '*', '_', '~', '-', '+']);
        let is_first = before.is_empty() || before.ends_with('\n');
        let rest = text[at + kind.len()..].strip_prefix(')')?.trim_start_matches(['*', '_', '~', ' ']);
        let end = is_first.then(|| handle_end(text, text.len() - rest.len())).flatten()?;
        Some((open, end))
    });
    let mut found: Vec<(usize, usize)> = boxes.chain(signs).chain(words).collect();
    found.sort_unstable();
    found.retain(|(at, _)| !(text[..*at].ends_with('\\') || reader.is_code(*at) || reader.is_read_or_quoted(*at)));
    for (start, end) in found {
        let message = "this doesn't begin a list item, and is not counted";
        let hint = "begin a line of its own with `- ` before it, and no emphasis";
        let place = reader.place(start..end);
        reader.diagnostics.push(Diagnostic::new(Code::DoubtfulLine, place, message).hint(hint));
        let kind = ItemKind::Uncounted { message: message.to_owned() };
        // Who may see the line isn't known here.
        reader.items.push(Item { label: Audience::Pm, place, id: None, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_meant_for_us() {
        for text in [
            "[] @me -> @ada: x",
            "[ ]@me -> @ada: x",
            "[x]@me -> @ada: x",
            "[  ] @me -> @ada: x",
            "[\u{2714}\u{fe0f}] @me -> @ada: x",
            "[done] @me \u{2013} @ada: x",
            "\u{2610} @me -> @ada: x",
            "\u{2611}\u{fe0f} @ada: x",
            "@me -> @ada, @bo: x",
            "@me => @ada: x",
            "(Feedback) @ada: x",
            "(DECISION) x",
        ] {
            assert!(line(text).is_some_and(|near| near.is_lost), "{text}");
        }
        assert!(line("[] milk").is_some_and(|near| !near.is_lost));
        for text in [
            "[](x.md) @ada -> @bo: x",
            "[a](b) @ada",
            "[1] @ada said",
            "[x][y] @ada",
            "[s]he",
            "[]",
            "@ada said x",
            "@ada: x",
            "@ada - @bo: x",
            "@ada -> @bo",
            "(Note) @ada: x",
            "(Feedback) was mixed",
            "(feedback) @ada: x",
            "\u{2705} shipped",
        ] {
            assert!(line(text).is_none(), "{text}");
        }
    }

    #[test]
    fn fields_that_were_meant_for_us() {
        for (text, expected) in [
            ("x [due: 2026-10-01]", "[due:: 2026-10-01]"),
            ("x [due 2026-10-01] y", "[due:: 2026-10-01]"),
            ("x [Due:friday]", "[due:: 2026-11-01]"),
            ("x (due: 2026-10-01)", "[due:: 2026-10-01]"),
            ("x (due 2026-10-01)", "[due:: 2026-10-01]"),
            ("x due:: 2026-10-01", "[due:: 2026-10-01]"),
            ("x due: 2026-10-01", "[due:: 2026-10-01]"),
            ("x [due:: 2026-10-01", "[due:: 2026-10-01]"),
            ("x [by: 2026-10-01]", "[due:: 2026-10-01]"),
            ("x [completed = 2026-10-01]", "[completion:: 2026-10-01]"),
            ("x [kind: concern]", "[kind:: ...]"),
        ] {
            let (_, hint) = field(text).unwrap_or_else(|| panic!("{text}"));
            assert!(hint.contains(expected), "{text}: {hint}");
        }
        for text in [
            "overdue: 2026-10-01",
            "std::created::x",
            "[due: x](y.md)",
            "(by 2026-10-01)",
            "(decision: pending)",
            "a kind: word",
            "done in 2026",
            "due by 2026-10-01",
            "[by the sea]",
            "[done deal]",
        ] {
            assert!(field(text).is_none(), "{text}");
        }
    }
}
