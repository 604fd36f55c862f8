//! Markdown to safe HTML: takes a note's visible text, gives elements for inside a page.
//! Raw HTML is shown as text, links go only where the allow-list says, pictures are never loaded, and nesting is
//! cut off at a depth browsers can take. Inline syntax (people, fields, boxes) is set by [`super::inline`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::inline::{self, People};
use crate::source::harmless;

/// Containers nested deeper than this are flattened.
const DEEPEST: usize = 24;

/// What a body is rendered with.
pub(super) struct Setting<'a> {
    /// Title of the page: a first heading that repeats it is left out.
    pub(super) title: &'a str,
    /// People by handle.
    pub(super) people: &'a People,
    /// From this page to the site's root: `""` or `"../"`.
    pub(super) root: &'a str,
    /// The page of another file of the workspace, by the link as written; `None` makes it plain text.
    pub(super) page_of: &'a dyn Fn(&str) -> Option<String>,
    /// Lines that must be reachable as `#L<line>`.
    pub(super) anchors: &'a BTreeSet<u32>,
}

/// Markdown as a page sets it where nobody is known by name and no file has a page: elements, safe for inside a page.
pub fn markdown(text: &str) -> String {
    let (people, anchors) = (People::new(), BTreeSet::new());
    let setting = Setting { title: "", people: &people, root: "", page_of: &|_| None, anchors: &anchors };
    body(std::iter::once((0, text)), &setting)
}

/// Renders runs of Markdown, each with the line it starts on (0 where lines aren't printed).
pub(super) fn body<'t>(runs: impl Iterator<Item = (u32, &'t str)>, setting: &Setting<'_>) -> String {
    let mut text = String::new();
    let mut starts = Vec::new();
    for (line, run) in runs {
        starts.push((text.len(), line));
        text.push_str(run);
        if !run.ends_with('\n') {
            text.push('\n');
        }
    }
    let mut writer = Writer {
        setting,
        lines: Lines { text: &text, starts, at: 0, line: 0, run: 0 },
        wanted: setting.anchors.iter().copied().collect(),
        next_wanted: 0,
        out: String::with_capacity(text.len() * 3 / 2),
        open: Vec::new(),
        headings: Vec::new(),
        notes: BTreeMap::new(),
        item_starts: false,
        code: false,
        cells: Vec::new(),
        cell: 0,
        in_head: false,
        first_block: true,
        skip_heading: false,
        has_references: text.contains("&#"),
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = TextMergeWithOffset::new(Parser::new_ext(&text, options).into_offset_iter());
    let mut events = events.peekable();
    while let Some((event, range)) = events.next() {
        if let Event::Start(Tag::Heading { .. }) = &event
            && writer.first_block
            && let Some((Event::Text(first), _)) = events.peek()
            && first.trim() == setting.title
        {
            writer.skip_heading = true;
        }
        writer.event(event, range.start);
    }
    writer.finish()
}

/// Turns rising byte offsets into lines of the file, without looking at any byte twice.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<(usize, u32)>,
    at: usize,
    line: u32,
    run: usize,
}

impl Lines<'_> {
    /// The line of an offset; offsets must not fall (an earlier one gets the line reached).
    fn line(&mut self, offset: usize) -> u32 {
        while self.run < self.starts.len() && self.starts[self.run].0 <= offset {
            (self.at, self.line) = self.starts[self.run];
            self.run += 1;
        }
        if self.line > 0 && offset > self.at {
            let passed = self
                .text
                .as_bytes()
                .get(self.at..offset)
                .map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count());
            self.line += passed as u32;
            self.at = offset;
        }
        self.line
    }
}

