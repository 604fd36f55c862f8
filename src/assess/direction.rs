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
        // What the hardest target gives comes first: to ease one takes nothing from it.
        _ if metric.due.is_some_and(|due| due < as_of) => Stand::Missed,
        _ if share.is_some_and(|share| share < 0.0) => Stand::Backwards,
        (Some((_, value)), _, Some((_, target))) if reaches(value, target) => Stand::MetEased,
        _ => match (share, time) {
            (None, _) => Stand::Unmeasured,
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

/// A target made easier since a day: on which day, from what, to what is in force now.
pub fn eased(goal: &Goal, since: Date) -> Option<(Date, f64, f64)> {
    let metric = &goal.metric.as_ref()?.value;
    let (on, now) = metric.targets.last().map(|(on, target)| (*on, target.0)).filter(|(on, _)| *on > since)?;
    let before = metric.targets.iter().filter(|(on, _)| *on <= since).map(|(_, target)| target.0).next_back()?;
    is_harder(metric.direction, before, now).then_some((on, before, now))
}

fn share(metric: &Metric, latest: Option<(Date, f64)>, hardest: Option<f64>) -> Option<f64> {
    let (baseline, (_, value), hardest) = (metric.baseline?.0, latest?, hardest?);
    let share = (value - baseline) / (hardest - baseline);
    share.is_finite().then_some(share)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::register::{Audience, Id, Labelled, Reading, Real};
    use crate::source::Place;

    fn labelled<T>(value: T) -> Labelled<T> {
        Labelled { value, label: Audience::Leadership, place: Place::default() }
    }

    fn goal(way: Direction, readings: &[f64], due: Option<Date>, targets: &[f64]) -> Goal {
        let reading = |(n, value): (usize, &f64)| {
            labelled(Reading { date: date(2026, 2 + n as i8, 1), value: Real(*value), source: None })
        };
        let target = |(n, value): (usize, &f64)| (date(2026, 1 + 3 * n as i8, 1), Real(*value));
        let metric = Metric {
            name: "m".to_owned(),
            unit: None,
            baseline: Some(Real(50.0)),
            direction: way,
            due,
            targets: targets.iter().enumerate().map(target).collect(),
        };
        Goal {
            id: Id::new("g"),
            label: Audience::Leadership,
            place: Place::default(),
            title: "g".to_owned(),
            owner: None,
            strategic_goal: None,
            status_reported: Vec::new(),
            metric: Some(labelled(metric)),
            readings: readings.iter().enumerate().map(reading).collect(),
        }
    }

    /// How good a stand looks: by its colour.
    fn looks(stand: Stand) -> u8 {
        match stand {
            Stand::Missed | Stand::Backwards => 0,
            Stand::Behind | Stand::MetEased | Stand::Unmeasured | Stand::NoTarget | Stand::Undated => 1,
            Stand::Met | Stand::OnPath => 2,
        }
    }

    #[test]
    fn a_lowered_target_never_looks_better() {
        let as_of = date(2026, 6, 1);
        let mut seen = 0;
        for way in [Direction::Up, Direction::Down] {
            for readings in [&[55.0][..], &[55.0, 45.0], &[45.0, 55.0], &[60.0, 70.0], &[40.0, 30.0], &[70.0, 90.0]] {
                for due in [None, Some(date(2026, 5, 1)), Some(date(2026, 6, 1)), Some(date(2027, 1, 1))] {
                    for (hard, eased) in [(90.0, 60.0), (90.0, 51.0), (90.0, 40.0), (10.0, 45.0), (10.0, 60.0)] {
                        if is_harder(way, eased, hard) {
                            continue;
                        }
                        let stands = [&[hard][..], &[hard, eased]]
                            .map(|targets| progress(&goal(way, readings, due, targets), as_of).unwrap());
                        let [before, after] = &stands;
                        assert!(looks(after.stand) <= looks(before.stand), "{before:?} became {after:?}");
                        assert_eq!((after.course, after.share), (before.course, before.share));
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 100);
    }

    #[test]
    fn an_eased_target_is_told_from_the_day_it_was_set() {
        let goal = goal(Direction::Up, &[55.0], None, &[90.0, 60.0]);
        assert_eq!(eased(&goal, date(2026, 3, 31)), Some((date(2026, 4, 1), 90.0, 60.0)));
        assert_eq!(eased(&goal, date(2026, 4, 1)), None);
        assert_eq!(eased(&goal, date(2025, 12, 31)), None, "before the first target there was none to ease");
    }
}
