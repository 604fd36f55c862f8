//! Checks across records: a table of named functions, each one fault.

use std::collections::{BTreeMap, BTreeSet};

use super::budgets;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{BoxState, DecisionStatus, Id, Outcome, PromiseLine, Register};
use crate::source::Place;

/// Looks at the whole register for one fault.
pub(super) type Check = fn(&Register, &mut Diagnostics);

/// Every check, by name.
pub(super) const CHECKS: &[(&str, Check)] = &[
    ("one id, one promise", one_id_one_promise),
    ("one id, one kind", one_id_one_kind),
    ("promised to somebody else", promised_to_somebody_else),
    ("one id, one decision", one_id_one_decision),
    ("one id, one feedback", one_id_one_feedback),
    ("one id, one ask", one_id_one_ask),
    ("accepted on a date", accepted_on_a_date),
    ("answers are whole", answers_are_whole),
    ("no decision supersedes itself", no_cycle),
    ("gap above cadence", gap_above_cadence),
    ("done where made", done_where_made),
    ("closed out of sight", closed_out_of_sight),
    ("read in 60 seconds", budgets::read_in_sixty_seconds),
];

/// A promise's id always has the same promiser and the same recipients.
fn one_id_one_promise(register: &Register, diagnostics: &mut Diagnostics) {
    let mut lines: BTreeMap<(&Id, Place), (&Id, BTreeSet<&Id>)> = BTreeMap::new();
    for line in &register.promise_lines {
        if let Some(id) = &line.id {
            lines.entry((id, line.place)).or_insert_with(|| (&line.from, BTreeSet::new())).1.insert(&line.to);
        }
    }
    let mut first: BTreeMap<&Id, (Place, &(&Id, BTreeSet<&Id>))> = BTreeMap::new();
    for ((id, place), sides) in &lines {
        let (at, expected) = first.entry(id).or_insert((*place, sides));
        if *expected != sides {
            let to: Vec<&str> = expected.1.iter().map(|id| id.as_str()).collect();
            diagnostics.push(
                Diagnostic::new(Code::ConflictingCommitment, *place, format!("`^{id}` is another promise"))
                    .hint(format!(
                        "expected `@{} -> @{}` under this id; give this promise its own",
                        expected.0,
                        to.join(", @")
                    ))
                    .related(*at, "first here"),
            );
        }
    }
}

/// A promise on record is to somebody else; a line of a note that isn't is not counted.
fn promised_to_somebody_else(register: &Register, diagnostics: &mut Diagnostics) {
    for line in register.promise_lines.iter().filter(|line| line.is_record && line.from == line.to) {
        diagnostics.push(
            Diagnostic::new(
                Code::ConflictingCommitment,
                line.place,
                format!("this promise is from `{0}` to `{0}`", line.from),
            )
            .hint("a promise is to somebody else"),
        );
    }
}

/// An id in notes is a promise, a decision or feedback, not two of them.
fn one_id_one_kind(register: &Register, diagnostics: &mut Diagnostics) {
    let mut kinds: BTreeMap<&Id, (&str, Place)> = BTreeMap::new();
    let is_note = |place: Place| register.path(place.file).ends_with(".md");
    let promises = register.promise_lines.iter().map(|l| (&l.id, "promise", l.place));
    let decisions = register.decisions.iter().map(|d| (&d.id, "decision", d.place));
    let feedback = register.feedback.iter().map(|f| (&f.id, "feedback", f.place));
    for (id, kind, place) in promises.chain(decisions).chain(feedback) {
        let Some(id) = id else { continue };
        if !is_note(place) {
            continue;
        }
        let (known, first) = *kinds.entry(id).or_insert((kind, place));
        if known != kind {
            diagnostics.push(
                Diagnostic::new(
                    Code::ConflictingCommitment,
                    place,
                    format!("`^{id}` is a {kind} here and a {known} elsewhere"),
                )
                .hint("give each its own id")
                .related(first, "first here"),
            );
        }
    }
}

