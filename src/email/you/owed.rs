//! What we owe each other: promises both ways, and what became of what they told us.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::super::mark::Mark;
use super::super::part::{Part, Row, sentence};
use super::Reader;
use crate::assess::{Commitment, Fate, Loop};
use crate::register::FeedbackKind;
use crate::render::{state, words};

impl Reader<'_> {
    pub(super) fn promised_by_us(&self) -> Option<Part> {
        let title = if self.is_ours { "Promised to you" } else { "What we promised you" };
        self.promises(title, |c| c.to == *self.who)
    }

    pub(super) fn promised_by_them(&self) -> Option<Part> {
        let title = if self.is_ours { "What you promised" } else { "What you promised us" };
        self.promises(title, |c| c.from == *self.who)
    }

    /// Late ones, open ones by their day, then what was closed lately.
    fn promises(&self, title: &'static str, is_it: impl Fn(&Commitment) -> bool) -> Option<Part> {
        let closed = |c: &Commitment| c.done.or(c.cancelled);
        let is_open = |c: &Commitment| matches!(c.fate, Fate::Open | Fate::Overdue);
        let all = self.assessed.ledger.commitments.iter().filter(|c| is_it(c));
        let (mut open, shut): (Vec<&Commitment>, Vec<&Commitment>) = all.partition(|c| is_open(c));
        open.sort_by_key(|c| (c.fate != Fate::Overdue, c.due.unwrap_or(Date::MAX), &c.text));
        let mut shut: Vec<&Commitment> =
            shut.into_iter().filter(|c| closed(c).is_some_and(|on| on > self.since)).collect();
        shut.sort_by_key(|c| (Reverse(closed(c)), &c.text));
        let late = open.iter().filter(|c| c.fate == Fate::Overdue).count();
        let kept = shut.iter().filter(|c| c.fate == Fate::Done).count();
        let mut said = Vec::new();
        match (open.len(), late) {
            (0, _) => {}
            (open, 0) => said.push(format!("{} open", words::number(open))),
            (open, late) if open == late => said.push(format!("{} late", words::number(late))),
            (open, late) => said.push(format!("{} open, {} of them late", words::number(open), words::number(late))),
        }
        if kept > 0 {
            said.push(format!("{} done {}", words::number(kept), self.lately()));
        }
        if shut.len() > kept {
            said.push(format!("{} called off", words::number(shut.len() - kept)));
        }
        self.part(title, sentence(&said), open.into_iter().chain(shut).map(|c| self.promise(c)).collect())
    }

    fn promise(&self, c: &Commitment) -> Row {
        let stamp = state::fate(c, self.as_of);
        let due = c.due.map(|due| format!("due {}", self.short(due)));
        let closed = c.done.or(c.cancelled).map(|on| match c.fate {
            Fate::Cancelled => format!("called off {}", self.short(on)),
            _ => format!("done {}", self.short(on)),
        });
        let moved = Some(state::moved(c, self.as_of)).filter(|text| !text.is_empty());
        // To one of ours with whom it is; to a stakeholder who of us stands for it.
        let other = if c.from == *self.who { &c.to } else { &c.from };
        let name = self.register.name(other).map(str::to_owned);
        let note: Vec<String> = [name, due, moved, closed].into_iter().flatten().collect();
        let text = words::sentence(&c.text);
        let brief = match (c.fate, c.due) {
            (Fate::Overdue, Some(due)) => format!("Late since {}: {text}.", self.spoken(due)),
            (Fate::Open, Some(due)) => format!("Next, {}: {text}.", self.spoken(due)),
            (Fate::Open | Fate::Overdue, None) => format!("No date agreed: {text}."),
            _ => String::new(),
        };
        Row {
            title: text,
            note: note.join(", "),
            mark: Some(Mark::of(stamp.class, stamp.text)),
            brief,
            ..Row::default()
        }
    }

    /// What they said: what is still with us, the oldest first, then what was answered lately. Praise asks for nothing.
    pub(super) fn feedback(&self) -> Option<Part> {
        let told = |l: &Loop| l.feedback.told.as_ref().map(|told| told.value);
        let all = self.assessed.ledger.loops.iter();
        let all = all.filter(|l| l.feedback.from == *self.who && l.feedback.kind != FeedbackKind::Praise);
        let (mut waiting, answered): (Vec<&Loop>, Vec<&Loop>) = all.partition(|l| told(l).is_none());
        waiting.sort_by_key(|l| (l.feedback.date, &l.feedback.text));
        let mut answered: Vec<&Loop> =
            answered.into_iter().filter(|l| told(l).is_some_and(|on| on > self.since)).collect();
        answered.sort_by_key(|l| (Reverse(told(l)), l.feedback.date, &l.feedback.text));
        let mut said = Vec::new();
        if !waiting.is_empty() {
            said.push(format!("{} with us", words::number(waiting.len())));
        }
        if !answered.is_empty() {
            said.push(format!("{} answered {}", words::number(answered.len()), self.lately()));
        }
        let rows = waiting.into_iter().chain(answered).map(|l| self.said(l)).collect();
        self.part("You said, we did", sentence(&said), rows)
    }

    fn said(&self, l: &Loop) -> Row {
        let f = &l.feedback;
        let text = words::sentence(&f.text);
        let Some(told) = f.told.as_ref().map(|told| told.value) else {
            // What is settled and wasn't told is for a talk, not for a list.
            return Row {
                brief: format!("With us since {}: {text}", self.spoken(f.date)),
                title: text,
                mark: Some(Mark::wait(format!("With us since {}", self.short(f.date)))),
                ..Row::default()
            };
        };
        let mark = match f.outcome.as_ref().map(|o| o.value) {
            Some(outcome) => Mark::outcome(outcome),
            None => Mark::none("Answered"),
        };
        let did = state::did(l).map_or_else(String::new, |did| format!("{did} ({})", self.short(told)));
        let did = if did.is_empty() { format!("Told {}", self.short(told)) } else { did };
        Row { title: text, note: did, mark: Some(mark), ..Row::default() }
    }
}
