//! What changed between two sides: takes the restricted register and what was assessed of it, twice (two days of one
//! workspace, or two revisions of it, each as of a day), gives scores that moved and why, and what else is another than before, by
//! record. Pure, and blind to what neither register holds. Leaves formats to its own files, arguments to `cli`.

mod direction;
pub mod html;
pub mod json;
mod ledger;
pub mod markdown;
mod people;
pub mod told;

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::changes::Turn;
use crate::assess::movement::{self, Movement, movements};
use crate::assess::{self, Assessed};
use crate::config::{Edition, HealthConfig};
use crate::register::{Band, Id, Override, Register};
use crate::source::Place;
use crate::{Workspace, restrict};

use jiff::civil::Date;

/// Less than this is no movement but the last bits of a sum.
const MOVED: f64 = 1e-9;

/// One side: what an edition sees, and by what it is measured.
#[derive(Debug)]
pub struct Side<'a> {
    /// The restricted register.
    pub register: Register,
    /// What it comes to.
    pub assessed: Assessed,
    /// The parameters.
    pub health: &'a HealthConfig,
    /// Which of the two.
    pub end: End,
}

/// Which of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Then.
    From,
    /// Now.
    To,
}

impl End {
    /// For programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
        }
    }
}

impl<'a> Side<'a> {
    /// What an edition of that audience sees of a workspace on a day, with scores where it shows them.
    pub fn new(end: End, workspace: &'a Workspace, edition: &Edition, as_of: Date) -> Self {
        let register = restrict::restrict(&workspace.register, edition.audience, as_of);
        let health = &workspace.config.health;
        let assessed = assess::assess(&register, health, as_of, edition.scores);
        Self { register, assessed, health, end }
    }

    /// Its day.
    pub fn as_of(&self) -> Date {
        self.assessed.as_of
    }

    fn source(&self, place: Place) -> Source {
        let path = self.register.files.get(place.file.0 as usize);
        let file = path.map_or_else(String::new, ToString::to_string);
        Source { file, line: (place.line > 0).then_some(place.line), end: self.end }
    }
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Its path, as printed.
    pub file: String,
    /// 1-based; `None` where the edition doesn't print it.
    pub line: Option<u32>,
    /// On which side that is so: the file may be another on the other one.
    pub end: End,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// Everything that is another than before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Scores and bands, by the size of the movement.
    pub scores: Vec<Score>,
    /// The rest, by kind, then what is worse first.
    pub items: Vec<Item>,
}

impl Difference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty() && self.items.is_empty()
    }
}

/// A stakeholder's score on one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Capped score in [0, 100]; `None` without an item.
    pub score: Option<f64>,
    /// Confidence in [0, 1].
    pub confidence: f64,
    /// The band shown: one set by hand, else the computed one.
    pub band: Band,
    /// The computed band.
    pub computed: Band,
    /// What set the band by hand, and where that is written.
    pub set: Option<(Override, Source)>,
    /// At risk on evidence too thin by then.
    pub stale: bool,
    /// Whether that is enough evidence for a number to be shown.
    pub is_enough: bool,
}

/// A score or a band that is another than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Whose.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Then.
    pub then: Reading,
    /// Now.
    pub now: Reading,
    /// Points, where there was something to measure on both sides; the parts sum to it.
    pub points: f64,
    /// Why, in four parts, largest first.
    pub parts: Vec<Part>,
}

impl Score {
    /// Whether the band is another, or is another's doing: set by hand, computed, or for want of evidence.
    pub fn is_other(&self) -> bool {
        let band = |r: &Reading| (r.band, r.stale, r.set.is_some());
        band(&self.then) != band(&self.now)
    }
}

/// Why a score moved, in one respect.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `evidence`, `time`, `target` or `settings`.
    pub cause: Cause,
    /// All of it.
    pub points: f64,
    /// Its lines, largest first.
    pub lines: Vec<Line>,
    /// What the lines leave of it.
    pub rest: f64,
}

/// In which respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Lines written, changed or gone.
    Evidence,
    /// The same lines, older; deadlines that passed.
    Time,
    /// Another engagement is wanted.
    Target,
    /// Weights, cadences, terms and pauses.
    Settings,
}

impl Cause {
    /// For programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Time => "time",
            Self::Target => "target",
            Self::Settings => "settings",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Evidence => "new evidence",
            Self::Time => "time passing",
            Self::Target => "target changed",
            Self::Settings => "settings changed",
        }
    }
}

/// What one line adds or takes away.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// In words.
    pub text: String,
    /// Points against before.
    pub points: f64,
    /// Where it is written; of a line that is gone, where it was.
    pub source: Source,
}

/// What an item is about, in the order they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A stakeholder.
    Person,
    /// A promise.
    Promise,
    /// Feedback.
    Feedback,
    /// A decision.
    Decision,
    /// A milestone.
    Milestone,
    /// A risk.
    Risk,
    /// A goal.
    Goal,
    /// An ask of an update.
    Ask,
}

impl Kind {
    /// For programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Promise => "promise",
            Self::Feedback => "feedback",
            Self::Decision => "decision",
            Self::Milestone => "milestone",
            Self::Risk => "risk",
            Self::Goal => "goal",
            Self::Ask => "ask",
        }
    }

    /// The heading over all of them.
    pub fn title(self) -> &'static str {
        match self {
            Self::Person => "People",
            Self::Promise => "Promises",
            Self::Feedback => "Feedback",
            Self::Decision => "Decisions",
            Self::Milestone => "Milestones",
            Self::Risk => "Risks",
            Self::Goal => "Goals",
            Self::Ask => "Asks",
        }
    }
}

