//! Caps: takes the conditions that held and the last assessment, gives the limits on a score. Applied last,
//! after every contribution: some things can't be outweighed by good manners.

use super::calendar::Day;
use super::score::Total;
use super::{Cap, Ledger};
use crate::config::{HealthConfig, Signal};
use crate::register::{Assessment, Engagement, Labelled};

/// The condition of a cap over time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// First day it holds.
    pub(super) from: Day,
    /// First day it holds no more.
    pub(super) until: Day,
    /// A promise overdue (counts for key players only); else a grave concern left open.
    pub(super) overdue: bool,
    /// The promise or the feedback, in the ledger.
    pub(super) index: usize,
}

/// How many conditions hold on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Held {
    pub(super) concerns: u32,
    pub(super) overdue: u32,
    pub(super) key_player: bool,
    pub(super) resistant: bool,
}

impl Held {
    /// Takes over what the assessment in force says.
    pub(super) fn assessed(&mut self, assessment: Option<&Assessment>) {
        self.key_player = assessment.is_some_and(|a| a.power >= 4 && a.interest >= 4);
        self.resistant = assessment.is_some_and(|a| a.current == Engagement::Resistant);
    }

    /// Whether any cap applies.
    fn applies(self, config: &HealthConfig) -> bool {
        let resistant = self.resistant && config.signals.contains(&Signal::Alignment);
        self.concerns > 0 || (self.key_player && (self.overdue > 0 || resistant))
    }

    /// The score with caps; `None` without evidence.
    pub(super) fn capped(self, config: &HealthConfig, total: &Total) -> Option<f64> {
        total.evidence.then(|| self.limited(config, total.score))
    }

    /// A score with caps.
    pub(super) fn limited(self, config: &HealthConfig, score: f64) -> f64 {
        if self.applies(config) { score.min(config.cap_limit) } else { score }
    }
}

/// The caps of one day, each a line of its own: the lowest binds, ties in the order of the rules, then by date
/// of what brings them; the others have 0 points. Source: docs/health-spec.md, "Caps".
pub(super) fn caps(
    config: &HealthConfig,
    held: Held,
    limits: &[Limit],
    ledger: &Ledger,
    assessment: Option<&Labelled<Assessment>>,
    (today, score): (Day, f64),
) -> Vec<Cap> {
    let mut active: Vec<&Limit> = limits
        .iter()
        .filter(|limit| limit.from <= today && today < limit.until && (!limit.overdue || held.key_player))
        .collect();
    active.sort_by_key(|limit| (limit.overdue, limit.from, limit.index));
    let cap = |rule, place, text| Cap { rule, limit: config.cap_limit, points: 0.0, place, text };
    let mut caps: Vec<Cap> = active
        .into_iter()
        .map(|limit| {
            if limit.overdue {
                let promise = &ledger.commitments[limit.index];
                let text = format!("Long overdue to a key player: {}", promise.text);
                cap("overdue-to-key-player", promise.place, text)
            } else {
                let feedback = &ledger.loops[limit.index].feedback;
                let text = format!("High-severity {} unanswered: {}", feedback.kind.as_str(), feedback.text);
                cap("open-concern", feedback.place, text)
            }
        })
        .collect();
    if held.key_player && held.resistant && config.signals.contains(&Signal::Alignment) {
        let place = assessment.map(|assessment| assessment.place).unwrap_or_default();
        caps.push(cap("resistant-key-player", place, "A key player is resistant".to_owned()));
    }
    if let Some(binding) = caps.first_mut() {
        binding.points = (binding.limit - score).min(0.0);
    }
    caps
}
