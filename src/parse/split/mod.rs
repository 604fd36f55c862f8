//! Running documents: takes the text of a file that holds many meetings, gives its parts, a meeting each, with their
//! dates, and cuts what was read of the whole into what each of them says. The whole is read at once, so that labels,
//! links and code mean in a part what they mean in the file. Leaves who was there to `note` and `wild`.

mod dates;
mod day;
mod heading;

use std::ops::Range;

use jiff::civil::Date;

use super::body::{Reading, Stretch};
use super::comment::Stripped;
use super::wild::date::{self, Doubt};
use super::{Item, ItemKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, NoteType, Passage, Task};
use crate::source::Place;

pub(super) use dates::by_dates;
pub(super) use day::by_meetings;
pub(super) use heading::{Heading, headings, is_bare_date, people};

/// A meeting of a running document, or what stands beside them.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Part {
    /// Its heading; none for the rest of a daily note.
    pub(super) heading: Option<Heading>,
    /// What it is called, where its heading says more than a date.
    pub(super) title: String,
    /// When, as far as its heading says.
    pub(super) date: Option<Date>,
    /// What in the heading looks like a date and is none.
    pub(super) doubt: Option<(String, Doubt)>,
}

/// A stretch of the text and the part it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Segment {
    pub(super) range: Range<usize>,
    /// None where it holds nothing but headings, and is dropped.
    pub(super) part: Option<usize>,
    /// What stands before the first meeting: shown with the earliest, and dated by nothing.
    pub(super) is_preamble: bool,
}

/// How a text is cut.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
    /// In order; they cover the text.
    pub(super) segments: Vec<Segment>,
}

impl Plan {
    /// Where the stretches begin, for reading the body.
    pub(super) fn stretches(
        &self,
        stripped: &Stripped<'_>,
        of: impl Fn(usize) -> (Option<Date>, NoteType),
    ) -> Vec<Stretch> {
        let stretch = |segment: &Segment| {
            let (date, kind) = segment.part.filter(|_| !segment.is_preamble).map_or((None, NoteType::Meeting), &of);
            let start = segment.range.start;
            Stretch { start, line: stripped.place(start..start).line, date, kind }
        };
        self.segments.iter().map(stretch).collect()
    }

    /// The segments of a part, without what stands before the first meeting.
    pub(super) fn of(&self, part: usize) -> impl Iterator<Item = &Range<usize>> {
        let own = self.segments.iter().filter(move |s| s.part == Some(part) && !s.is_preamble);
        own.map(|segment| &segment.range)
    }

    /// What stands outside of every meeting.
    pub(super) fn outside(&self) -> impl Iterator<Item = &Range<usize>> {
        let is_outside = |s: &&Segment| s.is_preamble || s.part.is_none_or(|n| self.parts[n].heading.is_none());
        self.segments.iter().filter(is_outside).map(|segment| &segment.range)
    }

    /// Where a part is: from its heading on; the rest of a daily note from its first text on.
    pub(super) fn place(&self, part: usize, stripped: &Stripped<'_>) -> Place {
        let end = self.of(part).map(|range| range.end).max().unwrap_or(0);
        match &self.parts[part].heading {
            Some(heading) => stripped.place(heading.range.start..end),
            None => stripped.place(self.of(part).map(|range| range.start).min().unwrap_or(0)..end),
        }
    }
}

/// What one part says.
#[derive(Debug)]
pub(super) struct Said {
    /// Label of its heading.
    pub(super) label: Audience,
    pub(super) passages: Vec<Passage>,
    pub(super) items: Vec<Item>,
    pub(super) tasks: Vec<Task>,
}

