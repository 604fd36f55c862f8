//! What a gate may stop that nobody wrote wrong: somebody not met for too long, somebody to manage closely whose
//! relationship is at risk, a mail that is too heavy.

use jiff::civil::Date;

use super::finding::{self, Finding, Level};
use crate::Workspace;
use crate::assess::{Health, Quadrant, assess};
use crate::register::{Audience, Band, Stakeholder};
use crate::restrict;
use crate::source::Columns;

pub(super) const STALE_COVERAGE: &str = "stale-coverage";
pub(super) const KEY_PLAYER_AT_RISK: &str = "key-player-at-risk";
pub(super) const MAIL_SIZE: &str = "mail-size";

/// Everybody whose longest acceptable gap between talks has passed, as of a date.
pub fn stale_coverage(workspace: &Workspace, as_of: Date, audience: Audience) -> Vec<Finding> {
    found(workspace, as_of, audience, STALE_COVERAGE, |who, health| {
        let (age, longest) = (health.rhythm.age?, health.rhythm.max_gap_days);
        let message =
            format!("nobody has talked with {} for {age} days, and {longest} are the longest agreed", who.name);
        (age > longest).then_some((message, "plan a talk, or agree on another rhythm in `[plan]`"))
    })
}

/// Everybody to manage closely whose relationship is at risk, as of a date.
pub fn key_players_at_risk(workspace: &Workspace, as_of: Date, audience: Audience) -> Vec<Finding> {
    found(workspace, as_of, audience, KEY_PLAYER_AT_RISK, |who, health| {
        let is_key = health.quadrant == Some(Quadrant::ManageClosely) && health.attention.is_some();
        let message = format!("the relationship with {} is at risk", who.name);
        (is_key && health.band == Band::AtRisk)
            .then_some((message, "see `rapporteur explain` for the lines and what would help"))
    })
}

/// A mail that is heavier than a limit, in bytes of its HTML.
pub fn mail_size(name: &str, bytes: usize, limit: usize) -> Option<Finding> {
    let message = format!("the mail `{name}` weighs {bytes} bytes as HTML; some clients cut it off past {limit}");
    (bytes > limit).then(|| Finding::of_all((MAIL_SIZE, Level::Warning), (message, "shorten the update".to_owned())))
}

fn found(
    workspace: &Workspace,
    as_of: Date,
    audience: Audience,
    code: &'static str,
    of: impl Fn(&Stakeholder, &Health) -> Option<(String, &'static str)>,
) -> Vec<Finding> {
    let register = restrict::restrict(&workspace.register, Audience::Pm, as_of);
    let assessed = assess(&register, &workspace.config.health, as_of, true);
    let current = register.stakeholders.values().filter(|who| who.left_on.is_none());
    let mut columns = Columns::default();
    let found = current.filter_map(|who| {
        let (message, hint) = of(who, assessed.health.get(&who.id)?)?;
        // Where it is written, by the files of the workspace.
        let place = workspace.register.stakeholders.get(&who.id).map(|who| who.place);
        Some(Finding::new(workspace, (code, Level::Warning), place, (message, Some(hint.to_owned())), &mut columns))
    });
    finding::standing(found.collect(), audience)
}
