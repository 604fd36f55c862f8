//! The formula: takes plain items (signal, day, value) and parameters, gives score, confidence and each
//! item's points. Knows no register, no calendar, no bands; docs/health-spec.md is the same in words.

use super::calendar::{Day, Pauses};
use crate::config::{HealthConfig, Signal};

/// Half-lives are halvings: everything that decays does so by this, in pure Rust, so that every platform
/// rounds alike. Source: docs/health-spec.md, "Decay".
pub fn decay(age: f64, half_life: f64) -> f64 {
    if age <= 0.0 {
        1.0
    } else if half_life <= 0.0 {
        0.0
    } else {
        libm::exp2(-age / half_life)
    }
}

/// One piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// Signal.
    pub signal: Signal,
    /// Day it is dated.
    pub day: Day,
    /// Value in [0, 1]; of a cadence item not read, it follows from the day.
    pub value: f64,
}

/// The agreed rhythm: c and m of the cadence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cadence {
    /// Agreed days between two-way touchpoints, at least 1.
    pub days: u32,
    /// Longest acceptable gap, above `days`.
    pub max_gap: u32,
}

impl Cadence {
    /// With the defaults filled in: a gap that is missing or not above the cadence is twice the cadence.
    pub fn new(days: u32, max_gap: Option<u32>) -> Self {
        let days = days.max(1);
        let max_gap = max_gap.filter(|gap| *gap > days).unwrap_or(days.saturating_mul(2));
        Self { days, max_gap }
    }

    /// Value at an age in unpaused days: 1 within the cadence, a half at the longest acceptable gap.
    pub fn value(self, age: Day) -> f64 {
        let late = age as f64 - f64::from(self.days);
        decay(late, f64::from(self.max_gap) - f64::from(self.days))
    }
}

/// Decayed sums over the items of one signal, kept relative to its newest item: an item that is added or
/// corrected costs one power of two, and silence costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Items, undecayed.
    pub count: u32,
    /// Day of the newest.
    pub newest: Day,
    /// Sum of d, at least 1 where there is an item.
    pub weight: f64,
    /// Sum of d * value.
    pub weighted: f64,
}

impl Sums {
    /// d of an item of that day.
    pub fn share(&self, day: Day, half_life: f64) -> f64 {
        decay((self.newest - day) as f64, half_life)
    }

    /// Adds an item.
    pub fn add(&mut self, day: Day, value: f64, half_life: f64) {
        if self.count == 0 {
            *self = Self { count: 1, newest: day, weight: 1.0, weighted: value };
            return;
        }
        if day > self.newest {
            let faded = decay((day - self.newest) as f64, half_life);
            self.weight *= faded;
            self.weighted *= faded;
            self.newest = day;
        }
        let share = self.share(day, half_life);
        self.count += 1;
        self.weight += share;
        self.weighted += share * value;
    }

    /// Corrects the value of an item that is in.
    pub fn correct(&mut self, day: Day, from: f64, to: f64, half_life: f64) {
        self.weighted += self.share(day, half_life) * (to - from);
    }

    /// The sums of items, added oldest first and lowest value first, so that their order can't matter.
    pub fn of(items: &mut [(Day, f64)], half_life: f64) -> Self {
        items.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut sums = Self::default();
        for (day, value) in items {
            sums.add(*day, *value, half_life);
        }
        sums
    }
}

/// What one signal says on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    /// v in [0, 1].
    pub value: f64,
    /// n / (n + kappa): the part of the weight its items have earned.
    pub earned: f64,
    /// 2^(-max(0, age - h) / h): the part of the confidence its last item still has.
    pub fresh: f64,
}

/// Measures by [`Signal::index`]; `None` without evidence.
pub type Measures = [Option<Measure>; 7];

impl Measure {
    /// Of decayed sums, where they hold anything.
    pub fn of_sums(sums: &Sums, half_life: f64, kappa: f64, today: Day) -> Option<Self> {
        (sums.count > 0).then(|| Self {
            value: (sums.weighted / sums.weight).clamp(0.0, 1.0),
            earned: f64::from(sums.count) / (f64::from(sums.count) + kappa),
            fresh: decay((today - sums.newest) as f64 - half_life, half_life),
        })
    }

    /// Of a state: one item, its age and its half-life.
    pub fn of_state(value: f64, age: Day, half_life: f64, kappa: f64) -> Self {
        Self { value, earned: 1.0 / (1.0 + kappa), fresh: decay(age as f64 - half_life, half_life) }
    }

    /// Of the cadence at an age in unpaused days.
    pub fn of_cadence(cadence: Cadence, age: Day, kappa: f64) -> Self {
        Self::of_state(cadence.value(age), age, f64::from(cadence.days), kappa)
    }
}

