//! Touchpoints due: whom to talk to, in order: past the longest gap, never talked to, past the agreed gap, due within a
//! fortnight, next planned. Takes plans and notes, so that an edition without scores has it, too.

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::shelf::Shelf;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{commitments, index, prep, words};
use crate::assess::calendar::{Pauses, day};
use crate::assess::score::Cadence;
use crate::register::{Id, Stakeholder};

/// The most on the first page before it is cut, and on any other page.
const UNCUT: usize = 100;
const LONGEST: usize = 100;
/// Days ahead that count as soon.
const SOON: i64 = 14;

/// Where a rhythm stands, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    PastLongest,
    Never,
    PastAgreed,
    Soon,
    Planned,
    InTime,
}

/// Every stand with its heading and the most rows on a first page that is cut.
const STANDS: [(Stand, &str, &str, usize); 6] = [
    (Stand::PastLongest, "Past the longest gap", "longest", 30),
    (Stand::Never, "No talk on file", "never", 15),
    (Stand::PastAgreed, "Past the agreed gap", "agreed", 25),
    (Stand::Soon, "Due in 14 days", "soon", 20),
    (Stand::Planned, "Planned next", "planned", 10),
    (Stand::InTime, "In time", "in-time", 0),
];

/// One stakeholder's rhythm, as far as plans and notes tell.
struct Rhythm<'a> {
    who: &'a Stakeholder,
    cadence: Cadence,
    /// Whether someone agreed on it, or it is the default.
    agreed: bool,
    /// The last two-way touchpoint: its note, and the days since, pauses not counted.
    last: Option<(usize, Date, i64)>,
    next: Option<(Date, &'a [Id])>,
    stand: Stand,
}

fn rhythm<'a>(site: &Site<'a>, who: &'a Stakeholder) -> Rhythm<'a> {
    let as_of = site.assessed.as_of;
    let plan = site.register.plan(who);
    let days = plan.cadence_days.as_ref().map(|f| f.value);
    let cadence =
        Cadence::new(days.unwrap_or(site.config.health.cadence_days), plan.max_gap_days.as_ref().map(|f| f.value));
    let notes = site.assessed.ledger.dealings.get(&who.id).map_or(&[][..], |d| d.touchpoints.as_slice());
    let talks = notes.iter().filter(|i| site.register.notes[**i].two_way);
    let last = talks.filter_map(|i| Some((*i, site.register.notes[*i].date?))).max_by_key(|(_, date)| *date);
    let pauses = Pauses::of(site.register.pauses.iter().chain(who.pauses.iter().map(|p| &p.value)));
    let last = last.map(|(note, on)| (note, on, pauses.age(day(on), day(as_of))));
    let next = index::next_planned(who, as_of);
    let stand = match last.map(|(.., age)| age) {
        None => Stand::Never,
        Some(age) if age > i64::from(cadence.max_gap) => Stand::PastLongest,
        Some(age) if age > i64::from(cadence.days) => Stand::PastAgreed,
        Some(age) if age + SOON >= i64::from(cadence.days) => Stand::Soon,
        Some(_) if next.is_some() => Stand::Planned,
        Some(_) => Stand::InTime,
    };
    Rhythm { who, cadence, agreed: days.is_some(), last, next, stand }
}

/// Everyone we still talk to, in the order of the page.
fn rhythms<'a>(site: &Site<'a>) -> Vec<Rhythm<'a>> {
    let people = site.assessed.order.iter().filter_map(|id| site.register.stakeholders.get(id));
    let here = people.filter(|s| s.left_on.as_ref().is_none_or(|l| l.value > site.assessed.as_of));
    let mut all: Vec<Rhythm<'a>> = here.map(|s| rhythm(site, s)).collect();
    all.sort_by_key(|r| {
        let over = r.last.map_or(0, |(.., age)| i64::from(r.cadence.days) - age);
        (r.stand, if r.stand == Stand::Planned { r.next.map(|(on, _)| on) } else { None }, over)
    });
    all
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    parts: Vec<Part>,
    sheets: Vec<Link>,
    /// Whether days to come are known in this edition.
    planned: bool,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    key: &'static str,
    rows: Vec<Row>,
    more: Option<Link>,
}

#[derive(Serialize)]
struct Row {
    who: Link,
    role: Option<String>,
    /// Where it stands in words, and how grave that is.
    gap: String,
    class: &'static str,
    mark: &'static str,
    last: Option<Link>,
    ago: String,
    agreed: String,
    /// What is open between us, and whether we are late with it.
    owed: Vec<(String, bool)>,
    next: Option<words::Day>,
    with: String,
    /// Whether nothing is planned, as far as this edition can tell.
    unplanned: bool,
    prep: Option<String>,
}

