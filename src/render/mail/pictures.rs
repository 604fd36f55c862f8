//! Pictures of a mail: takes the rows that its list shows, gives them drawn, with the takeaway in words for whoever sees
//! none. Every figure drawn is in the list too.

use jiff::civil::Date;
use serde::Serialize;

use crate::chart::{self, SlipGroup, SlipInput};
use crate::email::Image;
use crate::render::update::Page;

/// The most milestones that are drawn.
const ROWS: usize = 12;
/// The most of the words for a picture, in characters: a blocked picture shows them in its place.
const ALT: usize = 400;

/// A picture as the template places it.
#[derive(Serialize)]
pub(super) struct Picture {
    name: &'static str,
    /// In pixels of the mail; it is drawn at twice as many.
    width: u32,
    height: u32,
    /// The finding.
    finding: String,
    /// What is drawn.
    measure: String,
    /// What it shows, in words.
    alt: String,
}

/// The milestones shown, from the days first promised to the ones said now; `None` where there are none, or a title
/// can't be drawn.
pub(super) fn milestones(page: &Page, as_of: Date) -> Option<(Picture, Image)> {
    const NAME: &str = "milestones";
    let rows: Vec<_> = page.milestones.slips.iter().take(ROWS).cloned().collect();
    let input = SlipInput { as_of, groups: vec![SlipGroup { title: String::new(), rows }] };
    let (chart, said) = chart::slips_for_mail(&input)?;
    let picture = chart::png(&chart.svg)?;
    let mut alt = format!("{}. {said}", chart.finding);
    if let Some((at, _)) = alt.char_indices().nth(ALT) {
        alt.truncate(at);
        alt.truncate(alt.rfind(' ').unwrap_or(at));
        alt.push('\u{2026}');
    }
    let (width, height) = picture.size;
    let place = Picture { name: NAME, width, height, finding: chart.finding, measure: chart.measure, alt };
    Some((place, Image { name: NAME.to_owned(), png: picture.png }))
}
