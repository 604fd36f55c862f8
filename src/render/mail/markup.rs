//! The writer's prose in a mail: takes the markup that [`crate::render::html`] made, gives blocks with inline styles, and
//! the same as text. Of a tag it knows the name and where a link leads; what it doesn't know it drops, and keeps its words.

use std::fmt::Write as _;

use super::data::{Setting, steers};
use crate::render::html::escape;

/// A piece of markup.
enum Piece<'h> {
    /// Text, its entities as they are.
    Text(&'h str),
    /// A tag that opens, with its attributes.
    Open(&'h str, &'h str),
    /// A tag that closes.
    Close(&'h str),
}

/// The pieces of markup, in order.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let Some(end) = rest[at..].find('>').map(|end| at + end) else { return pieces };
        let tag = rest[at + 1..end].trim_end_matches('/');
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::Close(name.trim()));
        } else {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            pieces.push(Piece::Open(name, attributes));
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The value of an attribute, its entities as they are.
fn attribute<'h>(attributes: &'h str, name: &str) -> Option<&'h str> {
    let at = attributes.find(&format!("{name}=\""))?;
    let value = &attributes[at + name.len() + 2..];
    value.split('"').next()
}

/// Where a link leads from a mail, its entities undone; `None` where it can't.
fn target(attributes: &str, setting: &Setting<'_>) -> Option<String> {
    let target = plain(attribute(attributes, "href")?);
    if target.contains(|c: char| c.is_control()) {
        return None;
    }
    let lower = target.to_ascii_lowercase();
    if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return Some(target);
    }
    let leaves =
        target.starts_with(['/', '#', '.']) || target.split('/').next().is_some_and(|first| first.contains(':'));
    if leaves { None } else { setting.link(&target) }
}

/// Text with its entities undone, without what steers.
fn plain(text: &str) -> String {
    let undone = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    undone.chars().filter(|c| *c == '\n' || !steers(*c)).collect()
}

/// Elements that stand for themselves.
const BLOCKS: [&str; 13] = ["p", "ul", "ol", "blockquote", "pre", "div", "table", "hr", "h2", "h3", "h4", "h5", "h6"];

/// The blocks of the markup, each whole.
pub(super) fn blocks(html: &str, setting: &Setting<'_>) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut out = String::new();
    let mut depth = 0_usize;
    // How deep in a drawing, whether each link that is open leads anywhere, whether text is code's.
    let (mut hidden, mut links, mut code) = (0_usize, Vec::new(), 0_usize);
    for piece in pieces(html) {
        match piece {
            Piece::Text(_) if hidden > 0 => {}
            Piece::Text(text) => {
                if depth == 0 && text.trim().is_empty() {
                    continue;
                }
                escape(&plain(text), &mut out);
            }
            Piece::Open("svg", _) => hidden += 1,
            Piece::Close("svg") => hidden = hidden.saturating_sub(1),
            Piece::Open(..) | Piece::Close(_) if hidden > 0 => {}
            Piece::Open("a", attributes) => {
                let target = target(attributes, setting);
                if let Some(target) = &target {
                    out.push_str("<a href=\"");
                    escape(target, &mut out);
                    let _ = write!(out, "\" style=\"color:{}\">", setting.look.link);
                }
                links.push(target.is_some());
            }
            Piece::Close("a") => {
                if links.pop() == Some(true) {
                    out.push_str("</a>");
                }
            }
            Piece::Open(name, attributes) => {
                if depth == 0 && BLOCKS.contains(&name) && !out.is_empty() {
                    blocks.push(std::mem::take(&mut out));
                }
                code += usize::from(name == "pre");
                open(name, attributes, setting, code > 0, &mut out);
                depth += usize::from(BLOCKS.contains(&name) && name != "hr");
                if depth == 0 && name == "hr" {
                    blocks.push(std::mem::take(&mut out));
                }
            }
            Piece::Close(name) => {
                close(name, &mut out);
                code = code.saturating_sub(usize::from(name == "pre"));
                if BLOCKS.contains(&name) {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        blocks.push(std::mem::take(&mut out));
                    }
                }
            }
        }
    }
    if !out.trim().is_empty() {
        blocks.push(out);
    }
    blocks
}

/// Opens an element with its style.
fn open(name: &str, attributes: &str, setting: &Setting<'_>, in_code: bool, out: &mut String) {
    let look = setting.look;
    let text = &look.text;
    let _ = match name {
        "p" => write!(out, "<p style=\"{text};margin:0 0 8px 0\">"),
        "div" if attributes.contains("fn") => write!(out, "<p style=\"{}\">", look.small),
        "h2" | "h3" | "h4" | "h5" | "h6" => write!(out, "<p style=\"{text};margin:0 0 4px 0\"><b>"),
        "ul" => write!(out, "<ul style=\"{text};margin:0 0 8px 20px;padding:0\">"),
        "ol" => {
            let start = attribute(attributes, "start").and_then(|n| n.parse::<u32>().ok());
            let start = start.map(|n| format!(" start=\"{n}\"")).unwrap_or_default();
            write!(out, "<ol{start} style=\"{text};margin:0 0 8px 24px;padding:0\">")
        }
        "li" => write!(out, "<li style=\"margin:0 0 3px 0\">"),
        "blockquote" => write!(
            out,
            "<blockquote style=\"margin:0 0 8px 0;padding:0 0 0 12px;border-left:2px solid {}\">",
            look.hair
        ),
        "pre" => write!(
            out,
            "<pre style=\"margin:0 0 8px 0;font-family:Consolas,Menlo,monospace;font-size:13px;line-height:19px;color:{};white-space:pre-wrap\">",
            look.ink
        ),
        "code" if !in_code => write!(out, "<code style=\"font-family:Consolas,Menlo,monospace;font-size:13px\">"),
        "table" => write!(out, "<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 8px 0\">"),
        "th" => write!(out, "<th scope=\"col\" align=\"left\" valign=\"top\" style=\"{text};padding:3px 14px 3px 0\">"),
        "td" => {
            let side = if attributes.contains("num") { "right" } else { "left" };
            write!(
                out,
                "<td align=\"{side}\" valign=\"top\" style=\"{text};padding:3px 14px 3px 0;border-top:1px solid {}\">",
                look.hair
            )
        }
        "thead" | "tbody" | "tr" => write!(out, "<{name}>"),
        "em" => write!(out, "<i>"),
        "strong" | "b" => write!(out, "<b>"),
        "s" => write!(out, "<s>"),
        "sup" => write!(out, "<sup>"),
        "br" => write!(out, "<br>"),
        "hr" => write!(out, "<p style=\"{text};margin:0 0 8px 0\">* * *</p>"),
        _ => Ok(()),
    };
}