fn row(site: &Site<'_>, r: &Rhythm<'_>, root: &str) -> Row {
    let as_of = site.assessed.as_of;
    let days = i64::from(r.cadence.days);
    let longest = i64::from(r.cadence.max_gap);
    let age = r.last.map(|(.., age)| age);
    let (gap, class, mark) = match (r.stand, age) {
        (Stand::PastLongest, Some(age)) => (format!("{} over", words::days(age - days)), "risk", "m-risk"),
        (Stand::PastAgreed, Some(age)) => (format!("{} over", words::days(age - days)), "watch", "m-watch"),
        (Stand::Soon, Some(age)) if age == days => ("Due today".to_owned(), "", "m-wait"),
        (_, Some(age)) => (format!("Due in {}", words::days(days - age)), "", "m-wait"),
        (_, None) => ("First talk".to_owned(), "none", "m-none"),
    };
    let ago = match r.last {
        Some((_, on, age)) => {
            let n = words::days_between(on, as_of);
            let paused = if n > age { format!(", {} of them paused", n - age) } else { String::new() };
            if n == 0 { "today".to_owned() } else { format!("{} ago{paused}", words::days(n)) }
        }
        None => String::new(),
    };
    let (we, they) = index::owed(site, &r.who.id);
    let mut owed = Vec::new();
    for (who, o, ours) in [("We owe", we, true), ("They owe", they, false)] {
        if o.n > 0 {
            let late = if o.late > 0 { format!(", {} late", o.late) } else { String::new() };
            owed.push((format!("{who} {}{late}", o.n), ours && o.late > 0));
        }
    }
    let waiting = waiting(site, &r.who.id);
    if waiting > 0 {
        owed.push((words::count(waiting, "answer late", "answers late"), true));
    }
    let unit = if r.agreed { "" } else { " (default)" };
    Row {
        who: site.person(&r.who.id, root).unwrap_or_else(|| Link { text: r.who.name.clone(), href: None }),
        role: r.who.title.as_ref().or(r.who.organisation.as_ref()).map(|t| t.value.clone()),
        gap,
        class,
        mark,
        last: r.last.map(|(note, on, _)| Link {
            text: words::short(on, as_of),
            href: Some(format!("{root}{}", site.note_paths[note])),
        }),
        ago,
        agreed: format!("every {}, at most {}{unit}", words::days(days), longest),
        owed,
        next: r.next.map(|(on, _)| words::Day::short(on, as_of)),
        unplanned: r.next.is_none() && site.sees_all,
        with: r.next.map(|(_, with)| index::names(site, with)).unwrap_or_default(),
        prep: prep::path(site, &r.who.id).map(|path| format!("{root}{path}")),
    }
}

/// Pieces of their feedback past their day without an answer.
fn waiting(site: &Site<'_>, id: &Id) -> usize {
    let loops = site.assessed.ledger.dealings.get(id).map_or(&[][..], |d| d.loops.as_slice());
    let loops = loops.iter().map(|i| &site.assessed.ledger.loops[*i]);
    loops.filter(|l| l.feedback.told.is_none() && l.due.is_some_and(|d| d < site.assessed.as_of)).count()
}

