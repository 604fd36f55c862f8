//! Every chart in several states, as one HTML page on stdout, to look at:
//! `cargo run --example gallery > gallery.html`. `-- time` prints what drawing costs instead.
#![expect(clippy::print_stdout, clippy::cast_possible_wrap, reason = "an example that prints a page of a few weeks")]

use std::time::Instant;

use jiff::civil::{Date, date};
use rapporteur::assess::Week;
use rapporteur::assess::direction::{Course, Progress, Stand};
use rapporteur::chart::{
    CalendarInput, Chart, Closing, ClosingInput, DatesOffInput, GapInput, GoalInput, HistoryInput, KeptInput,
    KeptMonth, MakeupInput, Mark, Off, Row, Sign, SlipGroup, SlipInput, SlipRow, SparkInput, Thresholds, calendar,
    closing, dates_off, gapbar, goal, history, kept_by_month, makeup, slips, spark, spark_base,
};
use rapporteur::config::Signal;
use rapporteur::register::Band;

const TOKENS: &str = "
:root { color-scheme: light dark; --paper: #fdfbf6; --tint: #f4f0e6; --ink: #1c1a17; --ink-2: #4f4a43; --ink-3: #696359; --hair: #ddd6c7;
  --axis: #8d8677; --ok: #14695d; --watch: #8a5800; --risk: #ad2a1c; --none: #696359; --ok-band: #e5f0ea; --watch-band: #faf1dc;
  --risk-band: #f9e6df; --sans: Inter, system-ui, sans-serif; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #171614; --tint: #211f1c; --ink: #ece7dc; --ink-2: #beb7aa;
  --ink-3: #a09888; --hair: #38342e; --axis: #7f786b; --ok: #5ec4b0; --watch: #e3b24c; --risk: #ff8f7a; --none: #a09888;
  --ok-band: #15302b; --watch-band: #2e2611; --risk-band: #391f1a; } }
body { margin: 0 auto; max-width: 60rem; padding: 20px; background: var(--paper); color: var(--ink); font: 400 15px/1.47 var(--sans); }
figure { margin: 0 0 48px; } figcaption { margin-bottom: 12px; } figcaption span { display: block; font-size: 13px; color: var(--ink-2); }
small { color: var(--ink-3); } p { margin: 4px 0; }
";

const T: Thresholds = Thresholds { healthy_from: 70.0, healthy_until: 65.0, at_risk_below: 45.0, at_risk_until: 50.0 };
const AS_OF: Date = date(2026, 11, 20);

fn day(back: i64) -> Date {
    AS_OF.saturating_sub(jiff::Span::new().days(back))
}

/// A history from scores, newest last; a negative one is not enough data, over 1000 is stale.
fn weeks(scores: &[f64]) -> Vec<Week> {
    let mut band = Band::Watch;
    let monday = 4 + 7 * (scores.len() as i64 - 2);
    let count = scores.len();
    scores
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let date = if i + 1 == count { AS_OF } else { day(monday - 7 * i as i64) };
            let (score, stale) = if *s > 1000.0 { (s - 1000.0, true) } else { (*s, false) };
            band = match (band, score) {
                (_, s) if s < 0.0 => Band::NotEnoughData,
                _ if stale => Band::AtRisk,
                (Band::Healthy, s) if s >= 65.0 => Band::Healthy,
                (Band::AtRisk, s) if s < 50.0 => Band::AtRisk,
                (_, s) if s >= 70.0 => Band::Healthy,
                (_, s) if s < 45.0 => Band::AtRisk,
                _ => Band::Watch,
            };
            let confidence = if band == Band::NotEnoughData || stale { 0.3 } else { 0.63 };
            Week { date, score: Some(score.abs()), confidence, band, stale }
        })
        .collect()
}

fn duval() -> Vec<f64> {
    let mut scores = vec![80.0; 8];
    scores.extend([81.0; 5]);
    scores.extend([83.0; 5]);
    scores.extend([85.0; 8]);
    scores.extend([82.5; 6]);
    scores.extend([84.0; 9]);
    scores.extend([79.0, 84.5, 70.3, 70.3, 74.0, 74.0, 61.7, 56.2, 44.7, 42.0, 35.6, 34.8]);
    scores
}

