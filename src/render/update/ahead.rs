//! Parts 5 to 7: goals against their targets, milestones against the dates first said, the gravest risks.

use serde::Serialize;

use super::Brief;
use crate::assess::calibration;
use crate::assess::direction::{self, Course, Stage};
use crate::assess::figure::{figure, with_unit};
use crate::chart::{self, TrendInput};
use crate::register;
use crate::render::direction::{Stamp, standing};
use crate::render::rows::Markup;
use crate::render::site::Link;
use crate::render::{goals, milestones, risks, words};

/// The most goals, and milestones that slipped, on the page.
const GOALS: usize = 6;
const SLIPPED: usize = 6;
/// The next milestones, and the gravest risks.
const NEXT: usize = 3;
const RISKS: usize = 3;
/// Readings of a trend.
const READINGS: usize = 24;
/// Fewer forecasts put to the test than this say nothing of the next one.
const FORECASTS: usize = 8;

#[derive(Serialize)]
pub(super) struct Goal {
    company: Option<String>,
    title: String,
    metric: Option<String>,
    baseline: Option<String>,
    trend: Markup,
    now: Option<String>,
    /// Against the reading before.
    course: Option<Stamp>,
    /// That the target was made easier since the update before.
    eased: Option<Stamp>,
    target: Option<String>,
    stand: Option<Stamp>,
}

pub(super) fn goals(brief: &Brief<'_>) -> (Vec<Goal>, usize) {
    let mut all: Vec<&register::Goal> = brief.register.goals.values().collect();
    all.sort_by_key(|g| (g.strategic_goal.as_ref().map(|s| s.value.as_str()), g.id.as_str()));
    let shown = all.iter().take(GOALS).map(|g| goal(brief, g)).collect();
    (shown, all.len().saturating_sub(GOALS))
}

fn goal(brief: &Brief<'_>, g: &register::Goal) -> Goal {
    let progress = direction::progress(g, brief.as_of);
    let metric = g.metric.as_ref().map(|m| &m.value);
    let unit = metric.and_then(|m| m.unit.as_deref());
    let latest = progress.as_ref().and_then(|p| p.latest);
    let target = progress.as_ref().and_then(|p| p.target).map(|t| t.1);
    let due = metric.and_then(|m| m.due).map_or_else(String::new, |d| format!(" by {}", words::short(d, brief.as_of)));
    let eased = progress.as_ref().filter(|p| p.eased > 0).and_then(|p| p.hardest);
    let eased = eased.map_or_else(String::new, |hardest| format!(", eased from {}", figure(hardest)));
    let readings: Vec<_> = g.readings.iter().map(|r| (r.value.date, r.value.value.0)).collect();
    let readings = readings[readings.len().saturating_sub(READINGS)..].to_vec();
    let said = match (readings.first(), readings.last()) {
        (Some(first), Some(last)) => format!("{} to {}", with_unit(first.1, unit), with_unit(last.1, unit)),
        _ => String::new(),
    };
    let course = progress.as_ref().and_then(|p| p.course).map(|course| match course {
        Course::Better => Stamp::new("ok", "m-ok", "better"),
        Course::Same => Stamp::new("", "m-bar", "unchanged"),
        Course::Worse => Stamp::new("risk", "m-risk", "worse"),
    });
    Goal {
        company: g.strategic_goal.as_ref().map(|s| s.value.clone()),
        title: g.title.clone(),
        metric: metric.map(|m| m.name.clone()),
        baseline: metric.and_then(|m| m.baseline).map(|b| with_unit(b.0, unit)),
        trend: chart::trend(&TrendInput { readings, target, text: said }).svg.into(),
        now: latest.map(|(_, value)| with_unit(value, unit)),
        course,
        eased: direction::eased(g, brief.since()).map(|(on, before, _)| {
            let on = words::short(on, brief.as_of);
            Stamp::new("watch", "m-watch", format!("target eased {on} from {}: no progress", figure(before)))
        }),
        target: target.map(|t| format!("{}{due}{eased}", with_unit(t, unit))),
        stand: progress.as_ref().map(goals::stand),
    }
}

#[derive(Serialize)]
pub(in crate::render) struct Milestones {
    record: String,
    rows: Vec<Milestone>,
    more: usize,
    /// The same ones, for a chart.
    #[serde(skip)]
    pub(in crate::render) slips: Vec<chart::SlipRow>,
}