/// Something that is another than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is about.
    pub kind: Kind,
    /// Its id, where it has one.
    pub id: Option<Id>,
    /// Its title, as on its record.
    pub title: String,
    /// A word for programs: `new`, `gone`, `kept`, `moved` and so on; docs/diff.md has them all.
    pub event: &'static str,
    /// What changed, in words that follow the title.
    pub what: String,
    /// Whether it went our way.
    pub turn: Turn,
    /// Where it is written; of what is gone, where it was.
    pub source: Source,
}

/// What is another on the side of now than on that of then.
pub fn difference(then: &Side<'_>, now: &Side<'_>) -> Difference {
    let mut items = people::people(then, now);
    items.extend(ledger::promises(then, now));
    items.extend(ledger::feedback(then, now));
    items.extend(ledger::decisions(then, now));
    items.extend(direction::milestones(then, now));
    items.extend(direction::risks(then, now));
    items.extend(direction::goals(then, now));
    items.extend(ledger::asks(then, now));
    let order = |item: &Item| (item.kind, item.turn, item.title.clone(), item.source.clone());
    items.sort_by_cached_key(order);
    Difference { scores: scores(then, now), items }
}

/// Scores of those who are on both sides and moved, or whose band is another.
fn scores(then: &Side<'_>, now: &Side<'_>) -> Vec<Score> {
    let side = |side: &'_ Side<'_>| -> Date { side.as_of() };
    let was = movement::Side { register: &then.register, config: then.health, on: side(then) };
    let is = movement::Side { register: &now.register, config: now.health, on: side(now) };
    let moved = movements(was, is, &now.assessed.health);
    let mut all: Vec<Score> = moved.iter().filter_map(|(id, movement)| score(then, now, id, movement)).collect();
    all.sort_by(|a, b| {
        let by_size = b.points.abs().total_cmp(&a.points.abs());
        by_size.then_with(|| b.is_other().cmp(&a.is_other())).then_with(|| a.id.cmp(&b.id))
    });
    all
}

fn score(then: &Side<'_>, now: &Side<'_>, id: &Id, movement: &Movement) -> Option<Score> {
    let reading = |side: &Side<'_>| {
        side.assessed.health.get(id).map(|h| Reading {
            score: h.score,
            confidence: h.confidence,
            band: h.band,
            computed: h.computed_band,
            set: h.overridden.as_ref().map(|entry| (entry.value.clone(), side.source(entry.place))),
            stale: h.stale,
            is_enough: h.score.is_some() && h.confidence >= side.health.enough,
        })
    };
    let (was, is) = (reading(then)?, reading(now)?);
    let parts = [
        (Cause::Evidence, &movement.evidence, now),
        (Cause::Time, &movement.time, then),
        (Cause::Target, &movement.target, now),
        (Cause::Settings, &movement.settings, then),
    ];
    let points: f64 = parts.iter().map(|(_, part, _)| part.points).sum();
    let part = |(cause, part, side): (Cause, &movement::Part, &Side<'_>)| {
        let line = |line: &movement::Line| Line {
            text: line.text.clone(),
            points: line.points,
            source: if line.gone { then.source(line.place) } else { side.source(line.place) },
        };
        Part { cause, points: part.points, lines: part.lines.iter().map(line).collect(), rest: part.rest }
    };
    let mut parts: Vec<Part> = parts.into_iter().map(part).collect();
    parts.retain(|part| part.points.abs() > MOVED || !part.lines.is_empty());
    parts.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then(a.cause.cmp(&b.cause)));
    let name = now.register.name(id).unwrap_or(id.as_str()).to_owned();
    let score = Score { id: id.clone(), name, then: was, now: is, points, parts };
    (score.points.abs() > MOVED || score.is_other() || score.then.score.is_some() != score.now.score.is_some())
        .then_some(score)
}

/// Both sides of what is called by a key; the same key again is the next of that name.
fn paired<'a, K: Ord + Clone, T>(
    then: impl Iterator<Item = (K, &'a T)>,
    now: impl Iterator<Item = (K, &'a T)>,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    fn numbered<'a, K: Ord + Clone, T>(all: impl Iterator<Item = (K, &'a T)>) -> BTreeMap<(K, usize), &'a T> {
        let mut met: BTreeMap<K, usize> = BTreeMap::new();
        let number = |(key, item): (K, &'a T)| {
            let n = met.entry(key.clone()).or_default();
            *n += 1;
            ((key, *n), item)
        };
        all.map(number).collect()
    }
    let (then, now) = (numbered(then), numbered(now));
    let keys: BTreeSet<_> = then.keys().chain(now.keys()).collect();
    keys.into_iter().map(|key| (then.get(key).copied(), now.get(key).copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_twice_is_paired_in_its_order() {
        let (then, now) = ([("a", 1), ("a", 2), ("b", 3)], [("a", 4), ("c", 5)]);
        let keyed = |all: &'static [(&'static str, i32)]| all.iter().map(|item| (item.0, &item.1));
        let (then, now): (&'static [_], &'static [_]) = (Box::leak(Box::new(then)), Box::leak(Box::new(now)));
        let all = paired(keyed(then), keyed(now));
        assert_eq!(all, [(Some(&1), Some(&4)), (Some(&2), None), (Some(&3), None), (None, Some(&5))]);
    }
}
