//! The drawings of the map, from its layout.

use super::layout::{Layout, NARROW, Seat, Sheet, WIDE};
use super::{MapInput, Placed, QUADRANTS};
use crate::chart::backend::{Root, Token};
use crate::chart::canvas::{Canvas, Key, Shape, plain, status};
use crate::register::Band;

/// Marks of the legend.
const LEGEND: [(Key, &str); 5] = [
    (Key::Mark(Shape::Triangle, Token::Risk), "At risk"),
    (Key::Mark(Shape::Diamond, Token::Watch), "Watch"),
    (Key::Mark(Shape::Disc, Token::Ok), "Healthy"),
    (Key::Mark(Shape::DashedRing, Token::None), "Not enough data"),
    (Key::Mark(Shape::HollowTriangle, Token::Risk), "At risk, stale"),
];

/// The drawing with names.
pub(super) fn wide(input: &MapInput<'_>, layout: &Layout, id: &str) -> String {
    draw(input, layout, &WIDE, "map wide", id)
}

/// The drawing with numbers.
pub(super) fn narrow(input: &MapInput<'_>, layout: &Layout, id: &str) -> String {
    draw(input, layout, &NARROW, "map narrow", id)
}

fn draw(input: &MapInput<'_>, layout: &Layout, sheet: &Sheet, class: &'static str, id: &str) -> String {
    let mut out = String::with_capacity(24_000);
    let root =
        Root { class, size: (sheet.width as u32, layout.height as u32), id, title: &input.finding, desc: &input.desc };
    let canvas = Canvas::chart(&mut out, &root);
    quadrants(&canvas, input, layout, sheet);
    axes(&canvas, layout, sheet);
    for seat in &layout.seats {
        if let Some(from) = seat.tail {
            tail(&canvas, from, seat.at, sheet.radius);
        }
    }
    for seat in &layout.seats {
        mark(&canvas, &input.people[seat.person], seat, sheet.radius);
    }
    for word in layout.seats.iter().filter_map(|seat| seat.number.as_ref()).chain(&layout.rest) {
        canvas.text(&word.text, word.style, word.at);
    }
    for label in layout.seats.iter().filter_map(|seat| seat.label.as_ref()) {
        if let Some(leader) = &label.leader {
            canvas.line(leader, Token::Ink3, 0.8);
        }
        for (line, at) in &label.lines {
            canvas.text(line, label.style, *at);
        }
    }
    legend(&canvas, input, layout, sheet);
    canvas.close();
    out
}

/// Grounds, hairlines between cells, and the words of each quadrant.
fn quadrants(canvas: &Canvas<'_>, input: &MapInput<'_>, layout: &Layout, sheet: &Sheet) {
    let (w, h) = layout.cell;
    for (name, range, power, interest) in QUADRANTS {
        let (rows, columns) = (if power { 2.0 } else { 3.0 }, if interest { 2.0 } else { 3.0 });
        let (x, y) = layout.cell_at(sheet, (if power { 5 } else { 3 }, if interest { 4 } else { 1 }));
        let ground = if power && interest { Token::Key } else { Token::Tint };
        canvas.rect((x, y - sheet.head), (columns * w, rows * h + sheet.head), ground);
        let mut line = 1.0;
        while line < columns {
            canvas.line(&[(x + line * w, y), (x + line * w, y + rows * h)], Token::Paper, 1.0);
            line += 1.0;
        }
        line = 1.0;
        while line < rows {
            canvas.line(&[(x, y + line * h), (x + columns * w, y + line * h)], Token::Paper, 1.0);
            line += 1.0;
        }
        let here = |p: &&Placed<'_>| (p.at.0 >= 4) == power && (p.at.1 >= 4) == interest;
        if sheet.head < 30.0 {
            canvas.text(name, plain(Token::Ink).bold(), (x + 4.0, y - sheet.head + 14.0));
            continue;
        }
        let count = input.people.iter().filter(here).count();
        let (top, right) = (y - sheet.head, x + columns * w - 10.0);
        canvas.text(name, plain(Token::Ink).bold().size(15), (x + 10.0, top + 19.0));
        canvas.text(range, plain(Token::Ink2), (x + 10.0, top + 35.0));
        canvas.text(&count.to_string(), plain(Token::Ink).bold().end(), (right, top + 19.0));
        let grave = |p: &&Placed<'_>| here(p) && matches!(p.status, Some((Band::AtRisk, _)));
        let risk = input.people.iter().filter(grave).count();
        if risk > 0 {
            canvas.text(&format!("{risk} at risk"), plain(Token::Risk).bold().end(), (right, top + 35.0));
        } else if count > 0 && input.people.iter().any(|p| p.status.is_some()) {
            canvas.text("none at risk", plain(Token::Ink2).end(), (right, top + 35.0));
        }
    }
}

