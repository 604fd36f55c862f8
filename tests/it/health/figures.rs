//! What is said beside the score: history, trend, borderline, attention, quadrant, thresholds in days.

use rapporteur::assess::calendar;
use rapporteur::assess::{Quadrant, Trend};
use rapporteur::config::{HealthConfig, Signal};
use rapporteur::register::*;

use super::build::*;

#[test]
fn history_has_every_monday_from_the_first_evidence_and_the_last_day() {
    let mut register = register();
    register.notes.push(meeting(1, 8, &["ada"], None));
    let days = |today| -> Vec<i64> {
        let history = health(&register, &HealthConfig::default(), today).history;
        history.iter().map(|week| calendar::day(week.date) - 20_003).collect()
    };
    assert_eq!(days(7), [7], "nothing known yet");
    assert_eq!(days(13), [13], "no Monday yet");
    assert_eq!(days(14), [14], "a Monday is written once");
    assert_eq!(days(30), [14, 21, 28, 30]);
}

#[test]
fn a_stale_at_risk_shows_in_the_history_and_a_healthy_one_fades() {
    let mut register = register();
    for line in 1..5 {
        register.promise_lines.push(promise(line, 0, &format!("c-{line}"), Some(5), BoxState::Open));
    }
    register.notes.push(meeting(1, 0, &["ada"], None));
    let late = health(&register, &HealthConfig::default(), 700);
    assert_eq!((late.computed_band, late.stale), (Band::AtRisk, true));
    assert!(!late.history[3].stale);
    for line in &mut register.promise_lines {
        line.state = BoxState::Done(Some(date(4)));
    }
    let faded = health(&register, &HealthConfig::default(), 700);
    assert_eq!(faded.history[1].band, Band::Healthy);
    assert_eq!((faded.computed_band, faded.stale, faded.first_touchpoint_due), (Band::NotEnoughData, false, true));
}

#[test]
fn the_band_of_a_past_monday_is_remembered_between_the_thresholds() {
    // Healthy at first; then one promise overdue leaves it between 65 and 70.
    let mut register = register();
    for line in 1..3 {
        let state = BoxState::Done(Some(date(3)));
        register.promise_lines.push(promise(line, 0, &format!("c-{line}"), Some(3), state));
    }
    for week in 0..20 {
        register.notes.push(meeting(week + 1, i64::from(week) * 7, &["ada"], None));
    }
    register.promise_lines.push(promise(9, 50, "late", Some(100), BoxState::Open));
    let health = health(&register, &HealthConfig::default(), 126);
    let score = health.score.unwrap();
    assert!((65.0..70.0).contains(&score), "{score}");
    assert_eq!(health.computed_band, Band::Healthy);
    assert_eq!(health.since, Some(date(7)), "the first Monday with a promise kept");
}

#[test]
fn the_trend_is_taken_against_four_weeks_before() {
    let mut register = register();
    register.notes.push(meeting(1, 10, &["ada"], None));
    register.promise_lines.push(promise(1, 0, "c-1", Some(20), BoxState::Done(Some(date(11)))));
    let on = |day| health(&register, &HealthConfig::default(), day);
    assert_eq!(on(37).trend, None, "nothing to compare with");
    let falling = on(52);
    assert_eq!(falling.trend, Some(Trend::Down));
    let before = on(24).score.unwrap();
    assert!((falling.change.unwrap() - (falling.score.unwrap() - before)).abs() < 1e-9);
    register.notes.push(meeting(2, 50, &["ada"], None));
    assert_eq!(health(&register, &HealthConfig::default(), 52).trend, Some(Trend::Steady));
    assert_eq!(health(&register, &HealthConfig::default(), 80).trend, Some(Trend::Down));
    register.notes.push(meeting(3, 107, &["ada"], None));
    assert_eq!(health(&register, &HealthConfig::default(), 108).trend, Some(Trend::Up));
}

#[test]
fn a_weight_that_would_change_the_band_is_named() {
    let mut register = register();
    register.notes.push(meeting(1, 95, &["ada"], None));
    for (line, due) in [(1, 60), (2, 62), (3, 64)] {
        register.promise_lines.push(promise(line, 0, &format!("c-{line}"), Some(due), BoxState::Open));
    }
    let config = HealthConfig { at_risk_below: 50.0, ..HealthConfig::default() };
    let health = health(&register, &config, 100);
    assert_eq!(health.computed_band, Band::Watch, "{:?}", health.score);
    let named: Vec<_> = health.borderline.iter().map(|found| (found.signal, found.factor, found.band)).collect();
    assert!(named.contains(&(Signal::Reliability, 1.5, Band::AtRisk)), "{named:?}");
    assert!(!named.iter().any(|(signal, ..)| *signal == Signal::Involvement), "no evidence, no say: {named:?}");
}

