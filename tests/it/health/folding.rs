//! How lines become commitments, loops and touchpoints; thresholds the day before, the day, the day after.

use rapporteur::assess::{Commitment, Fate};
use rapporteur::config::{HealthConfig, Signal};
use rapporteur::register::*;

use super::build::*;

fn fold(lines: Vec<PromiseLine>, day: i64) -> Vec<Commitment> {
    let register = Register { promise_lines: lines, ..register() };
    assessed(&register, &HealthConfig::default(), day).ledger.commitments
}

fn one(lines: Vec<PromiseLine>, day: i64) -> Commitment {
    let mut all = fold(lines, day);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// (day, value) of `ada`'s reliability.
fn reliability(lines: Vec<PromiseLine>, day: i64) -> Vec<(i64, f64)> {
    let register = Register { promise_lines: lines, ..register() };
    let items = health(&register, &HealthConfig::default(), day).contributions;
    let own = items.into_iter().filter(|item| item.signal == Signal::Reliability);
    own.map(|item| (rapporteur::assess::calendar::day(item.date) - 20_003, item.value)).collect()
}

fn anonymous(line: u32, day: i64, text: &str, due: i64, state: BoxState) -> PromiseLine {
    PromiseLine { id: None, text: text.to_owned(), ..promise(line, day, "x", Some(due), state) }
}

#[test]
fn the_same_words_and_due_date_are_the_same_promise() {
    let again = vec![
        anonymous(1, 0, "Cost  model", 20, BoxState::Open),
        anonymous(2, 7, "cost model ", 20, BoxState::Open),
        anonymous(3, 14, "COST MODEL", 20, BoxState::Done(None)),
    ];
    let folded = one(again.clone(), 30);
    assert_eq!((folded.made, folded.done, folded.fate), (date(0), Some(date(14)), Fate::Done));
    assert_eq!((folded.place, folded.last_place), (place(2, 1), place(2, 3)));
    assert_eq!(one(again, 13).fate, Fate::Open);
    let other_due =
        vec![anonymous(1, 0, "cost model", 20, BoxState::Open), anonymous(2, 7, "cost model", 21, BoxState::Open)];
    assert_eq!(fold(other_due, 30).len(), 2);
}

#[test]
fn a_later_due_date_under_one_id_is_a_renegotiation() {
    let moved = |on| {
        vec![
            promise(1, 0, "c-1", Some(20), BoxState::Open),
            promise(2, on, "c-1", Some(40), BoxState::Open),
            promise(3, 45, "c-1", Some(40), BoxState::Done(Some(date(30)))),
        ]
    };
    let in_time = one(moved(19), 50);
    assert_eq!((in_time.due, in_time.renegotiated.len()), (Some(date(40)), 1));
    assert_eq!(in_time.dues, [(date(0), date(20)), (date(19), date(40))]);
    assert_eq!(reliability(moved(19), 50), [(30, 0.8)]);
    for late in [20, 21] {
        let late = one(moved(late), 50);
        assert_eq!((late.due, late.renegotiated.len()), (Some(date(20)), 1), "shown, but the old date counts");
    }
    let (day, value) = reliability(moved(20), 50)[0];
    assert_eq!(day, 20);
    assert!((value - 0.8 * (-10.0f64 / 7.0).exp2()).abs() < 1e-12);
}

#[test]
fn a_due_date_changed_on_the_line_that_closes_it_costs_nothing() {
    let closed = |done| {
        vec![
            promise(1, 0, "c-1", Some(20), BoxState::Open),
            promise(2, 19, "c-1", Some(40), BoxState::Done(Some(date(done)))),
        ]
    };
    assert_eq!((one(closed(18), 50).due, one(closed(18), 50).renegotiated.len()), (Some(date(20)), 0));
    assert_eq!(reliability(closed(18), 50), [(18, 1.0)]);
    assert_eq!(one(closed(19), 50).renegotiated.len(), 1, "not done before the note");
}

#[test]
fn ticked_without_a_date_counts_from_a_later_note_only() {
    let same_note = vec![promise(1, 0, "c-1", Some(20), BoxState::Done(None))];
    assert!(one(same_note.clone(), 30).closed_undated);
    assert_eq!(reliability(same_note, 30), []);
    let later = vec![
        promise(1, 0, "c-1", Some(20), BoxState::Open),
        PromiseLine { place: place(9, 1), ..promise(1, 0, "c-1", Some(20), BoxState::Done(None)) },
    ];
    assert_eq!(one(later.clone(), 30).done, Some(date(0)));
    assert_eq!(reliability(later, 30), [(0, 1.0)]);
    let repeated = vec![
        promise(1, 0, "c-1", Some(20), BoxState::Open),
        promise(2, 7, "c-1", Some(20), BoxState::Done(None)),
        promise(3, 70, "c-1", Some(20), BoxState::Done(None)),
    ];
    assert_eq!(one(repeated, 80).done, Some(date(7)));
}

#[test]
fn first_seen_ticked_it_was_made_no_later_than_it_was_done() {
    let line = promise(1, 10, "c-1", Some(20), BoxState::Done(Some(date(8))));
    assert_eq!(one(vec![line.clone()], 30).made, date(8));
    let created = PromiseLine { created: Some(date(3)), ..line };
    assert_eq!(one(vec![created], 30).made, date(3));
}

#[test]
fn closed_beats_open_on_a_day_and_reopening_takes_a_later_one() {
    let lines = vec![
        promise(1, 0, "c-1", Some(20), BoxState::Open),
        promise(2, 7, "c-1", Some(20), BoxState::Done(None)),
        promise(3, 7, "c-1", Some(20), BoxState::Open),
    ];
    assert_eq!(one(lines.clone(), 30).fate, Fate::Done);
    let reopened = [lines, vec![promise(4, 8, "c-1", Some(20), BoxState::Open)]].concat();
    assert_eq!(one(reopened, 30).fate, Fate::Overdue);
}

#[test]
fn a_completion_to_come_is_not_yet_known() {
    let line = promise(1, 0, "c-1", Some(20), BoxState::Done(Some(date(10))));
    assert_eq!(one(vec![line.clone()], 9).fate, Fate::Open);
    assert_eq!(one(vec![line.clone()], 9).done, None);
    assert_eq!(one(vec![line.clone()], 10).done, Some(date(10)));
    // A later line that says it is open has the last word, whatever an earlier one foresaw.
    let open = promise(2, 8, "c-1", Some(20), BoxState::Open);
    assert_eq!(one(vec![line, open], 15).fate, Fate::Open);
}

#[test]
fn cancelled_in_time_is_no_evidence_and_later_stays_a_nothing() {
    let cancelled = |on| {
        let state = BoxState::Cancelled(Some(date(on)));
        vec![promise(1, 0, "c-1", Some(20), BoxState::Open), promise(2, on, "c-1", Some(20), state)]
    };
    assert_eq!(reliability(cancelled(19), 50), []);
    assert_eq!(reliability(cancelled(20), 50), []);
    assert_eq!(reliability(cancelled(21), 50), [(20, 0.0)]);
    assert_eq!(one(cancelled(21), 50).fate, Fate::Cancelled);
}

#[test]
fn without_a_due_date_a_promise_is_listed_and_never_evidence() {
    let lines = vec![promise(1, 0, "c-1", None, BoxState::Open)];
    assert_eq!(one(lines.clone(), 99).fate, Fate::Open);
    assert_eq!(reliability(lines, 99), []);
    let done = vec![promise(1, 0, "c-1", None, BoxState::Done(Some(date(0))))];
    assert_eq!(reliability(done, 99), []);
}

#[test]
fn a_record_stands_and_notes_only_add() {
    let record = PromiseLine {
        is_record: true,
        text: "The record".to_owned(),
        ..promise(1, 0, "c-1", Some(20), BoxState::Open)
    };
    let done = promise(2, 10, "c-1", None, BoxState::Done(None));
    let open = promise(3, 15, "c-1", None, BoxState::Open);
    let folded = one(vec![record.clone(), done, open], 30);
    assert_eq!((folded.text.as_str(), folded.done), ("The record", Some(date(10))));
    let closed = PromiseLine { state: BoxState::Done(Some(date(12))), ..record.clone() };
    let noted = promise(2, 25, "c-1", None, BoxState::Done(None));
    assert_eq!(one(vec![closed, noted], 30).done, Some(date(12)), "the record's own date");
    let moved = PromiseLine { renegotiated: vec![(date(5), date(25))], ..record };
    assert_eq!(one(vec![moved.clone()], 30).due, Some(date(25)));
    assert_eq!(one(vec![moved], 4).due, Some(date(20)), "not yet moved");
}

#[test]
fn the_first_told_counts_and_praise_opens_no_loop() {
    let told = |line, day| ToldLine {
        label: Audience::Team,
        place: place(7, line),
        date: date(day),
        who: id("ada"),
        feedback: id("f-1"),
        outcome: Outcome::Partly,
        text: "on the roadmap".to_owned(),
    };
    let mut register = register();
    register.feedback.push(feedback(1, 0, Some(12)));
    register.told_lines = vec![told(1, 9), told(2, 3)];
    register.feedback.push(Feedback { kind: FeedbackKind::Praise, ..feedback(2, 0, None) });
    let assessed = assessed(&register, &HealthConfig::default(), 30);
    let loops = &assessed.ledger.loops;
    assert_eq!(loops[0].feedback.told.as_ref().unwrap().value, date(3));
    assert_eq!(loops[0].told_place, Some(place(7, 2)));
    assert_eq!(loops[0].due, Some(date(7)), "five working days after a Monday");
    assert_eq!(loops[0].feedback.response.as_ref().unwrap().value, "on the roadmap");
    assert_eq!(loops[1].due, None);
    let items = &assessed.health[&id("ada")].contributions;
    assert_eq!(items.iter().filter(|item| item.signal == Signal::Feedback).count(), 1);
}

#[test]
fn being_asked_counts_only_on_or_before_the_day() {
    for (asked, value) in [(19, 1.0), (20, 1.0), (21, 0.0)] {
        let mut register = register();
        let mut decision = decision(1, 20, None);
        decision.consulted = None;
        register.decisions.push(decision);
        assert!(health(&register, &full(), 30).contributions.is_empty(), "nothing says who was asked");
        register.consulted_lines.push(ConsultedLine {
            label: Audience::Team,
            place: place(8, 1),
            date: date(asked),
            who: id("ada"),
            decision: id("d-1"),
        });
        let items = health(&register, &full(), 30).contributions;
        assert_eq!(items[0].value, value, "asked on {asked}");
        assert_eq!(items[0].place, place(4, 1));
    }
}

#[test]
fn a_meeting_counts_for_attendance_only_where_it_records_absence() {
    let mut register = register();
    register.notes.push(meeting(1, 0, &["ada"], None));
    register.notes.push(meeting(2, 1, &["ada", "ada"], Some((&["ada"], &[]))));
    register.notes.push(meeting(3, 2, &["bo"], Some((&["ada"], &[]))));
    register.notes.push(meeting(4, 3, &["bo"], Some((&[], &["ada"]))));
    let items = health(&register, &full(), 5).contributions;
    let values: Vec<f64> =
        items.iter().filter(|item| item.signal == Signal::Attendance).map(|item| item.value).collect();
    assert_eq!(values, [0.0, 0.5, 1.0]);
    let dealings = &assessed(&register, &full(), 5).ledger.dealings[&id("ada")];
    assert_eq!(dealings.touchpoints, [0, 1]);
}

#[test]
fn a_message_is_a_touchpoint_but_feeds_no_cadence() {
    let mut register = register();
    let message = Note { kind: NoteType::Email, two_way: false, ..meeting(1, 0, &["ada"], None) };
    register.notes.push(message);
    let assessed = assessed(&register, &HealthConfig::default(), 5);
    assert_eq!(assessed.ledger.dealings[&id("ada")].touchpoints, [0]);
    assert_eq!(assessed.health[&id("ada")].score, None);
    assert_eq!(assessed.health[&id("ada")].history.len(), 1);
}

#[test]
fn leaving_freezes_the_score_and_ends_attention() {
    let mut register = register();
    register.notes.push(meeting(1, 0, &["ada"], None));
    register.promise_lines.push(promise(1, 0, "c-1", Some(5), BoxState::Open));
    let then = health(&register, &full(), 20);
    ada(&mut register).left_on = field(date(20));
    let line = promise(2, 40, "c-1", Some(5), BoxState::Done(None));
    register.promise_lines.push(line);
    let now = assessed(&register, &full(), 90);
    let frozen = &now.health[&id("ada")];
    assert_eq!((frozen.score, frozen.attention, frozen.first_touchpoint_due), (then.score, None, false));
    assert_eq!(frozen.contributions, then.contributions);
    assert_eq!(now.order, [id("bo"), id("ada")]);
}

#[test]
fn an_override_shows_its_band_from_its_first_day_to_its_last() {
    let mut register = register();
    register.notes.push(meeting(1, 9, &["ada"], None));
    let entry =
        Override { band: Band::Watch, reason: "merger".to_owned(), by: id("me"), on: date(10), until: date(20) };
    ada(&mut register).overrides.push(labelled(entry));
    for (day, shown) in [(9, false), (10, true), (20, true), (21, false)] {
        let health = health(&register, &full(), day);
        assert_eq!(health.overridden.is_some(), shown, "day {day}");
        assert_eq!(health.band == Band::Watch, shown, "day {day}");
        assert_eq!(health.computed_band, Band::NotEnoughData);
    }
}
