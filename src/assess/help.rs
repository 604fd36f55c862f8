//! Help: takes a sweep that has reached the day, gives what we could do today and the score after it, each
//! worked out by the formula with that one thing done. Sums are corrected, not summed again.

use super::band::rounded;
use super::calendar::{Day, day};
use super::evidence::Origin;
use super::history::Sweep;
use super::score::{Measure, Measures, kept, total};
use super::{Fate, Help, Ledger};
use crate::config::{HealthConfig, Signal};

/// Everything that would add points today, most first. `score` is the capped score now.
pub(super) fn what_would_help(
    config: &HealthConfig,
    sweep: &Sweep<'_>,
    ledger: &Ledger,
    name: &str,
    (today, score): (Day, f64),
) -> Vec<Help> {
    let measures = sweep.measures(today);
    let mut helps: Vec<Help> = Vec::new();
    let mut offer = |what: String, measures: &Measures, held: super::cap::Held| {
        let after = held.limited(config, total(config, &config.weights, measures).score);
        if rounded(after) > rounded(score) {
            helps.push(Help { what, points: after - score, score: after });
        }
    };
    if config.signals.contains(&Signal::Cadence) {
        let index = Signal::Cadence.index();
        let mut talked = measures;
        talked[index] = Some(Measure::of_cadence(sweep.evidence.cadence, 0, config.kappas[index]));
        offer(format!("Talk to {name}"), &talked, sweep.held);
    }
    for (piece, origin) in sweep.evidence.origins.iter().enumerate() {
        let (signal, what, due, renegotiations) = match origin {
            Origin::Promise(index) => {
                let promise = &ledger.commitments[*index];
                let (Fate::Open | Fate::Overdue, Some(due)) = (promise.fate, promise.due) else { continue };
                (Signal::Reliability, format!("Keep the promise: {}", promise.text), due, promise.renegotiated.len())
            }
            Origin::Feedback(index) => {
                let item = &ledger.loops[*index];
                let (None, Some(due)) = (&item.feedback.told, item.due) else { continue };
                (Signal::Feedback, format!("Tell {name} the outcome: {}", item.feedback.text), due, 0)
            }
            _ => continue,
        };
        let due = day(due);
        let value = kept(config, today - due, renegotiations);
        let after = with(config, sweep, &measures, signal, piece, (today.min(due), value), today);
        let mut held = sweep.held;
        for limit in limits_of(sweep, origin, today) {
            let count = if limit.overdue { &mut held.overdue } else { &mut held.concerns };
            *count = count.saturating_sub(1);
        }
        offer(what, &after, held);
    }
    helps.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.what.cmp(&b.what)));
    helps
}

/// Measures, with a talk that both sides could speak in held on the day reached; `None` where talks aren't measured.
pub(super) fn after_talk(config: &HealthConfig, sweep: &Sweep<'_>, today: Day) -> Option<Measures> {
    let mut measures = sweep.measures(today);
    let index = Signal::Cadence.index();
    config.signals.contains(&Signal::Cadence).then(|| {
        measures[index] = Some(Measure::of_cadence(sweep.evidence.cadence, 0, config.kappas[index]));
        measures
    })
}

/// Measures with one piece of evidence put right.
fn with(
    config: &HealthConfig,
    sweep: &Sweep<'_>,
    measures: &Measures,
    signal: Signal,
    piece: usize,
    (dated, value): (Day, f64),
    today: Day,
) -> Measures {
    let mut measures = *measures;
    if config.signals.contains(&signal) {
        let index = signal.index();
        let half_life = config.half_lives[index];
        let mut sums = sweep.sums[index];
        match sweep.current[piece] {
            Some((_, old, was)) => sums.correct(old, was, value, half_life),
            None => sums.add(dated, value, half_life),
        }
        measures[index] = Measure::of_sums(&sums, half_life, config.kappas[index], today);
    }
    measures
}

/// The caps that a promise or feedback brings today.
fn limits_of<'a>(
    sweep: &'a Sweep<'_>,
    origin: &'a Origin<'_>,
    today: Day,
) -> impl Iterator<Item = &'a super::cap::Limit> {
    // Limits lie in the order of the ledger, promises first: found by search, not by a walk for each piece.
    let limits = &sweep.evidence.limits;
    let (overdue, index) = match origin {
        Origin::Promise(index) => (true, *index),
        Origin::Feedback(index) => (false, *index),
        _ => (true, usize::MAX),
    };
    let from = limits.partition_point(|limit| (!limit.overdue, limit.index) < (!overdue, index));
    limits[from..]
        .iter()
        .take_while(move |limit| (limit.overdue, limit.index) == (overdue, index))
        .filter(move |limit| limit.from <= today && today < limit.until)
}
