//! Who moved between bands: since the newest update, in the last four and in the last twelve weeks, each with the line
//! behind it.

use jiff::civil::Date;
use serde::Serialize;

use super::rows;
use super::site::{Link, Site, Status, person_path};
use super::words;
use crate::assess::portfolio::{Turn, turns};
use crate::assess::{Contribution, Health};
use crate::config::Signal;
use crate::register::Band;

/// The most rows of a stretch of time.
const SHOWN: usize = 25;
/// Names in the headline.
const NAMED: usize = 2;

/// Moves by stretches of time, newest first.
#[derive(Serialize)]
pub(super) struct Moves {
    pub(super) stretches: Vec<Stretch>,
    #[serde(skip)]
    first: Vec<Turn>,
    #[serde(skip)]
    since: Option<Date>,
}

#[derive(Serialize)]
pub(super) struct Stretch {
    title: String,
    /// The rows, as markup; none where nobody moved.
    rows: String,
    beyond: usize,
}

/// Everyone's moves.
pub(super) fn moves(site: &Site<'_>) -> Moves {
    let as_of = site.assessed.as_of;
    let back = |weeks: i64| as_of.saturating_sub(jiff::Span::new().weeks(weeks));
    let since = site.register.updates.last().map(|update| update.date).filter(|date| *date <= as_of);
    let mut bounds = vec![(back(4), "In the last four weeks"), (back(12), "In the last twelve weeks")];
    if let Some(since) = since {
        bounds.push((since, ""));
    }
    bounds.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
    let oldest = bounds.last().map_or(as_of, |(from, _)| *from);
    let mut all = turns(site.register, site.assessed, oldest);
    let first: Vec<Turn> = {
        let from = since.unwrap_or(back(4));
        all.iter().filter(|turn| turn.on > from).cloned().collect()
    };
    let mut stretches = Vec::new();
    for (i, (from, title)) in bounds.into_iter().enumerate() {
        let here = all.iter().take_while(|turn| turn.on > from).count();
        let rest = all.split_off(here);
        all.sort_by_key(|turn| kind(site, turn));
        let said = words::spoken(from, as_of);
        let title = match (title, i) {
            ("", 0) => format!("Since the update of {said}"),
            ("", _) => format!("Before that, since the update of {said}"),
            (title, 0) => format!("{title}, since {said}"),
            (_, _) => format!("Before that, since {said}"),
        };
        let mut rows = String::new();
        for turn in all.iter().take(SHOWN) {
            row(site, turn, &mut rows);
        }
        stretches.push(Stretch { title, rows, beyond: all.len().saturating_sub(SHOWN) });
        all = rest;
    }
    Moves { stretches, first, since }
}

/// How good a band is to be in; not enough data is neither better nor worse.
fn rank(band: Option<Band>) -> Option<u8> {
    match band? {
        Band::AtRisk => Some(0),
        Band::Watch => Some(1),
        Band::Healthy => Some(2),
        Band::NotEnoughData => None,
    }
}

/// Whether a move is for the worse; `None` where that can't be said.
fn worse(turn: &Turn) -> Option<bool> {
    let (from, to) = (rank(turn.from)?, rank(turn.to)?);
    Some(to < from)
}

/// Whether less engagement came to be wanted of them as they moved: no ground is gained by that.
fn eased(site: &Site<'_>, turn: &Turn) -> bool {
    let list = site.register.stakeholders.get(&turn.id).map_or(&[][..], |s| &s.assessments);
    list.windows(2).any(|pair| {
        let (before, now) = (&pair[0].value, &pair[1].value);
        now.desired < before.desired && now.date > turn.after && now.date <= turn.on
    })
}

/// For the worse, for the better, seen again, out of sight, new, left, for the better as less was wanted: as the headline
/// has it.
fn kind(site: &Site<'_>, turn: &Turn) -> u8 {
    match (turn.from, turn.to) {
        (_, None) => 5,
        (None, _) => 4,
        _ if worse(turn) == Some(true) => 0,
        _ if worse(turn) == Some(false) && eased(site, turn) => 6,
        _ if worse(turn) == Some(false) => 1,
        (_, Some(Band::NotEnoughData)) => 3,
        _ => 2,
    }
}

