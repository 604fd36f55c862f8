//! The configuration, `rapporteur.toml`: one documented field per option, with unit and default.
//! Parsed by `parse::config`.

mod check;
mod edition;
mod email;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::register::{Audience, Pause, TeamMember};
use crate::source::Place;

pub use check::Check;
pub use edition::{Declassify, Edition, Page, Theme};
pub use email::Email;

/// A measured signal, in the order of the method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Signal {
    /// Talking as often as agreed (state).
    Cadence,
    /// Keeping our promises.
    Reliability,
    /// Answering what they tell us.
    Feedback,
    /// Asking before deciding.
    Involvement,
    /// Their presence.
    Attendance,
    /// Their mood, as observed.
    Sentiment,
    /// Their engagement against the one wanted (state).
    Alignment,
}

impl Signal {
    /// All seven (profile `full`); the first four are profile `conduct`.
    pub const ALL: [Self; 7] = [
        Self::Cadence,
        Self::Reliability,
        Self::Feedback,
        Self::Involvement,
        Self::Attendance,
        Self::Sentiment,
        Self::Alignment,
    ];
    /// As written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cadence => "cadence",
            Self::Reliability => "reliability",
            Self::Feedback => "feedback",
            Self::Involvement => "involvement",
            Self::Attendance => "attendance",
            Self::Sentiment => "sentiment",
            Self::Alignment => "alignment",
        }
    }
    /// The signal of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
    /// Whether it describes the other person rather than our conduct.
    pub fn describes_them(self) -> bool {
        self >= Self::Attendance
    }
    /// Position in [`Signal::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Parameters of the score. Defaults are HEALTH.md's.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthConfig {
    /// Signals taken, in the order of the method. Default: the four of profile `conduct`.
    pub signals: Vec<Signal>,
    /// Why signals about the other person are measured; required with any of them.
    pub purpose: Option<String>,
    /// W by [`Signal::index`]; default 20, 20, 15, 10, 10, 15, 10.
    pub weights: [f64; 7],
    /// h in days by [`Signal::index`]; the cadence's is the agreed cadence and not read; default -, 120, 120, 180, 90, 60, 90.
    pub half_lives: [f64; 7],
    /// kappa by [`Signal::index`]; default 0, 1, 1, 1, 1, 1, 0.
    pub kappas: [f64; 7],
    /// p0 in [0, 1]; default 0.5.
    pub prior: f64,
    /// k > 0; default 20.
    pub prior_mass: f64,
    /// Enters healthy at; default 70.
    pub healthy_from: f64,
    /// Leaves healthy below; default 65.
    pub healthy_until: f64,
    /// Enters at-risk below; default 45.
    pub at_risk_below: f64,
    /// Leaves at-risk from; default 50.
    pub at_risk_until: f64,
    /// Confidence under which there is not enough data; default 0.40.
    pub enough: f64,
    /// High confidence from; default 0.60.
    pub high_confidence: f64,
    /// What a cap limits the score to; default 64.
    pub cap_limit: f64,
    /// Days overdue from which a promise to a key player caps, exclusive; default 30.
    pub cap_overdue_days: u32,
    /// Default cadence in days; default 30.
    pub cadence_days: u32,
    /// Default working days to tell an outcome; default 5.
    pub feedback_sla_days: u32,
    /// Factor for each renegotiation; default 0.8.
    pub renegotiation_factor: f64,
    /// Half-life of lateness in days; default 7.
    pub lateness_days: f64,
}

