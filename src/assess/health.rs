//! Health: takes one stakeholder's evidence, gives everything an edition with scores says about them.

use jiff::civil::Date;

use super::attention::{attention, quadrant};
use super::band::{rounded, step};
use super::calendar::{Day, date, day};
use super::evidence::{Gathered, Origin};
use super::help::{after_talk, what_would_help};
use super::history::{Sweep, alignment, replay};
use super::ledger::Books;
use super::score::{self, Measures, Total};
use super::sensitivity::borderline;
use super::{Cap, Contribution, Health, Rhythm, Talked, Trend, Week, cap, words};
use crate::config::{HealthConfig, Signal};
use crate::register::{Band, Register, Stakeholder};
use crate::source::Place;

/// Points from which a change is a trend.
const TREND_POINTS: f64 = 5.0;

/// A stakeholder's health; after `left_on` that of the day they left.
pub(super) fn health(
    register: &Register,
    books: &Books,
    gathered: &Gathered<'_>,
    config: &HealthConfig,
    who: &Stakeholder,
    as_of: Date,
) -> Health {
    let left = who.left_on.as_ref().map(|left| left.value).filter(|left| *left <= as_of);
    let on = left.unwrap_or(as_of);
    let today = day(on);
    let evidence = gathered.evidence(config, who);
    let mut sweep = Sweep::new(config, &evidence);
    let replayed = replay(&mut sweep, today);
    let Snapshot { score: capped, total, measures, baseline, contributions, caps } =
        snapshot(register, books, config, &mut sweep, today);
    let now = step(config, replayed.before, capped, total.confidence);
    let since = if now.band == replayed.before.band { replayed.since } else { None };
    let since = since.or(total.evidence.then_some(today));
    let mut history = replayed.weeks;
    history.push(Week { date: on, score: capped, confidence: total.confidence, band: now.band, stale: now.stale });

    let assessment = sweep.assessment();
    let power_interest = assessment.map(|assessment| (assessment.value.power, assessment.value.interest));
    let unknown = now.band == Band::NotEnoughData;
    let number = capped.unwrap_or(baseline);
    let change = capped.zip(replayed.earlier).map(|(now, then)| now - then);
    let in_force = who.overrides.iter().filter(|entry| entry.value.on <= on && on <= entry.value.until);
    let overridden = in_force.max_by_key(|entry| entry.value.on).cloned();
    let touchpoint = sweep.touchpoint().map(|(last, _)| last);
    let helps = if left.is_none() {
        what_would_help(config, &sweep, &books.ledger, &who.name, (today, number))
    } else {
        Vec::new()
    };
    let talked = after_talk(config, &sweep, today).filter(|_| left.is_none()).and_then(|measures| {
        let total = score::total(config, &config.weights, &measures);
        let score = sweep.held.capped(config, &total)?;
        let then = step(config, replayed.before, Some(score), total.confidence);
        Some(Talked { score, confidence: total.confidence, band: then.band })
    });
    Health {
        id: who.id.clone(),
        score: capped,
        confidence: total.confidence,
        band: overridden.as_ref().map_or(now.band, |entry| entry.value.band),
        computed_band: now.band,
        stale: now.stale,
        overridden,
        since: since.map(date),
        baseline,
        contributions,
        caps,
        trend: change.map(trend),
        change,
        borderline: borderline(config, &measures, sweep.held, replayed.before, now),
        what_would_help: helps,
        talked,
        power_interest,
        quadrant: power_interest.map(quadrant),
        attention: left.is_none().then(|| attention(power_interest, if unknown { number.min(50.0) } else { number })),
        first_touchpoint_due: unknown && left.is_none(),
        rhythm: Rhythm {
            cadence_days: evidence.cadence.days,
            max_gap_days: evidence.cadence.max_gap,
            age: touchpoint.map(|last| evidence.pauses.age(last, today) as u32),
            last: touchpoint.map(date),
        },
        history,
    }
}

/// The score of one day and what makes it up.
pub(super) struct Snapshot {
    /// Capped score; `None` without evidence.
    pub(super) score: Option<f64>,
    pub(super) total: Total,
    pub(super) measures: Measures,
    pub(super) baseline: f64,
    pub(super) contributions: Vec<Contribution>,
    pub(super) caps: Vec<Cap>,
}