fn marks() -> Vec<Mark> {
    let talk = (0..18).map(|i| (53 + 18 * i, Row::Talks, Sign::Talk));
    let rest = [
        (37, Row::Talks, Sign::Message),
        (30, Row::Talks, Sign::Message),
        (16, Row::Talks, Sign::Message),
        (7, Row::Talks, Sign::Message),
        (9, Row::Promises, Sign::Overdue),
        (35, Row::Promises, Sign::Overdue),
        (63, Row::Promises, Sign::Late),
        (105, Row::Promises, Sign::Kept),
        (182, Row::Promises, Sign::Late),
        (238, Row::Promises, Sign::Kept),
        (309, Row::Promises, Sign::Kept),
        (23, Row::Feedback, Sign::Overdue),
        (65, Row::Feedback, Sign::Late),
        (143, Row::Feedback, Sign::Kept),
        (273, Row::Feedback, Sign::Kept),
        (7, Row::Decisions, Sign::Overdue),
        (24, Row::Decisions, Sign::Overdue),
        (78, Row::Decisions, Sign::Kept),
        (241, Row::Decisions, Sign::Kept),
    ];
    talk.chain(rest).map(|(back, row, sign)| Mark { date: day(back), row, sign }).collect()
}

fn input(weeks: &[Week], shown: u32) -> HistoryInput<'_> {
    let rows = vec![Row::Talks, Row::Promises, Row::Feedback, Row::Decisions];
    let pauses = vec![(day(332), day(318)), (day(130), day(110))];
    HistoryInput { weeks, shown, thresholds: T, set_by_hand: None, rows, marks: marks(), pauses }
}

fn made(signals: &[(Signal, f64, usize)], caps: Option<f64>, score: f64, band: Band) -> MakeupInput {
    MakeupInput {
        baseline: 50.0,
        signals: signals.to_vec(),
        caps,
        score: Some(score),
        band,
        set_by_hand: None,
        stale: false,
        thresholds: T,
    }
}

fn dates(cadence: u32, longest: u32, talks: &[i64], planned: &[i64]) -> CalendarInput {
    CalendarInput {
        as_of: AS_OF,
        cadence_days: cadence,
        max_gap_days: longest,
        talks: talks.iter().map(|b| day(*b)).collect(),
        messages: [37, 30, 16, 7].map(day).to_vec(),
        planned: planned.iter().map(|b| day(*b)).collect(),
        pauses: vec![(day(332), day(318)), (day(130), day(110))],
        shown: 52,
    }
}

fn show(title: &str, chart: &Chart) -> String {
    format!(
        "<figure><small>{title}</small><figcaption><b>{}</b><span>{}</span></figcaption>{}<small>{} rows</small></figure>\n",
        chart.finding,
        chart.measure,
        chart.html(),
        chart.rows.len()
    )
}

