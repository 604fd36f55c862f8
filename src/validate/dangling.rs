//! Lines that name a record: those whose decision or feedback isn't there, or isn't theirs, are said and not counted;
//! the others are as narrow as what they name. Comes when every line is linked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::register::{Audience, Id, Register, Uncounted};
use crate::source::{FileId, Place};

use super::narrow::Pieces;

/// Says which lines name a decision or feedback that isn't there, once everything is linked. They are as narrow as
/// can be: an edition that may not see the record can't tell whether it is there.
pub(super) fn dangling(register: &mut Register, diagnostics: &mut Diagnostics) {
    let decisions: BTreeSet<Id> = register.decisions.iter().filter_map(|d| d.id.clone()).collect();
    let feedback: BTreeSet<Id> = register.feedback.iter().filter_map(|f| f.id.clone()).collect();
    let mut lost = Vec::new();
    register.consulted_lines.retain(|l| {
        let is_known = decisions.contains(&l.decision);
        if !is_known {
            lost.push((l.place, l.date, "decision", l.decision.clone(), &decisions));
        }
        is_known
    });
    register.told_lines.retain(|l| {
        let is_known = feedback.contains(&l.feedback);
        if !is_known {
            lost.push((l.place, l.date, "feedback", l.feedback.clone(), &feedback));
        }
        is_known
    });
    let mut narrowed: Vec<(Place, Audience)> = lost.iter().map(|(place, ..)| (*place, Audience::Pm)).collect();
    narrowed.extend(misdirected(register, diagnostics).into_iter().map(|place| (place, Audience::Pm)));
    for (place, date, word, id, known) in lost {
        let near = nearest(id.as_str(), known.iter().map(Id::as_str)).map(|n| format!("did you mean `{n}`?"));
        let message = format!("no {word} has the id `{id}`");
        diagnostics.push(Diagnostic::new(Code::UnknownReferenceInLine, place, message.clone()).maybe_hint(near));
        register.uncounted.push(Uncounted { label: Audience::Pm, place, date: Some(date), message });
    }
    narrowed.extend(narrow_to_records(register));
    narrow(register, &narrowed);
}

/// Gives lines their labels, where those are narrower, and all that is nested in them.
fn narrow(register: &mut Register, narrowed: &[(Place, Audience)]) {
    let mut by_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (n, (place, _)) in narrowed.iter().enumerate() {
        by_file.entry(place.file).or_default().push(n);
    }
    // The line after the last that goes with each.
    let mut ends: Vec<u32> = narrowed.iter().map(|(place, _)| place.line + 1).collect();
    for note in &mut register.notes {
        let Some(of_file) = by_file.get(&note.place.file) else { continue };
        let mut pieces = Pieces::of(&note.passages);
        for n in of_file {
            let (place, label) = narrowed[*n];
            ends[*n] = ends[*n].max(pieces.narrow(place.line, label));
        }
        if let Some(cut) = pieces.cut() {
            note.passages = cut;
        }
    }
    // By file and line: of the lines themselves, and of those nested in them.
    let (mut own, mut nested) = (BTreeMap::new(), BTreeMap::new());
    let least = |labels: &mut BTreeMap<_, Audience>, at: (FileId, u32), label: Audience| {
        labels.entry(at).and_modify(|old| *old = label.min(*old)).or_insert(label);
    };
    for ((place, label), end) in narrowed.iter().zip(ends) {
        least(&mut own, (place.file, place.line), *label);
        (place.line + 1..end).for_each(|line| least(&mut nested, (place.file, line), *label));
    }
    let within = |place: Place, label: &mut Audience| {
        *label = nested.get(&(place.file, place.line)).map_or(*label, |narrow| *narrow.min(label));
    };
    register.promise_lines.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.feedback.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.told_lines.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.consulted_lines.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.sentiment.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.decisions.iter_mut().for_each(|l| within(l.place, &mut l.label));
    register.uncounted.iter_mut().for_each(|l| within(l.place, &mut l.label));
    for note in &mut register.notes {
        for task in &mut note.tasks {
            let at = (note.place.file, task.line);
            let narrow = own.get(&at).into_iter().chain(nested.get(&at)).min();
            task.label = narrow.map_or(task.label, |narrow| *narrow.min(&task.label));
        }
    }
}

/// Says which `(told)` lines answer what somebody else said, or what was said later only; gives their places. They
/// are as narrow as can be, too: the message tells of the feedback.
fn misdirected(register: &mut Register, diagnostics: &mut Diagnostics) -> Vec<Place> {
    let mut said: BTreeMap<&Id, (&Id, Date, Place)> = BTreeMap::new();
    for feedback in &register.feedback {
        if let Some(id) = &feedback.id {
            let first = said.entry(id).or_insert((&feedback.from, feedback.date, feedback.place));
            if feedback.date < first.1 {
                *first = (&feedback.from, feedback.date, feedback.place);
            }
        }
    }
    let mut wrong = Vec::new();
    register.told_lines.retain(|line| {
        let Some((from, date, place)) = said.get(&line.feedback) else { return true };
        let (id, who) = (&line.feedback, &line.who);
        let fault = if *from != who {
            let message = format!("`{id}` is feedback from `@{from}`, not from `@{who}`");
            Diagnostic::new(Code::InvalidLineField, line.place, message).hint("tell the one who said it")
        } else if line.date < *date {
            let message = format!("this is told on {}, before `{id}` was said on {date}", line.date);
            Diagnostic::new(Code::InvalidLineDate, line.place, message).hint("correct one of the dates")
        } else {
            return true;
        };
        wrong.push((line.date, fault.related(*place, "the feedback")));
        false
    });
    let mut places = Vec::new();
    for (date, fault) in wrong {
        if let Some(place) = fault.place {
            let message = fault.message.clone();
            register.uncounted.push(Uncounted { label: Audience::Pm, place, date: Some(date), message });
            places.push(place);
        }
        diagnostics.push(fault);
    }
    places
}

/// A line that names a narrower decision or piece of feedback is as narrow as that; gives the lines that are.
fn narrow_to_records(register: &mut Register) -> Vec<(Place, Audience)> {
    let mut decisions: BTreeMap<&Id, Audience> = BTreeMap::new();
    for decision in &register.decisions {
        if let Some(id) = &decision.id {
            let label = decisions.entry(id).or_insert(decision.label);
            *label = decision.label.max(*label);
        }
    }
    let mut feedback: BTreeMap<&Id, Audience> = BTreeMap::new();
    for said in &register.feedback {
        if let Some(id) = &said.id {
            let label = feedback.entry(id).or_insert(said.label);
            *label = said.label.max(*label);
        }
    }
    let mut narrowed = Vec::new();
    let mut narrow = |line: &mut Audience, place: Place, record: Option<&Audience>| {
        if let Some(record) = record.filter(|record| **record < *line) {
            *line = *record;
            narrowed.push((place, *record));
        }
    };
    for line in &mut register.consulted_lines {
        narrow(&mut line.label, line.place, decisions.get(&line.decision));
    }
    for line in &mut register.told_lines {
        narrow(&mut line.label, line.place, feedback.get(&line.feedback));
    }
    narrowed
}
