//! Health over the weeks: takes the weekly scores of one stakeholder, the dated evidence and the pauses; gives a line
//! over pale bands, gaps where there was not enough data, and the evidence in rows below the same axis.

mod draw;

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Chart, by_hand, days, word};
use crate::assess::Week;
use crate::register::Band;
use draw::{NARROW, WIDE, draw};

/// What a row of evidence is about, top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Row {
    /// Touchpoints, both ways and one way.
    Talks,
    /// Our promises.
    Promises,
    /// Their feedback.
    Feedback,
    /// Decisions that name them.
    Decisions,
    /// Whether they came.
    Attendance,
    /// Their mood, as noted.
    Mood,
}

impl Row {
    fn name(self) -> &'static str {
        match self {
            Self::Talks => "Talks",
            Self::Promises => "Promises",
            Self::Feedback => "Feedback",
            Self::Decisions => "Decisions",
            Self::Attendance => "Attendance",
            Self::Mood => "Mood",
        }
    }
}

/// How a piece of evidence speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A talk, both ways: a stroke.
    Talk,
    /// A message, one way: a ring.
    Message,
    /// Kept, told, heard, present: a disc.
    Kept,
    /// Late, moved, between: a diamond.
    Late,
    /// Overdue, untold, not asked, absent: a triangle.
    Overdue,
}

/// A dated piece of evidence.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// Its date.
    pub date: Date,
    /// The row it lies in.
    pub row: Row,
    /// How it speaks.
    pub sign: Sign,
}

/// Where bands begin and end, on the scale of the score.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// Enters healthy at.
    pub healthy_from: f64,
    /// Leaves healthy below.
    pub healthy_until: f64,
    /// Enters at risk below.
    pub at_risk_below: f64,
    /// Leaves at risk from.
    pub at_risk_until: f64,
}

/// What the history is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryInput<'a> {
    /// ISO Mondays, then the as-of date, rising.
    pub weeks: &'a [Week],
    /// How many weeks before the last one are shown.
    pub shown: u32,
    /// Bands.
    pub thresholds: Thresholds,
    /// The band set by hand with its last day, where it differs from the computed one.
    pub set_by_hand: Option<(Band, Date)>,
    /// Rows to show, each even without marks.
    pub rows: Vec<Row>,
    /// Evidence; what lies outside the weeks shown is left out.
    pub marks: Vec<Mark>,
    /// Pauses, both ends included.
    pub pauses: Vec<(Date, Date)>,
}

/// What is drawn of the weeks.
struct Window<'a> {
    weeks: &'a [Week],
    from: Date,
    to: Date,
}

/// The score as pages show it; `None` where evidence is too thin for a number.
fn number(week: &Week) -> Option<i64> {
    week.score.filter(|s| s.is_finite() && week.band != Band::NotEnoughData && !week.stale).map(|s| s.round() as i64)
}

/// The height of the line; `None` where there is no line.
fn height(week: &Week) -> Option<f64> {
    week.score.filter(|s| s.is_finite() && week.band != Band::NotEnoughData).map(|s| s.clamp(0.0, 100.0))
}

