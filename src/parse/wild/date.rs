//! Dates as people write them: takes a piece of text that should hold one (a file name, a heading), gives the first
//! date in it, or what looks like one and can't be read for sure. `01/05/2026` means two days: which is never guessed.

use std::ops::Range;

use jiff::civil::Date;

use super::super::names;
use super::super::short_due::MONTHS;
use crate::config::DateOrder;

/// What a text is read with besides itself.
#[derive(Clone, Copy, Default, Debug)]
pub(in crate::parse) struct Reading {
    /// The year of `4 March`.
    pub(in crate::parse) year: Option<i16>,
    /// What `01/05/2026` means.
    pub(in crate::parse) order: Option<DateOrder>,
}

/// What a text says of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::parse) enum Seen {
    /// A date, and where.
    Date(Date, Range<usize>),
    /// Something that looks like one, and why it can't be read.
    Doubtful(Range<usize>, Doubt),
}

/// Why what looks like a date is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::parse) enum Doubt {
    /// Day and month could be either.
    TwoWays,
    /// There is no such day.
    NoSuchDay,
    /// Nothing tells the year.
    NoYear,
    /// It names a week.
    Week,
}

impl Doubt {
    /// As messages end.
    pub(in crate::parse) fn as_str(self) -> &'static str {
        match self {
            Self::TwoWays => "can be read in two ways",
            Self::NoSuchDay => "is no day of the calendar",
            Self::NoYear => "has no year",
            Self::Week => "is a week, not a day",
        }
    }
}

/// The first date in a text: `2026-01-31` (also with `_`, `.` or `/`), `20260131`, RFC 3339, `January 31st, 2026`,
/// `31 Jan 2026`, `31/01/2026` where only one reading is a day.
pub(super) fn find(text: &str) -> Option<Date> {
    match see(text, Reading::default())? {
        Seen::Date(date, _) => Some(date),
        Seen::Doubtful(..) => None,
    }
}

/// The first date in a text, or without one the first thing that looks like it.
pub(in crate::parse) fn see(text: &str, reading: Reading) -> Option<Seen> {
    let seen = [numeric(text, reading.order), english(text, reading.year)];
    let start = |seen: &Seen| match seen {
        Seen::Date(_, range) => (false, range.start),
        Seen::Doubtful(range, _) => (true, range.start),
    };
    seen.into_iter().flatten().min_by_key(start)
}

/// A date in a part of a path: numbers only, for in a name `may` and `march` are words.
pub(super) fn in_path(part: &str) -> Option<Date> {
    match numeric(part, None)? {
        Seen::Date(date, _) => Some(date),
        Seen::Doubtful(..) => None,
    }
}

/// A year that stands alone in a text: `2026`, `notes-2026`, `2026/board`.
pub(in crate::parse) fn year(text: &str) -> Option<i16> {
    let mut years = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.len() == 4);
    let year = years.find_map(|part| part.parse::<i16>().ok().filter(|year| YEARS.contains(year)))?;
    Some(year)
}

/// Years of meetings.
const YEARS: Range<i16> = 1900..2200;

fn numeric(text: &str, order: Option<DateOrder>) -> Option<Seen> {
    let bytes = text.as_bytes();
    let (mut at, mut doubtful) = (0, None);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = run(bytes, at);
        let (mut next, mut doubt) = (end, None);
        match end - at {
            8 => {
                if let Some(date) = date(&text[at..at + 4], &text[at + 4..at + 6], &text[at + 6..end]) {
                    return Some(Seen::Date(date, at..end));
                }
            }
            4 => {
                if let Some((second, third)) = parts(bytes, end).filter(|(_, third)| third.len() <= 2) {
                    if let Some(date) = date(&text[at..end], &text[second], &text[third.clone()]) {
                        return Some(Seen::Date(date, at..third.end));
                    }
                    if text[at..end].parse().is_ok_and(|year: i16| YEARS.contains(&year)) {
                        doubt = Some((at..third.end, Doubt::NoSuchDay));
                    }
                } else if let Some(week) = week(bytes, end) {
                    doubt = Some((at..week, Doubt::Week));
                }
            }
            1 | 2 => {
                if let Some((second, third)) = parts(bytes, end).filter(|(_, third)| third.len() == 4) {
                    next = third.end;
                    match either(&text[at..end], &text[second], &text[third.clone()], order) {
                        Ok(date) => return Some(Seen::Date(date, at..third.end)),
                        Err(why) => doubt = why.map(|why| (at..third.end, why)),
                    }
                }
            }
            _ => {}
        }
        doubtful = doubtful.or(doubt);
        at = next;
    }
    doubtful.map(|(range, why)| Seen::Doubtful(range, why))
}

