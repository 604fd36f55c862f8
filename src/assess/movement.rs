//! Movement: takes what was on record on an earlier day and what is now, each with the parameters it is measured by,
//! gives why a score moved: new evidence by line, time that passed over the same evidence, a target that changed,
//! settings that changed. The parts sum to the movement: each is the step from one state to the next on the way from
//! then to now, with one thing changed at a time. Pure; leaves words to the pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::calendar::{Day, Pauses, day};
use super::evidence::{Evidence, Gathered};
use super::health::Snapshot;
use super::history::Sweep;
use super::ledger::{Books, books};
use super::{Cap, Contribution, Health};
use crate::config::{HealthConfig, Signal};
use crate::register::{Assessment, Id, Labelled, Plan, Register, Stakeholder};
use crate::source::Place;

/// What was on record on a day, and how it was measured.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What was known by the day, and nothing later.
    pub register: &'a Register,
    /// The parameters.
    pub config: &'a HealthConfig,
    /// The day.
    pub on: Date,
}

/// Why a score is another one than before, in points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movement {
    /// The day it is measured from.
    pub since: Option<Date>,
    /// Capped score then; `None` without an item.
    pub then: Option<f64>,
    /// Confidence then.
    pub then_confidence: f64,
    /// Capped score now; `None` without an item.
    pub now: Option<f64>,
    /// What was written down since.
    pub evidence: Part,
    /// The same evidence, older, and what it came to by waiting: deadlines that passed.
    pub time: Part,
    /// The engagement wanted is another one.
    pub target: Part,
    /// Weights, cadences, terms and pauses.
    pub settings: Part,
}

impl Movement {
    /// The four parts, in the order of their steps.
    pub fn parts(&self) -> [&Part; 4] {
        [&self.settings, &self.target, &self.time, &self.evidence]
    }
}

/// One part of a movement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// All of it.
    pub points: f64,
    /// What is new or another in it, most first.
    pub lines: Vec<Line>,
    /// What the lines leave of it: what was on file weighs otherwise beside them.
    pub rest: f64,
}

/// What one line adds or takes away.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// In words.
    pub text: String,
    /// Points against before.
    pub points: f64,
    /// Whether it is a deadline that passed, or a cap that came with one.
    pub deadline: bool,
    /// Whether it is gone: said before the step, and no more after it.
    pub gone: bool,
    /// Where it is written, by the files of the register that the step leads to; where it was, if it is gone, by those of then.
    pub place: Place,
}

/// Why each score of now moved since then; `health` is what was assessed of now. Those who are in both registers and
/// hadn't left by then.
pub fn movements(then: Side<'_>, now: Side<'_>, health: &BTreeMap<Id, Health>) -> BTreeMap<Id, Movement> {
    let settled = settled(&then, &now);
    let is_settled = matches!(settled, Cow::Owned(_)) || then.config != now.config;
    // Nothing in the register is later than then: what the books say of now is what waiting made of it.
    let kept = books(&settled, now.config, now.on);
    let first = is_settled.then(|| books(then.register, then.config, then.on));
    let first = first.as_ref().map(|books| (books, Gathered::new(then.register, books, then.on)));
    let gathered = Gathered::new(&settled, &kept, then.on);
    let steps = Steps {
        then,
        now,
        settled: &settled,
        first: first.as_ref().map(|(books, gathered)| (*books, gathered)),
        kept: (&kept, &gathered),
    };
    let of = |(id, last): (&Id, &Health)| {
        let (was, is) = (then.register.stakeholders.get(id)?, now.register.stakeholders.get(id)?);
        let stayed = is.left_on.as_ref().is_none_or(|left| left.value > then.on);
        stayed.then(|| (id.clone(), steps.movement(was, is, last)))
    };
    health.par_iter().filter_map(of).collect::<Vec<_>>().into_iter().collect()
}

