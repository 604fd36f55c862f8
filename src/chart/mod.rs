//! Charts: takes plain figures (or a stakeholder's health, by the builders in [`evidence`]), gives SVG with a title
//! that states the finding and the same numbers as a table. Pure; leaves the page around them to `render`.
//!
//! Each chart is drawn twice, wide (900 px) and narrow (320 px, another drawing and not a smaller one);
//! [`Chart::html`] is both in a `div.chart-box`, of which the stylesheet shows one.
//!
//! Classes, styled by `templates/chart.css`: `chart-box` round both drawings; `chart` on each, with `wide` or
//! `narrow`; `spark` and `gapbar` on the register's cells. Inside, `f-NAME` fills and `s-NAME` strokes with
//! the token `--NAME`: paper, tint, ink, ink-2, ink-3, hair, axis, ok, watch, risk, none, ok-band, watch-band,
//! risk-band, key. Texts have `z11`, `z13` or `z15` where they are not 12 px, `b` where bold.

mod area;
mod backend;
mod bands;
mod calendar;
mod canvas;
mod closing;
mod dates_off;
mod days;
mod engagement;
pub mod evidence;
mod font;
mod gapbar;
mod goal;
mod history;
mod kept;
mod makeup;
mod map;
mod path;
mod place;
mod plane;
mod png;
mod pulse;
mod slips;
mod spark;
mod text;
mod trend;

pub use bands::{BandDay, BandsInput, bands, bands_cell, most as bands_most};
pub use calendar::{CalendarInput, calendar};
pub use closing::{Closing, ClosingInput, closing};
pub use dates_off::{DatesOffInput, Off, dates_off};
pub(crate) use dates_off::{late as off, range as off_range};
pub(crate) use days::iso;
pub use engagement::{EngagementInput, engagement, steps as engagement_steps};
pub use gapbar::{GapInput, gapbar};
pub use goal::{GoalInput, goal};
pub use history::{HistoryInput, Mark, Row, Sign, Thresholds, history};
pub use kept::{KeptInput, KeptMonth, kept, kept_by_month};
pub(crate) use makeup::signal_name;
pub use makeup::{MakeupInput, makeup};
pub use map::{MapInput, Placed, map};
pub(crate) use path::digits;
pub(crate) use png::png;
pub use pulse::{PulsePoint, pulse};
pub(crate) use slips::slips_for_mail;
pub use slips::{SlipGroup, SlipInput, SlipRow, slips};
pub use spark::{SparkInput, spark, spark_base};
pub use trend::{TrendInput, trend};

use crate::register::Band;

/// A chart with its words and its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The drawing for a column of 825 px or more.
    pub svg: String,
    /// The drawing for less, where the wide one would be unreadable.
    pub narrow: Option<String>,
    /// The finding, for a caption; plain text.
    pub finding: String,
    /// What is measured, for the line under it; plain text.
    pub measure: String,
    /// Heads of the columns of `rows`.
    pub head: Vec<String>,
    /// The numbers drawn, as text.
    pub rows: Vec<Vec<String>>,
}

impl Chart {
    /// Both drawings in their box, safe to put into a page as it is.
    pub fn html(&self) -> String {
        let narrow = self.narrow.as_deref().unwrap_or_default();
        let mut html = String::with_capacity(self.svg.len() + narrow.len() + 40);
        html.push_str("<div class=\"chart-box\">");
        html.push_str(&self.svg);
        html.push_str(narrow);
        html.push_str("</div>");
        html
    }
}

/// A drawing for a table's cell, with what it says in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The drawing, safe to put into a page as it is.
    pub svg: String,
    /// The same in words, for beside it; plain text.
    pub text: String,
}

/// The word of a band.
pub fn word(band: Band) -> &'static str {
    match band {
        Band::Healthy => "Healthy",
        Band::Watch => "Watch",
        Band::AtRisk => "At risk",
        Band::NotEnoughData => "Not enough data",
    }
}

/// A band set by hand beside the computed one: "computed healthy; set by hand at risk until 30 Nov 2026".
fn by_hand(computed: Band, (set, until): (Band, jiff::civil::Date)) -> String {
    let (computed, set) = (word(computed).to_lowercase(), word(set).to_lowercase());
    let (day, month, year) = (until.day(), days::month_name(until.month()), until.year());
    format!("computed {computed}; set by hand {set} until {day} {month} {year}")
}

/// A number of points with its sign, one decimal: "+3.9", "−9.1", "0.0".
pub(crate) fn signed(points: f64) -> String {
    let tenths = (points * 10.0).round() as i64;
    let mut out = String::with_capacity(8);
    out.push_str(match tenths {
        0 => "",
        1.. => "+",
        _ => "\u{2212}",
    });
    digits(&mut out, tenths.unsigned_abs() / 10);
    out.push('.');
    digits(&mut out, tenths.unsigned_abs() % 10);
    out
}