/// A decision's record and lines agree on date and status.
fn one_id_one_decision(register: &Register, diagnostics: &mut Diagnostics) {
    let approved: BTreeSet<&Id> =
        register.decisions.iter().filter(|d| d.approver.is_some()).filter_map(|d| d.id.as_ref()).collect();
    let mut first = BTreeMap::new();
    for decision in &register.decisions {
        let decided = decision.decided.as_ref().map(|d| d.value);
        let is_line = register.path(decision.place.file).ends_with(".md");
        let Some(id) = &decision.id else {
            if decision.approver.is_none() && is_line {
                missing_approver(decision.place, diagnostics);
            }
            continue;
        };
        let (place, known, status) = *first.entry(id).or_insert((decision.place, decided, decision.status));
        let differ = known.is_some() && decided.is_some() && known != decided;
        let undecided = |status| matches!(status, DecisionStatus::Proposed | DecisionStatus::Rejected);
        if differ || undecided(status) != undecided(decision.status) {
            diagnostics.push(
                Diagnostic::new(
                    Code::ConflictingDecision,
                    decision.place,
                    format!("`{id}` has another date or status elsewhere"),
                )
                .hint("a `(decision)` line is accepted on its note's date; make the record say the same")
                .related(place, "here"),
            );
        }
        if is_line && !approved.contains(id) {
            missing_approver(decision.place, diagnostics);
        }
    }
}

fn missing_approver(place: Place, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::new(Code::MissingApprover, place, "the decision names no approver")
            .hint("add `[approver:: @id]`, or a record with an `approver` under its `^id`"),
    );
}

/// A piece of feedback's id always has the same person.
fn one_id_one_feedback(register: &Register, diagnostics: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for feedback in &register.feedback {
        let Some(id) = &feedback.id else { continue };
        let (place, from) = *first.entry(id).or_insert((feedback.place, &feedback.from));
        if *from != feedback.from {
            diagnostics.push(
                Diagnostic::new(
                    Code::ConflictingFeedback,
                    feedback.place,
                    format!("`{id}` is feedback from `{from}` elsewhere"),
                )
                .hint("give each its own id")
                .related(place, "first here"),
            );
        }
    }
}

/// An ask is written once, in one update.
fn one_id_one_ask(register: &Register, diagnostics: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for ask in register.updates.iter().flat_map(|update| &update.asks) {
        let id = &ask.value.id;
        let at = *first.entry(id).or_insert(ask.place);
        if at != ask.place {
            diagnostics.push(
                Diagnostic::new(Code::DuplicateId, ask.place, format!("a second ask has the id `{id}`"))
                    .hint("an ask is written once: open ones are carried into later updates")
                    .related(at, "the first"),
            );
        }
    }
}

/// An accepted decision that nothing dates is evidence of nothing.
fn accepted_on_a_date(register: &Register, diagnostics: &mut Diagnostics) {
    let dated: BTreeSet<&Id> =
        register.decisions.iter().filter(|d| d.decided.is_some()).filter_map(|d| d.id.as_ref()).collect();
    for decision in register.decisions.iter().filter(|d| d.status == DecisionStatus::Accepted && d.decided.is_none()) {
        if decision.id.as_ref().is_none_or(|id| !dated.contains(id)) {
            diagnostics.push(
                Diagnostic::new(
                    Code::DecisionWithoutDate,
                    decision.place,
                    "the decision is accepted without a date, so it is no evidence",
                )
                .hint("add `decided = YYYY-MM-DD`"),
            );
        }
    }
}

/// Feedback on record whose answer lacks what a `(told)` line would have to say.
fn answers_are_whole(register: &Register, diagnostics: &mut Diagnostics) {
    let lines: BTreeSet<&Id> = register.told_lines.iter().map(|line| &line.feedback).collect();
    for feedback in &register.feedback {
        let Some(id) = feedback.id.as_ref().filter(|id| !lines.contains(id)) else { continue };
        let declined = feedback.outcome.as_ref().is_some_and(|outcome| outcome.value == Outcome::Declined);
        let (message, hint) = if feedback.told.is_some() && feedback.outcome.is_none() {
            (
                format!("`{id}` was told, but not what became of it"),
                "add `outcome`: `accepted`, `partly`, `declined` or `deferred`",
            )
        } else if declined && feedback.reason.is_none() {
            (format!("`{id}` is declined without a reason"), "add `reason`, as a `(told)` line would have to give it")
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::new(Code::IncompleteAnswer, feedback.place, message).hint(hint));
    }
}