/// The two numbers after the one that ends at `end`, with the same sign before each.
fn parts(bytes: &[u8], end: usize) -> Option<(Range<usize>, Range<usize>)> {
    let sign = bytes.get(end).filter(|b| b"-_./".contains(b))?;
    let second = end + 1..run(bytes, end + 1);
    let third = second.end + 1..run(bytes, second.end + 1);
    let is_it = bytes.get(second.end) == Some(sign) && (1..=2).contains(&second.len());
    (is_it && (1..=4).contains(&third.len())).then_some((second, third))
}

/// The end of `-W03`, where a year ends at `end`.
fn week(bytes: &[u8], end: usize) -> Option<usize> {
    let letter = if bytes.get(end) == Some(&b'-') { end + 1 } else { end };
    let to = run(bytes, letter + 1);
    (bytes.get(letter).is_some_and(|b| b.eq_ignore_ascii_case(&b'w')) && to == letter + 3).then_some(to)
}

/// Day and month, or month and day, before a year.
fn either(first: &str, second: &str, year: &str, order: Option<DateOrder>) -> Result<Date, Option<Doubt>> {
    let (day_first, month_first) = (date(year, second, first), date(year, first, second));
    match (order, day_first, month_first) {
        (Some(DateOrder::DayFirst), found, _) | (Some(DateOrder::MonthFirst), _, found) => {
            found.ok_or(Some(Doubt::NoSuchDay))
        }
        (None, Some(one), Some(other)) if one != other => Err(Some(Doubt::TwoWays)),
        (None, Some(date), _) | (None, None, Some(date)) => Ok(date),
        // `1.2.2026` may be a date, `99.99.2000` was never meant as one.
        (None, None, None) => Err(None),
    }
}

/// The end of the digits that start at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).position(|b| !b.is_ascii_digit()).map_or(bytes.len().max(at), |n| at + n)
}

fn english(text: &str, known: Option<i16>) -> Option<Seen> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        if !part.is_empty() && part != "of" && part != "the" {
            words.push((at, part));
        }
        // Every separator is one character: find the next part by its address.
        at += part.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    let end = |(at, word): (usize, &str)| at + word.len();
    let mut doubtful = None;
    for (n, pair) in words.windows(2).enumerate() {
        let [(start, first), (_, second)] = pair else { continue };
        let found = match (month(first), month(second)) {
            (Some(month), _) => ordinal(second).map(|day| (month, day)),
            (None, Some(month)) => ordinal(first).map(|day| (month, day)),
            (None, None) => None,
        };
        let Some((month, day)) = found else { continue };
        let third = words.get(n + 2).copied();
        let year = third.filter(|(_, word)| word.len() == 4).and_then(|(_, word)| word.parse::<i16>().ok());
        // `4 March 10:00` has no year; `4 March 2026` has its own.
        let (year, to) = match year.filter(|year| YEARS.contains(year)) {
            Some(year) => (Some(year), third.map_or(0, end)),
            None => (known, end(pair[1])),
        };
        match year.map(|year| plausible(year, month, day)) {
            Some(Some(date)) => return Some(Seen::Date(date, *start..to)),
            Some(None) => doubtful = doubtful.or(Some(Seen::Doubtful(*start..to, Doubt::NoSuchDay))),
            None => doubtful = doubtful.or(Some(Seen::Doubtful(*start..to, Doubt::NoYear))),
        }
    }
    doubtful
}