fn charts() -> String {
    let mut page = String::new();
    let duval_weeks = weeks(&duval());
    page += &show("history: falling", &history(&input(&duval_weeks, 52), "h0"));
    let flapping: Vec<f64> = (0..52).map(|i| 60.0 + 22.0 * (f64::from(i) / 3.0).sin()).collect();
    page += &show("history: flapping", &history(&input(&weeks(&flapping), 52), "h1"));
    let mut gap = vec![-50.0; 6];
    gap.extend([55.0, 58.0, 62.0, 66.0, 71.0, 74.0, 76.0, 75.0, 75.0, 74.0, 72.0, 70.0]);
    gap.extend([-60.0; 14]);
    gap.extend([48.0, 47.0, 46.0, 44.0, 41.0, 38.0, 36.0]);
    gap.extend([1036.0; 8]);
    let gap_weeks = weeks(&gap);
    let mut gapped = input(&gap_weeks, 52);
    gapped.rows.extend([Row::Attendance, Row::Mood]);
    gapped.set_by_hand = Some((Band::Watch, AS_OF));
    page += &show("history: gaps, stale, set by hand, all rows", &history(&gapped, "h2"));
    page += &show("history: not enough data", &history(&input(&weeks(&[-50.0; 9]), 52), "h3"));
    page += &show("history: one week", &history(&input(&weeks(&[72.0]), 52), "h4"));
    let long: Vec<f64> =
        (0..520).map(|i| 62.0 + 25.0 * (f64::from(i) / 30.0).sin() + 3.0 * f64::from(i * 7 % 5)).collect();
    page += &show("history: ten years", &history(&input(&weeks(&long), 530), "h5"));
    page += &show("history: healthy, steady", &history(&input(&weeks(&[88.0; 53]), 52), "h6"));
    page += &show("history: nothing", &history(&input(&[], 52), "h7"));
    let four = [
        (Signal::Cadence, -9.1, 1),
        (Signal::Reliability, -2.9, 8),
        (Signal::Feedback, -1.9, 4),
        (Signal::Involvement, -1.3, 4),
    ];
    page += &show("make-up: falling", &makeup(&made(&four, Some(0.0), 34.8, Band::AtRisk), "m0"));
    let seven = [
        (Signal::Cadence, 12.0, 1),
        (Signal::Reliability, 10.4, 3),
        (Signal::Feedback, 6.1, 1),
        (Signal::Involvement, 0.0, 0),
        (Signal::Attendance, 5.0, 9),
        (Signal::Sentiment, -2.2, 4),
        (Signal::Alignment, 0.01, 1),
    ];
    page += &show("make-up: all signals, capped", &makeup(&made(&seven, Some(-17.31), 64.0, Band::Watch), "m1"));
    page += &show("make-up: not enough data", &makeup(&made(&four, None, 34.8, Band::NotEnoughData), "m2"));
    let talks: Vec<i64> = (0..20).map(|i| 93 + 14 * i).chain([53, 72]).collect();
    page += &show("calendar: late", &calendar(&dates(14, 28, &talks, &[-4]), "c0"));
    page += &show(
        "calendar: as agreed",
        &calendar(&dates(30, 60, &[10, 40, 66, 96, 145, 170, 200, 226, 250, 280, 300, 345, 371], &[-20, -3]), "c1"),
    );
    page += &show("calendar: first week", &calendar(&dates(30, 60, &[3], &[]), "c2"));
    page += &show("calendar: no talk", &calendar(&dates(30, 60, &[], &[-9]), "c3"));
    let base = spark_base(T.healthy_from);
    page += &format!(
        "<style>.l-ink,.l-axis,.l-hair{{fill:none;stroke:var(--axis)}}</style><svg class=\"cell\" width=\"0\" height=\"0\" aria-hidden=\"true\">{base}</svg>"
    );
    page += &dates_and_ledgers();
    for scores in [&duval()[..], &flapping, &gap, &[-50.0; 9], &[88.0; 53], &[72.0], &[]] {
        let weeks = weeks(scores);
        let touchpoints = [day(130), day(90), day(20)];
        let cell = spark(&SparkInput { weeks: &weeks, shown: 26, touchpoints: &touchpoints });
        page += &format!("<p>{} {}</p>\n", cell.svg, cell.text);
    }
    for age in [None, Some(0), Some(8), Some(14), Some(19), Some(31), Some(500)] {
        let cell = gapbar(&GapInput { age, cadence_days: 14, max_gap_days: 28 });
        page += &format!("<p>{} {}</p>\n", cell.svg, cell.text);
    }
    page
}

