//! Parts 10 and 11: what is declassified of engagement, and how the reader can know: where the claimed status and the
//! records disagree, what the page is computed from. The claim is the writer's; the records have no opinion of it.

use serde::Serialize;

use super::Brief;
use crate::assess::Fate;
use crate::assess::direction::{self, Course, Stage, Stand};
use crate::register::{self, Status};
use crate::render::direction::{Stamp, light};
use crate::render::site::Site;
use crate::render::{goals, words};

/// The most reasons named beside the headline.
const REASONS: usize = 3;

/// What the records say against the claim.
#[derive(Serialize)]
pub(super) struct Contrary {
    records: Stamp,
    reasons: Vec<String>,
}

/// What the records say of the whole, and why: red where a milestone's or a goal's day has passed, amber where a date
/// slipped, a reading fell, an ask or a promise of an update is past its day.
fn records(brief: &Brief<'_>) -> (Status, Vec<String>) {
    let as_of = brief.as_of;
    let mut reasons: Vec<(Status, String)> = Vec::new();
    for m in brief.register.milestones.values().filter(|m| direction::stage(m, as_of) == Stage::Overdue) {
        let late = words::days_between(direction::forecast(m), as_of);
        reasons.push((Status::Red, format!("{} is {} overdue", m.title, words::days(late))));
    }
    for (g, p) in brief.register.goals.values().filter_map(|g| Some((g, direction::progress(g, as_of)?))) {
        match (p.stand, p.course) {
            (Stand::Missed, _) => reasons.push((Status::Red, format!("{} missed its day", g.title))),
            (Stand::Backwards, _) => {
                reasons.push((Status::Red, format!("{} is further off than at the start", g.title)));
            }
            (Stand::Met, _) => {}
            (_, Some(Course::Worse)) => {
                reasons.push((Status::Amber, format!("the last reading of {} went the wrong way", g.title)));
            }
            _ => {}
        }
    }
    let since = brief.since();
    for m in brief.register.milestones.values().filter(|m| direction::stage(m, as_of) == Stage::Open) {
        let steps = direction::steps(m);
        if steps.iter().any(|s| s.moved > 0 && s.on.is_some_and(|on| on > since)) {
            reasons.push((Status::Amber, format!("{} slipped", m.title)));
        }
    }
    let asks = brief.register.updates.iter().flat_map(|u| &u.asks).map(|a| &a.value);
    for ask in asks.filter(|a| a.answered.is_none() && a.withdrawn.is_none() && a.needed_by < as_of) {
        let late = words::days_between(ask.needed_by, as_of);
        reasons.push((Status::Amber, format!("an ask is {} past its day: {}", words::days(late), ask.what)));
    }
    let files: Vec<_> = brief.register.updates.iter().map(|u| u.place.file).collect();
    let missed =
        brief.assessed.ledger.commitments.iter().filter(|c| c.fate == Fate::Overdue && files.contains(&c.place.file));
    let missed = missed.count();
    if missed > 0 {
        reasons.push((
            Status::Amber,
            format!("{} late", words::counted(missed, "promise of an update is", "promises of updates are")),
        ));
    }
    reasons.sort_by_key(|(status, _)| rank(*status));
    let worst = reasons.first().map_or(Status::Green, |(status, _)| *status);
    (worst, reasons.into_iter().filter(|(status, _)| *status == worst).map(|(_, why)| why).collect())
}

fn rank(status: Status) -> u8 {
    match status {
        Status::Red => 0,
        Status::Amber => 1,
        Status::Green => 2,
    }
}

/// The watermelon check: what is claimed to be better than the records say.
pub(super) fn contrary(brief: &Brief<'_>) -> Option<Contrary> {
    let claimed = brief.update.status_reported.as_ref()?.value;
    let (worst, mut reasons) = records(brief);
    let more = reasons.len().saturating_sub(REASONS);
    reasons.truncate(REASONS);
    if more > 0 {
        reasons.push(format!("{more} more"));
    }
    (rank(worst) < rank(claimed)).then(|| Contrary { records: light(worst), reasons })
}

/// What is declassified of engagement.
#[derive(Serialize)]
pub(super) struct Engagement {
    said: Vec<String>,
}

pub(super) fn engagement(site: &Site<'_>, brief: &Brief<'_>) -> Option<Engagement> {
    let said = site.assessed.declassified.get(&brief.update.date)?.sentences();
    (!said.is_empty()).then_some(Engagement { said })
}

/// How the reader can know.
#[derive(Serialize)]
pub(super) struct Evidence {
    /// What the page is computed from.
    from: String,
    /// Where a claim and the records disagree.
    differ: Vec<String>,
    method: String,
}

pub(super) fn evidence(brief: &Brief<'_>) -> Evidence {
    let register = brief.register;
    let count = |n, one, many| words::count(n, one, many);
    let from = words::join(&[
        count(register.goals.len(), "goal", "goals"),
        count(register.milestones.len(), "milestone", "milestones"),
        count(register.decisions.len(), "decision", "decisions"),
        count(register.risks.len(), "risk", "risks"),
        count(register.updates.len(), "update", "updates"),
    ]);
    Evidence { from, differ: differ(brief), method: format!("{}method.html", brief.root) }
}

fn differ(brief: &Brief<'_>) -> Vec<String> {
    let goal = |g: &register::Goal| {
        let progress = direction::progress(g, brief.as_of)?;
        Some(format!("{}: {}", g.title, goals::differs(g, &progress)?))
    };
    let milestone = |m: &register::Milestone| {
        let claimed = m.status_reported.last()?.value.1;
        let late = direction::stage(m, brief.as_of) == Stage::Overdue;
        (late && claimed != Status::Red).then(|| {
            let days = words::days_between(direction::forecast(m), brief.as_of);
            format!("{}: Claimed {}, and {} past its date.", m.title, claimed.as_str(), words::days(days))
        })
    };
    let goals = brief.register.goals.values().filter_map(goal);
    goals.chain(brief.register.milestones.values().filter_map(milestone)).collect()
}
