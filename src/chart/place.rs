//! Where a text goes: takes marks, lines and what is taken already, tries places in a fixed order (for a name, right of
//! its mark first) and gives the first that is free. The same input always gives the same places.

use super::backend::Type;
use super::canvas::{Anchor, Area};
use super::font;

/// From one line's baseline to the next.
const LEADING: f64 = 14.0;
/// Heights above and below a mark that a name may be led to, nearest first.
const RISES: [f64; 10] = [-20.0, 20.0, -32.0, 32.0, -44.0, 44.0, -58.0, 58.0, -74.0, 74.0];
/// Distances sideways that a name may be led to.
const SHIFTS: [f64; 7] = [12.0, -12.0, 36.0, -36.0, 64.0, 96.0, -64.0];
/// The least of a name that still says who it is, in pixels.
const SHORTEST: f64 = 64.0;

/// A name with its place.
#[derive(Clone)]
pub(crate) struct Label {
    /// Its lines, each with its baseline's end.
    pub(crate) lines: Vec<(String, (f64, f64))>,
    /// How it is set.
    pub(crate) style: Type,
    /// What it covers.
    pub(crate) area: Area,
    /// From the mark to the name, where that had to leave it.
    pub(crate) leader: Option<[(f64, f64); 2]>,
}

/// What is taken of a drawing.
#[derive(Debug)]
pub(crate) struct Ground {
    frame: Area,
    areas: Vec<Area>,
    lines: Vec<[(f64, f64); 2]>,
}

impl Ground {
    /// Nothing taken in a frame.
    pub(crate) fn new(frame: Area) -> Self {
        Self { frame, areas: Vec::new(), lines: Vec::new() }
    }

    /// Takes an area, whatever is there.
    pub(crate) fn take(&mut self, area: Area) {
        self.areas.push(area);
    }

    /// Takes a line: no name may lie across it.
    pub(crate) fn rule(&mut self, line: [(f64, f64); 2]) {
        self.lines.push(line);
    }

    /// Whether an area lies in the frame, on nothing, and off every line.
    pub(crate) fn free(&self, area: &Area) -> bool {
        self.clear(area) && !self.lines.iter().any(|line| area.crossed(*line))
    }

    /// Whether an area lies in the frame and on nothing; lines may pass behind it.
    pub(crate) fn clear(&self, area: &Area) -> bool {
        let f = &self.frame;
        area.0 >= f.0
            && area.1 >= f.1
            && area.2 <= f.2
            && area.3 <= f.3
            && !self.areas.iter().any(|taken| taken.meets(area))
    }

    /// Takes the first of the places where the text lies in the frame, on nothing taken and off the line (points by
    /// rising x); `None` where there is none, and the text is better left out.
    pub(crate) fn place(
        &mut self,
        text: &str,
        style: Type,
        places: &[(f64, f64, Anchor)],
        line: &[(f64, f64)],
    ) -> Option<((f64, f64), Type)> {
        places.iter().find_map(|(x, y, anchor)| {
            let style = Type { anchor: *anchor, ..style };
            let area = Area::of(text, style, (*x, *y));
            let first = line.partition_point(|p| p.0 < area.0 - 1.0).saturating_sub(1);
            let near = line[first..].windows(2).take_while(|pair| pair[0].0 <= area.2);
            let is_free = self.free(&area) && !near.into_iter().any(|pair| area.crossed([pair[0], pair[1]]));
            is_free.then(|| {
                self.areas.push(area);
                ((*x, *y), style)
            })
        })
    }

    /// How many of the areas a line passes through.
    pub(crate) fn struck(&self, line: [(f64, f64); 2]) -> usize {
        self.areas.iter().filter(|area| area.crossed(line)).count()
    }

    /// Places a name at a mark that reaches `reach` pixels, on two lines, on its left or away from it only where `lead` is set; `None` where there
    /// is no room even for a short one.
    pub(crate) fn name(
        &mut self,
        text: &str,
        style: Type,
        (x, y): (f64, f64),
        reach: f64,
        lead: bool,
    ) -> Option<Label> {
        let base = y + f64::from(style.size) * 0.35;
        let near = [
            (x + reach, base, Anchor::Left),
            (x + reach - 2.0, base + 11.0, Anchor::Left),
            (x + reach - 2.0, base - 11.0, Anchor::Left),
        ];
        // The ground on the left is another cell's, more often than not.
        let left = [(x - reach, base, Anchor::Right)];
        let whole = |at: (f64, f64, Anchor)| set(&[text.to_owned()], style, at);
        let halves = || Some(set(&broken(text)?, style, (x + reach, base - LEADING / 2.0, Anchor::Left)));
        let room = (self.frame.2 - x - reach - 4.0).min(160.0);
        let short = |step: i32| {
            let room = Some(room - f64::from(step) * 10.0).filter(|room| *room >= SHORTEST)?;
            let text = font::fit(text, style.size, style.bold, room);
            Some(set(&[text], style, (x + reach, base, Anchor::Left)))
        };
        let off = |label: &Label| self.free(&label.area);
        let on = |label: &Label| self.clear(&label.area);
        // Whole at the mark, on two lines, led away from it, over a line, on the left, shortened.
        let found = near.into_iter().map(whole).find(off);
        let found = found.or_else(|| halves().filter(off).filter(|_| lead));
        let found = found.or_else(|| self.led(text, style, (x, y), reach).filter(|_| lead));
        let found = found.or_else(|| near.into_iter().map(whole).find(on));
        let found = found.or_else(|| left.into_iter().map(whole).find(off).filter(|_| lead));
        let found = found.or_else(|| (0..12).filter_map(short).find(off));
        let found = found.or_else(|| (0..12).filter_map(short).find(on));
        let found = found.or_else(|| left.into_iter().map(whole).find(on).filter(|_| lead))?;
        self.take(found.area);
        if let Some(leader) = found.leader {
            self.rule(leader);
        }
        Some(found)
    }

