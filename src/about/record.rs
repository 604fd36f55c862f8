//! The record with you: takes what our team may see as of a day, gives what of it somebody was party to, in words that are
//! meant for them. Nothing that others said, thought or assessed is in it.

use std::cmp::Reverse;

use jiff::civil::Date;
use serde::Serialize;

use crate::View;
use crate::assess::Loop;
use crate::register::{Decision, DecisionStatus, FeedbackKind, Id, Outcome, Register, Stakeholder};
use crate::render::words;

/// A state: its colour's class, its mark, its word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    class: &'static str,
    mark: &'static str,
    word: String,
}

impl State {
    pub(super) fn new(class: &'static str, mark: &'static str, word: impl Into<String>) -> Self {
        Self { class, mark, word: word.into() }
    }
}

/// One thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// How it stands.
    pub state: Option<State>,
    /// What it is about, where that isn't in the text: a field's name, a day.
    pub label: Option<String>,
    /// In words.
    pub text: String,
    /// Whether the words are theirs.
    pub quoted: bool,
    /// What there is to say of it.
    pub notes: Vec<String>,
    /// The file it is from.
    pub source: Option<String>,
}

/// One part of the page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its anchor.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// A sentence on all of it.
    pub said: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// Every part that somebody's record has; empty parts say so in a sentence.
pub fn parts(view: &View, id: &Id) -> Vec<Part> {
    let them = Them { view, id, register: &view.register, as_of: view.assessed.as_of };
    let who = view.register.stakeholders.get(id);
    let asked = them.asked();
    let mut parts = vec![them.told(), them.promised()];
    parts.push(them.theirs());
    if !asked.entries.is_empty() {
        parts.push(asked);
    }
    parts.push(them.talks());
    parts.push(them.decisions());
    if let Some(who) = who {
        parts.extend(them.expectations(who));
    }
    parts.push(them.recorded(who));
    parts
}

/// Them, and what may be shown of them.
pub(super) struct Them<'a> {
    pub(super) view: &'a View,
    pub(super) id: &'a Id,
    register: &'a Register,
    as_of: Date,
}

