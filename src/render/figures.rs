//! Figures: fits the charts into pages. Takes a stakeholder's health, gives markup and the table beside it.

use serde::Serialize;

use super::site::Site;
use crate::assess::Health;
use crate::chart::{self, Chart, evidence};
use crate::register::Id;

/// Weeks shown.
const WEEKS: u32 = 52;

/// A chart with its caption and its numbers.
#[derive(Serialize)]
pub(super) struct Figure {
    finding: String,
    measure: String,
    html: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl From<Chart> for Figure {
    fn from(chart: Chart) -> Self {
        let html = lean(&chart.html());
        Self { finding: chart.finding, measure: chart.measure, html, head: chart.head, rows: chart.rows }
    }
}

/// The score over the last half year, for a cell.
pub(super) fn spark(site: &Site<'_>, id: &Id, health: &Health) -> String {
    let (talks, _) = evidence::touchpoints(site.register, site.assessed, id);
    lean(&chart::spark(&evidence::spark_input(health, &site.config.health, &talks)).svg)
}

/// Days since the last talk against the agreed gap, for a cell.
pub(super) fn gap(health: &Health) -> String {
    lean(&chart::gapbar(&evidence::gap_input(health)).svg)
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

/// A drawing without the colours it carries as attributes: in a page the stylesheet gives them by class, and
/// they are a fifth of its weight.
fn lean(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("=\"#") {
        let end = at + 3 + rest[at + 3..].find('"').map_or(rest.len() - at - 3, |i| i + 1);
        let start = [" fill", " stroke"].iter().find(|name| rest[..at].ends_with(*name)).map(|name| at - name.len());
        out.push_str(&rest[..start.unwrap_or(end)]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::lean;

    #[test]
    fn colours_go_and_all_else_stays() {
        let svg = "<use href=\"#a\"/><path d=\"M0 0\" fill=\"none\" stroke=\"#ddd6c7\" class=\"s-hair\"/><rect fill=\"#fff\"/>";
        assert_eq!(lean(svg), "<use href=\"#a\"/><path d=\"M0 0\" fill=\"none\" class=\"s-hair\"/><rect/>");
    }
}
