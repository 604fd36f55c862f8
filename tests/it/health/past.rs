//! Whole registers: the past is the same as if everything later had never been written, and what the method
//! promises holds for evidence as it is folded from lines.

use proptest::prelude::*;
use rapporteur::assess::Health;
use rapporteur::config::HealthConfig;
use rapporteur::register::*;

use super::build::*;

/// Days the facts lie in.
pub(super) const SPAN: i64 = 330;
const TINY: f64 = 1e-9;

/// Something that happened, on a day.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    Meeting { day: i64, present: u8 },
    Promise { day: i64, due: i64, moved: Option<(i64, i64)>, closed: Option<(i64, u8)> },
    Feedback { day: i64, told: Option<i64>, grave: bool },
    Decision { day: i64, asked: Option<i64> },
    Mark { day: i64, value: i8 },
    Assessed { day: i64, rated: (u8, u8), current: usize },
    Pause { day: i64, days: i64 },
}

fn fact() -> impl Strategy<Value = Fact> {
    let day = || 0..SPAN;
    let after = || proptest::option::of(0i64..60);
    prop_oneof![
        2 => (day(), 0u8..5).prop_map(|(day, present)| Fact::Meeting { day, present }),
        4 => (day(), 0i64..60, proptest::option::of((1i64..70, 1i64..60)), proptest::option::of((1i64..120, 0u8..6)))
            .prop_map(|(day, due, moved, closed)| Fact::Promise { day, due, moved, closed }),
        2 => (day(), after(), any::<bool>()).prop_map(|(day, told, grave)| Fact::Feedback { day, told, grave }),
        1 => (day(), proptest::option::of(-20i64..20)).prop_map(|(day, asked)| Fact::Decision { day, asked }),
        1 => (day(), -2i8..=2).prop_map(|(day, value)| Fact::Mark { day, value }),
        1 => (day(), (3u8..=5, 3u8..=5), 0usize..5)
            .prop_map(|(day, rated, current)| Fact::Assessed { day, rated, current }),
        1 => (day(), 0i64..30).prop_map(|(day, days)| Fact::Pause { day, days }),
    ]
}

pub(super) fn facts() -> impl Strategy<Value = Vec<Fact>> {
    proptest::collection::vec(fact(), 1..16)
}

pub(super) fn config() -> impl Strategy<Value = HealthConfig> {
    prop_oneof![Just(HealthConfig::default()), Just(full())]
}

/// The register of some facts, every date moved by `shift` days; `line` gives each fact its line.
fn written(facts: &[Fact], shift: i64, line: impl Fn(usize) -> u32) -> Register {
    let mut register = register();
    for (number, fact) in facts.iter().enumerate() {
        add(&mut register, fact, shift, line(number));
    }
    ada(&mut register).assessments.sort_by_key(|assessment| assessment.value.date);
    ada(&mut register).assessments.dedup_by_key(|assessment| assessment.value.date);
    register.promise_lines.sort_by_key(|line| (line.date, line.place.start));
    register.notes.sort_by_key(|note| (note.date, note.place.start));
    register
}

fn add(register: &mut Register, fact: &Fact, shift: i64, line: u32) {
    match *fact {
        Fact::Meeting { day, present } => {
            let (none, ada): (&[&str], &[&str]) = (&[], &["ada"]);
            let note = match present {
                0 => meeting(line, day + shift, &["ada", "bo"], None),
                1 => meeting(line, day + shift, ada, Some((none, none))),
                2 => meeting(line, day + shift, &["bo"], Some((ada, none))),
                3 => meeting(line, day + shift, &["bo"], Some((none, ada))),
                _ => Note { two_way: false, kind: NoteType::Email, ..meeting(line, day + shift, ada, None) },
            };
            register.notes.push(note);
        }
        Fact::Promise { day, due, moved, closed } => {
            let (name, day) = (format!("c-{day}-{due}-{moved:?}-{closed:?}"), day + shift);
            let mut push = |line, on, due: Option<i64>, state| {
                register.promise_lines.push(promise(line, on, &name, due, state));
            };
            let late = closed.filter(|(_, how)| *how == 4).map(|(days, _)| BoxState::Done(Some(date(day + days))));
            push(line, day, Some(day + due), late.unwrap_or(BoxState::Open));
            if let Some((days, more)) = moved {
                push(line + 1, day + days, Some(day + due + more), BoxState::Open);
            }
            if let Some((days, how)) = closed {
                let on = day + days;
                match how {
                    0 | 1 => push(line + 2, on, None, BoxState::Done(None)),
                    // Written down only days after it was done.
                    2 => push(line + 2, on, None, BoxState::Done(Some(date(on - days / 2)))),
                    3 => push(line + 2, on, None, BoxState::Cancelled(None)),
                    4 => {}
                    _ => {
                        push(line + 2, on, None, BoxState::Done(None));
                        push(line + 3, on + 9, None, BoxState::Open);
                    }
                }
            }
        }
        Fact::Feedback { day, told, grave } => {
            let mut item = feedback(line, day + shift, told.map(|days| day + shift + days));
            item.severity = if grave { Severity::High } else { Severity::Low };
            register.feedback.push(item);
        }
        Fact::Decision { day, asked } => {
            register.decisions.push(Decision { consulted: None, ..decision(line, day + shift, None) });
            if let Some(days) = asked {
                register.consulted_lines.push(ConsultedLine {
                    label: Audience::Team,
                    place: place(8, line),
                    date: date(day + shift + days),
                    who: id("ada"),
                    decision: id(&format!("d-{line}")),
                });
            }
        }
        Fact::Mark { day, value } => register.sentiment.push(mark(line, day + shift, value)),
        Fact::Assessed { day, rated, current } => {
            let current = Engagement::parse(Engagement::WORDS[current]).unwrap();
            ada(register).assessments.push(assessment(line, day + shift, rated, current));
        }
        Fact::Pause { day, days } => {
            let (from, to) = (date(day + shift), date(day + shift + days));
            register.pauses.push(Pause { from, to, reason: None });
        }
    }
}

