//! A stakeholder's page: verdict, evidence line by line, then everything on file. Each part is left out where this
//! edition has nothing for it.

use serde::Serialize;

use super::figures::{self, Figure};
use super::ledger::{self, Decided, Promises, Said};
use super::movement::{self, Moved};
use super::person::{self, Entry, Stand};
use super::prep;
use super::score::{self, Score};
use super::site::{Site, Status};
use super::talks::{self, Talks};
use super::templates::TemplateError;
use super::verdict::{self, Fact};
use crate::assess::movement::Movement;
use crate::register::Stakeholder;

const ROOT: &str = "../";

#[derive(Serialize)]
struct Page {
    name: String,
    role: Vec<String>,
    status: Option<Status>,
    verdict: String,
    facts: Vec<Fact>,
    prep: Option<String>,
    toc: Vec<(&'static str, &'static str)>,
    score: Option<Score>,
    moved: Option<Moved>,
    history: Option<Figure>,
    makeup: Option<Figure>,
    calendar: Option<Figure>,
    promises: Option<Promises>,
    feedback: Vec<Said>,
    decisions: Vec<Decided>,
    positions: Vec<Stand>,
    matters: Vec<Entry>,
    plan: Vec<Entry>,
    talks: Option<Talks>,
    empty: bool,
}

/// The page of one stakeholder, with why their score moved.
pub(super) fn page(site: &Site<'_>, s: &Stakeholder, movement: Option<&Movement>) -> Result<Vec<u8>, TemplateError> {
    let health = site.assessed.health.get(&s.id).filter(|_| site.scores);
    let nothing = crate::assess::Dealings::default();
    let dealings = site.assessed.ledger.dealings.get(&s.id).unwrap_or(&nothing);
    let (matters, plan) = person::about(site, s);
    let mut page = Page {
        name: s.name.clone(),
        role: role(site, s, health.and_then(verdict::quadrant)),
        status: health.map(|h| Status::of(h.band, h.stale)),
        verdict: health.map(|h| verdict::sentence(site, s, h)).unwrap_or_default(),
        facts: verdict::facts(site, s, health),
        prep: prep::path(site, &s.id).map(|path| format!("{ROOT}{path}")),
        toc: Vec::new(),
        score: health.map(|h| score::part(site, h, ROOT)),
        moved: health.zip(movement).and_then(|(h, m)| movement::part(site, h, m)),
        history: health.and_then(|h| figures::history(site, h)),
        makeup: health.filter(|h| site.has_number(h)).map(|h| figures::makeup(site, h)),
        calendar: health.and_then(|h| figures::calendar(site, h)),
        promises: ledger::promises(site, &s.id, dealings, ROOT),
        feedback: ledger::feedback(site, dealings, ROOT),
        decisions: ledger::decisions(site, &s.id, dealings, ROOT),
        positions: person::positions(site, s),
        matters,
        plan,
        talks: talks::part(site, s, ROOT),
        empty: false,
    };
    page.toc = [
        (page.score.is_some(), "score", "Score"),
        (page.moved.is_some(), "moved", "Why it moved"),
        (page.history.is_some(), "year", "52 weeks"),
        (page.calendar.is_some(), "rhythm", "Rhythm"),
        (page.promises.is_some(), "promises", "Promises"),
        (!page.feedback.is_empty(), "feedback", "Feedback"),
        (!page.decisions.is_empty(), "decisions", "Decisions"),
        (!page.positions.is_empty(), "positions", "Positions"),
        (!page.matters.is_empty(), "matters", "What matters"),
        (!page.plan.is_empty(), "plan", "Plan"),
        (page.talks.is_some(), "talks", "Touchpoints"),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, id, word)| (id, word))
    .collect();
    page.empty = page.toc.is_empty();
    site.page("stakeholder.html", &s.name, "register", ROOT, &page)
}

/// Title, organisation, kind, group and quadrant, as far as they are known.
fn role(site: &Site<'_>, s: &Stakeholder, quadrant: Option<String>) -> Vec<String> {
    let group = s.group.as_ref().and_then(|g| site.register.groups.get(&g.value)).map(|g| g.name.clone());
    let title = match (&s.title, &s.organisation) {
        (Some(title), Some(organisation)) => Some(format!("{}, {}", title.value, organisation.value)),
        (title, organisation) => title.as_ref().or(organisation.as_ref()).map(|t| t.value.clone()),
    };
    [title, Some(s.kind.as_str().to_owned()), group, quadrant].into_iter().flatten().collect()
}
