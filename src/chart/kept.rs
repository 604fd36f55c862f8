//! Promises by the month they were due: takes what became of each, both directions; gives two rows of bars on one
//! scale, what was kept upwards, what was missed downwards. A month without a promise stays empty.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::backend::{Root, Token};
use super::canvas::{Canvas, Key, plain};
use super::{Chart, days, font};
use crate::assess::{Commitment, Fate};
use crate::register::Register;

/// What became of the promises due in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KeptMonth {
    /// Done on the day or before.
    pub in_time: u32,
    /// Done later.
    pub late: u32,
    /// Not done and overdue, or called off after the day.
    pub missed: u32,
}

impl KeptMonth {
    fn add(&mut self, other: Self) {
        self.in_time += other.in_time;
        self.late += other.late;
        self.missed += other.missed;
    }
    fn due(self) -> u32 {
        self.in_time + self.late + self.missed
    }
}

/// What the chart is drawn from: promises of ours to others, and of others to us.
#[derive(Clone, PartialEq, Debug)]
pub struct KeptInput {
    /// The day everything is as of.
    pub as_of: Date,
    /// How many months are shown, that of the as-of date the last.
    pub shown: u32,
    /// Ours by the first of the month; a month without any has no entry.
    pub ours: BTreeMap<Date, KeptMonth>,
    /// Theirs likewise.
    pub theirs: BTreeMap<Date, KeptMonth>,
}

/// What became of a promise that was due; `None` for what is no evidence: not due yet, without a day, closed where it
/// was made, called off in time.
pub fn kept(promise: &Commitment) -> Option<KeptMonth> {
    let due = promise.due?;
    let one = KeptMonth::default();
    match (promise.fate, promise.done, promise.cancelled) {
        (Fate::Done, Some(done), _) if done <= due => Some(KeptMonth { in_time: 1, ..one }),
        (Fate::Done, Some(_), _) => Some(KeptMonth { late: 1, ..one }),
        (Fate::Overdue, ..) => Some(KeptMonth { missed: 1, ..one }),
        (Fate::Cancelled, _, Some(on)) if on > due => Some(KeptMonth { missed: 1, ..one }),
        _ => None,
    }
}

impl KeptInput {
    /// Of a ledger's promises.
    pub fn of(register: &Register, promises: &[Commitment], as_of: Date, shown: u32) -> Self {
        let mut input = Self { as_of, shown, ours: BTreeMap::new(), theirs: BTreeMap::new() };
        for promise in promises {
            let (Some(due), Some(kept)) = (promise.due, kept(promise)) else { continue };
            let side = match (register.is_ours(&promise.from), register.is_ours(&promise.to)) {
                (true, false) => &mut input.ours,
                (false, true) => &mut input.theirs,
                _ => continue,
            };
            side.entry(days::first_of_month(due)).or_default().add(kept);
        }
        input
    }
}

/// The months shown, by their first days.
fn months(input: &KeptInput) -> Vec<Date> {
    let mut first = days::first_of_month(input.as_of);
    let mut months = vec![first];
    for _ in 1..input.shown.max(1) {
        let Ok(before) = first.yesterday() else { break };
        first = days::first_of_month(before);
        months.push(first);
    }
    months.reverse();
    // Nothing before the first promise.
    let earliest = input.ours.keys().chain(input.theirs.keys()).min().copied();
    let from = months.iter().position(|m| earliest.is_some_and(|e| *m >= e)).unwrap_or(0);
    months.split_off(from.min(months.len().saturating_sub(6)))
}

fn total(side: &BTreeMap<Date, KeptMonth>, months: &[Date]) -> KeptMonth {
    let mut sum = KeptMonth::default();
    months.iter().filter_map(|m| side.get(m)).for_each(|m| sum.add(*m));
    sum
}

