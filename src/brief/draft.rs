//! A draft of the next leadership update: what the records say, in the form of an update's file, with a gap wherever a
//! person has to write. Taken from what leadership may see, so that nothing narrower gets into it.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::days_between;
use crate::View;
use crate::assess::Fate;
use crate::assess::changes::{Change, Subject, Turn, changes};
use crate::edit::as_text;

/// The most changes listed in each section.
const CHANGES: usize = 4;
/// How far back the first update looks.
const FIRST: i32 = 28;

/// The text of updates/DATE.md. It has an empty headline on purpose: `check` refuses it until someone has written one.
pub fn draft(view: &View) -> String {
    let as_of = view.assessed.as_of;
    let last = view.register.updates.iter().rev().find(|u| u.date < as_of);
    let since = last.map_or_else(|| as_of.saturating_sub(jiff::Span::new().days(FIRST)), |u| u.date);
    let found = changes(&view.register, &view.assessed, since);
    let mut out = format!(
        "+++\ndate = {as_of}\n# status first, two sentences, 35 words at most\nheadline = \"\"\nperiod = \"{} to {}\"\n",
        day(since),
        day(as_of)
    );
    out += "# green, amber or red: what you claim; the page shows what the records say beside it\n# status_reported = \"\"\n";
    out += &asks(view);
    out += "+++\n## What changed\n";
    out += "<!-- 45 words at most: what changed, why, and so what. The page gives these facts below your words, by itself:\n";
    let own = |c: &&Change| !matches!(c.subject, Subject::Promise(_) | Subject::Ask(_));
    let all: Vec<&Change> = found.iter().filter(own).collect();
    let (first, rest) = all.split_at(all.len().min(CHANGES));
    lines(&mut out, first.iter().copied());
    out += "-->\n\n## Results\n<!-- what came of it, for whom -->\n";
    let kept = found.iter().filter(|c| matches!(c.subject, Subject::Promise(_)));
    let rest: Vec<&Change> = rest.iter().copied().chain(kept).collect();
    let turned = |turn| rest.iter().copied().filter(move |c| c.turn == turn).take(CHANGES);
    lines(&mut out, turned(Turn::Better));
    out += "\n## Failures\n<!-- ours, plainly; the page lists by itself what was promised and missed:\n";
    missed(&mut out, view);
    out += "-->\n";
    lines(&mut out, turned(Turn::Worse));
    out += "\n## Lessons\n<!-- what you do otherwise from now on -->\n";
    out += "\n<!-- what you promise until the next update:\n- [ ] @me -> @who: what  [due:: ";
    out += &format!("{}]\n-->\n", as_of.saturating_add(jiff::Span::new().days(FIRST)));
    out
}

/// Our promises that are late, and asks past their day, whenever they became so.
fn missed(out: &mut String, view: &View) {
    let as_of = view.assessed.as_of;
    let late = view.assessed.ledger.commitments.iter().filter(|c| c.fate == Fate::Overdue);
    for promise in late.filter(|c| view.register.is_ours(&c.from)) {
        let days = promise.due.map_or(0, |due| days_between(due, as_of));
        let _ = writeln!(out, "* {}: promised, {days} days late", plain(&promise.text));
    }
    let asks = view.register.updates.iter().flat_map(|u| &u.asks).map(|a| &a.value);
    for ask in asks.filter(|a| a.answered.is_none() && a.withdrawn.is_none() && a.needed_by < as_of) {
        let days = days_between(ask.needed_by, as_of);
        let _ = writeln!(out, "* {}: asked, {days} days past its day", plain(&ask.what));
    }
}

/// Open asks are carried by computation; they are named so that nobody writes them twice.
fn asks(view: &View) -> String {
    let asks = view.register.updates.iter().flat_map(|u| &u.asks).map(|a| &a.value);
    let open: Vec<_> = asks.filter(|a| a.answered.is_none() && a.withdrawn.is_none()).collect();
    let mut out = String::new();
    if !open.is_empty() {
        out += "# open asks are carried on by themselves:\n";
        for ask in open {
            let _ = writeln!(out, "#   {}, needed by {}: {}", ask.id, ask.needed_by, one_line(&ask.what));
        }
    }
    out += "\n# [[asks]]\n# id = \"a-\"\n# what = \"\"\n# from = \"\"\n# needed_by = \n# options = [\"\", \"\"]\n# recommendation = \"\"\n# cost_of_delay = \"\"\n";
    out
}

fn lines<'a>(out: &mut String, found: impl Iterator<Item = &'a Change>) {
    for change in found {
        let so = change.effect.as_ref().map_or_else(String::new, |e| format!("; {}", plain(e)));
        let why = change.cause.as_ref().map_or_else(String::new, |c| format!(" ({})", plain(c)));
        let _ = writeln!(out, "* {}: {}{why}{so}", plain(&change.title), plain(&change.what));
    }
}

/// Text of a record as text of a note, in a comment too.
fn plain(text: &str) -> String {
    // What a comment ends with can't stand in one.
    as_text(&one_line(text).replace("--", "\u{2013}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(date: Date) -> String {
    date.strftime("%-d %B").to_string()
}
