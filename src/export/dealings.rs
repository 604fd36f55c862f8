//! Tables of what passed between us: touchpoints and who was there, promises, feedback.

use super::people::{date, value};
use super::table::{Rows, Table};
use crate::assess::{Assessed, Fate};
use crate::register::{Attendee, FeedbackKind, Note, NoteType, Outcome, Register, Severity};

/// What became of a promise.
const STATES: &[&str] = &["open", "overdue", "done", "cancelled"];
/// How somebody was at a touchpoint.
const PRESENCE: &[&str] = &["present", "regrets", "absent"];

/// Of every edition.
pub(super) fn tables(register: &Register, assessed: &Assessed) -> Vec<Table> {
    vec![touchpoints(register), attendance(register), promises(register, assessed), feedback(register, assessed)]
}

fn number(index: usize) -> Option<i64> {
    i64::try_from(index + 1).ok()
}

fn touchpoints(register: &Register) -> Table {
    let known = |n: &Note| n.attendees.iter().filter_map(|a| a.who.as_ref().map(ToString::to_string)).collect();
    let unknown = |n: &Note| n.attendees.iter().filter(|a| a.who.is_none()).map(|a| a.name.to_string()).collect();
    Rows::of("touchpoints", "A meeting or message on file.", register.notes.iter().enumerate())
        .integer("number", "Its number in this export, by date; another export may give another.", |(n, _)| number(*n))
        .always()
        .date("date", "When.", |(_, n)| n.date)
        .text("title", "Its title.", |(_, n)| Some(&n.title))
        .always()
        .word("type", "Its form.", NoteType::WORDS, |(_, n)| Some(n.kind.as_str()))
        .always()
        .boolean("two_way", "Whether both sides could speak.", |(_, n)| Some(n.two_way))
        .always()
        .ids("people", "Who was there, of either side.", |(_, n)| known(n))
        .texts("others", "Names there that are on no record.", |(_, n)| unknown(n))
        .ids("goals", "Goals it bears on.", |(_, n)| n.goals.iter().map(ToString::to_string).collect())
        .texts("tags", "Tags.", |(_, n)| n.tags.clone())
        .integer("tasks_open", "Boxes that are open.", |(_, n)| tasks(n, false))
        .always()
        .integer("tasks_done", "Boxes that are ticked or cancelled.", |(_, n)| tasks(n, true))
        .always()
        .place(register, |(_, n)| n.place)
        .done()
}

fn tasks(note: &Note, done: bool) -> Option<i64> {
    i64::try_from(note.tasks.iter().filter(|task| task.is_done == done).count()).ok()
}

/// Somebody at a touchpoint, or expected at it.
struct Present<'a> {
    number: usize,
    note: &'a Note,
    presence: &'static str,
    person: &'a Attendee,
}

fn attendance(register: &Register) -> Table {
    let mut all = Vec::new();
    for (number, note) in register.notes.iter().enumerate() {
        for (presence, people) in PRESENCE.iter().zip([&note.attendees, &note.regrets, &note.absent]) {
            let mut seen = std::collections::BTreeSet::new();
            let once = people.iter().filter(|person| person.who.is_none() || seen.insert(&person.who));
            all.extend(once.map(|person| Present { number, note, presence, person }));
        }
    }
    Rows::of("attendance", "Somebody at a touchpoint, or who was to be.", all)
        .integer("touchpoint", "Its number.", |p| number(p.number))
        .always()
        .date("date", "When.", |p| p.note.date)
        .id("who", "Who; empty for a name that is on no record.", |p| p.person.who.as_ref())
        .text("name", "As it is called: of somebody on record the record's name.", |p| {
            let known = p.person.who.as_ref().and_then(|who| register.name(who));
            Some(known.unwrap_or(&p.person.name))
        })
        .always()
        .word("presence", "Present, excused or absent.", PRESENCE, |p| Some(p.presence))
        .always()
        .place(register, |p| p.person.place)
        .done()
}

fn promises(register: &Register, assessed: &Assessed) -> Table {
    let state = |fate: Fate| match fate {
        Fate::Open => "open",
        Fate::Overdue => "overdue",
        Fate::Done => "done",
        Fate::Cancelled => "cancelled",
    };
    Rows::of(
        "promises",
        "A promise, ours or theirs, with all lines that speak of it folded.",
        &assessed.ledger.commitments,
    )
    .id("id", "Id, where it has one.", |c| c.id.as_ref())
    .id("from", "Who promised.", |c| Some(&c.from))
    .always()
    .id("to", "To whom.", |c| Some(&c.to))
    .always()
    .text("text", "What.", |c| Some(&c.text))
    .always()
    .date("made", "When it was made.", |c| Some(c.made))
    .always()
    .date("due", "The day by which lateness counts.", |c| c.due)
    .integer("moved", "How often another day was agreed.", |c| i64::try_from(c.renegotiated.len()).ok())
    .always()
    .date("done", "Done on.", |c| c.done)
    .date("cancelled", "Called off on.", |c| c.cancelled)
    .word("state", "Its state as of the date, by the lines this edition may see.", STATES, |c| Some(state(c.fate)))
    .always()
    .place(register, |c| c.place)
    .done()
}

fn feedback(register: &Register, assessed: &Assessed) -> Table {
    Rows::of("feedback", "A piece of feedback, with what became of it.", &assessed.ledger.loops)
        .id("id", "Id, where it has one.", |l| l.feedback.id.as_ref())
        .id("from", "From whom.", |l| Some(&l.feedback.from))
        .always()
        .date("date", "When.", |l| Some(l.feedback.date))
        .always()
        .text("text", "What.", |l| Some(&l.feedback.text))
        .always()
        .word("kind", "Kind.", FeedbackKind::WORDS, |l| Some(l.feedback.kind.as_str()))
        .always()
        .word("severity", "How grave.", Severity::WORDS, |l| Some(l.feedback.severity.as_str()))
        .always()
        .date("due", "The last day to answer in time; none for praise.", |l| l.due)
        .text("response", "What we did.", |l| value(&l.feedback.response))
        .word("outcome", "What became of it.", Outcome::WORDS, |l| value(&l.feedback.outcome).map(|o| o.as_str()))
        .text("reason", "Why.", |l| value(&l.feedback.reason))
        .date("answered", "When the answer was known.", |l| date(&l.feedback.answered))
        .date("told", "When they were told.", |l| date(&l.feedback.told))
        .id("decision", "The decision it changed.", |l| value(&l.feedback.decision))
        .place(register, |l| l.feedback.place)
        .done()
}
