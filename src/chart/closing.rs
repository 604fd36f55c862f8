//! How long answers took: takes each piece of feedback with the days until we told the outcome; gives a mark for each
//! by the day it was said. What still waits is drawn open and growing, and counts as longer than it has waited.

use jiff::civil::Date;

use super::backend::{Root, Token};
use super::canvas::{Area, Canvas, Key, Shape, plain};
use super::plane::{Plane, ticks};
use super::{Chart, days};
use crate::assess::Loop;
use crate::assess::survival::{Seen, Survival};

/// One piece of feedback.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Closing {
    /// Said on.
    pub said: Date,
    /// Told on; `None` where it waits.
    pub told: Option<Date>,
    /// The last day to tell it in time.
    pub due: Date,
}

/// What the chart is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct ClosingInput {
    /// The day everything is as of.
    pub as_of: Date,
    /// How many months before it are shown.
    pub shown: u32,
    /// Feedback that wants an answer, by the day it was said.
    pub loops: Vec<Closing>,
}

impl ClosingInput {
    /// Of a ledger's feedback; what waits is taken only where `claims_absence`, for else an answer may be out of sight.
    pub fn of(loops: &[Loop], as_of: Date, shown: u32, claims_absence: bool) -> Self {
        let closing = |l: &Loop| {
            let told = l.feedback.told.as_ref().map(|t| t.value);
            Some(Closing { said: l.feedback.date, told, due: l.due? }).filter(|c| c.told.is_some() || claims_absence)
        };
        let mut loops: Vec<Closing> = loops.iter().filter_map(closing).collect();
        loops.sort_by_key(|c| (c.said, c.told));
        Self { as_of, shown, loops }
    }
}

/// Marks drawn, at most: the newest.
const MOST: usize = 120;
/// Fewer pieces than this have no median worth a line.
const ENOUGH: usize = 3;

impl Closing {
    /// Days until the outcome was told, or waited so far.
    fn days(&self, as_of: Date) -> i64 {
        (days::number(self.told.unwrap_or(as_of)) - days::number(self.said)).max(0)
    }
    /// Days agreed.
    fn agreed(&self) -> i64 {
        (days::number(self.due) - days::number(self.said)).max(0)
    }
    fn mark(&self, as_of: Date) -> (Shape, Token, &'static str) {
        match self.told {
            Some(told) if told <= self.due => (Shape::Disc, Token::Ok, "told in time"),
            Some(_) => (Shape::Diamond, Token::Watch, "told late"),
            None if self.due < as_of => (Shape::HollowTriangle, Token::Risk, "waiting, late"),
            None => (Shape::Square, Token::Ink2, "waiting, not due yet"),
        }
    }
}

