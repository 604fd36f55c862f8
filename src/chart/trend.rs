//! The trend of a metric in a table's cell: its last readings as a line, the target as a dashed one, a dot on the newest.
//! Each row has its own scale, as each has its own unit; the numbers stand beside it.

use jiff::civil::Date;

use super::backend::{Small, Token};
use super::canvas::Canvas;
use super::{Cell, days};

/// What a trend is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendInput {
    /// Readings, rising by date; the baseline first where it has a day.
    pub readings: Vec<(Date, f64)>,
    /// The target in force.
    pub target: Option<f64>,
    /// In words, for who can't see it.
    pub text: String,
}

// Units of half a pixel, as in a sparkline.
const WIDTH: f64 = 264.0;
const HEIGHT: f64 = 68.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 60.0;

/// Draws the trend; an empty cell with fewer than two readings.
pub fn trend(input: &TrendInput) -> Cell {
    let values = || input.readings.iter().map(|r| r.1).chain(input.target).filter(|v| v.is_finite());
    let (low, high) = values().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
    let (Some(first), Some(last)) = (input.readings.first(), input.readings.last()) else { return Cell::default() };
    if input.readings.len() < 2 || first.0 == last.0 || values().count() < input.readings.len() {
        return Cell::default();
    }
    let (start, span) = (days::number(first.0), (days::number(last.0) - days::number(first.0)) as f64);
    let x = |date: Date| (6.0 + 240.0 * (days::number(date) - start) as f64 / span).round();
    let range = if high > low { high - low } else { 1.0 };
    let y = |value: f64| (BOTTOM - (BOTTOM - TOP) * (value - low) / range).round();
    let mut svg = String::with_capacity(400);
    let root = Small {
        class: "spark",
        size: (WIDTH as u32, HEIGHT as u32),
        scales: true,
        usual: Some(Token::Ink),
        label: Some(&input.text),
    };
    let canvas = Canvas::cell(&mut svg, &root);
    if let Some(target) = input.target {
        canvas.dashed(&[(0.0, y(target)), (WIDTH, y(target))], Token::Axis, 1.0);
    }
    let line: Vec<(f64, f64)> = input.readings.iter().map(|(date, value)| (x(*date), y(*value))).collect();
    canvas.line(&line, Token::Ink, 1.0);
    canvas.disc((x(last.0), y(last.1)), 6.0, Token::Ink);
    canvas.close();
    Cell { svg, text: input.text.clone() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_trend_needs_two_days() {
        let input = |readings: Vec<(Date, f64)>| TrendInput { readings, target: Some(10.0), text: "3 to 5".to_owned() };
        assert_eq!(trend(&input(vec![])), Cell::default());
        assert_eq!(trend(&input(vec![(date(2026, 1, 1), 3.0)])), Cell::default());
        assert_eq!(trend(&input(vec![(date(2026, 1, 1), 3.0), (date(2026, 1, 1), 4.0)])), Cell::default());
        let drawn = trend(&input(vec![(date(2026, 1, 1), 3.0), (date(2026, 2, 1), 5.0)]));
        assert!(drawn.svg.contains("3 to 5") && drawn.svg.contains("<svg"), "{}", drawn.svg);
        let flat =
            trend(&TrendInput { target: Some(3.0), ..input(vec![(date(2026, 1, 1), 3.0), (date(2026, 2, 1), 3.0)]) });
        assert!(flat.svg.contains("<svg") && !flat.svg.contains("NaN"));
    }
}
