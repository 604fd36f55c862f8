//! Where marks, names and tails of the map lie. Everyone of a cell is spread by a fixed pattern, those who need
//! attention first on top: a row each with the name beside it as long as the rows last, then several with numbers to a
//! row, then a count of the rest.

use std::collections::BTreeMap;

use super::{Placed, presses};
use crate::chart::backend::{Token, Type};
use crate::chart::canvas::{Area, plain};
use crate::chart::font;
use crate::chart::place::{Ground, Label};
use crate::register::Band;

/// Up to this many people everyone is named; past it, only as many as the second, those who need attention first.
const ALL_NAMED: usize = 60;
const FIRST_NAMED: usize = 40;
/// The most tails, of those who need attention first.
const TAILS: usize = 24;

/// Proportions of a drawing.
pub(super) struct Sheet {
    pub(super) width: f64,
    /// Left edge of the first cell, upper edge of the first quadrant.
    pub(super) corner: (f64, f64),
    /// Between the quadrants.
    gap: f64,
    /// Height of a quadrant's words above its cells.
    pub(super) head: f64,
    /// Height of a row in a cell.
    row: f64,
    /// The fewest and the most rows of a cell.
    rows: (usize, usize),
    /// Radius of a mark.
    pub(super) radius: f64,
    /// From the cell's edge to the first mark, from a mark to its number.
    inset: (f64, f64),
    /// Whether marks have names, not only numbers.
    names: bool,
    /// Height of what lies below the cells.
    pub(super) below: f64,
    /// The most marks of a drawing.
    most: usize,
}

pub(super) const WIDE: Sheet = Sheet {
    width: 800.0,
    corner: (22.0, 22.0),
    gap: 8.0,
    head: 42.0,
    row: 16.0,
    rows: (7, 12),
    radius: 5.2,
    inset: (13.0, 10.0),
    names: true,
    below: 66.0,
    most: 130,
};
pub(super) const NARROW: Sheet = Sheet {
    width: 300.0,
    corner: (12.0, 20.0),
    gap: 4.0,
    head: 20.0,
    row: 15.0,
    rows: (4, 7),
    radius: 3.6,
    inset: (6.0, 5.5),
    names: false,
    below: 74.0,
    most: 60,
};

/// Somebody's mark.
pub(super) struct Seat {
    /// Index into the people.
    pub(super) person: usize,
    pub(super) at: (f64, f64),
    /// The name, or a number where there is no room for one.
    pub(super) label: Option<Label>,
    pub(super) number: Option<Word>,
    /// Where the tail begins.
    pub(super) tail: Option<(f64, f64)>,
}

impl Seat {
    /// Every text at the mark, with what it covers.
    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = (String, Area)> {
        let label = self.label.as_ref().map(|l| (l.lines[0].0.clone(), l.area));
        label.into_iter().chain(self.number.as_ref().map(|n| (n.text.clone(), n.area())))
    }
}

/// A short text at a place.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: (f64, f64),
    pub(super) style: Type,
}

impl Word {
    /// What it covers, without the margin that names keep.
    pub(super) fn area(&self) -> Area {
        let area = Area::of(&self.text, self.style, self.at);
        Area(area.0 + 2.9, area.1 + 0.6, area.2 - 2.9, area.3 - 1.2)
    }
}

pub(super) struct Layout {
    pub(super) height: f64,
    /// Width and height of a cell.
    pub(super) cell: (f64, f64),
    /// In the order of the people, as far as they have a mark.
    pub(super) seats: Vec<Seat>,
    /// What is said of those without one.
    pub(super) rest: Vec<Word>,
}

impl Layout {
    /// Left and upper edge of the cell of (power, interest).
    pub(super) fn cell_at(&self, sheet: &Sheet, (power, interest): (u8, u8)) -> (f64, f64) {
        let (power, interest) = (power.clamp(1, 5), interest.clamp(1, 5));
        let across = if interest >= 4 { sheet.gap } else { 0.0 };
        let down = if power >= 4 { sheet.head } else { sheet.head * 2.0 + sheet.gap };
        let x = sheet.corner.0 + f64::from(interest - 1) * self.cell.0 + across;
        (x, sheet.corner.1 + f64::from(5 - power) * self.cell.1 + down)
    }
}

