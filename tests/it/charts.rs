//! Charts: well-formed whatever comes in, the table equals the input, labels don't overlap, nothing is clipped.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rapporteur::assess::Week;
use rapporteur::chart::{
    CalendarInput, Chart, GapInput, HistoryInput, MakeupInput, Mark, Row, Sign, SparkInput, Thresholds, calendar,
    gapbar, history, makeup, spark,
};
use rapporteur::config::Signal;
use rapporteur::register::Band;

const T: Thresholds = Thresholds { healthy_from: 70.0, healthy_until: 65.0, at_risk_below: 45.0, at_risk_until: 50.0 };
const AS_OF: Date = date(2026, 11, 20);
const BANDS: [Band; 4] = [Band::Healthy, Band::Watch, Band::AtRisk, Band::NotEnoughData];

fn day(back: i64) -> Date {
    AS_OF.saturating_sub(jiff::Span::new().days(back))
}

fn weeks(figures: &[(f64, Band, bool)]) -> Vec<Week> {
    let count = figures.len() as i64;
    let week = |(i, (score, band, stale)): (usize, &(f64, Band, bool))| Week {
        date: day((count - 1 - i as i64) * 7),
        score: Some(*score),
        confidence: 0.5,
        band: *band,
        stale: *stale,
    };
    figures.iter().enumerate().map(week).collect()
}

fn input(weeks: &[Week]) -> HistoryInput<'_> {
    let rows = vec![Row::Talks, Row::Promises];
    HistoryInput { weeks, shown: 52, thresholds: T, set_by_hand: None, rows, marks: Vec::new(), pauses: Vec::new() }
}