/// Closes an element.
fn close(name: &str, out: &mut String) {
    let tag = match name {
        "h2" | "h3" | "h4" | "h5" | "h6" => "</b></p>",
        "em" => "</i>",
        "strong" | "b" => "</b>",
        "p" => "</p>",
        "ul" => "</ul>",
        "ol" => "</ol>",
        "li" => "</li>",
        "blockquote" => "</blockquote>",
        "pre" => "</pre>",
        "table" => "</table>",
        "thead" => "</thead>",
        "tbody" => "</tbody>",
        "tr" => "</tr>",
        "th" => "</th>",
        "td" => "</td>",
        "s" => "</s>",
        "sup" => "</sup>",
        _ => "",
    };
    out.push_str(tag);
}

/// The markup as text to be wrapped.
pub(super) fn text(html: &str, setting: &Setting<'_>) -> String {
    let mut text = Text::default();
    let mut hidden = 0_usize;
    for piece in pieces(html) {
        match piece {
            Piece::Open("svg", _) => hidden += 1,
            Piece::Close("svg") => hidden = hidden.saturating_sub(1),
            _ if hidden > 0 => {}
            Piece::Text(run) => text.run(&plain(run)),
            Piece::Open(name, attributes) => text.open(name, attributes, setting),
            Piece::Close(name) => text.close(name),
        }
    }
    text.end();
    text.out
}

/// Writes text, a long line for each block.
#[derive(Default)]
struct Text {
    out: String,
    line: String,
    /// What the next line begins with, for the item that opens.
    mark: Option<String>,
    /// The lists that are open: the next number of each, or none.
    lists: Vec<Option<u32>>,
    quotes: usize,
    /// Where each open link leads, and where its words begin.
    links: Vec<(Option<String>, usize)>,
    is_code: bool,
    cells: usize,
}

impl Text {
    fn run(&mut self, run: &str) {
        if self.is_code {
            for line in run.split_inclusive('\n') {
                self.line.push_str(line.trim_end_matches('\n'));
                if line.ends_with('\n') {
                    self.end();
                }
            }
            return;
        }
        for (n, word) in run.split([' ', '\n']).enumerate() {
            if n > 0 && !self.line.ends_with(' ') && !self.line.is_empty() {
                self.line.push(' ');
            }
            self.line.push_str(word);
        }
    }

    fn open(&mut self, name: &str, attributes: &str, setting: &Setting<'_>) {
        match name {
            "p" | "div" | "h2" | "h3" | "h4" | "h5" | "h6" if self.mark.is_none() => self.block(),
            "ul" | "ol" => {
                self.end();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
                let start = || attribute(attributes, "start").and_then(|n| n.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then(start));
            }
            "li" => {
                self.end();
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n = n.saturating_add(1);
                        format!("{}. ", n.saturating_sub(1))
                    }
                    _ => "- ".to_owned(),
                });
            }
            "blockquote" => {
                self.block();
                self.quotes += 1;
            }
            "pre" => {
                self.block();
                self.is_code = true;
            }
            "table" => self.block(),
            "tr" => {
                self.end();
                self.cells = 0;
            }
            "th" | "td" => {
                if self.cells > 0 {
                    self.line.push_str(" | ");
                }
                self.cells += 1;
            }
            "br" => self.end(),
            "hr" => {
                self.block();
                self.line.push_str("* * *");
                self.end();
            }
            "a" => self.links.push((target(attributes, setting), self.line.len())),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => {
                if let Some((Some(target), at)) = self.links.pop()
                    && self.line.get(at..).is_none_or(|words| words != target)
                {
                    let _ = write!(self.line, " <{}>", target.replace([' ', '<', '>'], ""));
                }
            }
            "ul" | "ol" => {
                self.end();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            "blockquote" => {
                self.end();
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.end();
                self.is_code = false;
            }
            "p" | "div" | "li" | "tr" | "table" | "h2" | "h3" | "h4" | "h5" | "h6" => self.end(),
            _ => {}
        }
    }

    /// An empty line before what follows, but not within a list.
    fn block(&mut self) {
        self.end();
        if self.lists.is_empty() && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Ends the line.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = if self.is_code { line.trim_end() } else { line.trim() };
        if line.is_empty() {
            return;
        }
        // Code keeps its spaces: the wrapping prints held ones as they are.
        let line = if self.is_code { line.replace(' ', "\u{a0}") } else { line.to_owned() };
        let quotes = "> ".repeat(self.quotes.min(8));
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let mark = match self.mark.take() {
            Some(mark) => mark,
            None if !self.lists.is_empty() => "  ".to_owned(),
            None => String::new(),
        };
        let _ = writeln!(self.out, "{quotes}{indent}{mark}\t{}", line.replace('\t', " "));
    }
}
