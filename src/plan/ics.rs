//! The plan as a calendar file: takes the plan, gives the text of RFC 5545. The same plan gives the same bytes. Nothing of a
//! score or an assessment is in it; whom it names, the pm edition shows.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Item, Kind, Plan};

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const OCTETS: usize = 75;

/// The line that tells a calendar of ours.
pub const PRODUCT: &str = "PRODID:-//Rapporteur//Plan//EN";

/// A day-long event.
pub(crate) struct Event {
    /// The same for the same thing, whatever day it moves to.
    pub(crate) uid: String,
    /// Its day.
    pub(crate) day: Date,
    /// What it is called.
    pub(crate) summary: String,
    /// What is to know besides; may be empty.
    pub(crate) description: String,
}

/// A day-long event for each item that has a day.
pub fn calendar(plan: &Plan, product: &str) -> String {
    let events = plan.items.iter().filter_map(|item| {
        let (uid, summary) = (uid(item, product), summary(item));
        Some(Event { uid, day: item.day?, summary, description: description(item) })
    });
    write(PRODUCT, &format!("{product}: plan"), plan.as_of, events)
}

/// A calendar of that product line and name, as of a date.
pub(crate) fn write(product: &str, name: &str, as_of: Date, events: impl Iterator<Item = Event>) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", product, "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        fold(line, &mut out);
    }
    fold(&format!("X-WR-CALNAME:{}", escaped(name)), &mut out);
    let stamp = compact(as_of);
    for Event { uid, day, summary, description } in events {
        let next = day.tomorrow().unwrap_or(day);
        fold("BEGIN:VEVENT", &mut out);
        fold(&format!("UID:{uid}"), &mut out);
        fold(&format!("DTSTAMP:{stamp}T000000Z"), &mut out);
        fold(&format!("DTSTART;VALUE=DATE:{}", compact(day)), &mut out);
        fold(&format!("DTEND;VALUE=DATE:{}", compact(next)), &mut out);
        fold(&format!("SUMMARY:{}", escaped(&summary)), &mut out);
        if !description.is_empty() {
            fold(&format!("DESCRIPTION:{}", escaped(&description)), &mut out);
        }
        fold("TRANSP:TRANSPARENT", &mut out);
        fold("END:VEVENT", &mut out);
    }
    fold("END:VCALENDAR", &mut out);
    out
}

/// What the event is called.
fn summary(item: &Item) -> String {
    let names = item.names.join(", ");
    match item.kind {
        Kind::Promise => format!("Keep the promise to {names}: {}", item.what),
        Kind::Agreed | Kind::Talk => format!("Talk to {names}"),
    }
}

fn description(item: &Item) -> String {
    let mut lines = vec![format!("{} minutes", item.minutes)];
    if let (Kind::Promise, Some(due)) = (item.kind, item.due) {
        lines.push(format!("due {due}"));
    }
    lines.extend(item.why.iter().filter(|why| why.plain).map(|why| match &why.at {
        Some(at) => format!("{} ({at})", why.text),
        None => why.text.clone(),
    }));
    lines.join("\n")
}

/// The same for the same thing whenever it is planned: a promise by what `close` takes, a talk by whom it is with and the
/// talk before it. A calendar moves the event then, and doesn't keep two.
fn uid(item: &Item, product: &str) -> String {
    let before = match item.kind {
        // Without an id it is called by its line, which moves with every edit above it.
        Kind::Promise if item.reference.contains(':') => format!("promise|{}|{}", item.who.join(","), item.what),
        Kind::Promise => format!("promise|{}", item.reference),
        Kind::Agreed | Kind::Talk => {
            let last = item.why.iter().find(|why| why.plain && !why.text.starts_with("agreed"));
            format!("talk|{}|{}", item.reference, last.and_then(|why| why.at.as_deref()).unwrap_or_default())
        }
    };
    let hash = blake3::hash(format!("{product}|{before}").as_bytes()).to_hex();
    format!("{}@plan.rapporteur", &hash[..32])
}

fn compact(day: Date) -> String {
    let mut out = String::new();
    let _ = write!(out, "{:04}{:02}{:02}", day.year(), day.month(), day.day());
    out
}

/// Text as a value (RFC 5545, 3.3.11), without controls.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line in pieces of at most 75 octets, no letter cut in two.
fn fold(line: &str, out: &mut String) {
    let mut room = OCTETS;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = OCTETS - 1;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        for text in ["a".repeat(400), "é".repeat(200), "東".repeat(99), format!("{}é", "a".repeat(74))] {
            let mut out = String::new();
            fold(&text, &mut out);
            assert!(out.split("\r\n").all(|line| line.len() <= OCTETS), "{out}");
            assert_eq!(out.trim_end().replace("\r\n ", ""), text);
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne\r\u{7}"), "a\\;b\\,c\\\\d\\ne  ");
    }
}
