//! Engagement: takes where somebody stands, where we want them and where they stood before; gives a track of five
//! columns for a table's cell. The words beside it say the same.

use super::Cell;
use super::backend::{Small, Token};
use super::canvas::Canvas;
use crate::register::Engagement;

/// What the track is drawn from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EngagementInput {
    /// Now.
    pub current: Engagement,
    /// Wanted.
    pub desired: Engagement,
    /// By the assessment before, where it differs.
    pub before: Option<Engagement>,
}

/// Width of a column.
const COLUMN: f64 = 76.0;
const HEIGHT: f64 = 26.0;
/// Height of the track.
const Y: f64 = 10.0;

/// The middle of a column.
fn x(of: Engagement) -> f64 {
    COLUMN * (f64::from(of as u8) + 0.5)
}

/// Steps from where they stand to where we want them; negative where they are past it.
pub fn steps(current: Engagement, desired: Engagement) -> i32 {
    desired as i32 - current as i32
}

/// Draws the track: a disc now, a ring where wanted, an arrow between them, a tail from before.
pub fn engagement(input: &EngagementInput) -> Cell {
    let mut svg = String::with_capacity(700);
    let root =
        Small { class: "eng", size: ((COLUMN * 5.0) as u32, HEIGHT as u32), scales: true, usual: None, label: None };
    let canvas = Canvas::cell(&mut svg, &root);
    let (now, wanted) = (x(input.current), x(input.desired));
    canvas.line(&[(x(Engagement::Resistant), Y), (x(Engagement::Leading), Y)], Token::Hair, 1.0);
    let columns: Vec<_> = (0..5).map(|i| (COLUMN * (f64::from(i) + 0.5), Y)).collect();
    canvas.ticks(&columns, 8.0, Token::Axis, 1.0);
    if let Some(was) = input.before.map(x) {
        let side = (now - was).signum();
        let (thin, thick) = ((was + side * 3.0, Y + 11.0), now - side * 3.0);
        canvas.polygon(&[thin, (thick, Y + 5.5), (thick + side, Y + 9.0)], Token::Ink3);
        canvas.ring((was, Y + 11.0), 3.0, Token::Ink3, 1.2);
    }
    if input.current == input.desired {
        canvas.ring((now, Y), 8.0, Token::Ink, 1.4);
    } else {
        let side = (wanted - now).signum();
        if side > 0.0 {
            let tip = wanted - side * 7.0;
            canvas.line(&[(now, Y), (tip - side * 6.0, Y)], Token::Ink, 1.8);
            canvas.polygon(&[(tip, Y), (tip - side * 8.0, Y - 4.5), (tip - side * 8.0, Y + 4.5)], Token::Ink);
        } else {
            canvas.dashed(&[(now, Y), (wanted, Y)], Token::Ink, 1.2);
        }
        canvas.disc((wanted, Y), 6.0, Token::Paper);
        canvas.ring((wanted, Y), 6.0, Token::Ink, 1.4);
    }
    canvas.disc((now, Y), 5.0, Token::Ink);
    canvas.close();
    Cell { svg, text: words(*input) }
}

fn words(input: EngagementInput) -> String {
    let (current, desired) = (input.current.as_str(), input.desired.as_str());
    if input.current == input.desired {
        format!("{current}, as wanted")
    } else {
        format!("{current}, {desired} wanted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_only_where_there_is_a_way_to_go() {
        let cell = |current, desired| engagement(&EngagementInput { current, desired, before: None });
        let short = cell(Engagement::Resistant, Engagement::Supportive);
        assert_eq!(short.text, "resistant, supportive wanted");
        assert_eq!(steps(Engagement::Resistant, Engagement::Supportive), 3);
        assert!(short.svg.contains("z\""), "an arrow's head");
        let past = cell(Engagement::Leading, Engagement::Neutral);
        assert!(past.svg.contains("stroke-dasharray") && !past.svg.contains("z\""));
        assert_eq!(cell(Engagement::Neutral, Engagement::Neutral).text, "neutral, as wanted");
    }
}
