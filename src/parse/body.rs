//! The body of a note or an update: takes its text without comments, gives its passages by label, the lines with a
//! meaning, and its boxes, in one pass over the Markdown. Leaves attendance sections and the splitting of running
//! documents to `wild`, and whether the people named exist to `validate`.

use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::comment::{OPTIONS, Stripped};
use super::fields::hint_among;
use super::value::shown;
use super::{Item, doubt, item, near, passage, section};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, NoteType, Passage, Task};
use crate::source::{Place, harmless};

/// Block quotes, lists and items around a line, at most; deeper ones are not read.
pub const DEEPEST: usize = 64;

/// What holds a body and how it is read.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// Label of the note or update.
    pub label: Audience,
    /// Type of the note; one-to-ones have a shorthand.
    pub kind: NoteType,
    /// Date of the note, which `by friday` is counted from.
    pub date: Option<Date>,
    /// A note from elsewhere: a box is a task unless written `@a -> @b:`, nothing is an error, and a label that
    /// can't be read is taken as pm.
    pub wild: bool,
    /// Ranges of the stripped text that list attendance, sorted: boxes there are neither tasks nor promises.
    pub attendance: &'a [Range<usize>],
    /// The stretches of a text that holds many meetings, in order; empty where it is one.
    pub stretches: &'a [Stretch],
}

/// A stretch of a text that holds many meetings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Where it begins in the stripped text: a line of its own.
    pub start: usize,
    /// That line in the file.
    pub line: u32,
    /// Date of its meeting.
    pub date: Option<Date>,
    /// Type of its meeting.
    pub kind: NoteType,
}

impl Setup<'_> {
    /// Date and type that hold on a line of the file.
    pub(super) fn at(&self, line: u32) -> (Option<Date>, NoteType) {
        let before = self.stretches.partition_point(|stretch| stretch.line <= line);
        let stretch = before.checked_sub(1).and_then(|n| self.stretches.get(n));
        stretch.map_or((self.date, self.kind), |stretch| (stretch.date, stretch.kind))
    }
}

/// What a body says.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text by label, in order; together it is the body without comments and labels.
    pub passages: Vec<Passage>,
    /// Lines with a meaning, in order.
    pub items: Vec<Item>,
    /// Boxes with text: (label, done or cancelled).
    pub tasks: Vec<Task>,
    /// Text of the first heading of level 1 that is no narrower than the whole.
    pub title: Option<String>,
}

/// Reads `range` of a stripped text.
pub fn read(stripped: &Stripped<'_>, range: Range<usize>, setup: &Setup<'_>, diagnostics: &mut Diagnostics) -> Reading {
    let text = &stripped.text[range.clone()];
    let mut reader = Reader {
        stripped,
        setup,
        text,
        base: range.start,
        code: Vec::new(),
        handled: Vec::new(),
        starts: Vec::new(),
        quoted: Vec::new(),
        layout: passage::Layout::new(setup.label),
        items: Vec::new(),
        tasks: Vec::new(),
        diagnostics,
    };
    let title = reader.walk();
    if !setup.wild {
        doubt::check(&mut reader);
        near::check(&mut reader);
    }
    let within = range.start..range.end;
    let starts = setup.stretches.iter().map(|stretch| stretch.start);
    let breaks = stripped.breaks().chain(starts).filter(|at| within.contains(at)).map(|at| at - range.start).collect();
    reader.layout.renumber(breaks);
    let passages =
        reader.layout.passages(text, |offset| stripped.place(range.start + offset..range.start + offset).line);
    Reading { passages, items: reader.items, tasks: reader.tasks, title }
}

/// The state of one reading; offsets are into `text`.
pub(super) struct Reader<'a, 'b> {
    stripped: &'a Stripped<'a>,
    pub setup: &'a Setup<'a>,
    pub text: &'a str,
    base: usize,
    /// Code so far, in order.
    pub code: Vec<Range<usize>>,
    /// Ranges in which `visibility` has been dealt with.
    pub handled: Vec<Range<usize>>,
    /// Where the items that were read begin, in order.
    starts: Vec<usize>,
    /// Quotes, in order.
    quoted: Vec<Range<usize>>,
    layout: passage::Layout,
    /// Lines with a meaning so far.
    pub items: Vec<Item>,
    tasks: Vec<Task>,
    pub diagnostics: &'b mut Diagnostics,
}

/// A list item being read.
struct OpenItem {
    start: usize,
    end: usize,
    held: Audience,
    label: Audience,
    content: Option<Range<usize>>,
    is_read: bool,
}

