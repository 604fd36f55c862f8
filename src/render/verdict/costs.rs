//! What costs most: the lines that take most from a score, as clauses of the verdict.

use super::super::site::Site;
use super::super::words;
use crate::assess::{Contribution, Health};
use crate::config::Signal;

/// What takes less is not worth a clause, in points.
const LEAST: f64 = 0.5;
/// The longest quote or title in a clause, in characters.
const LONG: usize = 80;

/// At most so many lines, the gravest first; without those that the verdict states as they stand today, and of moods
/// and absences only the gravest each.
pub(super) fn worst(site: &Site<'_>, health: &Health, most: usize) -> Vec<String> {
    let mut lines: Vec<&Contribution> = health.contributions.iter().filter(|c| c.points <= -LEAST).collect();
    lines.sort_by(|a, b| a.points.total_cmp(&b.points));
    let mut felt: Vec<Signal> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for line in lines {
        let is_felt = matches!(line.signal, Signal::Sentiment | Signal::Attendance);
        if said.len() >= most || (is_felt && felt.contains(&line.signal)) {
            continue;
        }
        if let Some(clause) = clause(site, line).filter(|clause| !said.contains(clause)) {
            said.push(clause);
            felt.extend(is_felt.then_some(line.signal));
        }
    }
    said
}

/// A line in words; `None` where the verdict says it already: what is open, and the time since the last talk.
fn clause(site: &Site<'_>, line: &Contribution) -> Option<String> {
    let on = || words::spoken(line.date, site.assessed.as_of);
    let (state, subject) = (line.state(), short(line.subject()));
    match line.signal {
        _ if line.is_open => None,
        Signal::Cadence => None,
        Signal::Reliability | Signal::Feedback => Some(format!("\u{201c}{subject}\u{201d} was {}", lower(state))),
        Signal::Involvement => Some(format!("they were not heard before \u{201c}{subject}\u{201d} was decided")),
        Signal::Attendance if line.value > 0.0 => Some(format!("they {state} on {}", on())),
        Signal::Attendance => Some(format!("they were {state} on {}", on())),
        Signal::Sentiment => Some(format!("their mood was noted as {} on {}", state.replace('-', "\u{2212}"), on())),
        Signal::Alignment => Some(format!("they are {}", lower(state))),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONG {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONG).collect();
    let at = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}\u{2026}", cut[..at].trim_end_matches([',', ';', ':']))
}
