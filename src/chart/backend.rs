//! The plotters backend: takes drawing calls, gives SVG text. Colours, sizes and weights are classes, which the
//! stylesheet gives their values: light, dark and in print; never `style=`, which a strict content security policy
//! blocks. A unit of the backend is a tenth of a pixel, since plotters
//! counts in whole ones. Leaves layout to the charts.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters::style::{Color as _, RGBColor};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

use super::path::{point, tenths, trace};
use super::text::escape;

/// A colour of the palette: its name in the stylesheet and its value on light paper.
macro_rules! tokens {
    ($($name:ident = $class:literal $rgb:expr),+ $(,)?) => {
        /// A colour by the name it has in the stylesheet.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Token { $($name),+ }
        impl Token {
            /// Every one.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The part of the class after `f-` (fill) or `s-` (stroke); also the custom property.
            pub(crate) fn class(self) -> &'static str { match self { $(Self::$name => $class),+ } }
            /// The value on light paper, as plotters has it.
            pub(crate) fn rgb(self) -> RGBColor { match self { $(Self::$name => { let (r, g, b) = $rgb; RGBColor(r, g, b) }),+ } }
        }
    };
}
tokens! {
    Paper = "paper" (0xfd, 0xfb, 0xf6),
    Tint = "tint" (0xf4, 0xf0, 0xe6),
    Ink = "ink" (0x1c, 0x1a, 0x17),
    Ink2 = "ink-2" (0x4f, 0x4a, 0x43),
    Ink3 = "ink-3" (0x69, 0x63, 0x59),
    Hair = "hair" (0xdd, 0xd6, 0xc7),
    Axis = "axis" (0x8d, 0x86, 0x77),
    Ok = "ok" (0x14, 0x69, 0x5d),
    Watch = "watch" (0x8a, 0x58, 0x00),
    Risk = "risk" (0xad, 0x2a, 0x1c),
    // One step from ink-3 so that it keeps a name of its own.
    None = "none" (0x69, 0x63, 0x5a),
    OkBand = "ok-band" (0xe5, 0xf0, 0xea),
    WatchBand = "watch-band" (0xfa, 0xf1, 0xdc),
    RiskBand = "risk-band" (0xf9, 0xe6, 0xdf),
    Key = "key" (0xeb, 0xe4, 0xd3),
}

impl Token {
    /// The token of a plotters colour; ink for one that isn't of the palette.
    fn of(color: BackendColor) -> Self {
        Self::ALL.iter().copied().find(|t| t.rgb().to_backend_color().rgb == color.rgb).unwrap_or(Self::Ink)
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    /// Size in pixels: 11, 12, 13 or 15.
    pub(crate) size: u8,
    /// Weight 600 instead of 400.
    pub(crate) bold: bool,
    /// Colour.
    pub(crate) token: Token,
    /// Which end the coordinate is of.
    pub(crate) anchor: HPos,
}

/// What opens an SVG document: its size and what it says to those who don't see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Root<'t> {
    /// Class after `chart`.
    pub(crate) class: &'static str,
    /// Width and height in pixels.
    pub(crate) size: (u32, u32),
    /// Prefix of the ids, unique on the page.
    pub(crate) id: &'t str,
    /// The finding.
    pub(crate) title: &'t str,
    /// The takeaway in words.
    pub(crate) desc: &'t str,
}

/// What opens the drawing of a table's cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small<'t> {
    /// Class, by which the stylesheet gives it its size.
    pub(crate) class: &'static str,
    /// Width and height in the drawing's units.
    pub(crate) size: (u32, u32),
    /// Whether the units follow the size that the stylesheet gives; else they are pixels.
    pub(crate) scales: bool,
    /// The stroke that the stylesheet gives where an element has no class.
    pub(crate) usual: Option<Token>,
    /// What it says to those who don't see it; none where the text beside it says the same.
    pub(crate) label: Option<&'t str>,
}

