//! The cut through a note's text: passages out of sight go; a box closed after the as-of date is drawn open.

use jiff::civil::Date;

use crate::register::{Audience, Passage};

/// The passages `audience` may see, boxes as they stood on `as_of`. Without lines they are one text: where it was
/// joined would tell that something is left out.
pub(super) fn visible(passages: &[Passage], audience: Audience, as_of: Date, has_lines: bool) -> Vec<Passage> {
    let seen = passages.iter().filter(|p| p.label.is_visible_to(audience));
    if has_lines {
        let shown = |p: &Passage| reopened(&p.text, as_of).map_or_else(|| p.text.clone(), Into::into);
        return seen.map(|p| Passage { text: shown(p), ..*p }).collect();
    }
    let mut joined = String::new();
    let mut label = None;
    for passage in seen {
        let reopened = reopened(&passage.text, as_of);
        let text = reopened.as_deref().unwrap_or(&passage.text);
        // Blank lines on both sides of what is left out are one.
        let rest = text.trim_start_matches(['\n', '\r']);
        if rest.len() < text.len() || joined.ends_with("\n\n") {
            joined.truncate(joined.trim_end().len());
            joined += if joined.is_empty() { "" } else { "\n\n" };
        }
        joined += rest;
        if !joined.ends_with('\n') {
            joined.push('\n');
        }
        label = label.min(Some(passage.label)).or(Some(passage.label));
    }
    joined.truncate(joined.trim_end().len());
    joined.push('\n');
    label.map(|label| Passage { label, line: 0, text: joined.into() }).into_iter().collect()
}

/// Keys and emoji that date the closing of a box.
const CLOSING: [&str; 5] = ["completion::", "done::", "cancelled::", "✅", "❌"];

/// The text with every box that was closed after `as_of` open and without the field that closes it; `None` where
/// there is none.
fn reopened(text: &str, as_of: Date) -> Option<String> {
    let lines = || text.split_inclusive('\n').map(|line| (line, closed_later(line, as_of)));
    if lines().all(|(_, closed)| closed.is_none()) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for (line, closed) in lines() {
        match closed {
            Some(field) => {
                let mut open = line.to_owned();
                open.replace_range(field, "");
                if let Some(at) = box_at(&open) {
                    open.replace_range(at..=at, " ");
                }
                out.push_str(&open);
            }
            None => out.push_str(line),
        }
    }
    Some(out)
}

/// The field that closes a line's box after `as_of`. Most lines have no field at all.
fn closed_later(line: &str, as_of: Date) -> Option<std::ops::Range<usize>> {
    box_at(line)?;
    later_closing(line, as_of)
}

/// Byte index of the character between the brackets of a list item's box.
fn box_at(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let rest = &line[indent..];
    let marker = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let after = rest[marker..].strip_prefix(['-', '*', '+', '.', ')'])?;
    let gap = after.len() - after.trim_start_matches([' ', '\t']).len();
    let at = indent + marker + 1 + gap;
    let inside = line[at..].strip_prefix('[')?;
    let width = inside.chars().next()?.len_utf8();
    (width == 1 && inside[1..].starts_with(']')).then_some(at + 1)
}

/// The range of a closing field dated after `as_of`, with the blanks before it.
fn later_closing(line: &str, as_of: Date) -> Option<std::ops::Range<usize>> {
    CLOSING.iter().find_map(|mark| {
        let at = line.find(mark)?;
        let value = line[at + mark.len()..].trim_start();
        let date: Date = value.get(..10)?.parse().ok()?;
        if date <= as_of {
            return None;
        }
        let value_end = line.len() - value.len() + 10;
        let is_field = mark.ends_with("::");
        let start = if is_field { line[..at].rfind(['[', '('])? } else { at };
        let end = if is_field { value_end + line[value_end..].find([']', ')'])? + 1 } else { value_end };
        Some(line[..start].trim_end().len()..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_closed_later_is_drawn_open_and_without_its_date() {
        let day = "2026-11-10".parse().unwrap();
        let text = "- [x] @me -> @bo: a  [due:: 2026-11-20]  [completion:: 2026-11-18] ^c\n1. [-] b (cancelled:: 2026-11-11)\n- [x] c ✅ 2026-11-30\n- [x] d [done:: 2026-11-10]\nprose [completion:: 2026-11-18]\n";
        assert_eq!(
            reopened(text, day).as_deref(),
            Some(
                "- [ ] @me -> @bo: a  [due:: 2026-11-20] ^c\n1. [ ] b\n- [ ] c\n- [x] d [done:: 2026-11-10]\nprose [completion:: 2026-11-18]\n"
            )
        );
        assert_eq!(reopened(text, "2026-11-30".parse().unwrap()), None);
    }
}
