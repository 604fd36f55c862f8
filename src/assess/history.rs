//! History: takes one stakeholder's evidence, gives score, confidence and band on every ISO Monday from the
//! first evidence and on the last day, in one sweep. A day's figures depend on nothing known after it.

use super::Week;
use super::band::{Standing, step};
use super::calendar::day as day_of;
use super::calendar::{Day, date, monday_from};
use super::cap::Held;
use super::evidence::Evidence;
use super::score::{Measure, Measures, Sums, Total, total};
use crate::config::{HealthConfig, Signal};
use crate::register::{Assessment, Labelled};

/// Days between a score and the one its trend is taken against.
const TREND_DAYS: Day = 28;

/// Evidence played forward day by day: decayed sums per signal, states as pointers.
pub(super) struct Sweep<'a> {
    config: &'a HealthConfig,
    pub(super) evidence: &'a Evidence<'a>,
    /// By signal.
    pub(super) sums: [Sums; 7],
    /// By piece: (signal, day, value) as known so far.
    pub(super) current: Vec<Option<(Signal, Day, f64)>>,
    pub(super) held: Held,
    next_event: usize,
    touched: usize,
    assessed: usize,
    /// (day, overdue, whether it begins), by day.
    turns: Vec<(Day, bool, bool)>,
    next_turn: usize,
}

impl<'a> Sweep<'a> {
    /// Before anything is known.
    pub(super) fn new(config: &'a HealthConfig, evidence: &'a Evidence<'a>) -> Self {
        let mut turns: Vec<(Day, bool, bool)> = Vec::with_capacity(evidence.limits.len() * 2);
        for limit in &evidence.limits {
            turns.push((limit.from, limit.overdue, true));
            turns.push((limit.until, limit.overdue, false));
        }
        // Beginnings before ends on a day, so that a count never falls below zero.
        turns.sort_unstable_by_key(|(day, overdue, begins)| (*day, *overdue, !begins));
        Self {
            config,
            evidence,
            sums: [Sums::default(); 7],
            current: vec![None; evidence.origins.len()],
            held: Held::default(),
            next_event: 0,
            touched: 0,
            assessed: 0,
            turns,
            next_turn: 0,
        }
    }

    /// Takes in everything known by a day, not before the day reached.
    pub(super) fn advance(&mut self, today: Day) {
        let mut retreated = [false; 7];
        while let Some(event) = self.evidence.events.get(self.next_event).filter(|event| event.known <= today) {
            self.next_event += 1;
            let (index, half_life) = (event.signal.index(), self.config.half_lives[event.signal.index()]);
            let before = self.current[event.piece];
            self.current[event.piece] = event.at.map(|(day, value)| (event.signal, day, value));
            let sums = &mut self.sums[index];
            if retreated[index] {
                continue;
            }
            match (before, event.at) {
                (None, None) => {}
                (None, Some((day, value))) => sums.add(day, value, half_life),
                (Some((_, old, was)), Some((day, value))) if old == day => sums.correct(day, was, value, half_life),
                // A piece moved or gone. What is left may be small beside it, so nothing is subtracted.
                _ => retreated[index] = true,
            }
        }
        for (index, _) in retreated.iter().enumerate().filter(|(_, retreated)| **retreated) {
            self.resum(Signal::ALL[index]);
        }
        let evidence = self.evidence;
        self.touched += evidence.touchpoints[self.touched..].iter().take_while(|(day, _)| *day <= today).count();
        let seen = &evidence.assessments[self.assessed..];
        self.assessed += seen.iter().take_while(|assessment| day_of(assessment.value.date) <= today).count();
        while let Some((_, overdue, begins)) = self.turns.get(self.next_turn).filter(|turn| turn.0 <= today) {
            self.next_turn += 1;
            let count = if *overdue { &mut self.held.overdue } else { &mut self.held.concerns };
            *count = if *begins { *count + 1 } else { count.saturating_sub(1) };
        }
        self.held.assessed(self.assessment().map(|assessment| &assessment.value));
    }

    /// Sums a signal afresh.
    pub(super) fn resum(&mut self, signal: Signal) {
        let own = self.current.iter().flatten().filter(|(of, ..)| *of == signal);
        let mut own: Vec<(Day, f64)> = own.map(|(_, day, value)| (*day, *value)).collect();
        self.sums[signal.index()] = Sums::of(&mut own, self.config.half_lives[signal.index()]);
    }