/// Lays everyone out.
pub(super) fn layout(people: &[Placed<'_>], sheet: &Sheet) -> Layout {
    let mut cells: BTreeMap<(u8, u8), Vec<usize>> = BTreeMap::new();
    for (i, person) in people.iter().enumerate() {
        cells.entry(person.at).or_default().push(i);
    }
    let width = (sheet.width - sheet.corner.0 - sheet.gap - if sheet.names { 0.0 } else { 1.0 }) / 5.0;
    let digits = people.iter().map(|p| p.rank).max().unwrap_or(0).to_string();
    let room = sheet.inset.1 + font::width(&digits, 12, false) + 0.8;
    let across = (((width - sheet.inset.0 + sheet.radius) / (room + sheet.radius)) as usize).max(1);
    let fullest = cells.values().map(Vec::len).max().unwrap_or(0);
    let all_named = sheet.names && people.len() <= ALL_NAMED;
    let wanted = match (all_named, people.len() <= ALL_NAMED) {
        (true, _) => fullest,
        (false, true) => fullest.div_ceil(across),
        // So many that each cell shows only its first.
        (false, false) => 0,
    };
    let rows = wanted.clamp(sheet.rows.0, sheet.rows.1);
    let height = rows as f64 * sheet.row + 8.0;
    let mut all = Layout {
        height: sheet.corner.1 + sheet.head * 2.0 + sheet.gap + height * 5.0 + sheet.below,
        cell: (width, height),
        seats: Vec::new(),
        rest: Vec::new(),
    };
    // The most marks a cell may have, so that all together are not too many.
    let of = |most: usize| cells.values().map(|list| list.len().min(most)).sum::<usize>();
    let most = (2..=rows * across).rev().find(|most| of(*most) <= sheet.most).unwrap_or(2);
    for (at, list) in &cells {
        seat(&mut all, sheet, people, (*at, list), (rows, across, most));
    }
    all.seats.sort_by_key(|seat| seat.person);
    if sheet.names {
        name(&mut all, sheet, people);
    }
    all
}

/// Gives the people of a cell their places.
fn seat(
    all: &mut Layout,
    sheet: &Sheet,
    people: &[Placed<'_>],
    (cell, list): ((u8, u8), &[usize]),
    (rows, across, most): (usize, usize, usize),
) {
    let (left, top) = all.cell_at(sheet, cell);
    let shown = list.len().min(most);
    // The count of the rest takes a row of its own.
    let for_marks = if shown < list.len() { rows - 1 } else { rows };
    let limit = match (sheet.names, people.len() <= ALL_NAMED) {
        (false, _) => 0,
        (true, true) => usize::MAX,
        (true, false) => FIRST_NAMED,
    };
    let named = list[..shown].partition_point(|person| *person < limit);
    let fits = |single: &usize| single + (shown - single).div_ceil(across) <= for_marks;
    let single = (0..=named.min(for_marks)).rev().find(fits).unwrap_or(0);
    let shown = shown.min(single + (for_marks - single) * across);
    let spare = list.len() - shown;
    let used = single + (shown - single).div_ceil(across) + usize::from(spare > 0);
    let pitch = (all.cell.1 - 8.0) / used.max(1) as f64;
    let y = |row: usize| top + 4.0 + (row as f64 + 0.5) * pitch;
    let step = (all.cell.0 - sheet.inset.0 + sheet.radius) / across as f64;
    for (place, person) in list[..shown].iter().enumerate() {
        let (row, column) =
            if place < single { (place, 0) } else { (single + (place - single) / across, (place - single) % across) };
        let at = (left + sheet.inset.0 + column as f64 * step, y(row));
        let number = (place >= single).then(|| Word {
            text: people[*person].rank.to_string(),
            at: (at.0 + sheet.inset.1, at.1 + 4.2),
            style: if presses(people[*person].status) { plain(Token::Ink) } else { plain(Token::Ink2) },
        });
        all.seats.push(Seat { person: *person, at, label: None, number, tail: None });
    }
    if spare > 0 {
        let style = plain(Token::Ink2);
        let text = if sheet.names { format!("and {spare} more") } else { format!("+{spare}") };
        all.rest.push(Word { text, at: (left + sheet.inset.0 - sheet.radius, y(used - 1) + 4.2), style });
    }
}

/// Finds where tails begin, then places the names, those who need attention first.
fn name(all: &mut Layout, sheet: &Sheet, people: &[Placed<'_>]) {
    let right = sheet.width;
    let bottom = all.height - sheet.below;
    let mut ground = Ground::new(Area(sheet.corner.0, sheet.corner.1, right, bottom));
    let reach = sheet.radius + 1.6;
    for seat in &all.seats {
        let (x, y) = seat.at;
        ground.take(Area(x - reach, y - reach, x + reach, y + reach));
    }
    for word in all.seats.iter().filter_map(|seat| seat.number.as_ref()).chain(&all.rest) {
        ground.take(word.area());
    }
    for (power, interest) in [(5, 1), (5, 4), (3, 1), (3, 4)] {
        let (x, y) = all.cell_at(sheet, (power, interest));
        let across = if interest == 1 { 3.0 } else { 2.0 };
        ground.take(Area(x, y - sheet.head, x + across * all.cell.0, y - 2.0));
    }
    let crowd = people.len() > ALL_NAMED;
    let moved = (0..all.seats.len()).filter(|i| people[all.seats[*i].person].before.is_some());
    let moved = moved.filter(|i| !crowd || all.seats[*i].number.is_none());
    for i in moved.take(TAILS).collect::<Vec<_>>() {
        let Some(before) = people[all.seats[i].person].before else { continue };
        let from = tail(all, sheet, &ground, all.seats[i].at, before);
        ground.rule([from, all.seats[i].at]);
        ground.take(Area(from.0 - 3.0, from.1 - 3.0, from.0 + 3.0, from.1 + 3.0));
        all.seats[i].tail = Some(from);
    }
    for i in 0..all.seats.len() {
        let seat = &all.seats[i];
        if seat.number.is_some() {
            continue;
        }
        let person = &people[seat.person];
        let token = match person.status {
            Some((Band::AtRisk, _)) => Token::Risk,
            Some((Band::NotEnoughData, _)) => Token::Ink2,
            _ => Token::Ink,
        };
        let style = if presses(person.status) { plain(token).bold() } else { plain(token) };
        let label = ground.name(person.name, style, seat.at, sheet.inset.1, !crowd);
        if label.is_none() {
            let at = (seat.at.0 + sheet.inset.1, seat.at.1 + 4.2);
            let number = Word { text: person.rank.to_string(), at, style: plain(Token::Ink2) };
            if ground.clear(&number.area()) {
                ground.take(number.area());
                all.seats[i].number = Some(number);
            }
        } else {
            all.seats[i].label = label;
        }
    }
}

/// The free point of the former cell from which the way to the mark meets least, nearest first.
fn tail(all: &Layout, sheet: &Sheet, ground: &Ground, (x, y): (f64, f64), before: (u8, u8)) -> (f64, f64) {
    let (left, top) = all.cell_at(sheet, before);
    let (w, h) = all.cell;
    let mut best = ((left + w / 2.0, top + h / 2.0), (usize::MAX, f64::MAX));
    for across in [0.9, 0.7, 0.5, 0.3] {
        for down in [0.12, 0.31, 0.5, 0.69, 0.88] {
            let from = (left + w * across, top + h * down);
            let spot = Area(from.0 - 4.0, from.1 - 4.0, from.0 + 4.0, from.1 + 4.0);
            let met = ground.struck([from, (x, y)]) + if ground.free(&spot) { 0 } else { 20 };
            let cost = (met, libm::hypot(from.0 - x, from.1 - y));
            if cost.0 < best.1.0 || (cost.0 == best.1.0 && cost.1 < best.1.1) {
                best = (from, cost);
            }
        }
    }
    best.0
}