/// Milestones, our record with dates, a goal, promises by month, answers.
fn dates_and_ledgers() -> String {
    let row = |title: &str, baseline: i64, forecasts: &[(i64, i64)], done: Option<i64>| SlipRow {
        title: title.to_owned(),
        baseline: day(baseline),
        forecasts: forecasts.iter().map(|(on, to)| (day(*on), day(*to))).collect(),
        done: done.map(day),
        likely: done.is_none().then(|| (day(-2), (baseline < 0).then(|| day(-80)))),
    };
    let open = vec![row("Not moved", -20, &[], None), row("Overdue", 90, &[(100, 40), (50, 3)], None)];
    let done = vec![
        row("Early", 100, &[], Some(110)),
        row("Late, three slips", 200, &[(230, 180), (185, 150), (155, 120)], Some(118)),
    ];
    let group = |title: &str, rows: Vec<SlipRow>| SlipGroup { title: title.to_owned(), rows };
    let mut page = show(
        "slips",
        &slips(&SlipInput { as_of: AS_OF, groups: vec![group("Next", open), group("Done", done)] }, "s0"),
    );
    let off = |ahead: Option<i64>, error: i64, is_done: bool| Off {
        title: "A milestone".to_owned(),
        said: "1 Nov".to_owned(),
        ahead,
        error,
        is_done,
    };
    let dates = vec![
        off(None, 40, true),
        off(Some(30), 12, true),
        off(Some(9), 0, true),
        off(None, -3, true),
        off(Some(60), 25, false),
    ];
    let record = DatesOffInput { dates, band: Some((-3, Some(6), Some(40), 0.8)), done: 9, beyond: 0 };
    page += &show("dates off: nine done", &dates_off(&record, "o0"));
    page += &show("dates off: too few", &dates_off(&DatesOffInput { band: None, done: 2, ..record }, "o1"));
    let goal_input = GoalInput {
        as_of: AS_OF,
        name: "Meters live".to_owned(),
        unit: Some("meters".to_owned()),
        baseline: Some(0.0),
        due: Some(day(-120)),
        targets: vec![(day(300), 12_000.0), (day(100), 4_000.0)],
        readings: vec![(day(200), 412.0), (day(120), 1_187.0), (day(20), 1_298.0)],
        progress: Progress {
            latest: Some((day(20), 1_298.0)),
            start: Some(day(300)),
            target: Some((day(100), 4_000.0)),
            hardest: Some(12_000.0),
            eased: 1,
            share: Some(0.108),
            time: Some(0.667),
            stand: Stand::Behind,
            course: Some(Course::Better),
        },
        span: (day(310), day(-130)),
    };
    page += &show("goal: an eased target", &goal(&goal_input, "g0"));
    let month = |back: i64, in_time, late, missed| (day(back).first_of_month(), KeptMonth { in_time, late, missed });
    let ours =
        [month(300, 4, 0, 0), month(200, 7, 2, 1), month(100, 5, 0, 3), month(30, 9, 1, 0)].into_iter().collect();
    let theirs = [month(200, 1, 0, 0), month(60, 2, 1, 1)].into_iter().collect();
    page += &show("kept by month", &kept_by_month(&KeptInput { as_of: AS_OF, shown: 12, ours, theirs }, "k0"));
    let piece = |back: i64, took: Option<i64>| Closing {
        said: day(back),
        told: took.map(|t| day(back - t)),
        due: day(back - 7),
    };
    let loops = vec![piece(200, Some(3)), piece(150, Some(30)), piece(90, None), piece(60, Some(7)), piece(3, None)];
    page + &show("answers", &closing(&ClosingInput { as_of: AS_OF, shown: 12, loops }, "a0"))
}

/// Microseconds for the charts of one stakeholder's page, and for the cells of a row.
fn time() {
    let weeks = weeks(&duval());
    let talks: Vec<i64> = (0..20).map(|i| 93 + 14 * i).chain([53, 72]).collect();
    let signals = [
        (Signal::Cadence, -9.1, 1),
        (Signal::Reliability, -2.9, 8),
        (Signal::Feedback, -1.9, 4),
        (Signal::Involvement, -1.3, 4),
    ];
    let (history_input, makeup_input, calendar_input) =
        (input(&weeks, 52), made(&signals, Some(0.0), 34.8, Band::AtRisk), dates(14, 28, &talks, &[-4]));
    let spark_input = SparkInput { weeks: &weeks, shown: 26, touchpoints: &[] };
    let runs: [(&str, &dyn Fn() -> usize); 5] = [
        ("history", &|| history(&history_input, "h").html().len()),
        ("makeup", &|| makeup(&makeup_input, "m").html().len()),
        ("calendar", &|| calendar(&calendar_input, "c").html().len()),
        ("spark", &|| spark(&spark_input).svg.len()),
        ("gapbar", &|| gapbar(&GapInput { age: Some(31), cadence_days: 14, max_gap_days: 28 }).svg.len()),
    ];
    for (name, run) in runs {
        let bytes = run();
        let start = Instant::now();
        let mut total = 0;
        for _ in 0..2_000 {
            total += std::hint::black_box(run());
        }
        let micros = start.elapsed().as_secs_f64() * 1e6 / 2_000.0;
        assert_eq!(total, bytes * 2_000);
        println!("{name}: {micros:.1} us, {bytes} bytes");
    }
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("time") {
        return time();
    }
    let css = include_str!("../../templates/chart.css");
    println!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Charts</title><style>{TOKENS}{css}</style>{}",
        charts()
    );
}
