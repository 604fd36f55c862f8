//! The published vectors, tests/vectors/*.json: others check their implementation by the same files.

use rapporteur::assess::band::{Standing, step};
use rapporteur::assess::calendar::Pauses;
use rapporteur::assess::score::{Cadence, Item, evaluate};
use rapporteur::config::{HealthConfig, Signal};
use rapporteur::register::*;
use serde_json::Value;

use super::build::{self, ada, assessment, date, feedback, full, health, meeting, promise, register};

/// Every vector comes out to this.
const WITHIN: f64 = 0.001;

fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let cases = vectors["cases"].as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

fn profile(case: &Value) -> HealthConfig {
    if case["profile"] == "full" { full() } else { HealthConfig::default() }
}

fn near(what: &str, got: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((got - expected).abs() < WITHIN, "{what}: {got} instead of {expected}");
}

#[test]
fn examples_come_out_with_every_item_s_points() {
    for case in cases("examples") {
        let name = case["name"].as_str().unwrap();
        let config = profile(&case);
        let pair = |pair: &Value| (pair[0].as_i64().unwrap(), pair[1].as_i64().unwrap());
        let pauses = Pauses::of_days(case["pauses"].as_array().unwrap().iter().map(pair));
        let items = case["items"].as_array().unwrap();
        let plain: Vec<Item> = items
            .iter()
            .map(|item| Item {
                signal: Signal::parse(item["signal"].as_str().unwrap()).unwrap(),
                day: item["day"].as_i64().unwrap(),
                value: item["value"].as_f64().unwrap_or_default(),
            })
            .collect();
        let days = |key: &str| u32::try_from(case[key].as_u64().unwrap()).unwrap();
        let cadence = Cadence::new(days("cadence"), Some(days("max_gap")));
        let got = evaluate(&config, cadence, &pauses, &plain, case["today"].as_i64().unwrap());
        near(name, got.score, &case["expect"]["score"]);
        near(name, got.confidence, &case["expect"]["confidence"]);
        for (points, item) in got.points.iter().zip(items) {
            near(name, *points, &item["points"]);
        }
        let score = (!plain.is_empty()).then_some(got.score);
        let now = step(&config, Standing::UNKNOWN, score, got.confidence);
        assert_eq!(now.band.as_str(), case["expect"]["band"].as_str().unwrap(), "{name}");
    }
}

#[test]
fn promises_and_feedback_have_their_values() {
    for case in cases("values") {
        let name = case["name"].as_str().unwrap();
        let number = |key: &str| case[key].as_i64();
        let (today, due) = (number("today").unwrap(), number("due").unwrap());
        let mut register = register();
        // Each renegotiation moves the date to the one in force on the last.
        let moved = number("renegotiations").unwrap();
        for turn in 0..=moved {
            let line = u32::try_from(turn).unwrap() + 1;
            let state = BoxState::Open;
            register.promise_lines.push(promise(line, turn, "c-1", Some(due - moved + turn), state));
        }
        if let Some(done) = number("done") {
            let line = promise(50, done, "c-1", None, BoxState::Done(Some(date(done))));
            register.promise_lines.push(line);
        }
        let found = health(&register, &full(), today).contributions;
        let got = found.iter().find(|item| item.signal == Signal::Reliability).map(|item| (item.date, item.value));
        let Some(expected) = case["expect"].as_object() else {
            assert_eq!(got, None, "{name}");
            continue;
        };
        let (day, value) = got.unwrap_or_else(|| panic!("{name}: no item"));
        assert_eq!(day, date(expected["day"].as_i64().unwrap()), "{name}");
        near(name, value, &expected["value"]);
    }
}

#[test]
fn bands_follow_from_the_state_before() {
    for case in cases("bands") {
        let mut standing = Standing::UNKNOWN;
        for (number, row) in case["steps"].as_array().unwrap().iter().enumerate() {
            let (score, confidence) = (row["score"].as_f64(), row["confidence"].as_f64().unwrap());
            standing = step(&HealthConfig::default(), standing, score, confidence);
            let got = (standing.band.as_str(), standing.stale);
            let expected = (row["band"].as_str().unwrap(), row["stale"].as_bool().unwrap());
            assert_eq!(got, expected, "{}, step {number}", case["name"]);
        }
    }
}

#[test]
fn caps_apply_on_their_conditions() {
    let today = 400;
    for case in cases("caps") {
        let name = case["name"].as_str().unwrap();
        let mut register = register();
        // Enough good evidence that a cap has something to take.
        register.notes.push(meeting(1, today, &["ada"], Some((&[], &[]))));
        for line in 1..9 {
            let done = today - 10 - i64::from(line);
            let state = BoxState::Done(Some(date(done)));
            register.promise_lines.push(promise(line, 0, &format!("kept-{line}"), Some(done), state));
        }
        if let Some(power) = case["power"].as_u64() {
            let rated = (u8::try_from(power).unwrap(), u8::try_from(case["interest"].as_u64().unwrap()).unwrap());
            let current = case["current"].as_str().map_or(Engagement::Leading, |word| Engagement::parse(word).unwrap());
            ada(&mut register).assessments.push(assessment(1, 0, rated, current));
        }
        if let Some(overdue) = case["promise_overdue"].as_i64() {
            register.promise_lines.push(promise(20, 0, "late", Some(today - overdue), BoxState::Open));
        }
        if let Some(concern) = case["concern"].as_object() {
            // To be answered on the day itself, so that any day can be the last.
            ada(&mut register).plan.feedback_sla_days = build::field(0);
            let mut item = feedback(1, today - concern["overdue"].as_i64().unwrap(), None);
            item.kind = FeedbackKind::parse(concern["kind"].as_str().unwrap()).unwrap();
            item.severity = Severity::parse(concern["severity"].as_str().unwrap()).unwrap();
            register.feedback.push(item);
        }
        let got = health(&register, &profile(&case), today);
        let rules: Vec<&str> = got.caps.iter().map(|cap| cap.rule).collect();
        let expected: Vec<&str> =
            case["expect"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap()).collect();
        assert_eq!(rules, expected, "{name}");
        for (number, cap) in got.caps.iter().enumerate() {
            assert!(number == 0 || cap.points == 0.0, "{name}: only the binding cap has points");
        }
        if !rules.is_empty() {
            assert!(got.score.unwrap() <= 64.0, "{name}");
        }
        let sum = got.contributions.iter().map(|item| item.points).chain(got.caps.iter().map(|cap| cap.points));
        assert!((got.baseline + sum.sum::<f64>() - got.score.unwrap()).abs() < 1e-9, "{name}");
    }
}
