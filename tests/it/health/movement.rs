//! Why a score moved: the parts sum to the movement, and each thing that moves it is in its own part.

use proptest::prelude::*;
use rapporteur::assess::movement::{Movement, Side, movements};
use rapporteur::config::HealthConfig;
use rapporteur::register::*;

use super::build::*;
use super::past::{SPAN, config, cut, facts, plain};

const TINY: f64 = 1e-9;

fn sides(then: (&Register, &HealthConfig, i64), now: (&Register, &HealthConfig, i64)) -> Movement {
    let side = |(register, config, day): (_, _, i64)| Side { register, config, on: date(day) };
    movements(side(then), side(now), &assessed(now.0, now.1, now.2).health)
        .remove(&id("ada"))
        .expect("ada is on record on both days")
}

/// The movement of `ada` from one day to another.
fn moved(register: &Register, config: &HealthConfig, then: i64, now: i64) -> Movement {
    sides((&cut(register, then), config, then), (&cut(register, now), config, now))
}

fn sum(movement: &Movement) -> f64 {
    movement.parts().iter().map(|part| part.points).sum()
}

fn texts(part: &rapporteur::assess::movement::Part) -> Vec<&str> {
    part.lines.iter().map(|line| line.text.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_sum_to_the_movement(
        facts in facts(), before in config(), after in config(), days in (0..SPAN, 0i64..90), wanted in 0usize..5,
        cadence in proptest::option::of(7u32..40),
    ) {
        let (then, now) = (days.0, days.0 + days.1);
        let mut register = plain(&facts);
        // The last word on what is wanted is another one.
        if let Some(last) = ada(&mut register).assessments.last_mut() {
            last.value.desired = Engagement::parse(Engagement::WORDS[wanted]).unwrap();
        }
        let mut old = cut(&register, then);
        if let Some(days) = cadence {
            ada(&mut old).plan = Plan { cadence_days: field(days), ..Plan::default() };
        }
        let new = cut(&register, now);
        let movement = sides((&old, &before, then), (&new, &after, now));
        // Both ends are worked out apart from it.
        let (a, b) = (health(&old, &before, then), health(&new, &after, now));
        let same = |x: Option<f64>, y: Option<f64>| x.zip(y).map_or(x == y, |(x, y)| (x - y).abs() < TINY);
        prop_assert!(same(movement.then, a.score), "{:?} then, {:?}", movement.then, a.score);
        prop_assert!(same(movement.now, b.score), "{:?} now, {:?}", movement.now, b.score);
        let whole = b.score.unwrap_or(b.baseline) - a.score.unwrap_or(a.baseline);
        prop_assert!((sum(&movement) - whole).abs() < TINY, "{whole} is not {:?}", movement);
        for part in movement.parts() {
            let lines: f64 = part.lines.iter().map(|line| line.points).sum();
            prop_assert!((lines + part.rest - part.points).abs() < TINY, "{part:?}");
        }
        if before == after && cadence.is_none() && new.pauses.len() == old.pauses.len() {
            prop_assert_eq!(movement.settings.points, 0.0);
        }
    }

    #[test]
    fn without_a_word_written_only_time_moves_a_score(facts in facts(), config in config(), days in (0..SPAN, 0i64..90)) {
        let old = cut(&plain(&facts), days.0);
        let movement = sides((&old, &config, days.0), (&old, &config, days.0 + days.1));
        for part in [&movement.evidence, &movement.target, &movement.settings] {
            prop_assert!(part.points.abs() < TINY && part.lines.is_empty(), "{part:?}");
        }
    }
}

#[test]
fn what_was_written_since_is_new_evidence_by_line() {
    let mut register = register();
    register.notes = vec![meeting(1, 10, &["ada"], None), meeting(2, 40, &["ada"], None)];
    register.promise_lines = vec![promise(3, 10, "c", Some(60), BoxState::Done(Some(date(42))))];
    let movement = moved(&register, &HealthConfig::default(), 38, 42);
    assert_eq!(texts(&movement.evidence).len(), 2, "{movement:?}");
    assert!(movement.evidence.lines.iter().all(|line| line.points > 0.0 && !line.deadline));
    assert!(texts(&movement.evidence).iter().any(|text| text.starts_with("Cost model")));
    // Four days without a talk, past the cadence agreed, came before them.
    assert!(movement.time.points < 0.0 && movement.target.points == 0.0 && movement.settings.points == 0.0);
}

#[test]
fn a_deadline_that_passed_is_named() {
    let mut register = register();
    register.notes = vec![meeting(1, 10, &["ada"], None)];
    register.promise_lines = vec![promise(3, 10, "c", Some(20), BoxState::Open)];
    register.feedback = vec![feedback(4, 10, None)];
    let movement = moved(&register, &HealthConfig::default(), 12, 22);
    let deadlines: Vec<&str> =
        movement.time.lines.iter().filter(|line| line.deadline).map(|line| line.text.as_str()).collect();
    assert_eq!(deadlines.len(), 2, "{movement:?}");
    assert!(deadlines.iter().any(|text| text.contains("Cost model")));
    assert!(movement.evidence.points.abs() < TINY);
    // The day itself is in time.
    assert!(moved(&register, &HealthConfig::default(), 12, 15).time.lines.iter().all(|line| !line.deadline));
}

#[test]
fn a_lowered_target_is_no_evidence() {
    let assessed = |day, current, desired| {
        let mut assessment = assessment(1, day, (4, 4), current);
        assessment.value.desired = desired;
        assessment
    };
    let mut register = register();
    register.notes = vec![meeting(1, 10, &["ada"], None)];
    let before = assessed(5, Engagement::Unaware, Engagement::Leading);
    let after = assessed(30, Engagement::Unaware, Engagement::Neutral);
    ada(&mut register).assessments = vec![before.clone(), after];
    let movement = moved(&register, &full(), 30 - 1, 30);
    assert!(movement.target.points > 1.0, "{movement:?}");
    assert!(movement.evidence.points.abs() < TINY, "{movement:?}");
    // Reached together with a change of theirs, only theirs is evidence.
    ada(&mut register).assessments[1] = assessed(30, Engagement::Neutral, Engagement::Neutral);
    let both = moved(&register, &full(), 30 - 1, 30);
    assert!((both.target.points - movement.target.points).abs() < TINY && both.evidence.points > 1.0);
    // A first assessment changes no target: there was none.
    ada(&mut register).assessments.remove(0);
    assert_eq!(moved(&register, &full(), 30 - 1, 30).target.points, 0.0);
}

#[test]
fn settings_are_a_part_of_their_own() {
    let mut register = register();
    register.notes = vec![meeting(1, 10, &["ada"], None)];
    // A pause that began since: what it spared is not time's doing.
    register.pauses = vec![Pause { from: date(30), to: date(39), reason: None }];
    let config = HealthConfig::default();
    let movement = moved(&register, &config, 29, 40);
    assert!(movement.settings.points > 1.0 && movement.time.points < 0.0, "{movement:?}");
    // Other weights, other cadence, same day and evidence.
    let cut = cut(&register, 29);
    let heavier = HealthConfig { prior_mass: 5.0, ..config.clone() };
    let by_config = sides((&cut, &config, 29), (&cut, &heavier, 29));
    assert!(by_config.settings.points.abs() > 0.5 && (sum(&by_config) - by_config.settings.points).abs() < TINY);
    let mut slower = cut.clone();
    ada(&mut slower).plan.cadence_days = field(60);
    ada(&mut slower).plan.max_gap_days = None;
    let by_plan = sides((&cut, &config, 29), (&slower, &config, 29));
    assert!(by_plan.settings.points > 0.5 && (sum(&by_plan) - by_plan.settings.points).abs() < TINY, "{by_plan:?}");
}

#[test]
fn who_left_moves_until_that_day() {
    let mut register = register();
    register.notes = vec![meeting(1, 10, &["ada"], None)];
    ada(&mut register).left_on = field(date(30));
    let config = HealthConfig::default();
    let now = register.clone();
    let mut then = cut(&register, 28);
    ada(&mut then).left_on = None;
    let movement = sides((&then, &config, 28), (&now, &config, 90));
    assert_eq!(movement.now, health(&register, &config, 90).score);
    let side = |register: _, day| Side { register, config: &config, on: date(day) };
    let health = assessed(&now, &config, 90).health;
    assert!(!movements(side(&then, 31), side(&now, 90), &health).contains_key(&id("ada")));
}
