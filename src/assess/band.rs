//! Bands: takes score and confidence of one day and the state before it, gives the band and the next state.
//! Leaves the replay over Mondays to `history`.

use crate::config::HealthConfig;
use crate::register::Band;

/// A band with whether it stands on evidence too thin by now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Computed band.
    pub band: Band,
    /// At risk, kept although the confidence is gone.
    pub stale: bool,
}

impl Standing {
    /// Before any evidence; also what is left once the state is forgotten.
    pub const UNKNOWN: Self = Self { band: Band::NotEnoughData, stale: false };
}

/// Nine decimals: comparisons must not hang on the last bit of a sum.
pub fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// One step of the hysteresis. Source: recovery thresholds as in Datadog's monitors, so that a score that
/// trembles round one threshold does not flip its band.
pub fn step(config: &HealthConfig, before: Standing, score: Option<f64>, confidence: f64) -> Standing {
    let Some(score) = score.map(rounded) else { return Standing::UNKNOWN };
    let fresh = |band| Standing { band, stale: false };
    if rounded(confidence) < config.enough {
        // Staleness hides good news, never bad.
        let stays = before.band == Band::AtRisk && score < config.at_risk_until;
        return if stays { Standing { band: Band::AtRisk, stale: true } } else { Standing::UNKNOWN };
    }
    match before.band {
        Band::Healthy if score >= config.healthy_until => fresh(Band::Healthy),
        Band::AtRisk if score < config.at_risk_until => fresh(Band::AtRisk),
        _ if score >= config.healthy_from => fresh(Band::Healthy),
        _ if score < config.at_risk_below => fresh(Band::AtRisk),
        _ => fresh(Band::Watch),
    }
}
