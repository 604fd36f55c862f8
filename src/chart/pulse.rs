//! A pulse over time: takes the means of one question, gives a line on the scale from 1 to 5 for a table's cell or a
//! small multiple; all questions share scale and time.

use jiff::civil::Date;

use super::backend::{Small, Token};
use super::canvas::{Canvas, plain};
use super::{Cell, days};

/// One result.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PulsePoint {
    /// When.
    pub date: Date,
    /// Mean, 1 to 5.
    pub mean: f64,
}

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 96.0;

/// Draws the results of one question between two days; `label` says them in words.
pub fn pulse(points: &[PulsePoint], range: (Date, Date), label: &str) -> Cell {
    let mut svg = String::with_capacity(1_200);
    let size = (WIDTH as u32, HEIGHT as u32);
    let canvas = Canvas::cell(&mut svg, &Small { class: "pulse", size, scales: true, usual: None, label: Some(label) });
    let (from, to) = (days::number(range.0), days::number(range.1));
    let x = |date: Date| 30.0 + (WIDTH - 66.0) * (days::number(date) - from) as f64 / (to - from).max(1) as f64;
    let y = |mean: f64| 78.0 - 66.0 * (if mean.is_finite() { mean.clamp(1.0, 5.0) } else { 1.0 } - 1.0) / 4.0;
    for level in [1.0, 3.0, 5.0] {
        canvas.line(&[(20.0, y(level)), (WIDTH - 28.0, y(level))], Token::Hair, 1.0);
        canvas.text(&format!("{level:.0}"), plain(Token::Ink3).end(), (14.0, y(level) + 4.0));
    }
    let line: Vec<(f64, f64)> = points.iter().map(|p| (x(p.date), y(p.mean))).collect();
    if line.len() > 1 {
        canvas.line(&line, Token::Ink, 1.6);
    }
    for at in &line {
        canvas.disc(*at, 3.2, Token::Ink);
    }
    let said = |p: &PulsePoint| format!("{:.1}", p.mean);
    let on = |p: &PulsePoint| format!("{} ’{:02}", days::month_name(p.date.month()), p.date.year().rem_euclid(100));
    if let Some(last) = points.last() {
        let (lx, ly) = (x(last.date), y(last.mean));
        canvas.text(&said(last), plain(Token::Ink).bold(), (lx + 7.0, ly + 4.0));
        if let Some(first) = points.first().filter(|first| lx - x(first.date) > 90.0) {
            let (fx, fy) = (x(first.date), y(first.mean));
            let next = line.get(1).map_or(fy, |at| at.1);
            // Off the line, which leaves the first point upwards or downwards.
            let height = if next < fy { fy + 15.0 } else { fy - 7.0 };
            canvas.text(&said(first), plain(Token::Ink2), ((fx - 4.0).max(20.0), height));
            canvas.text(&on(first), plain(Token::Ink3), ((fx - 4.0).max(20.0), HEIGHT - 2.0));
            canvas.text(&on(last), plain(Token::Ink3).middle(), (lx.min(WIDTH - 24.0), HEIGHT - 2.0));
        } else {
            canvas.text(&on(last), plain(Token::Ink3).middle(), (lx.clamp(44.0, WIDTH - 24.0), HEIGHT - 2.0));
        }
    }
    canvas.close();
    Cell { svg, text: label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_and_the_last_mean_are_said() {
        let point = |month, mean| PulsePoint { date: date(2026, month, 15), mean };
        let range = (date(2026, 1, 1), date(2026, 11, 1));
        let cell = pulse(&[point(1, 2.9), point(6, 2.1), point(10, 3.4)], range, "Q");
        assert!(cell.svg.contains(">2.9<") && cell.svg.contains(">3.4<") && cell.svg.contains("Jan ’26"));
        let one = pulse(&[point(10, 3.0)], (date(2026, 10, 15), date(2026, 10, 15)), "Q");
        assert!(one.svg.contains(">3.0<") && !one.svg.contains("NaN"));
        assert!(!pulse(&[], range, "Q").svg.contains("<circle"));
    }
}
