//! Areas: what a text covers, and what meets it.

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

    /// Whether a point lies within.
    pub(crate) fn holds(&self, (x, y): (f64, f64)) -> bool {
        x >= self.0 && x <= self.2 && y >= self.1 && y <= self.3
    }

    /// Whether a segment passes through (Liang and Barsky's clipping).
    pub(crate) fn crossed(&self, [(x1, y1), (x2, y2)]: [(f64, f64); 2]) -> bool {
        let (dx, dy) = (x2 - x1, y2 - y1);
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (step, room) in [(-dx, x1 - self.0), (dx, self.2 - x1), (-dy, y1 - self.1), (dy, self.3 - y1)] {
            if step == 0.0 {
                if room < 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                from = from.max(room / step);
            } else {
                to = to.min(room / step);
            }
        }
        from <= to
    }
}