/// A heading being read.
struct OpenHeading {
    level: HeadingLevel,
    start: usize,
    content: Option<Range<usize>>,
    words: String,
    in_reference: usize,
}

impl Reader<'_, '_> {
    /// The place of a range of the text.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        self.stripped.place(self.base + range.start..self.base + range.end)
    }

    /// The offset in the stripped text.
    pub(super) fn offset(&self, at: usize) -> usize {
        self.base + at
    }

    /// Whether a byte is code.
    pub(super) fn is_code(&self, at: usize) -> bool {
        let i = self.code.partition_point(|c| c.end <= at);
        self.code.get(i).is_some_and(|c| c.start <= at)
    }

    /// Code that touches a range.
    pub(super) fn code_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        let first = self.code.partition_point(|c| c.end <= range.start);
        let last = self.code.partition_point(|c| c.start < range.end);
        &self.code[first.min(last)..last]
    }

    /// Whether an item that was read begins at a byte, or it stands in a quote.
    pub(super) fn is_read_or_quoted(&self, at: usize) -> bool {
        let i = self.quoted.partition_point(|quote| quote.end <= at);
        self.starts.binary_search(&at).is_ok() || self.quoted.get(i).is_some_and(|quote| quote.start <= at)
    }

    /// Notes that the `visibility` in this range needs no further word.
    pub(super) fn handled(&mut self, range: Range<usize>) {
        self.handled.push(range);
    }

    /// Pushes an error; nothing in a wild note is one.
    pub(super) fn error(&mut self, make: impl FnOnce(Place) -> Diagnostic, range: Range<usize>) {
        if !self.setup.wild {
            let place = self.place(range);
            self.diagnostics.push(make(place));
        }
    }

    /// The label written as `word`, for something that a thing labelled `held` holds. A part can only narrow.
    pub(super) fn narrow(&mut self, word: &str, span: Range<usize>, held: Audience) -> Audience {
        let Some(label) = Audience::parse(word) else {
            let message = format!("`{}` is not an audience", shown(word));
            let hint = hint_among(word, Audience::ALL.map(Audience::as_str));
            self.error(|place| Diagnostic::new(Code::UnknownAudience, place, message).hint(hint), span);
            return Audience::Pm;
        };
        if label > held {
            let message = format!(
                "`{label}` is wider than what holds it, which is for `{held}`",
                label = label.as_str(),
                held = held.as_str()
            );
            let hint = "a part can only narrow: label the whole record or note wider, or take this label off";
            self.error(|place| Diagnostic::new(Code::WiderThanItsHolder, place, message).hint(hint), span);
        }
        label.min(held)
    }

    /// One pass over the Markdown; gives the title.
    fn walk(&mut self) -> Option<String> {
        let mut title = None;
        let mut sections: Vec<(HeadingLevel, Audience)> = Vec::new();
        let mut heading: Option<OpenHeading> = None;
        let mut items: Vec<OpenItem> = Vec::new();
        let (mut quotes, mut depth, mut warned) = (0_usize, 0_usize, false);
        for (event, range) in Parser::new_ext(self.text, OPTIONS).into_offset_iter() {
            if let Some(item) = items.last_mut() {
                item.end = item.end.max(range.end);
            }
            match &event {
                Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => self.code.push(range.clone()),
                Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => depth += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => depth -= 1,
                _ => {}
            }
            if depth > DEEPEST && !std::mem::replace(&mut warned, true) {
                let hint = format!("at most {DEEPEST} lists and quotes inside each other are read");
                self.error(
                    |place| Diagnostic::new(Code::NestedTooDeep, place, "nested too deep").hint(hint),
                    range.clone(),
                );
            }
            if let Event::Start(Tag::BlockQuote(_)) = event {
                self.finish_item(&mut items);
                if quotes == 0 {
                    self.quoted.push(range.clone());
                }
                quotes += 1;
            } else if let Event::End(TagEnd::BlockQuote(_)) = event {
                quotes -= 1;
            }
            // Nothing is read inside quotes, nor deeper than can be meant.
            if quotes > 0 || depth > DEEPEST {
                continue;
            }
            match event {
                Event::Start(Tag::Heading { level, .. }) if items.is_empty() => {
                    heading = Some(OpenHeading {
                        level,
                        start: range.start,
                        content: None,
                        words: String::new(),
                        in_reference: 0,
                    });
                }
                Event::End(TagEnd::Heading(level)) => {
                    if let Some(open) = heading.take() {
                        while sections.last().is_some_and(|(above, _)| *above >= level) {
                            sections.pop();
                        }
                        let held = sections.last().map_or(self.setup.label, |(_, label)| *label);
                        let label = self.finish_heading(&open, held, &mut title);
                        sections.push((level, label));
                    }
                }
                Event::Start(Tag::Item) => {
                    self.finish_item(&mut items);
                    let section = sections.last().map_or(self.setup.label, |(_, label)| *label);
                    let held = items.last().map_or(section, |parent| parent.label);
                    items.push(OpenItem {
                        start: range.start,
                        end: range.end,
                        held,
                        label: held,
                        content: None,
                        is_read: false,
                    });
                }
                Event::End(TagEnd::Item) => {
                    self.finish_item(&mut items);
                    if let Some(item) = items.pop() {
                        if item.label < item.held {
                            self.layout.narrow(self.text, item.start..item.end, item.label);
                        }
                        if let Some(parent) = items.last_mut() {
                            parent.end = parent.end.max(item.end);
                        }
                    }
                }
                Event::Start(Tag::Paragraph) => {
                    if items.last().is_some_and(|item| item.content.is_some()) {
                        self.finish_item(&mut items);
                    }
                }
                Event::End(TagEnd::Paragraph)
                | Event::Rule
                | Event::Start(
                    Tag::Heading { .. }
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
                    | Tag::List(_)
                    | Tag::Table(_)
                    | Tag::BlockQuote(_),
                ) => self.finish_item(&mut items),
                // What is left is inline, or the end of a block.
                Event::End(_) => {
                    if let Some(open) = &mut heading {
                        open.in_reference = open.in_reference.saturating_sub(1);
                    }
                }
                inline => {
                    if let Some(open) = &mut heading {
                        open.content =
                            Some(open.content.as_ref().map_or(range.clone(), |c| c.start..c.end.max(range.end)));
                        open.take(&inline, &self.text[range]);
                    } else if let Some(item) = items.last_mut().filter(|item| !item.is_read) {
                        item.content =
                            Some(item.content.as_ref().map_or(range.clone(), |c| c.start..c.end.max(range.end)));
                    }
                }
            }
        }
        title
    }

    /// Reads a heading; gives the label of its section.
    fn finish_heading(&mut self, open: &OpenHeading, held: Audience, title: &mut Option<String>) -> Audience {
        let read = open.content.clone().map(|content| section::read(self, content, held));
        let label = read.as_ref().map_or(held, |heading| heading.label);
        self.layout.section(self.text, open.start, label);
        let cut = read.and_then(|heading| heading.cut);
        if open.level == HeadingLevel::H1 && title.is_none() && label == self.setup.label {
            let mut words = open.words.trim();
            if let Some(attributes) = cut.clone().map(|cut| self.text[cut].trim())
                && let Some(i) = words.rfind(attributes)
            {
                words = words[..i].trim_end();
            }
            if !words.is_empty() {
                // References by number can make what no text of a file has.
                *title = Some(harmless(words).into_owned());
            }
        }
        if let Some(cut) = cut {
            self.layout.cut(cut);
        }
        label
    }

    /// Reads the first paragraph of the innermost item, once.
    fn finish_item(&mut self, items: &mut [OpenItem]) {
        let Some(open) = items.last_mut().filter(|item| !item.is_read) else { return };
        open.is_read = true;
        let Some(content) = open.content.clone() else { return };
        let line = self.place(content.clone()).line;
        self.starts.push(content.start);
        let read = item::read(self, content, open.held);
        open.label = read.label;
        let closed = read.item.as_ref().and_then(Item::closed);
        self.tasks.extend(read.task.map(|is_done| Task { label: read.label, line, is_done, closed }));
        self.items.extend(read.item);
        for cut in read.cuts {
            self.layout.cut(cut);
        }
    }
}

impl OpenHeading {
    /// Collects the words; a reference is taken as written, whatever defines it.
    fn take(&mut self, event: &Event<'_>, source: &str) {
        if self.in_reference > 0 {
            self.in_reference += usize::from(matches!(event, Event::Start(_)));
            return;
        }
        match event {
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) if is_reference(*link_type) => {
                self.words.push_str(source);
                self.in_reference = 1;
            }
            Event::Text(text) | Event::Code(text) => self.words.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::InlineHtml(html) => self.words.push_str(html),
            _ => {}
        }
    }
}

fn is_reference(link: LinkType) -> bool {
    !matches!(link, LinkType::Inline | LinkType::Autolink | LinkType::Email)
}
