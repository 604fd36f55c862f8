//! A plot in a canvas: takes days and values, gives pixels by plotters' coordinates; ticks of an axis, and a value as
//! a reader says it.

use jiff::civil::Date;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;

use super::backend::{Svg, Token};
use super::canvas::{Area, Canvas, plain, tenth};
use super::{days, font};
use crate::assess::figure::figure;

/// A rectangle of a canvas with days (or another number) across and values up.
pub(crate) struct Plane<'a> {
    plot: DrawingArea<Svg<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    across: (f64, f64),
    up: (f64, f64),
    /// Where it lies.
    pub(crate) area: Area,
}

impl<'a> Plane<'a> {
    /// A plane of these ranges in an area; an empty range is given some width.
    pub(crate) fn new(canvas: &Canvas<'a>, across: (f64, f64), up: (f64, f64), area: Area) -> Self {
        let open = |(low, high): (f64, f64)| if high - low > 1e-9 { (low, high) } else { (low - 0.5, low + 0.5) };
        let (across, up) = (open(across), open(up));
        let Area(left, top, right, bottom) = area;
        let plot = canvas.area().apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            across.0..across.1,
            up.0..up.1,
            (tenth(left)..tenth(right), tenth(bottom)..tenth(top)),
        ));
        Self { plot, across, up, area }
    }

    /// The pixels of a point; what lies outside is moved to the edge.
    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let within = |v: f64, (low, high): (f64, f64)| if v.is_finite() { v.clamp(low, high) } else { low };
        let (x, y) = self.plot.map_coordinate(&(within(x, self.across), within(y, self.up)));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    }

    /// How far across a number lies.
    pub(crate) fn x(&self, x: f64) -> f64 {
        self.at(x, self.up.0).0
    }

    /// How far across a day lies.
    pub(crate) fn day(&self, date: Date) -> f64 {
        self.x(days::number(date) as f64)
    }

    /// How far down a value lies.
    pub(crate) fn y(&self, y: f64) -> f64 {
        self.at(self.across.0, y).1
    }

    /// Ticks at the first of months with their names, at a height; `up` for names above the line.
    pub(crate) fn months(&self, canvas: &Canvas<'_>, (from, to): (Date, Date), y: f64, size: u8, room: f64, up: bool) {
        let Area(left, _, right, _) = self.area;
        let scale = (right - left) / (self.across.1 - self.across.0).max(1.0);
        let (tick, text) = if up { (-5.0, -5.0) } else { (5.0, 17.0) };
        canvas.line(&[(left, y), (right, y)], Token::Axis, 1.0);
        for (date, name) in days::ticks(from, to, scale, room) {
            let x = self.day(date);
            canvas.line(&[(x, y), (x, y + tick)], Token::Axis, 1.0);
            if x + 4.0 + font::width(&name, size, false) <= right + 9.0 {
                canvas.text(&name, plain(Token::Ink3).size(size), (x + 4.0, y + text));
            }
        }
    }
}

/// Round values between two, at most `most` of them; of whole numbers where `whole`.
pub(crate) fn ticks(low: f64, high: f64, most: usize, whole: bool) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) || most < 2 {
        return vec![low];
    }
    let rough = span / (most as f64 - 1.0);
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|s| s * power).find(|s| *s >= rough).unwrap_or(rough);
    let step = if whole { step.max(1.0) } else { step };
    let first = libm::ceil(low / step - 1e-9);
    (0..=most).map(|i| (first + i as f64) * step).take_while(|v| *v <= high + step * 1e-9).collect()
}

/// A value on an axis: millions and billions in short.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 1e9 => format!("{}bn", figure(value / 1e9)),
        v if v >= 1e6 => format!("{}m", figure(value / 1e6)),
        _ => figure(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_as_readers_write_them() {
        let said = [0.0, 1298.0, 12000.0, 9.4, -0.001, 0.05, -41.25, 1_234_567.891, 100.0].map(figure);
        assert_eq!(said, ["0", "1,298", "12,000", "9.4", "−0.001", "0.05", "−41.25", "1,234,567.89", "100"]);
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0.0, 12_000.0, 5, false), [0.0, 5000.0, 10_000.0]);
        assert_eq!(ticks(10.0, 41.0, 5, false), [10.0, 20.0, 30.0, 40.0]);
        assert_eq!(ticks(0.0, 2.0, 5, true), [0.0, 1.0, 2.0]);
        assert_eq!(ticks(3.0, 3.0, 5, true), [3.0]);
        assert!(ticks(0.0, f64::INFINITY, 5, false).len() == 1);
    }
}
