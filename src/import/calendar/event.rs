//! Events of a calendar file: takes its lines, gives each event with its times as written, and the time zones described.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::super::Report;
use super::super::content_line::ContentLine;
use super::super::recurrence::{Rule, moment};
use super::super::text::{address, cut, line, sum};
use super::super::zone::Zone;

/// Events of one file.
const MAX_EVENTS: usize = 50_000;
/// People of one event.
const MAX_INVITED: usize = 500;
/// Letters of a uid kept; a longer one is summed.
const UID: usize = 200;

/// What somebody invited said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Accepted, or called the meeting.
    Yes,
    /// Declined.
    No,
    /// Nothing, or perhaps.
    None,
}

/// Somebody invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invited {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) answer: Answer,
}

impl Invited {
    /// For a report or a note.
    pub(super) fn shown(&self) -> String {
        match &self.address {
            Some(address) if self.name.is_empty() || self.name.eq_ignore_ascii_case(address) => address.clone(),
            Some(address) => format!("{} <{address}>", self.name),
            None => self.name.clone(),
        }
    }
}

/// A time as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) at: DateTime,
    pub(super) is_utc: bool,
    pub(super) has_time: bool,
    pub(super) zone: Option<String>,
}

/// One `VEVENT`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own in the file")]
pub(super) struct Event {
    pub(super) row: u64,
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) start: When,
    pub(super) rule: Option<Rule>,
    pub(super) also: Vec<When>,
    pub(super) except: Vec<When>,
    /// Which instance of its series this stands for.
    pub(super) instance: Option<When>,
    /// Whether for all later ones too.
    pub(super) and_future: bool,
    pub(super) sequence: i64,
    pub(super) is_off: bool,
    pub(super) is_private: bool,
    pub(super) is_call: bool,
    pub(super) invited: Vec<Invited>,
}

impl Event {
    pub(super) fn is_all_day(&self) -> bool {
        !self.start.has_time
    }
}

/// A calendar file.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) events: Vec<Event>,
    pub(super) zones: BTreeMap<String, Zone>,
}

/// Reads the lines of a file.
pub(super) fn file(lines: &[ContentLine], report: &mut Report) -> File {
    let mut file = File::default();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut is_off = false;
    for (at, line) in lines.iter().enumerate() {
        match line.name.as_str() {
            "BEGIN" => {
                if line.value.trim().eq_ignore_ascii_case("VEVENT")
                    && let Some(n) = open.iter().position(|(name, _)| name == "VEVENT")
                {
                    report.fault(lines[open[n].1].number, "the event has no END:VEVENT; it was left out");
                    open.truncate(n);
                }
                if open.len() < 16 {
                    open.push((line.value.trim().to_uppercase(), at));
                }
            }
            "END" => {
                let name = line.value.trim().to_uppercase();
                let Some(n) = open.iter().rposition(|(open, _)| *open == name) else { continue };
                let (_, begin) = open[n].clone();
                open.truncate(n);
                match name.as_str() {
                    "VEVENT" if file.events.len() >= MAX_EVENTS => {
                        report.fault(line.number, format!("more than {MAX_EVENTS} events; the rest was not read"));
                        return file;
                    }
                    "VEVENT" => file.events.extend(event(&lines[begin..at], is_off, report)),
                    "VTIMEZONE" => file.zones.extend(Zone::described(&lines[begin + 1..at])),
                    _ => {}
                }
            }
            "METHOD" if open.len() == 1 => is_off = line.value.trim().eq_ignore_ascii_case("CANCEL"),
            "" if open.is_empty() => {
                report.fault(
                    line.number,
                    format!("`{}` is no line of a calendar", cut(super::super::text::line(&line.value), 40)),
                );
            }
            _ => {}
        }
    }
    for (name, begin) in open {
        if name == "VEVENT" {
            report.fault(lines[begin].number, "the event has no END:VEVENT; it was left out");
        } else if name == "VCALENDAR" {
            report.fault(lines[begin].number, "the calendar has no END:VCALENDAR: the file may be cut off");
        }
    }
    file
}

