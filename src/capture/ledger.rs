//! What is open: takes a workspace and a date, gives promises both ways, feedback nobody was told about, asks without an
//! answer and decisions to be taken, each with the line it is on. Closed ones are listed too, for `close` to say so.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::assess::{self, Fate};
use crate::register::{Audience, DecisionStatus, FeedbackKind, Id, Register};
use crate::restrict;
use crate::source::Place;
use crate::{View, Workspace};

/// What kind of thing waits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A promise of ours.
    Ours,
    /// A promise to us.
    Theirs,
    /// Feedback whose outcome nobody was told.
    Feedback,
    /// An ask of leadership.
    Ask,
    /// A decision that is proposed.
    Decision,
}

impl Kind {
    /// As printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "we promised",
            Self::Theirs => "they promised",
            Self::Feedback => "feedback",
            Self::Ask => "ask",
            Self::Decision => "decision",
        }
    }
}

/// How something was closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closed {
    /// On, where that is known.
    pub on: Option<Date>,
    /// In a word: `done`, `cancelled`, `told`, ...
    pub how: &'static str,
}

/// One thing that is or was open.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What.
    pub kind: Kind,
    /// Its id, where it has one.
    pub id: Option<Id>,
    /// Whose move it was, or who said it.
    pub from: Option<Id>,
    /// Whom it is for.
    pub to: Vec<Id>,
    /// In words.
    pub text: String,
    /// Since.
    pub since: Option<Date>,
    /// Due.
    pub due: Option<Date>,
    /// `None` while it is open.
    pub closed: Option<Closed>,
    /// The file, as printed, and the line that gives its state.
    pub path: String,
    /// 1-based.
    pub line: u32,
    /// Other lines that speak of it.
    pub also: Vec<(String, u32)>,
}

impl Entry {
    /// What to pass to `close`.
    pub fn handle(&self) -> String {
        self.id.as_ref().map_or_else(|| format!("{}:{}", self.path, self.line), ToString::to_string)
    }

    /// Days from the due day to another, where that is later.
    pub fn overdue(&self, as_of: Date) -> Option<i64> {
        let days = (as_of - self.due?).get_days();
        (days > 0).then(|| days.into())
    }

    /// Whether somebody has a part in it.
    pub fn concerns(&self, id: &Id) -> bool {
        self.from.as_ref() == Some(id) || self.to.contains(id)
    }
}

/// Everything, open and closed, what is due first at the front, what has no date at the end.
pub fn entries(workspace: &Workspace, as_of: Date) -> Vec<Entry> {
    let register = restrict::restrict(&workspace.register, Audience::Pm, as_of);
    let assessed = assess::assess(&register, &workspace.config.health, as_of, false);
    entries_seen(workspace, &View { register, assessed })
}

/// The same, from what the pm sees.
pub fn entries_seen(workspace: &Workspace, View { register, assessed }: &View) -> Vec<Entry> {
    let as_of = assessed.as_of;
    let mut entries = promises(&workspace.register, as_of);
    let place = |place: Place| (register.path(place.file).to_string(), place.line);
    for feedback_loop in &assessed.ledger.loops {
        let feedback = &feedback_loop.feedback;
        if feedback.kind == FeedbackKind::Praise {
            continue;
        }
        let (path, line) = place(feedback.place);
        entries.push(Entry {
            kind: Kind::Feedback,
            id: feedback.id.clone(),
            from: Some(feedback.from.clone()),
            to: Vec::new(),
            text: feedback.text.clone(),
            since: Some(feedback.date),
            due: feedback_loop.due,
            closed: feedback.told.as_ref().map(|told| Closed { on: Some(told.value), how: "told" }),
            path,
            line,
            also: feedback_loop.told_place.map(place).into_iter().collect(),
        });
    }
    for update in &register.updates {
        for ask in &update.asks {
            let (path, line) = place(ask.place);
            let ask = &ask.value;
            let closed = |on: Option<Date>, how| on.filter(|on| *on <= as_of).map(|on| Closed { on: Some(on), how });
            entries.push(Entry {
                kind: Kind::Ask,
                id: Some(ask.id.clone()),
                from: ask.from.clone(),
                to: Vec::new(),
                text: ask.what.clone(),
                since: Some(update.date),
                due: Some(ask.needed_by),
                closed: closed(ask.answered, "answered").or_else(|| closed(ask.withdrawn, "withdrawn")),
                path,
                line,
                also: Vec::new(),
            });
        }
    }
    for decision in &assessed.ledger.decisions {
        let (path, line) = place(decision.place);
        let is_open = decision.status == DecisionStatus::Proposed;
        entries.push(Entry {
            kind: Kind::Decision,
            id: decision.id.clone(),
            from: decision.driver.as_ref().or(decision.approver.as_ref()).map(|who| who.value.clone()),
            to: decision.approver.iter().map(|who| who.value.clone()).collect(),
            text: decision.title.clone(),
            since: decision.proposed.as_ref().map(|on| on.value),
            due: decision.needed_by.as_ref().map(|on| on.value),
            closed: (!is_open)
                .then(|| Closed { on: decision.decided.as_ref().map(|on| on.value), how: decision.status.as_str() }),
            path,
            line,
            also: Vec::new(),
        });
    }
    entries.sort_by_key(|e| (e.due.is_none(), e.due, e.kind, e.path.clone(), e.line));
    entries
}

/// Promises; one on one line to several people is one entry.
fn promises(register: &Register, as_of: Date) -> Vec<Entry> {
    let place = |place: Place| (register.path(place.file).to_string(), place.line);
    let mut entries: Vec<Entry> = Vec::new();
    let mut lines: BTreeMap<&Id, Vec<Place>> = BTreeMap::new();
    for line in &register.promise_lines {
        if let Some(id) = &line.id {
            lines.entry(id).or_default().push(line.place);
        }
    }
    for promise in assess::commitments(&register.promise_lines, as_of) {
        let (path, line) = place(promise.last_place);
        let closed = match promise.fate {
            Fate::Open | Fate::Overdue => None,
            Fate::Done => Some(Closed { on: promise.done, how: "done" }),
            Fate::Cancelled => Some(Closed { on: promise.cancelled, how: "cancelled" }),
        };
        let same = |e: &Entry| {
            (&e.path, e.line, e.closed, e.from.as_ref()) == (&path, line, closed, Some(&promise.from))
                && e.text == promise.text
        };
        if let Some(known) = entries.iter_mut().rev().take(50).find(|entry| same(entry)) {
            known.to.push(promise.to);
            continue;
        }
        let also = match &promise.id {
            Some(id) => lines.get(id).into_iter().flatten().map(|at| place(*at)).collect(),
            None => vec![place(promise.place)],
        };
        entries.push(Entry {
            kind: if register.is_ours(&promise.from) { Kind::Ours } else { Kind::Theirs },
            id: promise.id,
            from: Some(promise.from),
            to: vec![promise.to],
            text: promise.text,
            since: Some(promise.made),
            due: promise.due,
            closed,
            path,
            line,
            also,
        });
    }
    entries
}
