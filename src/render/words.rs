//! Words: dates, counts and lists as a reader says them. Pure functions; leaves sentences to the pages.

use jiff::civil::Date;
use serde::Serialize;

use crate::chart::{digits, iso, signed};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day, for machines and for readers.
#[derive(Serialize, Clone, Debug)]
pub(crate) struct Day {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Day {
    /// A day in a table: the year only where it isn't the as-of date's.
    pub(crate) fn short(date: Date, as_of: Date) -> Self {
        Self { iso: iso(date), text: short(date, as_of) }
    }
    /// A day of the coming fortnight, with its weekday: "Tue 3 Nov".
    fn weekday(date: Date) -> Self {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let day = DAYS[date.weekday().to_monday_zero_offset() as usize];
        Self { iso: iso(date), text: format!("{day}\u{a0}{}", short(date, date)) }
    }
    /// With its weekday within a fortnight of the as-of date.
    pub(crate) fn weekday_or_short(date: Date, as_of: Date) -> Self {
        if (0..=14).contains(&days_between(as_of, date)) { Self::weekday(date) } else { Self::short(date, as_of) }
    }
    /// A day in a sentence.
    pub(crate) fn long(date: Date) -> Self {
        Self { iso: iso(date), text: long(date) }
    }
}

/// The month's name.
pub(crate) fn month(date: Date) -> &'static str {
    MONTHS[(date.month() - 1) as usize]
}

/// "2 November 2026", held together by no-break spaces.
pub(crate) fn long(date: Date) -> String {
    dated(date, month(date), true)
}

/// A day, its month as named, and its year where wanted. By hand: a site has a hundred thousand.
fn dated(date: Date, month: &str, with_year: bool) -> String {
    let mut out = String::with_capacity(24);
    digits(&mut out, date.day().unsigned_abs().into());
    out.push('\u{a0}');
    out.push_str(month);
    if with_year {
        out.push('\u{a0}');
        out.push_str(if date.year() < 0 { "-" } else { "" });
        digits(&mut out, date.year().unsigned_abs().into());
    }
    out
}

/// "2 Nov", or "2 Nov 2025" in another year than the as-of date's.
pub(crate) fn short(date: Date, as_of: Date) -> String {
    dated(date, &month(date)[..3], date.year() != as_of.year())
}

/// "Friday 13 November", with the year where it is another one than the as-of date's.
pub(crate) fn weekday(date: Date, as_of: Date) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    format!("{}\u{a0}{}", DAYS[date.weekday().to_monday_zero_offset() as usize], spoken(date, as_of))
}

/// "2 November" in the as-of date's year, else with the year.
pub(crate) fn spoken(date: Date, as_of: Date) -> String {
    dated(date, month(date), date.year() != as_of.year())
}

/// Whole days from one date to another, negative when `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// The day so many days later; the calendar's last day where there is none.
pub(crate) fn after(date: Date, days: i32) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

/// A count as said: words up to twelve, figures from there.
pub(crate) fn number(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| figure(n), |word| (*word).to_owned())
}

/// A count in figures, with a comma at each thousand.
pub(crate) fn figure(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 promise", "3 promises".
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", figure(n), if n == 1 { one } else { many })
}

/// "one promise", "three promises", "no promises".
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// "1 day", "35 days".
pub(crate) fn days(n: i64) -> String {
    n.to_string() + if n == 1 { "\u{a0}day" } else { "\u{a0}days" }
}

/// "a", "a and b", "a, b and c".
pub(crate) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => [&rest.join(", "), " and ", last].concat(),
    }
}

/// The text with its first letter raised.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::with_capacity(text.len() + 2);
    out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
    out + chars.as_str()
}

/// Points with a sign and one decimal, never "-0.0".
pub(crate) fn points(value: f64) -> String {
    signed(value)
}

/// A number with one decimal. Written from whole tenths: a page has hundreds, and exact decimals are slow to find.
pub(crate) fn tenths(value: f64) -> String {
    let tenths = whole_tenths(value);
    let mut out = String::with_capacity(8);
    out.push_str(if tenths < 0 { "-" } else { "" });
    digits(&mut out, tenths.unsigned_abs() / 10);
    out.push('.');
    digits(&mut out, tenths.unsigned_abs() % 10);
    out
}

fn whole_tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// A parameter: as few decimals as it needs.
pub(crate) fn plain(value: f64) -> String {
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(counted(0, "promise", "promises"), "no promises");
        assert_eq!(counted(1, "promise", "promises"), "one promise");
        assert_eq!(counted(13, "promise", "promises"), "13 promises");
        assert_eq!([999, 1_000, 21_815, 1_234_567].map(number), ["999", "1,000", "21,815", "1,234,567"]);
        assert_eq!(days(1), "1\u{a0}day");
    }

    #[test]
    fn lists_read_like_lists() {
        let list = |names: &[&str]| join(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn points_never_show_a_negative_zero() {
        assert_eq!(points(-0.04), "0.0");
        assert_eq!(points(-2.35), "\u{2212}2.4");
        assert_eq!(points(1.0), "+1.0");
        assert_eq!(points(12.34), "+12.3");
        assert_eq!([0.0, -0.04, 99.95, -7.25].map(tenths), ["0.0", "0.0", "100.0", "-7.3"]);
    }
}
