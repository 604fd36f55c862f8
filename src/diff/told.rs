//! A difference in the words and figures that all formats for people share: takes it and what its sides are called, gives
//! rows. Numbers on too little evidence are left out here, as on every page; what rounds to nothing is counted.

use serde::Serialize;

use super::{Difference, End, Item, Part, Reading, Score, Source};
use crate::assess::changes::Turn;
use crate::register::Band;
use crate::render::words;

/// The most lines of one part of a movement.
const LINES: usize = 6;
/// Less than this shows as nothing.
const VISIBLE: f64 = 0.05;

/// What the two sides are.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// The side of then.
    pub from: Called,
    /// The side of now.
    pub to: Called,
    /// The edition's name.
    pub edition: String,
    /// What couldn't be taken into account, in words.
    pub left_out: Vec<String>,
}

/// What one side is.
#[derive(Clone, Debug, Serialize)]
pub struct Called {
    /// Its day.
    pub as_of: String,
    /// The revision as asked for; `None` where it was read from the folder.
    pub revision: Option<String>,
    /// The commit's whole id.
    pub commit: Option<String>,
}

impl Called {
    /// In words: "HEAD~1 (1a2b3c4d5e) as of 2026-11-01".
    pub fn words(&self) -> String {
        let Some((name, short)) = self.short() else { return self.as_of.clone() };
        let by = if name == short { short.to_owned() } else { format!("{name} ({short})") };
        format!("{by} as of {}", self.as_of)
    }

    /// The revision's name and its commit, both short where the name is the commit's.
    fn short(&self) -> Option<(&str, &str)> {
        let (revision, commit) = (self.revision.as_deref()?, self.commit.as_deref()?);
        let short = commit.get(..10).unwrap_or(commit);
        Some(if commit.starts_with(revision) { (short, short) } else { (revision, short) })
    }
}

impl Heading {
    /// A place, and on which side it is that where the other's files are others.
    fn place(&self, source: &Source) -> String {
        if source.file.is_empty() || source.end == End::To || self.from.commit == self.to.commit {
            return source.to_string();
        }
        format!(
            "{source} {}",
            self.from.short().map_or_else(|| "in the folder".to_owned(), |(name, _)| format!("at {name}"))
        )
    }
}

/// Everything, ready to be written.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// "2026-10-01 to 2026-11-01".
    pub title: String,
    /// What was left out.
    pub left_out: Vec<String>,
    /// Edition.
    pub edition: String,
    /// Scores and bands, largest first.
    pub scores: Vec<Moved>,
    /// "3 more moved by less than 0.1".
    pub barely: Option<String>,
    /// Of the numbers, where there are any.
    pub rounded: Option<&'static str>,
    /// The rest, by kind.
    pub sections: Vec<Section>,
    /// Whether nothing changed.
    pub nothing: bool,
}

/// One stakeholder's score.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// Name.
    pub name: String,
    /// Id.
    pub id: String,
    /// "−12.3"; empty where there is no number to show on a side.
    pub points: String,
    /// "61.2 → 48.9".
    pub scores: String,
    /// "watch → at risk (set)", or the one band.
    pub bands: String,
    /// What set a band by hand, on either side: no points of the score's.
    pub set: Vec<Set>,
    /// The new band's word.
    pub band: &'static str,
    /// Whether the band is another.
    pub is_other_band: bool,
    /// Whether it rose.
    pub is_up: bool,
    /// Why.
    pub parts: Vec<Why>,
}

/// A band set by hand.
#[derive(Clone, Debug, Serialize)]
pub struct Set {
    /// In words.
    pub text: String,
    /// Where.
    pub source: String,
}

/// One part of a movement, or a line of it.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// In words.
    pub text: String,
    /// Points.
    pub points: String,
    /// Where.
    pub source: String,
    /// Its lines.
    pub lines: Vec<Why>,
}

/// All of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// Rows.
    pub rows: Vec<Row>,
}

/// One item.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Title.
    pub title: String,
    /// What changed.
    pub what: String,
    /// `worse`, `better` or `neutral`.
    pub turn: &'static str,
    /// Where.
    pub source: String,
}