/// Writes SVG to a string.
pub(crate) struct Svg<'a> {
    out: &'a mut String,
    size: (u32, u32),
    /// The stroke that the stylesheet gives where an element has no class.
    usual: Option<Token>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<'a> Svg<'a> {
    /// Opens a drawing with title and description.
    pub(crate) fn open(out: &'a mut String, root: &Root<'_>) -> Self {
        let id: String = root.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let (w, h) = root.size;
        let _ = write!(
            out,
            "<svg class=\"chart {}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">",
            root.class
        );
        escape(out, root.title);
        let _ = write!(out, "</title><desc id=\"{id}-d\">");
        escape(out, root.desc);
        out.push_str("</desc>");
        Self { out, size: (w * 10, h * 10), usual: None }
    }

    /// Opens a table cell's drawing, which has a label instead of a title.
    pub(crate) fn cell(out: &'a mut String, cell: &Small<'_>) -> Self {
        let (w, h) = cell.size;
        let _ = write!(out, "<svg class=\"{}\" ", cell.class);
        if cell.scales {
            let _ = write!(out, "viewBox=\"0 0 {w} {h}\" ");
        }
        match cell.label {
            Some(label) => {
                out.push_str("role=\"img\" aria-label=\"");
                escape(out, label);
                out.push_str("\">");
            }
            None => out.push_str("aria-hidden=\"true\">"),
        }
        Self { out, size: (w * 10, h * 10), usual: cell.usual }
    }

    /// A drawing of the page's sprite.
    pub(crate) fn shared(&mut self, id: &str) {
        let _ = write!(self.out, "<use href=\"#{id}\"/>");
    }

    fn paint(&mut self, token: Token, fill: bool, width: u32) {
        if !fill && width != 10 {
            self.out.push_str(" stroke-width=\"");
            tenths(self.out, i64::from(width));
            self.out.push('"');
        }
        if !fill && self.usual == Some(token) {
            return;
        }
        self.out.push_str(if fill { " class=\"f-" } else { " class=\"s-" });
        self.out.push_str(token.class());
        self.out.push('"');
    }

    fn pair(&mut self, names: [&str; 2], values: [i64; 2]) {
        for (name, value) in names.into_iter().zip(values) {
            self.out.push_str(name);
            tenths(self.out, value);
            self.out.push('"');
        }
    }

    /// A broken line through points.
    pub(crate) fn dashed(&mut self, points: impl Iterator<Item = BackendCoord>, token: Token, width: u32, dash: &str) {
        self.out.push_str("<path d=\"");
        trace(self.out, points);
        self.out.push_str("\" stroke-dasharray=\"");
        self.out.push_str(dash);
        self.out.push('"');
        self.paint(token, false, width);
        self.out.push_str("/>");
    }

    /// Upright strokes of one height from these points down, as one path.
    pub(crate) fn ticks(&mut self, tops: impl Iterator<Item = BackendCoord>, height: i32, token: Token, width: u32) {
        self.out.push_str("<path d=\"");
        for top in tops {
            self.out.push('M');
            point(self.out, top);
            self.out.push('v');
            tenths(self.out, i64::from(height));
        }
        self.out.push('"');
        self.paint(token, false, width);
        self.out.push_str("/>");
    }

    /// Discs of one size as one path: strokes of no length with round ends.
    pub(crate) fn dots(&mut self, centers: impl Iterator<Item = BackendCoord>, radius: i32, token: Token) {
        self.out.push_str("<path d=\"");
        for center in centers {
            self.out.push('M');
            point(self.out, center);
            self.out.push_str("h0");
        }
        self.out.push_str("\" stroke-width=\"");
        tenths(self.out, i64::from(radius) * 2);
        self.out.push_str("\" class=\"dot s-");
        self.out.push_str(token.class());
        self.out.push_str("\"/>");
    }

    /// Filled rectangles as one path: the corners come in pairs.
    pub(crate) fn boxes(&mut self, mut corners: impl Iterator<Item = BackendCoord>, token: Token) {
        self.out.push_str("<path d=\"");
        while let (Some(from), Some(to)) = (corners.next(), corners.next()) {
            self.out.push('M');
            point(self.out, from);
            for (letter, value) in [('H', to.0), ('V', to.1), ('H', from.0)] {
                self.out.push(letter);
                tenths(self.out, i64::from(value));
            }
            self.out.push('z');
        }
        self.out.push('"');
        self.paint(token, true, 0);
        self.out.push_str("/>");
    }

    /// Filled shapes of `sides` corners each, as one path.
    pub(crate) fn shapes(&mut self, mut corners: impl Iterator<Item = BackendCoord>, sides: usize, token: Token) {
        self.out.push_str("<path d=\"");
        while let Some(first) = corners.next() {
            trace(self.out, std::iter::once(first).chain(corners.by_ref().take(sides - 1)));
            self.out.push('z');
        }
        self.out.push('"');
        self.paint(token, true, 0);
        self.out.push_str("/>");
    }

    /// Level lines as one path: the ends come in pairs, left before right.
    pub(crate) fn levels(&mut self, mut ends: impl Iterator<Item = BackendCoord>, token: Token, width: u32) {
        self.out.push_str("<path d=\"");
        while let (Some(from), Some(to)) = (ends.next(), ends.next()) {
            self.out.push('M');
            point(self.out, from);
            self.out.push('H');
            tenths(self.out, i64::from(to.0));
        }
        self.out.push('"');
        self.paint(token, false, width);
        self.out.push_str("/>");
    }

    /// A line of text on its baseline.
    pub(crate) fn label(&mut self, text: &str, style: Type, (x, y): BackendCoord) {
        self.out.push_str("<text");
        self.pair([" x=\"", " y=\""], [i64::from(x), i64::from(y)]);
        self.out.push_str(" class=\"f-");
        self.out.push_str(style.token.class());
        self.out.push_str(match style.anchor {
            HPos::Left => "",
            HPos::Center => " mid",
            HPos::Right => " end",
        });
        self.out.push_str(match style.size {
            11 => " z11",
            13 => " z13",
            15 => " z15",
            _ => "",
        });
        self.out.push_str(if style.bold { " b\">" } else { "\">" });
        escape(self.out, text);
        self.out.push_str("</text>");
    }

    /// Closes the drawing.
    pub(crate) fn close(&mut self) {
        self.out.push_str("</svg>");
    }
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }
    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }
    fn present(&mut self) -> Drawn {
        self.close();
        Ok(())
    }
    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 10, y + 10), &color, true)
    }
    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }
    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let (left, top) = (from.0.min(to.0), from.1.min(to.1));
        self.out.push_str("<rect");
        self.pair([" x=\"", " y=\""], [i64::from(left), i64::from(top)]);
        let size = [i64::from(from.0.abs_diff(to.0)), i64::from(from.1.abs_diff(to.1))];
        self.pair([" width=\"", " height=\""], size);
        self.paint(Token::of(style.color()), fill, style.stroke_width());
        self.out.push_str("/>");
        Ok(())
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.out.push_str("<path d=\"");
        trace(self.out, path.into_iter());
        self.out.push('"');
        self.paint(Token::of(style.color()), false, style.stroke_width());
        self.out.push_str("/>");
        Ok(())
    }
    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.out.push_str("<circle");
        self.pair([" cx=\"", " cy=\""], [i64::from(at.0), i64::from(at.1)]);
        self.out.push_str(" r=\"");
        tenths(self.out, i64::from(radius));
        self.out.push('"');
        self.paint(Token::of(style.color()), fill, style.stroke_width());
        self.out.push_str("/>");
        Ok(())
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.out.push_str("<path d=\"");
        trace(self.out, path.into_iter());
        self.out.push_str("z\"");
        self.paint(Token::of(style.color()), true, 0);
        self.out.push_str("/>");
        Ok(())
    }
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let anchor = style.anchor().h_pos;
        let token = Token::of(style.color());
        let bold = matches!(style.style(), FontStyle::Bold);
        self.label(text, Type { size: (style.size() / 10.0) as u8, bold, token, anchor }, at);
        Ok(())
    }
}
