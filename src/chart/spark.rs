//! The register's sparkline: takes the last weekly scores, gives a line on the scale from 0 to 100 with the mark of
//! the status at its end; all rows of the register share the scale.

use jiff::civil::Date;

use super::backend::{Small, Token};
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
    /// Touchpoints, rising: shown as strokes where there is no score.
    pub touchpoints: &'a [Date],
}

// Units of half a pixel, so that whole numbers do.
const WIDTH: f64 = 264.0;
const HEIGHT: f64 = 68.0;
const RIGHT: f64 = 244.0;

/// The piece that all sparklines share, for the sprite of a page that has some: the line healthy starts at.
pub fn spark_base(threshold: f64) -> String {
    format!(
        "<path id=\"sb\" d=\"M0 {:.0}h{WIDTH}\" stroke-width=\"2\" stroke-dasharray=\"6 6\" class=\"l-axis\"/>",
        y(threshold.clamp(0.0, 100.0))
    )
}

fn y(score: f64) -> f64 {
    64.0 - 60.0 * score / 100.0
}

fn root(text: &str) -> Small<'_> {
    let size = (WIDTH as u32, HEIGHT as u32);
    Small { class: "spark", size, scales: true, usual: Some(Token::Ink), label: Some(text) }
}

/// Draws the sparkline.
pub fn spark(input: &SparkInput<'_>) -> Cell {
    let mut svg = String::with_capacity(500);
    let Some(last) = input.weeks.last() else {
        let text = "No evidence yet".to_owned();
        Canvas::cell(&mut svg, &root(&text)).close();
        return Cell { svg, text };
    };
    let shown = i64::from(input.shown.max(1));
    let end = days::number(last.date);
    let start = end - shown * 7;
    let x = |date: Date| 6.0 + (RIGHT - 6.0) * (days::number(date) - start) as f64 / (end - start) as f64;
    if last.band == Band::NotEnoughData {
        let first = input.touchpoints.partition_point(|d| days::number(*d) < start);
        let recent: Vec<Date> = input.touchpoints[first..].iter().copied().filter(|d| *d <= last.date).collect();
        let notes = days::count(i64::try_from(recent.len()).unwrap_or(i64::MAX), "note", "notes");
        let text = format!("Not enough data: {notes} in {shown} weeks");
        let canvas = Canvas::cell(&mut svg, &root(&text));
        canvas.line(&[(0.0, 62.0), (WIDTH, 62.0)], Token::Hair, 1.0);
        let ticks: Vec<_> = recent.iter().map(|d| (x(*d).round(), 56.0)).collect();
        if !ticks.is_empty() {
            canvas.ticks(&ticks, 12.0, Token::Ink3, 1.0);
        }
        canvas.text(&notes, plain(Token::Ink2), (0.0, 28.0));
        canvas.close();
        return Cell { svg, text };
    }
    let first = input.weeks.partition_point(|w| days::number(w.date) < start);
    let weeks = &input.weeks[first..];
    let height =
        |w: &Week| w.score.filter(|s| s.is_finite() && w.band != Band::NotEnoughData).map(|s| s.clamp(0.0, 100.0));
    let from = weeks.iter().find(|w| height(w).is_some() && !w.stale);
    let said = |w: &Week| w.score.map_or(0, |s| s.round() as i64);
    let text = match from {
        Some(from) if !last.stale => {
            format!("{} to {}", said(from), said(last))
        }
        _ => format!("{}, on evidence too old for a number", word(last.band)),
    };
    let canvas = Canvas::cell(&mut svg, &root(&text));
    canvas.shared("sb");
    let mut run: Vec<(f64, f64)> = Vec::with_capacity(weeks.len());
    let mut stale = false;
    let flush = |run: &mut Vec<(f64, f64)>, stale: bool| {
        let line = simpler(run, 1.5);
        match (line.len(), stale) {
            (0 | 1, _) => {}
            (_, true) => canvas.dashed(&line, Token::Ink, 1.0),
            (_, false) => canvas.line(&line, Token::Ink, 1.0),
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
        run.push((x(week.date).round(), y(score).round()));
    }
    flush(&mut run, stale);
    if let Some(score) = height(last) {
        let at = (x(last.date).round(), y(score).round().clamp(12.0, 56.0));
        canvas.mark(at, 8.2, status(last.band, last.stale), false);
    }
    canvas.close();
    Cell { svg, text }
}

/// The line without points that it passes within `reach` of: Douglas and Peucker's reduction (Cartographica 10, 1973).
fn simpler(line: &[(f64, f64)], reach: f64) -> Vec<(f64, f64)> {
    let mut kept = vec![false; line.len()];
    let mut open = vec![(0, line.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        let (Some(&(x1, y1)), Some(&(x2, y2))) = (line.get(from), line.get(to)) else { continue };
        (kept[from], kept[to]) = (true, true);
        let off = |&(x, y): &(f64, f64)| (y - (y1 + (y2 - y1) * (x - x1) / (x2 - x1).max(1.0))).abs();
        let between = (from + 1..to).map(|i| (i, off(&line[i])));
        if let Some((far, _)) = between.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, off)| *off > reach) {
            open.extend([(from, far), (far, to)]);
        }
    }
    line.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

#[cfg(test)]
mod tests {
    use super::simpler;

    #[test]
    fn only_points_near_the_line_are_left_out() {
        let line = [(0.0, 0.0), (1.0, 0.5), (2.0, 0.0), (3.0, 9.0), (4.0, 0.0)];
        assert_eq!(simpler(&line, 1.0), [(0.0, 0.0), (2.0, 0.0), (3.0, 9.0), (4.0, 0.0)]);
        assert_eq!(simpler(&line[..1], 1.0), &line[..1]);
        assert!(simpler(&[], 1.0).is_empty());
    }
}
