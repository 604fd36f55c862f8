//! Who was there: takes the text of a wild note, line by line, gives the people of its attendance sections with their
//! standing, and the ranges of those sections. A section opens with a heading, a bold or plain label; it ends at the
//! next heading of its level, rule or label. Leaves cleaning a name to `person`, tables to `table`.

mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::names;
use super::line::{Kind, Line};
use super::naming;
use super::person::{Form, person};
use super::words::{self, Standing};
use super::{line, table};
use crate::config::NotesSource;

/// Longest label of a comma line, in words.
const LABEL_WORDS: usize = 5;

/// A person of an attendance section.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) standing: Standing,
    pub(super) range: Range<usize>,
}

/// What the sections say.
#[derive(Default, Debug)]
pub(super) struct Attendance {
    pub(super) entries: Vec<Entry>,
    /// Sections, in order; boxes in them are no tasks.
    pub(super) ranges: Vec<Range<usize>>,
    /// Lines of sections that name nobody.
    pub(super) unread: usize,
    /// Whether any section speaks of the present, excused, absent.
    pub(super) speaks_of: [bool; 3],
}

/// How a section was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// By a heading of this level.
    Heading(u8),
    /// By a label, a list item at this indent or a line.
    Label(Option<usize>),
}

#[expect(clippy::struct_excessive_bools, reason = "what was seen so far, each by itself")]
struct Section {
    opening: Opening,
    standing: Standing,
    start: usize,
    /// Level of a heading below that gave its own standing, and that before it.
    below: Option<(u8, Standing)>,
    /// Label within the section: indent and standing.
    label: Option<(usize, Standing)>,
    /// Indent of the last item that named a person: what is nested in it is about them.
    person: Option<usize>,
    has_people: bool,
    has_boxes: bool,
    has_initials: bool,
    /// Whether the last item was passed over: what is further in goes with it.
    is_passing: bool,
    after_blank: bool,
    /// Opened by a label with something behind it on its line: a list below people there, or what follows a blank line,
    /// isn't about people.
    is_inline: bool,
}

/// Reads every attendance section of a text.
pub(super) fn read(text: &str, settings: &NotesSource) -> Attendance {
    let lines = line::lines(text);
    let found = Attendance::default();
    let mut reader = Reader { text, settings, lines: &lines, found, section: None, has_headed: false };
    let mut at = 0;
    while at < lines.len() {
        at += reader.line(at).max(1);
    }
    reader.close(text.len());
    leave_out_first_names(&mut reader.found);
    reader.found
}

/// A first name alone in one section is whom another section of the note names in full, where that is one person: they
/// count once.
fn leave_out_first_names(found: &mut Attendance) {
    let section = |entry: &Entry| found.ranges.partition_point(|range| range.end <= entry.range.start);
    let first = |entry: &Entry| names::key(entry.name.split_whitespace().next().unwrap_or_default());
    let present = || found.entries.iter().filter(|entry| entry.standing == Standing::Present);
    let mut full: BTreeMap<String, BTreeSet<(usize, String)>> = BTreeMap::new();
    for entry in present().filter(|entry| entry.name.contains(' ')) {
        full.entry(first(entry)).or_default().insert((section(entry), names::key(&entry.name)));
    }
    let is_another = |entry: &Entry| {
        let of_that_name = full.get(&first(entry));
        !entry.name.contains([' ', '@'])
            && of_that_name.is_some_and(|people| {
                let all: BTreeSet<&String> = people.iter().map(|(_, name)| name).collect();
                all.len() == 1 && people.iter().all(|(at, _)| *at != section(entry))
            })
    };
    let kept: Vec<bool> = found.entries.iter().map(|entry| !is_another(entry)).collect();
    let mut kept = kept.into_iter();
    found.entries.retain(|_| kept.next().unwrap_or(true));
}

struct Reader<'a> {
    text: &'a str,
    settings: &'a NotesSource,
    lines: &'a [Line<'a>],
    found: Attendance,
    section: Option<Section>,
    /// Whether a heading opened a section: an item further in is no list of people then.
    has_headed: bool,
}

impl<'a> Reader<'a> {
    /// Reads the line at `at`, and those that belong to it; gives how many.
    fn line(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        match line.kind {
            Kind::Heading(level) => self.heading(level, at),
            Kind::Rule => self.close(line.start),
            Kind::Code => {}
            Kind::Blank => {
                if let Some(section) = &mut self.section {
                    section.after_blank = true;
                }
            }
            Kind::Item => return self.item(at),
            Kind::Text if table::is_table(self.lines, at) => return self.table(at),
            Kind::Text => return self.text(at),
        }
        1
    }

