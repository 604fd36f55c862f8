//! The inline syntax of notes, as a reader should see it: people by name, boxes as shapes with a word, fields quiet.
//! Takes plain text from between Markdown's marks; escapes everything it doesn't know.

use std::collections::BTreeMap;

use super::html::escape;

/// A person as prose may name them.
pub(super) struct Named {
    /// Name.
    pub(super) name: String,
    /// Page below the site's root; `None` for our own people.
    pub(super) page: Option<String>,
}

/// Everyone this edition knows, by id, former id and handle.
pub(super) type People = BTreeMap<String, Named>;

/// The forms a line can open with, and how they are set.
const FORMS: [(&str, &str); 5] = [
    ("(feedback)", "Feedback"),
    ("(told)", "Told"),
    ("(sentiment)", "Sentiment"),
    ("(consulted)", "Consulted"),
    ("(decision)", "Decision"),
];

/// Writes a run of text; `starts` where it opens a list item.
pub(super) fn text(text: &str, starts: bool, people: &People, root: &str, out: &mut String) {
    let mut rest = text;
    let mut is_item = false;
    if starts {
        if let Some((mark, after)) = task_box(rest) {
            out.push_str(mark);
            rest = after;
            is_item = true;
        } else if let Some((form, word)) = FORMS.iter().find(|(form, _)| rest.starts_with(form)) {
            out.push_str("<b class=\"kw\">");
            out.push_str(word);
            out.push_str("</b>");
            rest = &rest[form.len()..];
            is_item = true;
        }
    }
    let rest = if is_item || rest.contains("::") { without_id(rest) } else { rest };
    run(rest, people, root, out);
}

/// A task box at the start, as shape and word, and what follows it.
fn task_box(text: &str) -> Option<(&'static str, &str)> {
    const BOXES: [(&str, &str); 4] = [
        ("[ ]", "<span class=\"bx\"><svg class=\"m\" aria-hidden=\"true\"><use href=\"#m-wait\"/></svg>Open</span>"),
        ("[x]", "<span class=\"bx ok\"><svg class=\"m\" aria-hidden=\"true\"><use href=\"#m-ok\"/></svg>Done</span>"),
        ("[X]", "<span class=\"bx ok\"><svg class=\"m\" aria-hidden=\"true\"><use href=\"#m-ok\"/></svg>Done</span>"),
        (
            "[-]",
            "<span class=\"bx\"><svg class=\"m\" aria-hidden=\"true\"><use href=\"#m-bar\"/></svg>Cancelled</span>",
        ),
    ];
    let (mark, html) = BOXES.iter().find(|(mark, _)| text.starts_with(mark))?;
    let after = &text[mark.len()..];
    (after.is_empty() || after.starts_with([' ', '\t'])).then_some((html, after))
}

/// Leaves out the `^id` that ends an item: it names the line for machines.
fn without_id(text: &str) -> &str {
    let trimmed = text.trim_end();
    match trimmed.rfind('^') {
        Some(at)
            if at > 0
                && trimmed.as_bytes()[at - 1] == b' '
                && at + 1 < trimmed.len()
                && trimmed[at + 1..].bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') =>
        {
            trimmed[..at].trim_end()
        }
        _ => text,
    }
}

/// Text with people, fields and arrows. Every byte is looked at a bounded number of times.
fn run(text: &str, people: &People, root: &str, out: &mut String) {
    let mut from = 0;
    let mut at = 0;
    let mut named = false;
    let bytes = text.as_bytes();
    while let Some(step) = bytes[at..].iter().position(|b| matches!(b, b'@' | b'[' | b'(' | b'-')) {
        at += step;
        let (end, html) = match bytes[at] {
            b'@' => person(text, at, people, root),
            b'-' if named && text[at..].starts_with("->") => (at + 2, Some("\u{2192}".to_owned())),
            b'[' => field(text, at, ']'),
            b'(' => field(text, at, ')'),
            _ => (at + 1, None),
        };
        if let Some(html) = html {
            named |= bytes[at] == b'@';
            escape(&text[from..at], out);
            out.push_str(&html);
            from = end;
        }
        at = end;
    }
    escape(&text[from..], out);
}

/// `@handle` at a position: where it ends and how it is set.
fn person(text: &str, at: usize, people: &People, root: &str) -> (usize, Option<String>) {
    if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return (at + 1, None);
    }
    let rest = &text[at + 1..];
    let mut length = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(rest.len());
    while length > 0 && matches!(rest.as_bytes()[length - 1], b'.' | b'-' | b'_') {
        length -= 1;
    }
    let end = at + 1 + length;
    let Some(named) = people.get(&rest[..length]) else { return (end.max(at + 1), None) };
    let mut html = String::new();
    if let Some(page) = &named.page {
        html.push_str("<a href=\"");
        html.push_str(root);
        escape(page, &mut html);
        html.push_str("\">");
        escape(&named.name, &mut html);
        html.push_str("</a>");
    } else {
        escape(&named.name, &mut html);
    }
    (end, Some(html))
}

/// `[key:: value]` or `(key:: value)` at a position, set quietly; a label says nothing to a reader and is dropped.
fn field(text: &str, at: usize, close: char) -> (usize, Option<String>) {
    const LONGEST: usize = 200;
    let rest = &text[at + 1..];
    let Some(key_length) = rest.find(|c: char| !c.is_ascii_alphabetic()) else { return (at + 1, None) };
    if key_length == 0 || !rest[key_length..].starts_with("::") {
        return (at + 1, None);
    }
    let value_at = key_length + 2;
    let Some(length) = rest[value_at..].char_indices().take(LONGEST).find(|(_, c)| *c == close).map(|(i, _)| i) else {
        return (at + 1, None);
    };
    let key = &rest[..key_length];
    let value = rest[value_at..value_at + length].trim();
    let end = at + 1 + value_at + length + close.len_utf8();
    if key == "visibility" {
        return (end, Some(String::new()));
    }
    let mut html = "<span class=\"fld\">".to_owned();
    escape(key, &mut html);
    html.push(' ');
    // A day is said as everywhere else on the pages.
    let day = value.parse::<jiff::civil::Date>().ok().filter(|_| value.len() == 10);
    escape(&day.map_or_else(|| value.to_owned(), super::words::long), &mut html);
    html.push_str("</span>");
    (end, Some(html))
}