impl Them<'_> {
    pub(super) fn day(&self, on: Date) -> String {
        words::spoken(on, self.as_of)
    }

    pub(super) fn name(&self, id: &Id) -> String {
        self.register.name(id).unwrap_or("a colleague").to_owned()
    }

    pub(super) fn source(&self, place: crate::source::Place) -> String {
        self.register.path(place.file).to_string()
    }

    fn told(&self) -> Part {
        let mut loops: Vec<&Loop> =
            self.view.assessed.ledger.loops.iter().filter(|l| l.feedback.from == *self.id).collect();
        loops.sort_by_key(|l| Reverse(l.feedback.date));
        let open = loops.iter().filter(|l| l.due.is_some() && l.feedback.told.is_none()).count();
        let said = match (loops.len(), open) {
            (0, _) => "Nothing of yours is written down yet. If something is missing here, please tell us.".to_owned(),
            (all, 0) => format!("You gave us {}. Thank you. Nothing of it waits for an answer.", pieces(all)),
            (all, open) => format!(
                "You gave us {}. Thank you. We still owe you an answer to {}.",
                pieces(all),
                if all == 1 {
                    "it".to_owned()
                } else if open == all {
                    "all of it".to_owned()
                } else {
                    words::number(open)
                }
            ),
        };
        Part {
            key: "told",
            title: "What you told us, and what became of it",
            said,
            entries: loops.iter().map(|l| self.said(l)).collect(),
        }
    }

    fn said(&self, l: &Loop) -> Entry {
        let f = &l.feedback;
        let word = match f.kind {
            FeedbackKind::Question => "asked",
            FeedbackKind::Request => "asked for this",
            FeedbackKind::Praise => "said this kindly",
            FeedbackKind::Concern => "were concerned",
            FeedbackKind::Complaint => "complained",
            FeedbackKind::Idea => "had this idea",
        };
        let mut notes = vec![format!("You {word} on {}.", self.day(f.date))];
        let outcome = f.outcome.as_ref().map(|o| match o.value {
            Outcome::Accepted => "We took it up",
            Outcome::Partly => "We took up a part of it",
            Outcome::Declined => "We decided against it",
            Outcome::Deferred => "We put it off",
        });
        let because = f.reason.as_ref().or(f.response.as_ref()).map(|t| words::sentence(&t.value));
        match (outcome, because) {
            (Some(outcome), Some(why)) => notes.push(format!("{outcome}: {why}")),
            (Some(outcome), None) => notes.push(format!("{outcome}.")),
            (None, Some(why)) => notes.push(format!("Our answer: {why}")),
            (None, None) => {}
        }
        if let Some(decision) = f.decision.as_ref().and_then(|f| self.decision(&f.value)) {
            notes.push(format!("It changed a decision: {}", words::sentence(&decision.title)));
        }
        let state = match (&f.told, l.due) {
            (Some(told), _) => State::new("ok", "m-ok", format!("Answered {}", self.day(told.value))),
            (None, None) => State::new("ok", "m-ok", "Heard, with thanks"),
            (None, Some(due)) if due < self.as_of => State::new("risk", "m-risk", "Not answered yet, and late"),
            (None, Some(_)) => State::new("", "m-wait", "Not answered yet"),
        };
        let text = words::sentence(&f.text);
        Entry { state: Some(state), text, quoted: true, notes, source: Some(self.source(f.place)), ..Entry::default() }
    }

    fn decision(&self, id: &Id) -> Option<&Decision> {
        self.view.assessed.ledger.decisions.iter().find(|d| d.id.as_ref() == Some(id))
    }

    /// Asks of them in our updates.
    fn asked(&self) -> Part {
        let asks =
            self.register.updates.iter().flat_map(|u| &u.asks).filter(|a| a.value.from.as_ref() == Some(self.id));
        let mut asks: Vec<_> = asks.collect();
        asks.reverse();
        let entry = |a: &&crate::register::Labelled<crate::register::Ask>| {
            let ask = &a.value;
            let state = match (ask.answered, ask.withdrawn) {
                (Some(on), _) => State::new("ok", "m-ok", format!("You answered {}", self.day(on))),
                (None, Some(on)) => State::new("none", "m-none", format!("Withdrawn {}", self.day(on))),
                (None, None) => State::new("", "m-wait", format!("Open, needed by {}", self.day(ask.needed_by))),
            };
            let notes = ask.outcome.iter().map(|o| format!("Your answer, as we wrote it down: {o}")).collect();
            let source = Some(self.source(a.place));
            Entry { state: Some(state), text: words::sentence(&ask.what), notes, source, ..Entry::default() }
        };
        Part {
            key: "asked",
            title: "What we asked of you",
            said: String::new(),
            entries: asks.iter().map(entry).collect(),
        }
    }

    fn talks(&self) -> Part {
        let was_there = |n: &&crate::register::Note| n.attendees.iter().any(|a| a.who.as_ref() == Some(self.id));
        let notes: Vec<_> = self.register.notes.iter().filter(was_there).collect();
        let dated: Vec<Date> = notes.iter().filter_map(|n| n.date).collect();
        let said = match (dated.first(), dated.last()) {
            (Some(first), Some(last)) if dated.len() > 1 => format!(
                "{} on file, from {} to {}.",
                words::sentence(&words::counted(notes.len(), "time", "times")),
                self.day(*first),
                self.day(*last)
            ),
            _ if notes.is_empty() => "No talk with you is on file.".to_owned(),
            _ => "Once on file.".to_owned(),
        };
        let entries = notes.iter().rev().map(|n| Entry {
            label: Some(n.date.map_or_else(|| "undated".to_owned(), |on| words::short(on, self.as_of))),
            text: n.title.clone(),
            notes: vec![words::sentence(&n.kind.as_str().replace('-', " "))],
            source: Some(self.source(n.place)),
            ..Entry::default()
        });
        Part { key: "talks", title: "When we talked", said, entries: entries.collect() }
    }

    fn decisions(&self) -> Part {
        let id = self.id;
        let names = |f: &Option<crate::register::Labelled<Id>>| f.as_ref().is_some_and(|who| who.value == *id);
        let mut entries = Vec::new();
        let mut asked_of = 0;
        for d in self.view.assessed.ledger.decisions.iter().rev() {
            let asked: Vec<Date> =
                d.consulted.iter().flatten().filter(|c| c.value.0 == *id).map(|c| c.value.1).collect();
            let mut roles = Vec::new();
            for (is, role) in [
                (names(&d.approver), "you approve it"),
                (names(&d.driver), "you drive it"),
                (d.contributors.iter().any(|c| c.value == *id), "you contribute"),
                (d.informed.iter().any(|c| c.value == *id), "you are told of it"),
            ] {
                roles.extend(is.then(|| role.to_owned()));
            }
            if asked.is_empty() && roles.is_empty() {
                continue;
            }
            asked_of += usize::from(!asked.is_empty());
            let mut notes = Vec::new();
            if let Some(on) = asked.first() {
                let decided = d.decided.as_ref().map(|on| on.value);
                let late = decided.is_some_and(|decided| decided < *on);
                notes.push(format!(
                    "You were asked on {}{}.",
                    self.day(*on),
                    if late { ", after it was decided" } else { "" }
                ));
            }
            if !roles.is_empty() {
                notes.push(format!("Your part: {}.", words::join(&roles)));
            }
            if let Some(outcome) = &d.outcome {
                notes.push(format!("Outcome: {}", words::sentence(&outcome.value)));
            }
            let on = d.decided.as_ref().map(|on| format!(" {}", self.day(on.value))).unwrap_or_default();
            let state = match d.status {
                DecisionStatus::Proposed => State::new("", "m-wait", "Open"),
                DecisionStatus::Accepted => State::new("ok", "m-ok", format!("Decided{on}")),
                DecisionStatus::Rejected => State::new("none", "m-none", format!("Rejected{on}")),
                DecisionStatus::Deprecated => State::new("none", "m-none", "No longer in force"),
                DecisionStatus::Superseded => State::new("none", "m-none", "Replaced by another"),
            };
            let (text, source) = (words::sentence(&d.title), Some(self.source(d.place)));
            entries.push(Entry { state: Some(state), text, notes, source, ..Entry::default() });
        }
        let said = match (entries.len(), asked_of) {
            (0, _) => "No decision on file names you.".to_owned(),
            (_, 0) => String::new(),
            (_, n) => format!("You were asked on {}. Thank you.", words::counted(n, "decision", "decisions")),
        };
        Part { key: "decisions", title: "Decisions with a part of yours", said, entries }
    }

    fn expectations(&self, who: &Stakeholder) -> Option<Part> {
        let entry = |e: &crate::register::Labelled<crate::register::Expectation>| {
            let e = &e.value;
            let promise = e.commitment.as_ref().and_then(|id| {
                self.view.assessed.ledger.commitments.iter().find(|c| c.id.as_ref() == Some(id) && c.to == *self.id)
            });
            let milestone = e.milestone.as_ref().and_then(|id| self.register.milestones.get(id));
            let (state, note) = match (promise, milestone) {
                (Some(c), _) => {
                    let Entry { state, .. } = self.promise(c, "");
                    (state, Some(format!("Our promise: {}", words::sentence(&c.text))))
                }
                (None, Some(m)) => (
                    Some(match &m.done {
                        Some(done) => State::new("ok", "m-ok", format!("Reached {}", self.day(done.value))),
                        None => State::new("", "m-wait", "Planned"),
                    }),
                    Some(format!("Milestone: {}", words::sentence(&m.title))),
                ),
                (None, None) => (Some(State::new("", "m-wait", "Not answered yet")), None),
            };
            let text = words::sentence(&e.what);
            Entry { state, text, notes: note.into_iter().collect(), ..Entry::default() }
        };
        let entries: Vec<Entry> = who.expectations.iter().map(entry).collect();
        let said = "As we understood you. Please correct us.".to_owned();
        let (key, title) = ("expectations", "What you expect, and what answers it");
        (!entries.is_empty()).then_some(Part { key, title, said, entries })
    }

    fn recorded(&self, who: Option<&Stakeholder>) -> Part {
        let mut entries = Vec::new();
        let mut add = |label: &str, texts: Vec<String>| {
            if !texts.is_empty() {
                let (label, text) = (Some(label.to_owned()), texts.join("; "));
                entries.push(Entry { label, text, ..Entry::default() });
            }
        };
        let one = |f: &Option<crate::register::Labelled<String>>| f.iter().map(|f| f.value.clone()).collect::<Vec<_>>();
        add("Name", vec![self.name(self.id)]);
        if let Some(s) = who {
            add("Title", one(&s.title));
            add("Organisation", one(&s.organisation));
            let group = s.group.as_ref().and_then(|g| self.register.groups.get(&g.value));
            add("Group", group.map(|g| g.name.clone()).into_iter().collect());
            add("Address", one(&s.email));
            add("Other spellings of your name", s.aliases.iter().map(|a| a.value.clone()).collect());
            add(
                "Who looks after our work with you",
                s.relationship_owner.iter().map(|o| self.name(&o.value)).collect(),
            );
            let p = &s.preferences;
            let detail = p.detail.as_ref().map(|d| d.value.as_str().replace('-', " "));
            let likes = one(&p.channel).into_iter().chain(one(&p.format)).chain(detail).collect();
            add("How you like to be told", likes);
            add("What matters to you", s.priorities.iter().map(|p| p.value.clone()).collect());
        } else if let Some(m) = self.register.team.iter().find(|m| m.id == *self.id) {
            add("Address", m.email.iter().cloned().collect());
            add("Other spellings of your name", m.aliases.clone());
        }
        let said = "As we know it. If something is wrong or out of date, tell us and we mend it.".to_owned();
        Part { key: "recorded", title: "What is recorded about you", said, entries }
    }
}

fn pieces(n: usize) -> String {
    format!("{} of feedback", words::counted(n, "piece", "pieces"))
}
