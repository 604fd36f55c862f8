//! Health over the weeks: takes the weekly scores of one stakeholder, the dated evidence and the pauses; gives a line
//! over pale bands, gaps where there was not enough data, and the evidence in rows below the same axis.

use jiff::civil::Date;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::PathElement;
use plotters::style::Color as _;

use super::backend::{Root, Token};
use super::canvas::{Anchor, Area, Canvas, Key, Placer, Shape, plain, status, tenth};
use super::{Chart, days, font, word};
use crate::assess::Week;
use crate::register::Band;

/// What a row of evidence is about, top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Row {
    /// Touchpoints, both ways and one way.
    Talks,
    /// Our promises.
    Promises,
    /// Their feedback.
    Feedback,
    /// Decisions that name them.
    Decisions,
    /// Whether they came.
    Attendance,
    /// Their mood, as noted.
    Mood,
}

impl Row {
    fn name(self) -> &'static str {
        match self {
            Self::Talks => "Talks",
            Self::Promises => "Promises",
            Self::Feedback => "Feedback",
            Self::Decisions => "Decisions",
            Self::Attendance => "Attendance",
            Self::Mood => "Mood",
        }
    }
}

/// How a piece of evidence speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A talk, both ways: a stroke.
    Talk,
    /// A message, one way: a ring.
    Message,
    /// Kept, told, heard, present: a disc.
    Kept,
    /// Late, moved, between: a diamond.
    Late,
    /// Overdue, untold, not asked, absent: a triangle.
    Overdue,
}

/// A dated piece of evidence.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// Its date.
    pub date: Date,
    /// The row it lies in.
    pub row: Row,
    /// How it speaks.
    pub sign: Sign,
}

/// Where bands begin and end, on the scale of the score.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// Enters healthy at.
    pub healthy_from: f64,
    /// Leaves healthy below.
    pub healthy_until: f64,
    /// Enters at risk below.
    pub at_risk_below: f64,
    /// Leaves at risk from.
    pub at_risk_until: f64,
}

/// What the history is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryInput<'a> {
    /// ISO Mondays, then the as-of date, rising.
    pub weeks: &'a [Week],
    /// How many weeks before the last one are shown.
    pub shown: u32,
    /// Bands.
    pub thresholds: Thresholds,
    /// The band set by hand, where it differs from the computed one.
    pub set_by_hand: Option<Band>,
    /// Rows to show, each even without marks.
    pub rows: Vec<Row>,
    /// Evidence; what lies outside the weeks shown is left out.
    pub marks: Vec<Mark>,
    /// Pauses, both ends included.
    pub pauses: Vec<(Date, Date)>,
}

/// Sizes of one of the two drawings.
struct Frame {
    class: &'static str,
    width: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    row: f64,
    mark: f64,
    size: u8,
    wide: bool,
}

const WIDE: Frame = Frame {
    class: "wide", width: 900.0, left: 30.0, right: 772.0, top: 14.0, bottom: 222.0, row: 21.0, mark: 4.4, size: 12, wide: true,
};
const NARROW: Frame = Frame {
    class: "narrow", width: 320.0, left: 3.0, right: 222.0, top: 8.0, bottom: 178.0, row: 21.0, mark: 3.8, size: 13, wide: false,
};

/// What is drawn of the weeks.
struct Window<'a> {
    weeks: &'a [Week],
    from: Date,
    to: Date,
}

/// The score as pages show it; `None` where evidence is too thin for a number.
fn number(week: &Week) -> Option<i64> {
    week.score.filter(|s| s.is_finite() && week.band != Band::NotEnoughData && !week.stale).map(|s| s.round() as i64)
}

/// The height of the line; `None` where there is no line.
fn height(week: &Week) -> Option<f64> {
    week.score.filter(|s| s.is_finite() && week.band != Band::NotEnoughData).map(|s| s.clamp(0.0, 100.0))
}

