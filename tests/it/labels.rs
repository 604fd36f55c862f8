//! Whatever is drawn, no label of a chart of dates and goals lies on another or is cut off.

use std::collections::BTreeMap;

use jiff::civil::Date;
use proptest::prelude::*;
use rapporteur::assess::direction::progress;
use rapporteur::chart::{
    Chart, Closing, ClosingInput, DatesOffInput, GoalInput, KeptInput, KeptMonth, Off, SlipGroup, SlipInput, SlipRow,
    closing, dates_off, kept_by_month, slips,
};

use crate::charts::{assert_apart, check_chart};
use crate::goals::{day, goal};
use crate::world::as_of;

fn check_both(chart: &Chart) {
    check_chart(chart);
    assert_apart(&chart.svg, 904.0);
    assert_apart(chart.narrow.as_ref().unwrap(), 324.0);
}

fn slip_row() -> impl Strategy<Value = SlipRow> {
    let forecasts = prop::collection::vec((-200i64..400, -300i64..400), 0..4);
    let likely = prop::option::of((-300i64..20, prop::option::of(0i64..200)));
    (1usize..57, -300i64..400, forecasts, prop::option::of(0i64..400), likely).prop_map(
        |(title, baseline, forecasts, done, likely)| SlipRow {
            title: "Quarter-hour readings from 40 mains sensors in the valley"[..title].to_owned(),
            baseline: day(baseline),
            forecasts: forecasts.into_iter().map(|(on, to)| (day(on.abs()), day(to))).collect(),
            done: done.map(day),
            likely: likely.filter(|_| done.is_none()).map(|(from, more)| (day(from), more.map(|n| day(from - n)))),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn labels_of_slips_lie_apart(rows in prop::collection::vec(slip_row(), 1..12)) {
        let (open, done): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.done.is_none());
        let group = |title: &str, rows: Vec<SlipRow>| SlipGroup { title: title.to_owned(), rows };
        let groups = vec![group("Next", open), group("Done", done)];
        check_both(&slips(&SlipInput { as_of: as_of(), groups }, "s"));
    }

    #[test]
    fn labels_of_a_record_lie_apart(dates in prop::collection::vec((prop::option::of(0i64..400), -60i64..300, any::<bool>()), 1..60), high in prop::option::of(0i64..300), median in -20i64..100) {
        let off = |(ahead, error, is_done): (Option<i64>, i64, bool)| Off {
            title: "Readings flow into billing without typing".to_owned(),
            said: "1 Nov".to_owned(),
            ahead,
            error: if is_done { error } else { error.abs() + 1 },
            is_done,
        };
        let dates: Vec<Off> = dates.into_iter().map(off).collect();
        let band = Some((-20, Some(median), high.map(|h| h.max(median)), 0.8));
        check_both(&dates_off(&DatesOffInput { dates, band, done: 9, beyond: 0 }, "d"));
    }

    #[test]
    fn labels_of_months_lie_apart(ours in prop::collection::vec((0i64..400, 0u32..60, 0u32..9, 0u32..30), 0..14), theirs in prop::collection::vec((0i64..400, 0u32..9, 0u32..4, 0u32..4), 0..14)) {
        let side = |list: Vec<(i64, u32, u32, u32)>| {
            let month = |(back, in_time, late, missed)| (day(back).first_of_month(), KeptMonth { in_time, late, missed });
            list.into_iter().map(month).collect::<BTreeMap<_, _>>()
        };
        let chart = kept_by_month(&KeptInput { as_of: as_of(), shown: 12, ours: side(ours), theirs: side(theirs) }, "k");
        if !chart.svg.is_empty() {
            check_both(&chart);
        }
    }

    #[test]
    fn labels_of_answers_lie_apart(loops in prop::collection::vec((0i64..380, prop::option::of(0i64..200), 1i64..30), 1..80)) {
        let piece = |(back, took, agreed): (i64, Option<i64>, i64)| Closing {
            said: day(back),
            told: took.filter(|took| *took <= back).map(|took| day(back - took)),
            due: day(back - agreed),
        };
        let chart = closing(&ClosingInput { as_of: as_of(), shown: 12, loops: loops.into_iter().map(piece).collect() }, "c");
        if !chart.svg.is_empty() {
            check_both(&chart);
        }
    }

    #[test]
    fn labels_of_a_goal_lie_apart(readings in prop::collection::vec((0i64..300, 0u32..5000), 0..9), targets in prop::collection::vec((0i64..400, 0u32..20_000), 0..4), baseline in prop::option::of(0u32..3000), due in prop::option::of(-400i64..100), down in any::<bool>()) {
        let entry = |list: Vec<(i64, u32)>| {
            let mut list: Vec<(Date, f64)> = list.into_iter().map(|(back, v)| (day(back), f64::from(v))).collect();
            list.sort_by_key(|e| e.0);
            list
        };
        let (readings, targets) = (entry(readings), entry(targets));
        let line = |list: &[(Date, f64)], day: &str, value: &str| {
            list.iter().map(|(on, v)| format!("{{ {day} = {on}, {value} = {v:.1} }}")).collect::<Vec<_>>().join(", ")
        };
        let metric = format!(
            "direction = \"{}\", {}{}targets = [{}]",
            if down { "down" } else { "up" },
            baseline.map(|b| format!("baseline = {b}, ")).unwrap_or_default(),
            due.map(|d| format!("due = {}, ", day(d))).unwrap_or_default(),
            line(&targets, "on", "target")
        );
        let progress = progress(&goal(&metric, &line(&readings, "date", "value")), as_of()).unwrap();
        let input = GoalInput {
            as_of: as_of(),
            name: "Median days from the start of a leak to the household knowing".to_owned(),
            unit: Some("households".to_owned()),
            baseline: baseline.map(f64::from),
            due: due.map(day),
            targets,
            readings,
            progress,
            span: (day(400), day(-400)),
        };
        let chart = rapporteur::chart::goal(&input, "g");
        if !chart.svg.is_empty() {
            check_both(&chart);
        }
    }
}
