//! How far off dates were: takes every date once said with how far ahead it was said and how late the thing was;
//! gives a mark for each over the range our record supports. What isn't done yet is drawn open and growing.

use super::backend::{Root, Token};
use super::canvas::{Anchor, Area, Canvas, Ground, Key, Shape, plain};
use super::plane::{Plane, ticks};
use super::{Chart, days, font};

/// A date once said.
#[derive(Clone, PartialEq, Debug)]
pub struct Off {
    /// Of what.
    pub title: String,
    /// The day said, as text.
    pub said: String,
    /// How many days ahead; `None` for a baseline, whose day is not on file.
    pub ahead: Option<i64>,
    /// Days late, negative when early; of what isn't done at least this.
    pub error: i64,
    /// Whether it is done.
    pub is_done: bool,
}

/// What the chart is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct DatesOffInput {
    /// The dates; those of things not done only where their day has passed.
    pub dates: Vec<Off>,
    /// Lower end, median and upper end of the range, with the part of new dates it holds.
    pub band: Option<(i64, Option<i64>, Option<i64>, f64)>,
    /// How many things are done.
    pub done: usize,
    /// How many earlier dates are left out of the drawing.
    pub beyond: usize,
}

/// "3 days early", "on the day", "12 days late".
pub(crate) fn late(days: i64) -> String {
    match days {
        0 => "on the day".to_owned(),
        1.. => format!("{} late", days::count(days, "day", "days")),
        _ => format!("{} early", days::count(days.saturating_neg(), "day", "days")),
    }
}

/// The range in words: "3 days early to 91 days late".
pub(crate) fn range(low: i64, high: Option<i64>) -> String {
    match high {
        Some(high) if low == high => late(low),
        Some(high) if low > 0 => format!("{low} to {}", late(high)),
        Some(high) => format!("{} to {}", late(low), late(high)),
        None => format!("{} or later, without an end", late(low)),
    }
}

/// The worst of what is done, where it is late.
fn worst(input: &DatesOffInput) -> String {
    let worst = input.dates.iter().filter(|d| d.is_done).map(|d| d.error).max().unwrap_or(0);
    if worst > 0 { format!(", {worst} at worst") } else { String::new() }
}

