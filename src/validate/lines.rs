//! Lines with a meaning: each becomes an entry of the register, or is said and kept as not counted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Handle, Item, ItemKind};
use crate::register::{
    Audience, ConsultedLine, Decision, DecisionStatus, Feedback, Id, Labelled, Passage, PromiseLine, SentimentMark,
    Task, ToldLine, Uncounted,
};

use crate::source::Place;

use super::directory::Found;
use super::narrow::Pieces;
use super::notes::Linker;

/// What a line takes from the note or update that holds it.
pub(super) struct Context {
    pub(super) date: Option<Date>,
    pub(super) label: Audience,
    pub(super) sides: Sides,
}

/// The two sides of a one-to-one, for its short forms.
pub(super) enum Sides {
    /// No one-to-one.
    Many,
    /// A one-to-one whose attendees don't say who the one other person is.
    Unclear,
    /// Ours, theirs, and the label of knowing them.
    Two(Id, Id, Audience),
}

/// Adds the lines to the register. A line that names someone narrower than itself, or nobody known, is narrowed, in
/// its passage too.
pub(super) fn link_items(
    linker: &mut Linker<'_>,
    context: &Context,
    items: Vec<Item>,
    passages: &mut Vec<Passage>,
    tasks: &mut [Task],
) {
    let uncounted = text_of_uncounted(&items, passages);
    let mut pieces = Pieces::of(passages);
    // Tasks by line: a narrowed item has its own among them.
    let mut by_line: Vec<usize> = (0..tasks.len()).collect();
    by_line.sort_by_key(|n| tasks[*n].line);
    // Up to which line what is nested in a narrowed item is as narrow.
    let mut holders: Vec<(u32, Audience)> = Vec::new();
    for mut item in items {
        holders.retain(|(end, _)| *end > item.place.line);
        item.label = holders.iter().map(|(_, label)| *label).fold(item.label, Audience::min);
        let (place, before) = (item.place, item.label);
        if let Some(text) = uncounted.get(&place.line).filter(|_| matches!(item.kind, ItemKind::Uncounted { .. })) {
            item.label = before.min(linker.label_of_names(text));
        }
        let label = match context.date {
            Some(date) => link_item(linker, context, item, date),
            None => without_date(linker, item),
        };
        if label < before {
            let end = pieces.narrow(place.line, label);
            let first = by_line.partition_point(|n| tasks[*n].line < place.line);
            for n in &by_line[first..] {
                let task = &mut tasks[*n];
                if task.line >= end.max(place.line + 1) {
                    break;
                }
                task.label = task.label.min(label);
            }
            holders.push((end, label));
        }
    }
    if let Some(cut) = pieces.cut() {
        *passages = cut;
    }
}

/// A line that nothing dates is not counted; whether that is said already or its note is in error.
fn without_date(linker: &mut Linker<'_>, item: Item) -> Audience {
    if let ItemKind::Uncounted { message } = item.kind {
        linker.added.uncounted.push(Uncounted { label: item.label, place: item.place, date: None, message });
    }
    item.label
}

/// The text of each line that can't be counted, found in one pass.
fn text_of_uncounted(items: &[Item], passages: &[Passage]) -> BTreeMap<u32, String> {
    let is_uncounted = |item: &&Item| matches!(item.kind, ItemKind::Uncounted { .. }) && item.label > Audience::Pm;
    let wanted: BTreeSet<u32> = items.iter().filter(is_uncounted).map(|item| item.place.line).collect();
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let lines = passages.iter().flat_map(|passage| (passage.line..).zip(passage.text.lines()));
    lines.filter(|(line, _)| wanted.contains(line)).map(|(line, text)| (line, text.to_owned())).collect()
}