/// What closes an open element.
enum Close {
    With(&'static str),
    Heading(u8),
    Nothing,
}

#[expect(clippy::struct_excessive_bools, reason = "each says where in the text the writer is")]
struct Writer<'a, 't> {
    setting: &'a Setting<'a>,
    lines: Lines<'t>,
    wanted: Vec<u32>,
    next_wanted: usize,
    out: String,
    open: Vec<Close>,
    headings: Vec<(u8, u8)>,
    notes: BTreeMap<String, usize>,
    item_starts: bool,
    code: bool,
    cells: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    first_block: bool,
    skip_heading: bool,
    /// Whether the text has character references by number: they can make what no text of a file has.
    has_references: bool,
}

impl Writer<'_, '_> {
    fn event(&mut self, event: Event<'_>, offset: usize) {
        match event {
            Event::Start(tag) => self.start(tag, offset),
            Event::End(end) => self.end(end),
            Event::Text(text) if self.has_references => self.text(&harmless(&text), offset),
            Event::Text(text) => self.text(&text, offset),
            Event::Code(text) => {
                self.item_starts = false;
                self.out.push_str("<code>");
                escape(&text, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::Html(text) | Event::InlineHtml(text) => escape(&text, &mut self.out),
            Event::FootnoteReference(label) => {
                let n = self.footnote(&label);
                let _ = write!(self.out, "<sup><a href=\"#fn-{n}\">{n}</a></sup>");
            }
            Event::SoftBreak => {
                self.out.push('\n');
                self.spans_to(offset + 1);
            }
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, offset: usize) {
        if self.skip_heading {
            return;
        }
        if self.open.len() >= DEEPEST {
            self.spans_to(offset);
            self.item_starts = matches!(tag, Tag::Item);
            return self.open.push(Close::Nothing);
        }
        let close = match tag {
            Tag::Paragraph => self.block("p", "", "</p>\n", offset),
            Tag::Heading { level, .. } => {
                let level = self.level(level);
                let _ = write!(self.out, "<h{level}");
                self.id_to(offset);
                self.out.push('>');
                Close::Heading(level)
            }
            Tag::BlockQuote(_) => self.block("blockquote", "", "</blockquote>\n", offset),
            Tag::CodeBlock(_) => {
                self.code = true;
                self.spans_to(offset);
                self.out.push_str("<pre><code>");
                Close::With("</code></pre>\n")
            }
            Tag::HtmlBlock => self.block("p", " class=\"raw\"", "</p>\n", offset),
            Tag::List(None) => self.block("ul", "", "</ul>\n", offset),
            Tag::List(Some(first)) => {
                let attribute = if first == 1 { String::new() } else { format!(" start=\"{}\"", first.min(999_999)) };
                self.block("ol", &attribute, "</ol>\n", offset)
            }
            Tag::Item => {
                let close = self.block("li", "", "</li>\n", offset);
                self.item_starts = true;
                close
            }
            Tag::FootnoteDefinition(label) => {
                let n = self.footnote(&label);
                let _ = write!(self.out, "<div class=\"fn\" id=\"fn-{n}\"><span class=\"n\">{n}</span>");
                Close::With("</div>\n")
            }
            Tag::Table(cells) => {
                self.cells = cells;
                self.spans_to(offset);
                self.out.push_str("<div class=\"wide-table\" tabindex=\"0\" role=\"group\" aria-label=\"A table of this note\"><table>\n");
                Close::With("</tbody></table></div>\n")
            }
            Tag::TableHead => {
                self.cell = 0;
                self.in_head = true;
                self.out.push_str("<thead><tr>");
                Close::With("</tr></thead><tbody>\n")
            }
            Tag::TableRow => {
                self.cell = 0;
                self.block("tr", "", "</tr>\n", offset)
            }
            Tag::TableCell => {
                let right = matches!(self.cells.get(self.cell), Some(Alignment::Right));
                self.cell += 1;
                let (name, close) = if self.in_head { ("th scope=\"col\"", "</th>") } else { ("td", "</td>") };
                let _ = write!(self.out, "<{name}{}>", if right { " class=\"num\"" } else { "" });
                Close::With(close)
            }
            Tag::Emphasis => self.inline("<em>", "</em>"),
            Tag::Strong => self.inline("<strong>", "</strong>"),
            Tag::Strikethrough => self.inline("<s>", "</s>"),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { dest_url, .. } => {
                let close = self.link(&dest_url);
                self.out.push_str("Picture: ");
                close
            }
            _ => Close::Nothing,
        };
        self.open.push(close);
        self.first_block = false;
    }

    fn end(&mut self, end: TagEnd) {
        if self.skip_heading {
            self.skip_heading = !matches!(end, TagEnd::Heading(_));
            self.first_block = false;
            return;
        }
        match end {
            TagEnd::CodeBlock => self.code = false,
            TagEnd::TableHead => self.in_head = false,
            _ => {}
        }
        match self.open.pop() {
            Some(Close::With(text)) => self.out.push_str(text),
            Some(Close::Heading(level)) => {
                let _ = writeln!(self.out, "</h{level}>");
            }
            Some(Close::Nothing) | None => {}
        }
    }

    fn text(&mut self, text: &str, offset: usize) {
        if self.skip_heading {
            return;
        }
        if self.code {
            return escape(text, &mut self.out);
        }
        self.spans_to(offset);
        // What is escaped is text, also where a box could be.
        let (before, here) = self.lines.text.split_at(offset);
        let is_escaped = before.ends_with('\\') || here.starts_with(['\\', '&']);
        let starts = std::mem::take(&mut self.item_starts) && !is_escaped;
        inline::text(text, starts, self.setting.people, self.setting.root, &mut self.out);
    }

    /// Opens a block, which takes the anchor of its line where one is wanted.
    fn block(&mut self, name: &str, attributes: &str, close: &'static str, offset: usize) -> Close {
        if name == "ul" || name == "ol" || name == "blockquote" {
            // Their first item or paragraph starts on the same line and is the better target.
            self.out.extend(["<", name, attributes, ">"]);
        } else {
            self.out.extend(["<", name, attributes]);
            self.id_to(offset);
            self.out.push('>');
        }
        Close::With(close)
    }

    fn inline(&mut self, open: &str, close: &'static str) -> Close {
        self.out.push_str(open);
        Close::With(close)
    }

    fn link(&mut self, destination: &str) -> Close {
        let destination = &*harmless(destination);
        let target = safe_target(destination).map(str::to_owned).or_else(|| (self.setting.page_of)(destination));
        let Some(target) = target else { return Close::Nothing };
        self.out.push_str("<a href=\"");
        escape(&target, &mut self.out);
        self.out.push_str("\">");
        Close::With("</a>")
    }

    /// Writes ` id="L<line>"` for the newest line wanted up to an offset, within an opening tag; a tag takes one id,
    /// so lines passed over before it get an element of their own ahead of the tag's text.
    fn id_to(&mut self, offset: usize) {
        let line = self.lines.line(offset);
        if line > 0 && self.wanted.get(self.next_wanted) == Some(&line) {
            self.next_wanted += 1;
            let _ = write!(self.out, " id=\"L{line}\"");
        }
    }

    /// Writes an empty anchor for each line wanted up to an offset.
    fn spans_to(&mut self, offset: usize) {
        let line = self.lines.line(offset);
        while let Some(wanted) = self.wanted.get(self.next_wanted).filter(|w| **w <= line) {
            let _ = write!(self.out, "<span id=\"L{wanted}\"></span>");
            self.next_wanted += 1;
        }
    }

    /// The level shown: one below what holds it, whatever the author jumped over, and never above 2 or below 6.
    fn level(&mut self, level: HeadingLevel) -> u8 {
        let raw = level as u8;
        while self.headings.last().is_some_and(|(held, _)| *held >= raw) {
            self.headings.pop();
        }
        let shown = self.headings.last().map_or(2, |(_, shown)| (shown + 1).min(6));
        self.headings.push((raw, shown));
        shown
    }

    fn footnote(&mut self, label: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(label.to_owned()).or_insert(next)
    }

    fn finish(mut self) -> String {
        for line in &self.wanted[self.next_wanted..] {
            let _ = write!(self.out, "<span id=\"L{line}\"></span>");
        }
        self.out
    }
}

/// The target, where its scheme is one a report may link to: `http`, `https` or `mailto`.
pub fn safe_target(destination: &str) -> Option<&str> {
    let lower = destination.get(..8).unwrap_or(destination).to_ascii_lowercase();
    let known = lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("mailto:");
    known.then_some(destination)
}

/// The bytes that HTML text or an attribute's value can't hold: looked up, for every byte of a site passes by.
const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut n = 0;
    while n < 5 {
        table[b"&<>\"'"[n] as usize] = true;
        n += 1;
    }
    table
};

/// The text before the first character that HTML text or an attribute's value can't hold, the entity it is written as,
/// and the text after it.
pub(super) fn next_escaped(text: &str) -> Option<(&str, &'static str, &str)> {
    let at = text.bytes().position(|b| ESCAPED[usize::from(b)])?;
    let entity = match text.as_bytes()[at] {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    };
    Some((&text[..at], entity, &text[at + 1..]))
}

/// Writes text as HTML text, fit for attribute values too.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, entity, after)) = next_escaped(rest) {
        out.push_str(before);
        out.push_str(entity);
        rest = after;
    }
    out.push_str(rest);
}