/// Draws the marks; `id` is the prefix of its ids, unique on the page.
pub fn dates_off(input: &DatesOffInput, id: &str) -> Chart {
    let head = ["Milestone", "Date said", "Days ahead", "Days late"].map(str::to_owned).to_vec();
    let mut measure = "Days from each date said to the day it was done, by how far ahead the date was said.".to_owned();
    if input.beyond > 0 {
        measure += &format!(" The latest {}; {} earlier ones count too.", input.dates.len(), input.beyond);
    }
    let finding = match input.band {
        Some((_, Some(median), _, _)) => format!("Our dates ran {} in the middle{}", late(median), worst(input)),
        Some((_, None, ..)) => "Too many dates are still open to say how far half of them were off".to_owned(),
        None if input.done == 1 => "One milestone done: too few to say how far off our dates are".to_owned(),
        None => format!("{} milestones done: too few to say how far off our dates are", input.done),
    };
    let rows = input
        .dates
        .iter()
        .map(|d| {
            let ahead = d.ahead.map_or_else(|| "baseline".to_owned(), |n| n.to_string());
            let error = if d.is_done { d.error.to_string() } else { format!("over {}, not done", d.error) };
            vec![d.title.clone(), d.said.clone(), ahead, error.replace('-', "−")]
        })
        .collect();
    if input.dates.is_empty() {
        return Chart { finding, measure, head, ..Chart::default() };
    }
    let mut desc = match input.band {
        Some((low, _, high, level)) => {
            format!("At least {:.0} % of dates like these: {}. ", level * 100.0, range(low, high))
        }
        None => String::new(),
    };
    let count = |test: &dyn Fn(&&Off) -> bool| input.dates.iter().filter(test).count();
    desc += &format!(
        "{} held or early, {} late, {} of milestones not done yet.",
        count(&|d| d.is_done && d.error <= 0),
        count(&|d| d.is_done && d.error > 0),
        count(&|d| !d.is_done)
    );
    let svg = draw(input, true, id, &finding, &desc);
    let narrow = draw(input, false, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn draw(input: &DatesOffInput, wide: bool, id: &str, title: &str, desc: &str) -> String {
    let (class, width, left, right, top, bottom, size) = if wide {
        ("wide", 900.0, 92.0, 560.0, 30.0, 268.0, 12)
    } else {
        ("narrow", 320.0, 34.0, 208.0, 58.0, 296.0, 13)
    };
    let strip = if wide { (600.0, 716.0) } else { (232.0, 312.0) };
    let tall = bottom + if wide { 72.0 } else { 112.0 };
    let mut out = String::with_capacity(9_000);
    let root = Root { class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let shown = &input.dates;
    let furthest = shown.iter().filter_map(|d| d.ahead).max().unwrap_or(0).max(14) as f64;
    let errors = shown.iter().map(|d| d.error).chain(input.band.iter().flat_map(|b| [Some(b.0), b.2]).flatten());
    let (low, high) = errors.fold((-7, 14), |(low, high), e| (low.min(e), high.max(e)));
    let (low, high) = (low as f64 - 3.0, high as f64 * 1.06 + 2.0);
    let plane = Plane::new(&canvas, (0.0, furthest * 1.04), (low, high), Area(left, top, right, bottom));

    if let Some((from, _, to, _)) = input.band {
        let (a, b) = (plane.y(to.map_or(high, |to| to as f64)), plane.y(from as f64));
        for (x1, x2) in [(left, right), strip] {
            canvas.rect((x1, a), (x2 - x1, (b - a).max(2.0)), Token::WatchBand);
        }
    }
    let small = plain(Token::Ink3).size(size);
    for tick in ticks(low, high, 7, true) {
        let y = plane.y(tick);
        let zero = tick.abs() < 0.5;
        for (x1, x2) in [(left, right), strip] {
            canvas.line(&[(x1, y), (x2, y)], if zero { Token::Ink } else { Token::Hair }, 1.0);
        }
        let text = match tick {
            t if t.abs() < 0.5 && wide => "on the day".to_owned(),
            t if t > 0.0 && wide => format!("{t:.0} days late"),
            t if wide => format!("{:.0} days early", -t),
            t => format!("{t:.0}").replace('-', "−"),
        };
        canvas.text(&text, small.end(), (left - 8.0, y + 4.0));
    }
    if !wide {
        canvas.text("Days late", small, (0.0, 48.0));
    }
    for tick in ticks(0.0, furthest, if wide { 8 } else { 5 }, true) {
        let x = plane.x(tick);
        canvas.line(&[(x, bottom), (x, bottom + 5.0)], Token::Axis, 1.0);
        canvas.text(&format!("{tick:.0}"), small.middle(), (x, bottom + 18.0));
    }
    canvas.line(&[(left, bottom), (right, bottom)], Token::Axis, 1.0);
    canvas.text("days ahead", small, (left, bottom + 35.0));
    canvas.line(&[(strip.0, bottom), (strip.1, bottom)], Token::Axis, 1.0);
    let names = if wide { ["baselines: the day they", "were set is not on file"] } else { ["baselines", ""] };
    for (i, name) in names.into_iter().enumerate().filter(|(_, n)| !n.is_empty()) {
        canvas.text(name, small, (strip.0, bottom + 18.0 + 15.0 * i as f64));
    }

    let mut placer = Ground::new(Area(left - 4.0, top - 14.0, width, bottom));
    let mut marks: Vec<(f64, f64, &Off)> = Vec::with_capacity(shown.len());
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for date in shown {
        let y = plane.y(date.error as f64);
        let x = match date.ahead {
            Some(ahead) => plane.x(ahead as f64),
            // Side by side in the strip, where they are as late as each other.
            None => (0..20)
                .map(|i| strip.0 + 14.0 + 13.0 * f64::from(i))
                .find(|x| *x > strip.1 - 8.0 || !taken.iter().any(|t| (t.0 - x).abs() < 9.0 && (t.1 - y).abs() < 9.0))
                .unwrap_or(strip.1)
                .min(strip.1 - 8.0),
        };
        taken.push((x, y));
        marks.push((x, y, date));
        placer.take(Area(x - 6.0, y - 6.0, x + 6.0, y + 6.0));
    }
    for (x, y, date) in &marks {
        let mark = match (date.is_done, date.error > 0) {
            (true, false) => (Shape::Disc, Token::Ok),
            (true, true) => (Shape::Diamond, Token::Watch),
            (false, _) => (Shape::HollowTriangle, Token::Risk),
        };
        if !date.is_done {
            canvas.line(&[(*x, y - 5.0), (*x, (y - 15.0).max(top - 4.0))], Token::Risk, 1.2);
            placer.take(Area(x - 2.0, y - 16.0, x + 2.0, *y));
        }
        canvas.mark((*x, *y), 4.4, mark, false);
    }
    // The range and the median in words.
    if let Some((_, median, _, level)) = input.band {
        let style = plain(Token::Watch).size(size);
        let lead = if wide { left } else { 0.0 };
        let text = format!("Shaded: {:.0} % of new dates should fall in here", level * 100.0);
        canvas.text(&text, style, (lead, 14.0));
        if let Some(median) = median {
            let y = plane.y(median as f64);
            canvas.dashed(&[(left, y), (right, y)], Token::Watch, 1.4);
            canvas.dashed(&[(strip.0, y), (strip.1, y)], Token::Watch, 1.4);
            let text = format!("middle: {}", late(median));
            if wide {
                let at = (strip.1 + 10.0, y + 4.0);
                canvas.text(&text, style.bold(), at);
                placer.take(Area::of(&text, style.bold(), at));
            } else {
                canvas.text(&text, style.bold(), (lead, 31.0));
            }
        }
    }
    // The worst by name, where there is room.
    let mut worst: Vec<&(f64, f64, &Off)> = marks.iter().filter(|p| p.2.error > 0).collect();
    worst.sort_by_key(|p| std::cmp::Reverse(p.2.error));
    for (x, y, date) in worst.into_iter().take(if wide { 6 } else { 2 }) {
        let style = plain(Token::Ink2).size(size);
        let is_baseline = date.ahead.is_none();
        let free = if is_baseline { width - x - 16.0 } else { right - left - 60.0 };
        if free < 70.0 {
            continue;
        }
        let text = font::fit(&date.title, size, false, free.min(240.0));
        let aside = (x + 9.0, y + 4.0, Anchor::Left);
        let spots = [aside, (x - 9.0, y + 4.0, Anchor::Right), (*x, y - 10.0, Anchor::Center)];
        let spots = if is_baseline { &spots[..1] } else { &spots[..] };
        let edge = |(at, style): &((f64, f64), _)| Area::of(&text, *style, *at);
        let found = placer.place(&text, style, spots, &[]);
        if let Some((at, style)) = found.filter(|f| is_baseline || edge(f).2 <= right + 4.0) {
            canvas.text(&text, style, at);
        }
    }
    let entries: &[(Key, &str)] = &[
        (Key::Mark(Shape::Disc, Token::Ok), "held or early"),
        (Key::Mark(Shape::Diamond, Token::Watch), "late"),
        (Key::Mark(Shape::HollowTriangle, Token::Risk), "not done yet, growing"),
    ];
    canvas.legend(entries, (if wide { left } else { 0.0 }, bottom + if wide { 62.0 } else { 66.0 }), width, size);
    canvas.close();
    out
}
