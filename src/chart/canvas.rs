//! What charts draw with: plotters elements on a drawing area of our backend, in pixels; status marks.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::style::{Color as _, ShapeStyle};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use super::backend::{Root, Small, Svg, Token, Type};
use super::font;
use crate::register::Band;

pub(crate) use super::area::{Anchor, Area};
pub(crate) use super::place::Ground;

/// A place, or a size, in pixels.
type Pixels = (f64, f64);

/// Pixels to the backend's tenths, rounded; what isn't a number is 0. Not by `round`, which is a call.
pub(crate) fn tenth(pixels: f64) -> i32 {
    let tenths = pixels * 10.0;
    (tenths + 0.5_f64.copysign(tenths)) as i32
}

fn at((x, y): (f64, f64)) -> BackendCoord {
    (tenth(x), tenth(y))
}

/// A text of 12 px at its left end.
pub(crate) fn plain(token: Token) -> Type {
    Type { size: 12, bold: false, token, anchor: HPos::Left }
}

impl Type {
    /// Bold.
    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    /// Of another size.
    pub(crate) fn size(self, size: u8) -> Self {
        Self { size, ..self }
    }
    /// Placed by its middle.
    pub(crate) fn middle(self) -> Self {
        Self { anchor: HPos::Center, ..self }
    }
    /// Placed by its right end.
    pub(crate) fn end(self) -> Self {
        Self { anchor: HPos::Right, ..self }
    }
}

/// The outline of a status, told apart without colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Healthy, kept.
    Disc,
    /// Watch, late.
    Diamond,
    /// At risk, overdue.
    Triangle,
    /// At risk on old evidence.
    HollowTriangle,
    /// Not enough data, not yet due.
    DashedRing,
    /// A message, one way.
    Ring,
    /// Waiting, not moved, not yet due.
    Square,
}

/// Shape and colour of a band.
pub(crate) fn status(band: Band, stale: bool) -> (Shape, Token) {
    match band {
        Band::Healthy => (Shape::Disc, Token::Ok),
        Band::Watch => (Shape::Diamond, Token::Watch),
        Band::AtRisk if stale => (Shape::HollowTriangle, Token::Risk),
        Band::AtRisk => (Shape::Triangle, Token::Risk),
        Band::NotEnoughData => (Shape::DashedRing, Token::None),
    }
}

/// An element that needs more of our backend than plotters' trait has.
struct Special<P, F>(P, F);

impl<'e, P: AsRef<[BackendCoord]>, F> PointCollection<'e, BackendCoord> for &'e Special<P, F> {
    type Point = &'e BackendCoord;
    type IntoIter = std::slice::Iter<'e, BackendCoord>;
    fn point_iter(self) -> Self::IntoIter {
        self.0.as_ref().iter()
    }
}
impl<'a, P, F: Fn(&mut Svg<'a>, &mut dyn Iterator<Item = BackendCoord>)> Drawable<Svg<'a>> for Special<P, F> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        svg: &mut Svg<'a>,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<<Svg<'a> as DrawingBackend>::ErrorType>> {
        (self.1)(svg, &mut points);
        Ok(())
    }
}

/// A drawing in pixels.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<Svg<'a>, Shift>,
}

impl<'a> Canvas<'a> {
    /// Opens a chart.
    pub(crate) fn chart(out: &'a mut String, root: &Root<'_>) -> Self {
        Self { area: Svg::open(out, root).into_drawing_area() }
    }

    /// Opens a cell.
    pub(crate) fn cell(out: &'a mut String, cell: &Small<'_>) -> Self {
        Self { area: Svg::cell(out, cell).into_drawing_area() }
    }

    /// Closes the drawing.
    pub(crate) fn close(self) {
        self.area.present().expect("the backend writes to memory");
    }