/// The register of then with the plans of now, where they measure otherwise.
fn settled<'a>(then: &Side<'a>, now: &Side<'_>) -> Cow<'a, Register> {
    let plan = |register: &Register, who: &Stakeholder| register.plan(who);
    let measures = |plan: &Plan| {
        [&plan.cadence_days, &plan.max_gap_days, &plan.feedback_sla_days].map(|field| field.as_ref().map(|f| f.value))
    };
    let differs = |who: &Stakeholder| {
        let is = now.register.stakeholders.get(&who.id);
        is.is_some_and(|is| measures(&plan(now.register, is)) != measures(&plan(then.register, who)))
    };
    if !then.register.stakeholders.values().any(differs) {
        return Cow::Borrowed(then.register);
    }
    let mut register = then.register.clone();
    for who in register.stakeholders.values_mut() {
        if let Some(is) = now.register.stakeholders.get(&who.id) {
            // The group's defaults are in it: the group of then has no say any more.
            who.plan = plan(now.register, is);
            who.group = None;
        }
    }
    Cow::Owned(register)
}

/// The books and what they hold by person.
type Open<'a> = (&'a Books, &'a Gathered<'a>);

/// The way from then to now, for everyone.
struct Steps<'a> {
    then: Side<'a>,
    now: Side<'a>,
    settled: &'a Register,
    /// Then, by the settings of then; `None` where they are those of now.
    first: Option<Open<'a>>,
    /// What was on record then, by the settings of now.
    kept: Open<'a>,
}

impl<'a> Steps<'a> {
    fn movement(&self, was: &'a Stakeholder, is: &Stakeholder, last: &Health) -> Movement {
        let (then, now) = (self.then, self.now);
        let left = is.left_on.as_ref().map_or(now.on, |left| left.value.min(now.on));
        let (from, to) = (day(then.on), day(left));
        let settled = self.settled.stakeholders.get(&was.id).unwrap_or(was);
        let mut kept = self.kept.1.evidence(now.config, settled);
        let at = |evidence: &Evidence<'_>, on| taken(self.settled, self.kept.0, now.config, evidence, on);

        let mut movement = Movement { since: Some(then.on), ..Movement::default() };
        let by_now = at(&kept, from);
        let first = self.first.map(|(books, gathered)| {
            taken(then.register, books, then.config, &gathered.evidence(then.config, was), from)
        });
        movement.then = first.as_ref().unwrap_or(&by_now).score;
        movement.then_confidence = first.as_ref().unwrap_or(&by_now).total.confidence;
        if let Some(first) = &first {
            movement.settings.add((first.into(), then.register), ((&by_now).into(), self.settled));
        }

        // The engagement wanted now, of who was assessed then.
        let wanted = retargeted(&kept, is, now.on);
        let mut before = by_now;
        if let Some(wanted) = &wanted {
            kept.assessments.pop();
            kept.assessments.push(wanted);
            let after = at(&kept, from);
            movement.target.add(self.state(&before), self.state(&after));
            before = after;
        }

        let older = at(&kept, to);
        movement.time.add(self.state(&before), self.state(&older));

        // Days on which nothing aged are a setting, and the only one with a date.
        let pauses = now.register.pauses.iter().chain(is.pauses.iter().map(|pause| &pause.value));
        let pauses = Pauses::of(pauses);
        let spared = (pauses != kept.pauses).then(|| {
            kept.pauses = pauses;
            at(&kept, to)
        });
        if let Some(spared) = &spared {
            movement.settings.add(self.state(&older), self.state(spared));
        }

        movement.evidence.add(self.state(spared.as_ref().unwrap_or(&older)), (last.into(), now.register));
        movement.now = last.score;
        movement
    }

    /// A state of what was on record then.
    fn state<'s>(&'s self, snapshot: &'s Snapshot) -> (State<'s>, &'s Register) {
        (snapshot.into(), self.settled)
    }
}

/// A score and what makes it up.
#[derive(Clone, Copy)]
struct State<'a> {
    number: f64,
    contributions: &'a [Contribution],
    caps: &'a [Cap],
}

impl<'a> From<&'a Snapshot> for State<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        let Snapshot { score, baseline, contributions, caps, .. } = snapshot;
        Self { number: score.unwrap_or(*baseline), contributions, caps }
    }
}

impl<'a> From<&'a Health> for State<'a> {
    fn from(health: &'a Health) -> Self {
        let Health { score, baseline, contributions, caps, .. } = health;
        Self { number: score.unwrap_or(*baseline), contributions, caps }
    }
}

