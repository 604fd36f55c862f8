//! Labels: what a text covers, and a search for places where it lies on nothing else.

use super::backend::Type;
use super::font;

pub(crate) use plotters_backend::text_anchor::HPos as Anchor;

/// A rectangle as left, top, right, bottom.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Area(pub(crate) f64, pub(crate) f64, pub(crate) f64, pub(crate) f64);

impl Area {
    /// What a text covers.
    pub(crate) fn of(text: &str, style: Type, (x, y): (f64, f64)) -> Self {
        let (w, size) = (font::width(text, style.size, style.bold), f64::from(style.size));
        let left = match style.anchor {
            Anchor::Left => x,
            Anchor::Center => x - w / 2.0,
            Anchor::Right => x - w,
        };
        Self(left - 3.0, y - size * 0.9, left + w + 3.0, y + size * 0.35)
    }

    /// Whether two cover a point in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    /// Whether the segment passes through.
    fn crossed(&self, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> bool {
        let (a, b) = (x1.max(self.0), x2.min(self.2));
        if a > b {
            return false;
        }
        let y = |x: f64| if x2 > x1 { y1 + (y2 - y1) * (x - x1) / (x2 - x1) } else { y1 };
        let (ya, yb) = if x2 > x1 { (y(a), y(b)) } else { (y1, y2) };
        ya.min(yb) < self.3 && ya.max(yb) > self.1
    }
}

/// Keeps track of what is taken, and finds room for what comes.
#[derive(Debug, Default)]
pub(crate) struct Placer {
    taken: Vec<Area>,
    frame: Option<Area>,
}

impl Placer {
    /// Nothing taken in a frame.
    pub(crate) fn new(frame: Area) -> Self {
        Self { taken: Vec::new(), frame: Some(frame) }
    }

    /// Takes an area, whatever is there.
    pub(crate) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Takes the first of the places where the text lies inside the frame, on nothing taken and off the line (points
    /// by rising x); `None` where there is none, and the text is better left out.
    pub(crate) fn place(
        &mut self,
        text: &str,
        style: Type,
        places: &[(f64, f64, Anchor)],
        line: &[(f64, f64)],
    ) -> Option<((f64, f64), Type)> {
        for (x, y, anchor) in places {
            let style = Type { anchor: *anchor, ..style };
            let area = Area::of(text, style, (*x, *y));
            let inside = self.frame.is_none_or(|f| area.0 >= f.0 && area.1 >= f.1 && area.2 <= f.2 && area.3 <= f.3);
            if !inside || self.taken.iter().any(|t| t.meets(&area)) {
                continue;
            }
            let first = line.partition_point(|p| p.0 < area.0 - 1.0).saturating_sub(1);
            let crossed = line[first..]
                .windows(2)
                .take_while(|pair| pair[0].0 <= area.2)
                .any(|pair| area.crossed(pair[0], pair[1]));
            if !crossed {
                self.taken.push(area);
                return Some(((*x, *y), style));
            }
        }
        None
    }
}
