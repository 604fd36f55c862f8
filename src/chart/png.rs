//! Pictures for mail: takes a chart's SVG, gives PNG at twice its size on paper, texts as outlines of the embedded Inter,
//! colours of the light scheme. Without metadata; the same drawing gives the same bytes. No picture where Inter has no
//! shape for a letter: a box in its place would say less than the table beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::backend::Token;
use super::font;

/// Pixels of the picture for each of the drawing.
const SCALE: f32 = 2.0;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// PNG.
    pub(crate) png: Vec<u8>,
    /// Width and height that it is shown at.
    pub(crate) size: (u32, u32),
}

/// The faces, normal and bold; a test reads both.
static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| font::FILES.map(|file| Face::parse(file, 0).ok()));

/// Draws a chart's SVG; `None` where a letter has no shape, or the drawing can't be read.
pub(crate) fn png(svg: &str) -> Option<Picture> {
    let tree = Tree::from_str(&outlined(svg)?, &Options::default()).ok()?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width(), size.height());
    let mut pixmap = Pixmap::new(width * SCALE as u32, height * SCALE as u32)?;
    let paper = Token::Paper.rgb();
    pixmap.fill(Color::from_rgba8(paper.0, paper.1, paper.2, 255));
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    let png = encoded(&pixmap)?;
    Some(Picture { png, size: (width, height) })
}

/// The pixels as PNG: opaque, so that what they lie on can't show through where a client turns the letter's colours
/// round; as places in a palette, a third of the size, where there are few enough colours.
fn encoded(pixmap: &Pixmap) -> Option<Vec<u8>> {
    let rgb = || pixmap.data().chunks_exact(4).map(|p| [p[0], p[1], p[2]]);
    // Most pixels are as the one before them, and looked up once.
    let mut colours: BTreeSet<[u8; 3]> = BTreeSet::new();
    let mut last = None;
    for colour in rgb() {
        if last.replace(colour) != Some(colour) {
            colours.insert(colour);
        }
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, pixmap.width(), pixmap.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    if colours.len() > 256 {
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().ok()?.write_image_data(&rgb().flatten().collect::<Vec<u8>>()).ok()?;
        return Some(png);
    }
    let place: BTreeMap<[u8; 3], u8> = colours.iter().copied().zip(0..=255).collect();
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(colours.iter().flatten().copied().collect::<Vec<u8>>());
    // The fastest way counts on filters, which say nothing of places in a palette.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    let mut last = None;
    let place_of = |colour: [u8; 3]| match last {
        Some((same, at)) if same == colour => at,
        _ => last.insert((colour, place[&colour])).1,
    };
    let places: Vec<u8> = rgb().map(place_of).collect();
    encoder.write_header().ok()?.write_image_data(&places).ok()?;
    Some(png)
}

/// The drawing by itself: classes with their colours, texts as paths.
fn outlined(svg: &str) -> Option<String> {
    let mut out = String::with_capacity(svg.len() * 4);
    let open = svg.find('>')?;
    let size = attribute(&svg[..open], "viewBox")?.strip_prefix("0 0 ")?;
    let (width, height) = size.split_once(' ')?;
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {size}\"><style>{}</style>",
        &*STYLE
    );
    let mut rest = &svg[open + 1..];
    while let Some(at) = rest.find("<text") {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find('>')?;
        let close = end + rest[end..].find("</text>")?;
        text(&rest[at..end], &rest[end + 1..close], &mut out)?;
        rest = &rest[close + "</text>".len()..];
    }
    out.push_str(rest);
    Some(out)
}

/// What the stylesheet of the pages says of a chart's classes, on light paper.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let mut style = ".dot{stroke-linecap:round}".to_owned();
    for token in Token::ALL {
        let (class, rgb) = (token.class(), token.rgb());
        let colour = format!("#{:02x}{:02x}{:02x}", rgb.0, rgb.1, rgb.2);
        let _ = write!(style, ".f-{class}{{fill:{colour}}}.s-{class}{{fill:none;stroke:{colour}}}");
    }
    style
});

fn attribute<'s>(tag: &'s str, name: &str) -> Option<&'s str> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[at..].split('"').next()
}