/// Draws the bars; `id` is the prefix of its ids, unique on the page.
pub fn kept_by_month(input: &KeptInput, id: &str) -> Chart {
    let months = months(input);
    let (ours, theirs) = (total(&input.ours, &months), total(&input.theirs, &months));
    let said = |who: &str, sum: KeptMonth| format!("{who} kept {} of {} in time", sum.in_time, sum.due());
    let finding = match (ours.due(), theirs.due()) {
        (0, 0) => "No promise has fallen due yet".to_owned(),
        (_, 0) => said("We", ours),
        (0, _) => said("They", theirs),
        _ => format!("{}, they {} of {}", said("We", ours), theirs.in_time, theirs.due()),
    };
    let measure = format!(
        "Promises by the month they were due, {} months. Missed: overdue, or called off after its day; what isn't due yet is left out.",
        months.len()
    );
    let head = ["Month due", "Whose", "In time", "Late", "Missed"].map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    for month in &months {
        for (who, side) in [("ours", &input.ours), ("theirs", &input.theirs)] {
            if let Some(m) = side.get(month) {
                let name = format!("{} {}", days::month_name(month.month()), month.year());
                rows.push(vec![name, who.to_owned(), m.in_time.to_string(), m.late.to_string(), m.missed.to_string()]);
            }
        }
    }
    if rows.is_empty() {
        return Chart { finding, measure, head, ..Chart::default() };
    }
    let desc = format!(
        "Ours: {} in time, {} late, {} missed. Theirs: {} in time, {} late, {} missed.",
        ours.in_time, ours.late, ours.missed, theirs.in_time, theirs.late, theirs.missed
    );
    let svg = draw(input, &months, true, id, &finding, &desc);
    let narrow = draw(input, &months, false, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn draw(input: &KeptInput, months: &[Date], wide: bool, id: &str, title: &str, desc: &str) -> String {
    let (class, width, left, right, size) =
        if wide { ("wide", 900.0, 120.0, 716.0, 12) } else { ("narrow", 320.0, 0.0, 320.0, 13) };
    let sides = [("Ours to them", &input.ours), ("Theirs to us", &input.theirs)];
    let sides: Vec<_> = sides.into_iter().filter(|(_, side)| total(side, months).due() > 0).collect();
    let highest = |side: &BTreeMap<Date, KeptMonth>| {
        let of = |test: fn(&KeptMonth) -> u32| months.iter().filter_map(|m| side.get(m)).map(test).max().unwrap_or(0);
        (f64::from(of(|m| m.in_time + m.late)), f64::from(of(|m| m.missed)))
    };
    let tallest = sides.iter().map(|(_, side)| highest(side)).map(|(up, down)| up + down).fold(1.0, f64::max);
    // One scale for both rows, each as high as it needs.
    let unit = (130.0 / tallest).min(13.0);
    let heading = if wide { 8.0 } else { 28.0 };
    let heights: Vec<(f64, f64)> = sides
        .iter()
        .map(|(_, side)| highest(side))
        .map(|(up, down)| ((up * unit + 18.0).max(44.0), down * unit + if down > 0.0 { 19.0 } else { 8.0 }))
        .collect();
    let axis = heights.iter().map(|(above, below)| heading + above + below).sum::<f64>() + 16.0;
    let tall = axis + if wide { 47.0 } else { 66.0 };
    let mut out = String::with_capacity(6_000);
    let root = Root { class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let step = (right - left) / months.len() as f64;
    let bar = (step * 0.56).min(30.0);
    let middle = |i: usize| left + step * (i as f64 + 0.5);
    let (mut in_time, mut late_ones, mut missed_ones) = (Vec::new(), Vec::new(), Vec::new());
    let mut from = 0.0;
    for ((name, side), (above, below)) in sides.iter().zip(&heights) {
        let zero = from + heading + above;
        from = zero + below;
        let sum = total(side, months);
        let bold = plain(Token::Ink).bold().size(size);
        if wide {
            canvas.text(name, bold, (0.0, zero - 4.0));
            let lines = [
                (format!("{} of {} in time", sum.in_time, sum.due()), plain(Token::Ok).bold()),
                (format!("{} late", sum.late), plain(Token::Watch).bold()),
                (format!("{} missed", sum.missed), plain(Token::Risk).bold()),
            ];
            for (i, (line, style)) in lines.into_iter().enumerate() {
                canvas.text(&line, style, (right + 24.0, zero - 26.0 + 16.0 * i as f64));
            }
        } else {
            canvas.text(name, bold, (0.0, zero - above - 8.0));
            let text = format!("{} in time, {} late, {} missed", sum.in_time, sum.late, sum.missed);
            canvas.text(&text, plain(Token::Ink2).size(size).end(), (width, zero - above - 8.0));
        }
        canvas.line(&[(left, zero), (right, zero)], Token::Axis, 1.0);
        for (i, month) in months.iter().enumerate() {
            let Some(m) = side.get(month) else { continue };
            let x = middle(i);
            let (kept, late, missed) = (f64::from(m.in_time), f64::from(m.late), f64::from(m.missed));
            if m.in_time > 0 {
                in_time.push(((x - bar / 2.0, zero - kept * unit), (bar, kept * unit)));
            }
            if m.late > 0 {
                late_ones.push(((x - bar / 4.0, zero - (kept + late) * unit), (bar / 2.0, late * unit - 1.0)));
            }
            if m.missed > 0 {
                missed_ones.push(((x - bar / 2.0, zero + 1.0), (bar, missed * unit)));
                let text = m.missed.to_string();
                canvas.text(&text, plain(Token::Risk).bold().size(size).middle(), (x, zero + missed * unit + 14.0));
            }
            let text = match (m.in_time, m.late) {
                (0, 0) => continue,
                (kept, 0) => kept.to_string(),
                (kept, late) => {
                    let both = format!("{kept}+{late}");
                    // Where there is no room for both, in a wider font than ours too, the table has the second.
                    if font::width(&both, size, false) * 1.2 > step { kept.to_string() } else { both }
                }
            };
            canvas.text(&text, plain(Token::Ink2).size(size).middle(), (x, zero - (kept + late) * unit - 5.0));
        }
    }
    canvas.rects(&in_time, Token::Ok);
    canvas.rects(&late_ones, Token::Watch);
    canvas.rects(&missed_ones, Token::Risk);
    let every = [1, 2, 3, 6, 12].into_iter().find(|n| step * f64::from(*n) > 34.0).unwrap_or(12) as usize;
    let mut year = 0;
    for (i, month) in months.iter().enumerate().filter(|(i, _)| (months.len() - 1 - i).is_multiple_of(every)) {
        let style = plain(Token::Ink3).size(size).middle();
        canvas.text(days::month_name(month.month()), style, (middle(i), axis));
        if month.year() != year {
            let x = middle(i).clamp(left + 18.0, right - 18.0);
            canvas.text(&month.year().to_string(), style, (x, axis + 15.0));
        }
        year = month.year();
    }
    let entries: &[(Key, &str)] = &[
        (Key::Bar(Token::Ok, 10.0), "kept in time"),
        (Key::Bar(Token::Watch, 5.0), "+ kept late"),
        (Key::Bar(Token::Risk, 10.0), "missed, downwards"),
    ];
    canvas.legend(entries, (left, axis + 40.0), width, size);
    canvas.close();
    out
}
