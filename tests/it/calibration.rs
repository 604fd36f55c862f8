//! How far our dates have been off: the range of what was done, by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rapporteur::assess::calibration::{Band, Calibration, calibration};
use rapporteur::assess::direction::{self, Stage};
use rapporteur::assess::survival::{Seen, Survival};
use rapporteur::register::Milestone;

use crate::goals::{day, register};
use crate::world::as_of;

/// A milestone done this many days late, its baseline on a day well past; or not done, its baseline this long ago.
pub(crate) fn milestone(id: usize, error: i64, is_done: bool, forecasts: &str) -> String {
    let (baseline, done) =
        if is_done { (day(200), format!("done = {}\n", day(200 - error))) } else { (day(error), String::new()) };
    format!(
        "[[milestone]]\nid = \"m{id}\"\ntitle = \"M{id}\"\nowner = \"me\"\nbaseline_date = {baseline}\n{done}forecasts = [{forecasts}]\n"
    )
}

fn record(done: &[i64], open: &[i64]) -> (Calibration, BTreeMap<String, Milestone>) {
    let all = done.iter().map(|e| (*e, true)).chain(open.iter().map(|e| (*e, false)));
    let text: String = all.enumerate().map(|(i, (e, is_done))| milestone(i, e, is_done, "")).collect();
    let register = register(&[("milestones.toml", text)]);
    let record = calibration(register.milestones.values(), as_of());
    (record, register.milestones.into_iter().map(|(id, m)| (id.to_string(), m)).collect())
}

#[test]
fn the_range_is_of_what_so_many_milestones_support() {
    // Four are too few, five are enough.
    assert_eq!(record(&[-3, 0, 7, 14], &[]).0.band, None);
    let (five, _) = record(&[-3, 0, 7, 14, 32], &[]);
    let band = five.band.unwrap();
    assert_eq!((band.low, band.median, band.high), (-3, Some(7), Some(32)));
    assert!((band.level - 2.0 / 3.0).abs() < 1e-12);
    // Left out, the smallest and the largest lie outside the range of the others.
    assert_eq!(five.held, (3, 5));
    let (nine, _) = record(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[]);
    assert_eq!(nine.band, Some(Band { low: 0, median: Some(4), high: Some(8), level: 0.8 }));
    // From twenty on the ends move inwards: (21 * 0.1 - 1) / 20 = 0.055 may lie outside at each end.
    let twenty: Vec<i64> = (0..20).collect();
    assert_eq!(record(&twenty, &[]).0.band, Some(Band { low: 1, median: Some(9), high: Some(18), level: 0.8 }));
}

#[test]
fn what_is_not_done_counts_as_later_than_today() {
    let done = [-3, 0, 7, 14, 32];
    // Ten days past: two of six are known to be later, 1/2 * 1/2 left after 14 days, none after 32.
    let (ten, _) = record(&done, &[10]);
    let band = ten.band.unwrap();
    assert_eq!((band.low, band.median, band.high, ten.overdue), (-3, Some(7), Some(32), 1));
    // Later than all that are done: there is no upper end.
    let (forty, milestones) = record(&done, &[40]);
    assert_eq!(forty.band.unwrap().high, None);
    let likely = forty.likely(&milestones["m5"], as_of()).unwrap();
    assert_eq!((likely.from, likely.to), (as_of(), None));
    // Not due yet says nothing at all.
    assert_eq!(record(&done, &[-40]).0.band, record(&done, &[]).0.band);
    // Half of all not done, and later: no median.
    assert_eq!(record(&done, &[40, 41, 42, 43, 44, 45]).0.band.unwrap().median, None);
}

#[test]
fn a_forecast_is_moved_by_the_range_and_never_lies_before_today() {
    let (record, milestones) = record(&[-3, 0, 7, 14, 32], &[-1, -40]);
    let near = record.likely(&milestones["m5"], as_of()).unwrap();
    assert_eq!((near.from, near.to), (as_of(), Some(day(-33))));
    let far = record.likely(&milestones["m6"], as_of()).unwrap();
    assert_eq!((far.from, far.to), (day(-37), Some(day(-72))));
    assert!(far.is_untested && record.longest < 40);
    assert_eq!(record.likely(&milestones["m0"], as_of()), None, "done");
}

#[test]
fn a_milestone_that_moved_often_weighs_one() {
    let moved = format!("{{ on = {}, date = {} }}, {{ on = {}, date = {} }}", day(210), day(180), day(190), day(160));
    let others: String = (1..5).map(|i| milestone(i, 0, true, "")).collect();
    let text = milestone(0, 40, true, &moved) + &others;
    let register = register(&[("milestones.toml", text)]);
    let m = &register.milestones[&rapporteur::register::Id::new("m0")];
    assert_eq!(
        direction::steps(m).iter().map(|s| (s.moved, s.whole)).collect::<Vec<_>>(),
        [(0, 0), (20, 20), (20, 40)]
    );
    assert_eq!((direction::slips(m), direction::late(m), direction::stage(m, as_of())), (2, 40, Stage::Done));
    let record = calibration(register.milestones.values(), as_of());
    let own: Vec<_> = record.claims.iter().filter(|c| c.milestone == m.id).map(|c| (c.ahead, c.error)).collect();
    // The baseline was set before the first forecast was made: at least 10 days ahead.
    assert_eq!(own, [(10, 40), (30, 20), (30, 0)]);
    // 4 and a third of 5 had an error of 0 at most.
    assert_eq!(record.band.unwrap().median, Some(0));
    assert_eq!(record.held, (5, 7));
}

#[test]
fn survival_weighs_what_is_not_over() {
    let seen = |time, is_over| Seen { time, is_over, weight: 1.0 };
    let all = Survival::of(vec![seen(6, true), seen(9, false), seen(6, false), seen(10, true), seen(7, true)]);
    // After 6: 4/5; after 7: 4/5 * 2/3; after 10: 0.
    assert_eq!(
        (all.time_until(0.8), all.time_until(0.54), all.median(), all.time_until(0.0)),
        (Some(6), Some(7), Some(10), Some(10))
    );
    assert_eq!(Survival::of(vec![seen(6, false)]).median(), None);
    assert_eq!(Survival::of(Vec::new()).median(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// The range holds what it promises on what it was made from, and more not done never makes it narrower.
    #[test]
    fn the_range_only_widens_with_what_is_not_done(done in prop::collection::vec(-60i64..150, 5..30), open in prop::collection::vec(1i64..150, 0..6)) {
        let (alone, _) = record(&done, &[]);
        let (with, _) = record(&done, &open);
        let (a, b) = (alone.band.unwrap(), with.band.unwrap());
        let inside = done.iter().filter(|e| a.holds(**e)).count();
        prop_assert!(inside as f64 >= a.level * done.len() as f64 - 1e-9, "{inside} of {}", done.len());
        prop_assert!(b.high.is_none_or(|high| high >= a.high.unwrap()));
        prop_assert!(b.low >= a.low);
        prop_assert!(with.held.1 == done.len());
    }
}