/// Elements open and close in order, attributes are quoted, nothing inline that a strict policy blocks.
fn check(svg: &str) {
    assert!(!svg.contains("style="), "{svg}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a bare > in {rest}");
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        assert!(!tag.contains('<'), "a tag in a tag: {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap());
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
}

pub(crate) fn check_chart(chart: &Chart) {
    for svg in std::iter::once(&chart.svg).chain(&chart.narrow).filter(|s| !s.is_empty()) {
        check(svg);
        assert!(svg.contains("role=\"img\"") && svg.contains("<title id=") && svg.contains("<desc id="));
    }
    assert!(chart.rows.iter().all(|r| r.len() == chart.head.len()));
    assert!(!chart.finding.is_empty());
}

fn attribute(tag: &str, name: &str) -> f64 {
    let from = tag.find(&format!(" {name}=\"")).map(|i| i + name.len() + 3);
    from.map_or(12.0, |i| tag[i..].split('"').next().unwrap().parse().unwrap())
}

/// Texts as (words, left, top, right, bottom), at the usual width of a sans serif.
fn boxes(svg: &str) -> Vec<(String, [f64; 4])> {
    svg.split("<text")
        .skip(1)
        .map(|part| {
            let (tag, rest) = part.split_once('>').unwrap();
            let words = rest.split_once('<').unwrap().0.to_owned();
            let (x, y) = (attribute(tag, "x"), attribute(tag, "y"));
            let is = |class: &str| tag.split(['"', ' ']).any(|word| word == class);
            let size = [("z11", 11.0), ("z13", 13.0), ("z15", 15.0)].into_iter().find(|(class, _)| is(class));
            let size = size.map_or(12.0, |(_, size)| size);
            let width = words.chars().count() as f64 * size * 0.52;
            let left = if is("end") {
                x - width
            } else if is("mid") {
                x - width / 2.0
            } else {
                x
            };
            (words, [left, y - size * 0.75, left + width, y + size * 0.1])
        })
        .collect()
}

pub(crate) fn assert_apart(svg: &str, width: f64) {
    let boxes = boxes(svg);
    for (i, (a, [al, at, ar, ab])) in boxes.iter().enumerate() {
        assert!(*al >= -6.0 && *ar <= width, "{a} is clipped");
        for (b, [bl, bt, br, bb]) in &boxes[..i] {
            assert!(!(al < br && bl < ar && at < bb && bt < ab), "{a} lies on {b}");
        }
    }
}

#[test]
fn history_rows_are_the_weeks_and_thin_evidence_has_no_number() {
    let weeks = weeks(&[
        (61.4, Band::NotEnoughData, false),
        (71.5, Band::Healthy, false),
        (44.0, Band::AtRisk, false),
        (43.0, Band::AtRisk, true),
    ]);
    let chart = history(&input(&weeks), "h");
    let column = |n: usize| chart.rows.iter().map(|r| r[n].clone()).collect::<Vec<_>>();
    assert_eq!(column(0), weeks.iter().map(|w| w.date.to_string()).collect::<Vec<_>>());
    assert_eq!(column(1), ["–", "72", "44", "–"]);
    assert_eq!(column(3), ["Not enough data", "Healthy", "At risk", "At risk, stale"]);
    assert!(!chart.svg.contains(">43<") && !chart.svg.contains(">61<"));
    check_chart(&chart);
}

#[test]
fn history_shows_the_weeks_asked_for() {
    let weeks = weeks(&[(80.0, Band::Healthy, false); 60]);
    assert_eq!(history(&input(&weeks), "h").rows.len(), 53);
    assert_eq!(history(&input(&weeks), "h").finding, "Healthy in all 53 weeks, at 80");
}

#[test]
fn makeup_rows_sum_to_the_score() {
    let signals = vec![(Signal::Cadence, -9.1, 1), (Signal::Reliability, 4.24, 2), (Signal::Feedback, 0.0, 0)];
    let input = MakeupInput {
        baseline: 50.0,
        signals,
        caps: Some(-1.0),
        score: Some(44.14),
        band: Band::AtRisk,
        set_by_hand: None,
        stale: false,
        thresholds: T,
    };
    let chart = makeup(&input, "m");
    assert_eq!(chart.rows[1], ["Talking as often as agreed", "−9.1", "40.9"]);
    assert_eq!(chart.rows[4], ["Caps", "−1.0", "44.1"]);
    assert_eq!(
        chart.finding,
        "44: talking less often than agreed costs most (−9.1), keeping our promises adds most (+4.2)"
    );
    check_chart(&chart);
    assert_apart(&chart.svg, 900.0);
    assert_apart(chart.narrow.as_ref().unwrap(), 320.0);
    let thin = makeup(&MakeupInput { band: Band::NotEnoughData, ..input }, "m");
    assert!(thin.rows.is_empty() && !thin.finding.contains("44"));
}

#[test]
fn calendar_counts_the_wait_without_pauses() {
    let case = |age: i64, pauses: Vec<(Date, Date)>| {
        let talks = vec![day(age), day(age + 10)];
        let input = CalendarInput {
            as_of: AS_OF,
            cadence_days: 14,
            max_gap_days: 28,
            talks,
            messages: vec![],
            planned: vec![day(-4)],
            pauses,
            shown: 52,
        };
        calendar(&input, "c")
    };
    // The day before, the day, the day after.
    assert!(case(13, vec![]).finding.starts_with("2 talks, each within the agreed 14 days"));
    assert!(case(14, vec![]).finding.starts_with("2 talks, each within the agreed 14 days"));
    assert_eq!(case(15, vec![]).finding, "No talk for 15 days, 1 past what was agreed");
    assert_eq!(case(15, vec![]).rows.last().unwrap(), &["Nov 2026", "1", "15"]);
    assert!(case(15, vec![(day(5), day(5)), (day(5), day(5))]).finding.starts_with("2 talks, each"));
    assert_eq!(case(40, vec![(day(9), day(5))]).rows.last().unwrap()[2], "35");
    let late = case(40, vec![]);
    assert!(late.svg.contains("40 days, 26 over"));
    check_chart(&late);
    assert_apart(&late.svg, 900.0);
    assert_apart(late.narrow.as_ref().unwrap(), 320.0);
}

#[test]
fn gapbar_says_what_passes_the_agreed_gap() {
    let bar = |age| gapbar(&GapInput { age, cadence_days: 14, max_gap_days: 28 });
    assert_eq!(bar(Some(14)).text, "14 of 14 days");
    assert_eq!(bar(Some(15)).text, "15 days, 1 over");
    assert!(bar(Some(28)).svg.contains("s-watch") && bar(Some(29)).svg.contains("s-risk"));
    assert_eq!(bar(None).text, "no talk yet");
}

#[test]
fn spark_has_the_mark_of_the_status_and_words() {
    let cell = |last| {
        let weeks = weeks(&[(71.0, Band::Healthy, false), last]);
        spark(&SparkInput { weeks: &weeks, shown: 26, touchpoints: &[day(3)] })
    };
    assert_eq!(cell((60.4, Band::Watch, false)).text, "71 to 60");
    assert_eq!(cell((60.4, Band::NotEnoughData, false)).text, "Not enough data: 1 note in 26 weeks");
    assert!(!cell((42.0, Band::AtRisk, true)).text.contains("42"));
}

fn figures() -> impl Strategy<Value = Vec<(f64, Band, bool)>> {
    let score = prop_oneof![8 => 0.0..100.0, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(-5.0)];
    let week = (score, prop::sample::select(BANDS.to_vec()), prop::bool::weighted(0.1));
    prop_oneof![3 => prop::collection::vec(week.clone(), 0..70), 1 => prop::collection::vec(week, 0..530)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_history_is_drawn(figures in figures(), backs in prop::collection::vec(-90i64..4000, 0..40), shown in 0u32..600) {
        let weeks = weeks(&figures);
        let sign = |i: usize| [Sign::Talk, Sign::Message, Sign::Kept, Sign::Late, Sign::Overdue][i % 5];
        let row = |i: usize| [Row::Talks, Row::Promises, Row::Mood][i % 3];
        let marks = backs.iter().enumerate().map(|(i, b)| Mark { date: day(*b), row: row(i), sign: sign(i) }).collect();
        let pauses: Vec<_> = backs.windows(2).map(|p| (day(p[0]), day(p[1]))).collect();
        let chart = history(&HistoryInput { shown, marks, pauses: pauses.clone(), ..input(&weeks) }, "h");
        check_chart(&chart);
        let dates: Vec<Date> = backs.iter().map(|b| day(*b)).collect();
        check_chart(&calendar(&CalendarInput {
            as_of: AS_OF, cadence_days: shown, max_gap_days: shown * 2, talks: dates.clone(), messages: dates.clone(),
            planned: dates, pauses, shown,
        }, "c"));
        check(&spark(&SparkInput { weeks: &weeks, shown, touchpoints: &[] }).svg);
        check(&gapbar(&GapInput { age: Some(shown), cadence_days: 0, max_gap_days: 9 }).svg);
    }

    #[test]
    fn labels_of_band_changes_lie_apart(turns in prop::collection::vec((0usize..3, 1usize..9), 1..14)) {
        let of = |i: usize| [(85.0, Band::Healthy, false), (57.0, Band::Watch, false), (30.0, Band::AtRisk, false)][i];
        let figures: Vec<_> = turns.iter().flat_map(|(band, count)| std::iter::repeat_n(of(*band), *count)).collect();
        let weeks = weeks(&figures);
        let chart = history(&input(&weeks), "h");
        assert_apart(&chart.svg, 900.0);
        assert_apart(chart.narrow.as_ref().unwrap(), 326.0);
    }

    #[test]
    fn any_makeup_is_drawn(points in prop::collection::vec(prop_oneof![-60.0..60.0, Just(f64::NAN)], 7), score in 0.0..100.0) {
        let signals = Signal::ALL.into_iter().zip(points).map(|(s, p)| (s, p, 1)).collect();
        check_chart(&makeup(&MakeupInput { baseline: 50.0, signals, caps: None, score: Some(score), band: Band::Watch, set_by_hand: None, stale: false, thresholds: T }, "m\"<"));
    }
}
