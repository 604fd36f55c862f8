//! Notes and updates: people as written become ids; what can't be counted is said and kept as such; labels are
//! narrowed where a line names someone who is narrower than it.

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::parse::{Handle, ParsedNote, ParsedUpdate, Spanned};
use crate::register::{Attendee, Audience, Id, Note, NoteType, Passage, Register, Uncounted};
use crate::source::Place;

use super::dangling::dangling;
use super::directory::Directory;
use super::lines::{Context, Sides, link_items};

/// Adds notes and updates to the register, with every line of theirs.
pub(super) fn link(
    register: &mut Register,
    notes: Vec<ParsedNote>,
    updates: Vec<ParsedUpdate>,
    directory: &Directory,
    diagnostics: &mut Diagnostics,
) {
    let known = &*register;
    let empty = || Linker::new(directory, known);
    // Each thread's own, in the order of the notes.
    let mut linkers: Vec<Linker<'_>> = notes.into_par_iter().fold(empty, Linker::with).collect();
    let mut linker = empty();
    for update in updates {
        linker.update(update);
    }
    linkers.push(linker);
    let done: Vec<_> = linkers.into_iter().map(|linker| (linker.added, linker.diagnostics)).collect();
    register.notes.reserve_exact(done.iter().map(|(added, _)| added.notes.len()).sum());
    register.promise_lines.reserve_exact(done.iter().map(|(added, _)| added.promise_lines.len()).sum());
    for (added, found) in done {
        append(register, added);
        diagnostics.extend(found);
    }
    dangling(register, diagnostics);
    sort(register);
}

/// Adds what notes and updates gave.
fn append(register: &mut Register, added: Register) {
    register.notes.extend(added.notes);
    register.updates.extend(added.updates);
    register.promise_lines.extend(added.promise_lines);
    register.feedback.extend(added.feedback);
    register.told_lines.extend(added.told_lines);
    register.sentiment.extend(added.sentiment);
    register.consulted_lines.extend(added.consulted_lines);
    register.decisions.extend(added.decisions);
    register.uncounted.extend(added.uncounted);
}

/// What linking needs, and what comes of it.
pub(super) struct Linker<'a> {
    pub(super) directory: &'a Directory,
    /// The records, to look up what a note names.
    pub(super) known: &'a Register,
    /// Notes, updates and their lines.
    pub(super) added: Register,
    pub(super) diagnostics: Diagnostics,
}

impl<'a> Linker<'a> {
    fn new(directory: &'a Directory, known: &'a Register) -> Self {
        Self { directory, known, added: Register::default(), diagnostics: Diagnostics::default() }
    }

    fn with(mut self, note: ParsedNote) -> Self {
        self.note(note);
        self
    }

    fn note(&mut self, mut parsed: ParsedNote) {
        let attendees = self.people(&parsed, parsed.attendees.as_deref());
        let regrets = self.people(&parsed, parsed.regrets.as_deref());
        let absent = self.people(&parsed, parsed.absent.as_deref());
        let goals = self.goals(&parsed.goals);
        let context =
            Context { date: parsed.date, label: parsed.label, sides: sides(parsed.kind, &attendees, self.known) };
        let items = std::mem::take(&mut parsed.items);
        link_items(self, &context, items, &mut parsed.passages, &mut parsed.tasks);
        let two_way = parsed.two_way.unwrap_or(parsed.kind.is_two_way());
        let title = if parsed.title.is_empty() { described(&parsed) } else { parsed.title };
        self.added.notes.push(Note {
            label: parsed.label,
            place: parsed.place,
            date: parsed.date,
            title,
            kind: parsed.kind,
            two_way,
            records_absence: parsed.regrets.is_some() || parsed.absent.is_some(),
            attendees,
            regrets,
            absent,
            goals,
            tags: parsed.tags,
            passages: parsed.passages,
            tasks: parsed.tasks,
            wild: parsed.wild,
        });
    }

    fn update(&mut self, ParsedUpdate { mut update, items }: ParsedUpdate) {
        for ask in &mut update.asks {
            let Some(id) = &ask.value.from else { continue };
            match self.directory.find(id.as_str()) {
                Some(found) => {
                    ask.label = ask.label.min(found.label);
                    ask.value.from = Some(found.id);
                }
                None => self.diagnostics.push(
                    Diagnostic::new(Code::UnknownPerson, ask.place, format!("no person has the id `{id}`"))
                        .hint(self.directory.hint(id.as_str())),
                ),
            }
        }
        let context = Context { date: Some(update.date), label: update.label, sides: Sides::Many };
        link_items(self, &context, items, &mut update.passages, &mut []);
        self.added.updates.push(update);
    }