/// Adds one line; gives the label it ends up with.
fn link_item(linker: &mut Linker<'_>, context: &Context, item: Item, date: Date) -> Audience {
    let Item { label, place, id, kind } = item;
    let mut people = People { linker, label, unknown: Vec::new() };
    let id = id.map(|id| id.value);
    match kind {
        ItemKind::Promise { from, to, text, state, created, due, short_due } => {
            let from_id = from.as_ref().and_then(|from| people.find(from));
            let to_ids: Vec<Id> = to.iter().filter_map(|to| people.find(to)).collect();
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            let (from, to) = match (from_id, to_ids.is_empty(), &context.sides) {
                (Some(from), false, _) => (from, to_ids),
                (from, true, Sides::Two(ours, theirs, known)) => {
                    people.label = people.label.min(*known);
                    let from = from.unwrap_or_else(|| ours.clone());
                    let to = if from == *theirs { ours.clone() } else { theirs.clone() };
                    (from, vec![to])
                }
                (_, _, Sides::Unclear) => {
                    let message =
                        "this one-to-one doesn't name the one other person, so the promise has no direction".to_owned();
                    linker.uncounted(Code::NoDirection, place, label, Some(date), message, None);
                    return label;
                }
                _ => {
                    let message = "the promise has no direction".to_owned();
                    linker.uncounted(Code::NoDirection, place, label, Some(date), message, None);
                    return label;
                }
            };
            let label = people.label;
            if to.contains(&from) {
                let message = format!("this promise is from `@{from}` to `@{from}`");
                let hint = "a promise is to somebody else: `@me -> @who: what`";
                linker.diagnostics.push(Diagnostic::new(Code::NoDirection, place, message.clone()).hint(hint));
                linker.added.uncounted.push(Uncounted { label, place, date: Some(date), message });
                return label;
            }
            let (text, due) = match (due, short_due) {
                (None, Some((text, due))) if !matches!(context.sides, Sides::Many) => (text, Some(due)),
                (due, _) => (text, due),
            };
            for to in to {
                linker.added.promise_lines.push(PromiseLine {
                    label,
                    place,
                    date,
                    id: id.clone(),
                    from: from.clone(),
                    to,
                    text: text.clone(),
                    created,
                    due,
                    state,
                    is_record: false,
                    renegotiated: Vec::new(),
                });
            }
            label
        }
        ItemKind::Feedback { who, text, kind, severity } => {
            let who = people.find(&who);
            let label = people.label;
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            if let Some(from) = who {
                linker.added.feedback.push(Feedback {
                    id,
                    label,
                    place,
                    from,
                    date,
                    text,
                    kind,
                    severity,
                    response: None,
                    outcome: None,
                    reason: None,
                    told: None,
                    answered: None,
                    decision: None,
                });
            }
            label
        }
        ItemKind::Told { who, text, feedback, outcome } => {
            let who = people.find(&who);
            let label = people.label;
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            if let Some(who) = who {
                linker.added.told_lines.push(ToldLine {
                    label,
                    place,
                    date,
                    who,
                    feedback: feedback.value,
                    outcome,
                    text,
                });
            }
            label
        }
        ItemKind::Sentiment { who, value, text } => {
            let who = people.find(&who);
            let label = people.label;
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            if let Some(who) = who {
                linker.added.sentiment.push(SentimentMark { label, place, date, who, value, text });
            }
            label
        }
        ItemKind::Consulted { who, decision } => {
            let who: Vec<Id> = who.iter().filter_map(|who| people.find(who)).collect();
            let label = people.label;
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            let decision = decision.value;
            for who in who {
                linker.added.consulted_lines.push(ConsultedLine {
                    label,
                    place,
                    date,
                    who,
                    decision: decision.clone(),
                });
            }
            label
        }
        ItemKind::Decision { text, approver, driver } => {
            let find = |people: &mut People<'_, '_>, who: Option<Handle>| who.and_then(|who| people.find(&who));
            let approver = find(&mut people, approver);
            let driver = find(&mut people, driver);
            let label = people.label;
            if !people.unknown.is_empty() {
                return people.report(place, date);
            }
            linker.added.decisions.push(decision_line(id, label, place, text, date, approver, driver));
            label
        }
        ItemKind::Uncounted { message } => {
            linker.added.uncounted.push(Uncounted {
                label: label.min(context.label),
                place,
                date: Some(date),
                message,
            });
            label
        }
    }
}

fn decision_line(
    id: Option<Id>,
    label: Audience,
    place: Place,
    title: String,
    date: Date,
    approver: Option<Id>,
    driver: Option<Id>,
) -> Decision {
    let person = |id: Option<Id>| id.map(|value| Labelled { value, label, place });
    Decision {
        id,
        label,
        place,
        title,
        status: DecisionStatus::Accepted,
        proposed: None,
        needed_by: None,
        decided: Some(Labelled { value: date, label, place }),
        driver: person(driver),
        approver: person(approver),
        contributors: Vec::new(),
        informed: Vec::new(),
        consulted: None,
        options: Vec::new(),
        recommendation: None,
        outcome: None,
        rationale: None,
        supersedes: None,
        goal: None,
        revisit_on: None,
        deprecated_on: None,
    }
}

/// People named in one line, and the label that naming them leaves it.
struct People<'l, 'a> {
    linker: &'l mut Linker<'a>,
    label: Audience,
    unknown: Vec<Handle>,
}

impl People<'_, '_> {
    fn find(&mut self, who: &Handle) -> Option<Id> {
        if let Some(Found { id, label }) = self.linker.directory.find(&who.value) {
            self.label = self.label.min(label);
            Some(id)
        } else {
            self.unknown.push(who.clone());
            None
        }
    }

    /// Says who is unknown, each by itself. The line is as narrow as can be: whom it is about can't be judged.
    fn report(self, place: Place, date: Date) -> Audience {
        let message = |who: &Handle| format!("`@{}` is on no record", who.value);
        for (n, who) in self.unknown.iter().enumerate() {
            if n == 0 {
                let code = Code::UnknownPersonInLine;
                self.linker.uncounted(code, place, Audience::Pm, Some(date), message(who), Some(&who.value));
            } else {
                let hint = self.linker.directory.hint(&who.value);
                let fault = Diagnostic::new(Code::UnknownPersonInLine, place, message(who)).hint(hint);
                self.linker.diagnostics.push(fault);
            }
        }
        Audience::Pm
    }
}