/// Draws the history; `id` is the prefix of its ids, unique on the page.
pub fn history(input: &HistoryInput<'_>, id: &str) -> Chart {
    let head = ["Week", "Score", "Confidence", "Status"].map(str::to_owned).to_vec();
    let Some(last) = input.weeks.last() else {
        let finding = "No evidence yet".to_owned();
        return Chart { finding, measure: "Weekly score from 0 to 100.".to_owned(), head, ..Chart::default() };
    };
    let span = i64::from(input.shown.max(1)) * 7;
    let first = input.weeks.partition_point(|w| days::number(last.date) - days::number(w.date) > span);
    let weeks = &input.weeks[first..];
    // Under 8 weeks the axis starts before the first evidence, so that a week keeps a readable width.
    let start = weeks.first().map_or(last.date, |w| w.date);
    let early = last.date.saturating_sub(jiff::Span::new().days(56));
    let window = Window { weeks, from: start.min(early), to: last.date };
    let mut finding = finding(&window);
    if let Some(set) = input.set_by_hand {
        let _ = write!(finding, "; {}", by_hand(last.band, set));
    }
    let until = days::say(last.date, last.date);
    let period = if start == last.date { until } else { format!("{} to {until}", days::say(start, last.date)) };
    let measure = format!("Weekly score from 0 to 100, {period}. Between the bands the last status holds.");
    let desc = describe(input, &window);
    let rows = weeks.iter().map(row).collect();
    let svg = draw(input, &window, &WIDE, id, &finding, &desc);
    let narrow = draw(input, &window, &NARROW, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn row(week: &Week) -> Vec<String> {
    let status = if week.stale { format!("{}, stale", word(week.band)) } else { word(week.band).to_owned() };
    let score = number(week).map_or_else(|| "–".to_owned(), |n| n.to_string());
    vec![days::iso(week.date), score, format!("{:.2}", week.confidence), status]
}

/// Indexes where the band differs from the week before, and there is a line.
fn changes(weeks: &[Week]) -> Vec<usize> {
    (1..weeks.len()).filter(|i| height(&weeks[*i]).is_some() && weeks[*i].band != weeks[*i - 1].band).collect()
}

fn finding(window: &Window<'_>) -> String {
    let (weeks, to) = (window.weeks, window.to);
    let Some(last) = weeks.last() else { return "No evidence yet".to_owned() };
    let run = weeks.iter().rposition(|w| w.band != last.band || w.stale != last.stale).map_or(0, |i| i + 1);
    let since = days::say(weeks[run].date, to);
    if last.band == Band::NotEnoughData {
        return match run.checked_sub(1).map(|i| weeks[i].band) {
            Some(before) => format!("Not enough data since {since}; {} before", word(before).to_lowercase()),
            None => "Not enough data for a score yet".to_owned(),
        };
    }
    if last.stale {
        return format!("{} on evidence too old to be sure, since {since}", word(last.band));
    }
    let Some(now) = number(last) else { return word(last.band).to_owned() };
    let numbers = || weeks.iter().filter_map(|w| number(w).map(|n| (n, w.date)));
    let high = numbers().max_by_key(|(n, date)| (*n, *date)).unwrap_or((now, to));
    let low = numbers().min_by_key(|(n, date)| (*n, std::cmp::Reverse(*date))).unwrap_or((now, to));
    if run == 0 {
        return match (weeks.len(), low.0 == high.0) {
            (1, _) => format!("{} at {now}, in the first week with a score", word(last.band)),
            (n, true) => format!("{} in all {n} weeks, at {now}", word(last.band)),
            (n, false) => format!("{} in all {n} weeks, between {} and {}", word(last.band), low.0, high.0),
        };
    }
    let before = weeks[run - 1].band;
    if before == Band::NotEnoughData {
        return format!("{} since {since}, when there was enough data for a score", word(last.band));
    }
    let worse = before < last.band;
    let (from, change, side) =
        if worse { (high.1, high.0 - now, "below its high") } else { (low.1, now - low.0, "above its low") };
    if change >= 5 {
        format!("{} since {since}; {change} points {side} of {}", word(last.band), days::say(from, to))
    } else {
        format!("{} since {since}, at {now}", word(last.band))
    }
}

fn describe(input: &HistoryInput<'_>, window: &Window<'_>) -> String {
    let mut text = String::new();
    for i in changes(window.weeks).into_iter().rev().take(4).rev() {
        let week = &window.weeks[i];
        let _ = write!(text, "{} from {}. ", word(week.band), days::say(week.date, window.to));
    }
    if let Some(last) = window.weeks.last() {
        match number(last) {
            Some(now) => {
                let _ =
                    write!(text, "{now} on {}, {}. ", days::say(last.date, window.to), word(last.band).to_lowercase());
            }
            None => {
                let _ = write!(text, "{} on {}, no number. ", word(last.band), days::say(last.date, window.to));
            }
        }
    }
    let missing = window.weeks.iter().filter(|w| height(w).is_none()).count();
    if missing > 0 {
        let _ = write!(
            text,
            "{} without enough data. ",
            days::count(i64::try_from(missing).unwrap_or(i64::MAX), "week", "weeks")
        );
    }
    for row in &input.rows {
        let count = |sign| input.marks.iter().filter(|m| m.row == *row && m.sign == sign && shown(**m, window)).count();
        let counts: Vec<String> = [
            (Sign::Talk, "both ways"),
            (Sign::Message, "one way"),
            (Sign::Kept, "good"),
            (Sign::Late, "late or mixed"),
            (Sign::Overdue, "overdue or missing"),
        ]
        .into_iter()
        .filter_map(|(sign, text)| Some(count(sign)).filter(|n| *n > 0).map(|n| format!("{n} {text}")))
        .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        let _ = write!(text, "{}: {counts}. ", row.name());
    }
    text.trim_end().to_owned()
}

fn shown(mark: Mark, window: &Window<'_>) -> bool {
    mark.date >= window.from && mark.date <= window.to
}
