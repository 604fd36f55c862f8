//! The score, line by line: baseline, what each line of a file adds or takes away, caps, and the sum. Where there is
//! too little to score, the same lines without a number.

use serde::Serialize;

use super::rows;
use super::rows::Markup;
use super::site::{Link, Site, Status};
use super::words;
use crate::assess::{Contribution, Health};
use crate::chart::signal_name;
use crate::config::Signal;
use crate::register::Band;

/// Lines of a signal shown before the rest is folded.
const SHOWN: usize = 8;
/// Lines kept in the fold; what is older is in `explain`.
const FOLDED: usize = 80;
/// Width of the bar's drawing.
const WIDTH: f64 = 150.0;

/// The part of the page.
#[derive(Serialize)]
pub(super) struct Score {
    title: String,
    numbered: bool,
    takes: Vec<String>,
    signals: Vec<Part>,
    /// Rows, as markup.
    caps: Markup,
    cap_note: String,
    cap_points: String,
    baseline: String,
    total: String,
    /// The computed one, which is the one that the points make.
    status: Status,
    /// What was set by hand instead, if anything.
    hand: String,
    /// Rows, as markup.
    older: Markup,
    folded: usize,
    beyond: usize,
    help: Vec<Helps>,
    borderline: Vec<String>,
    /// Signals in force that no line speaks for, in words.
    silent: String,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    weight: String,
    sum: String,
    running: String,
    /// Rows, as markup.
    lines: Markup,
    more: String,
}

/// One line with what it adds or takes away.
struct Line {
    text: String,
    date: Option<words::Day>,
    bar: Option<Bar>,
    points: String,
    source: Option<Link>,
}

struct Bar {
    x: String,
    width: String,
    zero: String,
    class: &'static str,
}

#[derive(Serialize)]
struct Helps {
    what: String,
    points: String,
    to: String,
}

/// Where each signal is in words, for a sentence.
fn signal_words(signals: impl Iterator<Item = Signal>) -> String {
    words::join(&signals.map(|s| s.as_str().to_owned()).collect::<Vec<_>>())
}

/// The part for one health.
pub(super) fn part(site: &Site<'_>, health: &Health, root: &str) -> Score {
    let numbered = site.has_number(health);
    let shown = |value: f64| if numbered { words::points(value) } else { String::new() };
    let scale = Scale::of(&health.contributions);
    let line = |c: &Contribution, barred: bool| Line {
        text: spoken(&c.text),
        date: Some(words::Day::short(c.date, site.assessed.as_of)),
        bar: (numbered && barred).then(|| scale.bar(c.points)),
        points: shown(c.points),
        source: site.source(c.place, root),
    };
    let mut running = health.baseline;
    let (mut signals, mut older, mut folded, mut beyond) = (Vec::new(), String::new(), 0, 0);
    for signal in &site.config.health.signals {
        let all: Vec<&Contribution> = health.contributions.iter().filter(|c| c.signal == *signal).collect();
        let sum: f64 = all.iter().map(|c| c.points).sum();
        running += sum;
        let rest = all.get(SHOWN..).unwrap_or_default();
        let rest_sum: f64 = rest.iter().map(|c| c.points).sum();
        let more = match rest.len() {
            0 => String::new(),
            n if numbered => {
                format!("{}, {} together, below", words::count(n, "older line", "older lines"), words::points(rest_sum))
            }
            n => format!("{}, below", words::count(n, "older line", "older lines")),
        };
        let fits = FOLDED.saturating_sub(folded).min(rest.len());
        beyond += rest.len() - fits;
        folded += fits;
        rest[..fits].iter().for_each(|c| line(c, false).row(numbered, &mut older));
        let mut lines = String::with_capacity(all.len().min(SHOWN) * 512);
        all.iter().take(SHOWN).for_each(|c| line(c, true).row(numbered, &mut lines));
        signals.push(Part {
            title: signal_name(*signal),
            weight: words::plain(site.config.health.weights[signal.index()]),
            sum: if all.is_empty() { String::new() } else { shown(sum) },
            running: if numbered { words::tenths(running) } else { String::new() },
            lines: lines.into(),
            more,
        });
    }
    let taken: f64 = health.caps.iter().map(|c| c.points).sum();
    let mut caps = String::new();
    for cap in &health.caps {
        let line = Line {
            text: words::sentence(&cap.text),
            date: None,
            bar: None,
            points: shown(cap.points),
            source: site.source(cap.place, root),
        };
        line.row(numbered, &mut caps);
    }
    let limits: Vec<String> = health.caps.iter().map(|c| words::plain(c.limit)).collect();
    Score {
        title: match health.score.filter(|_| numbered) {
            Some(score) => format!("Why {score:.0}"),
            None => "Why no number".to_owned(),
        },
        numbered,
        takes: takes(site),
        silent: silent(&signals),
        signals,
        cap_note: match (limits.as_slice(), taken < 0.0) {
            ([], _) => String::new(),
            ([one], true) => format!("at most {one}"),
            ([one], false) => format!("one applies, at {one}; it takes nothing away"),
            (many, true) => format!("{} apply; the lowest binds", words::number(many.len())),
            (many, false) => format!("{} apply; they take nothing away", words::number(many.len())),
        },
        cap_points: shown(taken),
        caps: caps.into(),
        baseline: words::tenths(health.baseline),
        total: health.score.filter(|_| numbered).map(words::tenths).unwrap_or_default(),
        status: Status::of(health.computed_band, health.stale),
        hand: match &health.overridden {
            Some(over) if health.band != health.computed_band => format!(
                "as computed; set by hand {} until {}",
                Status::of(health.band, false).word.to_lowercase(),
                words::spoken(over.value.until, site.assessed.as_of)
            ),
            _ => String::new(),
        },
        older: older.into(),
        folded,
        beyond,
        help: helps(health, numbered),
        borderline: if numbered { borderline(health) } else { Vec::new() },
    }
}

