//! Figures: fits the charts into pages. Takes a stakeholder's health, gives markup and the table beside it.

use serde::Serialize;

use super::rows;
use super::rows::Markup;
use super::site::Site;
use crate::assess::Health;
use crate::chart::{self, Chart, ClosingInput, KeptInput, evidence};
use crate::register::Id;

/// Months shown of promises and answers.
const MONTHS: u32 = 12;
/// Weeks shown.
const WEEKS: u32 = 52;

/// A chart with its caption and its numbers.
#[derive(Serialize)]
pub(super) struct Figure {
    finding: String,
    measure: String,
    html: Markup,
    head: Vec<String>,
    /// Rows of the table, as markup.
    rows: Markup,
}

impl From<Chart> for Figure {
    fn from(chart: Chart) -> Self {
        let html = chart.html();
        Self {
            finding: chart.finding,
            measure: chart.measure,
            html: html.into(),
            head: chart.head,
            rows: rows::plain(&chart.rows).into(),
        }
    }
}

/// Promises kept, by the month they were due.
pub(super) fn kept(site: &Site<'_>) -> Option<Figure> {
    let promises = &site.assessed.ledger.commitments;
    let input = KeptInput::of(site.register, promises, site.assessed.as_of, MONTHS);
    Some(chart::kept_by_month(&input, "kept")).filter(|c| !c.rows.is_empty()).map(Into::into)
}

/// How long answers to feedback took.
pub(super) fn closing(site: &Site<'_>) -> Option<Figure> {
    let loops = &site.assessed.ledger.loops;
    let input = ClosingInput::of(loops, site.assessed.as_of, MONTHS, site.claims_absence);
    Some(chart::closing(&input, "closing")).filter(|c| !c.rows.is_empty()).map(Into::into)
}

/// The score over the last half year, for a cell.
pub(super) fn spark(site: &Site<'_>, id: &Id, health: &Health) -> String {
    let (talks, _) = evidence::touchpoints(site.register, site.assessed, id);
    chart::spark(&evidence::spark_input(health, &talks)).svg
}

/// What all sparklines share, for the page's sprite.
pub(super) fn spark_base(site: &Site<'_>) -> String {
    chart::spark_base(site.config.health.healthy_from)
}

/// Days since the last talk against the agreed gap, for a cell.
pub(super) fn gap(health: &Health) -> String {
    chart::gapbar(&evidence::gap_input(health)).svg
}

/// Score, evidence and bands by week.
pub(super) fn history(site: &Site<'_>, health: &Health) -> Option<Figure> {
    let enough = site.config.health.enough;
    // Too thin now, and thin or empty all along: there is no line to draw.
    if !health.history.iter().any(|w| w.score.is_some() && super::site::rounded(w.confidence) >= enough) {
        return None;
    }
    let input = evidence::history_input(site.register, site.assessed, health, &site.config.health, WEEKS);
    Some(chart::history(&input, "history").into())
}

/// What the score is made of.
pub(super) fn makeup(site: &Site<'_>, health: &Health) -> Figure {
    chart::makeup(&evidence::makeup_input(health, &site.config.health), "makeup").into()
}

/// Touchpoints against the agreed rhythm.
pub(super) fn calendar(site: &Site<'_>, health: &Health) -> Option<Figure> {
    health.rhythm.last?;
    let input = evidence::calendar_input(site.register, site.assessed, health, WEEKS);
    Some(chart::calendar(&input, "calendar").into())
}