pub(super) fn plain(facts: &[Fact]) -> Register {
    written(facts, 0, |number| number as u32 * 10 + 1)
}

/// The register as of a day: nothing later is in it.
pub(super) fn cut(register: &Register, day: i64) -> Register {
    let last = date(day);
    let mut cut = register.clone();
    cut.notes.retain(|note| note.date <= Some(last));
    cut.promise_lines.retain(|line| line.date <= last);
    for line in &mut cut.promise_lines {
        line.renegotiated.retain(|(on, _)| *on <= last);
        if let BoxState::Done(Some(on)) | BoxState::Cancelled(Some(on)) = line.state
            && on > last
        {
            line.state = BoxState::Open;
        }
    }
    cut.feedback.retain(|feedback| feedback.date <= last);
    for feedback in &mut cut.feedback {
        feedback.told = feedback.told.take().filter(|told| told.value <= last);
    }
    for decision in &mut cut.decisions {
        decision.decided = decision.decided.take().filter(|decided| decided.value <= last);
        if decision.decided.is_none() {
            decision.status = DecisionStatus::Proposed;
        }
    }
    cut.consulted_lines.retain(|line| line.date <= last);
    cut.sentiment.retain(|mark| mark.date <= last);
    cut.pauses.retain(|pause| pause.from <= last);
    ada(&mut cut).assessments.retain(|assessment| assessment.value.date <= last);
    cut
}

fn adds_up(health: &Health) -> bool {
    let points = health.contributions.iter().map(|item| item.points);
    let caps = health.caps.iter().map(|cap| cap.points);
    let sum = health.baseline + points.chain(caps).sum::<f64>();
    (sum - health.score.unwrap_or(health.baseline)).abs() < TINY
}

