//! Days: takes calendar dates, gives day numbers to count with, ISO Mondays, working days and pauses.
//! Leaves to the rest what a day means.

use jiff::civil::Date;

use crate::register::Pause;

/// Days since 1970-01-01 (proleptic Gregorian). Plain integers, because ages are subtracted millions of times.
pub type Day = i64;

/// The day number of a date. Source: H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
pub fn day(date: Date) -> Day {
    let (month, year) = (i64::from(date.month()), i64::from(date.year()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day number, clamped to the years the calendar knows (-9999 to 9999).
/// Source: the same, `civil_from_days`.
pub fn date(day: Day) -> Date {
    let shifted = day.clamp(-4_400_000, 3_000_000) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let clamped = if year > 9_999 { Date::MAX } else { Date::MIN };
    Date::new(year as i16, month as i8, day_of_month as i8).unwrap_or(clamped)
}

/// Weekday, 0 for Monday to 6 for Sunday (1970-01-01 was a Thursday).
fn weekday(day: Day) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The first ISO Monday on or after a day.
pub fn monday_from(day: Day) -> Day {
    day + (7 - weekday(day)) % 7
}

/// The `count`-th working day (Monday to Friday) after a day; the day itself for 0.
pub fn after_working_days(start: Day, count: u32) -> Day {
    if count == 0 {
        return start;
    }
    // A weekend start counts from the Friday before it.
    let late = (weekday(start) - 4).max(0);
    let friday = start - late;
    let offset = weekday(friday) + i64::from(count);
    friday + i64::from(count) + (offset / 5) * 2
}

/// Days that don't age the cadence: overlaps merged, sorted, with running totals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pauses {
    /// (first, last, paused days before this one), disjoint and ascending.
    spans: Vec<(Day, Day, Day)>,
}

impl Pauses {
    /// Of (first, last) days, both inclusive, in any order, overlapping at will; empty ones are dropped.
    pub fn of_days(days: impl IntoIterator<Item = (Day, Day)>) -> Self {
        let mut sorted: Vec<(Day, Day)> = days.into_iter().filter(|(from, to)| from <= to).collect();
        sorted.sort_unstable();
        let mut spans: Vec<(Day, Day, Day)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match spans.last_mut() {
                Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
                Some(last) => {
                    let before = last.2 + last.1 - last.0 + 1;
                    spans.push((from, to, before));
                }
                None => spans.push((from, to, 0)),
            }
        }
        Self { spans }
    }

    /// Of the register's pauses.
    pub fn of<'a>(pauses: impl IntoIterator<Item = &'a Pause>) -> Self {
        Self::of_days(pauses.into_iter().map(|pause| (day(pause.from), day(pause.to))))
    }

    /// Paused days up to and including a day.
    fn until(&self, day: Day) -> Day {
        let index = self.spans.partition_point(|span| span.0 <= day);
        index.checked_sub(1).map_or(0, |last| {
            let (from, to, before) = self.spans[last];
            before + day.min(to) - from + 1
        })
    }

    /// Days after `from` up to and including `to` that are not paused; 0 where `to` is not after `from`.
    pub fn age(&self, from: Day, to: Day) -> Day {
        if to <= from {
            return 0;
        }
        to - from - (self.until(to) - self.until(from))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn day_numbers_follow_the_calendar_both_ways() {
        let mut expected = day(Date::constant(1899, 12, 25));
        let mut current = Date::constant(1899, 12, 25);
        while current < Date::constant(2105, 3, 5) {
            assert_eq!(day(current), expected);
            assert_eq!(date(expected), current);
            assert_eq!(weekday(expected), i64::from(current.weekday().to_monday_zero_offset()));
            current = current.checked_add(1.day()).unwrap();
            expected += 1;
        }
        for edge in [Date::MIN, Date::MAX, Date::constant(0, 3, 1), Date::constant(1970, 1, 1)] {
            assert_eq!(date(day(edge)), edge);
        }
        assert_eq!(date(Day::MAX), Date::MAX);
        assert_eq!(date(Day::MIN), Date::MIN);
    }

    #[test]
    fn working_days_step_over_weekends() {
        let monday = monday_from(0);
        for start in monday..monday + 14 {
            let mut slow = start;
            for count in 0..25 {
                assert_eq!(after_working_days(start, count), slow, "{count} after {start}");
                slow += 1;
                while weekday(slow) > 4 {
                    slow += 1;
                }
            }
        }
    }

    #[test]
    fn paused_days_count_once_however_they_overlap() {
        let pauses = Pauses::of_days([(30, 35), (10, 14), (12, 20), (21, 22), (40, 39)]);
        assert_eq!(pauses.age(0, 9), 9);
        assert_eq!(pauses.age(0, 10), 9);
        assert_eq!(pauses.age(0, 22), 9);
        assert_eq!(pauses.age(0, 23), 10);
        assert_eq!(pauses.age(14, 40), 26 - 8 - 6);
        assert_eq!(pauses.age(9, 5), 0);
    }
}