/// Following `supersedes` never comes back.
fn no_cycle(register: &Register, diagnostics: &mut Diagnostics) {
    let next: BTreeMap<&Id, (&Id, Place)> = register
        .decisions
        .iter()
        .filter_map(|d| Some((d.id.as_ref()?, d.supersedes.as_ref()?)))
        .map(|(id, old)| (id, (&old.value, old.place)))
        .collect();
    let mut done: BTreeSet<&Id> = BTreeSet::new();
    for start in next.keys() {
        let (mut path, mut on_path, mut at): (Vec<&Id>, _, _) = (Vec::new(), BTreeSet::new(), *start);
        while let Some((old, place)) = next.get(at) {
            if done.contains(at) {
                break;
            }
            if !on_path.insert(at) {
                let cycle: Vec<&str> = path.iter().skip_while(|id| **id != at).map(|id| id.as_str()).collect();
                let message = format!("decisions supersede each other in a circle: `{}`", cycle.join("` -> `"));
                diagnostics.push(
                    Diagnostic::new(Code::ReferenceCycle, *place, message)
                        .hint("a later decision supersedes an earlier one"),
                );
                break;
            }
            path.push(at);
            at = old;
        }
        done.extend(path);
    }
}

/// The longest gap is above the cadence, with the group's plan as default too.
fn gap_above_cadence(register: &Register, diagnostics: &mut Diagnostics) {
    for stakeholder in register.stakeholders.values() {
        let own = &stakeholder.plan;
        if own.cadence_days.is_some() == own.max_gap_days.is_some() {
            continue; // within one plan it is checked where that is parsed
        }
        let plan = register.plan(stakeholder);
        if let (Some(cadence), Some(gap)) = (&plan.cadence_days, &plan.max_gap_days)
            && gap.value <= cadence.value
        {
            let (at, other) = if own.max_gap_days.is_some() { (gap, cadence) } else { (cadence, gap) };
            diagnostics.push(
                Diagnostic::new(
                    Code::GapNotAboveCadence,
                    at.place,
                    format!("the longest gap of {} days is not above the cadence of {}", gap.value, cadence.value),
                )
                .hint("`max_gap_days` must be more than `cadence_days`, with the group's plan as default")
                .related(other.place, "the other is here"),
            );
        }
    }
}

/// What makes two lines the same promise.
fn key(line: &PromiseLine) -> (Option<&Id>, &Id, &Id, &str, Option<jiff::civil::Date>) {
    match &line.id {
        Some(id) => (Some(id), &line.from, &line.to, "", None),
        None => (None, &line.from, &line.to, &line.text, line.due),
    }
}

/// A box ticked without a date in the note that made the promise is closed, but no evidence.
fn done_where_made(register: &Register, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for line in &register.promise_lines {
        let is_first = seen.insert(key(line));
        if is_first && line.state == BoxState::Done(None) && line.created.is_none() && !line.is_record {
            diagnostics.push(
                Diagnostic::new(Code::DoneInTheNoteThatMadeIt, line.place, "the box is ticked in the note that made the promise, without a date")
                    .hint("it is closed, but no evidence: add `[completion:: YYYY-MM-DD]`, and `[created:: YYYY-MM-DD]` where it was made earlier"),
            );
        }
    }
}

/// A promise whose closing line is narrower than the line that made it shows as open in the wider edition.
fn closed_out_of_sight(register: &Register, diagnostics: &mut Diagnostics) {
    // The line that made each, and whether it is closed by one that the wider edition sees, too.
    let mut first: BTreeMap<_, (&PromiseLine, bool)> = BTreeMap::new();
    let mut narrow = Vec::new();
    for line in &register.promise_lines {
        let (made, in_sight) = first.entry(key(line)).or_insert((line, false));
        if line.state != BoxState::Open {
            if line.label < made.label {
                narrow.push(line);
            } else {
                *in_sight = true;
            }
        }
    }
    for line in narrow {
        let (made, in_sight) = first[&key(line)];
        if !in_sight {
            diagnostics.push(
                Diagnostic::new(
                    Code::ClosedOutOfSight,
                    line.place,
                    "the promise is closed where a wider edition can't see it, and shows as open there",
                )
                .hint("close it on the line that made it")
                .related(made.place, "made here"),
            );
        }
    }
}