#[test]
fn attention_weighs_power_and_interest_by_what_is_missing() {
    let mut register = register();
    register.notes.push(meeting(1, 0, &["ada"], None));
    let unassessed = health(&register, &full(), 1);
    // One talk is not enough data: counted as 50 at most, power and interest as 3.
    assert_eq!((unassessed.power_interest, unassessed.quadrant), (None, None));
    assert!((unassessed.attention.unwrap() - 9.0 / 25.0 * 0.5).abs() < 1e-12);
    for (power, interest, quadrant) in [
        (4, 4, Quadrant::ManageClosely),
        (5, 3, Quadrant::KeepSatisfied),
        (3, 4, Quadrant::KeepInformed),
        (3, 3, Quadrant::Monitor),
    ] {
        ada(&mut register).assessments = vec![assessment(1, 0, (power, interest), Engagement::Leading)];
        let assessed = health(&register, &HealthConfig::default(), 1);
        assert_eq!(assessed.quadrant, Some(quadrant));
        let expected = f64::from(power) * f64::from(interest) / 25.0 * 0.5;
        assert!((assessed.attention.unwrap() - expected).abs() < 1e-12);
    }
    let order = assessed(&register, &HealthConfig::default(), 1).order;
    assert_eq!(order, [id("ada"), id("bo")], "equal attention: by name");
}

#[test]
fn feedback_is_evidence_from_the_day_after_its_last_day() {
    let mut register = register();
    register.feedback.push(feedback(1, 0, None));
    let values = |register: &Register, day| -> Vec<f64> {
        let items = health(register, &full(), day).contributions;
        items.iter().map(|item| item.value).collect()
    };
    assert_eq!(values(&register, 7), [0.0; 0]);
    assert_eq!(values(&register, 8), [0.0]);
    assert_eq!(health(&register, &full(), 8).contributions[0].date, date(7));
    // From the past of a later day too.
    let weeks = health(&register, &full(), 21).history;
    assert_eq!(weeks.first().unwrap().date, date(14));
    for (told, value) in [(6, 1.0), (7, 1.0), (14, 0.5)] {
        register.feedback = vec![feedback(1, 0, Some(told))];
        assert_eq!(values(&register, 30), [value], "told on {told}");
    }
}

#[test]
fn a_day_s_marks_are_one_item_and_each_carries_its_share() {
    let mut register = register();
    register.sentiment = vec![mark(1, 5, 2), mark(2, 5, -1)];
    let health = health(&register, &full(), 10);
    let points: Vec<f64> = health.contributions.iter().map(|item| item.points).collect();
    // M = 15 / 2; value (1.0 + 0.25) / 2.
    let mass = 27.5;
    assert!((health.score.unwrap() - 100.0 * (10.0 + 7.5 * 0.625) / mass).abs() < 1e-9);
    assert!(points.contains(&(100.0 * 7.5 * (0.5 * (0.25 - 0.5)) / mass)), "{points:?}");
    assert_eq!(health.contributions[0].text, "+2: “happy to back this”");
    assert_eq!(health.contributions[1].text, "-1: “happy to back this”");
}

#[test]
fn a_group_s_plan_is_the_default_and_a_gap_under_the_cadence_is_none() {
    let mut register = register();
    let plan = Plan { cadence_days: field(10), max_gap_days: field(15), ..Plan::default() };
    let group = Group {
        id: id("board"),
        label: Audience::Leadership,
        place: place(0, 1),
        name: "Board".to_owned(),
        plan,
        audience: Audience::Everyone,
    };
    register.groups.insert(id("board"), group);
    let rhythm = |register: &Register| {
        let rhythm = health(register, &HealthConfig::default(), 1).rhythm;
        (rhythm.cadence_days, rhythm.max_gap_days)
    };
    ada(&mut register).plan = Plan::default();
    assert_eq!(rhythm(&register), (30, 60));
    ada(&mut register).group = field(id("board"));
    assert_eq!(rhythm(&register), (10, 15));
    ada(&mut register).plan.cadence_days = field(20);
    assert_eq!(rhythm(&register), (20, 40));
}