/// Writes a text as a path.
fn text(tag: &str, content: &str, out: &mut String) -> Option<()> {
    let number = |name| attribute(tag, name)?.parse::<f32>().ok();
    let (mut x, y) = (number("x")?, number("y")?);
    let class = attribute(tag, "class")?;
    let has = |name: &str| class.split(' ').any(|c| c == name);
    let size = match () {
        () if has("z11") => 11.0,
        () if has("z13") => 13.0,
        () if has("z15") => 15.0,
        () => 12.0,
    };
    let face = FACES[usize::from(has("b"))].as_ref()?;
    let scale = size / f32::from(face.units_per_em());
    let plain = plain(content);
    let glyphs: Vec<GlyphId> = plain.chars().map(|c| glyph(face, c)).collect::<Option<_>>()?;
    let advance = |glyph: &GlyphId| f32::from(face.glyph_hor_advance(*glyph).unwrap_or(0)) * scale;
    let width: f32 = glyphs.iter().map(advance).sum();
    x -= match () {
        () if has("mid") => width / 2.0,
        () if has("end") => width,
        () => 0.0,
    };
    let mut path = Path { out: String::new(), scale, at: (x, y) };
    for glyph in &glyphs {
        face.outline_glyph(*glyph, &mut path);
        path.at.0 += advance(glyph);
    }
    let fill = class.split(' ').next().unwrap_or_default();
    let _ = write!(out, "<path class=\"{fill}\" d=\"{}\"/>", path.out);
    Some(())
}

/// The shape of a letter; the empty one for spaces.
fn glyph(face: &Face<'_>, c: char) -> Option<GlyphId> {
    face.glyph_index(if c.is_whitespace() { ' ' } else { c }).filter(|glyph| glyph.0 != 0)
}

/// Text with its entities undone.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// Writes outlines as path data, in the drawing's pixels.
struct Path {
    out: String,
    scale: f32,
    at: (f32, f32),
}

impl Path {
    fn points<const N: usize>(&mut self, letter: char, points: [(f32, f32); N]) {
        self.out.push(letter);
        for (x, y) in points {
            let _ = write!(self.out, "{:.3} {:.3} ", self.at.0 + x * self.scale, self.at.1 - y * self.scale);
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.points('M', [(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.points('L', [(x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.points('Q', [(x1, y1), (x, y)]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.points('C', [(x1, y1), (x2, y2), (x, y)]);
    }
    fn close(&mut self) {
        self.out.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Option<Pixmap> {
        let svg = format!(
            "<svg class=\"chart mail\" viewBox=\"0 0 80 20\" role=\"img\"><title>t</title>\
             <path d=\"M0 18h80\" class=\"s-risk\"/><text x=\"2\" y=\"14\" class=\"f-ink b\">{text}</text></svg>"
        );
        let picture = png(&svg)?;
        assert_eq!(picture.size, (80, 20));
        Pixmap::decode_png(&picture.png).ok()
    }

    #[test]
    fn texts_are_drawn_in_their_colour_on_opaque_paper() {
        let pixmap = drawn("A&amp;b 41 \u{e9}\u{2212}\u{2026}").unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (160, 40));
        let colours: Vec<[u8; 4]> = pixmap.data().chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect();
        let count = |rgb: [u8; 3]| colours.iter().filter(|c| c[..3] == rgb).count();
        assert!(count([0x1c, 0x1a, 0x17]) > 100, "the letters");
        assert!(count([0xad, 0x2a, 0x1c]) > 100, "the line");
        assert_eq!(colours[0], [0xfd, 0xfb, 0xf6, 255]);
        assert!(colours.iter().all(|c| c[3] == 255));
    }

    #[test]
    fn a_letter_without_a_shape_draws_no_picture() {
        assert!(drawn("\u{6f22}\u{5b57}").is_none());
        assert!(drawn("\u{1f600}").is_none());
        assert!(drawn("\u{a0}").is_some());
    }

    #[test]
    fn the_same_drawing_gives_the_same_bytes_without_metadata() {
        let svg = "<svg class=\"chart\" viewBox=\"0 0 20 20\" role=\"img\"><text x=\"2\" y=\"14\" class=\"f-ok\">x</text></svg>";
        let (a, b) = (png(svg).unwrap().png, png(svg).unwrap().png);
        assert_eq!(a, b);
        for chunk in ["tEXt", "iTXt", "tIME", "eXIf", "pHYs"] {
            assert!(!a.windows(4).any(|w| w == chunk.as_bytes()), "{chunk}");
        }
        assert!(["", "<svg>", "<svg viewBox=\"0 0 1\">", "x"].iter().all(|svg| png(svg).is_none()));
    }
}