/// What is measured and what isn't.
pub(super) fn takes(site: &Site<'_>) -> Vec<String> {
    let taken = &site.config.health.signals;
    let mut said = vec![format!("Measured: {}.", signal_words(taken.iter().copied()))];
    let left: Vec<Signal> = Signal::ALL.into_iter().filter(|s| !taken.contains(s)).collect();
    if !left.is_empty() {
        said.push(format!("Not measured: {}.", signal_words(left.into_iter())));
    }
    said
}

fn helps(health: &Health, numbered: bool) -> Vec<Helps> {
    let list = health.what_would_help.iter().take(5);
    list.map(|h| Helps {
        what: h.what.clone(),
        points: if !numbered {
            String::new()
        } else if h.points < 0.95 {
            "under +1".to_owned()
        } else {
            format!("+{:.0}", h.points)
        },
        to: if numbered { format!("to {:.0}", h.score) } else { String::new() },
    })
    .collect()
}

fn silent(signals: &[Part]) -> String {
    let names = signals.iter().filter(|p| p.lines.as_str().is_empty()).map(|p| p.title);
    // The first keeps its capital, the others go on in the same sentence.
    let names = names.enumerate().map(|(i, name)| if i == 0 { name.to_owned() } else { name.to_lowercase() });
    words::join(&names.collect::<Vec<_>>())
}

/// What a heavier or lighter weight would change, a sentence for each status it would change to.
fn borderline(health: &Health) -> Vec<String> {
    if health.borderline.is_empty() {
        return vec!["Not borderline: no weight halved, or raised by half, changes the status.".to_owned()];
    }
    let mut bands: Vec<Band> = Vec::new();
    for b in &health.borderline {
        if !bands.contains(&b.band) {
            bands.push(b.band);
        }
    }
    let named = |band: Band, lighter: bool| {
        let list = health.borderline.iter().filter(|b| b.band == band && (b.factor < 1.0) == lighter);
        list.map(|b| b.signal.as_str().to_owned()).collect::<Vec<_>>().join(" or ")
    };
    let said = |band: Band| {
        let mut ways = Vec::new();
        for (lighter, change) in [(true, "half"), (false, "one and a half times")] {
            let signals = named(band, lighter);
            if !signals.is_empty() {
                ways.push(format!("{change} the weight of {signals}"));
            }
        }
        format!("Borderline: {} with {}.", Status::of(band, false).word.to_lowercase(), ways.join(", or "))
    };
    bands.into_iter().map(said).collect()
}

/// A line with its first letter raised and a true minus in front of a stance.
fn spoken(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => format!("\u{2212}{rest}"),
        _ => words::sentence(text),
    }
}

impl Line {
    /// Writes the row; `numbered` where bar and points are shown.
    fn row(&self, numbered: bool, out: &mut String) {
        out.push_str("<tr class=\"item\"><th scope=\"row\">");
        rows::text(out, &self.text);
        rows::source(out, self.source.as_ref());
        out.push_str("</th><td class=\"date\">");
        if let Some(date) = &self.date {
            rows::day(out, date);
        }
        out.push_str("</td>");
        if numbered {
            out.push_str("<td class=\"bar\">");
            if let Some(Bar { x, width, zero, class }) = &self.bar {
                out.push_str("<svg class=\"bar\" viewBox=\"0 0 150 14\" aria-hidden=\"true\"><path d=\"M");
                out.extend([zero, " 0V14\" class=\"l-axis\"/><rect x=\"", x, "\" y=\"3\" width=\"", width]);
                out.extend(["\" height=\"8\" class=\"", class, "\"/></svg>"]);
            }
            out.push_str("</td><td class=\"num pts\">");
            rows::text(out, &self.points);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
}

/// One scale for all bars of a table.
struct Scale {
    unit: f64,
    zero: f64,
}

impl Scale {
    fn of(contributions: &[Contribution]) -> Self {
        let least = contributions.iter().map(|c| c.points).fold(0.0, f64::min);
        let most = contributions.iter().map(|c| c.points).fold(0.0, f64::max);
        let unit = (WIDTH - 4.0) / (most - least).max(4.0);
        Self { unit, zero: 2.0 - least * unit }
    }

    fn bar(&self, points: f64) -> Bar {
        let width = points.abs() * self.unit;
        let x = if points < 0.0 { self.zero - width } else { self.zero };
        Bar {
            x: words::tenths(x),
            width: words::tenths(width.max(0.5)),
            zero: words::tenths(self.zero),
            class: if points < 0.0 { "fill-risk" } else { "fill-ok" },
        }
    }
}