/// What the evidence comes to on the day that the sweep has reached.
pub(super) fn snapshot(
    register: &Register,
    books: &Books,
    config: &HealthConfig,
    sweep: &mut Sweep<'_>,
    today: Day,
) -> Snapshot {
    // The day is summed afresh, oldest first, so that its parts and the whole come from the same sums.
    for signal in config.signals.iter().copied().filter(|signal| !score::is_state(*signal)) {
        sweep.resum(signal);
    }
    let measures = sweep.measures(today);
    let total = score::total(config, &config.weights, &measures);
    let caps = if total.evidence {
        let limits = &sweep.evidence.limits;
        cap::caps(config, sweep.held, limits, &books.ledger, sweep.assessment(), (today, total.score))
    } else {
        Vec::new()
    };
    Snapshot {
        score: sweep.held.capped(config, &total),
        baseline: 100.0 * config.prior,
        contributions: contributions(register, books, config, sweep, (today, &measures, &total)),
        caps,
        total,
        measures,
    }
}

/// Direction of a change in points.
fn trend(change: f64) -> Trend {
    let change = rounded(change);
    if change >= TREND_POINTS {
        Trend::Up
    } else if change <= -TREND_POINTS {
        Trend::Down
    } else {
        Trend::Steady
    }
}

/// Every item's line, in the order of the signals, newest first.
fn contributions(
    register: &Register,
    books: &Books,
    config: &HealthConfig,
    sweep: &Sweep<'_>,
    (today, measures, total): (Day, &Measures, &Total),
) -> Vec<Contribution> {
    let mut all: Vec<Contribution> = Vec::new();
    let mut add = |signal: Signal, dated: Day, value: f64, part: f64, place: Place, said: words::Said| {
        if let Some(measure) = &measures[signal.index()] {
            let points = score::points(config, signal, measure, part, value, total.mass);
            let words::Said { text, subject, is_open } = said;
            all.push(Contribution { signal, date: date(dated), value, points, place, text, subject, is_open });
        }
    };
    if let (Some((last, note)), Some(measure)) = (sweep.touchpoint(), measures[Signal::Cadence.index()]) {
        let said = words::cadence(sweep.evidence.cadence, last, today, sweep.evidence.pauses.age(last, today));
        add(Signal::Cadence, last, measure.value, 1.0, register.notes[note].place, said);
    }
    for (piece, at) in sweep.current.iter().enumerate() {
        let Some((signal, dated, value)) = *at else { continue };
        let sums = &sweep.sums[signal.index()];
        let part = sums.share(dated, config.half_lives[signal.index()]) / sums.weight;
        match &sweep.evidence.origins[piece] {
            Origin::Promise(index) => {
                let promise = &books.ledger.commitments[*index];
                let phases = &books.phases[*index];
                let reached = phases.partition_point(|phase| phase.from <= today);
                let phase = &phases[reached.saturating_sub(1)];
                let said = words::promise(&promise.text, phase, today);
                add(signal, dated, value, part, promise.place, said);
            }
            Origin::Feedback(index) => {
                let item = &books.ledger.loops[*index];
                add(signal, dated, value, part, item.feedback.place, words::feedback(item, today));
            }
            Origin::Decision(index, asked) => {
                let decision = &register.decisions[*index];
                add(signal, dated, value, part, decision.place, words::decision(&decision.title, dated, *asked));
            }
            Origin::Presence(place) => add(signal, dated, value, part, *place, words::presence(value)),
            Origin::Marks(marks) => {
                let share = part / marks.len() as f64;
                for mark in marks {
                    let value = (f64::from(mark.value) + 2.0) / 4.0;
                    add(signal, dated, value, share, mark.place, words::mark(mark));
                }
            }
        }
    }
    if let Some(assessment) = sweep.assessment() {
        let value = alignment(&assessment.value);
        let said = words::alignment(&assessment.value);
        add(Signal::Alignment, day(assessment.value.date), value, 1.0, assessment.place, said);
    }
    all.sort_by(|a, b| {
        let key = |c: &Contribution| (c.signal, std::cmp::Reverse(c.date), c.place.file, c.place.start);
        key(a).cmp(&key(b)).then(a.value.total_cmp(&b.value))
    });
    all
}
