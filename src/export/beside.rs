//! Tables beside a site's pages: which belong to which kind of page, and their files.

use std::collections::BTreeSet;

use super::{csv, tables};
use crate::assess::Assessed;
use crate::config::Page;
use crate::register::Register;

/// Where they lie in a site.
pub(crate) const FOLDER: &str = "data";

/// The tables beside a kind of page, by name; none of scores where an edition has none.
pub(crate) fn of(page: Page, scores: bool) -> impl Iterator<Item = &'static str> {
    let names: &[&str] = match page {
        Page::Update => &["updates", "asks"],
        Page::Register => &["stakeholders", "groups"],
        Page::Map | Page::Engagement => &["assessments"],
        Page::Portfolio => &["health", "weeks", "contributions", "pulses"],
        Page::Pulse => &["pulses"],
        Page::Due => &["stakeholders", "planned"],
        Page::Promises => &["promises"],
        Page::Feedback => &["feedback"],
        Page::Expectations => &["expectations"],
        Page::Goals => &["goals", "targets", "readings", "statuses"],
        Page::Milestones => &["milestones", "forecasts", "affected", "statuses"],
        Page::Decisions => &["decisions"],
        Page::Positions => &["positions"],
        Page::Risks => &["risks", "risk-readings"],
        Page::Meetings => &["touchpoints", "attendance"],
        Page::Stakeholders | Page::Plan | Page::Prep | Page::Search => &[],
    };
    names.iter().copied().filter(move |name| scores || !super::of_scores(name))
}

/// The tables beside these pages: path below the site's root, and bytes.
pub(crate) fn files(
    register: &Register,
    assessed: &Assessed,
    scores: bool,
    pages: impl Iterator<Item = Page>,
) -> impl Iterator<Item = (String, Vec<u8>)> {
    let wanted: BTreeSet<&str> = pages.flat_map(|page| of(page, scores)).collect();
    let mut tables = tables(register, assessed, scores);
    tables.retain(|table| wanted.contains(table.name));
    csv::files(&tables, false).into_iter().map(|(name, bytes)| (format!("{FOLDER}/{name}"), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HealthConfig;

    #[test]
    fn every_name_is_a_table() {
        let register = Register::default();
        let assessed = crate::assess::assess(&register, &HealthConfig::default(), jiff::civil::date(2026, 11, 1), true);
        let tables = tables(&register, &assessed, true);
        for page in Page::ALL {
            for name in of(page, true) {
                assert!(tables.iter().any(|table| table.name == name), "{name}");
            }
        }
    }
}
