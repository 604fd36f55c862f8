//! As of any date the report is the same as if everything dated later were deleted.

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{Files, difference, pages, sound};

/// Days, counted from the first of the year, on which things become known.
fn days() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(0..330u16, 40)
}

pub(crate) fn date(day: u16) -> Date {
    Date::constant(2026, 1, 1).checked_add(i64::from(day).days()).unwrap()
}

/// A workspace whose dated parts are on `days`; what is dated after `until` is left out.
pub(crate) fn files(days: &[u16], until: Option<Date>) -> Files {
    let mut next = 0;
    let mut day = || {
        next += 1;
        date(days[next % days.len()])
    };
    let known = |on: Date| until.is_none_or(|until| on <= until);
    // Entries of one list stand in the order of their dates, so that what is left out is at its end.
    let list = |mut entries: Vec<(Date, String)>| {
        entries.sort();
        entries.into_iter().filter(|(on, _)| known(*on)).map(|(_, text)| text).collect::<String>()
    };
    let field = |on: Date, text: String| if known(on) { text } else { "\n".repeat(text.matches('\n').count()) };
    let mut files = Files::new();
    files.insert(
        "rapporteur.toml".into(),
        "[[team]]\nid = \"me\"\nname = \"Robin\"\n[health]\nprofile = \"full\"\npurpose = \"test\"\n".to_owned()
            + &{
                let on = day();
                field(on, format!("[[pause]]\nfrom = {on}\nto = {}\n", on.checked_add(9.days()).unwrap()))
            },
    );
    let assessments: Vec<_> = {
        let mut on: Vec<Date> = (0..3).map(|_| day()).collect();
        on.sort();
        on.dedup();
        on.into_iter().map(|on| (on, format!("[[assessment]]\ndate = {on}\nby = \"me\"\npower = 4\ninterest = 5\ncurrent = \"neutral\"\ndesired = \"leading\"\n"))).collect()
    };
    let position = day();
    let override_on = day();
    let left = day();
    let since = left.min(position);
    files.insert(
        "stakeholders/ada.toml".into(),
        format!(
            "name = \"Ada Moss\"\nkind = \"external\"\npositions = [{}]\n",
            field(position, format!("{{ topic = \"Beta\", stance = 1, on = {position} }}"))
        ) + &list(assessments),
    );
    files.insert(
        "stakeholders/bo.toml".into(),
        format!(
            "name = \"Bo Lind\"\nkind = \"external\"\n{}\n{}\n",
            field(since, format!("since = {since}")),
            field(left, format!("left_on = {left}"))
        ) + &field(
            override_on,
            format!(
                "[[override]]\nband = \"watch\"\nreason = \"r\"\nby = \"me\"\non = {override_on}\nuntil = {}\n",
                override_on.checked_add(40.days()).unwrap()
            ),
        ),
    );
    let readings = list(
        (0..3)
            .map(|n| {
                let on = day();
                (on, format!("[[goal.readings]]\ndate = {on}\nvalue = {n}\n"))
            })
            .collect(),
    );
    files.insert("goals.toml".into(), format!("[[goal]]\nid = \"g\"\ntitle = \"G\"\nowner = \"me\"\n{readings}"));
    let done = day();
    let forecasts = list(
        (0..2)
            .map(|_| {
                let on = day();
                (on, format!("[[milestone.forecasts]]\non = {on}\ndate = 2026-12-24\n"))
            })
            .collect(),
    );
    files.insert(
        "milestones.toml".into(),
        format!(
            "[[milestone]]\nid = \"m\"\ntitle = \"M\"\nowner = \"me\"\nbaseline_date = 2026-06-01\n{}\n{forecasts}",
            field(done, format!("done = {done}"))
        ),
    );
    let risks = list(
        (0..2)
            .map(|n| {
                let on = day();
                (on, format!("[[risk]]\nid = \"r{n}\"\nevent = \"E\"\nowner = \"me\"\nopened = {on}\n"))
            })
            .collect(),
    );
    files.insert("risks.toml".into(), risks);
    let commitments = list((0..4).map(|n| {
        let (made, other) = (day(), day());
        let done = made.max(other);
        (made, format!("[[commitment]]\nid = \"c{n}\"\nfrom = \"me\"\nto = \"ada\"\ntext = \"T{n}\"\nmade = {made}\ndue = {}\n{}\n", made.checked_add(14.days()).unwrap(), field(done, format!("done = {done}"))))
    }).collect());
    files.insert("commitments.toml".into(), commitments);
    let feedback = list((0..4).map(|n| {
        let (said, other) = (day(), day());
        let told = said.max(other);
        (said, format!("[[feedback]]\nid = \"f{n}\"\nfrom = \"bo\"\ndate = {said}\ntext = \"T{n}\"\nseverity = \"high\"\nkind = \"concern\"\n{}\n", field(told, format!("told = {told}\noutcome = \"partly\"\nresponse = \"R\""))))
    }).collect());
    files.insert("feedback.toml".into(), feedback);
    let (made, closed) = (day(), day());
    for n in 0..9 {
        let on = day();
        if !known(on) {
            continue;
        }
        let later = on.max(closed);
        let done = if known(later) {
            format!(
                "[x] @me -> @bo: slide {n}  [due:: {}]  [completion:: {later}] ^n-{n}",
                on.checked_add(7.days()).unwrap()
            )
        } else {
            format!("[ ] @me -> @bo: slide {n}  [due:: {}] ^n-{n}", on.checked_add(7.days()).unwrap())
        };
        let moved = if on > made { 21 } else { 14 };
        files.insert(
            format!("notes/{on}-{n}.md"),
            format!("+++\nattendees = [\"ada\", \"bo\"]\nabsent = []\n+++\n\n- {done}\n- [ ] @me -> @ada: model  [due:: {}] ^model\n- (sentiment) @ada {}\n- (feedback) @ada: slow {n} ^s-{n}\n- (decision) go {n}  [approver:: @ada]\n",
                date(days[0]).checked_add(moved.days()).unwrap(), i16::try_from(n % 5).unwrap() - 2),
        );
    }
    files
}

#[test]
fn as_of_any_date_is_as_if_later_things_were_deleted() {
    let mut runner =
        TestRunner::new(Config { cases: 200, max_shrink_iters: 100, failure_persistence: None, ..Config::default() });
    runner
        .run(&(days(), 0..330u16), |(days, until)| {
            let until = date(until);
            let site = |files: &Files| {
                let workspace = sound(files);
                let edition = workspace.config.editions["pm"].clone();
                let view = rapporteur::view(&workspace, &edition, until);
                pages(&workspace, &view, &edition)
            };
            prop_assert_eq!(difference(&site(&files(&days, None)), &site(&files(&days, Some(until)))), None);
            Ok(())
        })
        .unwrap();
}
