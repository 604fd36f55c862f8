//! Dates as people write them: takes a piece of text that should hold one (a file name, a heading), gives the first
//! date in it. Numeric forms other than year-month-day are never read: they mean two things.

use jiff::civil::Date;

use super::super::names;
use super::super::short_due::MONTHS;

/// The first date in a text: `2026-01-31` (also with `_`, `.` or `/`), `20260131`, RFC 3339, `January 31st, 2026`,
/// `31 Jan 2026`.
pub(super) fn find(text: &str) -> Option<Date> {
    let numeric = numeric(text);
    let english = english(text);
    match (numeric, english) {
        (Some((at, date)), Some((other, _))) if at <= other => Some(date),
        (Some((_, date)), None) | (_, Some((_, date))) => Some(date),
        (None, None) => None,
    }
}

/// A date in a part of a path: numbers only, for in a name `may` and `march` are words.
pub(super) fn in_path(part: &str) -> Option<Date> {
    numeric(part).map(|(_, date)| date)
}

fn numeric(text: &str) -> Option<(usize, Date)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = run(bytes, at);
        match end - at {
            8 => {
                if let Some(date) = date(&text[at..at + 4], &text[at + 4..at + 6], &text[at + 6..end]) {
                    return Some((at, date));
                }
            }
            4 if bytes.get(end).is_some_and(|b| b"-_./".contains(b)) => {
                let month = end + 1;
                let month_end = run(bytes, month);
                let same = bytes.get(month_end) == bytes.get(end);
                let day = month_end + 1;
                let day_end = run(bytes, day);
                if same
                    && (1..=2).contains(&(month_end - month))
                    && (1..=2).contains(&(day_end.saturating_sub(day)))
                    && let Some(date) = date(&text[at..end], &text[month..month_end], &text[day..day_end])
                {
                    return Some((at, date));
                }
            }
            _ => {}
        }
        at = end;
    }
    None
}

/// The end of the digits that start at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).position(|b| !b.is_ascii_digit()).map_or(bytes.len().max(at), |n| at + n)
}

fn english(text: &str) -> Option<(usize, Date)> {
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
    words.windows(3).find_map(|w| {
        let [(start, first), (_, second), (_, third)] = w else { return None };
        let (month, day) = match (month(first), month(second)) {
            (Some(month), _) => (month, ordinal(second)?),
            (None, Some(month)) => (month, ordinal(first)?),
            (None, None) => return None,
        };
        let year = (third.len() == 4).then(|| third.parse::<i16>().ok()).flatten()?;
        plausible(year, month, day).map(|date| (*start, date))
    })
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
    (1900..2200).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
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
            "31/01/2026",
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
}
