//! Pasted chats: takes the text of a thread as Slack, Teams and the like copy it, gives who wrote what on which day and at
//! what hour, and a message note for each day. What is said stays text: nothing of it is read as our syntax.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::day_note::{self, Wanted};
use super::draft::Draft;
use super::people::{People, Person};
use super::{Refusal, Taken};
use crate::diagnostic::Diagnostic;
use crate::edit::as_text;
use crate::parse::{iso, trailing_due};
use crate::register::NoteType;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its day, where the thread says.
    pub date: Option<Date>,
    /// Who wrote it, as shown.
    pub name: String,
    /// As shown; empty where it isn't.
    pub time: String,
    /// What, line by line.
    pub lines: Vec<String>,
}

/// What was kept.
#[derive(Debug)]
pub struct Kept {
    /// The notes.
    pub paths: Vec<String>,
    /// How it was read.
    pub taken: Vec<Taken>,
    /// Warnings that come with it.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a thread; `noted` is the day it was copied, which `Today` and days without a year are counted from. Lines
/// before the first message are given back. A name on a line of its own is one where `is_known` says so, or where a new
/// part of the thread begins: `Thanks` before the hour of the next message is none.
pub fn read(text: &str, noted: Date, is_known: impl Fn(&str) -> bool) -> (Vec<Message>, Vec<String>) {
    let mut messages: Vec<Message> = Vec::new();
    let (mut unread, mut day) = (Vec::new(), None);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let (mut at, mut begins) = (0, true);
    while at < lines.len() {
        let line = lines[at];
        let is_begin = std::mem::replace(&mut begins, false);
        let next = lines.get(at + 1).copied().unwrap_or_default();
        at += 1;
        if line.is_empty() {
            begins = true;
            continue;
        }
        if let Some(date) = day_of(line, noted) {
            day = Some(date);
            begins = true;
        } else if let Some((name, time, date, rest)) = opening(line, noted) {
            let lines = if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] };
            messages.push(Message { date: date.or(day), name: name.to_owned(), time: time.to_owned(), lines });
        } else if let Some(time) = clock(line.trim_matches(['[', ']'])).filter(|rest| rest.1.is_empty()).map(|t| t.0) {
            // Slack shows a further message of the same person by its time alone.
            match messages.last() {
                Some(last) => messages.push(Message {
                    date: day.or(last.date),
                    name: last.name.clone(),
                    time: time.to_owned(),
                    lines: Vec::new(),
                }),
                None => unread.push(line.to_owned()),
            }
        } else if clock(next.trim_matches(['[', ']'])).is_some_and(|(_, rest)| rest.is_empty())
            && (is_known(line) || (is_begin && is_name(line)))
        {
            // The name on a line, the time on the next.
            messages.push(Message {
                date: day,
                name: line.to_owned(),
                time: next.trim_matches(['[', ']']).to_owned(),
                lines: Vec::new(),
            });
            at += 1;
        } else if let Some(last) = messages.last_mut() {
            last.lines.push(line.to_owned());
        } else {
            unread.push(line.to_owned());
        }
    }
    messages.retain(|message| !message.lines.is_empty());
    (messages, unread)
}

/// `Name  10:32 AM`, `Name [10:32]`, `[10:32] Name: text`, `[03/11 10:32] Name: text`, `[2:05 PM] Name`,
/// `2026-11-03, 10:32 - Name: text`: name, time, date, text.
fn opening(line: &str, noted: Date) -> Option<(&str, &str, Option<Date>, &str)> {
    // The time first, in brackets or before a dash.
    let stamp = if let Some(inside) = line.strip_prefix('[') { inside.split_once(']') } else { line.split_once(" - ") };
    if let Some((stamp, rest)) = stamp
        && let Some((time, date)) = stamped(stamp, noted)
    {
        let rest = rest.trim();
        let (name, text) = rest.split_once(": ").unwrap_or((rest.trim_end_matches(':'), ""));
        return is_name(name).then(|| (name.trim(), time, date, text.trim()));
    }
    // The name first.
    for (gap, _) in line.match_indices([' ', '\t', '[']) {
        let (name, rest) = (line[..gap].trim_end_matches([',', ' ']), line[gap..].trim_start_matches([' ', '\t', '[']));
        if let Some((time, rest)) = clock(rest)
            && is_name(name)
            && (rest.is_empty() || rest == "]" || rest == "(edited)" || rest == "] (edited)")
        {
            return Some((name, time, None, ""));
        }
    }
    None
}