/// Draws the marks; `id` is the prefix of its ids, unique on the page.
pub fn closing(input: &ClosingInput, id: &str) -> Chart {
    let back = jiff::Span::new().months(i64::from(input.shown.clamp(1, 1_200)));
    let from = input.as_of.saturating_sub(back);
    let of: Vec<Closing> = input.loops.iter().copied().filter(|c| c.said >= from && c.said <= input.as_of).collect();
    let shown = &of[of.len().saturating_sub(MOST)..];
    let seen = |c: &Closing| Seen { time: c.days(input.as_of), is_over: c.told.is_some(), weight: 1.0 };
    let median = Survival::of(of.iter().map(seen).collect()).median().filter(|_| of.len() >= ENOUGH);
    let waiting: Vec<i64> = of.iter().filter(|c| c.told.is_none()).map(|c| c.days(input.as_of)).collect();
    let longest = waiting.iter().max();
    let said = match (of.len(), median) {
        (0, _) => "No feedback that wants an answer".to_owned(),
        (1, _) if waiting.is_empty() => "One answer so far".to_owned(),
        (n, None) if n < ENOUGH => {
            days::count(i64::try_from(n).unwrap_or(i64::MAX), "piece", "pieces") + " of feedback so far"
        }
        (_, None) => "Half of what we were told still waits for an answer".to_owned(),
        (_, Some(0)) => "Half of what we were told was answered on the day".to_owned(),
        (_, Some(median)) => {
            format!("Half of what we were told was answered within {}", days::count(median, "day", "days"))
        }
    };
    let finding = match (waiting.len(), longest) {
        (0, _) | (_, None) => said,
        (1, Some(longest)) => format!("{said}; one waits, for {} so far", days::count(*longest, "day", "days")),
        (n, Some(longest)) => format!("{said}; {n} wait, the longest for {}", days::count(*longest, "day", "days")),
    };
    let mut measure = format!("Days from said to told, by the day it was said, from {}.", days::say(from, input.as_of));
    if shown.len() < of.len() {
        measure += &format!(" The newest {} of {} are drawn.", shown.len(), of.len());
    }
    let head = ["Said", "Told", "Days", "Agreed", "Standing"].map(str::to_owned).to_vec();
    let rows = shown
        .iter()
        .map(|c| {
            let days = c.days(input.as_of);
            let days = if c.told.is_some() { days.to_string() } else { format!("over {days}") };
            let told = c.told.map(|t| t.to_string()).unwrap_or_default();
            vec![c.said.to_string(), told, days, c.agreed().to_string(), c.mark(input.as_of).2.to_owned()]
        })
        .collect();
    if shown.is_empty() {
        return Chart { finding, measure, head, ..Chart::default() };
    }
    let count = |word: &str| shown.iter().filter(|c| c.mark(input.as_of).2 == word).count();
    let desc =
        format!("{} told in time, {} told late, {} waiting.", count("told in time"), count("told late"), waiting.len());
    let svg = draw(input, shown, from, median, true, id, &finding, &desc);
    let narrow = draw(input, shown, from, median, false, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

#[expect(clippy::too_many_arguments, reason = "one call site for each of the two drawings of the same figures")]
fn draw(
    input: &ClosingInput,
    shown: &[Closing],
    from: Date,
    median: Option<i64>,
    wide: bool,
    id: &str,
    title: &str,
    desc: &str,
) -> String {
    let (class, width, left, right, top, bottom, size) = if wide {
        ("wide", 900.0, 62.0, 716.0, 26.0, 206.0, 12)
    } else {
        ("narrow", 320.0, 34.0, 312.0, 64.0, 240.0, 13)
    };
    let tall = bottom + if wide { 46.0 } else { 88.0 };
    let mut out = String::with_capacity(8_000);
    let root = Root { class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let as_of = input.as_of;
    let high = shown.iter().map(|c| c.days(as_of).max(c.agreed())).max().unwrap_or(0).max(10) as f64 * 1.08 + 1.0;
    let range = (days::number(from) as f64 - 3.0, days::number(as_of) as f64 + 3.0);
    let plane = Plane::new(&canvas, range, (0.0, high), Area(left, top, right, bottom));
    let small = plain(Token::Ink3).size(size);

    // What was agreed: one line, or a range where people agreed on different days.
    let agreed = shown.iter().map(Closing::agreed);
    let (least, most) = (agreed.clone().min().unwrap_or(0), agreed.max().unwrap_or(0));
    let (a, b) = (plane.y(most as f64), plane.y(0.0));
    canvas.rect((left, a), (right - left, b - a), Token::OkBand);
    if least < most {
        let y = plane.y(least as f64);
        canvas.dashed(&[(left, y), (right, y)], Token::Ok, 1.0);
    }
    for tick in ticks(0.0, high, 6, true) {
        let y = plane.y(tick);
        canvas.line(&[(left, y), (right, y)], Token::Hair, 1.0);
        canvas.text(&format!("{tick:.0}"), small.end(), (left - 7.0, y + 4.0));
    }
    canvas.text("days", small, (0.0, top - 10.0));
    plane.months(&canvas, (from, as_of), bottom, size, if wide { 50.0 } else { 60.0 }, false);
    let agreed = if least == most {
        format!("agreed: {}", days::count(most, "day", "days"))
    } else {
        format!("agreed: {least} to {most} days")
    };
    if wide {
        canvas.text(&agreed, plain(Token::Ok), (right + 12.0, a.max(top) + 10.0));
    } else {
        canvas.text(&agreed, plain(Token::Ok).size(size), (0.0, 14.0));
    }
    if let Some(median) = median {
        let y = plane.y(median as f64);
        canvas.dashed(&[(left, y), (right, y)], Token::Ink, 1.2);
        let text = format!("median: {}", days::count(median, "day", "days"));
        let bold = plain(Token::Ink).bold().size(size);
        if wide {
            // Clear of what was agreed.
            let near = (y - a - 6.0).abs() < 16.0;
            canvas.text(&text, bold, (right + 12.0, if near { a.max(top) - 6.0 } else { y + 4.0 }));
        } else {
            canvas.text(&text, bold, (0.0, 31.0));
        }
    }
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut growing: Vec<(f64, f64)> = Vec::new();
    for piece in shown {
        let (x, y) = plane.at(days::number(piece.said) as f64, piece.days(as_of) as f64);
        // Side by side where two lie on each other.
        let near = |x: f64| taken.iter().rev().take(12).any(|t| (t.0 - x).abs() < 8.0 && (t.1 - y).abs() < 8.0);
        let x = (0..4).map(|i| x - 9.0 * f64::from(i)).find(|x| !near(*x)).unwrap_or(x);
        taken.push((x, y));
        let (shape, colour, _) = piece.mark(as_of);
        if piece.told.is_none() {
            growing.push((x, (y - 11.0).max(top - 8.0)));
        }
        canvas.mark((x, y), 4.2, (shape, colour), false);
    }
    if !growing.is_empty() {
        canvas.ticks(&growing, 9.0, Token::Risk, 1.4);
    }
    let entries: &[(Key, &str)] = &[
        (Key::Mark(Shape::Disc, Token::Ok), "told in time"),
        (Key::Mark(Shape::Diamond, Token::Watch), "told late"),
        (Key::Mark(Shape::HollowTriangle, Token::Risk), "waiting, late and growing"),
        (Key::Mark(Shape::Square, Token::Ink2), "waiting, not due yet"),
    ];
    let used: Vec<(Key, &str)> =
        entries.iter().filter(|(_, word)| shown.iter().any(|c| word.starts_with(c.mark(as_of).2))).copied().collect();
    canvas.legend(&used, (if wide { left } else { 0.0 }, bottom + 42.0), width, size);
    canvas.close();
    out
}
