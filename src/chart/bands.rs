//! The portfolio by week: takes how many were in each band, gives a row for each band on one scale, at risk on top.
//! For a group the same rows, small, on a scale that all groups share.

use jiff::civil::Date;

use super::backend::{Root, Small, Token};
use super::canvas::{Canvas, plain, status};
use super::{Cell, Chart, days, word};
use crate::register::Band;

/// How many were in each band on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BandDay {
    /// The day.
    pub date: Date,
    /// Healthy, watch, at risk, not enough data.
    pub counts: [usize; 4],
}

/// What the rows are drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct BandsInput {
    /// Rising; the last one is the as-of date.
    pub days: Vec<BandDay>,
    /// A day to mark, with its word.
    pub marked: Option<(Date, String)>,
    /// The finding.
    pub finding: String,
}

/// Rows from top to bottom.
const ROWS: [Band; 4] = [Band::AtRisk, Band::Watch, Band::Healthy, Band::NotEnoughData];

/// The pale ground of a band.
fn ground(band: Band) -> Token {
    match band {
        Band::Healthy => Token::OkBand,
        Band::Watch => Token::WatchBand,
        Band::AtRisk => Token::RiskBand,
        Band::NotEnoughData => Token::Tint,
    }
}

/// The most of each row of several groups, for one scale.
pub fn most<'a>(groups: impl Iterator<Item = &'a [BandDay]>) -> [usize; 4] {
    let mut most = [0; 4];
    for day in groups.flatten() {
        for (most, count) in most.iter_mut().zip(day.counts) {
            *most = (*most).max(count);
        }
    }
    most
}

/// Where a row lies and what a person is high.
struct Scale {
    left: f64,
    right: f64,
    unit: f64,
    from: i64,
    to: i64,
}

impl Scale {
    fn x(&self, date: Date) -> f64 {
        let span = (self.to - self.from).max(1) as f64;
        self.left + (self.right - self.left) * (days::number(date) - self.from) as f64 / span
    }

    /// A row's steps on its baseline: ground and edge, from the first day with anybody on record.
    fn steps(&self, canvas: &Canvas<'_>, list: &[BandDay], band: Band, base: f64) {
        let Some(first) = list.iter().position(|day| day.counts.iter().any(|n| *n > 0)) else { return };
        let height = |n: usize| base - n as f64 * self.unit;
        let mut edge: Vec<(f64, f64)> = Vec::new();
        let mut held = None;
        for day in &list[first..] {
            let (x, n) = (self.x(day.date), day.counts[band as usize]);
            match held.replace(n) {
                Some(before) if before == n => {}
                Some(before) => edge.extend([(x, height(before)), (x, height(n))]),
                None => edge.push((x, height(n))),
            }
        }
        if let (Some(day), Some(last)) = (list.last(), edge.last().copied()) {
            edge.push((self.x(day.date), last.1));
        }
        let (Some(start), Some(end)) = (edge.first().copied(), edge.last().copied()) else { return };
        let mut area = edge.clone();
        area.extend([(end.0, base), (start.0, base)]);
        if area.iter().any(|point| point.1 < base) {
            canvas.polygon(&area, ground(band));
        }
        canvas.line(&edge, status(band, false).1, 1.6);
    }
}

fn span(list: &[BandDay]) -> (i64, i64) {
    let first = list.iter().find(|day| day.counts.iter().any(|n| *n > 0)).or(list.first());
    (first.map_or(0, |day| days::number(day.date)), list.last().map_or(0, |day| days::number(day.date)))
}