/// Draws the history; `id` is the prefix of its ids, unique on the page.
pub fn history(input: &HistoryInput<'_>, id: &str) -> Chart {
    let head = ["Week", "Score", "Confidence", "Status"].map(str::to_owned).to_vec();
    let Some(last) = input.weeks.last() else {
        let finding = "No evidence yet".to_owned();
        return Chart { finding, measure: "Weekly score from 0 to 100.".to_owned(), head, ..Chart::default() };
    };
    let span = i64::from(input.shown.max(1)) * 7;
    let first = input.weeks.partition_point(|w| days::number(last.date) - days::number(w.date) > span);
    let weeks = &input.weeks[first..];
    // Under 8 weeks the axis starts before the first evidence, so that a week keeps a readable width.
    let start = weeks.first().map_or(last.date, |w| w.date);
    let least = last.date.saturating_sub(jiff::Span::new().days(56));
    let window = Window { weeks, from: start.min(least), to: last.date };
    let finding = finding(&window);
    let mut measure = format!(
        "Weekly score from 0 to 100, {} to {}. Between the bands the last status holds.",
        days::say(start, last.date),
        days::say(last.date, last.date)
    );
    if let Some(band) = input.set_by_hand {
        measure.push_str(&format!(" Shown as {}, set by hand.", word(band).to_lowercase()));
    }
    let desc = describe(input, &window);
    let rows = weeks.iter().map(row).collect();
    let svg = draw(input, &window, &WIDE, id, &finding, &desc);
    let narrow = draw(input, &window, &NARROW, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn row(week: &Week) -> Vec<String> {
    let status = if week.stale { format!("{}, stale", word(week.band)) } else { word(week.band).to_owned() };
    let score = number(week).map_or_else(|| "–".to_owned(), |n| n.to_string());
    vec![week.date.to_string(), score, format!("{:.2}", week.confidence), status]
}

/// Indexes where the band differs from the week before, and there is a line.
fn changes(weeks: &[Week]) -> Vec<usize> {
    (1..weeks.len()).filter(|i| height(&weeks[*i]).is_some() && weeks[*i].band != weeks[*i - 1].band).collect()
}

fn finding(window: &Window<'_>) -> String {
    let (weeks, to) = (window.weeks, window.to);
    let Some(last) = weeks.last() else { return "No evidence yet".to_owned() };
    let run = weeks.iter().rposition(|w| w.band != last.band || w.stale != last.stale).map_or(0, |i| i + 1);
    let since = days::say(weeks[run].date, to);
    if last.band == Band::NotEnoughData {
        return match run.checked_sub(1).map(|i| weeks[i].band) {
            Some(before) => format!("Not enough data since {since}; {} before", word(before).to_lowercase()),
            None => "Not enough data for a score yet".to_owned(),
        };
    }
    if last.stale {
        return format!("{} on evidence too old to be sure of since {since}", word(last.band));
    }
    let Some(now) = number(last) else { return word(last.band).to_owned() };
    let numbers = || weeks.iter().filter_map(|w| number(w).map(|n| (n, w.date)));
    let high = numbers().max_by_key(|(n, date)| (*n, *date)).unwrap_or((now, to));
    let low = numbers().min_by_key(|(n, date)| (*n, std::cmp::Reverse(*date))).unwrap_or((now, to));
    if run == 0 {
        return match (weeks.len(), low.0 == high.0) {
            (1, _) => format!("{} at {now}, in the first week with a score", word(last.band)),
            (n, true) => format!("{} in all {n} weeks, at {now}", word(last.band)),
            (n, false) => format!("{} in all {n} weeks, between {} and {}", word(last.band), low.0, high.0),
        };
    }
    let before = weeks[run - 1].band;
    if before == Band::NotEnoughData {
        return format!("{} since {since}, when there was enough data for a score", word(last.band));
    }
    let worse = before < last.band;
    let (from, change, side) = if worse { (high.1, high.0 - now, "below its high") } else { (low.1, now - low.0, "above its low") };
    if change >= 5 {
        format!("{} since {since}; {change} points {side} of {}", word(last.band), days::say(from, to))
    } else {
        format!("{} since {since}, at {now}", word(last.band))
    }
}

fn describe(input: &HistoryInput<'_>, window: &Window<'_>) -> String {
    let mut text = String::new();
    for i in changes(window.weeks).into_iter().rev().take(4).rev() {
        let week = &window.weeks[i];
        text.push_str(&format!("{} from {}. ", word(week.band), days::say(week.date, window.to)));
    }
    if let Some(last) = window.weeks.last() {
        match number(last) {
            Some(now) => text.push_str(&format!("{now} on {}, {}. ", days::say(last.date, window.to), word(last.band).to_lowercase())),
            None => text.push_str(&format!("{} on {}, no number. ", word(last.band), days::say(last.date, window.to))),
        }
    }
    let missing = window.weeks.iter().filter(|w| height(w).is_none()).count();
    if missing > 0 {
        text.push_str(&format!("{} without enough data. ", days::count(missing as i64, "week", "weeks")));
    }
    for row in &input.rows {
        let count = |sign| input.marks.iter().filter(|m| m.row == *row && m.sign == sign && shown(m, window)).count();
        let counts: Vec<String> = [
            (Sign::Talk, "both ways"), (Sign::Message, "one way"), (Sign::Kept, "good"), (Sign::Late, "late or mixed"),
            (Sign::Overdue, "overdue or missing"),
        ]
        .into_iter()
        .filter_map(|(sign, text)| Some(count(sign)).filter(|n| *n > 0).map(|n| format!("{n} {text}")))
        .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        text.push_str(&format!("{}: {counts}. ", row.name()));
    }
    text.trim_end().to_owned()
}

fn shown(mark: &Mark, window: &Window<'_>) -> bool {
    mark.date >= window.from && mark.date <= window.to
}

fn draw(input: &HistoryInput<'_>, window: &Window<'_>, frame: &Frame, id: &str, title: &str, desc: &str) -> String {
    let Frame { left, right, top, bottom, size, .. } = *frame;
    let strip = bottom + 42.0;
    let key = strip + frame.row * input.rows.len() as f64 + 12.0;
    let legend_rows = if frame.wide { 1.0 } else { 4.0 };
    let tall = key + legend_rows * 21.0 - 8.0;
    let mut out = String::with_capacity(12_000);
    let root = Root { class: frame.class, size: (frame.width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);

    let (from, to) = (days::number(window.from) as f64, days::number(window.to) as f64);
    let plot = canvas.area().apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
        from..to, 0.0..100.0, (tenth(left)..tenth(right), tenth(bottom)..tenth(top)),
    ));
    let place = |day: f64, score: f64| {
        let (x, y) = plot.map_coordinate(&(day, score));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    };
    let x = |date: Date| place((days::number(date) as f64).clamp(from, to), 0.0).0;
    let y = |score: f64| place(from, score.clamp(0.0, 100.0)).1;

    // The bands of the normal, and the scale.
    let t = input.thresholds;
    let bands = [
        (100.0, t.healthy_from, Token::OkBand, Band::Healthy),
        (t.healthy_until, t.at_risk_until, Token::WatchBand, Band::Watch),
        (t.at_risk_below, 0.0, Token::RiskBand, Band::AtRisk),
    ];
    for (high, low, token, _) in bands {
        canvas.rect((left, y(high)), (right - left, (y(low) - y(high)).max(0.0)), token);
    }
    if frame.wide {
        for value in [0.0, t.at_risk_below, t.healthy_from, 100.0] {
            canvas.text(&format!("{value:.0}"), plain(Token::Ink3).end(), (left - 6.0, y(value) + 4.0));
        }
    }

    // Time without enough data: the bands don't speak there.
    let mut placer = Placer::new(Area(left, top - 6.0, right - 10.0, bottom - 2.0));
    let spans = gaps(window);
    for (a, b) in &spans {
        let (xa, xb) = (x(*a), x(*b));
        canvas.rect((xa, top - 1.0), (xb - xa, bottom - top + 1.0), Token::Paper);
        canvas.dashed(&[(xa, bottom), (xa, top), (xb, top), (xb, bottom)], Token::Axis, 1.0);
        for text in ["not enough data", "too little", "?"] {
            if font::width(text, size, false) + 10.0 <= xb - xa {
                let at = ((xa + xb) / 2.0, f64::midpoint(top, bottom) + 4.0);
                canvas.text(text, plain(Token::None).size(size).middle(), at);
                placer.take(Area::of(text, plain(Token::None).size(size).middle(), at));
                break;
            }
        }
    }
    for (a, b) in &input.pauses {
        if *b < window.from || *a > window.to {
            continue;
        }
        let (xa, xb) = (x(*a), x(*b).max(x(*a) + 3.0));
        canvas.line(&[(xa, bottom - 7.0), (xa, bottom - 3.5), (xb, bottom - 3.5), (xb, bottom - 7.0)], Token::Ink3, 1.0);
        let middle = f64::midpoint(xa, xb);
        let style = plain(Token::Ink2).size(size);
        if let Some((at, style)) = placer.place("pause", style, &[(middle, bottom - 11.0, Anchor::Center)], &[]) {
            canvas.text("pause", style, at);
        }
    }

    // The axis.
    canvas.line(&[(left, bottom), (right, bottom)], Token::Axis, 1.0);
    let scale = (right - left) / (to - from).max(1.0);
    let label = plain(Token::Ink3).size(size);
    for (date, text) in days::ticks(window.from, window.to, scale, if frame.wide { 58.0 } else { 64.0 }) {
        let at = x(date);
        canvas.line(&[(at, bottom), (at, bottom + 5.0)], Token::Axis, 1.0);
        if at + 3.0 + font::width(&text, size, false) <= right + 12.0 {
            canvas.text(&text, label, (at + 3.0, bottom + 17.0));
        }
    }

    // The line, broken where there is nothing to draw, dashed where the evidence is old.
    let points: Vec<Option<(f64, f64)>> =
        window.weeks.iter().map(|w| height(w).map(|s| place(days::number(w.date) as f64, s))).collect();
    let mut trace: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    let mut start = 0;
    while start < points.len() {
        let Some(first) = points[start] else {
            start += 1;
            continue;
        };
        let stale = window.weeks[start].stale;
        let end = (start + 1..points.len())
            .find(|i| points[*i].is_none() || window.weeks[*i].stale != stale || apart(&window.weeks[*i - 1..=*i]))
            .unwrap_or(points.len());
        let joined = start > 0 && points[start - 1].is_some() && !apart(&window.weeks[start - 1..=start]);
        let begin = if joined { start - 1 } else { start };
        let pixels: Vec<(f64, f64)> = points[begin..end].iter().flatten().copied().collect();
        if pixels.len() == 1 {
            canvas.disc(first, 2.0, Token::Ink);
        } else if stale {
            canvas.dashed(&pixels, Token::Ink, 2.0);
        } else {
            let weeks = &window.weeks[begin..end];
            let data: Vec<(f64, f64)> =
                weeks.iter().filter_map(|w| height(w).map(|s| (days::number(w.date) as f64, s))).collect();
            let style = Token::Ink.rgb().stroke_width(20);
            plot.draw(&PathElement::new(data, style)).expect("the backend writes to memory");
        }
        trace.extend(pixels);
        start = end;
    }

    // The last value, then what led to it.
    let last = &window.weeks[window.weeks.len() - 1];
    let (end_x, end_y) = points[points.len() - 1].unwrap_or((right, f64::midpoint(top, bottom)));
    let (shape, token) = status(last.band, last.stale);
    placer.take(Area(end_x - 11.0, end_y - 11.0, end_x + 11.0, end_y + 11.0));
    let changed = changes(window.weeks);
    let many = changed.len() > 14;
    let turns: Vec<_> = changed
        .into_iter()
        .filter(|i| *i + 1 < window.weeks.len())
        .filter_map(|i| points[i].map(|p| (p, &window.weeks[i])))
        .collect();
    for ((px, py), week) in &turns {
        let (radius, halo) = if many { (3.0, false) } else { (frame.mark + 0.6, true) };
        canvas.mark((*px, *py), radius, status(week.band, week.stale), halo);
        placer.take(Area(px - 6.5, py - 6.5, px + 6.5, py + 6.5));
    }
    for ((px, py), week) in turns.iter().rev().take(12) {
        let date = days::say(week.date, window.to);
        let text = if frame.wide { format!("{} from {date}", word(week.band)) } else { format!("{} {date}", word(week.band)) };
        let style = plain(status(week.band, week.stale).1).bold().size(size);
        if let Some((at, style)) = placer.place(&text, style, &around(*px, *py), &trace) {
            canvas.text(&text, style, at);
        }
    }
    let numbered = |i: usize| number(&window.weeks[i]).zip(points[i]);
    let first = (0..points.len()).find(|i| points[*i].is_some());
    let extreme = |sign: i64| (0..points.len()).filter(|i| numbered(*i).is_some()).max_by_key(|i| number(&window.weeks[*i]).map(|n| n * sign));
    let ends = [first, Some(points.len() - 1)];
    for i in [first, extreme(1), extreme(-1)].into_iter().flatten() {
        let Some((n, (px, py))) = numbered(i) else { continue };
        let near = ends.iter().flatten().filter(|e| **e != i).any(|e| number(&window.weeks[*e]).is_some_and(|v| v.abs_diff(n) < 5));
        if i + 1 == points.len() || (Some(i) != first && near) {
            continue;
        }
        let places = [
            (px + 2.0, py - 7.0, Anchor::Left), (px, py - 8.0, Anchor::Center), (px, py + 17.0, Anchor::Center),
            (px + 2.0, py + 17.0, Anchor::Left), (px - 8.0, py + 4.0, Anchor::Right),
        ];
        let text = n.to_string();
        if let Some((at, style)) = placer.place(&text, plain(Token::Ink2).size(size), &places, &trace) {
            canvas.text(&text, style, at);
        }
    }
    canvas.mark((end_x, end_y), frame.mark + 1.8, (shape, token), true);
    let column = right + 12.0;
    let mut side = Placer::new(Area(right, top - 12.0, frame.width, bottom + 14.0));
    let name = word(last.band);
    let line_height = f64::from(size) + 4.0;
    let lines: Vec<&str> = match last.band {
        Band::NotEnoughData if !frame.wide => vec!["Not enough", "data"],
        _ if last.stale => vec![name, "stale"],
        _ => vec![name],
    };
    let bold = plain(token).bold().size(size);
    let mut cursor = (end_y + 5.0).clamp(top + 8.0, bottom - line_height * (lines.len() as f64 - 0.6));
    let mut lead = column;
    if let Some(n) = number(last) {
        let big = plain(token).bold().size(15);
        side.take(Area::of(&n.to_string(), big, (column, cursor)));
        canvas.text(&n.to_string(), big, (column, cursor));
        if frame.wide {
            lead += font::width(&n.to_string(), 15, true) + 3.0;
        } else {
            cursor += line_height;
        }
    }
    for (i, text) in lines.into_iter().enumerate() {
        let style = if text == "stale" { plain(token).size(size) } else { bold };
        let at = (if i == 0 { lead } else { column }, cursor + line_height * i as f64);
        canvas.text(text, style, at);
        side.take(Area::of(text, style, at));
    }
    for (high, low, _, band) in bands.into_iter().filter(|b| b.3 != last.band) {
        let style = plain(status(band, false).1).size(size);
        let (yh, yl) = (y(high) + 10.0, y(low));
        let middle = f64::midpoint(y(high), y(low)) + 4.0;
        let places = [middle, yh, yl, middle + 20.0, middle - 20.0].map(|v| (column, v, Anchor::Left));
        if let Some((at, style)) = side.place(word(band), style, &places, &[]) {
            canvas.text(word(band), style, at);
        }
    }

    evidence(&canvas, input, window, frame, strip, &x);
    let entries: &[(Key, &str)] = &[
        (Key::Mark(Shape::Disc, Token::Ok), "kept, told, heard"),
        (Key::Mark(Shape::Diamond, Token::Watch), "late or moved"),
        (Key::Mark(Shape::Triangle, Token::Risk), "overdue, untold, not asked"),
        (Key::Tick, "talk"),
        (Key::Mark(Shape::Ring, Token::Ink3), "message, one way"),
    ];
    canvas.legend(entries, (left, key + 6.0), frame.width, size);
    canvas.close();
    out
}

/// More than a week and a bit between two neighbours: weeks are missing.
fn apart(pair: &[Week]) -> bool {
    pair.len() == 2 && days::number(pair[1].date) - days::number(pair[0].date) > 10
}

/// Places for the label of a mark, best first.
fn around(x: f64, y: f64) -> [(f64, f64, Anchor); 10] {
    [
        (x - 13.0, y + 4.0, Anchor::Right),
        (x + 13.0, y + 4.0, Anchor::Left),
        (x, y - 13.0, Anchor::Center),
        (x, y + 22.0, Anchor::Center),
        (x - 9.0, y + 20.0, Anchor::Right),
        (x + 9.0, y - 12.0, Anchor::Left),
        (x - 9.0, y - 12.0, Anchor::Right),
        (x + 9.0, y + 20.0, Anchor::Left),
        (x - 13.0, y + 36.0, Anchor::Right),
        (x + 13.0, y - 26.0, Anchor::Left),
    ]
}

/// Stretches from the last week with a line to the next, at least one week without between.
fn gaps(window: &Window<'_>) -> Vec<(Date, Date)> {
    let weeks = window.weeks;
    let mut spans = Vec::new();
    let mut at = 0;
    while at < weeks.len() {
        if height(&weeks[at]).is_some() {
            at += 1;
            continue;
        }
        let end = (at..weeks.len()).find(|i| height(&weeks[*i]).is_some());
        let from = if at == 0 { weeks[0].date } else { weeks[at - 1].date };
        spans.push((from, end.map_or(window.to, |i| weeks[i].date)));
        at = end.unwrap_or(weeks.len());
    }
    spans
}

fn evidence(canvas: &Canvas<'_>, input: &HistoryInput<'_>, window: &Window<'_>, frame: &Frame, strip: f64, x: &dyn Fn(Date) -> f64) {
    for (i, row) in input.rows.iter().enumerate() {
        let y = strip + frame.row * i as f64;
        canvas.line(&[(frame.left, y), (frame.right, y)], Token::Hair, 1.0);
        canvas.text(row.name(), plain(Token::Ink2).size(frame.size), (frame.right + 12.0, y + 4.0));
        let here = || input.marks.iter().filter(|m| m.row == *row && shown(m, window));
        let talks: Vec<_> = here().filter(|m| m.sign == Sign::Talk).map(|m| (x(m.date), y)).collect();
        if !talks.is_empty() {
            canvas.ticks(&talks, 10.0, Token::Ink, 2.0);
        }
        for mark in here() {
            let (shape, token, radius) = match mark.sign {
                Sign::Talk => continue,
                Sign::Message => (Shape::Ring, Token::Ink3, frame.mark - 1.2),
                Sign::Kept => (Shape::Disc, Token::Ok, frame.mark),
                Sign::Late => (Shape::Diamond, Token::Watch, frame.mark),
                Sign::Overdue => (Shape::Triangle, Token::Risk, frame.mark),
            };
            canvas.mark((x(mark.date), y), radius, (shape, token), false);
        }
    }
}
