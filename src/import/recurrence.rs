//! Recurrence: takes a start and an RRULE, gives the days and times of its instances up to a day. As RFC 5545 has it, for
//! rules by day, week, month and year; a rule by hour, minute or second is refused. All work is bounded, whatever the rule.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Span, ToSpan};

/// Periods (days, weeks, months, years) a rule is followed through.
const MAX_PERIODS: u32 = 60_000;
/// Instances a rule may give.
const MAX_INSTANCES: usize = 20_000;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    every: Every,
    interval: u32,
    count: Option<u32>,
    /// The last moment, as written; `true` where it is in UTC.
    pub(super) until: Option<(DateTime, bool)>,
    /// Weekdays, each with its number in the month or year, 0 for all.
    by_day: Vec<(i32, Weekday)>,
    by_month_day: Vec<i32>,
    by_month: Vec<i8>,
    by_set_pos: Vec<i32>,
    week_start: Weekday,
}

/// A moment as calendars write it: `20260131T100000Z`, `20260131`; whether it is in UTC, whether it has a time.
pub(super) fn moment(text: &str) -> Option<(DateTime, bool, bool)> {
    let text = text.trim();
    let (text, is_utc) = text.strip_suffix(['Z', 'z']).map_or((text, false), |rest| (rest, true));
    let (day, time) = text.split_once(['T', 't']).map_or((text, None), |(day, time)| (day, Some(time)));
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(day, 8) {
        return None;
    }
    let date = Date::new(day[..4].parse().ok()?, day[4..6].parse().ok()?, day[6..].parse().ok()?).ok()?;
    if !(1900..=2200).contains(&date.year()) {
        return None;
    }
    let Some(time) = time else { return Some((date.at(0, 0, 0, 0), is_utc, false)) };
    if !digits(time, 6) && !digits(time, 4) {
        return None;
    }
    let part = |at: usize| time.get(at..at + 2).map_or(Some(0), |part| part.parse::<i8>().ok());
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?.min(59));
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some((date.to_datetime(time), is_utc, true))
}