/// Cuts a reading of the whole. What nothing dates is said, and not counted.
pub(super) fn distribute(
    plan: &Plan,
    reading: Reading,
    whole: Audience,
    dates: &[Option<Date>],
    stripped: &Stripped<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Said> {
    let line_of = |at: usize| stripped.place(at..at).line;
    let starts: Vec<u32> = plan.segments.iter().map(|segment| line_of(segment.range.start)).collect();
    let segment_at =
        |line: u32| starts.partition_point(|start| *start <= line).checked_sub(1).map(|n| &plan.segments[n]);
    let empty = |_| Said { label: whole, passages: Vec::new(), items: Vec::new(), tasks: Vec::new() };
    let mut said: Vec<Said> = plan.parts.iter().map(empty).collect();
    let headings: Vec<Option<u32>> =
        plan.parts.iter().map(|part| part.heading.as_ref().map(|heading| line_of(heading.range.start))).collect();
    let first = first_seen(plan, &reading.passages, &headings, dates, whole);
    let part_of = |segment: &Segment| if segment.is_preamble { segment.part.map(|_| first) } else { segment.part };
    let in_preamble = |passage: &Passage| segment_at(passage.line).is_some_and(|segment| segment.is_preamble);
    let preamble = widest_text(reading.passages.iter().filter(|passage| in_preamble(passage)));
    for passage in reading.passages {
        let Some(part) = segment_at(passage.line).and_then(part_of) else { continue };
        // Headings alone are dropped before the first meeting: narrower text below them must not bring them back.
        if in_preamble(&passage) && is_headings(&passage) && preamble.is_none_or(|text| text < passage.label) {
            continue;
        }
        let is_heading = headings[part] == Some(passage.line);
        if is_heading {
            said[part].label = passage.label;
        }
        said[part].passages.extend(if is_heading { without_heading(&passage, plan, part) } else { Some(passage) });
    }
    for task in reading.tasks {
        if let Some(part) = segment_at(task.line).and_then(part_of) {
            said[part].tasks.push(task);
        }
    }
    for mut item in reading.items {
        let Some(segment) = segment_at(item.place.line) else { continue };
        let Some(part) = part_of(segment) else { continue };
        if segment.is_preamble || dates[part].is_none() {
            undated(&mut item, segment.is_preamble, diagnostics);
        }
        said[part].items.push(item);
    }
    // What is no meeting is there for its text, and for those who may see some of that.
    for (n, said) in said.iter_mut().enumerate() {
        if dates[n].is_none() || plan.parts[n].heading.is_none() {
            said.label = widest_text(&said.passages).unwrap_or(said.label).min(said.label);
        }
    }
    said
}

/// The widest label of passages that hold more than headings.
fn widest_text<'p>(passages: impl IntoIterator<Item = &'p Passage>) -> Option<Audience> {
    passages.into_iter().filter(|passage| !is_headings(passage)).map(|passage| passage.label).max()
}

fn is_headings(passage: &Passage) -> bool {
    passage.text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'))
}

/// The meeting that what stands before the first one is shown with: the earliest that is no narrower than the file. So
/// neither a meeting out of an edition's sight nor a later one decides where it is shown.
fn first_seen(
    plan: &Plan,
    passages: &[Passage],
    headings: &[Option<u32>],
    dates: &[Option<Date>],
    whole: Audience,
) -> usize {
    let label = |line: u32| passages.binary_search_by_key(&line, |p| p.line).map_or(whole, |n| passages[n].label);
    let is_wide = |n: &usize| headings[*n].is_some_and(|line| label(line) == whole);
    let with_day = (0..plan.parts.len()).filter(|n| dates[*n].is_some());
    with_day.filter(is_wide).min_by_key(|n| (dates[*n], *n)).unwrap_or(0)
}

/// A passage that begins with the heading of its part, without it: the page has a title and a date of its own.
fn without_heading(passage: &Passage, plan: &Plan, part: usize) -> Option<Passage> {
    let heading = plan.parts[part].heading.as_ref()?;
    let mut rest = &*passage.text;
    let mut line = passage.line;
    for _ in 0..heading.lines {
        let (heading, after) = rest.split_at(heading::line_end(rest));
        line += u32::from(heading.ends_with('\n'));
        rest = after;
    }
    (!rest.is_empty()).then(|| Passage { label: passage.label, line, text: rest.into() })
}

/// Turns a line that nothing dates into one that is not counted.
pub(super) fn undated(item: &mut Item, is_preamble: bool, diagnostics: &mut Diagnostics) {
    if matches!(item.kind, ItemKind::Uncounted { .. }) {
        return;
    }
    let (message, hint) = if is_preamble {
        ("this stands before the first meeting, so nothing dates it", "move it under the heading of its meeting")
    } else {
        ("nothing dates this line", "give its meeting a date that can be read, as `2026-11-01`")
    };
    diagnostics.push(Diagnostic::new(Code::InvalidLineDate, item.place, message).hint(hint));
    item.kind = ItemKind::Uncounted { message: message.to_owned() };
}

/// What to say of a part without a date.
pub(super) fn without_date(part: &Part) -> (String, &'static str) {
    let hint = "begin the heading with its day, as `2026-11-01`, or nest it under the heading of a meeting";
    match &part.doubt {
        Some((text, doubt)) => (format!("`{}` in this heading {}", super::value::shown(text), doubt.as_str()), hint),
        None => ("nothing dates the text under this heading".to_owned(), hint),
    }
}

/// The year that a path tells: of the file's name, else of the nearest folder.
pub(super) fn year_of_path(path: &str) -> Option<i16> {
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.rsplit('/').find_map(date::year)
}

/// Whether a stretch holds nothing but headings, rules and blanks.
fn is_bare(text: &str, range: &Range<usize>, headings: &[Heading]) -> bool {
    let mut at = range.start;
    let is_blank =
        |text: &str| text.lines().all(|l| l.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '*' | '_')));
    for heading in headings.iter().filter(|h| range.start <= h.range.start && h.range.end <= range.end) {
        if heading.range.start > at && !is_blank(&text[at..heading.range.start]) {
            return false;
        }
        at = at.max(heading.range.end);
    }
    is_blank(&text[at..range.end])
}