/// A time, with a day before it or without: in figures, or in words as a line of its own says it.
fn stamped(stamp: &str, noted: Date) -> Option<(&str, Option<Date>)> {
    let stamp = stamp.trim();
    if let Some((time, "")) = clock(stamp) {
        return Some((time, None));
    }
    stamp.match_indices([',', ' ']).find_map(|(at, _)| {
        let (time, rest) = clock(stamp[at..].trim_start_matches([',', ' ']))?;
        let date = stamp[..at].trim_end_matches([',', ' ']).trim_end_matches(" at");
        let numeric = date.contains(['/', '.', '-']) && date.bytes().all(|b| b.is_ascii_digit() || b"/.-".contains(&b));
        let day = if numeric {
            numeric_day(date, noted)
        } else {
            Some(weekday(date, noted).or_else(|| day_of(date, noted))?)
        };
        rest.is_empty().then_some((time, day))
    })
}

/// The last day of that name, up to the one when it was copied.
fn weekday(name: &str, noted: Date) -> Option<Date> {
    let days = std::iter::successors(Some(noted), |day| day.yesterday().ok()).take(7);
    let name = name.to_lowercase();
    days.into_iter().find(|day| {
        let full = day.strftime("%A").to_string().to_lowercase();
        name == full || name.strip_suffix('.').unwrap_or(&name) == &full[..3]
    })
}

/// A date in figures: year first, or a day that can be no month. Which of two small figures is the month isn't guessed.
fn numeric_day(text: &str, noted: Date) -> Option<Date> {
    if let Some(date) = iso(text) {
        return Some(date);
    }
    let parts: Vec<i16> = text.split(['/', '.', '-']).filter(|p| !p.is_empty()).map_while(|p| p.parse().ok()).collect();
    let (a, b, year) = match *parts.as_slice() {
        [a, b] => (a, b, noted.year()),
        [a, b, year] if year < 100 => (a, b, year + 2000),
        [a, b, year] => (a, b, year),
        _ => return None,
    };
    let (day, month) = match (text.contains('.'), a > 12, b > 12) {
        (true, ..) | (_, true, _) => (a, b),
        (_, _, true) => (b, a),
        _ if a == b => (a, b),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A time of day at the start of a text, and what follows it.
fn clock(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let hours = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let is_time = matches!(hours, 1 | 2)
        && matches!(bytes.get(hours), Some(b':' | b'.'))
        && bytes.get(hours + 1..hours + 3).is_some_and(|m| m.iter().all(u8::is_ascii_digit));
    if !is_time || text[..hours].parse::<u8>().is_ok_and(|hour| hour > 24) {
        return None;
    }
    let mut end = hours + 3;
    if bytes.get(end) == Some(&b':') && bytes.get(end + 1..end + 3).is_some_and(|s| s.iter().all(u8::is_ascii_digit)) {
        end += 3;
    }
    let rest = &text[end..];
    let word = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for suffix in ["AM", "PM", "am", "pm", "a.m.", "p.m.", "Uhr"] {
        if let Some(after) = word.strip_prefix(suffix).filter(|after| !after.starts_with(char::is_alphanumeric)) {
            let end = text.len() - after.len();
            return Some((&text[..end], after.trim()));
        }
    }
    (!rest.starts_with(char::is_alphanumeric)).then(|| (&text[..end], rest.trim()))
}

/// Whether a text may be somebody's name: a few words with capitals, no sentence.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let starts = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii())
            || matches!(*word, "van" | "von" | "de" | "der" | "da" | "bin" | "al")
            || word.starts_with(['@', '('])
    };
    let is_handle = words.len() == 1
        && text.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c))
        && !text.bytes().all(|b| b.is_ascii_digit());
    let ends = text.ends_with(['.', '!', '?', ':', ';']) && !text.ends_with("Jr.");
    !words.is_empty()
        && words.len() <= 5
        && !ends
        && !text.contains(['/', '<', '>', '"', '='])
        && (is_handle || words.iter().all(starts))
}