fn event(lines: &[ContentLine], is_off: bool, report: &mut Report) -> Option<Event> {
    let row = lines[0].number;
    // Alarms inside have their own lines.
    let mut depth = 0_u32;
    let own: Vec<&ContentLine> = lines[1..]
        .iter()
        .filter(|line| {
            depth += u32::from(line.name == "BEGIN");
            let is_own = depth == 0;
            depth = depth.saturating_sub(u32::from(line.name == "END"));
            is_own
        })
        .collect();
    let first = |name: &str| own.iter().find(|l| l.name == name);
    let word = |name: &str| first(name).map(|l| l.value.trim().to_uppercase()).unwrap_or_default();
    let title = first("SUMMARY").map(|l| line(&l.text())).unwrap_or_default();
    let Some(start) = first("DTSTART") else {
        report.fault(row, format!("the event `{}` has no start; it was left out", cut(title, 40)));
        return None;
    };
    let Some(when) = times(start).and_then(|list| list.into_iter().next()) else {
        report.fault(start.number, format!("`{}` is no time; the event was left out", cut(line(&start.value), 40)));
        return None;
    };
    let rule = match first("RRULE").map(|l| (l.number, Rule::parse(&l.value))) {
        None => None,
        Some((_, Ok(rule))) => Some(rule),
        Some((number, Err(why))) => {
            report.fault(number, format!("{}: only the first meeting of the series was read", line(&why)));
            None
        }
    };
    let mut all = |name: &str| {
        let mut found = Vec::new();
        for l in own.iter().filter(|l| l.name == name).take(5000) {
            match times(l) {
                Some(list) => found.extend(list),
                None => report.fault(l.number, format!("`{}` of {name} is no time", cut(line(&l.value), 40))),
            }
        }
        found
    };
    let (also, except, instance) = (all("RDATE"), all("EXDATE"), all("RECURRENCE-ID").into_iter().next());
    let uid = first("UID").map(|l| line(&l.text())).unwrap_or_default();
    let uid = match uid.chars().count() {
        0 => format!("none-{}", sum(&format!("{title}\n{}", start.value))),
        n if n > UID => format!("sum-{}", sum(&uid)),
        _ => uid,
    };
    let place =
        ["LOCATION", "DESCRIPTION", "CONFERENCE", "URL", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"];
    let is_call = own.iter().filter(|l| place.contains(&l.name.as_str())).any(|l| is_call(&l.value));
    Some(Event {
        row,
        uid,
        title,
        start: when,
        rule,
        also,
        except,
        instance,
        and_future: first("RECURRENCE-ID").is_some_and(|l| l.has("RANGE", "THISANDFUTURE")),
        sequence: first("SEQUENCE").and_then(|l| l.value.trim().parse().ok()).unwrap_or(0),
        is_off: is_off || word("STATUS") == "CANCELLED",
        is_private: matches!(word("CLASS").as_str(), "PRIVATE" | "CONFIDENTIAL"),
        is_call,
        invited: invited(&own),
    })
}

fn is_call(text: &str) -> bool {
    const CALLS: [&str; 9] = [
        "zoom.us/",
        "teams.microsoft.com/",
        "teams.live.com/",
        "meet.google.com/",
        "webex.com/",
        "whereby.com/",
        "meet.jit.si/",
        "microsoft teams",
        "tel:",
    ];
    let text = text.to_lowercase();
    CALLS.iter().any(|call| text.contains(call))
}

/// Who was invited, and who called the meeting; rooms and the like are nobody.
fn invited(own: &[&ContentLine]) -> Vec<Invited> {
    let mut list: Vec<Invited> = Vec::new();
    for l in own.iter().filter(|l| matches!(l.name.as_str(), "ATTENDEE" | "ORGANIZER")).take(MAX_INVITED) {
        if l.has("CUTYPE", "ROOM") || l.has("CUTYPE", "RESOURCE") {
            continue;
        }
        let address = address(&l.value).or_else(|| l.parameter("EMAIL").and_then(address));
        let name = l.parameter("CN").map(line).unwrap_or_default();
        let answer = match l.parameter("PARTSTAT").unwrap_or_default().to_uppercase().as_str() {
            "ACCEPTED" => Answer::Yes,
            "DECLINED" => Answer::No,
            _ if l.name == "ORGANIZER" => Answer::Yes,
            _ => Answer::None,
        };
        if name.is_empty() && address.is_none() {
            continue;
        }
        match list.iter_mut().find(|other| other.address.is_some() && other.address == address) {
            // Who called the meeting and then declined it was not there.
            Some(other) if other.answer == Answer::No || answer == Answer::No => other.answer = Answer::No,
            Some(other) if answer == Answer::Yes => other.answer = Answer::Yes,
            Some(_) => {}
            None => list.push(Invited { name, address, answer }),
        }
    }
    list
}

/// The times of a line, with commas between; of a period its start.
fn times(l: &ContentLine) -> Option<Vec<When>> {
    let zone = l.parameter("TZID").map(str::to_owned);
    let when = |text: &str| {
        let (at, is_utc, has_time) = moment(text.split('/').next().unwrap_or_default())?;
        Some(When { at, is_utc, has_time, zone: zone.clone() })
    };
    l.value.split(',').take(5000).map(when).collect()
}