/// Draws the portfolio; `id` is the prefix of its ids, unique on the page.
pub fn bands(input: &BandsInput, id: &str) -> Chart {
    let mut head = vec!["Week".to_owned()];
    head.extend(ROWS.map(|band| word(band).to_owned()));
    let row = |day: &BandDay| {
        let mut row = vec![day.date.to_string()];
        row.extend(ROWS.map(|band| day.counts[band as usize].to_string()));
        row
    };
    let rows: Vec<Vec<String>> = input.days.iter().map(row).collect();
    let measure =
        "Stakeholders by band, every Monday. One scale for all four rows; bands set by hand as set.".to_owned();
    let desc: Vec<String> = match (input.days.first(), input.days.last()) {
        (Some(first), Some(last)) => ROWS
            .map(|band| format!("{}: {} to {}", word(band), first.counts[band as usize], last.counts[band as usize]))
            .to_vec(),
        _ => Vec::new(),
    };
    let desc = format!("{}.", desc.join("; "));
    let svg = draw(input, true, id, &desc);
    let narrow = draw(input, false, &format!("{id}-n"), &desc);
    Chart { svg, narrow: Some(narrow), finding: input.finding.clone(), measure, head, rows }
}

fn draw(input: &BandsInput, wide: bool, id: &str, desc: &str) -> String {
    let most = most(std::iter::once(input.days.as_slice()));
    let total = most.iter().sum::<usize>().max(1) as f64;
    let (class, width, left, right, room, size) =
        if wide { ("wide", 900.0, 190.0, 770.0, 230.0, 12) } else { ("narrow", 320.0, 4.0, 282.0, 190.0, 13) };
    let (from, to) = span(&input.days);
    let scale = Scale { left, right, unit: (room / total).min(16.0), from, to };
    let (above, below) = if wide { (18.0, 6.0) } else { (30.0, 6.0) };
    let top = if wide { 22.0 } else { 20.0 };
    let tall = |band: Band| (most[band as usize] as f64 * scale.unit).max(6.0) + above + below;
    let bottom = top + ROWS.map(tall).iter().sum::<f64>();
    let frame = Root { class, size: (width as u32, (bottom + 26.0) as u32), id, title: &input.finding, desc };
    let mut out = String::with_capacity(8_000);
    let canvas = Canvas::chart(&mut out, &frame);
    let mut base = top;
    let last = input.days.last().map_or([0; 4], |day| day.counts);
    for band in ROWS {
        base += tall(band) - below;
        let peak = most[band as usize];
        let highest = base - peak as f64 * scale.unit;
        scale.steps(&canvas, &input.days, band, base);
        canvas.line(&[(left, base), (right, base)], Token::Axis, 1.0);
        let (shape, token) = status(band, false);
        let (mark, words) =
            if wide { ((8.0, base - 8.0), (20.0, base - 4.0)) } else { ((8.0, highest - 12.0), (20.0, highest - 8.0)) };
        canvas.mark(mark, 5.0, (shape, token), false);
        canvas.text(word(band), plain(token).bold().size(size), words);
        let now = last[band as usize];
        let y = base - now as f64 * scale.unit;
        canvas.text(&now.to_string(), plain(Token::Ink).bold().size(size), (right + 8.0, (y + 4.5).min(base)));
        if peak > 0 && wide {
            canvas.line(&[(left - 4.0, highest), (left, highest)], Token::Axis, 1.0);
            canvas.text(&peak.to_string(), plain(Token::Ink3).end(), (left - 7.0, highest + 4.0));
            // A row too low for two figures says its peak only.
            if base - highest > 14.0 {
                canvas.text("0", plain(Token::Ink3).end(), (left - 7.0, base + 1.0));
            }
        }
        base += below;
    }
    if let Some((date, text)) = input.marked.as_ref().filter(|(date, _)| (from..=to).contains(&days::number(*date))) {
        let x = scale.x(*date);
        canvas.dashed(&[(x, top - 6.0), (x, bottom)], Token::Ink3, 1.0);
        let style = plain(Token::Ink2).size(size);
        let middle = f64::midpoint(left, right);
        canvas.text(text, if x > middle { style.end() } else { style }, (x, top - 10.0));
    }
    let per_day = (right - left) / (to - from).max(1) as f64;
    if let (Some(first), Some(end)) = (input.days.iter().find(|day| days::number(day.date) >= from), input.days.last())
    {
        for (date, label) in days::ticks(first.date, end.date, per_day, if wide { 46.0 } else { 64.0 }) {
            let x = scale.x(date);
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], Token::Axis, 1.0);
            let style = plain(Token::Ink2).size(size).middle();
            canvas.text(&label, style, (x.clamp(left + 16.0, right - 8.0), bottom + 18.0));
        }
    }
    canvas.close();
    out
}

