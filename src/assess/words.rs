//! Words: takes pieces of evidence, gives the sentence beside each figure. Plain words for people who have
//! never read the method.

use jiff::civil::Date;

use super::Loop;
use super::calendar::{Day, day};
use super::promise::{Phase, State};
use super::score::Cadence;
use crate::register::{Assessment, SentimentMark};

/// "1 day", "12 days".
pub(super) fn days(count: Day) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// What a promise had come to by a day, where that is evidence.
pub(super) fn promise(text: &str, phase: &Phase, today: Day) -> String {
    let due = phase.due.map_or(today, day);
    let state = match phase.state {
        State::Done(done) if day(done) > due => format!("kept {} late", days(day(done) - due)),
        State::Done(_) | State::ClosedUndated => "kept on time".to_owned(),
        State::Cancelled { on, .. } => format!("called off {} after it was due", days(day(on) - due)),
        State::Open => format!("{} overdue", days(today - due)),
    };
    let moved = match phase.renegotiations {
        0 => String::new(),
        1 => ", date moved once".to_owned(),
        times => format!(", date moved {times} times"),
    };
    format!("{text}: {state}{moved}")
}

/// What had become of feedback by a day, once its own had come.
pub(super) fn feedback(item: &Loop, today: Day) -> String {
    let due = item.due.map_or(today, day);
    let text = &item.feedback.text;
    let told = item.feedback.told.as_ref().map(|told| day(told.value));
    match told.filter(|told| *told <= today) {
        Some(told) if told > due => format!("Answered {} late: {text}", days(told - due)),
        Some(_) => format!("Answered in time: {text}"),
        None => format!("Unanswered, {} past its day: {text}", days(today - due)),
    }
}

/// Whether they were asked before a decision.
pub(super) fn decision(title: &str, decided: Day, asked: Option<Date>) -> String {
    match asked.map(|asked| decided - day(asked)) {
        Some(0) => format!("Heard on the day: {title}"),
        Some(before) => format!("Heard {} before: {title}", days(before)),
        None => format!("Not heard before: {title}"),
    }
}

/// Presence at a meeting.
pub(super) fn presence(value: f64) -> String {
    let word = if value >= 1.0 {
        "present"
    } else if value > 0.0 {
        "sent regrets"
    } else {
        "absent"
    };
    word.to_owned()
}

/// A mark with their words.
pub(super) fn mark(mark: &SentimentMark) -> String {
    let sign = if mark.value > 0 { "+" } else { "" };
    let said = mark.text.trim().trim_matches(['"', '“', '”']);
    if said.is_empty() { format!("{sign}{}", mark.value) } else { format!("{sign}{}: “{said}”", mark.value) }
}

/// The last talk against the agreed rhythm; `age` leaves pauses out.
pub(super) fn cadence(cadence: Cadence, last: Day, today: Day, age: Day) -> String {
    let ago = match today - last {
        0 => "Last talk today".to_owned(),
        ago => format!("Last talk {} ago", days(ago)),
    };
    let paused = today - last - age;
    let paused = if paused > 0 { format!(", {paused} of them paused") } else { String::new() };
    format!("{ago}{paused}; agreed every {}, at most {}", cadence.days, cadence.max_gap)
}

/// Where they stand against where we want them.
pub(super) fn alignment(assessment: &Assessment) -> String {
    let (current, desired) = (assessment.current.as_str(), assessment.desired.as_str());
    if assessment.current >= assessment.desired {
        format!("Seen as {current}, as wanted")
    } else {
        format!("Seen as {current}, {desired} wanted")
    }
}