fn month(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let word = names::key(word);
    let is_it = |month: &str| month.starts_with(&word) && word.len() >= 3;
    MONTHS.iter().position(|m| is_it(m) || (word == "sept" && *m == "september")).map(|n| n as i8 + 1)
}

fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    if !["", "st", "nd", "rd", "th"].contains(&ending.to_ascii_lowercase().as_str()) || digits.len() > 2 {
        return None;
    }
    digits.parse().ok()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    plausible(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn plausible(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_found() {
        for text in [
            "2026-01-31",
            "x 2026-01-31.",
            "2026-01-31T10:00:00Z",
            "2026_01_31-minutes",
            "20260131_agenda",
            "notes-20260131",
            "Board, January 31, 2026",
            "31 January, 2026",
            "31st of January 2026",
            "January the 31st, 2026",
            "Sat 31 Jan 2026",
            "Jan. 31st 2026",
            "2026.1.31",
            "2026/01/31",
            "JANUARY 31 2026",
            "31/01/2026",
            "01/31/2026",
            "31.1.2026",
            "2026-02-30 and 2026-01-31",
        ] {
            assert_eq!(find(text), Some(date(2026, 1, 31)), "{text}");
        }
        assert_eq!(find("Sept 2nd, 2026"), Some(date(2026, 9, 2)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2026-02-30",
            "2026-01-311",
            "12026-01-31",
            "01/05/2026",
            "5.1.2026",
            "4 March",
            "31 February 2026",
            "2026-W03",
            "123456789",
            "20269999",
            "May 2026",
            "Mayor 3 2026",
            "é 2026-0",
            "2026-",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(in_path("may-3-2026"), None);
    }

    #[test]
    fn what_could_be_two_days_is_doubtful() {
        let why = |text: &str, reading| match see(text, reading) {
            Some(Seen::Doubtful(range, why)) => Some((text[range].to_owned(), why)),
            _ => None,
        };
        for (text, part, doubt) in [
            ("Board 01/05/2026", "01/05/2026", Doubt::TwoWays),
            ("5.1.2026", "5.1.2026", Doubt::TwoWays),
            ("2026-02-30", "2026-02-30", Doubt::NoSuchDay),
            ("Feb 30, 2026", "Feb 30, 2026", Doubt::NoSuchDay),
            ("4 Mar - pricing", "4 Mar", Doubt::NoYear),
            ("Week 2026-W03", "2026-W03", Doubt::Week),
        ] {
            assert_eq!(why(text, Reading::default()), Some((part.to_owned(), doubt)), "{text}");
        }
        for text in ["1.2.3", "10/12", "99.99.2000", "version 2.10.1", "2026", "1/2 of 2026", "May we"] {
            assert_eq!(see(text, Reading::default()), None, "{text}");
        }
    }

    #[test]
    fn order_and_year_may_be_known() {
        let dated = |text: &str, reading| match see(text, reading) {
            Some(Seen::Date(date, _)) => Some(date),
            _ => None,
        };
        let day_first = Reading { order: Some(DateOrder::DayFirst), year: None };
        let month_first = Reading { order: Some(DateOrder::MonthFirst), year: None };
        assert_eq!(dated("01/05/2026", day_first), Some(date(2026, 5, 1)));
        assert_eq!(dated("01/05/2026", month_first), Some(date(2026, 1, 5)));
        assert_eq!(dated("31/01/2026", month_first), None);
        let known = Reading { year: Some(2026), order: None };
        assert_eq!(dated("4 Mar - pricing", known), Some(date(2026, 3, 4)));
        assert_eq!(dated("March 4th, 10:30", known), Some(date(2026, 3, 4)));
        assert_eq!(dated("4 Mar 2025", known), Some(date(2025, 3, 4)));
        assert_eq!(year("notes-2026"), Some(2026));
        assert_eq!(year("20261"), None);
    }
}