/// Figures at both axes, and what they measure.
fn axes(canvas: &Canvas<'_>, layout: &Layout, sheet: &Sheet) {
    let (w, h) = layout.cell;
    for figure in 1..=5_u8 {
        let text = figure.to_string();
        let (x, y) = layout.cell_at(sheet, (figure, figure));
        canvas.text(&text, plain(Token::Ink2).end(), (sheet.corner.0 - 4.0, y + h / 2.0 + 4.0));
        let bottom = layout.cell_at(sheet, (1, figure)).1 + h;
        canvas.text(&text, plain(Token::Ink2).middle(), (x + w / 2.0, bottom + 15.0));
    }
    let (left, bottom) = (sheet.corner.0, layout.cell_at(sheet, (1, 1)).1 + h + 30.0);
    canvas.text("↑ Power", plain(Token::Ink).bold(), (left, 13.0));
    canvas.text("Interest →", plain(Token::Ink).bold().end(), (sheet.width - 1.0, bottom + 2.0));
    if sheet.head > 30.0 {
        canvas.text("1 is low, 5 is high", plain(Token::Ink2), (left, bottom + 2.0));
    }
}

/// From where somebody stood, thin, to where they stand.
fn tail(canvas: &Canvas<'_>, from: (f64, f64), to: (f64, f64), radius: f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = libm::hypot(dx, dy).max(1.0);
    let (nx, ny) = (-dy / length * 1.4, dx / length * 1.4);
    let end = (to.0 - dx / length * radius, to.1 - dy / length * radius);
    canvas.polygon(&[from, (end.0 + nx, end.1 + ny), (end.0 - nx, end.1 - ny)], Token::Ink3);
    canvas.disc(from, 2.4, Token::Tint);
    canvas.ring(from, 2.4, Token::Ink3, 1.0);
}

fn mark(canvas: &Canvas<'_>, person: &Placed<'_>, seat: &Seat, radius: f64) {
    let (x, y) = seat.at;
    match person.status {
        // A ring of few points: there may be a hundred of them.
        Some((Band::NotEnoughData, _)) => {
            let turn = |i: i32| f64::from(i) * std::f64::consts::TAU / 10.0;
            let ring: Vec<_> =
                (0..=10).map(turn).map(|a| (x + radius * libm::cos(a), y + radius * libm::sin(a))).collect();
            canvas.dashed(&ring, Token::None, 1.6);
        }
        Some((band, stale)) => canvas.mark(seat.at, radius, status(band, stale), false),
        None => canvas.disc(seat.at, radius - 0.6, Token::Ink),
    }
}

/// Only what occurs.
fn legend(canvas: &Canvas<'_>, input: &MapInput<'_>, layout: &Layout, sheet: &Sheet) {
    let shapes: Vec<Shape> = input.people.iter().filter_map(|p| p.status).map(|s| status(s.0, s.1).0).collect();
    let occurs = |key: &Key| matches!(key, Key::Mark(shape, _) if shapes.contains(shape));
    let entries: Vec<(Key, &str)> = LEGEND.into_iter().filter(|(key, _)| occurs(key)).collect();
    let left = sheet.corner.0;
    let first = layout.height - sheet.below + if sheet.head > 30.0 { 56.0 } else { 48.0 };
    // The tail's entry goes first: its drawing has a width of its own.
    let moved = layout.seats.iter().any(|seat| seat.tail.is_some());
    let mut x = left;
    if moved {
        tail(canvas, (x + 3.0, first - 4.0), (x + 32.0, first - 4.0), 2.0);
        let text = "moved since the last assessment";
        canvas.text(text, plain(Token::Ink2), (x + 36.0, first));
        x += 36.0 + crate::chart::font::width(text, 12, false) + 18.0;
    }
    if sheet.head > 30.0 {
        canvas.legend(&entries, (x, first), sheet.width, 12);
    } else {
        let y = if moved { first + 18.0 } else { first };
        canvas.legend(&entries, (left, y), NARROW.width, 12);
    }
}