const CELL: f64 = 264.0;

/// Draws a group's rows for a small multiple; `most` is that of all groups, so that they share the scale.
pub fn bands_cell(list: &[BandDay], most: [usize; 4], range: (Date, Date), label: &str) -> Cell {
    let total = most.iter().sum::<usize>().max(1) as f64;
    let (from, to) = (days::number(range.0), days::number(range.1));
    let scale = Scale { left: 18.0, right: CELL - 26.0, unit: (110.0 / total).min(9.0), from, to };
    let rows: Vec<Band> = ROWS.into_iter().filter(|band| most[*band as usize] > 0).collect();
    let tall = |band: &Band| (most[*band as usize] as f64 * scale.unit).max(8.0) + 8.0;
    let height = rows.iter().map(tall).sum::<f64>() + 4.0;
    let mut svg = String::with_capacity(1_600);
    let size = (CELL as u32, height as u32);
    let canvas = Canvas::cell(&mut svg, &Small { class: "bands", size, scales: true, usual: None, label: Some(label) });
    let mut base = 0.0;
    let counts = list.last().map_or([0; 4], |day| day.counts);
    for band in rows {
        base += tall(&band);
        scale.steps(&canvas, list, band, base);
        canvas.line(&[(scale.left, base), (scale.right, base)], Token::Axis, 1.0);
        canvas.mark((6.0, base - 4.0), 3.6, status(band, false), false);
        let now = counts[band as usize];
        let y = (base - now as f64 * scale.unit + 4.5).min(base + 1.0);
        let style = if now > 0 { plain(Token::Ink).bold() } else { plain(Token::Ink3) };
        canvas.text(&now.to_string(), style, (scale.right + 6.0, y));
    }
    canvas.close();
    Cell { svg, text: label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn list(counts: &[[usize; 4]]) -> Vec<BandDay> {
        let last = date(2026, 11, 2);
        let day = |(back, counts): (i64, &[usize; 4])| BandDay {
            date: last.saturating_sub(jiff::Span::new().days(back * 7)),
            counts: *counts,
        };
        let mut rising: Vec<BandDay> = (0..).zip(counts.iter().rev()).map(day).collect();
        rising.reverse();
        rising
    }

    #[test]
    fn rows_are_the_days_and_the_last_counts_are_said() {
        let days = list(&[[0, 0, 0, 0], [3, 1, 0, 2], [3, 0, 2, 1]]);
        let chart = bands(&BandsInput { days, marked: None, finding: "F".to_owned() }, "b");
        assert_eq!(chart.head, ["Week", "At risk", "Watch", "Healthy", "Not enough data"]);
        assert_eq!(chart.rows[1], ["2026-10-26", "0", "1", "3", "2"]);
        assert_eq!(chart.rows[2][1..], ["2", "0", "3", "1"]);
        for n in ["2", "0", "3", "1"] {
            assert!(chart.svg.contains(&format!(">{n}</text>")), "{n}");
        }
    }

    #[test]
    fn nothing_and_thousands_are_drawn() {
        for counts in [vec![], vec![[0; 4]], vec![[0, 0, 0, 1]], vec![[4_000, 900, 17, 0]; 53]] {
            let days = list(&counts);
            let most = most(std::iter::once(days.as_slice()));
            let range = (date(2025, 11, 3), date(2026, 11, 2));
            let cell = bands_cell(&days, most, range, "Group");
            let chart = bands(
                &BandsInput { days, marked: Some((date(2026, 9, 1), "u".to_owned())), finding: "F".to_owned() },
                "b",
            );
            for svg in [&chart.svg, chart.narrow.as_ref().unwrap(), &cell.svg] {
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
    }

    #[test]
    fn groups_share_one_scale() {
        let (a, b) = (list(&[[1, 0, 0, 0]]), list(&[[0, 5, 1, 0]]));
        assert_eq!(most([a.as_slice(), b.as_slice()].into_iter()), [1, 5, 1, 0]);
    }
}
