//! How wide a text is: takes text and size, gives pixels. Measured by plotters in the embedded Inter, once for each
//! letter; scripts Inter has no letters for are taken by their usual width. Since the reader's machine may show
//! another, wider sans serif, a margin is added.

use std::sync::LazyLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

static REGULAR: &[u8] = include_bytes!("../../templates/fonts/inter-400.ttf");
static BOLD: &[u8] = include_bytes!("../../templates/fonts/inter-600.ttf");
/// The files, normal and bold.
pub(crate) static FILES: [&[u8]; 2] = [REGULAR, BOLD];

/// The last letter (exclusive) that is measured: Latin with its extensions, Greek, Cyrillic.
const MEASURED: usize = 0x500;
/// Text size the letters are measured at: its whole-pixel rounding is lost in the tenths.
const SIZE: f64 = 1000.0;
/// Height of Inter's ascent and descent in ems: what plotters takes a size to mean.
const HEIGHT: f64 = 1.2102;
/// `DejaVu Sans` and Verdana run this much wider than Inter, normal and bold.
const MARGIN: [f64; 2] = [1.13, 1.22];

/// Widths in ems of letters up to [`MEASURED`], normal and bold.
static WIDTHS: LazyLock<[Vec<f32>; 2]> = LazyLock::new(|| {
    [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)].map(|(style, bytes)| {
        // A font that can't be read leaves every width at its default; a test reads both.
        let _ = register_font("Inter", style, bytes);
        let font = FontDesc::new(FontFamily::Name("Inter"), SIZE * HEIGHT, style);
        (0..MEASURED as u32)
            .map(|code| {
                let text = char::from_u32(code).filter(|c| !c.is_control()).map(String::from).unwrap_or_default();
                font.box_size(&text).map_or(0.6, |(width, _)| (f64::from(width) / SIZE) as f32)
            })
            .collect()
    })
});

/// Width of a text in pixels, on the wide side.
pub(crate) fn width(text: &str, size: u8, bold: bool) -> f64 {
    let ems: f64 = text.chars().map(|c| em(c, bold)).sum();
    ems * f64::from(size) * MARGIN[usize::from(bold)]
}

fn em(c: char, bold: bool) -> f64 {
    match WIDTHS[usize::from(bold)].get(c as usize) {
        Some(width) => f64::from(*width),
        None => match c as u32 {
            0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0.0,
            0x2010..=0x201f => 0.55,
            0x500..=0x10ff => 0.7,
            _ => 1.0,
        },
    }
}

/// The text, or as much of it as fits into `room` pixels with an ellipsis after it.
pub(crate) fn fit(text: &str, size: u8, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let unit = f64::from(size) * MARGIN[usize::from(bold)];
    let mut used = unit;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += em(*c, bold) * unit;
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}