    fn people(&mut self, note: &ParsedNote, written: Option<&[Handle]>) -> Vec<Attendee> {
        let mut list: Vec<Attendee> = Vec::new();
        for handle in written.unwrap_or_default() {
            let found = self.directory.find(&handle.value);
            if found.is_none() && !note.wild {
                let message = format!("attendee `{}` is on no record", handle.value);
                self.uncounted(
                    Code::UnknownAttendee,
                    handle.place,
                    Audience::Pm,
                    note.date,
                    message,
                    Some(&handle.value),
                );
                continue;
            }
            let written = Passage::label_at(&note.passages, handle.place.line).min(note.label);
            let label = found.as_ref().map_or(written, |f| f.label.min(written));
            let who = found.map(|f| f.id);
            let attendee = Attendee { who, name: handle.value.as_str().into(), label, place: handle.place };
            // One person counts once a meeting: where the most may see it.
            let first = list.iter().position(|a| a.who.is_some() && a.who == attendee.who);
            if first.is_some_and(|first| list[first].label >= attendee.label) {
                continue;
            }
            first.map(|first| list.remove(first));
            list.push(attendee);
        }
        list
    }

    fn goals(&mut self, written: &[Spanned<String>]) -> Vec<Id> {
        let mut goals = Vec::new();
        for goal in written {
            let id = Id::new(&goal.value);
            if self.known.goals.contains_key(&id) {
                goals.push(id);
            } else {
                let near = nearest(&goal.value, self.known.goals.keys().map(Id::as_str))
                    .map(|n| format!("did you mean `{n}`?"));
                let message = format!("no goal has the id `{}`", goal.value);
                self.diagnostics.push(Diagnostic::new(Code::UnknownGoal, goal.place, message).maybe_hint(near));
            }
        }
        goals
    }

    /// The narrowest label of anybody whom the text of a line names by handle; pm where that is nobody on record.
    pub(super) fn label_of_names(&self, text: &str) -> Audience {
        let handles = text.split('@').skip(1).map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)))
                .next()
                .unwrap_or_default()
                .trim_end_matches('.')
        });
        let label = |handle: &str| self.directory.find(&format!("@{handle}")).map_or(Audience::Pm, |found| found.label);
        handles.filter(|handle| !handle.is_empty()).map(label).min().unwrap_or(Audience::Everyone)
    }

    /// A line left out of every count, with its diagnostic.
    pub(super) fn uncounted(
        &mut self,
        code: Code,
        place: Place,
        label: Audience,
        date: Option<jiff::civil::Date>,
        message: String,
        person: Option<&str>,
    ) {
        let hint = person.map(|written| self.directory.hint(written));
        self.diagnostics.push(Diagnostic::new(code, place, message.clone()).maybe_hint(hint));
        self.added.uncounted.push(Uncounted { label, place, date, message });
    }
}

/// Who speaks with whom in a note of that type.
fn sides(kind: NoteType, attendees: &[Attendee], register: &Register) -> Sides {
    if kind != NoteType::OneToOne {
        return Sides::Many;
    }
    let present = || attendees.iter().filter_map(|a| a.who.as_ref().map(|id| (id, a.label)));
    let theirs = || present().filter(|(id, _)| !register.is_ours(id));
    // Whom the most may know of: somebody narrower beside them must not change what a line means to the others.
    let widest = theirs().map(|(_, label)| label).max();
    let mut theirs = theirs().filter(|(_, label)| Some(*label) == widest);
    let ours = present().filter(|(id, _)| register.is_ours(id)).rev().max_by_key(|(_, label)| *label).map(|(id, _)| id);
    match (ours.or(register.team.first().map(|m| &m.id)), theirs.next(), theirs.next()) {
        (Some(ours), Some((them, label)), None) => Sides::Two(ours.clone(), them.clone(), label),
        _ => Sides::Unclear,
    }
}

fn described(note: &ParsedNote) -> String {
    let mut words = note.kind.as_str().to_owned();
    words[..1].make_ascii_uppercase();
    match note.date {
        Some(date) => format!("{words}, {}", date.strftime("%-d %B %Y")),
        None => words,
    }
}

/// Everything dated in the order date, path, line (file numbers are in path order).
fn sort(register: &mut Register) {
    register.notes.sort_by_key(|n| (n.date, n.place));
    register.updates.sort_by_key(|u| (u.date, u.place));
    register.decisions.sort_by_key(|d| (d.proposed.as_ref().or(d.decided.as_ref()).map(|f| f.value), d.place));
    register.pulses.sort_by_key(|p| (p.date, p.place));
    register.promise_lines.sort_by_key(|l| (l.date, l.place));
    register.feedback.sort_by_key(|f| (f.date, f.place));
    register.told_lines.sort_by_key(|l| (l.date, l.place));
    register.sentiment.sort_by_key(|l| (l.date, l.place));
    register.consulted_lines.sort_by_key(|l| (l.date, l.place));
    register.uncounted.sort_by_key(|u| u.place);
}
