//! Promises in the record with a person: ours to them, theirs to us, each with what became of it.

use std::cmp::Reverse;

use super::record::{Entry, Part, State, Them};
use crate::assess::{Commitment, Fate};
use crate::render::words;

impl Them<'_> {
    pub(super) fn promised(&self) -> Part {
        let list = self.promises(|c| c.to == *self.id);
        let n = |fate: &dyn Fn(&Commitment) -> bool| list.iter().filter(|c| fate(c)).count();
        let kept = n(&|c| c.fate == Fate::Done && !is_late(c));
        let slow = n(&|c| c.fate == Fate::Done && is_late(c));
        let missed = n(&|c| c.fate == Fate::Overdue);
        let open = n(&|c| c.fate == Fate::Open);
        let mut told = Vec::new();
        for (n, word) in [(kept, "kept"), (slow, "kept late"), (missed, "late today"), (open, "still open")] {
            if n > 0 {
                told.push(format!("{} {word}", words::number(n)));
            }
        }
        let said = match (list.len(), missed) {
            (0, _) => "We have written down no promise to you.".to_owned(),
            (all, missed) => format!(
                "{}: {}.{}",
                words::sentence(&words::counted(all, "promise", "promises")),
                if told.is_empty() { "called off".to_owned() } else { words::join(&told) },
                if missed > 0 { " For what is late we are sorry." } else { "" }
            ),
        };
        let entries = list.iter().map(|c| self.promise(c, &format!("{} promised it", self.name(&c.from)))).collect();
        Part { key: "promised", title: "What we promised you", said, entries }
    }

    pub(super) fn theirs(&self) -> Part {
        let list = self.promises(|c| c.from == *self.id);
        let done = list.iter().filter(|c| c.fate == Fate::Done).count();
        let said = match (list.len(), done) {
            (0, _) => "We have written down no promise of yours.".to_owned(),
            (all, 0) => format!("{}.", words::sentence(&words::counted(all, "promise", "promises"))),
            (all, done) => format!(
                "{}, {} done. Thank you.",
                words::sentence(&words::counted(all, "promise", "promises")),
                if done == all { "all".to_owned() } else { words::number(done) }
            ),
        };
        let entries = list.iter().map(|c| self.promise(c, &format!("to {}", self.name(&c.to)))).collect();
        Part { key: "yours", title: "What you promised", said, entries }
    }

    /// What is open first, the soonest due; then what is closed, the newest.
    fn promises(&self, theirs: impl Fn(&Commitment) -> bool) -> Vec<&Commitment> {
        let mut list: Vec<&Commitment> = self.view.assessed.ledger.commitments.iter().filter(|c| theirs(c)).collect();
        list.sort_by_key(|c| {
            let closed = matches!(c.fate, Fate::Done | Fate::Cancelled);
            (closed, (!closed).then_some((c.due.is_none(), c.due)), Reverse(c.done.or(c.cancelled).unwrap_or(c.made)))
        });
        list
    }

    pub(super) fn promise(&self, c: &Commitment, by: &str) -> Entry {
        let state = match c.fate {
            Fate::Done if is_late(c) => State::new("watch", "m-watch", "Kept late"),
            Fate::Done => State::new("ok", "m-ok", "Kept"),
            Fate::Overdue => State::new("risk", "m-risk", "Late"),
            Fate::Open => State::new("", "m-wait", "Open"),
            Fate::Cancelled => State::new("none", "m-none", "Called off"),
        };
        let mut said = format!("{} on {}", words::sentence(by), self.day(c.made));
        // The day it was first for; what it was moved to is told behind.
        let first = c.dues.first().filter(|_| !c.renegotiated.is_empty()).map(|(_, due)| *due);
        if let Some(due) = first.or(c.due) {
            said += &format!(", for {}", self.day(due));
        }
        if let Some(on) = c.done.or(c.cancelled) {
            let word = if c.fate == Fate::Done { "done" } else { "called off" };
            said += &format!("; {word} {}", self.day(on));
        }
        let mut notes = vec![said + "."];
        if !c.renegotiated.is_empty() {
            let to: Vec<String> =
                c.renegotiated.iter().map(|(on, due)| format!("on {} to {}", self.day(*on), self.day(*due))).collect();
            notes.push(format!("Moved {}.", words::join(&to)));
        }
        let text = words::sentence(&c.text);
        Entry { state: Some(state), text, notes, source: Some(self.source(c.place)), ..Entry::default() }
    }
}

fn is_late(c: &Commitment) -> bool {
    c.done.zip(c.due).is_some_and(|(done, due)| done > due)
}
