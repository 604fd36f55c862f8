//! A note of ours: takes a file of `notes/`, gives its front matter and its body, every fault of either reported.
//! Leaves people and goals as written to `validate`, other styles of notes to `wild`.

use jiff::civil::Date;

use super::body::{self, Setup};
use super::comment::Stripped;
use super::fields::Fields;
use super::front_matter::{self, FrontMatter};
use super::split::Plan;
use super::value::{Data, Node};
use super::wild::date::Reading;
use super::{Handle, ParsedNote, Spanned, comment, running, split};
use crate::config::Split;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, NoteType};
use crate::source::{FileId, Lines, Origin, SourceFile};

/// Reads a note of ours, or the meetings of a running document.
pub fn parse(file: FileId, source: &SourceFile, diagnostics: &mut Diagnostics) -> Vec<ParsedNote> {
    let lines = Lines::new(file, &source.text);
    let front = front_matter::read(source, &lines, diagnostics);
    let stripped = comment::strip(&source.text[front.body..], front.body, &lines, false, diagnostics);
    let (mut note, plan) = read_front(source, &front, &stripped, diagnostics);
    let Some(plan) = plan else {
        let setup =
            Setup { label: note.label, kind: note.kind, date: note.date, wild: false, attendance: &[], stretches: &[] };
        let reading = body::read(&stripped, 0..stripped.text.len(), &setup, diagnostics);
        if note.title.is_empty() {
            note.title = reading.title.unwrap_or_default();
        }
        note.passages = reading.passages;
        note.items = reading.items;
        note.tasks = reading.tasks;
        return vec![note];
    };
    running::meetings(&note, &plan, &stripped, diagnostics)
}

/// Everything of a note but its body, and how that is cut into meetings.
fn read_front(
    source: &SourceFile,
    front: &FrontMatter,
    stripped: &Stripped<'_>,
    diagnostics: &mut Diagnostics,
) -> (ParsedNote, Option<Plan>) {
    let table = &front.table;
    let mut fields = Fields::new(table, "a note", diagnostics);
    let has_split = fields.has("split");
    let split = fields.word("split", &Split::WORDS[1..], Split::parse).map(|taken| (taken.value, taken.place));
    let is_dated = fields.has("date") || fields.is_unreadable("date");
    let named = front_matter::date_in_name(&source.path);
    let headings = || split::headings(&stripped.text);
    let year = split::year_of_path(&source.path);
    let plan = match split {
        Some((Split::DateHeadings, place)) => {
            let date = fields.date("date").map(|taken| taken.value).or(named.and_then(Result::ok));
            let reading = Reading { year: date.map(Date::year).or(year), order: None };
            let plan = split::by_dates(&stripped.text, &headings(), reading, true);
            if plan.is_none() {
                let message = "no heading of this note holds a date";
                let hint = "begin the heading of each meeting with its day, as `## 2026-11-01`";
                fields.push(Diagnostic::new(Code::MissingDate, place, message).hint(hint));
            }
            plan.or_else(|| Some(Plan::default()))
        }
        Some((Split::MeetingHeadings, _)) => {
            let headings = headings();
            split::by_meetings(&stripped.text, &headings, |at| running::has_people(&stripped.text, at, &headings))
        }
        Some((Split::Auto | Split::None, _)) => None,
        // Without a date of its own it could not be read otherwise.
        None if has_split || is_dated || named.is_some() || front.is_doubtful => None,
        None => split::by_dates(&stripped.text, &headings(), Reading { year: None, order: None }, false),
    };
    let by_dates = plan.is_some() && !matches!(split, Some((Split::MeetingHeadings, _)));
    let date = if by_dates { None } else { front_matter::date(&mut fields, source, front.is_doubtful, "note") };
    let plan = plan.filter(|plan| !plan.parts.is_empty());
    let title = fields.text("title").map(|taken| taken.value).unwrap_or_default();
    let has_type = fields.has("type");
    let kind = fields.word("type", NoteType::WORDS, NoteType::parse).map(|taken| taken.value);
    let two_way = fields.boolean("two_way").map(|taken| taken.value);
    let has_attendees = fields.has("attendees") || fields.is_unreadable("attendees");
    let attendees = people(&mut fields, "attendees");
    let regrets = people(&mut fields, "regrets");
    let absent = people(&mut fields, "absent");
    let goals = fields.ids("goals").unwrap_or_default();
    let tags = tags(&mut fields);
    let label = label(&mut fields, source.origin, Audience::Team);
    fields.skip("extra");
    let needs_attendees = match kind {
        Some(kind) => kind.is_two_way(),
        None => !has_type,
    };
    if needs_attendees && !has_attendees && !front.is_doubtful && plan.is_none() && !by_dates {
        let hint = "add `attendees = [\"...\"]`; only emails, messages and async notes do without";
        fields.push(
            Diagnostic::new(Code::MissingAttendees, table.place, "this note doesn't say who was there").hint(hint),
        );
    }
    fields.finish();
    let note = ParsedNote {
        place: table.place,
        label,
        date,
        title,
        kind: kind.unwrap_or(NoteType::Meeting),
        two_way,
        attendees,
        regrets,
        absent,
        goals: goals.into_iter().map(|goal| Spanned { value: goal.value.to_string(), place: goal.place }).collect(),
        tags,
        passages: Vec::new(),
        items: Vec::new(),
        tasks: Vec::new(),
        wild: false,
    };
    (note, plan)
}

/// The label of a file: its `visibility`, else `default`; everything in the overlay is pm.
pub(super) fn label(fields: &mut Fields<'_, '_>, origin: Origin, default: Audience) -> Audience {
    let is_written = fields.has("visibility") || fields.is_unreadable("visibility");
    let written = fields.audience("visibility");
    if origin == Origin::Private {
        if let Some(wide) = written.filter(|taken| taken.value > Audience::Pm) {
            let message = format!("`{}` is wider than the private overlay, which is for `pm`", wide.value.as_str());
            let hint = "move the file to the workspace, or take `visibility` off";
            fields.push(Diagnostic::new(Code::WiderThanItsHolder, wide.place, message).hint(hint));
        }
        return Audience::Pm;
    }
    match written {
        Some(taken) => taken.value,
        // It could not be read: nobody should see it until it can.
        None if is_written => Audience::Pm,
        None => default,
    }
}

/// A list of people, ids or names as written; `None` where the key is absent.
fn people(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Vec<Handle>> {
    let list = fields.list(key, "a list of people")?;
    let people = list.iter().filter_map(|node| {
        let name = fields.as_text(key, node)?;
        let value = name.value.strip_prefix('@').unwrap_or(&name.value).to_owned();
        Some(Spanned { value, place: name.place })
    });
    Some(people.collect())
}

/// Tags are the team's own: a list or a single word, numbers as they are written.
fn tags(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let Some(node) = fields.node("tags") else { return Vec::new() };
    let tag = |node: &Node| match &node.data {
        Data::String(text) => Some(text.trim().to_owned()).filter(|tag| !tag.is_empty()),
        Data::Integer(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        Data::Boolean(is) => Some(is.to_string()),
        Data::Date(date) => Some(date.to_string()),
        _ => None,
    };
    match &node.data {
        Data::Array(list) => list.iter().filter_map(tag).collect(),
        _ => tag(node).into_iter().collect(),
    }
}
