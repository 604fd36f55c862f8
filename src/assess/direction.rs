//! Direction: takes goals and milestones, gives how often a date moved, what is forecast now, and how far a goal has
//! come. Progress is measured against the hardest target ever set, so that easing a target never looks like
//! progress. Pure; leaves words to the pages.

use jiff::civil::Date;

use super::calendar::day;
use crate::register::{Direction, Goal, Metric, Milestone};

/// A date said for a milestone: its baseline or a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The day it was made; `None` for the baseline, whose day is not on file.
    pub on: Option<Date>,
    /// The day said.
    pub date: Date,
    /// Days later than the date said before; negative when brought forward, 0 for the baseline.
    pub moved: i64,
    /// Days later than the baseline.
    pub whole: i64,
    /// Why, where it is said.
    pub reason: Option<String>,
}

/// Where a milestone stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Not done, its forecast passed.
    Overdue,
    /// Not done, its forecast is the day or later.
    Open,
    /// Done.
    Done,
}

/// The baseline, then each forecast by the day it was made.
pub fn steps(milestone: &Milestone) -> Vec<Step> {
    let baseline = milestone.baseline_date;
    let first = Step { on: None, date: baseline, moved: 0, whole: 0, reason: None };
    let mut before = baseline;
    let forecasts = milestone.forecasts.iter().map(|f| {
        let f = &f.value;
        let moved = day(f.date) - day(before);
        before = f.date;
        let whole = day(f.date) - day(baseline);
        Step { on: Some(f.on), date: f.date, moved, whole, reason: f.reason.clone() }
    });
    std::iter::once(first).chain(forecasts).collect()
}

/// The date in force: the last forecast, else the baseline.
pub fn forecast(milestone: &Milestone) -> Date {
    milestone.forecasts.last().map_or(milestone.baseline_date, |f| f.value.date)
}

/// How often the date was moved later.
pub fn slips(milestone: &Milestone) -> usize {
    steps(milestone).iter().filter(|s| s.moved > 0).count()
}

/// Days from the baseline to the day done, else to the date in force; negative when earlier.
pub fn late(milestone: &Milestone) -> i64 {
    let end = milestone.done.as_ref().map_or_else(|| forecast(milestone), |d| d.value);
    day(end) - day(milestone.baseline_date)
}

/// Where a milestone stands.
pub fn stage(milestone: &Milestone, as_of: Date) -> Stage {
    match &milestone.done {
        Some(_) => Stage::Done,
        None if forecast(milestone) < as_of => Stage::Overdue,
        None => Stage::Open,
    }
}

/// How a goal stands against the straight path from its baseline to its hardest target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// No reading yet, or no baseline to measure from.
    Unmeasured,
    /// No target was set.
    NoTarget,
    /// The hardest target is reached.
    Met,
    /// The target in force is reached, but it was eased.
    MetEased,
    /// As far as the path on the day of the reading, or further.
    OnPath,
    /// Not as far as the path.
    Behind,
    /// Further from the target than the baseline was.
    Backwards,
    /// The target's day has passed.
    Missed,
    /// Under way; the target has no day to hold it against.
    Undated,
}

/// Which way the last two readings went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Course {
    /// Towards the target.
    Better,
    /// No change.
    Same,
    /// Away from it.
    Worse,
}

/// How far a goal has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The last reading: its date and value.
    pub latest: Option<(Date, f64)>,
    /// Where the path begins: the day of the first target, or of the first reading where that is earlier.
    pub start: Option<Date>,
    /// The target in force and since when.
    pub target: Option<(Date, f64)>,
    /// The hardest target ever set.
    pub hardest: Option<f64>,
    /// How often a target was made easier.
    pub eased: usize,
    /// Part of the way from baseline to hardest target that the last reading has come; negative when backwards.
    pub share: Option<f64>,
    /// Part of the time from the start to the due day gone on the day of the last reading, 0 to 1.
    pub time: Option<f64>,
    /// How it stands.
    pub stand: Stand,
    /// Which way it goes.
    pub course: Option<Course>,
}

/// Whether `a` is a harder target than `b`.
fn is_harder(direction: Direction, a: f64, b: f64) -> bool {
    match direction {
        Direction::Up => a > b,
        Direction::Down => a < b,
    }
}

/// How far a goal has come by a day; `None` without a metric.
pub fn progress(goal: &Goal, as_of: Date) -> Option<Progress> {
    let metric = &goal.metric.as_ref()?.value;
    let way = metric.direction;
    let readings: Vec<(Date, f64)> = goal.readings.iter().map(|r| (r.value.date, r.value.value.0)).collect();
    let latest = readings.last().copied();
    let targets: Vec<(Date, f64)> = metric.targets.iter().map(|(on, t)| (*on, t.0)).collect();
    let target = targets.last().copied();
    let hardest = targets.iter().map(|t| t.1).reduce(|a, b| if is_harder(way, b, a) { b } else { a });
    let eased = targets.windows(2).filter(|t| is_harder(way, t[0].1, t[1].1)).count();
    let start = targets.first().map(|t| t.0).into_iter().chain(readings.first().map(|r| r.0)).min();
    let share = share(metric, latest, hardest);
    let time = match (latest, start, metric.due) {
        (Some((on, _)), Some(start), Some(due)) if due > start => {
            Some(((day(on) - day(start)) as f64 / (day(due) - day(start)) as f64).clamp(0.0, 1.0))
        }
        _ => None,
    };
    let reaches = |value: f64, target: f64| !is_harder(way, target, value);
    let stand = match (latest, hardest, target) {
        (None, ..) => Stand::Unmeasured,
        (Some(_), None, _) | (Some(_), _, None) => Stand::NoTarget,
        (Some((_, value)), Some(hardest), _) if reaches(value, hardest) => Stand::Met,
        (Some((_, value)), _, Some((_, target))) if reaches(value, target) => Stand::MetEased,
        _ if metric.due.is_some_and(|due| due < as_of) => Stand::Missed,
        _ => match (share, time) {
            (None, _) => Stand::Unmeasured,
            (Some(share), _) if share < 0.0 => Stand::Backwards,
            (Some(_), None) => Stand::Undated,
            (Some(share), Some(time)) if share + 1e-9 >= time => Stand::OnPath,
            _ => Stand::Behind,
        },
    };
    let course = match readings.as_slice() {
        [.., (_, before), (_, now)] if is_harder(way, *now, *before) => Some(Course::Better),
        [.., (_, before), (_, now)] if is_harder(way, *before, *now) => Some(Course::Worse),
        [.., _, _] => Some(Course::Same),
        _ => None,
    };
    Some(Progress { latest, start, target, hardest, eased, share, time, stand, course })
}

fn share(metric: &Metric, latest: Option<(Date, f64)>, hardest: Option<f64>) -> Option<f64> {
    let (baseline, (_, value), hardest) = (metric.baseline?.0, latest?, hardest?);
    let share = (value - baseline) / (hardest - baseline);
    share.is_finite().then_some(share)
}