    fn heading(&mut self, level: u8, at: usize) {
        let line = &self.lines[at];
        let standing = words::standing(line.content, self.settings).or_else(|| self.continues(level, at));
        if let Some(section) = &mut self.section
            && let Opening::Heading(own) = section.opening
            && level > own
        {
            let inherits = standing.is_some()
                || words::is_kind_of_people(line.content)
                || (!section.has_people && !words::is_topic(line.content));
            if inherits {
                let before = section.below.map_or(section.standing, |(_, before)| before);
                let is_elsewhere = standing.is_none() && words::is_elsewhere(line.content);
                section.below = Some((level, before));
                section.standing = if is_elsewhere { Standing::Other } else { standing.unwrap_or(before) };
                section.label = None;
                section.person = None;
                let now = section.standing;
                self.speak(now);
                return;
            }
        }
        self.close(line.start);
        if let Some(standing) = standing.filter(|s| *s != Standing::Other) {
            self.open(Opening::Heading(level), standing, line.start);
        }
    }

    /// Beside a section of boxes, a heading that names a kind of people over boxes with names is one more.
    fn continues(&self, level: u8, at: usize) -> Option<Standing> {
        let section = self.section.as_ref().filter(|s| s.has_boxes && s.opening == Opening::Heading(level))?;
        let next = self.lines[at + 1..].iter().find(|line| line.kind != Kind::Blank)?;
        let is_list = next.check.is_some() && person(next.content, Form::Bare).is_some();
        (is_list && words::is_kind_of_people(self.lines[at].content))
            .then(|| section.below.map_or(section.standing, |(_, before)| before))
    }

    fn open(&mut self, opening: Opening, standing: Standing, start: usize) {
        self.close(start);
        self.section = Some(Section {
            opening,
            standing,
            start,
            below: None,
            label: None,
            person: None,
            has_people: false,
            has_boxes: false,
            has_initials: false,
            is_passing: false,
            after_blank: false,
            is_inline: false,
        });
        self.has_headed |= matches!(opening, Opening::Heading(_));
        self.speak(standing);
    }

    fn close(&mut self, end: usize) {
        if let Some(section) = self.section.take() {
            self.found.ranges.push(section.start..end);
        }
    }

    fn speak(&mut self, standing: Standing) {
        match standing {
            Standing::Present => self.found.speaks_of[0] = true,
            Standing::Excused => self.found.speaks_of[1] = true,
            Standing::Absent => self.found.speaks_of[2] = true,
            Standing::Other => {}
        }
    }

    /// An item of a list.
    fn item(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        if let Some(section) = &mut self.section {
            if let Opening::Label(Some(indent)) = section.opening
                && line.indent <= indent
            {
                self.close(line.start);
            } else if section.is_inline
                && (section.after_blank || (section.has_people && section.opening == Opening::Label(None)))
            {
                self.close(line.start);
            } else {
                if section.label.is_some_and(|(indent, _)| line.indent <= indent) {
                    section.label = None;
                }
                if section.person.is_some_and(|indent| line.indent > indent + 1) {
                    section.is_passing = true;
                    return 1;
                }
                section.person = None;
                section.is_passing = false;
            }
        }
        if self.section.is_none() {
            if self.has_headed && line.indent > 0 {
                return 1;
            }
            if words::is_roll_call(line.content) && self.lists_nested(at) {
                self.open(Opening::Label(Some(line.indent)), Standing::Present, line.start);
                return 1;
            }
            self.label_outside(at, Some(line.indent)).unwrap_or(1)
        } else {
            let (range, taken) = self.with_continuation(at);
            self.entry(line, range, Form::Entry);
            taken
        }
    }

    /// The range of an item with the lazy lines that continue it, and how many lines that is.
    fn with_continuation(&self, at: usize) -> (Range<usize>, usize) {
        let line = &self.lines[at];
        let mut end = line.end();
        let mut taken = 1;
        // Only where a comma shows that the line goes on: other lines may be people of their own.
        while self.text[line.content_start()..end].trim_end().ends_with(',')
            && let Some(next) = self.lines.get(at + taken)
            && next.kind == Kind::Text
        {
            end = next.end();
            taken += 1;
        }
        (line.content_start()..end, taken)
    }

