//! The register's sparkline: takes the last weekly scores, gives a line on the scale from 0 to 100 with the mark of
//! the status at its end; all rows of the register share the scale.

use jiff::civil::Date;

use super::backend::Token;
use super::canvas::{Canvas, plain, status};
use super::{Cell, days, word};
use crate::assess::Week;
use crate::register::Band;

/// What a sparkline is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct SparkInput<'a> {
    /// ISO Mondays, then the as-of date, rising.
    pub weeks: &'a [Week],
    /// How many weeks before the last one are shown.
    pub shown: u32,
    /// The score healthy starts at, drawn dashed.
    pub threshold: f64,
    /// Touchpoints, rising: shown as strokes where there is no score.
    pub touchpoints: &'a [Date],
}

const WIDTH: f64 = 132.0;
const HEIGHT: f64 = 34.0;
const RIGHT: f64 = 122.0;

/// Draws the sparkline.
pub fn spark(input: &SparkInput<'_>) -> Cell {
    let mut svg = String::with_capacity(900);
    let size = (WIDTH as u32, HEIGHT as u32);
    let Some(last) = input.weeks.last() else {
        let text = "No evidence yet".to_owned();
        Canvas::cell(&mut svg, "spark", size, Some(&text)).close();
        return Cell { svg, text };
    };
    let shown = i64::from(input.shown.max(1));
    let end = days::number(last.date);
    let start = end - shown * 7;
    let x = |date: Date| 3.0 + (RIGHT - 3.0) * (days::number(date) - start) as f64 / (end - start) as f64;
    if last.band == Band::NotEnoughData {
        let first = input.touchpoints.partition_point(|d| days::number(*d) < start);
        let recent: Vec<Date> = input.touchpoints[first..].iter().copied().filter(|d| *d <= last.date).collect();
        let notes = days::count(i64::try_from(recent.len()).unwrap_or(i64::MAX), "note", "notes");
        let text = format!("Not enough data: {notes} in {shown} weeks");
        let canvas = Canvas::cell(&mut svg, "spark", size, Some(&text));
        canvas.line(&[(0.0, 31.0), (WIDTH, 31.0)], Token::Hair, 1.0);
        let ticks: Vec<_> = recent.iter().map(|d| (x(*d), 28.0)).collect();
        if !ticks.is_empty() {
            canvas.ticks(&ticks, 6.0, Token::Ink3, 1.4);
        }
        canvas.text(&notes, plain(Token::Ink2), (0.0, 14.0));
        canvas.close();
        return Cell { svg, text };
    }
    let first = input.weeks.partition_point(|w| days::number(w.date) < start);
    let weeks = &input.weeks[first..];
    let height =
        |w: &Week| w.score.filter(|s| s.is_finite() && w.band != Band::NotEnoughData).map(|s| s.clamp(0.0, 100.0));
    let y = |score: f64| 32.0 - 30.0 * score / 100.0;
    let from = weeks.iter().find(|w| height(w).is_some() && !w.stale);
    let said = |w: &Week| w.score.map_or(0, |s| s.round() as i64);
    let text = match from {
        Some(from) if !last.stale => {
            format!("Score over {shown} weeks: {} to {}, {}", said(from), said(last), word(last.band).to_lowercase())
        }
        _ => format!("{}, on evidence too old for a number", word(last.band)),
    };
    let canvas = Canvas::cell(&mut svg, "spark", size, Some(&text));
    canvas.dashed(
        &[(0.0, y(input.threshold.clamp(0.0, 100.0))), (WIDTH, y(input.threshold.clamp(0.0, 100.0)))],
        Token::Axis,
        1.0,
    );
    let mut run: Vec<(f64, f64)> = Vec::with_capacity(weeks.len());
    let mut stale = false;
    let flush = |run: &mut Vec<(f64, f64)>, stale: bool| {
        match (run.len(), stale) {
            (0 | 1, _) => {}
            (_, true) => canvas.dashed(run, Token::Ink, 1.5),
            (_, false) => canvas.line(run, Token::Ink, 1.5),
        }
        run.clear();
    };
    for week in weeks {
        let Some(score) = height(week) else {
            flush(&mut run, stale);
            continue;
        };
        if week.stale != stale {
            let joint = run.last().copied();
            flush(&mut run, stale);
            run.extend(joint);
            stale = week.stale;
        }
        run.push((x(week.date), y(score)));
    }
    flush(&mut run, stale);
    if let Some(score) = height(last) {
        canvas.mark((x(last.date), y(score).clamp(6.0, 28.0)), 4.1, status(last.band, last.stale), false);
    }
    canvas.close();
    Cell { svg, text }
}
