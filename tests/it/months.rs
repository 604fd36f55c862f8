//! Promises and answers by month: the charts count what the ledger holds.

use jiff::civil::Date;
use rapporteur::chart::{Closing, ClosingInput, KeptInput, KeptMonth, closing, kept_by_month};
use rapporteur::register::Register;

use crate::goals::{day, register, site, stakeholder};
use crate::world::as_of;

fn commitments(list: &[&str]) -> Register {
    let ada = ("stakeholders/ada.toml", stakeholder("Ada Moss", "leadership"));
    let of = |(i, rest): (usize, &&str)| {
        let (from, to) = if rest.contains("theirs") { ("ada", "me") } else { ("me", "ada") };
        let rest = rest.replace("theirs", "");
        format!(
            "[[commitment]]\nid = \"c{i}\"\nfrom = \"{from}\"\nto = \"{to}\"\ntext = \"T{i}\"\nmade = 2026-01-05\n{rest}\n"
        )
    };
    register(&[ada, ("commitments.toml", list.iter().enumerate().map(of).collect())])
}

#[test]
fn promises_count_in_the_month_they_were_due() {
    let register = commitments(&[
        // On the day, the day after.
        "due = 2026-09-30\ndone = 2026-09-30",
        "due = 2026-09-30\ndone = 2026-10-01",
        // Due the day before the as-of date, on it, after it.
        "due = 2026-10-31",
        "due = 2026-11-01",
        "due = 2026-12-01",
        // Called off on the day, the day after; without a day.
        "due = 2026-10-05\ncancelled = 2026-10-05",
        "due = 2026-10-05\ncancelled = 2026-10-06",
        "done = 2026-10-06",
        "theirs\ndue = 2026-08-01\ndone = 2026-07-01",
    ]);
    let assessed = rapporteur::assess::assess(&register, &rapporteur::config::HealthConfig::default(), as_of(), false);
    let input = KeptInput::of(&register, &assessed.ledger.commitments, as_of(), 12);
    let month = |m: i8| Date::new(2026, m, 1).unwrap();
    let ours: Vec<_> = input.ours.iter().map(|(m, k)| (*m, *k)).collect();
    let kept = |in_time, late, missed| KeptMonth { in_time, late, missed };
    assert_eq!(ours, [(month(9), kept(1, 1, 0)), (month(10), kept(0, 0, 2))]);
    assert_eq!(input.theirs.into_iter().collect::<Vec<_>>(), [(month(8), kept(1, 0, 0))]);
    let chart = kept_by_month(&KeptInput::of(&register, &assessed.ledger.commitments, as_of(), 12), "k");
    assert_eq!(chart.finding, "We kept 1 of 4 in time, they 1 of 1");
    assert_eq!(
        chart.rows,
        [
            ["Aug 2026", "theirs", "1", "0", "0"],
            ["Sep 2026", "ours", "1", "1", "0"],
            ["Oct 2026", "ours", "0", "0", "2"],
        ]
    );
    // Bars of one scale: each promise is as high as every other.
    assert!(chart.svg.contains(">1+1<") && chart.svg.contains("f-risk") && chart.narrow.is_some());
    let empty = kept_by_month(&KeptInput::of(&register, &[], as_of(), 12), "k");
    assert_eq!((empty.finding.as_str(), empty.svg.as_str()), ("No promise has fallen due yet", ""));
}

#[test]
fn answers_count_what_waits_and_thin_data_has_no_median() {
    let piece = |back: i64, told: Option<i64>| Closing { said: day(back), told: told.map(day), due: day(back - 7) };
    let of = |loops: Vec<Closing>| closing(&ClosingInput { as_of: as_of(), shown: 12, loops }, "c");
    // In time on the seventh day, late on the eighth; one waits, in time, and one late.
    let four = of(vec![piece(60, None), piece(40, Some(33)), piece(30, Some(22)), piece(5, None)]);
    // After 7 days 2/3 of the three longer ones are left, after 8 days 1/3.
    assert_eq!(four.finding, "Half of what we were told was answered within 8 days; 2 wait, the longest for 60 days");
    let standing: Vec<_> = four.rows.iter().map(|r| (r[2].as_str(), r[4].as_str())).collect();
    assert_eq!(
        standing,
        [("over 60", "waiting, late"), ("7", "told in time"), ("8", "told late"), ("over 5", "waiting, not due yet")]
    );
    let waiting = of(vec![piece(60, None), piece(50, None), piece(40, Some(33))]);
    assert!(waiting.finding.starts_with("Half of what we were told still waits"), "{}", waiting.finding);
    assert!(!waiting.svg.contains("median"));
    let two = of(vec![piece(40, Some(33)), piece(30, Some(23))]);
    assert!(two.finding.starts_with("2 pieces of feedback so far") && !two.svg.contains("median"));
    assert_eq!(of(vec![]).finding, "No feedback that wants an answer");
    // Older than the months shown.
    assert!(of(vec![piece(400, None)]).rows.is_empty());
}

#[test]
fn what_waits_is_drawn_only_where_an_answer_would_be_in_sight() {
    let list = [
        ("stakeholders/ada.toml", stakeholder("Ada Moss", "leadership")),
        (
            "feedback.toml",
            "[[feedback]]\nid = \"f-1\"\nfrom = \"ada\"\ndate = 2026-08-03\ntext = \"a\"\nvisibility = \"leadership\"\n\
             [[feedback]]\nid = \"f-2\"\nfrom = \"ada\"\ndate = 2026-08-03\ntext = \"b\"\nvisibility = \"leadership\"\noutcome = \"accepted\"\nresponse = \"c\"\ntold = 2026-08-05\n"
                .to_owned(),
        ),
    ];
    assert!(site(&list, "pm")["feedback.html"].contains("<td>over 90</td>"));
    let leadership = &site(&list, "leadership")["feedback.html"];
    assert!(
        leadership.contains("told in time") && !leadership.contains("over 90") && !leadership.contains("waiting, late")
    );
}