    /// A label with or without people, outside of any section: how many lines it takes, if it is one.
    fn label_outside(&mut self, at: usize, indent: Option<usize>) -> Option<usize> {
        let line = &self.lines[at];
        let (label, _) = self.label(&line.range())?;
        let standing = words::standing(label, self.settings).filter(|s| *s != Standing::Other)?;
        let (range, taken) = if indent.is_some() { self.with_continuation(at) } else { self.paragraph(at) };
        let (_, rest) = self.label(&range)?;
        self.open(Opening::Label(indent), standing, line.start);
        // `Attendees:` may stand right above bare lines; `Attendees: a, b,` wraps.
        if line.content.trim_end_matches(['*', '_', ' ']).ends_with(':') {
            return Some(1);
        }
        self.comma_line(rest, standing);
        if let Some(section) = &mut self.section {
            section.is_inline = true;
        }
        Some(taken)
    }

    /// A bare line.
    fn text(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        if let Some(section) = &self.section
            && matches!(section.opening, Opening::Label(_))
            && section.has_people
            && section.after_blank
            && !self.label(&line.range()).is_some_and(|(label, _)| words::is_more_people(label))
        {
            self.close(line.start);
        }
        if self.section.is_none() {
            return self.label_outside(at, None).unwrap_or_else(|| {
                self.bare_label(at);
                1
            });
        }
        if line.indent > 0 && self.section.as_ref().is_some_and(|section| section.is_passing) {
            return 1;
        }
        // A line that is a label alone starts another part.
        if let Some(standing) = self.whole_label(line) {
            let opening = self.section.as_ref().map(|section| section.opening);
            match (standing, opening) {
                (Standing::Other, _) => self.close(line.start),
                (standing, Some(Opening::Heading(level))) => {
                    let start = line.start;
                    self.open(Opening::Heading(level), standing, start);
                }
                (standing, _) => self.open(Opening::Label(None), standing, line.start),
            }
            return 1;
        }
        let has_label = |line: &Line<'a>| self.label(&line.range()).is_some();
        if has_label(line) {
            let (range, taken) = self.with_continuation(at);
            self.entry(line, range, Form::Bare);
            return taken;
        }
        let (range, taken) = self.paragraph(at);
        let lines = &self.lines[at..at + taken];
        let commas = |line: &Line<'_>| outside_brackets(line.content, ',');
        let is_comma_line = lines.iter().all(|l| l.check.is_none())
            && (lines.iter().any(|l| commas(l) > 1 || l.content.trim_end().ends_with(','))
                || (taken == 1 && commas(line) == 1));
        if is_comma_line {
            let standing = self.standing();
            self.comma_line(range, standing);
            return taken;
        }
        for (n, line) in lines.iter().enumerate() {
            if n > 0 && self.whole_label(line).is_some() {
                return n;
            }
            self.entry(line, line.range(), Form::Bare);
        }
        taken
    }

    /// The paragraph from `at` on, up to the next line with a label.
    fn paragraph(&self, at: usize) -> (Range<usize>, usize) {
        let line = &self.lines[at];
        let rest = &self.lines[at + 1..];
        let more = rest.iter().take_while(|l| l.kind == Kind::Text && self.label(&l.range()).is_none()).count();
        (line.content_start()..self.lines[at + more].end(), more + 1)
    }

    /// A line without a colon that is a label all the same: bold, or plain with a list or table right under it.
    fn bare_label(&mut self, at: usize) {
        let line = &self.lines[at];
        let Some(standing) = words::standing(line.content, self.settings).filter(|s| *s != Standing::Other) else {
            return;
        };
        let is_bold =
            ["**", "__"].iter().any(|mark| line.content.starts_with(mark) && line.content.trim_end().ends_with(mark));
        let next = self.lines[at + 1..].iter().position(|l| l.kind != Kind::Blank).map(|n| at + 1 + n);
        let leads = next.is_some_and(|next| self.lines[next].kind == Kind::Item || table::is_table(self.lines, next));
        if is_bold || (leads && !words::is_loose(line.content)) {
            self.open(Opening::Label(None), standing, line.start);
        }
    }

    /// The standing of a line that is nothing but an attendance label.
    fn whole_label(&self, line: &Line<'_>) -> Option<Standing> {
        let content = line.content.trim_end().trim_end_matches(['*', '_']).trim_end_matches(':');
        if content.contains(':') || content.contains(',') {
            return None;
        }
        // `Chair` with the name on the next line.
        words::standing(content, self.settings).or_else(|| naming::is_role(content).then_some(Standing::Present))
    }

    /// What a section takes its people to be, here.
    fn standing(&self) -> Standing {
        self.section.as_ref().map_or(Standing::Other, |s| s.label.map_or(s.standing, |(_, standing)| standing))
    }
}

fn outside_brackets(text: &str, wanted: char) -> usize {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && *c == wanted
        })
        .count()
}
