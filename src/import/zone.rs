//! Time zones of calendars: takes a `TZID` and what the file says of it, gives the moment of a local time. A name of the
//! IANA database, or one that stands for such (`W. Europe Standard Time`), is taken at its word; any other by the rules
//! the file has for it.

mod names;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::content_line::ContentLine;
use super::recurrence::{Rule, moment};

/// A time zone.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// One of the database.
    Named(TimeZone),
    /// As the file describes it.
    Described(Vec<Onset>),
}

/// From when on an offset holds.
#[derive(Clone, Debug)]
pub(super) struct Onset {
    start: DateTime,
    rule: Option<Rule>,
    offset: Offset,
}

impl Zone {
    /// The zone of that name, without a description.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches('"');
        let by_name = |name: &str| TimeZone::get(name).ok();
        by_name(name).or_else(|| by_name(names::iana(name)?)).map(Self::Named)
    }

    /// The zone that the lines of a `VTIMEZONE` describe.
    pub(super) fn described(lines: &[ContentLine]) -> Option<(String, Self)> {
        let id = lines.iter().find(|l| l.name == "TZID")?.text();
        let location = lines.iter().find(|l| l.name == "X-LIC-LOCATION").map(ContentLine::text);
        if let Some(zone) = Self::named(&id).or_else(|| Self::named(&location?)) {
            return Some((id, zone));
        }
        let mut onsets = Vec::new();
        let (mut start, mut rule, mut offset) = (None, None, None);
        for line in lines {
            match line.name.as_str() {
                "BEGIN" => (start, rule, offset) = (None, None, None),
                "DTSTART" => start = onset(&line.value),
                "RRULE" => rule = Rule::parse(&line.value).ok(),
                "TZOFFSETTO" => offset = seconds(&line.value),
                "END" => {
                    if let (Some(start), Some(offset)) = (start.take(), offset.take())
                        && onsets.len() < 64
                    {
                        onsets.push(Onset { start, rule: rule.take(), offset });
                    }
                }
                _ => {}
            }
        }
        (!onsets.is_empty()).then_some((id, Self::Described(onsets)))
    }

    /// The moment of a local time; one that comes twice is the first, one that is skipped as much later.
    pub(super) fn moment(&self, at: DateTime) -> Option<Timestamp> {
        match self {
            Self::Named(zone) => zone.to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp()),
            Self::Described(onsets) => {
                let offset = onsets
                    .iter()
                    .filter_map(|onset| Some((onset.last(at)?, onset.offset)))
                    .max_by_key(|(from, _)| *from);
                let offset = offset.map(|(_, offset)| offset).or_else(|| onsets.first().map(|onset| onset.offset))?;
                offset.to_timestamp(at).ok()
            }
        }
    }
}

impl Onset {
    /// The last time it set in, up to a local time.
    fn last(&self, at: DateTime) -> Option<DateTime> {
        if self.start > at {
            return None;
        }
        let Some(rule) = &self.rule else { return Some(self.start) };
        // A rule by the year: what set in before the last two years is of no matter.
        let years = i64::from(at.year()) - i64::from(self.start.year()) - 2;
        let start = if years > 0 && rule.until.is_none() {
            self.start.checked_add(years.years()).unwrap_or(self.start)
        } else {
            self.start
        };
        let start = start.date().first_of_month().to_datetime(start.time());
        let (all, _) = rule.instances(start, at.date());
        all.into_iter().rfind(|onset| *onset <= at).or(Some(self.start))
    }
}

/// The start of a description: Outlook begins in 1601, which is as good as 1970.
fn onset(text: &str) -> Option<DateTime> {
    moment(text).map(|(at, ..)| at).or_else(|| {
        let (_, time) = text.trim().split_once('T')?;
        let (at, ..) = moment(&format!("19700101T{}", time.trim_end_matches('Z')))?;
        Some(Date::constant(1970, 1, 1).to_datetime(at.time()))
    })
}

/// `+0200`, `-053000`.
fn seconds(text: &str) -> Option<Offset> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(0, |part| part.parse::<i32>().unwrap_or(0));
    Offset::from_seconds(sign * (part(0) * 3600 + part(2) * 60 + part(4))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::content_line::read;

    #[test]
    fn zones_by_name_by_alias_and_by_description() {
        let at = |zone: &Zone, text: &str| zone.moment(moment(text).unwrap().0).unwrap().to_string();
        let berlin = Zone::named("W. Europe Standard Time").unwrap();
        assert_eq!(at(&berlin, "20261024T100000"), "2026-10-24T08:00:00Z");
        assert_eq!(at(&berlin, "20261026T100000"), "2026-10-26T09:00:00Z");
        assert!(Zone::named("Nowhere/At All").is_none());
        let text = b"TZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nTZOFFSETTO:+0200\nEND:DAYLIGHT\n";
        let (id, ours) = Zone::described(&read(text)).unwrap();
        assert_eq!(id, "Ours");
        for (local, utc) in [
            ("20261024T100000", "2026-10-24T08:00:00Z"),
            ("20261026T100000", "2026-10-26T09:00:00Z"),
            ("20260115T100000", "2026-01-15T09:00:00Z"),
            ("20260401T100000", "2026-04-01T08:00:00Z"),
        ] {
            assert_eq!(at(&ours, local), utc);
        }
    }
}