/// Puts a difference into words.
pub fn told(difference: &Difference, heading: &Heading) -> Told {
    let is_visible = |s: &&Score| s.points.abs() >= VISIBLE || s.is_other();
    let mut scores: Vec<Moved> =
        difference.scores.iter().filter(is_visible).map(|score| moved(score, heading)).collect();
    // Without a number to show, the order would tell one.
    scores.sort_by_key(|moved| moved.points.is_empty());
    let hidden = difference.scores.len() - scores.len();
    let barely =
        (hidden > 0).then(|| format!("{} by less than 0.1", words::count(hidden, "score moved", "scores moved")));
    let has_numbers = scores.iter().any(|moved| !moved.points.is_empty());
    let rounded = has_numbers.then_some("Tenths are rounded, the sums are not");
    let mut sections: Vec<Section> = Vec::new();
    for item in &difference.items {
        let title = item.kind.title();
        match sections.last_mut() {
            Some(last) if last.title == title => last.rows.push(row(item, heading)),
            _ => sections.push(Section { title, rows: vec![row(item, heading)] }),
        }
    }
    Told {
        title: format!("{} to {}", heading.from.words(), heading.to.words()),
        left_out: heading.left_out.clone(),
        edition: heading.edition.clone(),
        scores,
        barely,
        rounded,
        sections,
        nothing: difference.is_empty(),
    }
}

fn word(band: Band) -> &'static str {
    match band {
        Band::Healthy => "healthy",
        Band::Watch => "watch",
        Band::AtRisk => "at risk",
        Band::NotEnoughData => "not enough data",
    }
}

fn band(reading: &Reading) -> String {
    let how = match reading {
        Reading { set: Some(_), .. } => " (set)",
        Reading { band: Band::AtRisk, stale: true, .. } => " (stale)",
        _ => "",
    };
    format!("{}{how}", word(reading.band))
}

/// What is in force now, and what was then where that is another.
fn set(score: &Score, heading: &Heading) -> Vec<Set> {
    let entry = |reading: &Reading| reading.set.as_ref().map(|(entry, _)| entry.clone());
    let mut sides = vec![(&score.now, "")];
    if entry(&score.then) != entry(&score.now) {
        sides.insert(0, (&score.then, "before, "));
    }
    let told = |(reading, when): (&Reading, &str)| {
        let (set, source) = reading.set.as_ref()?;
        let (band, computed) = (word(set.band), word(reading.computed));
        let text = format!(
            "{when}set by hand to {band} until {}, computed {computed}: {}",
            set.until,
            set.reason.trim_end_matches('.')
        );
        Some(Set { text, source: heading.place(source) })
    };
    sides.into_iter().filter_map(told).collect()
}

fn moved(score: &Score, heading: &Heading) -> Moved {
    let (then, now) = (&score.then, &score.now);
    let numbers = (then.is_enough && now.is_enough).then_some((then.score, now.score));
    let scores = match numbers {
        Some((Some(was), Some(is))) => format!("{} → {}", words::tenths(was), words::tenths(is)),
        _ => String::new(),
    };
    let has_numbers = !scores.is_empty();
    let bands = if band(then) == band(now) { band(now) } else { format!("{} → {}", band(then), band(now)) };
    Moved {
        name: score.name.clone(),
        id: score.id.to_string(),
        points: if has_numbers { words::points(score.points) } else { String::new() },
        scores,
        bands,
        set: set(score, heading),
        band: now.band.as_str(),
        is_other_band: then.band != now.band,
        is_up: score.points > 0.0,
        parts: score.parts.iter().filter(|part| is_seen(part)).map(|part| why(part, has_numbers, heading)).collect(),
    }
}

fn is_seen(part: &Part) -> bool {
    part.points.abs() >= VISIBLE || part.lines.iter().any(|line| line.points.abs() >= VISIBLE)
}

fn why(part: &Part, has_numbers: bool, heading: &Heading) -> Why {
    let points = |points: f64| if has_numbers { words::points(points) } else { String::new() };
    let row = |text: String, p: f64, source: String| Why { text, points: points(p), source, lines: Vec::new() };
    let (shown, hidden): (Vec<_>, Vec<_>) =
        part.lines.iter().enumerate().partition(|(n, line)| *n < LINES && line.points.abs() >= VISIBLE);
    let mut lines: Vec<Why> =
        shown.iter().map(|(_, line)| row(line.text.clone(), line.points, heading.place(&line.source))).collect();
    let rest: f64 = part.rest + hidden.iter().map(|(_, line)| line.points).sum::<f64>();
    let more = hidden.iter().filter(|(_, line)| line.points.abs() >= VISIBLE).count();
    if rest.abs() >= VISIBLE && !lines.is_empty() {
        let beside = "the other lines, which weigh otherwise beside these";
        let text = match more {
            0 => beside.to_owned(),
            n => format!("{} and {beside}", words::count(n, "more line", "more lines")),
        };
        lines.push(row(text, rest, String::new()));
    }
    Why { lines, ..row(part.cause.title().to_owned(), part.points, String::new()) }
}

fn row(item: &Item, heading: &Heading) -> Row {
    let turn = match item.turn {
        Turn::Worse => "worse",
        Turn::Better => "better",
        Turn::Neutral => "neutral",
    };
    Row { title: item.title.clone(), what: item.what.clone(), turn, source: heading.place(&item.source) }
}
