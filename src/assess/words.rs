//! Words: takes pieces of evidence, gives the sentence beside each figure. Plain words for people who have
//! never read the method.

use std::ops::Range;

use jiff::civil::Date;

use super::Loop;
use super::calendar::{Day, day};
use super::promise::{Phase, State};
use super::score::Cadence;
use crate::register::{Assessment, SentimentMark};

/// A line in words, with where its subject stands in it (before what is said of it, or after) and whether it is open.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) subject: Range<usize>,
    pub(super) is_open: bool,
}

impl Said {
    fn first(subject: &str, state: &str, is_open: bool) -> Self {
        Self { text: [subject, ": ", state].concat(), subject: 0..subject.len(), is_open }
    }

    fn last(state: &str, subject: &str, is_open: bool) -> Self {
        let text = [state, ": ", subject].concat();
        Self { subject: text.len() - subject.len()..text.len(), text, is_open }
    }

    fn alone(text: String) -> Self {
        Self { subject: text.len()..text.len(), text, is_open: false }
    }
}

/// "1 day", "12 days".
pub(super) fn days(count: Day) -> String {
    if count == 1 { "1 day".to_owned() } else { count.to_string() + " days" }
}

/// What a promise had come to by a day, where that is evidence.
pub(super) fn promise(text: &str, phase: &Phase, today: Day) -> Said {
    let due = phase.due.map_or(today, day);
    let state = match phase.state {
        State::Done(done) if day(done) > due => ["kept ", &days(day(done) - due), " late"].concat(),
        State::Done(_) | State::ClosedUndated => "kept on time".to_owned(),
        State::Cancelled { on, .. } => format!("called off {} after it was due", days(day(on) - due)),
        State::Open => days(today - due) + " overdue",
    };
    let state = match phase.renegotiations {
        0 => state,
        1 => state + ", date moved once",
        times => format!("{state}, date moved {times} times"),
    };
    Said::first(text, &state, matches!(phase.state, State::Open))
}

/// What had become of feedback by a day, once its own had come.
pub(super) fn feedback(item: &Loop, today: Day) -> Said {
    let due = item.due.map_or(today, day);
    let text = &item.feedback.text;
    let told = item.feedback.told.as_ref().map(|told| day(told.value));
    match told.filter(|told| *told <= today) {
        Some(told) if told > due => Said::last(&format!("Answered {} late", days(told - due)), text, false),
        Some(_) => Said::last("Answered in time", text, false),
        None => Said::last(&format!("Unanswered, {} past its day", days(today - due)), text, true),
    }
}

/// Whether they were asked before a decision.
pub(super) fn decision(title: &str, decided: Day, asked: Option<Date>) -> Said {
    let state = match asked.map(|asked| decided - day(asked)) {
        Some(0) => "Heard on the day".to_owned(),
        Some(before) => format!("Heard {} before", days(before)),
        None => "Not heard before".to_owned(),
    };
    Said::last(&state, title, false)
}

/// Presence at a meeting.
pub(super) fn presence(value: f64) -> Said {
    let word = if value >= 1.0 {
        "present"
    } else if value > 0.0 {
        "sent regrets"
    } else {
        "absent"
    };
    Said::alone(word.to_owned())
}

/// A mark with their words.
pub(super) fn mark(mark: &SentimentMark) -> Said {
    let sign = if mark.value > 0 { "+" } else { "" };
    let said = mark.text.trim().trim_matches(['"', '“', '”']);
    let value = sign.to_owned() + &mark.value.to_string();
    if said.is_empty() { Said::alone(value) } else { Said::last(&value, &["“", said, "”"].concat(), false) }
}

/// The last talk against the agreed rhythm; `age` leaves pauses out.
pub(super) fn cadence(cadence: Cadence, last: Day, today: Day, age: Day) -> Said {
    let ago = match today - last {
        0 => "Last talk today".to_owned(),
        ago => format!("Last talk {} ago", days(ago)),
    };
    let paused = today - last - age;
    let paused = if paused > 0 { format!(", {paused} of them paused") } else { String::new() };
    Said::alone(format!("{ago}{paused}; agreed every {}, at most {}", cadence.days, cadence.max_gap))
}

/// Where they stand against where we want them.
pub(super) fn alignment(assessment: &Assessment) -> Said {
    let (current, desired) = (assessment.current.as_str(), assessment.desired.as_str());
    Said::alone(if assessment.current >= assessment.desired {
        format!("Seen as {current}, as wanted")
    } else {
        format!("Seen as {current}, {desired} wanted")
    })
}