/// A line that is a day: ISO, `Today`, `Monday, November 2nd`, `3 November 2026`.
fn day_of(line: &str, noted: Date) -> Option<Date> {
    let text = line.trim_matches(['-', '\u{2014}', '\u{2013}', '#', '*', '=', '_', ' ']);
    if let Some(date) = iso(text) {
        return Some(date);
    }
    match text.to_lowercase().as_str() {
        "today" => return Some(noted),
        "yesterday" => return noted.checked_sub(1.day()).ok(),
        _ => {}
    }
    let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let lower = text.to_lowercase();
    let rest = weekdays.iter().find_map(|day| lower.strip_prefix(day)).map(|rest| rest.trim_start_matches([',', ' ']));
    let words = rest.unwrap_or(&lower);
    if words.is_empty() || words.len() > 24 || !words.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // A chat is of the past: the last such day up to the day it was copied.
    let has_year = words.split([' ', ',']).any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    let from = if has_year { noted } else { noted.checked_sub(364.days()).ok()? };
    trailing_due(&format!("x by {words}"), from).map(|(_, date)| date)
}

/// Keeps a thread with those people as message notes, one for each day.
///
/// # Errors
/// Where no message can be told, somebody is on no record, or a note would have a fault.
pub fn keep(draft: &mut Draft<'_>, who: &str, text: &str, noted: Date) -> Result<Kept, Refusal> {
    let people = People::new(draft.now());
    let (messages, unread) = read(text, noted, |name| people.find(name).is_some());
    if messages.is_empty() {
        let message = "no message is told in it: a name and a time on a line, or `[10:32] Name: text`".to_owned();
        return Err(Refusal::Unclear(message));
    }
    let addressed = people.list(who)?;
    let first = people.team().into_iter().next();
    let names: BTreeSet<&str> = messages.iter().map(|message| message.name.as_str()).collect();
    let found: Vec<(&str, Option<Person>)> = names
        .into_iter()
        .map(|name| (name, people.find(name).map(|(id, _)| id).filter(|id| !people.is_private(id))))
        .map(|(name, id)| (name, id.map(|id| people.person(&id))))
        .collect();
    let mut taken = Vec::new();
    for (name, person) in &found {
        let how = match person {
            Some(person) => format!("`{name}` is @{}", person.id),
            None => format!(
                "`{name}` is on no record: kept in the text, no attendee; list the name among somebody's aliases"
            ),
        };
        taken.push(Taken::new("who", how));
    }
    if !unread.is_empty() {
        taken.push(Taken::new(
            "not read",
            format!("{} before the first message are left out: `{}`", unread.len(), unread[0]),
        ));
    }
    let mut days: BTreeMap<Date, Vec<&Message>> = BTreeMap::new();
    for message in &messages {
        days.entry(message.date.unwrap_or(noted)).or_default().push(message);
    }
    let mut paths = Vec::new();
    for (date, list) in days {
        let wrote: BTreeSet<&str> = list.iter().map(|message| message.name.as_str()).collect();
        let mut both: Vec<Person> = Vec::new();
        for person in found.iter().filter(|(name, _)| wrote.contains(name)).filter_map(|(_, person)| person.as_ref()) {
            if both.iter().all(|known| known.id != person.id) {
                both.push(person.clone());
            }
        }
        let two_way = both.iter().any(|p| p.is_ours) && both.iter().any(|p| !p.is_ours);
        for person in &addressed {
            if both.iter().all(|known| known.id != person.id) {
                both.push(person.clone());
            }
        }
        if both.iter().all(|p| !p.is_ours) {
            both.extend(first.clone());
        }
        both.sort_by_key(|person| !person.is_ours);
        let undated = list.iter().any(|message| message.date.is_none());
        let when = if undated { format!("{date}, the day it is kept: the text says none") } else { date.to_string() };
        let ways = if two_way { "both sides wrote: two-way" } else { "one side wrote: no talk" };
        taken.push(Taken::new("touchpoint", format!("message, {when}; {} of them, {ways}", list.len())));
        let slug: Vec<&str> = addressed.iter().filter(|p| !p.is_ours).map(|p| p.id.as_str()).take(4).collect();
        let said = quoted(&list);
        let is_kept = |file: &&crate::source::SourceFile| {
            let known = file.text.strip_suffix(&*said).is_some_and(|head| head.ends_with("+++\n"));
            known
                && draft
                    .now()
                    .register
                    .notes
                    .iter()
                    .any(|n| n.date == Some(date) && **draft.now().register.path(n.place.file) == *file.path)
        };
        if let Some(known) = draft.now().sources.files.iter().find(is_kept) {
            taken.push(Taken::new("kept", format!("the same stands in {} already; nothing is written", known.path)));
            continue;
        }
        let path = day_note::free(draft, date, &format!("{}-chat", slug.join("-")), None)?;
        let wanted = Wanted { date, people: &both, kind: Some(NoteType::Message), two_way: Some(two_way), title: None };
        draft.set(&path, format!("{}{}", day_note::front_matter(&wanted), said))?;
        draft.link();
        paths.push(path);
    }
    let warnings = draft.check()?;
    Ok(Kept { paths, taken, warnings })
}

