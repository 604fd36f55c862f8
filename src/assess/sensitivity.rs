//! Sensitivity: takes the measures of a day, gives the weights whose change alone would change the band.
//! Source: OECD/JRC, "Handbook on Constructing Composite Indicators" (2008), on testing weights.

use super::Borderline;
use super::band::{Standing, step};
use super::cap::Held;
use super::score::{Measures, total};
use crate::config::HealthConfig;

/// Factors tried on each weight.
const FACTORS: [f64; 2] = [0.5, 1.5];

/// Each weight halved and raised by half in turn, one step from the state before: the bands that differ.
pub(super) fn borderline(
    config: &HealthConfig,
    measures: &Measures,
    held: Held,
    before: Standing,
    now: Standing,
) -> Vec<Borderline> {
    let mut found = Vec::new();
    for signal in config.signals.iter().copied() {
        for factor in FACTORS {
            let mut weights = config.weights;
            weights[signal.index()] *= factor;
            let total = total(config, &weights, measures);
            let band = step(config, before, held.capped(config, &total), total.confidence).band;
            if band != now.band {
                found.push(Borderline { signal, factor, band });
            }
        }
    }
    found
}