    /// The last two-way touchpoint: day and note.
    pub(super) fn touchpoint(&self) -> Option<(Day, usize)> {
        self.touched.checked_sub(1).map(|last| self.evidence.touchpoints[last])
    }

    /// The assessment in force.
    pub(super) fn assessment(&self) -> Option<&'a Labelled<Assessment>> {
        self.assessed.checked_sub(1).map(|last| self.evidence.assessments[last])
    }

    /// Measures of every signal taken, on the day reached.
    pub(super) fn measures(&self, today: Day) -> Measures {
        let mut measures = Measures::default();
        for signal in self.config.signals.iter().copied() {
            let index = signal.index();
            let (half_life, kappa) = (self.config.half_lives[index], self.config.kappas[index]);
            measures[index] = match signal {
                Signal::Cadence => self.touchpoint().map(|(last, _)| {
                    Measure::of_cadence(self.evidence.cadence, self.evidence.pauses.age(last, today), kappa)
                }),
                Signal::Alignment => self.assessment().map(|assessment| {
                    let age = today - day_of(assessment.value.date);
                    Measure::of_state(alignment(&assessment.value), age, half_life, kappa)
                }),
                _ => Measure::of_sums(&self.sums[index], half_life, kappa, today),
            };
        }
        measures
    }

    /// Score and confidence before caps, on the day reached.
    pub(super) fn total(&self, today: Day) -> Total {
        total(self.config, &self.config.weights, &self.measures(today))
    }
}

/// 1 - max(0, desired - current) / 4. Source: PMI's stakeholder engagement assessment matrix, whose five
/// words are taken as even steps.
pub(super) fn alignment(assessment: &Assessment) -> f64 {
    let gap = assessment.desired as i32 - assessment.current as i32;
    1.0 - f64::from(gap.max(0)) / 4.0
}

/// The replay up to, not including, the last day; the sweep has then reached that day.
pub(super) struct Replay {
    pub(super) weeks: Vec<Week>,
    /// State before the last day's step.
    pub(super) before: Standing,
    /// Since when the band of `before` holds.
    pub(super) since: Option<Day>,
    /// Capped score 28 days before.
    pub(super) earlier: Option<f64>,
}

/// Plays the evidence through every Monday before `last`, and up to `last`.
pub(super) fn replay(sweep: &mut Sweep<'_>, last: Day) -> Replay {
    let config = sweep.config;
    let mut replay = Replay { weeks: Vec::new(), before: Standing::UNKNOWN, since: None, earlier: None };
    let start = first_evidence(config, sweep.evidence).filter(|first| *first <= last);
    let compared = last - TREND_DAYS;
    let mut monday = start.map_or(Day::MAX, monday_from);
    let mut pending = start.is_some_and(|start| start <= compared);
    while monday < last || pending {
        let today = if pending { monday.min(compared) } else { monday };
        sweep.advance(today);
        let total = sweep.total(today);
        let score = sweep.held.capped(config, &total);
        if pending && today == compared {
            replay.earlier = score;
            pending = false;
        }
        if today == monday {
            let now = step(config, replay.before, score, total.confidence);
            if replay.since.is_none() || now.band != replay.before.band {
                replay.since = Some(today);
            }
            replay.before = now;
            let (band, stale) = (now.band, now.stale);
            replay.weeks.push(Week { date: date(today), score, confidence: total.confidence, band, stale });
            monday += 7;
        }
    }
    sweep.advance(last);
    replay
}

/// The first day with any evidence.
fn first_evidence(config: &HealthConfig, evidence: &Evidence<'_>) -> Option<Day> {
    let taken = |signal| config.signals.contains(&signal);
    let event = evidence.events.iter().find(|event| event.at.is_some()).map(|event| event.known);
    let touchpoint = evidence.touchpoints.first().filter(|_| taken(Signal::Cadence)).map(|(day, _)| *day);
    let assessment = evidence.assessments.first().filter(|_| taken(Signal::Alignment));
    let assessment = assessment.map(|assessment| day_of(assessment.value.date));
    [event, touchpoint, assessment].into_iter().flatten().min()
}
