//! From a stakeholder's health to what the charts are drawn from, so that every value equals the model's.

use jiff::civil::Date;

use super::{CalendarInput, HistoryInput, MakeupInput, Mark, Row, Sign, SparkInput, Thresholds};
use crate::assess::{Assessed, Contribution, Health};
use crate::chart::GapInput;
use crate::config::{HealthConfig, Signal};
use crate::register::{Band, Id, Register};

impl From<&HealthConfig> for Thresholds {
    fn from(config: &HealthConfig) -> Self {
        Self {
            healthy_from: config.healthy_from,
            healthy_until: config.healthy_until,
            at_risk_below: config.at_risk_below,
            at_risk_until: config.at_risk_until,
        }
    }
}

/// Dates of touchpoints up to the as-of date, rising: (both ways, one way).
pub fn touchpoints(register: &Register, assessed: &Assessed, id: &Id) -> (Vec<Date>, Vec<Date>) {
    let (mut talks, mut messages) = (Vec::new(), Vec::new());
    let notes = assessed.ledger.dealings.get(id).map(|d| d.touchpoints.as_slice()).unwrap_or_default();
    for note in notes.iter().filter_map(|i| register.notes.get(*i)) {
        let Some(date) = note.date.filter(|d| *d <= assessed.as_of) else { continue };
        if note.two_way { &mut talks } else { &mut messages }.push(date);
    }
    talks.sort_unstable();
    messages.sort_unstable();
    (talks, messages)
}

/// Pauses of a stakeholder and for everyone.
pub fn pauses(register: &Register, id: &Id) -> Vec<(Date, Date)> {
    let own = register.stakeholders.get(id).map(|s| s.pauses.as_slice()).unwrap_or_default();
    own.iter().map(|p| &p.value).chain(&register.pauses).map(|p| (p.from, p.to)).collect()
}

/// The mark of a piece of evidence; the state of the cadence has none, its talks are marked.
fn mark(item: &Contribution) -> Option<Mark> {
    let row = match item.signal {
        Signal::Reliability => Row::Promises,
        Signal::Feedback => Row::Feedback,
        Signal::Involvement => Row::Decisions,
        Signal::Attendance => Row::Attendance,
        Signal::Sentiment => Row::Mood,
        Signal::Cadence | Signal::Alignment => return None,
    };
    let sign = match row {
        Row::Mood if item.value > 0.5 => Sign::Kept,
        Row::Mood if item.value < 0.5 => Sign::Overdue,
        Row::Mood => Sign::Late,
        _ if item.value >= 1.0 => Sign::Kept,
        _ if item.value <= 0.0 => Sign::Overdue,
        _ => Sign::Late,
    };
    Some(Mark { date: item.date, row, sign })
}

/// History of a stakeholder over `shown` weeks.
pub fn history_input<'a>(
    register: &Register,
    assessed: &Assessed,
    health: &'a Health,
    config: &HealthConfig,
    shown: u32,
) -> HistoryInput<'a> {
    let (talks, messages) = touchpoints(register, assessed, &health.id);
    let talk = |sign| move |date| Mark { date, row: Row::Talks, sign };
    let mut marks: Vec<Mark> = talks.into_iter().map(talk(Sign::Talk)).collect();
    marks.extend(messages.into_iter().map(talk(Sign::Message)));
    marks.extend(health.contributions.iter().filter_map(mark));
    let mut rows = vec![Row::Talks];
    rows.extend(config.signals.iter().filter_map(|s| match s {
        Signal::Reliability => Some(Row::Promises),
        Signal::Feedback => Some(Row::Feedback),
        Signal::Involvement => Some(Row::Decisions),
        Signal::Attendance => Some(Row::Attendance),
        Signal::Sentiment => Some(Row::Mood),
        Signal::Cadence | Signal::Alignment => None,
    }));
    rows.sort_unstable();
    rows.dedup();
    HistoryInput {
        weeks: &health.history,
        shown,
        thresholds: config.into(),
        set_by_hand: set_by_hand(health),
        rows,
        marks,
        pauses: pauses(register, &health.id),
    }
}

fn set_by_hand(health: &Health) -> Option<(Band, Date)> {
    let until = health.overridden.as_ref()?.value.until;
    (health.band != health.computed_band).then_some((health.band, until))
}

/// Make-up of a stakeholder's score.
pub fn makeup_input(health: &Health, config: &HealthConfig) -> MakeupInput {
    let of = |signal: Signal| health.contributions.iter().filter(move |c| c.signal == signal);
    MakeupInput {
        baseline: health.baseline,
        signals: config.signals.iter().map(|s| (*s, of(*s).map(|c| c.points).sum(), of(*s).count())).collect(),
        caps: (!health.caps.is_empty()).then(|| health.caps.iter().map(|c| c.points).sum()),
        score: health.score,
        band: health.computed_band,
        set_by_hand: set_by_hand(health),
        stale: health.stale,
        thresholds: config.into(),
    }
}

/// Touchpoint calendar of a stakeholder over `shown` weeks, up to the last day of their history.
pub fn calendar_input(register: &Register, assessed: &Assessed, health: &Health, shown: u32) -> CalendarInput {
    let (talks, messages) = touchpoints(register, assessed, &health.id);
    let planned = register.stakeholders.get(&health.id).map(|s| s.planned.as_slice()).unwrap_or_default();
    CalendarInput {
        as_of: health.history.last().map_or(assessed.as_of, |w| w.date),
        cadence_days: health.rhythm.cadence_days,
        max_gap_days: health.rhythm.max_gap_days,
        talks,
        messages,
        planned: planned.iter().map(|p| p.value.on).collect(),
        pauses: pauses(register, &health.id),
        shown,
    }
}

/// The register's sparkline of a stakeholder, of 26 weeks; `touchpoints` are their dates, rising.
pub fn spark_input<'a>(health: &'a Health, touchpoints: &'a [Date]) -> SparkInput<'a> {
    SparkInput { weeks: &health.history, shown: 26, touchpoints }
}

/// Last contact of a stakeholder.
pub fn gap_input(health: &Health) -> GapInput {
    let rhythm = &health.rhythm;
    GapInput { age: rhythm.age, cadence_days: rhythm.cadence_days, max_gap_days: rhythm.max_gap_days }
}