    /// The area, for data coordinates of a chart's own.
    pub(crate) fn area(&self) -> &DrawingArea<Svg<'a>, Shift> {
        &self.area
    }

    fn put<'e, E>(&self, element: &'e E)
    where
        &'e E: PointCollection<'e, BackendCoord>,
        E: Drawable<Svg<'a>>,
    {
        self.area.draw(element).expect("the backend writes to memory");
    }

    fn special<P, F>(&self, points: P, draw: F)
    where
        P: AsRef<[BackendCoord]>,
        F: Fn(&mut Svg<'a>, &mut dyn Iterator<Item = BackendCoord>),
    {
        self.put(&Special(points, draw));
    }

    /// A drawing of the page's sprite, as it is.
    pub(crate) fn shared(&self, id: &str) {
        self.special([(0, 0)], |svg, _| svg.shared(id));
    }

    /// A line through points.
    pub(crate) fn line(&self, points: &[(f64, f64)], token: Token, width: f64) {
        self.put(&PathElement::new(points.iter().copied().map(at).collect::<Vec<_>>(), stroke(token, width)));
    }

    /// A broken line through points.
    pub(crate) fn dashed(&self, points: &[(f64, f64)], token: Token, width: f64) {
        let width = tenth(width) as u32;
        self.special(points.iter().copied().map(at).collect::<Vec<_>>(), |svg, points| {
            svg.dashed(points, token, width, "3 3");
        });
    }

    /// Upright strokes around these points.
    pub(crate) fn ticks(&self, middles: &[(f64, f64)], height: f64, token: Token, width: f64) {
        let (down, width) = (tenth(height), tenth(width) as u32);
        let tops = middles.iter().map(|(x, y)| at((*x, y - height / 2.0))).collect::<Vec<_>>();
        self.special(tops, |svg, points| svg.ticks(points, down, token, width));
    }

    /// A filled rectangle.
    pub(crate) fn rect(&self, (x, y): (f64, f64), (w, h): (f64, f64), token: Token) {
        self.put(&Rectangle::new([at((x, y)), at((x + w, y + h))], token.rgb().filled()));
    }

    /// Filled rectangles of one colour, as one element: corner and size of each.
    pub(crate) fn rects(&self, rects: &[(Pixels, Pixels)], token: Token) {
        if !rects.is_empty() {
            let corners =
                rects.iter().flat_map(|((x, y), (w, h))| [at((*x, *y)), at((x + w, y + h))]).collect::<Vec<_>>();
            self.special(corners, |svg, points| svg.boxes(points, token));
        }
    }

    /// Level lines of one pixel, as one element: left end and right end of each.
    pub(crate) fn levels(&self, ends: &[(Pixels, f64)], token: Token) {
        if !ends.is_empty() {
            let ends = ends.iter().flat_map(|((x, y), right)| [at((*x, *y)), at((*right, *y))]).collect::<Vec<_>>();
            self.special(ends, |svg, points| svg.levels(points, token, 10));
        }
    }

    /// Filled circles of one size, as one element.
    pub(crate) fn discs(&self, centers: &[(f64, f64)], radius: f64, token: Token) {
        if !centers.is_empty() {
            let radius = tenth(radius);
            self.special(centers.iter().copied().map(at).collect::<Vec<_>>(), |svg, points| {
                svg.dots(points, radius, token);
            });
        }
    }

    /// A filled shape.
    pub(crate) fn polygon(&self, points: &[(f64, f64)], token: Token) {
        self.put(&Polygon::new(points.iter().copied().map(at).collect::<Vec<_>>(), token.rgb()));
    }

    /// A filled circle.
    pub(crate) fn disc(&self, center: (f64, f64), radius: f64, token: Token) {
        self.put(&Circle::new(at(center), tenth(radius), token.rgb().filled()));
    }

    /// A circle's outline.
    pub(crate) fn ring(&self, center: (f64, f64), radius: f64, token: Token, width: f64) {
        self.put(&Circle::new(at(center), tenth(radius), stroke(token, width)));
    }

    /// A text on its baseline.
    pub(crate) fn text(&self, text: &str, style: Type, position: (f64, f64)) {
        self.special([at(position)], |svg, points| {
            for point in points {
                svg.label(text, style, point);
            }
        });
    }

    /// A mark `radius` around a point, on a patch of paper where `halo` is set.
    pub(crate) fn mark(&self, (x, y): (f64, f64), radius: f64, (shape, token): (Shape, Token), halo: bool) {
        let r = radius;
        if halo {
            self.disc((x, y), r + 3.0, Token::Paper);
        }
        let triangle = triangle((x, y), r);
        match shape {
            Shape::Disc => self.disc((x, y), r, token),
            Shape::Diamond => self.polygon(&diamond((x, y), r), token),
            Shape::Triangle => self.polygon(&triangle, token),
            Shape::HollowTriangle => {
                self.polygon(&triangle, Token::Paper);
                let [top, right, left] = triangle;
                self.line(&[top, right, left, top, right], token, 1.8);
            }
            Shape::Ring => {
                self.disc((x, y), r, Token::Paper);
                self.ring((x, y), r, token, 1.4);
            }
            Shape::Square => {
                let corners = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)];
                self.polygon(&corners, Token::Paper);
                self.line(&[corners[0], corners[1], corners[2], corners[3], corners[0]], token, 1.6);
            }
            Shape::DashedRing => {
                self.disc((x, y), r, Token::Paper);
                let dots: Vec<_> = (0..=24)
                    .map(|i| f64::from(i) * std::f64::consts::TAU / 24.0)
                    .map(|a| (x + r * libm::cos(a), y + r * libm::sin(a)))
                    .map(at)
                    .collect();
                self.special(dots, |svg, points| svg.dashed(points, token, 16, "2.4 2"));
            }
        }
    }

    /// Marks of one kind, as one element.
    pub(crate) fn marks(&self, places: &[(f64, f64)], radius: f64, (shape, token): (Shape, Token)) {
        let outline = |corners: fn(Pixels, f64) -> Vec<Pixels>, sides: usize| {
            let points: Vec<_> = places.iter().flat_map(|place| corners(*place, radius)).map(at).collect();
            if !points.is_empty() {
                self.special(points, |svg, points| svg.shapes(points, sides, token));
            }
        };
        match shape {
            Shape::Disc => self.discs(places, radius, token),
            Shape::Ring => {
                self.discs(places, radius + 0.7, token);
                self.discs(places, radius - 0.7, Token::Paper);
            }
            Shape::Diamond => outline(|place, radius| diamond(place, radius).to_vec(), 4),
            Shape::Triangle => outline(|place, radius| triangle(place, radius).to_vec(), 3),
            Shape::HollowTriangle | Shape::Square | Shape::DashedRing => {
                for place in places {
                    self.mark(*place, radius, (shape, token), false);
                }
            }
        }
    }

    /// Marks with their words in a row from `x` on, wrapped at `right`; gives the baseline of the last row.
    pub(crate) fn legend(&self, entries: &[(Key, &str)], (x, y): (f64, f64), right: f64, size: u8) -> f64 {
        let (mut cx, mut cy) = (x, y);
        for (key, text) in entries {
            let lead = if matches!(key, Key::Bar(..)) { 24.0 } else { 13.0 };
            let room = lead + font::width(text, size, false);
            if cx > x && cx + room > right {
                (cx, cy) = (x, cy + f64::from(size) + 8.0);
            }
            let middle = (cx + 4.5, cy - f64::from(size) * 0.33);
            match key {
                Key::Mark(shape, token) => self.mark(middle, 4.0, (*shape, *token), false),
                Key::Tick => self.ticks(&[middle], 10.0, Token::Ink, 2.0),
                Key::Bar(token, height) => self.rect((cx, middle.1 - height / 2.0), (18.0, *height), *token),
            }
            self.text(text, plain(Token::Ink2).size(size), (cx + lead, cy));
            cx += room + 18.0;
        }
        cy
    }
}

/// Corners of a mark; its area is that of a disc of the radius, so it needs more reach.
fn triangle((x, y): (f64, f64), r: f64) -> [(f64, f64); 3] {
    [(x, y - r * 1.25), (x + r * 1.25, y + r * 0.95), (x - r * 1.25, y + r * 0.95)]
}

/// Corners of a mark, as [`triangle`].
fn diamond((x, y): (f64, f64), r: f64) -> [(f64, f64); 4] {
    let d = r * 1.22;
    [(x, y - d), (x + d, y), (x, y + d), (x - d, y)]
}

/// What stands before a legend's word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    /// A mark.
    Mark(Shape, Token),
    /// An upright stroke.
    Tick,
    /// A bar of a height.
    Bar(Token, f64),
}

fn stroke(token: Token, width: f64) -> ShapeStyle {
    token.rgb().stroke_width(tenth(width) as u32)
}
