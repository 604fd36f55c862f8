//! Rows of the tables that a page has hundreds of, as markup: a template would be most of a build's time. Takes words
//! and links, escapes every one; leaves the tables around them to the templates.

use serde::Serialize;

use super::html::escape;
use super::site::Link;
use super::words::Day;

/// Markup that a template prints as it is, and that is copied once only.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Markup(tera::Value);

impl From<String> for Markup {
    fn from(markup: String) -> Self {
        Self(tera::Value::safe_string(&markup))
    }
}

impl Markup {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

/// Writes text.
pub(super) fn text(out: &mut String, text: &str) {
    escape(text, out);
}

/// Writes the value of an attribute that has its entities already, between double quotes.
pub(super) fn quoted(out: &mut String, value: &str) {
    out.push_str(&value.replace('"', "&quot;"));
}

/// Writes a link, or its words where it leads nowhere.
pub(super) fn link(out: &mut String, link: &Link) {
    if let Some(href) = &link.href {
        out.push_str("<a href=\"");
        escape(href, out);
        out.push_str("\">");
        escape(&link.text, out);
        out.push_str("</a>");
    } else {
        escape(&link.text, out);
    }
}

/// Writes where a line is from.
pub(super) fn source(out: &mut String, from: Option<&Link>) {
    if let Some(from) = from {
        out.push_str(" <span class=\"src\">");
        link(out, from);
        out.push_str("</span>");
    }
}

/// Writes a day.
pub(super) fn day(out: &mut String, day: &Day) {
    out.push_str("<time datetime=\"");
    out.push_str(&day.iso);
    out.push_str("\">");
    out.push_str(&day.text);
    out.push_str("</time>");
}

/// Writes a day, or a word for its absence.
pub(super) fn day_or(out: &mut String, on: Option<&Day>, absent: &str) {
    match on {
        Some(on) => day(out, on),
        None => nil(out, absent),
    }
}

/// Writes the quiet word for what isn't there.
pub(super) fn nil(out: &mut String, word: &str) {
    out.push_str("<span class=\"nil\">");
    escape(word, out);
    out.push_str("</span>");
}

/// Writes a result: shape, colour and words.
pub(super) fn result(out: &mut String, class: &str, mark: &str, words: &str) {
    out.push_str("<span class=\"st ");
    out.push_str(class);
    out.push_str("\"><svg class=\"m\" aria-hidden=\"true\"><use href=\"#");
    out.push_str(mark);
    out.push_str("\"/></svg>");
    escape(words, out);
    out.push_str("</span>");
}

/// Opens a row, with the anchor that links to it lead to.
pub(super) fn open(out: &mut String, anchor: Option<&str>) {
    out.push_str("<tr");
    if let Some(anchor) = anchor {
        out.push_str(" id=\"");
        escape(anchor, out);
        out.push('"');
    }
    out.push('>');
}

/// Writes the first cells of a promise: what became of it (class, mark, words), what it is, how it moved, where it is
/// from. The second is left open.
pub(super) fn promise(
    out: &mut String,
    (class, mark, words): (&str, &str, &str),
    text: &str,
    moved: &str,
    from: Option<&Link>,
) {
    out.push_str("<td class=\"res\">");
    result(out, class, mark, words);
    out.push_str("</td><th scope=\"row\">");
    escape(text, out);
    if !moved.is_empty() {
        out.push_str("<span class=\"sub\">");
        escape(moved, out);
        out.push_str("</span>");
    }
    source(out, from);
}

/// Rows of plain cells.
pub(super) fn plain(rows: &[Vec<String>]) -> String {
    let mut out = String::with_capacity(rows.len() * 64);
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            out.push_str("<td>");
            escape(cell, &mut out);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out
}