fn thousand() -> ProptestConfig {
    ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(thousand())]

    #[test]
    fn a_past_week_is_as_if_everything_later_had_never_been_written(
        facts in facts(), config in config(), which in any::<prop::sample::Index>(), today in 0..SPAN + 60,
    ) {
        let register = plain(&facts);
        let now = health(&register, &config, today);
        let week = which.index(now.history.len());
        let then = now.history[week];
        let day = rapporteur::assess::calendar::day(then.date) - 20_003;
        let past = health(&cut(&register, day), &config, day);
        let same = past.score.zip(then.score).map_or(past.score == then.score, |(a, b)| (a - b).abs() < TINY);
        prop_assert!(same, "{:?} in the history, {:?} on the day", then, past.score);
        prop_assert!((past.confidence - then.confidence).abs() < TINY);
        prop_assert_eq!((past.computed_band, past.stale), (then.band, then.stale));
        prop_assert_eq!(past.history.len(), week + 1);
    }

    #[test]
    fn what_is_dated_later_changes_nothing(facts in facts(), config in config(), today in 0..SPAN) {
        let register = plain(&facts);
        let cut = cut(&register, today);
        prop_assert_eq!(health(&register, &config, today), health(&cut, &config, today));
    }

    #[test]
    fn every_score_adds_up_and_caps_only_lower(facts in facts(), config in config(), today in 0..SPAN + 60) {
        let register = plain(&facts);
        let got = health(&register, &config, today);
        prop_assert!(adds_up(&got), "{got:?}");
        let uncapped = health(&register, &HealthConfig { cap_limit: 100.0, ..config.clone() }, today);
        prop_assert!(got.score <= uncapped.score);
        prop_assert!(got.caps.is_empty() || got.score <= Some(config.cap_limit));
        for item in &got.contributions {
            prop_assert!((0.0..=1.0).contains(&item.value) && item.date <= date(today) && item.place.line > 0);
        }
    }

    #[test]
    fn whole_weeks_later_everything_is_the_same(facts in facts(), today in 0..SPAN, weeks in -200i64..200) {
        let before = health(&plain(&facts), &full(), today);
        let shifted = written(&facts, weeks * 7, |number| number as u32 * 10 + 1);
        let after = health(&shifted, &full(), today + weeks * 7);
        prop_assert_eq!(before.score, after.score);
        let figures = |health: &Health| -> Vec<_> {
            health.history.iter().map(|week| (week.score, week.confidence, week.band, week.stale)).collect()
        };
        prop_assert_eq!(figures(&before), figures(&after));
        prop_assert_eq!(before.what_would_help, after.what_would_help);
    }

    #[test]
    fn the_order_of_files_and_lines_changes_nothing(facts in facts(), today in 0..SPAN) {
        let before = plain(&facts);
        let mut after = written(&facts, 0, |number| (facts.len() - number) as u32 * 10 + 1);
        after.feedback.reverse();
        after.decisions.reverse();
        after.sentiment.reverse();
        after.pauses.reverse();
        after.notes.sort_by_key(|note| (note.date, std::cmp::Reverse(note.place.start)));
        // Which of two assessments of one day is kept is validation's business.
        prop_assume!(ada(&mut after).assessments.iter().map(|a| &a.value.current).eq(
            before.stakeholders[&id("ada")].assessments.iter().map(|a| &a.value.current)));
        prop_assume!(ada(&mut after).assessments.iter().map(|a| a.value.power).eq(
            before.stakeholders[&id("ada")].assessments.iter().map(|a| a.value.power)));
        let (before, after) = (health(&before, &full(), today), health(&after, &full(), today));
        prop_assert_eq!(&before.history, &after.history);
        prop_assert_eq!(before.score, after.score);
    }

    #[test]
    fn completing_an_overdue_promise_never_lowers(facts in facts(), config in config(), today in 0..SPAN) {
        let register = cut(&plain(&facts), today);
        let before = assessed(&register, &config, today);
        let score = before.health[&id("ada")].score;
        for commitment in before.ledger.commitments {
            if commitment.fate == rapporteur::assess::Fate::Overdue {
                let mut kept = register.clone();
                let name = commitment.id.unwrap();
                kept.promise_lines.push(promise(9_000, today, name.as_str(), None, BoxState::Done(Some(date(today)))));
                let after = health(&kept, &config, today).score;
                prop_assert!(after.unwrap() >= score.unwrap_or_default() - TINY);
            }
        }
    }

    #[test]
    fn what_would_help_helps_as_said(facts in facts(), config in config(), today in 0..SPAN) {
        let register = cut(&plain(&facts), today);
        let before = assessed(&register, &config, today);
        let health_before = &before.health[&id("ada")];
        for help in &health_before.what_would_help {
            prop_assert!(help.points > 0.0);
        }
        let score_after = |changed: &Register| health(changed, &config, today).score.unwrap();
        let offered = |score: f64| health_before.what_would_help.iter().any(|help| (help.score - score).abs() < TINY);
        let now = health_before.score.unwrap_or(health_before.baseline);
        let mut talked = register.clone();
        talked.notes.push(meeting(9_000, today, &["ada"], None));
        let score = score_after(&talked);
        prop_assert!(score <= now + TINY || offered(score));
        for commitment in before.ledger.commitments.iter().filter(|commitment| commitment.done.is_none()) {
            let mut kept = register.clone();
            let name = commitment.id.as_ref().unwrap();
            kept.promise_lines.push(promise(9_000, today, name.as_str(), None, BoxState::Done(Some(date(today)))));
            let score = score_after(&kept);
            let open = commitment.cancelled.is_none();
            prop_assert!(!open || score <= now + TINY || offered(score));
        }
        for item in before.ledger.loops.iter().filter(|item| item.feedback.told.is_none()) {
            let mut told = register.clone();
            let own = told.feedback.iter_mut().find(|feedback| feedback.id == item.feedback.id).unwrap();
            own.told = field(date(today));
            let score = score_after(&told);
            prop_assert!(score <= now + TINY || offered(score));
        }
    }
}
