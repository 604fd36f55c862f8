//! Changes: takes what an edition may see and an earlier date, gives what changed since: goals, milestones, risks,
//! decisions, promises and asks, each with its cause and what comes of it, as far as the records say. Everything is read
//! from dated fields, so that the past is the same whenever it is asked for. Leaves their place on a page to `render`.

mod direction;
mod ledger;

use jiff::civil::Date;

use super::Assessed;
use crate::register::{Id, Register};
use crate::source::Place;

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A goal.
    Goal(Id),
    /// A milestone.
    Milestone(Id),
    /// A risk.
    Risk(Id),
    /// A decision, by its index in the ledger.
    Decision(usize),
    /// A promise, by its index in the ledger.
    Promise(usize),
    /// An ask.
    Ask(Id),
}

/// Whether it went our way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// For the worse.
    Worse,
    /// For the better.
    Better,
    /// Neither.
    Neutral,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// Its title, as on its record.
    pub title: String,
    /// When.
    pub on: Date,
    /// What changed, in words that follow the title: "moved from 31 October to 7 December, the second slip".
    pub what: String,
    /// Why, in the words of the record.
    pub cause: Option<String>,
    /// So what: what it means for something else on record.
    pub effect: Option<String>,
    /// Which way.
    pub turn: Turn,
    /// How much it matters, to set an order: 0 to 100.
    pub weight: u32,
    /// The line it is written on.
    pub place: Place,
}

/// What changed after `since`, until the date of `assessed`; what matters most first.
pub fn changes(register: &Register, assessed: &Assessed, since: Date) -> Vec<Change> {
    let period = Period { since, until: assessed.as_of };
    let mut all = Vec::new();
    for milestone in register.milestones.values() {
        all.extend(direction::milestone(register, milestone, period));
    }
    for goal in register.goals.values() {
        all.extend(direction::goal(goal, period));
    }
    for risk in register.risks.values() {
        all.extend(direction::risk(risk, period));
    }
    all.extend(ledger::decisions(register, &assessed.ledger.decisions, period));
    all.extend(ledger::promises(register, &assessed.ledger.commitments, period));
    all.extend(ledger::asks(register, period));
    all.sort_by(|a, b| (b.weight, b.on, &a.subject).cmp(&(a.weight, a.on, &b.subject)));
    all
}

/// A span of days: after `since`, until `until`.
#[derive(Clone, Copy)]
struct Period {
    since: Date,
    until: Date,
}

impl Period {
    fn has(self, date: Date) -> bool {
        date > self.since && date <= self.until
    }
}

/// "2 November", with the year where it is another one than `near`'s.
fn spoken(date: Date, near: Date) -> String {
    if date.year() == near.year() {
        date.strftime("%-d %B").to_string()
    } else {
        date.strftime("%-d %B %Y").to_string()
    }
}

/// "the first", "the second" .. "the 13th".
fn ordinal(n: usize) -> String {
    const WORDS: [&str; 7] = ["no", "first", "second", "third", "fourth", "fifth", "sixth"];
    match (WORDS.get(n), n % 10, n % 100) {
        (Some(word), ..) => (*word).to_owned(),
        (None, _, 11..=13) => format!("{n}th"),
        (None, 1, _) => format!("{n}st"),
        (None, 2, _) => format!("{n}nd"),
        (None, 3, _) => format!("{n}rd"),
        _ => format!("{n}th"),
    }
}
