//! Last contact against the agreed gap: takes days, gives a track of which the agreed gap is half; what passes it
//! turns thick, and is said in days beside it. The track and the stroke of the agreed gap are the stylesheet's.

use super::backend::{Small, Token};
use super::canvas::Canvas;
use super::{Cell, days};

/// What the bar is drawn from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GapInput {
    /// Days since the last talk, pauses not counted; `None` without one.
    pub age: Option<u32>,
    /// Agreed days between talks.
    pub cadence_days: u32,
    /// Longest acceptable gap in days.
    pub max_gap_days: u32,
}

const WIDTH: f64 = 112.0;

/// Draws the bar; its text is meant to be shown beside it.
pub fn gapbar(input: &GapInput) -> Cell {
    let mut svg = String::with_capacity(200);
    let size = (WIDTH as u32, 12);
    let root = Small { class: "gapbar", size, scales: false, usual: Some(Token::Axis), label: None };
    let canvas = Canvas::cell(&mut svg, &root);
    let half = WIDTH / 2.0;
    let cadence = input.cadence_days.max(1);
    let text = if let Some(age) = input.age {
        let length = (half * f64::from(age) / f64::from(cadence)).round();
        // The widths of these strokes are the stylesheet's.
        if age > 0 {
            canvas.line(&[(0.0, 6.0), (length.min(half), 6.0)], Token::Axis, 1.0);
        }
        if age > cadence {
            let token = if age > input.max_gap_days { Token::Risk } else { Token::Watch };
            // A track that is too short says so with an arrow.
            let over = (length - half).clamp(1.0, half - 6.0);
            canvas.line(&[(half, 6.0), (half + over, 6.0)], token, 1.0);
            if length > WIDTH {
                canvas.polygon(&[(half + over, 0.0), (half + over + 6.0, 6.0), (half + over, 12.0)], token);
            }
            format!("{}, {} over", days::count(i64::from(age), "day", "days"), age - cadence)
        } else {
            format!("{age} of {}", days::count(i64::from(cadence), "day", "days"))
        }
    } else {
        "no talk yet".to_owned()
    };
    canvas.close();
    Cell { svg, text }
}
