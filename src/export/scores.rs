//! Tables of scores, for an edition that has them: everyone's health, and its weeks.

use super::table::{Rows, Table};
use crate::assess::{Assessed, Quadrant, Trend};
use crate::register::Band;

/// Their names.
pub(super) const NAMES: [&str; 3] = ["health", "weeks", "contributions"];
const SIGNALS: &[&str] = &["cadence", "reliability", "feedback", "involvement", "attendance", "sentiment", "alignment"];
const TRENDS: &[&str] = &["up", "down", "steady"];
const QUADRANTS: &[&str] = &["manage-closely", "keep-satisfied", "keep-informed", "monitor"];

/// Of an edition with scores.
pub(super) fn tables(assessed: &Assessed) -> Vec<Table> {
    vec![health(assessed), weeks(assessed), contributions(assessed)]
}

fn health(assessed: &Assessed) -> Table {
    let trend = |trend: Trend| match trend {
        Trend::Up => "up",
        Trend::Down => "down",
        Trend::Steady => "steady",
    };
    let quadrant = |quadrant: Quadrant| match quadrant {
        Quadrant::ManageClosely => "manage-closely",
        Quadrant::KeepSatisfied => "keep-satisfied",
        Quadrant::KeepInformed => "keep-informed",
        Quadrant::Monitor => "monitor",
    };
    let all = assessed.order.iter().filter_map(|id| assessed.health.get(id));
    Rows::of("health", "Somebody's health as of the date, in the order of attention.", all)
        .id("stakeholder", "Who.", |h| Some(&h.id))
        .always()
        .number("score", "0 to 100; none without any evidence.", |h| h.score)
        .number("confidence", "0 to 1; below 0.4 no page shows the score.", |h| Some(h.confidence))
        .always()
        .word("band", "The band shown.", Band::WORDS, |h| Some(h.band.as_str()))
        .always()
        .word("computed_band", "The band computed, whatever is set by hand.", Band::WORDS, |h| {
            Some(h.computed_band.as_str())
        })
        .always()
        .boolean("stale", "At risk on evidence too thin by now.", |h| Some(h.stale))
        .always()
        .word("trend", "Direction over four weeks.", TRENDS, |h| h.trend.map(trend))
        .number("change", "Points against four weeks before.", |h| h.change)
        .integer("power", "1 to 5.", |h| h.power_interest.map(|(power, _)| power.into()))
        .integer("interest", "1 to 5.", |h| h.power_interest.map(|(_, interest)| interest.into()))
        .word("quadrant", "Of power and interest.", QUADRANTS, |h| h.quadrant.map(quadrant))
        .number("attention", "0 to 1; none after leaving.", |h| h.attention)
        .number("baseline", "What the score starts from.", |h| Some(h.baseline))
        .always()
        .done()
}

fn weeks(assessed: &Assessed) -> Table {
    let all = assessed.order.iter().filter_map(|id| assessed.health.get(id));
    let all = all.flat_map(|h| h.history.iter().map(move |week| (&h.id, week)));
    Rows::of("weeks", "Somebody's health on a Monday since there is evidence, and on the as-of date.", all)
        .id("stakeholder", "Who.", |(id, _)| Some(id))
        .always()
        .date("date", "The Monday, or the as-of date.", |(_, w)| Some(w.date))
        .always()
        .number("score", "0 to 100; none without any evidence.", |(_, w)| w.score)
        .number("confidence", "0 to 1.", |(_, w)| Some(w.confidence))
        .always()
        .word("band", "The computed band.", Band::WORDS, |(_, w)| Some(w.band.as_str()))
        .always()
        .boolean("stale", "At risk on evidence too thin by then.", |(_, w)| Some(w.stale))
        .always()
        .done()
}

fn contributions(assessed: &Assessed) -> Table {
    let all = assessed.order.iter().filter_map(|id| assessed.health.get(id));
    let all = all.flat_map(|h| h.contributions.iter().map(move |c| (&h.id, c)));
    Rows::of("contributions", "What an item of evidence adds to a score as of the date.", all)
        .id("stakeholder", "Whose.", |(id, _)| Some(id))
        .always()
        .date("date", "Of the item.", |(_, c)| Some(c.date))
        .always()
        .word("signal", "Which signal.", SIGNALS, |(_, c)| Some(c.signal.as_str()))
        .always()
        .number("value", "0 to 1.", |(_, c)| Some(c.value))
        .always()
        .number("points", "Points added to the baseline.", |(_, c)| Some(c.points))
        .always()
        .text("text", "In words.", |(_, c)| Some(&c.text))
        .always()
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_its_word() {
        assert_eq!(SIGNALS, crate::config::Signal::ALL.map(crate::config::Signal::as_str));
    }
}
