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
        if !joined.is_empty() && !joined.ends_with('\n') {
            joined.push('\n');
        }
        label = label.min(Some(passage.label)).or(Some(passage.label));
    }
    label.map(|label| Passage { label, line: 0, text: settled(&joined).into() }).into_iter().collect()
}

/// The text without what tells that an item of a list was left out: the numbers of the others, and whether blank lines
/// stood between them. Code stays as it is.
fn settled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut fence, mut blank, mut in_list): (Option<&str>, _, _) = (None, false, false);
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if let Some(mark) = fence {
            out.push_str(line);
            out.push('\n');
            let rest = content.strip_prefix(mark).map(|rest| rest.trim_start_matches(&mark[..1]));
            if rest.is_some_and(|rest| rest.trim().is_empty()) {
                fence = None;
            }
            continue;
        }
        if content.is_empty() {
            blank = true;
            continue;
        }
        let item = marker(content).filter(|_| in_list || indent < 4);
        if blank && !out.is_empty() && !(in_list && item.is_some()) {
            out.push('\n');
        }
        // A line at the margin after a blank one, or a heading, is no part of the list above it.
        in_list = item.is_some() || (in_list && (indent > 0 || !blank) && !content.starts_with('#'));
        blank = false;
        match item {
            Some(marker) if marker > 1 => {
                out.push_str(&line[..indent]);
                out.push('1');
                out.push_str(&content[marker - 1..]);
            }
            _ => out.push_str(line),
        }
        out.push('\n');
        let inside = item.map_or(content, |marker| content[marker..].trim_start());
        fence = ['`', '~'].into_iter().find_map(|c| {
            let run = inside.len() - inside.trim_start_matches(c).len();
            (run > 2).then(|| &inside[..run])
        });
    }
    out
}

/// Length of the marker that a list item opens with: `-`, `*`, `+`, or digits and a dot or parenthesis.
fn marker(content: &str) -> Option<usize> {
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = content.get(digits..)?;
    let is_marker = if digits == 0 { rest.starts_with(['-', '*', '+']) } else { rest.starts_with(['.', ')']) };
    let is_apart = rest.get(1..).is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t']));
    (is_marker && digits <= 9 && is_apart).then_some(digits + 1)
}

/// Keys and emoji that date the closing of a box.
const CLOSING: [&str; 5] = ["completion::", "done::", "cancelled::", "✅", "❌"];

/// The text with every box that was closed after `as_of` open and without the field that closes it; `None` where
/// there is none.
fn reopened(text: &str, as_of: Date) -> Option<String> {
    if !CLOSING.iter().any(|mark| text.contains(mark)) {
        return None;
    }
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
    // `contains` is much quicker than `find`, and most lines have none.
    CLOSING.iter().filter(|mark| line.contains(**mark)).find_map(|mark| {
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

    fn seen(passages: &[(Audience, &str)]) -> String {
        let list: Vec<Passage> =
            passages.iter().map(|(label, text)| Passage { label: *label, line: 3, text: (*text).into() }).collect();
        let visible = visible(&list, Audience::Leadership, "2026-11-10".parse().unwrap(), false);
        visible.into_iter().map(|p| p.text.to_string()).collect()
    }

    #[test]
    fn an_item_left_out_leaves_no_trace() {
        use Audience::{Leadership, Pm};
        let bare = seen(&[(Leadership, "\n- a\n- b\n")]);
        assert_eq!(bare, "- a\n- b\n");
        for hidden in [
            &[(Leadership, "\n"), (Pm, "- s\n"), (Leadership, "- a\n- b\n")][..],
            &[(Leadership, "- a\n"), (Pm, "- s\n"), (Leadership, "\n- b\n")],
            &[(Leadership, "\n- a\n\n"), (Pm, "- s\n"), (Leadership, "- b")],
            &[(Leadership, "\r\n- a\r\n- b\r\n"), (Pm, "\r\n\r\n- s\r\n")],
            &[(Pm, "## P\n\ns\n\n"), (Leadership, "- a\n- b\n\n")],
        ] {
            assert_eq!(seen(hidden), bare, "{hidden:?}");
        }
        let numbered = seen(&[(Leadership, "1. a\n2. b\n")]);
        assert_eq!(seen(&[(Pm, "1. s\n"), (Leadership, "2. a\n3. b\n")]), numbered);
        assert_eq!(seen(&[(Leadership, "1. a\n\n"), (Pm, "2. s\n\n"), (Leadership, "3. b\n")]), numbered);
    }

    #[test]
    fn what_is_no_list_stays_as_it_is() {
        for text in [
            "a\n\nb\n",
            "- a\n\n  more of a\n- b\n",
            "- a\n\nb\n\n- c\n",
            "```\n2. x\n\n- y\n```\n",
            "````\n```\n2. x\n````\n",
            "- ~~~\n  2. x\n\n  - y\n  ~~~\n\nz\n",
            "a\n\n    2. code\n\n    - code\n",
            "2026. a year\n".trim_start_matches("2026. "),
            "3.5 is a number\n-x\n",
            "# H\n\n- a\n\n# I\n",
        ] {
            assert_eq!(settled(text), text);
        }
    }

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
