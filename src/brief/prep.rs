//! Before a meeting with one stakeholder.

use jiff::civil::Date;
use serde::Serialize;

use super::{Entry, days_between, name};
use crate::View;
use crate::capture::ledger::{self, Kind};
use crate::register::{DecisionStatus, Id, Stakeholder};

/// The last talks shown.
const TALKS: usize = 3;

/// What to know and to have ready.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prep {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Title and organisation.
    pub role: String,
    /// The date all this is as of.
    pub as_of: Date,
    /// The day they left, where they did.
    pub left_on: Option<Date>,
    /// When we talk.
    pub rhythm: Rhythm,
    /// Our open promises to them, the soonest first.
    pub we_owe: Vec<Entry>,
    /// Theirs to us.
    pub they_owe: Vec<Entry>,
    /// What they said and haven't been told the outcome of.
    pub to_tell: Vec<Entry>,
    /// Asks of them that wait for an answer.
    pub asked: Vec<Entry>,
    /// What they expect.
    pub expectations: Vec<String>,
    /// What they want.
    pub priorities: Vec<String>,
    /// What worries them.
    pub concerns: Vec<String>,
    /// Where they stand, newest first: topic, -2 to 2, and a note.
    pub positions: Vec<Stand>,
    /// Decisions they have a part in that aren't taken.
    pub decisions: Vec<String>,
    /// What we want of this relationship.
    pub objective: Option<String>,
    /// What we want to get across.
    pub key_messages: Vec<String>,
    /// How they like to be told: channel, format, detail.
    pub preferences: Vec<String>,
    /// The last talks, newest first.
    pub talks: Vec<Talk>,
}

/// The agreed rhythm and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rhythm {
    /// Agreed days between talks.
    pub cadence_days: u32,
    /// The longest acceptable gap.
    pub max_gap_days: u32,
    /// The last talk in which both sides could speak.
    pub last: Option<Date>,
    /// Days since, pauses not counted.
    pub age: Option<u32>,
    /// The next one planned.
    pub next: Option<Date>,
    /// With whom of ours.
    pub next_with: Vec<String>,
}

/// Where they stand on something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stand {
    /// On what.
    pub topic: String,
    /// -2 (against) to 2 (for).
    pub stance: i8,
    /// When.
    pub on: Date,
    /// In a few words.
    pub note: Option<String>,
}

/// A talk on file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Talk {
    /// When.
    pub on: Option<Date>,
    /// Days ago.
    pub ago: Option<i64>,
    /// Its title.
    pub title: String,
    /// Where it is written.
    pub file: String,
}

/// What to know before meeting a stakeholder, from what is or was open; `None` where nobody has that id.
pub fn prep(view: &View, entries: &[ledger::Entry], id: &Id) -> Option<Prep> {
    let who = view.register.stakeholders.get(id)?;
    let (register, ledger, as_of) = (&view.register, &view.assessed.ledger, view.assessed.as_of);
    let dealings = ledger.dealings.get(id).cloned().unwrap_or_default();
    let open = |kind: Kind| {
        let of_them = move |e: &&ledger::Entry| {
            e.kind == kind
                && e.closed.is_none()
                && (if kind == Kind::Ours { e.to.contains(id) } else { e.from.as_ref() == Some(id) })
        };
        entries.iter().filter(of_them).map(|e| Entry::new(e, String::new(), as_of)).collect::<Vec<_>>()
    };
    let decisions = dealings.decisions.iter().map(|i| &ledger.decisions[*i]);
    let decisions = decisions.filter(|d| d.status == DecisionStatus::Proposed).map(|d| match &d.needed_by {
        Some(by) => format!("{} (needed by {})", d.title, by.value),
        None => d.title.clone(),
    });
    let talks = dealings.touchpoints.iter().rev().take(TALKS).map(|i| {
        let note = &register.notes[*i];
        let file = register.path(note.place.file).to_string();
        Talk { on: note.date, ago: note.date.map(|on| days_between(on, as_of)), title: note.title.clone(), file }
    });
    let plan = register.plan(who);
    Some(Prep {
        id: id.to_string(),
        name: who.name.clone(),
        role: role(who),
        as_of,
        left_on: who.left_on.as_ref().map(|l| l.value).filter(|on| *on <= as_of),
        rhythm: rhythm(view, who),
        we_owe: open(Kind::Ours),
        they_owe: open(Kind::Theirs),
        to_tell: open(Kind::Feedback),
        asked: open(Kind::Ask),
        expectations: texts(who.expectations.iter().map(|e| &e.value.what)),
        priorities: texts(who.priorities.iter().map(|p| &p.value)),
        concerns: texts(who.concerns.iter().map(|c| &c.value)),
        positions: positions(who),
        decisions: decisions.collect(),
        objective: plan.objective.map(|o| o.value),
        key_messages: texts(plan.key_messages.iter().map(|m| &m.value)),
        preferences: preferences(who),
        talks: talks.collect(),
    })
}

fn texts<'a>(list: impl Iterator<Item = &'a String>) -> Vec<String> {
    list.cloned().collect()
}

fn role(who: &Stakeholder) -> String {
    let parts = [&who.title, &who.organisation].into_iter().flatten().map(|f| f.value.clone());
    parts.collect::<Vec<_>>().join(", ")
}

fn preferences(who: &Stakeholder) -> Vec<String> {
    let p = &who.preferences;
    let detail = p.detail.as_ref().map(|d| d.value.as_str().to_owned());
    [p.channel.as_ref().map(|f| f.value.clone()), p.format.as_ref().map(|f| f.value.clone()), detail]
        .into_iter()
        .flatten()
        .collect()
}

/// The newest stance on each topic.
fn positions(who: &Stakeholder) -> Vec<Stand> {
    let mut all: Vec<_> = who.positions.iter().map(|p| &p.value).collect();
    all.sort_by_key(|p| std::cmp::Reverse(p.on));
    let mut seen = Vec::new();
    all.retain(|p| {
        let is_new = !seen.contains(&&p.topic);
        seen.push(&p.topic);
        is_new
    });
    let stand = |p: &crate::register::Position| Stand {
        topic: p.topic.clone(),
        stance: p.stance,
        on: p.on,
        note: p.note.clone(),
    };
    all.into_iter().map(stand).collect()
}

/// The rhythm; without a score's, the plan's and no age.
fn rhythm(view: &View, who: &Stakeholder) -> Rhythm {
    let as_of = view.assessed.as_of;
    let rhythm = view.assessed.health.get(&who.id).map(|h| h.rhythm);
    let next = who.planned.iter().map(|p| &p.value).filter(|p| p.date >= as_of).min_by_key(|p| p.date);
    Rhythm {
        cadence_days: rhythm.map_or(0, |r| r.cadence_days),
        max_gap_days: rhythm.map_or(0, |r| r.max_gap_days),
        last: rhythm.and_then(|r| r.last),
        age: rhythm.and_then(|r| r.age),
        next: next.map(|p| p.date),
        next_with: next.map_or_else(Vec::new, |p| p.with.iter().map(|id| name(&view.register, id)).collect()),
    }
}
