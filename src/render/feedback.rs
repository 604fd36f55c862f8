//! You said, we did: what waits for an answer first, then what was answered, declined as openly as accepted, and praise
//! last. That something waits is claimed only where this edition could see the answer.

use rayon::prelude::*;
use serde::Serialize;

use super::figures::{self, Figure};
use super::ledger::{self, Result as Mark};
use super::rows::Markup;
use super::shelf::{Sheet, Shelf};
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{decisions, rows, words};
use crate::assess::{Assessed, Loop};
use crate::register::{FeedbackKind, Id, Outcome, Severity};

/// The most on the first page before its lists are cut, and on any other page.
const UNCUT: usize = 80;
const LONGEST: usize = 80;

/// Where a piece of feedback stands, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Waiting,
    Told,
    Praise,
}

const STANDS: [Stand; 3] = [Stand::Waiting, Stand::Told, Stand::Praise];

impl Stand {
    fn of(l: &Loop) -> Self {
        match (l.feedback.kind, &l.feedback.told) {
            (FeedbackKind::Praise, _) => Self::Praise,
            (_, None) => Self::Waiting,
            (_, Some(_)) => Self::Told,
        }
    }

    /// The most shown on a first page that is cut.
    fn shown(self) -> usize {
        match self {
            Self::Waiting | Self::Told => 35,
            Self::Praise => 10,
        }
    }
}

/// The three lists, each in the order shown: waiting by the day an answer is due, the others newest first.
fn lists(assessed: &Assessed) -> [Vec<usize>; 3] {
    let all = &assessed.ledger.loops;
    STANDS.map(|stand| {
        let mut list: Vec<usize> = (0..all.len()).filter(|i| Stand::of(&all[*i]) == stand).collect();
        match stand {
            Stand::Waiting => list.sort_by_key(|i| all[*i].due),
            Stand::Told => list.sort_by_key(|i| std::cmp::Reverse(told(&all[*i]))),
            Stand::Praise => list.reverse(),
        }
        list
    })
}

fn told(l: &Loop) -> Option<jiff::civil::Date> {
    l.feedback.told.as_ref().map(|t| t.value)
}

fn shown(assessed: &Assessed, stand: Stand) -> usize {
    if assessed.ledger.loops.len() <= UNCUT { usize::MAX } else { stand.shown() }
}

/// Which feedback goes to which page.
pub(super) fn shelf(assessed: &Assessed) -> Shelf {
    let all = &assessed.ledger.loops;
    let mut shelf = Shelf::new("feedback");
    let [waiting, told, praise] = lists(assessed);
    let rest = |list: Vec<usize>, stand| {
        let n = shown(assessed, stand).min(list.len());
        list[n..].to_vec()
    };
    shelf.parts("waiting", "without an answer", &rest(waiting, Stand::Waiting), LONGEST);
    let mut past = rest(told, Stand::Told);
    past.extend(rest(praise, Stand::Praise));
    past.sort_by_key(|i| std::cmp::Reverse(all[*i].feedback.date));
    shelf.periods(past.into_iter().map(|i| (Some(all[i].feedback.date), i)), LONGEST);
    shelf
}

#[derive(Serialize)]
struct Page {
    finding: String,
    said: Vec<String>,
    parts: Vec<Part>,
    /// How long answers took.
    figure: Option<Figure>,
    sheets: Vec<Link>,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    key: &'static str,
    said: &'static str,
    /// Rows, as markup.
    rows: Markup,
    more: Option<Link>,
    answers: bool,
}

struct Row {
    anchor: Option<String>,
    result: Mark,
    text: String,
    who: Link,
    about: String,
    on: words::Day,
    source: Option<Link>,
    outcome: Option<&'static str>,
    did: Option<String>,
    told: Option<words::Day>,
    /// What the feedback was to the decision.
    part: &'static str,
    decision: Option<Link>,
}

fn row(site: &Site<'_>, i: usize, root: &str) -> Row {
    let as_of = site.assessed.as_of;
    let l = &site.assessed.ledger.loops[i];
    let f = &l.feedback;
    let about = match f.kind {
        FeedbackKind::Praise => String::new(),
        kind if f.severity == Severity::High => format!("{}, high severity", kind.as_str()),
        kind => kind.as_str().to_owned(),
    };
    let answered = f.answered.as_ref().filter(|_| f.told.is_none());
    let text = did(l);
    let did = match (answered, text) {
        (Some(on), Some(text)) => Some(format!("{text} (settled on {}, not yet told)", words::spoken(on.value, as_of))),
        (Some(on), None) => Some(format!("Settled on {}, not yet told", words::spoken(on.value, as_of))),
        (None, text) => text,
    };
    Row {
        anchor: f.id.as_ref().map(anchor),
        result: result(site, l),
        text: f.text.clone(),
        who: site.person(&f.from, root).unwrap_or_else(|| Link { text: String::new(), href: None }),
        about,
        on: words::Day::short(f.date, as_of),
        source: site.source(f.place, root),
        outcome: f.outcome.as_ref().map(|o| said(o.value)),
        did,
        told: told(l).map(|d| words::Day::short(d, as_of)),
        part: match f.outcome.as_ref().map(|o| o.value) {
            Some(Outcome::Accepted | Outcome::Partly) => "It changed the decision",
            _ => "The decision",
        },
        decision: f.decision.as_ref().and_then(|d| decisions::link(site, &d.value, root)),
    }
}

