//! Attention: takes power, interest and score, gives quadrant, attention and the order of stakeholders.

use std::collections::BTreeMap;

use super::{Health, Quadrant};
use crate::register::{Id, Register};

/// High power or interest, of 5. Source: A. Mendelow's power/interest grid (1991), on a scale of five.
const HIGH: u8 = 4;

/// Power and interest of people nobody has assessed: the middle.
const UNASSESSED: (u8, u8) = (3, 3);

/// The quadrant of (power, interest).
pub fn quadrant((power, interest): (u8, u8)) -> Quadrant {
    match (power >= HIGH, interest >= HIGH) {
        (true, true) => Quadrant::ManageClosely,
        (true, false) => Quadrant::KeepSatisfied,
        (false, true) => Quadrant::KeepInformed,
        (false, false) => Quadrant::Monitor,
    }
}

/// (power * interest / 25) * (1 - S / 100).
pub fn attention(power_interest: Option<(u8, u8)>, score: f64) -> f64 {
    let (power, interest) = power_interest.unwrap_or(UNASSESSED);
    f64::from(power) * f64::from(interest) / 25.0 * (1.0 - score / 100.0)
}

/// Most attention first, those who left last; without scores by name. Equals by name, then id.
pub(super) fn order(register: &Register, health: &BTreeMap<Id, Health>) -> Vec<Id> {
    let name = |id: &Id| register.stakeholders.get(id).map(|who| who.name.to_lowercase());
    let attention = |id: &Id| health.get(id).and_then(|health| health.attention).unwrap_or(-1.0);
    let mut keyed: Vec<_> = register.stakeholders.keys().map(|id| (attention(id), name(id), id)).collect();
    keyed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2))));
    keyed.into_iter().map(|(_, _, id)| id.clone()).collect()
}
