//! Dates in words: takes the text of a box in a one-to-one and the day it was noted, gives the due date its last
//! words name. `by friday` is the next Friday after the note, `by 3 March` the next such day from it on.

use jiff::civil::{Date, Weekday};

/// Years a date may have.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// English months; dates in headings are read with them too.
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A date as `2026-11-01`.
pub fn iso(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let is_digit = |i: usize| bytes[i].is_ascii_digit();
    let is_form =
        bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(is_digit);
    if !is_form {
        return None;
    }
    let date = Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The text without a trailing `by ...`, and the date that names.
pub(crate) fn read(text: &str, noted: Date) -> Option<(String, Date)> {
    let lower = text.to_ascii_lowercase();
    let by = if let Some(i) = lower.rfind(" by ") {
        i + 1
    } else if lower.starts_with("by ") {
        0
    } else {
        return None;
    };
    let date = named(lower[by + 3..].trim().trim_end_matches(['.', '!']).trim_end(), noted)?;
    let rest = text[..by].trim_end().trim_end_matches([',', ';']).trim_end();
    (!rest.is_empty()).then(|| (rest.to_owned(), date))
}

fn named(words: &str, noted: Date) -> Option<Date> {
    if let Some(date) = iso(words) {
        return Some(date);
    }
    let words: Vec<&str> = words.split([' ', ',']).filter(|word| !word.is_empty()).take(4).collect();
    match *words.as_slice() {
        [day] => weekday(day).and_then(|weekday| noted.nth_weekday(1, weekday).ok()),
        [a, b] => {
            let (day, month) = day_and_month(a, b)?;
            // Eight years hold a 29 February, also round a century without one.
            (0..=8).find_map(|later| Date::new(noted.year() + later, month, day).ok().filter(|date| *date >= noted))
        }
        [a, b, year] if year.len() == 4 => {
            let (day, month) = day_and_month(a, b)?;
            Date::new(year.parse().ok()?, month, day).ok().filter(|date| YEARS.contains(&date.year()))
        }
        _ => None,
    }
}

/// The day after which a name of a weekday stands, whole or at least its first three letters.
fn weekday(word: &str) -> Option<Weekday> {
    let is_short = |name: &str| word.len() >= 3 && name.starts_with(word);
    WEEKDAYS.into_iter().find(|(name, _)| is_short(name)).map(|(_, weekday)| weekday)
}

fn day_and_month(a: &str, b: &str) -> Option<(i8, i8)> {
    day(a).zip(month(b)).or_else(|| day(b).zip(month(a)))
}

fn day(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month(word: &str) -> Option<i8> {
    let is_short = |name: &str| word.len() >= 3 && name.starts_with(word);
    MONTHS.into_iter().position(is_short).map(|i| i as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_dates_are_counted_from_the_note() {
        // 2026-11-02 is a Monday.
        let noted = iso("2026-11-02").unwrap();
        for (text, rest, date) in [
            ("send it by friday", "send it", "2026-11-06"),
            ("send it by Monday.", "send it", "2026-11-09"),
            ("send it by 3 March", "send it", "2027-03-03"),
            ("send it, by March 3rd", "send it", "2027-03-03"),
            ("send it by 2 Nov", "send it", "2026-11-02"),
            ("send it by 1 nov", "send it", "2027-11-01"),
            ("send it by 29 February", "send it", "2028-02-29"),
            ("stand by me by 2026-12-01", "stand by me", "2026-12-01"),
        ] {
            assert_eq!(read(text, noted), Some((rest.to_owned(), iso(date).unwrap())), "{text}");
        }
        for text in [
            "send it by email",
            "by friday",
            "send it by friday at noon",
            "by",
            "x by 31 february",
            "x by 2026-13-01",
            "x by 0 may",
        ] {
            assert_eq!(read(text, noted), None, "{text}");
        }
    }

    #[test]
    fn dates_are_of_one_form() {
        for text in [
            "2026-1-1",
            "2026-13-01",
            "2026-02-30",
            "0000-01-01",
            "9999-01-01",
            "2026/01/01",
            "2026-01-01T10",
            "２０２６-01-01",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
        assert!(iso("2026-12-31").is_some());
    }
}
