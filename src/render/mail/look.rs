//! How a mail looks: takes the colours of the stylesheet and of the edition's theme, gives them with the inline styles
//! made of them. A mail can't rely on a stylesheet, and on little of CSS: what is used here, every client knows.

use serde::Serialize;

use crate::config::Edition;
use crate::render::Templates;

const SERIF: &str = "font-family:Georgia,Times,serif";
const SANS: &str = "font-family:Arial,Helvetica,sans-serif";

/// Colours and styles, for templates as `m`.
#[derive(Clone, Debug, Serialize)]
pub struct Look {
    /// Behind the letter.
    pub tint: String,
    /// The letter.
    pub paper: String,
    /// Text.
    pub ink: String,
    /// Text of less weight.
    pub ink_2: String,
    /// Text of the least.
    pub ink_3: String,
    /// Lines between rows.
    pub hair: String,
    /// Links.
    pub link: String,
    /// The edition's own colour.
    pub accent: String,
    /// Well.
    pub ok: String,
    /// To be watched.
    pub watch: String,
    /// Ill.
    pub risk: String,
    /// Unknown.
    pub none: String,
    /// The headline.
    pub h1: String,
    /// The title of a part.
    pub h2: String,
    /// A title in a part.
    pub h3: String,
    /// Running text.
    pub text: String,
    /// The same on its way to the margin: what stands beside the matter.
    pub small: String,
    /// A cell of a list, below a hairline.
    pub cell: String,
    /// The cell on the right of it.
    pub side: String,
}

impl Look {
    /// That of an edition.
    pub fn of(templates: &Templates, edition: &Edition) -> Self {
        let css = [templates.theme(edition.theme), templates.base_style()];
        let token = |name: &str, usual: &str| {
            css.iter().find_map(|css| colour(css, name)).map_or_else(|| usual.to_owned(), str::to_owned)
        };
        let ink = token("ink", "#1c1a17");
        let ink_2 = token("ink-2", "#4f4a43");
        let hair = token("hair", "#ddd6c7");
        let cell =
            format!("{SANS};font-size:14px;line-height:20px;color:{ink};padding:8px 0;border-top:1px solid {hair}");
        Self {
            tint: token("tint", "#f4f0e6"),
            paper: token("paper", "#fdfbf6"),
            link: token("link", "#1c4f7c"),
            accent: token("accent", "#1c1a17"),
            ink_3: token("ink-3", "#696359"),
            ok: token("ok", "#14695d"),
            watch: token("watch", "#8a5800"),
            risk: token("risk", "#ad2a1c"),
            none: token("none", "#696359"),
            h1: format!("margin:0;{SERIF};font-size:28px;line-height:35px;font-weight:bold;color:{ink}"),
            h2: format!("margin:0;{SERIF};font-size:19px;line-height:24px;font-weight:bold;color:{ink}"),
            h3: format!("margin:0;{SERIF};font-size:17px;line-height:23px;font-weight:bold;color:{ink}"),
            text: format!("margin:0;{SANS};font-size:14px;line-height:21px;color:{ink}"),
            small: format!("margin:0;{SANS};font-size:13px;line-height:20px;color:{ink_2}"),
            side: format!("{cell};padding-left:14px;text-align:right"),
            cell,
            ink,
            ink_2,
            hair,
        }
    }
}

/// The value that a stylesheet first gives a token: the one on light paper.
fn colour<'c>(css: &'c str, name: &str) -> Option<&'c str> {
    let at = css.find(&format!("--{name}: #"))?;
    let value = css[at..].split_once(": ")?.1;
    let end = value[1..].find(|c: char| !c.is_ascii_hexdigit())? + 1;
    (end == 7).then(|| &value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Theme;
    use crate::register::Audience;

    #[test]
    fn a_mail_has_the_colours_of_its_edition() {
        let templates = Templates::new(&[]).unwrap();
        let mut edition = Edition::new("x", Audience::Team, "x");
        let plain = Look::of(&templates, &edition);
        assert_eq!((&*plain.paper, &*plain.ink_2, &*plain.accent), ("#fdfbf6", "#4f4a43", "#1c1a17"));
        edition.theme = Theme::Plum;
        let plum = Look::of(&templates, &edition);
        assert_eq!((&*plum.accent, &*plum.paper), ("#7b2468", "#fdfbf6"));
        let own = [("style.css".to_owned(), ":root { --paper: #ffffff; }".to_owned())];
        assert_eq!(Look::of(&Templates::new(&own).unwrap(), &edition).paper, "#ffffff");
    }

    /// Relative luminance after WCAG 2.2, of a colour as it is or as clients invert it: its lightness turned round.
    fn light(hex: &str, inverted: bool) -> f64 {
        let n = u32::from_str_radix(&hex[1..], 16).unwrap();
        let mut rgb = [16, 8, 0].map(|shift| f64::from((n >> shift) & 255) / 255.0);
        if inverted {
            let (low, high) = rgb.iter().fold((1.0, 0.0), |(l, h), c| (c.min(l), c.max(h)));
            rgb = rgb.map(|c| c + 1.0 - low - high);
        }
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = rgb.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn it_can_be_read_as_it_is_and_inverted() {
        let templates = Templates::new(&[]).unwrap();
        for theme in Theme::ALL {
            let edition = Edition { theme, ..Edition::new("x", Audience::Team, "x") };
            let m = Look::of(&templates, &edition);
            for inverted in [false, true] {
                for text in [&m.ink, &m.ink_2, &m.ink_3, &m.link, &m.accent, &m.ok, &m.watch, &m.risk, &m.none] {
                    let (a, b) = (light(text, inverted), light(&m.paper, inverted));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{theme:?} {text} inverted {inverted}: {contrast:.2}");
                }
            }
        }
    }
}
