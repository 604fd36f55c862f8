//! A goal over time: takes readings, baseline, targets as they were set and the due day; gives a line against the
//! straight path from the baseline to the hardest target, with the target in force dashed.

use jiff::civil::Date;

use super::backend::{Root, Token, Type};
use super::canvas::{Anchor, Area, Canvas, Ground, Shape, plain};
use super::plane::{Plane, short, ticks};
use super::{Chart, days, font};
use crate::assess::direction::{Progress, Stand};
use crate::assess::figure::{figure, with_unit};

/// What the chart is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct GoalInput {
    /// The day everything is as of.
    pub as_of: Date,
    /// The metric's name.
    pub name: String,
    /// Its unit.
    pub unit: Option<String>,
    /// Where it began.
    pub baseline: Option<f64>,
    /// When the target is due.
    pub due: Option<Date>,
    /// Targets as set, by date.
    pub targets: Vec<(Date, f64)>,
    /// Readings, by date.
    pub readings: Vec<(Date, f64)>,
    /// How far it has come.
    pub progress: Progress,
    /// First and last day drawn; alike for all goals of a page, so that their days lie under each other.
    pub span: (Date, Date),
}

impl GoalInput {
    /// A value with its unit.
    fn say(&self, value: f64) -> String {
        with_unit(value, self.unit.as_deref())
    }
}

/// A share in whole per cent, as said: never 100 before it is all.
fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    let whole = if share < 1.0 { whole.min(99.0) } else { whole };
    format!("{} %", figure(if whole == 0.0 { 0.0 } else { whole }))
}