    /// A place further off, with a line that meets nothing on its way.
    fn led(&self, text: &str, style: Type, (x, y): (f64, f64), reach: f64) -> Option<Label> {
        for rise in RISES {
            for shift in SHIFTS {
                let anchor = if shift > 0.0 { Anchor::Left } else { Anchor::Right };
                let base = y + rise + f64::from(style.size) * 0.35;
                let mut label = set(&[text.to_owned()], style, (x + shift, base, anchor));
                // Nearer to another mark it would be taken for that one's name.
                let area = label.area;
                if !self.free(&area) || !self.clear(&Area(area.0 - 9.0, area.1, area.2 + 9.0, area.3)) {
                    continue;
                }
                let end = (x + shift - shift.signum() * 2.0, y + rise - rise.signum() * 5.0);
                let length = libm::hypot(end.0 - x, end.1 - y).max(1.0);
                let off = (reach - 3.0) / length;
                let start = (x + (end.0 - x) * off, y + (end.1 - y) * off);
                let open = self.lines.iter().all(|line| !meet([start, end], *line));
                if open && self.areas.iter().all(|area| area.holds((x, y)) || !area.crossed([start, end])) {
                    label.leader = Some([start, end]);
                    return Some(label);
                }
            }
        }
        None
    }
}

/// Sets lines below each other, the first one's baseline at `y`.
fn set(lines: &[String], style: Type, (x, y, anchor): (f64, f64, Anchor)) -> Label {
    let style = Type { anchor, ..style };
    let lines: Vec<(String, (f64, f64))> =
        lines.iter().zip(0u32..).map(|(line, i)| (line.clone(), (x, y + f64::from(i) * LEADING))).collect();
    let boxes = lines.iter().map(|(line, at)| Area::of(line, style, *at));
    let area =
        boxes.reduce(|a, b| Area(a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3))).unwrap_or(Area(x, y, x, y));
    Label { lines, style, area, leader: None }
}

/// The text on two lines, broken at the space nearest its middle.
fn broken(text: &str) -> Option<[String; 2]> {
    let at = text.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(text.len() / 2))?;
    Some([text[..at].to_owned(), text[at + 1..].to_owned()])
}

/// Whether two segments cross.
fn meet([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::backend::Token;
    use crate::chart::canvas::plain;

    const FRAME: Area = Area(0.0, 0.0, 200.0, 100.0);

    fn mark(ground: &mut Ground, x: f64, y: f64) {
        ground.take(Area(x - 6.0, y - 6.0, x + 6.0, y + 6.0));
    }

    #[test]
    fn right_comes_first_and_left_where_there_is_no_other_place() {
        let mut ground = Ground::new(Area(0.0, 40.0, 200.0, 60.0));
        mark(&mut ground, 100.0, 50.0);
        let first = ground.name("Ada", plain(Token::Ink), (100.0, 50.0), 10.0, true).unwrap();
        assert!(first.area.0 > 100.0 && first.leader.is_none());
        let second = ground.name("Ada", plain(Token::Ink), (100.0, 50.0), 10.0, true).unwrap();
        assert!(second.area.2 < 100.0 && second.leader.is_none());
    }

    #[test]
    fn a_name_that_must_leave_its_mark_is_led_to() {
        let mut ground = Ground::new(FRAME);
        mark(&mut ground, 100.0, 50.0);
        ground.take(Area(107.0, 36.0, 200.0, 66.0));
        ground.take(Area(0.0, 36.0, 93.0, 66.0));
        let label = ground.name("Ada Moss", plain(Token::Ink), (100.0, 50.0), 10.0, true).unwrap();
        let [start, _] = label.leader.expect("there is no room beside the mark");
        assert!(label.area.3 < 40.0 && start.1 < 50.0);
    }

    #[test]
    fn where_there_is_no_room_a_name_is_shortened_then_left_out() {
        let mut ground = Ground::new(Area(0.0, 40.0, 110.0, 60.0));
        mark(&mut ground, 10.0, 50.0);
        let text = "Bartholomew Featherstonehaugh";
        let label = ground.name(text, plain(Token::Ink), (10.0, 50.0), 10.0, true).unwrap();
        assert!(label.lines[0].0.ends_with('…'));
        assert!(ground.name(text, plain(Token::Ink), (10.0, 50.0), 10.0, true).is_none());
    }

    #[test]
    fn no_name_lies_across_a_line() {
        let mut ground = Ground::new(FRAME);
        ground.rule([(120.0, 0.0), (120.0, 100.0)]);
        let label = ground.name("Ada Moss", plain(Token::Ink), (100.0, 50.0), 10.0, true).unwrap();
        assert!(label.area.2 < 120.0);
    }

    #[test]
    fn a_name_over_a_line_is_better_than_none() {
        let mut ground = Ground::new(Area(0.0, 40.0, 110.0, 60.0));
        ground.rule([(30.0, 0.0), (30.0, 100.0)]);
        let label = ground.name("Ada Moss", plain(Token::Ink), (10.0, 50.0), 10.0, true).unwrap();
        assert_eq!(label.lines[0].0, "Ada Moss");
    }
}