/// Who moved since the newest update, true for none, one and many.
pub(super) fn finding(site: &Site<'_>, moves: &Moves) -> String {
    let when = match moves.since {
        Some(since) => format!("since the update of {}", words::spoken(since, site.assessed.as_of)),
        None => "in the last four weeks".to_owned(),
    };
    let name = |turn: &&Turn| site.register.name(&turn.id).unwrap_or_default().to_owned();
    let verbs = [
        ("we lost ground with", ""),
        ("we gained ground with", ""),
        ("can be judged again", "can be judged again"),
        ("went out of sight", "went out of sight"),
        ("is new", "are new"),
        ("left", "left"),
        ("we now want less of", ""),
    ];
    let of = |at: u8| moves.first.iter().filter(|turn| kind(site, turn) == at).collect::<Vec<_>>();
    let kinds = (0..).zip(verbs).map(|(at, (one, many))| (of(at), one, many));
    let parts: Vec<String> = kinds
        .filter(|(list, ..)| !list.is_empty())
        .map(|(list, one, many)| {
            let who = if list.len() <= NAMED {
                words::join(&list.iter().map(name).collect::<Vec<_>>())
            } else {
                words::number(list.len())
            };
            match (many, list.len()) {
                // How it went is our doing and not theirs.
                ("", _) => format!("{one} {who}"),
                (_, 1) => format!("{who} {one}"),
                _ => format!("{who} {many}"),
            }
        })
        .collect();
    if parts.is_empty() {
        format!("Nobody has changed band {when}")
    } else {
        format!("{}, {}", words::sentence(&when), parts.join("; "))
    }
}

fn row(site: &Site<'_>, turn: &Turn, out: &mut String) {
    out.push_str("<tr><td class=\"date\">");
    rows::day(out, &words::Day::short(turn.on, site.assessed.as_of));
    out.push_str("</td><th scope=\"row\" class=\"nm\">");
    let text = site.register.name(&turn.id).unwrap_or_default().to_owned();
    rows::link(out, &Link { text, href: Some(person_path(&turn.id)) });
    out.push_str("</th><td class=\"from\">");
    match turn.from {
        Some(band) => rows::text(out, &format!("from {}", Status::of(band, false).word.to_lowercase())),
        None => rows::text(out, "new"),
    }
    out.push_str("</td><td class=\"to\">");
    match turn.to {
        Some(band) => {
            let status = Status::of(band, false);
            rows::result(out, status.class, status.mark, status.word);
        }
        None => out.push_str("<span class=\"st\">Left</span>"),
    }
    out.push_str("</td><td class=\"why\">");
    why(site, turn, out);
    out.push_str("</td></tr>\n");
}

/// The line behind a move: the gravest, or for the better the best, that came with it; else what weighs most now.
fn why(site: &Site<'_>, turn: &Turn, out: &mut String) {
    if let Some(reason) = &turn.by_hand {
        rows::text(out, &format!("set by hand: {}", reason.trim_end_matches('.')));
        return;
    }
    let Some(health) = site.assessed.health.get(&turn.id) else { return };
    let Some(to) = turn.to else { return };
    if to == Band::NotEnoughData {
        match health.contributions.iter().map(|c| c.date).filter(|date| *date <= turn.on).max() {
            Some(last) if turn.from.is_some() => {
                let last = words::spoken(last, site.assessed.as_of);
                rows::text(out, &format!("too little lately: the last evidence then was of {last}"));
            }
            _ => rows::nil(out, "no evidence by then"),
        }
        return;
    }
    if worse(turn) == Some(false) && eased(site, turn) {
        rows::text(out, "less engagement is wanted of them now, which is no progress: ");
    }
    let bad = worse(turn).unwrap_or(to == Band::AtRisk);
    match line(health, turn, bad) {
        Some((item, then)) => {
            if !then {
                rows::text(out, "weighs most now: ");
            }
            rows::text(out, &said(site, item, then));
            rows::source(out, site.source(item.place, "").as_ref());
        }
        None => rows::nil(out, "no single line"),
    }
}

/// A line in the words of its page, made whole where it says little without its heading.
fn said(site: &Site<'_>, item: &Contribution, then: bool) -> String {
    let on = words::spoken(item.date, site.assessed.as_of);
    match item.signal {
        Signal::Cadence if then => format!("a talk on {on}"),
        Signal::Attendance if item.value >= 1.0 => format!("came on {on}"),
        Signal::Attendance => format!("{} on {on}", item.text),
        Signal::Sentiment => format!("mood noted as {}", item.text.replacen('-', "\u{2212}", 1)),
        _ => item.text.clone(),
    }
}

/// The heaviest line of that side dated between the Mondays, else of all; and whether it is one of the former.
fn line<'h>(health: &'h Health, turn: &Turn, bad: bool) -> Option<(&'h Contribution, bool)> {
    let side = |item: &&Contribution| if bad { item.points < 0.0 } else { item.points > 0.0 };
    let heaviest = |a: &&Contribution, b: &&Contribution| a.points.abs().total_cmp(&b.points.abs());
    let with_it = |item: &&Contribution| item.date > turn.after && item.date <= turn.on;
    let then = health.contributions.iter().filter(side).filter(with_it).max_by(heaviest);
    let now = || health.contributions.iter().filter(side).max_by(heaviest);
    then.map(|item| (item, true)).or_else(|| now().map(|item| (item, false)))
}