#[derive(Serialize)]
struct Milestone {
    title: String,
    owner: Option<Link>,
    baseline: words::Day,
    forecast: words::Day,
    standing: Stamp,
    likely: Option<String>,
}

/// The next three, and every one that slipped or is overdue; after that the ones done since the update before.
pub(super) fn milestones(brief: &Brief<'_>) -> Milestones {
    let as_of = brief.as_of;
    let mut open: Vec<&register::Milestone> =
        brief.register.milestones.values().filter(|m| direction::stage(m, as_of) != Stage::Done).collect();
    open.sort_by_key(|m| (direction::forecast(m), m.id.as_str()));
    let later = open.split_off(NEXT.min(open.len()));
    let mut slipped: Vec<_> = later.into_iter().filter(|m| direction::slips(m) > 0).collect();
    let more = slipped.len().saturating_sub(SLIPPED);
    slipped.truncate(SLIPPED);
    let since = brief.since();
    let done = brief.register.milestones.values().filter(|m| m.done.as_ref().is_some_and(|d| d.value > since));
    let record = calibration::calibration(brief.register.milestones.values(), as_of);
    let row = |m: &register::Milestone| Milestone {
        title: m.title.clone(),
        owner: m.owner.as_ref().and_then(|id| brief.person(id)),
        baseline: words::Day::short(m.baseline_date, as_of),
        forecast: words::Day::short(m.done.as_ref().map_or_else(|| direction::forecast(m), |d| d.value), as_of),
        standing: standing(m, as_of),
        likely: record.likely(m, as_of).and_then(|l| {
            let to = l.to.filter(|_| !l.is_untested)?;
            Some(format!("{} to {}", words::short(l.from, as_of), words::short(to, as_of)))
        }),
    };
    let shown: Vec<&register::Milestone> = open.into_iter().chain(slipped).chain(done).collect();
    let slips = shown.iter().map(|m| milestones::slip_row(m, &record, as_of)).collect();
    Milestones { record: said(&record), rows: shown.into_iter().map(row).collect(), more, slips }
}

/// How far our dates have been off.
fn said(record: &calibration::Calibration) -> String {
    let tested = record.claims.iter().filter(|c| c.is_done).count();
    match record.band.and_then(|b| b.median) {
        _ if tested < FORECASTS => {
            format!(
                "Too few of our dates have come true or false to say how far they are off ({tested} of {FORECASTS})."
            )
        }
        Some(median) => format!("Half of our last {tested} dates came {} or earlier.", chart::off(median)),
        None => format!("{tested} of our dates have been put to the test; too many aren't done to name a middle."),
    }
}

#[derive(Serialize)]
pub(super) struct Risk {
    event: String,
    effect: Option<String>,
    exposure: u8,
    class: &'static str,
    mark: &'static str,
    path: Option<String>,
    owner: Option<Link>,
    by: Option<words::Day>,
    past: bool,
}

pub(super) fn risks(brief: &Brief<'_>) -> (Vec<Risk>, usize) {
    let mut open: Vec<&register::Risk> = brief.register.risks.values().filter(|r| r.closed.is_none()).collect();
    open.sort_by_key(|r| (std::cmp::Reverse(risks::exposure(r)), r.opened, r.id.as_str()));
    let row = |r: &&register::Risk| {
        let exposure = risks::exposure(r);
        let (class, mark) = match exposure {
            15.. => ("risk", "m-risk"),
            8..15 => ("watch", "m-watch"),
            1..8 => ("ok", "m-ok"),
            0 => ("none", "m-none"),
        };
        let review = r.review_by.as_ref().map(|d| d.value);
        Risk {
            event: words::sentence(&r.event),
            effect: r.effect.as_ref().map(|e| super::full(&e.value)),
            exposure,
            class,
            mark,
            path: r.path_to_green.as_ref().map(|p| super::full(&p.value)),
            owner: r.owner.as_ref().and_then(|id| brief.person(id)),
            by: review.map(|d| words::Day::short(d, brief.as_of)),
            past: review.is_some_and(|d| d < brief.as_of),
        }
    };
    (open.iter().take(RISKS).map(row).collect(), open.len().saturating_sub(RISKS))
}
