//! Headings of a running document: takes a text, gives those at its top level as pulldown-cmark finds them, and lines
//! that are nothing but a date; of a heading, the time of day and the people it names.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::super::comment::OPTIONS;
use super::super::wild::date::{self, Reading, Seen};
use super::super::wild::{is_function, is_subject, named};
use crate::source::harmless;

/// Level of a line that is nothing but a date, in bold or plain: below every heading.
pub(in crate::parse) const LINE: u8 = 7;

/// A heading at the top level of a text.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::parse) struct Heading {
    /// 1 to 6; [`LINE`] for a line that is a date.
    pub(in crate::parse) level: u8,
    /// Its lines.
    pub(in crate::parse) range: Range<usize>,
    /// How many those are.
    pub(in crate::parse) lines: usize,
    /// Its words, without emphasis and attributes.
    pub(in crate::parse) words: String,
}

/// The headings of a text, in order; none in lists, quotes and code.
pub(in crate::parse) fn headings(text: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut open: Option<(u8, Range<usize>, String)> = None;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => open = Some((level as u8, range, String::new())),
            Event::Start(Tag::Paragraph) if depth == 0 => open = Some((LINE, range, String::new())),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) => {
                if let Some((level, range, words)) = open.take() {
                    found.extend(finished(text, level, range, &words));
                }
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::Table) => depth = depth.saturating_sub(1),
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, _, words)) = &mut open {
                    // References by number can make what no text of a file has.
                    words.push_str(&harmless(&part));
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((level, _, words)) = &mut open {
                    words.push(' ');
                    if *level == LINE {
                        open = None;
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What ends a line: a lone carriage return does, too, and another heading may begin behind it.
const ENDS: [char; 2] = ['\n', '\r'];

/// Where the first line of a text ends, its line end included.
pub(super) fn line_end(text: &str) -> usize {
    text.find(ENDS).map_or(text.len(), |at| at + if text[at..].starts_with("\r\n") { 2 } else { 1 })
}

fn finished(text: &str, level: u8, range: Range<usize>, words: &str) -> Option<Heading> {
    let start = text[..range.start].rfind(ENDS).map_or(0, |at| at + 1);
    let end = range.start + text[range.clone()].trim_end().len();
    let end = end + line_end(&text[end..]);
    let words = words.trim();
    // `{visibility=pm}` is no word of the title.
    let words = match words.rfind('{') {
        Some(at) if words.trim_end_matches('#').trim_end().ends_with('}') => words[..at].trim_end(),
        _ => words,
    };
    let is_heading = level < LINE || is_bare_date(words, Reading::default());
    let (mut lines, mut at) = (0, start);
    while at < end {
        at += line_end(&text[at..end]);
        lines += 1;
    }
    is_heading.then(|| Heading { level, range: start..end, lines, words: words.to_owned() })
}

/// Whether a line is a date and nothing else but a weekday or a time.
pub(in crate::parse) fn is_bare_date(words: &str, reading: Reading) -> bool {
    if words.len() > 60 {
        return false;
    }
    let Some(Seen::Date(_, range)) = date::see(words, reading) else { return false };
    let is_bare = |text: &str| text.split(|c: char| !c.is_alphabetic()).all(|word| word.is_empty() || is_weekday(word));
    is_bare(&words[..range.start]) && !words[range.end..].chars().any(char::is_alphanumeric)
}

/// Whether a word is a weekday, whole or shortened.
pub(super) fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3
        && days.iter().any(|day| day.starts_with(&word) || (word == "tues" || word == "thur" || word == "thurs"))
}

/// The words of a heading behind the time of day that it begins with; `None` where it begins with none.
pub(super) fn after_time(words: &str) -> Option<&str> {
    let words = words.trim_start_matches(['(', '[', '@', ' ']);
    let rest = time(words)?;
    // `10:00-11:00`, `10 \u{2013} 11am`.
    let after = rest.trim_start();
    let dash = after.strip_prefix(['-', '\u{2013}', '\u{2014}']).or_else(|| after.strip_prefix("to "));
    let rest = dash.and_then(|second| time(second.trim_start())).unwrap_or(rest);
    Some(rest.trim_start_matches([')', ']', ':', ',', '-', '\u{2013}', '\u{2014}', '|', ' ']))
}

/// What follows a time of day.
fn time(text: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hour = digits(text);
    if !(1..=2).contains(&hour) || text[..hour].parse::<u8>().ok()? > 23 {
        return None;
    }
    let mut rest = &text[hour..];
    let mut is_time = false;
    if let Some(after) = rest.strip_prefix([':', 'h']).or_else(|| rest.strip_prefix('.').filter(|_| hour == 2))
        && digits(after) == 2
        && after[..2].parse::<u8>().ok()? < 60
    {
        is_time = true;
        rest = &after[2..];
    } else if let Some(after) = rest.strip_prefix('h').filter(|after| !after.starts_with(char::is_alphanumeric)) {
        is_time = true;
        rest = after;
    }
    let lower = rest.trim_start();
    if let Some(half) = lower.get(..2).filter(|half| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"))
        && !lower[half.len()..].starts_with(char::is_alphanumeric)
    {
        is_time = true;
        rest = &lower[2..];
    }
    (is_time && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// The people whom the heading of a meeting names: `10:00 Ada / Bo: pricing`, `1:1 with Ada`, `Pricing (Ada, Bo)`,
/// handles. Names of functions and subjects are none.
pub(in crate::parse) fn people(words: &str) -> Vec<String> {
    let words = after_time(words).unwrap_or(words).trim();
    let is_one = |name: &String| !name.split(' ').any(|word| is_function(word) || is_subject(word));
    let all = |text: &str, least: usize| -> Vec<String> {
        let parts: Vec<&str> = separated(text);
        let names: Vec<String> = parts.iter().filter_map(|part| named(part)).filter(is_one).collect();
        if names.len() == parts.len() && names.len() >= least { names } else { Vec::new() }
    };
    let (head, tail) = subject(words);
    let lower = head.to_ascii_lowercase();
    for opening in ["1:1", "1-1", "1on1", "1-on-1", "one-on-one", "one-to-one", "o3"] {
        if let Some(rest) = lower.strip_prefix(opening).filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
            let rest = head[head.len() - rest.len()..].trim_start_matches([':', '-', '\u{2013}', ' ']);
            let rest = rest.strip_prefix("with ").or_else(|| rest.strip_prefix("w/")).unwrap_or(rest);
            let rest = if rest.is_empty() { subject(tail).0 } else { rest };
            return all(rest.trim(), 1);
        }
    }
    for with in [" with ", " w/ ", " w/"] {
        if let Some(at) = lower.find(with) {
            return all(&head[at + with.len()..], 1);
        }
    }
    if let Some((_, inside)) = words.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let found = all(inside, 2);
        if !found.is_empty() {
            return found;
        }
    }
    let handles: Vec<String> = head.split_whitespace().filter(|word| word.starts_with('@')).filter_map(named).collect();
    if handles.is_empty() { all(head, 2) } else { handles }
}

/// A heading before and behind the colon or dash that opens its subject.
fn subject(words: &str) -> (&str, &str) {
    let colon = words.match_indices(':').find(|(at, _)| !words[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let dash = [" - ", " \u{2013} ", " \u{2014} "].iter().filter_map(|dash| words.find(dash)).min();
    let at = colon.map(|(at, _)| at).into_iter().chain(dash).min().unwrap_or(words.len());
    (words[..at].trim(), words[at..].trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ' ']))
}

fn separated(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    // A link to a page of a folder has a slash of its own.
    let slash = if text.contains("[[") { " / " } else { "/" };
    for separator in ["<>", slash, ",", ";", " & ", " + ", " and ", " x "] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_those_of_the_top_level() {
        let text = "# A **b** {visibility=pm}\n\n> ## q\n\n- ## i\n\n```\n## c\n```\n\nB\n---\n\n**2026-03-04**\n\nx **2026-03-04**\n\nWed, 4 March 2026\n";
        let found: Vec<(u8, String, usize)> = headings(text).into_iter().map(|h| (h.level, h.words, h.lines)).collect();
        let expected = [(1, "A b", 1), (2, "B", 2), (LINE, "2026-03-04", 1), (LINE, "Wed, 4 March 2026", 1)];
        assert_eq!(found, expected.map(|(level, words, lines)| (level, words.to_owned(), lines)));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_heading() {
        let text = "## 2026-10-05\r## 2026-10-12\r\nx\n\n## 2026-10-19";
        let found: Vec<&str> = headings(text).into_iter().map(|h| &text[h.range]).collect();
        assert_eq!(found, ["## 2026-10-05\r", "## 2026-10-12\r\n", "## 2026-10-19"]);
    }

    #[test]
    fn times_of_day_are_read() {
        for (words, rest) in [
            ("10:00 Ada", "Ada"),
            ("10:00\u{2013}11:30 Ada", "Ada"),
            ("9am: Ada", "Ada"),
            ("9:30 PM - Ada", "Ada"),
            ("14h30 Ada", "Ada"),
            ("(10.15) Ada", "Ada"),
            ("10:00", ""),
        ] {
            assert_eq!(after_time(words), Some(rest), "{words}");
        }
        for words in ["1.10 Agenda", "10 people", "1:1 Ada", "25:00 x", "10:0 x", "10amber", "2026", ""] {
            assert_eq!(after_time(words), None, "{words}");
        }
    }

    #[test]
    fn people_of_headings() {
        for (words, expected) in [
            ("10:00 Ada / Bo: pricing", &["Ada", "Bo"][..]),
            ("Ada Lov <> Bo Berg", &["Ada Lov", "Bo Berg"]),
            ("1:1 with Ada", &["Ada"]),
            ("1:1: Ada", &["Ada"]),
            ("1:1 Ada - pricing", &["Ada"]),
            ("14:00 Call with Ada Lov and Bo", &["Ada Lov", "Bo"]),
            ("Pricing (Ada, Bo)", &["Ada", "Bo"]),
            ("10:00 @ada @bo: pricing", &["@ada", "@bo"]),
            ("[[Ada Lov]] & [[people/bo|Bo Berg]]: pricing", &["Ada Lov", "Bo Berg"]),
        ] {
            assert_eq!(people(words), expected, "{words}");
        }
        for words in [
            "10:00 Pricing",
            "10:00 Pricing: the plan",
            "Design / Engineering: sync",
            "Planning, hiring",
            "Meeting with Legal",
            "10:00 Lunch (30 min)",
            "Q3 / Q4",
            "Tasks",
            "Roadmap & Budget",
        ] {
            assert_eq!(people(words), [""; 0], "{words}");
        }
    }
}