/// The messages as a quote, in which nothing is read, every sign of Markdown and of ours escaped.
fn quoted(messages: &[&Message]) -> String {
    let mut out = String::new();
    for message in messages {
        let time = if message.time.is_empty() { String::new() } else { format!(" {}", as_text(&message.time)) };
        out += &format!("\n> **{}**{time}\n", as_text(&message.name));
        for line in &message.lines {
            out += &format!(">\n> {}\n", as_text(line));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let (messages, _) = read(text, iso("2026-11-04").unwrap(), |_| false);
        let day = |m: &Message| m.date.map_or_else(|| "-".to_owned(), |d| d.to_string());
        messages.iter().map(|m| format!("{} {} {}: {}", day(m), m.time, m.name, m.lines.join("/"))).collect()
    }

    #[test]
    fn threads_as_they_are_copied() {
        for (text, expected) in [
            (
                "Ada Moss  10:32 AM\nhello\nthere\n10:33\nmore",
                vec!["- 10:32 AM Ada Moss: hello/there", "- 10:33 Ada Moss: more"],
            ),
            ("Monday, November 2nd\nAda Moss\n10:32 AM\nhello", vec!["2026-11-02 10:32 AM Ada Moss: hello"]),
            ("[10:32] Ada Moss: see [x] at 11:00\nnext", vec!["- 10:32 Ada Moss: see [x] at 11:00/next"]),
            ("[2:05 PM] Moss, Ada\nhello", vec!["- 2:05 PM Moss, Ada: hello"]),
            ("[03/11 10:32] Ada Moss: x", vec!["- 10:32 Ada Moss: x"]),
            ("[13/10 10:32] Ada Moss: x", vec!["2026-10-13 10:32 Ada Moss: x"]),
            ("[03.11.26, 10:32:11] Ada Moss: x", vec!["2026-11-03 10:32:11 Ada Moss: x"]),
            ("[Yesterday 10:40] Ada Moss: x", vec!["2026-11-03 10:40 Ada Moss: x"]),
            ("[Monday 09:12] Ada Moss: x", vec!["2026-11-02 09:12 Ada Moss: x"]),
            ("[Nov 2, 10:32 AM] Ada Moss: x", vec!["2026-11-02 10:32 AM Ada Moss: x"]),
            ("Ada Moss\n[10:32]\nx", vec!["- 10:32 Ada Moss: x"]),
            ("2026-11-03, 10:32 - Ada: x", vec!["2026-11-03 10:32 Ada: x"]),
            ("Yesterday\nAda 9:01\nx\nToday\nBo 9:02\ny", vec!["2026-11-03 9:01 Ada: x", "2026-11-04 9:02 Bo: y"]),
            ("--- 3 November 2025 ---\nadal [10:32 AM]\nx", vec!["2025-11-03 10:32 AM adal: x"]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        assert!(told("just words\nand more at 10:32").is_empty());
        let (_, unread) = read("10:30\n10:32 \nAda 10:33\nx", iso("2026-11-04").unwrap(), |_| false);
        assert_eq!(unread, ["10:30", "10:32"], "an hour before anybody spoke is not lost");
    }
}
