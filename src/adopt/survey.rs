//! What notes record: takes them as parsed, gives counts, dates, their rhythm, and which signals they are evidence for.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::config::Signal;
use crate::parse::{ItemKind, ParsedNote};

/// Meetings that the rhythm is taken from: the last so many, for rhythms change.
const RECENT: usize = 13;
/// The agreed cadence where nothing says otherwise, in days.
const CADENCE: i32 = 30;
/// Days without a meeting after which somebody is read as gone, where meetings aren't rarer than every other month.
const GONE: i32 = 365;
/// Meetings missed after which they are, where they are rarer.
const MISSED: i32 = 6;
/// Meetings present in up to which somebody is a guest, and when those are read as gone.
const GUEST: usize = 2;
const GONE_GUESTS: i32 = 90;
const MISSED_BY_GUESTS: i32 = 3;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Distinct days of notes with people, in order, up to today.
    pub days: Vec<Date>,
    /// Notes of days to come, as indexes: nobody has gone by them.
    pub ahead: Vec<usize>,
    /// Notes with a date.
    pub dated: usize,
    /// The first and the last date of any note.
    pub range: Option<(Date, Date)>,
    /// Notes with somebody present.
    pub with_people: usize,
    /// Notes without a date, as indexes.
    pub undated: Vec<usize>,
    /// Notes with nobody present, as indexes.
    pub empty: Vec<usize>,
    /// Promises in our syntax.
    pub promises: usize,
    /// Feedback in our syntax.
    pub feedback: usize,
    /// Decisions and consultations in our syntax.
    pub decisions: usize,
}

/// Looks through notes, as of `today` where that is known.
pub fn survey(notes: &[&ParsedNote], today: Option<Date>) -> Survey {
    let mut survey = Survey::default();
    let mut days = BTreeSet::new();
    for (n, note) in notes.iter().enumerate() {
        let has_people = note.attendees.as_ref().is_some_and(|list| !list.is_empty());
        match note.date {
            Some(date) => {
                survey.dated += 1;
                let (first, last) = survey.range.unwrap_or((date, date));
                survey.range = Some((first.min(date), last.max(date)));
                if today.is_some_and(|today| date > today) {
                    survey.ahead.push(n);
                } else {
                    days.extend(has_people.then_some(date));
                }
            }
            None => survey.undated.push(n),
        }
        if has_people {
            survey.with_people += 1;
        } else {
            survey.empty.push(n);
        }
        for item in &note.items {
            match item.kind {
                ItemKind::Promise { .. } => survey.promises += 1,
                ItemKind::Feedback { .. } => survey.feedback += 1,
                ItemKind::Decision { .. } | ItemKind::Consulted { .. } => survey.decisions += 1,
                _ => {}
            }
        }
    }
    survey.days = days.into_iter().collect();
    survey
}

impl Survey {
    /// Signals of our conduct that the notes are evidence for; the cadence in any case, for notes are meetings.
    pub fn signals(&self) -> Vec<Signal> {
        let found = [
            (Signal::Cadence, true),
            (Signal::Reliability, self.promises > 0),
            (Signal::Feedback, self.feedback > 0),
            (Signal::Involvement, self.decisions > 0),
        ];
        found.into_iter().filter(|(_, is_found)| *is_found).map(|(signal, _)| signal).collect()
    }

    /// The median of days between the last meetings; `None` under three of them.
    pub fn gap(&self) -> Option<i32> {
        let recent = &self.days[self.days.len().saturating_sub(RECENT)..];
        let mut gaps: Vec<i32> = recent.windows(2).map(|pair| (pair[1] - pair[0]).get_days()).collect();
        gaps.sort_unstable();
        (gaps.len() > 1).then(|| gaps[gaps.len() / 2])
    }

    /// A cadence to write down: only where meetings are further apart than the usual one, which would call everybody late
    /// between any two of them.
    pub fn cadence(&self) -> Option<i32> {
        self.gap().filter(|gap| *gap > CADENCE)
    }

    /// Days before the newest meeting that somebody must have been present in, not to be read as gone: of those present
    /// several times, and of guests, who were once or twice.
    pub fn gone_after(&self) -> (i32, i32) {
        let meetings = |n: i32| self.gap().map_or(0, |gap| gap.saturating_mul(n));
        (meetings(MISSED).max(GONE), meetings(MISSED_BY_GUESTS).max(GONE_GUESTS))
    }

    /// The day to write as the last of somebody present in `met` notes, last on `last`; `None` where they are still there.
    pub fn left(&self, met: usize, last: Option<Date>) -> Option<Date> {
        let (last, newest) = (last?, *self.days.last()?);
        let (regulars, guests) = self.gone_after();
        let after = if met <= GUEST { guests } else { regulars };
        ((newest - last).get_days() > after).then_some(last)
    }
}

/// What a signal of our conduct would need in notes.
pub fn needs(signal: Signal) -> &'static str {
    match signal {
        Signal::Cadence => "notes with a date and people",
        Signal::Reliability => "promises, written `- [ ] @me -> @ada: what  [due:: 2026-12-01]`",
        Signal::Feedback => {
            "what people said, written `- (feedback) @ada: what ^f-1`, and `(told)` when it was answered"
        }
        Signal::Involvement => "decisions.toml with whom you asked before, or `- (consulted) @ada  [decision:: d-1]`",
        Signal::Attendance | Signal::Sentiment | Signal::Alignment => "a purpose: it describes the other person",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn meetings(days: &[(i16, i8, i8)]) -> Survey {
        Survey { days: days.iter().map(|(y, m, d)| date(*y, *m, *d)).collect(), ..Survey::default() }
    }

    #[test]
    fn a_cadence_is_written_only_where_the_usual_one_is_wrong() {
        let weekly = meetings(&[(2026, 1, 1), (2026, 1, 8), (2026, 1, 15)]);
        assert_eq!((weekly.gap(), weekly.cadence(), weekly.gone_after()), (Some(7), None, (365, 90)));
        let quarterly = meetings(&[(2025, 1, 1), (2025, 4, 2), (2025, 7, 2), (2025, 10, 1)]);
        assert_eq!((quarterly.gap(), quarterly.cadence(), quarterly.gone_after()), (Some(91), Some(91), (546, 273)));
        assert_eq!(meetings(&[(2025, 1, 1), (2025, 4, 2)]).gap(), None);
        assert_eq!(
            meetings(&[(2026, 1, 1), (2026, 1, 31), (2026, 3, 2)]).cadence(),
            None,
            "30 days are the usual ones"
        );
    }

    #[test]
    fn who_was_not_seen_for_long_is_read_as_gone() {
        let survey = meetings(&[(2025, 1, 1), (2025, 1, 8), (2026, 1, 1), (2026, 1, 8)]);
        assert_eq!(survey.left(3, Some(date(2025, 1, 7))), Some(date(2025, 1, 7)));
        assert_eq!(survey.left(3, Some(date(2025, 1, 8))), None, "a year to the day is not over a year");
        assert_eq!(survey.left(2, Some(date(2025, 10, 11))), None, "90 days to the day");
        assert_eq!(survey.left(2, Some(date(2025, 10, 9))), Some(date(2025, 10, 9)));
        assert_eq!(survey.left(3, None), None);
    }
}