/// Whether this edition can tell who was talked to, and there is anyone to talk to.
pub(super) fn has(site: &Site<'_>) -> bool {
    let as_of = site.assessed.as_of;
    let here = |s: &Stakeholder| s.left_on.as_ref().is_none_or(|l| l.value > as_of);
    site.claims_absence && site.register.stakeholders.values().any(here)
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let all = rhythms(site);
    let whole = all.len() <= UNCUT;
    let planned = site.sees_all || all.iter().any(|r| r.next.is_some());
    let of = |stand: Stand| (0..all.len()).filter(|i| all[*i].stand == stand).collect::<Vec<usize>>();
    let mut shelf = Shelf::new("due");
    let mut rest = Vec::new();
    for (stand, .., most) in STANDS {
        let list = of(stand);
        rest.extend_from_slice(&list[if whole { list.len() } else { most.min(list.len()) }..]);
    }
    shelf.parts("more", "more", &rest, LONGEST);
    let parts = |shown: &dyn Fn(Stand) -> Vec<usize>, root: &str| -> Vec<Part> {
        let part = |(stand, title, key, _): (Stand, &'static str, &'static str, usize)| {
            let rows = shown(stand).into_iter().map(|i| row(site, &all[i], root)).collect();
            Part { title, key, rows, more: None }
        };
        STANDS.into_iter().map(part).collect()
    };
    let mut pages = shelf
        .sheets
        .par_iter()
        .map(|sheet| {
            let shown = |stand| sheet.of.iter().copied().filter(|i| all[*i].stand == stand).collect();
            let mut parts = parts(&shown, "../");
            parts.retain(|part| !part.rows.is_empty());
            let people = words::counted(sheet.of.len(), "more stakeholder", "more stakeholders");
            let page = Page {
                finding: words::sentence(&people),
                said: Vec::new(),
                parts,
                sheets: shelf.links(Some(sheet)),
                planned,
            };
            let title = format!("Due, {}", sheet.name);
            Ok((shelf.path(sheet), site.page("due.html", &title, "due", "../", &page)?))
        })
        .collect::<Result<Vec<_>, TemplateError>>()?;
    let shown = |stand: Stand| {
        let most = STANDS.iter().find(|s| s.0 == stand).map_or(0, |s| s.3);
        let mut list = of(stand);
        list.truncate(if whole { list.len() } else { most });
        list
    };
    let mut parts = parts(&shown, "");
    for (part, (stand, ..)) in parts.iter_mut().zip(STANDS) {
        let list = of(stand);
        part.more = list.get(part.rows.len()).map(|next| Link {
            text: format!("{} more", words::figure(list.len() - part.rows.len())),
            href: Some(shelf.page_of(*next)),
        });
    }
    parts.retain(|part| !part.rows.is_empty() || part.more.is_some());
    let (finding, said) = finding(site, &all);
    let page = Page { finding, said, parts, sheets: shelf.links(None), planned };
    pages.push(("due.html".to_owned(), site.page("due.html", "Due", "due", "", &page)?));
    Ok(pages)
}

/// How many have waited longer than agreed, and who the longest.
fn finding(site: &Site<'_>, all: &[Rhythm<'_>]) -> (String, Vec<String>) {
    let n = all.len();
    let of = |stand| all.iter().filter(|r| r.stand == stand).count();
    let over = of(Stand::PastLongest) + of(Stand::PastAgreed);
    let longest = all.iter().filter(|r| r.stand <= Stand::PastAgreed).filter_map(|r| Some((r.last?, r.who)));
    let longest = longest.max_by_key(|((_, _, age), _)| *age);
    let whom = longest.map_or_else(String::new, |((.., age), who)| {
        let days = words::days(age);
        if over == 1 { format!(": {}, for {days}", who.name) } else { format!("; {} has for {days}", who.name) }
    });
    let finding = match (over, n) {
        (0, _) if of(Stand::Never) == n => "No talk with anyone is on file".to_owned(),
        (0, _) if of(Stand::Never) > 0 => {
            let names = all.iter().filter(|r| r.stand == Stand::Never).map(|r| r.who.name.clone());
            format!(
                "Nobody has waited longer than agreed, but no talk is on file with {}",
                commitments::listed(names.collect())
            )
        }
        (0, _) => "We have talked with everyone as often as agreed".to_owned(),
        (1, _) => format!("One of {} has waited longer than agreed{whom}", words::counted(n, "person", "stakeholders")),
        (o, _) => format!(
            "{} of {} have waited longer than agreed{whom}",
            words::sentence(&words::number(o)),
            words::figure(n)
        ),
    };
    let mut said = Vec::new();
    let past = of(Stand::PastLongest);
    if past > 0 {
        said.push(format!("{} past the longest gap.", words::sentence(&words::counted(past, "is", "are"))));
    }
    let unplanned = all.iter().filter(|r| r.stand <= Stand::PastAgreed && r.next.is_none());
    let names: Vec<String> = unplanned.map(|r| r.who.name.clone()).collect();
    if !names.is_empty() && site.sees_all {
        said.push(format!("Nothing is planned yet with {}.", commitments::listed(names)));
    }
    let soon = of(Stand::Soon);
    if soon > 0 {
        let (one, many) = if over > 0 { ("more is", "more are") } else { ("is", "are") };
        said.push(format!("{} due in the next 14 days.", words::sentence(&words::counted(soon, one, many))));
    }
    if !site.sees_all {
        said.push("Who left, who is on leave and what is planned may not be in this edition.".to_owned());
    }
    (finding, said)
}