impl Default for HealthConfig {
    fn default() -> Self {
        Self {
            signals: Signal::ALL[..4].to_vec(),
            purpose: None,
            weights: [20.0, 20.0, 15.0, 10.0, 10.0, 15.0, 10.0],
            half_lives: [30.0, 120.0, 120.0, 180.0, 90.0, 60.0, 90.0],
            kappas: [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
            prior: 0.5,
            prior_mass: 20.0,
            healthy_from: 70.0,
            healthy_until: 65.0,
            at_risk_below: 45.0,
            at_risk_until: 50.0,
            enough: 0.40,
            high_confidence: 0.60,
            cap_limit: 64.0,
            cap_overdue_days: 30,
            cadence_days: 30,
            feedback_sla_days: 5,
            renegotiation_factor: 0.8,
            lateness_days: 7.0,
        }
    }
}

/// Whether one file holds many meetings.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Split {
    /// By date headings where that is unmistakable, else not. The default.
    #[default]
    Auto,
    /// A file is one meeting.
    None,
    /// A heading for each date: a running document.
    DateHeadings,
    /// A heading for each meeting: a daily note.
    MeetingHeadings,
}

impl Split {
    /// As written in files.
    pub const WORDS: &'static [&'static str] = &["auto", "none", "date-headings", "meeting-headings"];
    /// The way of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .position(|word| *word == text)
            .map(|n| [Self::Auto, Self::None, Self::DateHeadings, Self::MeetingHeadings][n])
    }
}

/// What `01/05/2026` means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateOrder {
    /// The first of May.
    DayFirst,
    /// The fifth of January.
    MonthFirst,
}

impl DateOrder {
    /// As written in files.
    pub const WORDS: &'static [&'static str] = &["day-first", "month-first"];
    /// The order of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().position(|word| *word == text).map(|n| [Self::DayFirst, Self::MonthFirst][n])
    }
}

/// Where notes in other styles come from.
#[derive(Clone, Debug, PartialEq)]
pub struct NotesSource {
    /// Directory, relative to the workspace; may leave it.
    pub path: String,
    /// Where it is written.
    pub place: Place,
    /// Glob patterns of files read; default `**/*.md`.
    pub include: Option<Vec<String>>,
    /// Glob patterns of files left out; default README and template files, none where the list is empty.
    pub exclude: Option<Vec<String>>,
    /// Whether one file holds many meetings; default by date headings where that is unmistakable.
    pub split: Split,
    /// What `01/05/2026` means; without it such a date is not read.
    pub dates: Option<DateOrder>,
    /// Headings of attendee sections, compared without case; default in `parse::wild`.
    pub attendee_headings: Vec<String>,
    /// Headings of absence sections; default in `parse::wild`.
    pub absence_headings: Vec<String>,
}

/// The whole configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The product, as titles name it; default "Stakeholders".
    pub product: String,
    /// Who publishes the report.
    pub organisation: Option<String>,
    /// Pinned as-of date.
    pub as_of: Option<Date>,
    /// IANA time zone that "today" is taken in; default UTC.
    pub time_zone: Option<String>,
    /// Our people; default one, `me`.
    pub team: Vec<TeamMember>,
    /// Pauses for everyone.
    pub pauses: Vec<Pause>,
    /// The score.
    pub health: HealthConfig,
    /// Editions by name; default `leadership` and `pm`.
    pub editions: BTreeMap<String, Edition>,
    /// Notes in other styles.
    pub sources: Vec<NotesSource>,
    /// The private overlay's directory and where it is written.
    pub private: Option<(String, Place)>,
    /// The update by mail.
    pub email: Email,
    /// The gate.
    pub check: Check,
}

impl Default for Config {
    fn default() -> Self {
        let edition = |name: &str, audience, scores, out: &str| {
            (name.to_owned(), Edition { scores, ..Edition::new(name, audience, out) })
        };
        Self {
            product: "Stakeholders".to_owned(),
            organisation: None,
            as_of: None,
            time_zone: None,
            team: vec![TeamMember {
                id: crate::register::Id::new("me"),
                name: "Me".to_owned(),
                aliases: Vec::new(),
                email: None,
                audience: Audience::Everyone,
            }],
            pauses: Vec::new(),
            health: HealthConfig::default(),
            editions: BTreeMap::from([
                edition("leadership", Audience::Leadership, false, "site"),
                edition("pm", Audience::Pm, true, "workbench"),
            ]),
            sources: Vec::new(),
            private: None,
            email: Email::default(),
            check: Check::default(),
        }
    }
}