impl Rule {
    /// Reads a rule; an error says what of it can't be followed.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_set_pos: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut has_frequency = false;
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is no part of a rule"))?;
            let bad = || format!("`{part}` can't be followed");
            match key.to_uppercase().as_str() {
                "FREQ" => {
                    has_frequency = true;
                    rule.every = match value.to_uppercase().as_str() {
                        "DAILY" => Every::Day,
                        "WEEKLY" => Every::Week,
                        "MONTHLY" => Every::Month,
                        "YEARLY" => Every::Year,
                        _ => return Err(bad()),
                    };
                }
                "INTERVAL" => {
                    rule.interval = value.parse().ok().filter(|n| (1..=10_000).contains(n)).ok_or_else(bad)?;
                }
                "COUNT" => rule.count = Some(value.parse().map_err(|_| bad())?),
                "UNTIL" => {
                    rule.until = moment(value)
                        .map(|(at, is_utc, has_time)| (if has_time { at } else { at.date().at(23, 59, 59, 0) }, is_utc))
                        .ok_or_else(bad)
                        .map(Some)?;
                }
                "BYDAY" => rule.by_day = value.split(',').map(numbered).collect::<Option<_>>().ok_or_else(bad)?,
                "BYMONTHDAY" => rule.by_month_day = numbers(value, 31).ok_or_else(bad)?,
                "BYMONTH" => {
                    let months = numbers(value, 12).filter(|list| list.iter().all(|n| *n > 0)).ok_or_else(bad)?;
                    rule.by_month = months.into_iter().map(|n| n as i8).collect();
                }
                "BYSETPOS" => rule.by_set_pos = numbers(value, 366).ok_or_else(bad)?,
                "WKST" => rule.week_start = weekday(value).ok_or_else(bad)?,
                // The time of day is that of the start.
                "BYHOUR" | "BYMINUTE" | "BYSECOND" if !value.contains(',') => {}
                _ => return Err(bad()),
            }
        }
        if has_frequency { Ok(rule) } else { Err("the rule has no FREQ".to_owned()) }
    }

    /// The instances from `start` on, up to and including the day `last`, in order; and whether a limit cut them off.
    pub(super) fn instances(&self, start: DateTime, last: Date) -> (Vec<DateTime>, bool) {
        let mut found = Vec::new();
        let mut counted = 0_u32;
        let begin = start.date();
        let mut anchor = match self.every {
            Every::Week => begin.saturating_sub(days_since(begin.weekday(), self.week_start).days()),
            Every::Month => begin.first_of_month(),
            Every::Year => begin.first_of_year(),
            Every::Day => begin,
        };
        let step: Span = match self.every {
            Every::Day => i64::from(self.interval).days(),
            Every::Week => (i64::from(self.interval) * 7).days(),
            Every::Month => i64::from(self.interval).months(),
            Every::Year => i64::from(self.interval).years(),
        };
        for _ in 0..MAX_PERIODS {
            if anchor > last {
                return (found, false);
            }
            for day in self.days(anchor, begin) {
                let at = day.to_datetime(start.time());
                if at < start {
                    continue;
                }
                if self.until.is_some_and(|(until, _)| at > until) || self.count.is_some_and(|count| counted >= count) {
                    return (found, false);
                }
                counted += 1;
                if day > last {
                    return (found, false);
                }
                if found.len() >= MAX_INSTANCES {
                    return (found, true);
                }
                found.push(at);
            }
            match anchor.checked_add(step) {
                Ok(next) if next > anchor => anchor = next,
                _ => return (found, false),
            }
        }
        (found, true)
    }

    /// The days of the period that begins on `anchor`, sorted.
    fn days(&self, anchor: Date, begin: Date) -> Vec<Date> {
        let is_month = |day: Date| self.by_month.is_empty() || self.by_month.contains(&day.month());
        let month_day = |day: Date| {
            let length = i32::from(day.days_in_month());
            let n = i32::from(day.day());
            self.by_month_day.is_empty() || self.by_month_day.iter().any(|m| *m == n || *m == n - length - 1)
        };
        let any_weekday = |day: Date| self.by_day.is_empty() || self.by_day.iter().any(|(_, w)| *w == day.weekday());
        let days = match self.every {
            Every::Day => {
                vec![anchor].into_iter().filter(|d| is_month(*d) && month_day(*d) && any_weekday(*d)).collect()
            }
            Every::Week => {
                let week = (0..7_i64).filter_map(|n| anchor.checked_add(n.days()).ok());
                let wanted = |day: &Date| {
                    if self.by_day.is_empty() { day.weekday() == begin.weekday() } else { any_weekday(*day) }
                };
                week.filter(|d| wanted(d) && is_month(*d)).collect()
            }
            Every::Month => {
                if is_month(anchor) {
                    self.of_month(anchor, begin)
                } else {
                    Vec::new()
                }
            }
            Every::Year => self.of_year(anchor, begin),
        };
        self.picked(days)
    }

    fn of_year(&self, anchor: Date, begin: Date) -> Vec<Date> {
        let has_numbers = self.by_day.iter().any(|(n, _)| *n != 0);
        if has_numbers && self.by_month.is_empty() && self.by_month_day.is_empty() {
            let mut days: Vec<Date> =
                (0..i64::from(anchor.days_in_year())).filter_map(|n| anchor.checked_add(n.days()).ok()).collect();
            days = self.numbered(&days);
            return days;
        }
        let months: Vec<i8> = if !self.by_month.is_empty() {
            self.by_month.clone()
        } else if self.by_day.is_empty() && self.by_month_day.is_empty() {
            vec![begin.month()]
        } else {
            (1..=12).collect()
        };
        let mut days: Vec<Date> = months
            .into_iter()
            .filter_map(|month| Date::new(anchor.year(), month, 1).ok())
            .flat_map(|first| self.of_month(first, begin))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn of_month(&self, first: Date, begin: Date) -> Vec<Date> {
        let all: Vec<Date> =
            (1..=first.days_in_month()).filter_map(|day| Date::new(first.year(), first.month(), day).ok()).collect();
        if self.by_day.is_empty() && self.by_month_day.is_empty() {
            return all.into_iter().filter(|day| day.day() == begin.day()).collect();
        }
        let length = i32::from(first.days_in_month());
        let by_number = |day: &Date| {
            let n = i32::from(day.day());
            self.by_month_day.is_empty() || self.by_month_day.iter().any(|m| *m == n || *m == n - length - 1)
        };
        let weekdays = if self.by_day.is_empty() { all } else { self.numbered(&all) };
        weekdays.into_iter().filter(by_number).collect()
    }

    /// The days of a period that are one of the numbered weekdays.
    fn numbered(&self, all: &[Date]) -> Vec<Date> {
        let mut days: Vec<Date> = Vec::new();
        for (n, weekday) in &self.by_day {
            let of: Vec<Date> = all.iter().copied().filter(|day| day.weekday() == *weekday).collect();
            match *n {
                0 => days.extend(of),
                n => days.extend(nth(&of, n)),
            }
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    fn picked(&self, days: Vec<Date>) -> Vec<Date> {
        if self.by_set_pos.is_empty() {
            return days;
        }
        let mut picked: Vec<Date> = self.by_set_pos.iter().filter_map(|n| nth(&days, *n)).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }
}

/// The nth of a list, from its end where negative.
fn nth(list: &[Date], n: i32) -> Option<Date> {
    let at = if n > 0 { n - 1 } else { i32::try_from(list.len()).ok()? + n };
    list.get(usize::try_from(at).ok()?).copied()
}

fn days_since(day: Weekday, start: Weekday) -> i64 {
    i64::from(day.since(start))
}

fn numbered(text: &str) -> Option<(i32, Weekday)> {
    let text = text.trim();
    let at = text.len().checked_sub(2)?;
    let (number, day) = (text.get(..at)?, text.get(at..)?);
    let number = if number.is_empty() { 0 } else { number.parse().ok().filter(|n: &i32| n.abs() <= 53)? };
    Some((number, weekday(day)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

fn numbers(text: &str, most: i32) -> Option<Vec<i32>> {
    let number = |text: &str| text.trim().parse::<i32>().ok().filter(|n| *n != 0 && n.abs() <= most);
    text.split(',').take(400).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: &str, start: &str, last: &str) -> Vec<String> {
        let rule = Rule::parse(rule).unwrap();
        let (at, ..) = moment(start).unwrap();
        let (found, is_cut) = rule.instances(at, last.parse().unwrap());
        assert!(!is_cut);
        found.iter().map(|at| at.date().to_string()[5..].to_owned()).collect()
    }

    #[test]
    fn the_examples_of_the_standard() {
        for (rule, start, last, expected) in [
            ("FREQ=DAILY;COUNT=3", "19970902T090000", "1998-01-01", "09-02 09-03 09-04"),
            ("FREQ=DAILY;INTERVAL=10;COUNT=3", "19970902T090000", "1998-01-01", "09-02 09-12 09-22"),
            (
                "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=4",
                "19970902T090000",
                "1998-01-01",
                "09-02 09-04 09-16 09-18",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
                "19970805T090000",
                "1998-01-01",
                "08-05 08-10 08-19 08-24",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
                "19970805T090000",
                "1998-01-01",
                "08-05 08-17 08-19 08-31",
            ),
            ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "19970905T090000", "1998-12-01", "09-05 10-03 11-07"),
            ("FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "19970922T090000", "1998-12-01", "09-22 10-20 11-17"),
            ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "19970928T090000", "1998-12-01", "09-28 10-29 11-28"),
            ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "1998-12-01", "09-04 10-07 11-06"),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "19970902T090000", "1999-12-01", "02-13 03-13 11-13"),
            ("FREQ=MONTHLY;COUNT=2", "20260131T090000", "2026-12-01", "01-31 03-31"),
            ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "19970610T090000", "2000-01-01", "06-10 07-10 06-10 07-10"),
            ("FREQ=YEARLY;BYDAY=20MO;COUNT=2", "19970519T090000", "2000-01-01", "05-19 05-18"),
            ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3", "19970313T090000", "2000-01-01", "03-13 03-20 03-27"),
            ("FREQ=DAILY;UNTIL=19970904T090000", "19970902T090000", "1998-01-01", "09-02 09-03 09-04"),
            ("FREQ=DAILY", "19970902T090000", "1997-09-03", "09-02 09-03"),
        ] {
            assert_eq!(days(rule, start, last).join(" "), expected, "{rule}");
        }
    }

    #[test]
    fn hostile_rules_end() {
        for rule in [
            "FREQ=SECONDLY",
            "FREQ=DAILY;INTERVAL=0",
            "COUNT=3",
            "FREQ=DAILY;BYMONTH=0",
            "x",
            "FREQ=WEEKLY;BYDAY=é",
            "FREQ=YEARLY;BYEASTER=1",
        ] {
            assert!(Rule::parse(rule).is_err(), "{rule}");
        }
        let never = Rule::parse("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30").unwrap();
        assert_eq!(never.instances(moment("19000101T000000").unwrap().0, "2200-12-31".parse().unwrap()).0, []);
        let endless = Rule::parse("FREQ=DAILY").unwrap();
        assert!(
            endless.instances(moment("19000101").unwrap().0, "2200-12-31".parse().unwrap()).0.len() <= MAX_INSTANCES
        );
    }

    #[test]
    fn moments_are_read_or_refused() {
        assert_eq!(
            moment("20260131T100000Z").map(|m| (m.0.to_string(), m.1, m.2)),
            Some(("2026-01-31T10:00:00".to_owned(), true, true))
        );
        assert_eq!(moment("20260131").map(|m| m.2), Some(false));
        for text in ["", "2026", "20260230", "20260131T25", "20260131T250000", "2026-01-31", "é0260131", "99990101"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