impl Row {
    /// Writes it into a table, with what we did and when they were told where the table has a column for it.
    fn write(&self, out: &mut String, answers: bool, told: bool) {
        rows::open(out, self.anchor.as_deref());
        out.push_str("<td class=\"res\">");
        rows::result(out, self.result.class, self.result.mark, &self.result.text);
        out.push_str("</td><th scope=\"row\"><q>");
        rows::text(out, &self.text);
        out.push_str("</q><span class=\"sub\">");
        rows::link(out, &self.who);
        if !self.about.is_empty() {
            out.push_str(", ");
            out.push_str(&self.about);
        }
        rows::source(out, self.source.as_ref());
        out.push_str("</span></th>");
        if answers {
            out.push_str("<td class=\"did\">");
            if let Some(outcome) = self.outcome {
                out.push_str("<b>");
                out.push_str(outcome);
                out.push_str(".</b> ");
            }
            rows::text(out, self.did.as_deref().unwrap_or_default());
            if let Some(decision) = &self.decision {
                out.push_str("<span class=\"sub\">");
                out.push_str(self.part);
                out.push_str(": ");
                rows::link(out, decision);
                out.push_str("</span>");
            }
            out.push_str("</td>");
        }
        out.push_str("<td class=\"num\" data-l=\"Said\">");
        rows::day(out, &self.on);
        if told {
            out.push_str("</td><td class=\"num\" data-l=\"Told\">");
            rows::day_or(out, self.told.as_ref(), "no day");
        }
        out.push_str("</td></tr>\n");
    }
}

/// The result, as short as the column it stands in.
fn result(site: &Site<'_>, l: &Loop) -> Mark {
    let as_of = site.assessed.as_of;
    let days = |from, to| format!("{} late", words::days(words::days_between(from, to)));
    match (told(l), l.due) {
        (Some(told), Some(due)) if told > due => Mark::new("watch", "m-watch", days(due, told)),
        (Some(_), Some(_)) => Mark::new("ok", "m-ok", "In time"),
        (None, Some(due)) if site.claims_absence && due < as_of => Mark::new("risk", "m-risk", days(due, as_of)),
        (None, Some(due)) if site.claims_absence => {
            Mark::new("", "m-wait", format!("Due {}", words::short(due, as_of)))
        }
        _ => ledger::answer(site, l),
    }
}

/// What we did, in words: for a declined piece the reason.
pub(crate) fn did(l: &Loop) -> Option<String> {
    let f = &l.feedback;
    let declined = f.outcome.as_ref().is_some_and(|o| o.value == Outcome::Declined);
    let (first, second) = if declined { (&f.reason, &f.response) } else { (&f.response, &f.reason) };
    first.as_ref().or(second.as_ref()).map(|t| words::sentence(&t.value))
}

/// An outcome in words.
pub(crate) fn said(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "Accepted",
        Outcome::Partly => "Accepted in part",
        Outcome::Declined => "Declined",
        Outcome::Deferred => "Put off",
    }
}

fn anchor(id: &Id) -> String {
    format!("f-{id}")
}

/// Where a piece of feedback is listed, from the site's root.
pub(super) fn href(site: &Site<'_>, i: usize) -> String {
    let page = site.shelves.feedback.page_of(i);
    match &site.assessed.ledger.loops[i].feedback.id {
        Some(id) => format!("{page}#{}", anchor(id)),
        None => page,
    }
}

/// Whether there is any feedback to list.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.assessed.ledger.loops.is_empty()
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let shelf = &site.shelves.feedback;
    let mut pages = shelf
        .sheets
        .par_iter()
        .map(|sheet| Ok((shelf.path(sheet), other(site, sheet)?)))
        .collect::<Result<Vec<_>, TemplateError>>()?;
    pages.push(("feedback.html".to_owned(), first(site)?));
    Ok(pages)
}

fn part(site: &Site<'_>, stand: Stand, list: &[usize], root: &str) -> Part {
    let waits = if site.claims_absence { "Waiting" } else { "Noted" };
    let (title, key, said, answers) = match stand {
        Stand::Waiting if site.claims_absence => (waits, "waiting", "Those who have waited longest first.", false),
        Stand::Waiting => (waits, "waiting", "", false),
        Stand::Told => ("Answered", "answered", "They know what became of it. The newest answer first.", true),
        Stand::Praise => ("Praise", "praise", "Needs no answer.", false),
    };
    let answers = answers || (stand == Stand::Waiting && list.iter().any(|i| settled(&site.assessed.ledger.loops[*i])));
    let mut rows = String::with_capacity(list.len() * 512);
    for i in list {
        row(site, *i, root).write(&mut rows, answers, stand == Stand::Told);
    }
    Part { title, key, said, rows: rows.into(), more: None, answers }
}

