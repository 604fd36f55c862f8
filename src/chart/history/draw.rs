//! The two drawings of the history: takes the weeks shown and their frame, gives SVG.

use jiff::civil::Date;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::PathElement;
use plotters::style::Color as _;

use super::{HistoryInput, Sign, Window, changes, height, number, shown};
use crate::assess::Week;
use crate::chart::backend::{Root, Token};
use crate::chart::canvas::{Anchor, Area, Canvas, Ground, Key, Shape, plain, status, tenth};
use crate::chart::{days, font, word};
use crate::register::Band;

/// Sizes of one of the two drawings.
pub(super) struct Frame {
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

pub(super) const WIDE: Frame = Frame {
    class: "wide",
    width: 900.0,
    left: 30.0,
    right: 772.0,
    top: 14.0,
    bottom: 222.0,
    row: 21.0,
    mark: 4.4,
    size: 12,
    wide: true,
};
pub(super) const NARROW: Frame = Frame {
    class: "narrow",
    width: 320.0,
    left: 3.0,
    right: 222.0,
    top: 8.0,
    bottom: 178.0,
    row: 21.0,
    mark: 3.8,
    size: 13,
    wide: false,
};

/// Draws the weeks in a frame.
pub(super) fn draw(
    input: &HistoryInput<'_>,
    window: &Window<'_>,
    frame: &Frame,
    id: &str,
    title: &str,
    desc: &str,
) -> String {
    let Frame { left, right, top, bottom, size, .. } = *frame;
    let strip = bottom + 42.0;
    let key = strip + frame.row * input.rows.len() as f64 + 12.0;
    let legend_rows = if frame.wide { 1.0 } else { 3.0 };
    let tall = key + legend_rows * 21.0 - 8.0;
    let mut out = String::with_capacity(12_000);
    let root = Root { class: frame.class, size: (frame.width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);

    let (from, to) = (days::number(window.from) as f64, days::number(window.to) as f64);
    let plot = canvas.area().apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
        from..to,
        0.0..100.0,
        (tenth(left)..tenth(right), tenth(bottom)..tenth(top)),
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
    let mut placer = Ground::new(Area(left - 4.0, top - 6.0, right - 10.0, bottom - 2.0));
    let spans = gaps(window);
    for (a, b) in &spans {
        let (xa, xb) = (x(*a), x(*b));
        canvas.rect((xa, top - 1.0), (xb - xa, bottom - top + 1.0), Token::Paper);
        canvas.dashed(&[(xa, bottom), (xa, top), (xb, top), (xb, bottom)], Token::Axis, 1.0);
        placer.take(Area(xa - 1.0, top, xa + 1.0, bottom - 24.0));
        placer.take(Area(xb - 1.0, top, xb + 1.0, bottom - 24.0));
        for text in ["not enough data", "too little"] {
            if font::width(text, size, false) + 10.0 <= xb - xa {
                let at = (f64::midpoint(xa, xb), f64::midpoint(top, bottom) + 4.0);
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
        let (xa, xb) = (x(*a), x(*b).max(x(*a) + 3.0).min(right));
        if (*a < window.from || *b > window.to) && xb - xa < 8.0 {
            continue;
        }
        canvas.line(
            &[(xa, bottom - 7.0), (xa, bottom - 3.5), (xb, bottom - 3.5), (xb, bottom - 7.0)],
            Token::Ink3,
            1.0,
        );
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
    let ticks = days::ticks(window.from, window.to, scale, if frame.wide { 58.0 } else { 64.0 });
    let strokes: Vec<_> = ticks.iter().map(|(date, _)| (x(*date), bottom + 2.5)).collect();
    canvas.ticks(&strokes, 5.0, Token::Axis, 1.0);
    for (date, text) in ticks {
        let at = x(date);
        if at + 3.0 + font::width(&text, size, false) <= right + 12.0 {
            canvas.text(&text, label, (at + 3.0, bottom + 17.0));
        }
    }

    let changed = changes(window.weeks);
    let many = changed.len() > 14;
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
        let is_old = window.weeks[start].stale;
        let end = (start + 1..points.len())
            .find(|i| points[*i].is_none() || window.weeks[*i].stale != is_old || apart(&window.weeks[*i - 1..=*i]))
            .unwrap_or(points.len());
        let joined = start > 0 && points[start - 1].is_some() && !apart(&window.weeks[start - 1..=start]);
        let begin = if joined { start - 1 } else { start };
        let pixels: Vec<(f64, f64)> = points[begin..end].iter().flatten().copied().collect();
        if pixels.len() == 1 {
            canvas.disc(first, 2.0, Token::Ink);
        } else if is_old {
            canvas.dashed(&pixels, Token::Ink, 2.0);
        } else {
            let weeks = &window.weeks[begin..end];
            let data: Vec<(f64, f64)> =
                weeks.iter().filter_map(|w| height(w).map(|s| (days::number(w.date) as f64, s))).collect();
            let style = Token::Ink.rgb().stroke_width(if many { 10 } else { 20 });
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
    for ((px, py), week) in turns.iter().rev().take(if many { 1 } else { 12 }) {
        let date = days::say(week.date, window.to);
        let text =
            if frame.wide { format!("{} from {date}", word(week.band)) } else { format!("{} {date}", word(week.band)) };
        let style = plain(status(week.band, week.stale).1).bold().size(size);
        if let Some((at, style)) = placer.place(&text, style, &around(*px, *py), &trace) {
            canvas.text(&text, style, at);
        }
    }
    let numbered = |i: usize| number(&window.weeks[i]).zip(points[i]);
    let first = (0..points.len()).find(|i| points[*i].is_some());
    let extreme = |sign: i64| {
        (0..points.len()).filter(|i| numbered(*i).is_some()).max_by_key(|i| number(&window.weeks[*i]).map(|n| n * sign))
    };
    let ends = [first, Some(points.len() - 1)];
    for i in [first, extreme(1), extreme(-1)].into_iter().flatten() {
        let Some((n, (px, py))) = numbered(i) else { continue };
        let near = ends
            .iter()
            .flatten()
            .filter(|e| **e != i)
            .any(|e| number(&window.weeks[*e]).is_some_and(|v| v.abs_diff(n) < 5));
        if i + 1 == points.len() || (Some(i) != first && near) {
            continue;
        }
        let spots = [
            (px + 2.0, py - 7.0, Anchor::Left),
            (px, py - 8.0, Anchor::Center),
            (px, py + 17.0, Anchor::Center),
            (px + 2.0, py + 17.0, Anchor::Left),
            (px - 8.0, py + 4.0, Anchor::Right),
        ];
        let text = n.to_string();
        if let Some((at, style)) = placer.place(&text, plain(Token::Ink2).size(size), &spots, &trace) {
            canvas.text(&text, style, at);
        }
    }
    canvas.mark((end_x, end_y), frame.mark + 1.8, (shape, token), true);
    let column = right + 12.0;
    let mut side = Ground::new(Area(right, top - 12.0, frame.width, bottom + 14.0));
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
    let any = points.iter().any(Option::is_some);
    for (high, low, _, band) in bands.into_iter().filter(|b| any && b.3 != last.band) {
        let style = plain(status(band, false).1).size(size);
        let (yh, yl) = (y(high) + 10.0, y(low));
        let middle = f64::midpoint(y(high), y(low)) + 4.0;
        let spots = [middle, yh, yl, middle + 20.0, middle - 20.0].map(|v| (column, v, Anchor::Left));
        if let Some((at, style)) = side.place(word(band), style, &spots, &[]) {
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
        let from = if at == 0 { window.from } else { weeks[at - 1].date };
        spans.push((from, end.map_or(window.to, |i| weeks[i].date)));
        at = end.unwrap_or(weeks.len());
    }
    spans
}

fn evidence(
    canvas: &Canvas<'_>,
    input: &HistoryInput<'_>,
    window: &Window<'_>,
    frame: &Frame,
    strip: f64,
    x: &dyn Fn(Date) -> f64,
) {
    let y = |i: usize| strip + frame.row * i as f64;
    let hairs: Vec<_> = (0..input.rows.len()).map(|i| ((frame.left, y(i)), frame.right)).collect();
    canvas.levels(&hairs, Token::Hair);
    // Marks of a kind are one element each; what is worse lies on top.
    let mut marks: [(Sign, Vec<(f64, f64)>); 5] =
        [Sign::Talk, Sign::Message, Sign::Kept, Sign::Late, Sign::Overdue].map(|sign| (sign, Vec::new()));
    for (i, row) in input.rows.iter().enumerate() {
        canvas.text(row.name(), plain(Token::Ink2).size(frame.size), (frame.right + 12.0, y(i) + 4.0));
        for mark in input.marks.iter().filter(|m| m.row == *row && shown(**m, window)) {
            let of = marks.iter_mut().find(|(sign, _)| *sign == mark.sign).expect("every sign is listed");
            of.1.push((x(mark.date), y(i)));
        }
    }
    for (sign, places) in &marks {
        match sign {
            Sign::Talk if places.is_empty() => {}
            Sign::Talk => canvas.ticks(places, 10.0, Token::Ink, 2.0),
            Sign::Message => canvas.marks(places, frame.mark - 1.2, (Shape::Ring, Token::Ink3)),
            Sign::Kept => canvas.marks(places, frame.mark, (Shape::Disc, Token::Ok)),
            Sign::Late => canvas.marks(places, frame.mark, (Shape::Diamond, Token::Watch)),
            Sign::Overdue => canvas.marks(places, frame.mark, (Shape::Triangle, Token::Risk)),
        }
    }
}
