//! The invariants of the formula, on plain items.

use proptest::prelude::*;
use rapporteur::assess::calendar::Pauses;
use rapporteur::assess::score::{Cadence, Evaluation, Item, evaluate};
use rapporteur::config::{HealthConfig, Signal};

use super::build::full;

/// The day of the score.
const TODAY: i64 = 400;
/// Room for the last bits of sums taken in another order.
const TINY: f64 = 1e-9;

#[derive(Clone, Debug)]
struct World {
    config: HealthConfig,
    cadence: Cadence,
    pauses: Vec<(i64, i64)>,
    items: Vec<Item>,
}

impl World {
    fn on(&self, today: i64) -> Evaluation {
        evaluate(&self.config, self.cadence, &Pauses::of_days(self.pauses.iter().copied()), &self.items, today)
    }
    fn with(&self, item: Item) -> Self {
        let mut other = self.clone();
        other.items.push(item);
        other
    }
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), Just(0.5), 0.0..=1.0f64]
}

fn item(days: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Item> {
    (0usize..7, days, value()).prop_map(|(signal, day, value)| Item { signal: Signal::ALL[signal], day, value })
}

fn config() -> impl Strategy<Value = HealthConfig> {
    let weights = proptest::array::uniform7(0.5..60.0f64);
    let half_lives = proptest::array::uniform7(5.0..400.0f64);
    let own = (weights, half_lives, 1.0..80.0f64, 0.0..=1.0f64).prop_map(|(weights, half_lives, prior_mass, prior)| {
        HealthConfig { weights, half_lives, prior_mass, prior, ..full() }
    });
    prop_oneof![Just(HealthConfig::default()), Just(full()), own]
}

fn world() -> impl Strategy<Value = World> {
    let cadence = (1u32..60, 1u32..90).prop_map(|(days, more)| Cadence::new(days, Some(days + more)));
    let pauses = proptest::collection::vec((0..TODAY, 0i64..30).prop_map(|(from, days)| (from, from + days)), 0..3);
    let items = proptest::collection::vec(item(0..=TODAY), 0..24);
    (config(), cadence, pauses, items).prop_map(|(config, cadence, pauses, items)| World {
        config,
        cadence,
        pauses,
        items,
    })
}

fn thousand() -> ProptestConfig {
    ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(thousand())]

    #[test]
    fn score_and_confidence_stay_in_range_and_add_up(world in world()) {
        let got = world.on(TODAY);
        prop_assert!((0.0..=100.0).contains(&got.score) && (0.0..=1.0).contains(&got.confidence));
        let sum = 100.0 * world.config.prior + got.points.iter().sum::<f64>();
        prop_assert!((sum - got.score).abs() < TINY, "{sum} is not {}", got.score);
    }

    #[test]
    fn the_best_today_never_lowers_and_the_worst_never_raises(world in world(), signal in 0usize..7) {
        let signal = Signal::ALL[signal];
        let before = world.on(TODAY).score;
        let best = world.with(Item { signal, day: TODAY, value: 1.0 }).on(TODAY).score;
        prop_assert!(best >= before - TINY, "{best} under {before}");
        // A talk today can't be a bad one: the cadence knows no worst item.
        if signal != Signal::Cadence {
            let worst = world.with(Item { signal, day: TODAY, value: 0.0 }).on(TODAY).score;
            prop_assert!(worst <= before + TINY, "{worst} over {before}");
        }
    }

    #[test]
    fn raising_a_value_never_lowers(world in world(), which in any::<prop::sample::Index>(), by in 0.0..=1.0f64) {
        prop_assume!(!world.items.is_empty());
        let before = world.on(TODAY).score;
        let mut raised = world.clone();
        let item = which.get(&world.items);
        let index = world.items.iter().position(|other| std::ptr::eq(item, other)).unwrap();
        raised.items[index].value += (1.0 - item.value) * by;
        prop_assert!(raised.on(TODAY).score >= before - TINY);
    }

    #[test]
    fn silence_raises_neither_score_nor_confidence(world in world(), days in 1i64..500) {
        let (now, then) = (world.on(TODAY), world.on(TODAY + days));
        prop_assert!(then.score <= now.score + TINY);
        prop_assert!(then.confidence <= now.confidence + TINY);
    }

    #[test]
    fn an_added_item_never_lowers_the_confidence(world in world(), item in item(0..=TODAY)) {
        prop_assert!(world.with(item).on(TODAY).confidence >= world.on(TODAY).confidence - TINY);
    }

    #[test]
    fn items_after_the_day_and_their_order_change_nothing(
        world in world(),
        later in proptest::collection::vec(item(TODAY + 1..=TODAY + 90), 0..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let before = world.on(TODAY);
        let mut other = world.clone();
        other.items.extend(later);
        let turn = seed.index(other.items.len().max(1));
        if turn < other.items.len() { other.items.rotate_left(turn); }
        other.items.reverse();
        let after = other.on(TODAY);
        prop_assert_eq!(before.score.to_bits(), after.score.to_bits());
        prop_assert_eq!(before.confidence.to_bits(), after.confidence.to_bits());
    }

    #[test]
    fn shifting_every_day_changes_nothing(world in world(), weeks in -400i64..400) {
        let mut other = world.clone();
        for item in &mut other.items {
            item.day += weeks * 7;
        }
        for pause in &mut other.pauses {
            *pause = (pause.0 + weeks * 7, pause.1 + weeks * 7);
        }
        prop_assert_eq!(world.on(TODAY), other.on(TODAY + weeks * 7));
    }

    #[test]
    fn scaling_the_prior_and_all_weights_changes_nothing(world in world(), factor in 0.01..100.0f64) {
        let mut other = world.clone();
        other.config.prior_mass *= factor;
        other.config.weights = other.config.weights.map(|weight| weight * factor);
        let (before, after) = (world.on(TODAY), other.on(TODAY));
        prop_assert!((before.score - after.score).abs() < TINY);
        prop_assert!((before.confidence - after.confidence).abs() < TINY);
    }

    #[test]
    fn two_weeks_of_pause_cost_no_points(world in world()) {
        let mut paused = world.clone();
        paused.pauses.push((TODAY + 1, TODAY + 14));
        let mut bare = world.clone();
        bare.pauses.retain(|pause| pause.1 <= TODAY);
        paused.pauses.retain(|pause| pause.1 <= TODAY || pause.0 > TODAY);
        let (before, after) = (bare.on(TODAY), paused.on(TODAY + 14));
        prop_assert!((before.score - after.score).abs() < TINY);
    }
}