/// Whether anything is written of what became of it.
fn settled(l: &Loop) -> bool {
    l.feedback.outcome.is_some() || did(l).is_some() || l.feedback.answered.is_some() || l.feedback.decision.is_some()
}

fn first(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let shelf = &site.shelves.feedback;
    let lists = lists(site.assessed);
    let mut parts = Vec::new();
    for (stand, list) in STANDS.into_iter().zip(&lists) {
        let n = shown(site.assessed, stand).min(list.len());
        let mut part = part(site, stand, &list[..n], "");
        part.more = list.get(n).map(|next| Link {
            text: format!("{} more", words::figure(list.len() - n)),
            href: Some(shelf.page_of(*next)),
        });
        if !list.is_empty() {
            parts.push(part);
        }
    }
    let (finding, said) = finding(site, &lists);
    let page = Page { finding, said, parts, figure: figures::closing(site), sheets: shelf.links(None) };
    site.page("feedback.html", "You said, we did", "feedback", "", &page)
}

fn other(site: &Site<'_>, sheet: &Sheet) -> Result<Vec<u8>, TemplateError> {
    let all = &site.assessed.ledger.loops;
    let mut parts = Vec::new();
    for stand in STANDS {
        let list: Vec<usize> = sheet.of.iter().copied().filter(|i| Stand::of(&all[*i]) == stand).collect();
        if !list.is_empty() {
            parts.push(part(site, stand, &list, "../"));
        }
    }
    let what = words::counted(sheet.of.len(), "more piece of feedback", "more pieces of feedback");
    let of = if sheet.name.starts_with("without") { "" } else { "of " };
    let page = Page {
        finding: words::sentence(&format!("{what} {of}{}", sheet.name)),
        said: Vec::new(),
        parts,
        figure: None,
        sheets: site.shelves.feedback.links(Some(sheet)),
    };
    site.page("feedback.html", &format!("You said, we did: {}", sheet.name), "feedback", "../", &page)
}

fn finding(site: &Site<'_>, [waiting, answered, praise]: &[Vec<usize>; 3]) -> (String, Vec<String>) {
    let all = &site.assessed.ledger.loops;
    let as_of = site.assessed.as_of;
    let due = |i: &usize| all[*i].due;
    let late = waiting.iter().filter(|i| due(i).is_some_and(|d| d < as_of)).count();
    let outcomes = outcomes(&answered.iter().map(|i| &all[*i]).collect::<Vec<_>>());
    let in_time = answered.iter().filter(|i| told(&all[**i]) <= due(i)).count();
    let mut said = Vec::new();
    let answers = match answered.len() {
        0 => String::new(),
        1 => format!("The one answered piece was {}.", if in_time == 1 { "answered in time" } else { "answered late" }),
        n => format!("Of {} answered, {} heard from us in time: {outcomes}.", words::number(n), words::number(in_time)),
    };
    let finding = if site.claims_absence && late > 0 {
        let longest = waiting.first().and_then(due).map_or(0, |due| words::days_between(due, as_of));
        let days = words::days(longest);
        said.push(answers);
        if late == 1 {
            format!("One answer of ours is late, by {days}")
        } else {
            format!("{} answers of ours are late, the longest by {days}", words::sentence(&words::number(late)))
        }
    } else if site.claims_absence && !waiting.is_empty() {
        said.push(answers);
        let n = waiting.len();
        format!(
            "{} for an answer, none past its day",
            words::sentence(&words::counted(n, "piece of feedback waits", "pieces of feedback wait"))
        )
    } else if answered.len() == 1 {
        said.push(if site.claims_absence { "Nobody waits for an answer.".to_owned() } else { String::new() });
        format!("One piece of feedback answered: {}", outcomes.trim_start_matches("one "))
    } else if !answered.is_empty() {
        let n = words::counted(answered.len(), "piece of feedback", "pieces of feedback");
        said.push(if site.claims_absence { format!("Nobody waits for an answer. {answers}") } else { String::new() });
        format!("We answered {n}: {outcomes}")
    } else if !waiting.is_empty() {
        let n = words::counted(waiting.len(), "piece of feedback", "pieces of feedback");
        words::sentence(&format!("{n} on file"))
    } else {
        format!("{} of praise, and nothing to answer", words::sentence(&words::counted(praise.len(), "word", "words")))
    };
    said.retain(|s| !s.is_empty());
    (finding, said)
}

/// "four accepted, one accepted in part, two declined".
fn outcomes(answered: &[&Loop]) -> String {
    let of = |outcome| answered.iter().filter(|l| l.feedback.outcome.as_ref().map(|o| o.value) == outcome).count();
    let parts: Vec<String> = [
        (Some(Outcome::Accepted), "accepted"),
        (Some(Outcome::Partly), "accepted in part"),
        (Some(Outcome::Declined), "declined"),
        (Some(Outcome::Deferred), "put off"),
        (None, "answered without an outcome on file"),
    ]
    .into_iter()
    .map(|(outcome, word)| (of(outcome), word))
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{} {word}", words::number(n)))
    .collect();
    words::join(&parts)
}