/// Shape and colour of how a goal stands.
fn shape(stand: Stand) -> (Shape, Token) {
    match stand {
        Stand::Met | Stand::OnPath => (Shape::Disc, Token::Ok),
        Stand::MetEased | Stand::Behind => (Shape::Diamond, Token::Watch),
        Stand::Backwards | Stand::Missed => (Shape::Triangle, Token::Risk),
        Stand::Unmeasured | Stand::NoTarget | Stand::Undated => (Shape::DashedRing, Token::None),
    }
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

fn finding(input: &GoalInput) -> String {
    let p = &input.progress;
    let Some((on, value)) = p.latest else { return "No reading yet".to_owned() };
    let now = input.say(value);
    let from = input.baseline.map(|b| format!(", from {}", figure(b))).unwrap_or_default();
    let Some((hardest, (_, target))) = p.hardest.zip(p.target) else {
        return format!("{now} on {}{from}; no target is set", days::say(on, input.as_of));
    };
    let way = p.share.map(|share| format!("{} of the way to {}", percent(share), input.say(hardest)));
    let eased = match p.eased {
        0 => String::new(),
        n => format!("; the target was eased {}, to {}", times(n), figure(target)),
    };
    let said = match (p.stand, way) {
        (Stand::Met, _) => format!("{now}: the target of {} is reached", figure(hardest)),
        (Stand::MetEased, Some(way)) => {
            return format!("{now}: the eased target of {} is reached, {way}", figure(target));
        }
        (Stand::Backwards, _) => {
            format!("{now}{from}: further from the target of {} than at the start", figure(hardest))
        }
        (Stand::Missed, Some(way)) => format!("The due day passed at {way}"),
        (_, Some(way)) => match p.time {
            Some(time) => format!("{way}, with {} of the time gone", percent(time)),
            None => format!("{way}; no day is set for it"),
        },
        (_, None) => format!("{now}, of {}; no baseline to measure from", figure(hardest)),
    };
    said + &eased
}

/// Draws the goal; `id` is the prefix of its ids, unique on the page.
pub fn goal(input: &GoalInput, id: &str) -> Chart {
    let head = ["Day", "What", "Value", "On the path"].map(str::to_owned).to_vec();
    let finding = finding(input);
    let mut measure = input.name.clone();
    if let (Some(_), Some(hardest)) = (input.baseline, input.progress.hardest) {
        measure += &format!(". Dashed: the target; thin: the straight path to {}", figure(hardest));
    }
    measure.push('.');
    let mut rows: Vec<(Date, u8, Vec<String>)> = Vec::new();
    for (on, target) in &input.targets {
        rows.push((*on, 0, vec![on.to_string(), "target set".to_owned(), figure(*target), String::new()]));
    }
    for (on, value) in &input.readings {
        let path = path(input).map(|path| figure((at(path, *on) * 10.0).round() / 10.0)).unwrap_or_default();
        rows.push((*on, 1, vec![on.to_string(), "reading".to_owned(), figure(*value), path]));
    }
    rows.sort_by_key(|r| (r.0, r.1));
    let mut rows: Vec<Vec<String>> = rows.into_iter().map(|r| r.2).collect();
    if let Some(baseline) = input.baseline {
        rows.insert(0, vec![String::new(), "baseline".to_owned(), figure(baseline), String::new()]);
    }
    if input.readings.is_empty() && input.targets.is_empty() {
        return Chart { finding, measure, head, rows, ..Chart::default() };
    }
    let mut desc = format!("{}. ", input.name);
    if let (Some(baseline), Some((on, value))) = (input.baseline, input.progress.latest) {
        desc += &format!("From {} to {} on {}. ", figure(baseline), input.say(value), days::say(on, input.as_of));
    }
    if let Some((_, target)) = input.progress.target {
        let due = input.due.map(|due| format!(" by {}", days::say(due, input.as_of))).unwrap_or_default();
        desc += &format!("Target {}{due}.", input.say(target));
    }
    let svg = draw(input, true, id, &finding, desc.trim_end());
    let narrow = draw(input, false, &format!("{id}-n"), &finding, desc.trim_end());
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

/// Values from here on are drawn at the edge: differences of them are no numbers any more.
const HUGE: f64 = 1e15;

/// Both ends of the straight path, as day and value.
type Path = ((f64, f64), (f64, f64));

fn path(input: &GoalInput) -> Option<Path> {
    let (start, due) = (input.progress.start?, input.due?);
    let (from, to) = (days::number(start) as f64, days::number(due) as f64);
    (to > from).then_some(((from, input.baseline?), (to, input.progress.hardest?)))
}

/// Where the path is on a day.
fn at(((x1, y1), (x2, y2)): Path, on: Date) -> f64 {
    let part = ((days::number(on) as f64 - x1) / (x2 - x1)).clamp(0.0, 1.0);
    y1 + (y2 - y1) * part
}

/// The last day drawn: ten past the day it is due or the last one known, within the page's.
fn end(input: &GoalInput) -> Date {
    let known = input.targets.iter().chain(&input.readings).map(|v| v.0).chain(input.due);
    let last = known.fold(input.as_of, Date::max);
    last.saturating_add(jiff::Span::new().days(10)).min(input.span.1)
}

fn draw(input: &GoalInput, wide: bool, id: &str, title: &str, desc: &str) -> String {
    let (class, width, left, right, top, bottom, size) = if wide {
        ("wide", 900.0, 62.0, 700.0, 16.0, 172.0, 12)
    } else {
        ("narrow", 320.0, 46.0, 308.0, 54.0, 204.0, 13)
    };
    let tall = bottom + 26.0;
    let mut out = String::with_capacity(5_000);
    let root = Root { class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let values = || {
        let set = input.targets.iter().chain(&input.readings).map(|v| v.1);
        set.chain(input.baseline).filter(|v| v.abs() < HUGE)
    };
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
    let pad = if high > low { (high - low) * 0.08 } else { (high.abs() * 0.2).max(1.0) };
    let floor = if low >= 0.0 && low < (high - low) * 0.6 { 0.0 } else { low - pad };
    let (low, high) = (floor, high + pad);
    let (from, to) = (input.span.0, end(input));
    let range = (days::number(from) as f64, days::number(to) as f64);
    // The scale is that of all goals of the page; on a phone each has the width to itself.
    let whole = days::number(input.span.1) as f64 - range.0;
    let right = if wide { left + (right - left) * ((range.1 - range.0) / whole.max(1.0)).min(1.0) } else { right };
    let plane = Plane::new(&canvas, range, (low, high), Area(left, top, right, bottom));
    let small = plain(Token::Ink3).size(size);
    let ticks = ticks(low, high, 4, false);
    let thousands = !wide && ticks.iter().any(|t| t.abs() >= 1e4) && ticks.iter().all(|t| t.abs() < 1e6);
    for tick in ticks {
        let y = plane.y(tick);
        let said = if thousands && tick != 0.0 { format!("{}k", figure(tick / 1e3)) } else { short(tick) };
        canvas.line(&[(left, y), (right, y)], Token::Hair, 1.0);
        canvas.text(&font::fit(&said, size, false, left - 8.0), small.end(), (left - 7.0, y + 4.0));
    }
    plane.months(&canvas, (from, to), bottom, size, if wide { 60.0 } else { 66.0 }, false);
    let today = plane.day(input.as_of);
    canvas.dashed(&[(today, top - 4.0), (today, bottom)], Token::Axis, 1.0);

    let mut placer = Ground::new(Area(left - 2.0, top - 14.0, right + 2.0, bottom - 1.0));
    placer.take(Area(today - 1.0, top, today + 1.0, bottom));
    if let Some(((x1, y1), (x2, y2))) = path(input) {
        canvas.line(&[plane.at(x1, y1), plane.at(x2, y2)], Token::Ink3, 1.0);
    }
    // Each target from the day it was set, the last one to its day or the edge.
    let last_day = input.due.map_or(right, |due| plane.day(due));
    let mut stairs: Vec<(f64, f64)> = Vec::new();
    for (on, target) in &input.targets {
        let (x, y) = (plane.day(*on), plane.y(*target));
        if let Some(last) = stairs.last().copied() {
            stairs.push((x, last.1));
        }
        stairs.push((x, y));
    }
    if let Some(last) = stairs.last().copied() {
        stairs.push((last_day.max(last.0), last.1));
        canvas.dashed(&stairs, Token::Ink2, 1.6);
    }

    let points: Vec<(f64, f64)> = input.readings.iter().map(|(on, v)| plane.at(days::number(*on) as f64, *v)).collect();
    let start = input.progress.start.zip(input.baseline).map(|(on, v)| plane.at(days::number(on) as f64, v));
    let trace: Vec<(f64, f64)> = start.into_iter().chain(points.iter().copied()).collect();
    if trace.len() > 1 {
        canvas.line(&trace, Token::Ink, 2.0);
    }
    if points.len() > 1 {
        canvas.discs(&points[..points.len() - 1], 2.6, Token::Ink);
    }
    let (mark, token) = shape(input.progress.stand);
    let column = right + 14.0;
    let mut beside = Ground::new(Area(right, top - 14.0, width, bottom + 16.0));
    let bold = plain(token).bold().size(size);
    if let Some(last) = points.last().copied() {
        canvas.mark(last, 5.4, (mark, token), true);
        placer.take(Area(last.0 - 8.0, last.1 - 8.0, last.0 + 8.0, last.1 + 8.0));
        let now = input.progress.latest.map(|(_, v)| input.say(v)).unwrap_or_default();
        if wide {
            let text = font::fit(&now, 15, true, width - column);
            canvas.text(&text, bold.size(15), (column, last.1 + 5.0));
            beside.take(Area::of(&text, bold.size(15), (column, last.1 + 5.0)));
        } else {
            canvas.mark((7.0, 8.0), 4.6, (mark, token), false);
            canvas.text(&font::fit(&format!("now {now}"), size, true, width - 20.0), bold, (18.0, 13.0));
        }
    }
    if let Some((x, y)) = start {
        canvas.disc((x, y), 4.4, Token::Paper);
        canvas.ring((x, y), 4.4, Token::Ink, 1.5);
        placer.take(Area(x - 6.0, y - 6.0, x + 6.0, y + 6.0));
        let text = format!("baseline {}", figure(input.baseline.unwrap_or_default()));
        let style = plain(Token::Ink2).size(size);
        let mut spots = vec![
            (x - 4.0, y - 10.0, Anchor::Left),
            (x + 10.0, y - 9.0, Anchor::Left),
            (x - 4.0, y + 18.0, Anchor::Left),
            (x + 10.0, y + 16.0, Anchor::Left),
            (x - 10.0, y + 4.0, Anchor::Right),
            (x - 6.0, y - 24.0, Anchor::Left),
            (x - 6.0, y + 32.0, Anchor::Left),
            (x - 6.0, y - 38.0, Anchor::Left),
        ];
        // Off the path first.
        if let Some(path) = path(input) {
            spots.sort_by_key(|s| {
                let Area(a, b, c, d) = Area::of(&text, Type { anchor: s.2, ..style }, (s.0, s.1));
                let steps = (0..=12).map(|i| a + (c - a) * f64::from(i) / 12.0);
                let ((x1, y1), (x2, y2)) = (plane.at(path.0.0, path.0.1), plane.at(path.1.0, path.1.1));
                let on = |x: f64| y1 + (y2 - y1) * (x - x1) / (x2 - x1).max(0.1);
                steps.into_iter().filter(|x| (x1..=x2).contains(x)).any(|x| (b..=d).contains(&on(x)))
            });
        }
        if let Some((at, style)) = placer.place(&text, style, &spots, &trace) {
            canvas.text(&text, style, at);
        }
    }
    if let Some((_, target)) = input.progress.target {
        let due = input.due.map(|due| format!(" by {}", days::say(due, input.as_of))).unwrap_or_default();
        let text = format!("target {}{due}", figure(target));
        let y = plane.y(target);
        if wide {
            let text = font::fit(&text, size, false, width - column);
            let spots = [4.0, 22.0, -14.0, 38.0, -30.0].map(|d| (column, y + d, Anchor::Left));
            if let Some((at, style)) = beside.place(&text, plain(Token::Ink2), &spots, &[]) {
                canvas.text(&text, style, at);
            }
        } else {
            canvas.text(&font::fit(&text, size, false, width), plain(Token::Ink2).size(size), (18.0, 31.0));
        }
    }
    // Targets that hold no longer, each beside its step.
    let earlier = input.targets.len().saturating_sub(1);
    for (on, target) in input.targets[..earlier].iter().rev().take(4) {
        let (x, y) = (plane.day(*on), plane.y(*target));
        let text = format!("target {} until eased", figure(*target));
        let text = if input.progress.eased == 0 { format!("target {}", figure(*target)) } else { text };
        let spots =
            [(x + 5.0, y - 5.0, Anchor::Left), (x + 5.0, y + 15.0, Anchor::Left), (x - 5.0, y - 5.0, Anchor::Right)];
        if let Some((at, style)) = placer.place(&text, plain(Token::Ink2).size(size), &spots, &trace) {
            canvas.text(&text, style, at);
        }
    }
    let text = format!("as of {}", days::say(input.as_of, input.as_of));
    let spots = [
        (today + 4.0, top + 2.0, Anchor::Left),
        (today + 4.0, bottom - 6.0, Anchor::Left),
        (today - 4.0, top + 2.0, Anchor::Right),
    ];
    if let Some((at, style)) = placer.place(&text, small, &spots, &trace) {
        canvas.text(&text, style, at);
    }
    canvas.close();
    out
}