/// What evidence comes to on a day.
fn taken(register: &Register, books: &Books, config: &HealthConfig, evidence: &Evidence<'_>, on: Day) -> Snapshot {
    let mut sweep = Sweep::new(config, evidence);
    sweep.advance(on);
    super::health::snapshot(register, books, config, &mut sweep, on)
}

/// The last assessment of then with the engagement wanted now, where that is another one.
fn retargeted(kept: &Evidence<'_>, is: &Stakeholder, on: Date) -> Option<Labelled<Assessment>> {
    let was = kept.assessments.last()?;
    let last = is.assessments.iter().filter(|a| a.value.date <= on).max_by_key(|a| a.value.date)?;
    (last.value.desired != was.value.desired).then(|| {
        let mut wanted = (*was).clone();
        wanted.value.desired = last.value.desired;
        wanted.place = last.place;
        wanted
    })
}

/// What makes a line of two states the same line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    /// A state: there is one.
    State(Signal),
    /// What has words of its own.
    Named(Signal, &'a str, &'a str),
    /// What has a day only.
    Dated(Signal, &'a str, Date),
    Cap(&'static str, &'a str),
}

fn key<'a>(register: &'a Register, line: &'a Contribution) -> Key<'a> {
    let path = register.files.get(line.place.file.0 as usize).map_or("", |path| &**path);
    match line.signal {
        Signal::Cadence | Signal::Alignment => Key::State(line.signal),
        signal if line.subject.is_empty() => Key::Dated(signal, path, line.date),
        signal => Key::Named(signal, path, line.subject()),
    }
}

/// What a state says under one key.
#[derive(Default)]
struct Said<'a> {
    points: f64,
    /// (day, value) of each line under the key: another one is news.
    items: Vec<(Date, f64)>,
    text: &'a str,
    is_open: bool,
    place: Place,
}

impl Said<'_> {
    fn is_before(&self, other: &Self) -> bool {
        let day = |said: &Self| said.items.iter().map(|(day, _)| *day).max();
        day(self) < day(other)
    }
}

fn said<'a>((state, register): (State<'a>, &'a Register)) -> BTreeMap<Key<'a>, Said<'a>> {
    let mut all: BTreeMap<Key<'_>, Said<'_>> = BTreeMap::new();
    for line in state.contributions {
        let said = all.entry(key(register, line)).or_default();
        said.points += line.points;
        said.items.push((line.date, line.value));
        said.text = &line.text;
        said.place = line.place;
        said.is_open |= line.is_open;
    }
    for Cap { rule, points, text, place, .. } in state.caps {
        let said = all.entry(Key::Cap(rule, text)).or_default();
        said.points += points;
        said.text = text;
        said.place = *place;
        said.is_open = true;
    }
    all
}

impl Part {
    /// Adds the step from one state to the next.
    fn add(&mut self, before: (State<'_>, &Register), after: (State<'_>, &Register)) {
        let points = after.0.number - before.0.number;
        self.points += points;
        let mut old = said(before);
        let mut named = 0.0;
        for (key, new) in said(after) {
            // A state that fell back on an earlier line lost the one it was of, which is told below.
            let is_back = matches!(key, Key::State(_)) && old.get(&key).is_some_and(|old| new.is_before(old));
            let old = if is_back { None } else { old.remove(&key) };
            let moved = new.points - old.as_ref().map_or(0.0, |old| old.points);
            let is_cap = matches!(key, Key::Cap(..));
            let is_news = match &old {
                Some(old) if is_cap => moved.abs() > f64::EPSILON && (old.points == 0.0 || new.points == 0.0),
                Some(old) => old.items != new.items,
                None => true,
            };
            if is_news && moved.abs() > f64::EPSILON {
                named += moved;
                let deadline = old.is_none() && new.is_open;
                let text = new.text.to_owned();
                self.lines.push(Line { text, points: moved, deadline, gone: false, place: new.place });
            }
        }
        for (_, old) in old.into_iter().filter(|(_, old)| old.points.abs() > f64::EPSILON) {
            named -= old.points;
            let text = format!("No longer: {}", old.text);
            self.lines.push(Line { text, points: -old.points, deadline: false, gone: true, place: old.place });
        }
        self.rest += points - named;
        self.lines.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then_with(|| a.text.cmp(&b.text)));
    }
}
