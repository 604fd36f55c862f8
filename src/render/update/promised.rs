//! Part 4: what the update before promised and what became of it, whatever older is still open, and what is promised now.

use serde::Serialize;

use super::Brief;
use crate::assess::{Commitment, Fate};
use crate::render::direction::Stamp;
use crate::render::ledger::closed;
use crate::render::site::Link;
use crate::render::words;

#[derive(Serialize)]
pub(super) struct Promised {
    /// "2 kept, 1 moved, 1 missed".
    summary: String,
    last: Vec<Row>,
    now: Vec<Row>,
    /// Whether there was an update before.
    has_last: bool,
}

#[derive(Serialize)]
struct Row {
    result: Stamp,
    text: String,
    from: Option<Link>,
    to: Option<Link>,
    due: Option<words::Day>,
    end: Option<words::Day>,
    /// Missed, and open.
    late: bool,
}

pub(super) fn promised(brief: &Brief<'_>) -> Promised {
    let files: Vec<_> = brief.register.updates.iter().map(|u| (u.place.file, u.date)).collect();
    let made_in = |c: &Commitment| files.iter().find(|(file, _)| *file == c.place.file).map(|(_, on)| *on);
    let commitments = brief.assessed.ledger.commitments.iter();
    let ours: Vec<(&Commitment, jiff::civil::Date)> = commitments.filter_map(|c| Some((c, made_in(c)?))).collect();
    let since = brief.since();
    let is_last = |c: &Commitment, made| {
        brief.before.is_some_and(|b| made == b.date) || (made < since && closed(c).is_none_or(|on| on > since))
    };
    let mut last: Vec<&Commitment> = ours.iter().filter(|(c, made)| is_last(c, *made)).map(|(c, _)| *c).collect();
    last.sort_by_key(|c| (rank(c), c.due));
    let now = ours.iter().filter(|(_, made)| *made == brief.update.date).map(|(c, _)| row(brief, c));
    Promised {
        summary: summary(&last),
        last: last.iter().map(|c| row(brief, c)).collect(),
        now: now.collect(),
        has_last: brief.before.is_some(),
    }
}

/// What is worst first.
fn rank(c: &Commitment) -> u8 {
    match c.fate {
        Fate::Overdue => 0,
        Fate::Open if !c.renegotiated.is_empty() => 1,
        Fate::Open => 2,
        Fate::Cancelled => 3,
        Fate::Done => 4,
    }
}

fn summary(list: &[&Commitment]) -> String {
    let words = [(4, "kept"), (1, "moved"), (0, "missed"), (2, "open"), (3, "called off")];
    let count = |(of, word): (u8, &str)| {
        let n = list.iter().filter(|c| rank(c) == of).count();
        (n > 0).then(|| format!("{n} {word}"))
    };
    words.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}

fn row(brief: &Brief<'_>, c: &Commitment) -> Row {
    let days_late = |end| c.due.map_or(0, |due| words::days_between(due, end));
    let result = match c.fate {
        Fate::Done => match c.done.map_or(0, days_late) {
            1.. => Stamp::new("watch", "m-watch", format!("Kept {} late", words::days(c.done.map_or(0, days_late)))),
            _ => Stamp::new("ok", "m-ok", "Kept"),
        },
        Fate::Cancelled => Stamp::new("none", "m-bar", "Called off"),
        Fate::Overdue => Stamp::new("risk", "m-risk", format!("Missed, {} late", words::days(days_late(brief.as_of)))),
        Fate::Open if !c.renegotiated.is_empty() => Stamp::new("watch", "m-watch", "Moved"),
        Fate::Open => Stamp::new("", "m-wait", "Open"),
    };
    let first = c.dues.first().map(|(_, due)| *due).or(c.due);
    let end = match c.fate {
        Fate::Done | Fate::Cancelled => closed(c),
        Fate::Open | Fate::Overdue => c.renegotiated.last().map(|(_, due)| *due),
    };
    Row {
        result,
        text: words::sentence(&c.text),
        from: brief.person(&c.from),
        to: brief.person(&c.to),
        due: first.map(|due| words::Day::short(due, brief.as_of)),
        end: end.map(|on| words::Day::short(on, brief.as_of)),
        late: c.fate == Fate::Overdue,
    }
}