/// Score and confidence before caps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Total {
    /// S times 100, in [0, 100]; the baseline where there is no evidence.
    pub score: f64,
    /// C in [0, 1].
    pub confidence: f64,
    /// k + sum(M): what an item's share is divided by.
    pub mass: f64,
    /// Whether any signal has evidence.
    pub evidence: bool,
}

/// S = (k*p0 + sum(M*v)) / (k + sum(M)); C = sum(W * earned * fresh) / sum(W), over the signals taken.
/// Source: shrinkage towards a neutral start (E. Miller, "How Not To Sort By Average Rating", on few
/// observations), missing signals left out of S; see docs/health-spec.md, "Score".
pub fn total(config: &HealthConfig, weights: &[f64; 7], measures: &Measures) -> Total {
    let mut above = config.prior_mass * config.prior;
    let mut mass = config.prior_mass;
    let (mut known, mut all, mut evidence) = (0.0, 0.0, false);
    for signal in &config.signals {
        let weight = weights[signal.index()];
        all += weight;
        if let Some(measure) = measures[signal.index()] {
            let earned = weight * measure.earned;
            above += earned * measure.value;
            mass += earned;
            known += earned * measure.fresh;
            evidence = true;
        }
    }
    let ratio = |part: f64, whole: f64, otherwise: f64| if whole > 0.0 { part / whole } else { otherwise };
    Total {
        score: 100.0 * ratio(above, mass, config.prior).clamp(0.0, 1.0),
        confidence: ratio(known, all, 0.0).clamp(0.0, 1.0),
        mass,
        evidence,
    }
}

/// Points of an item: 100 * M * (d / sum(d)) * (value - p0) / (k + sum(M)).
pub fn points(config: &HealthConfig, signal: Signal, measure: &Measure, part: f64, value: f64, mass: f64) -> f64 {
    if mass <= 0.0 {
        return 0.0;
    }
    100.0 * config.weights[signal.index()] * measure.earned * part * (value - config.prior) / mass
}

/// A score with its make-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Score before caps, 0 to 100; the baseline without evidence.
    pub score: f64,
    /// Confidence.
    pub confidence: f64,
    /// Points of each item, in the order given; 0 for states that a later one replaced.
    pub points: Vec<f64>,
    /// Measures by signal.
    pub measures: Measures,
}

/// The whole model on plain items, as the published vectors use it. Items after `today` and of signals not
/// taken count for nothing. Sentiment is one item a day: give the day's mean.
pub fn evaluate(config: &HealthConfig, cadence: Cadence, pauses: &Pauses, items: &[Item], today: Day) -> Evaluation {
    let mut measures = Measures::default();
    let mut parts = vec![(0.0, 0.0); items.len()];
    for signal in config.signals.iter().copied() {
        let index = signal.index();
        let (half_life, kappa) = (config.half_lives[index], config.kappas[index]);
        let counted = |item: &&Item| item.signal == signal && item.day <= today;
        if is_state(signal) {
            let last = (0..items.len())
                .filter(|i| counted(&&items[*i]))
                .max_by(|a, b| items[*a].day.cmp(&items[*b].day).then(items[*b].value.total_cmp(&items[*a].value)));
            let Some(last) = last else { continue };
            let measure = if signal == Signal::Cadence {
                Measure::of_cadence(cadence, pauses.age(items[last].day, today), kappa)
            } else {
                Measure::of_state(items[last].value, today - items[last].day, half_life, kappa)
            };
            parts[last] = (1.0, measure.value);
            measures[index] = Some(measure);
        } else {
            let mut own: Vec<(Day, f64)> = items.iter().filter(counted).map(|item| (item.day, item.value)).collect();
            let sums = Sums::of(&mut own, half_life);
            measures[index] = Measure::of_sums(&sums, half_life, kappa, today);
            for (part, item) in parts.iter_mut().zip(items).filter(|(_, item)| counted(item)) {
                *part = (sums.share(item.day, half_life) / sums.weight, item.value);
            }
        }
    }
    let total = total(config, &config.weights, &measures);
    let points = items.iter().zip(&parts).map(|(item, (part, value))| {
        let measure = measures[item.signal.index()].filter(|_| *part > 0.0);
        measure.map_or(0.0, |measure| points(config, item.signal, &measure, *part, *value, total.mass))
    });
    Evaluation { score: total.score, confidence: total.confidence, points: points.collect(), measures }
}

/// Whether only the last item counts.
pub fn is_state(signal: Signal) -> bool {
    matches!(signal, Signal::Cadence | Signal::Alignment)
}

/// Value of a promise kept, or of feedback answered, `late` days after its due date (0 or less: on time).
pub fn kept(config: &HealthConfig, late: Day, renegotiations: usize) -> f64 {
    let times = i32::try_from(renegotiations).unwrap_or(i32::MAX);
    decay(late as f64, config.lateness_days) * powi(config.renegotiation_factor, times)
}

/// A whole power by repeated squaring: the same on every platform.
fn powi(mut base: f64, mut exponent: i32) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    product
}
