//! The plan: what is worth doing with the next forty hours, ranked, with the minutes up to each. The pm's alone: it holds
//! scores, and leaves the arithmetic to `plan`.

use serde::Serialize;

use super::site::{Link, Site, Status, person_path};
use super::templates::TemplateError;
use super::words;
use crate::plan::{self, Change, Item, Kind, PROMISE_MINUTES, TALK_MINUTES};

/// Minutes on the page: a week of nothing else. Whoever has fewer reads down to theirs.
const MINUTES: u32 = 40 * 60;
/// The most rows of one part.
const ROWS: usize = 60;

/// Whether there is anything to plan, in the edition that shows scores and sees all.
pub(super) fn has(site: &Site<'_>) -> bool {
    site.scores && site.sees_all && !site.register.stakeholders.is_empty()
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    parts: Vec<Part>,
    left: usize,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    key: &'static str,
    note: &'static str,
    rows: Vec<Row>,
    more: usize,
}

#[derive(Serialize)]
struct Row {
    sum: String,
    minutes: u32,
    who: Vec<Link>,
    what: String,
    due: String,
    late: bool,
    /// Points, with a sign.
    points: Option<String>,
    scores: String,
    /// What stands where there is no number.
    none: &'static str,
    before: Option<Status>,
    after: Option<Status>,
    why: Vec<(String, Option<Link>)>,
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let as_of = site.assessed.as_of;
    let plan = plan::plan(site.register, site.assessed, site.config.health.enough, as_of, MINUTES);
    let of = |kind: Kind| plan.items.iter().filter(move |item| item.kind == kind);
    let part = |kind: Kind, title, key, note| {
        let rows: Vec<Row> = of(kind).take(ROWS).map(|item| row(site, item)).collect();
        Part { title, key, note, more: of(kind).count() - rows.len(), rows }
    };
    let mut parts = vec![
        part(
            Kind::Promise,
            "Keep",
            "keep",
            "Our promises that are overdue or fall due in 14 days, the longest overdue first.",
        ),
        part(Kind::Agreed, "Go", "go", "Talks agreed for the next 14 days."),
        part(Kind::Talk, "Talk", "talk", "By attention, with what a talk today would change."),
    ];
    parts.retain(|part| !part.rows.is_empty());
    let late = of(Kind::Promise).filter(|item| item.late.is_some_and(|late| late > 0)).count();
    let talks = of(Kind::Talk).count();
    let finding = match (late, talks) {
        _ if plan.items.is_empty() => "Nothing is due, and a talk would change nothing yet".to_owned(),
        (0, 0) => "What is due is all there is to do".to_owned(),
        (0, talks) => format!("No promise is late: {} worth the time", words::counted(talks, "talk is", "talks are")),
        (late, 0) => format!("{} first", words::sentence(&words::counted(late, "late promise", "late promises"))),
        (late, talks) => format!(
            "{} first, then {} worth the time",
            words::sentence(&words::counted(late, "late promise", "late promises")),
            words::counted(talks, "talk", "talks")
        ),
    };
    let mut said = vec![format!(
        "{} of work in all. Read down to the hours you have; the sums are at the left.",
        hours(plan.used)
    )];
    if plan.resting > 0 {
        let people = words::sentence(&words::counted(plan.resting, "person needs", "people need"));
        said.push(format!("{people} no talk now."));
    }
    said.push(format!(
        "A talk takes the minutes of its plan, else {TALK_MINUTES}; a promise is taken for {PROMISE_MINUTES}, for what it takes is on no record."
    ));
    let page = Page { finding, said, parts, left: plan.left.len() };
    site.page("plan.html", "Plan", "plan", "", &page)
}

fn hours(minutes: u32) -> String {
    let halves = (minutes + 15) / 30;
    match (halves / 2, halves % 2) {
        (0, _) => "Half an hour".to_owned(),
        (1, 0) => "An hour".to_owned(),
        (whole, 0) => format!("{whole} hours"),
        (whole, _) => format!("{whole}\u{bd} hours"),
    }
}

fn row(site: &Site<'_>, item: &Item) -> Row {
    let as_of = site.assessed.as_of;
    let person = |id: &String| {
        let id = crate::register::Id::new(id);
        site.person(&id, "").unwrap_or_else(|| Link { text: id.to_string(), href: Some(person_path(&id)) })
    };
    let due = match (item.kind, item.due, item.late) {
        (Kind::Promise, Some(_), Some(late @ 1..)) => format!("{} late", words::days(late)),
        (Kind::Promise, Some(due), _) => format!("due {}", words::Day::weekday_or_short(due, as_of).text),
        (Kind::Agreed, Some(on), _) => words::Day::weekday_or_short(on, as_of).text,
        _ => String::new(),
    };
    let change = item.change.as_ref();
    let after = change.and_then(|c| c.band_after.map(|after| (c.band, after)));
    let moves = after.filter(|(now, then)| now != then);
    Row {
        sum: format!("{}:{:02}", item.sum / 60, item.sum % 60),
        minutes: item.minutes,
        who: item.who.iter().map(person).collect(),
        what: words::sentence(&item.what),
        due,
        late: item.late.is_some_and(|late| late > 0),
        points: change.filter(|c| c.points >= 0.05 && c.after.is_some()).map(|c| words::points(c.points)),
        scores: change.map(scores).unwrap_or_default(),
        none: match change {
            Some(c) if c.after.is_none() => "no number: too little is on file",
            _ => "next to nothing",
        },
        before: after.map(|(now, _)| Status::of(now, false)),
        after: moves.map(|(_, then)| Status::of(then, false)),
        why: item
            .why
            .iter()
            .map(|why| (why.text.clone(), why.place.and_then(|place| site.source(place, ""))))
            .collect(),
    }
}

/// `44 to 51`, where both may be shown.
fn scores(change: &Change) -> String {
    match (change.score, change.after) {
        (Some(now), Some(after)) => format!("{now:.0} to {after:.0}"),
        (None, Some(after)) => format!("to {after:.0}"),
        _ => String::new(),
    }
}
