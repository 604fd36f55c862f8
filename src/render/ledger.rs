//! Promises, feedback and decisions of one stakeholder, each with what became of it. An absence is claimed only
//! where all that could refute it is in sight.

use jiff::civil::Date;
use serde::Serialize;

use super::rows;
use super::rows::Markup;
use super::site::{Link, Site};
use super::{decisions, words};
use crate::assess::{Commitment, Dealings, Fate, Loop};
use crate::register::{Decision, FeedbackKind, Id, Labelled, Severity};

/// Closed promises shown before the rest is folded, and the most in the fold.
const SHOWN: usize = 6;
const FOLDED: usize = 12;
/// The most feedback, and the most decisions, on a page.
const LISTED: usize = 150;

/// A result as shape, colour and words.
#[derive(Serialize)]
pub(crate) struct Result {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) text: String,
}

impl Result {
    pub(crate) fn new(class: &'static str, mark: &'static str, text: impl Into<String>) -> Self {
        Self { class, mark, text: text.into() }
    }
}

/// Promises both ways.
#[derive(Serialize)]
pub(super) struct Promises {
    summary: Vec<String>,
    groups: Vec<PromiseGroup>,
    /// Rows, as markup.
    older: Markup,
    folded: usize,
    beyond: usize,
}

#[derive(Serialize)]
struct PromiseGroup {
    title: &'static str,
    /// Rows, as markup.
    promises: Markup,
}

struct Promise {
    result: Result,
    text: String,
    moved: String,
    from: String,
    due: Option<words::Day>,
    done: Option<words::Day>,
    source: Option<Link>,
}

/// Promises from and to someone; `None` where there are none.
pub(super) fn promises(site: &Site<'_>, id: &Id, dealings: &Dealings, root: &str) -> Option<Promises> {
    let ledger = &site.assessed.ledger;
    let all: Vec<&Commitment> = dealings.commitments.iter().filter_map(|i| ledger.commitments.get(*i)).collect();
    if all.is_empty() {
        return None;
    }
    let (mut groups, mut older, mut summary) = (Vec::new(), String::new(), Vec::new());
    let (mut folded, mut beyond) = (0, 0);
    for (title, word, theirs) in [("Ours to them", "Ours", false), ("Theirs", "Theirs", true)] {
        let mut list: Vec<&Commitment> = all.iter().copied().filter(|c| (c.from == *id) == theirs).collect();
        if list.is_empty() {
            continue;
        }
        let dated = list.iter().filter(|c| c.fate == Fate::Done && c.done.is_some() && c.due.is_some());
        let (kept, due) = dated.fold((0, 0), |(kept, n), c| (kept + usize::from(c.done <= c.due), n + 1));
        let late = list.iter().filter(|c| c.fate == Fate::Overdue).count();
        let open = list.iter().filter(|c| c.fate == Fate::Open).count();
        let mut said = vec![format!("{kept} of {} kept in time", due + late)];
        if due + late == 0 {
            said.clear();
        }
        if late > 0 {
            said.push(format!("{late} overdue"));
        }
        if open > 0 {
            said.push(format!("{open} open"));
        }
        if !said.is_empty() {
            summary.push(format!("{word}: {}.", said.join(", ")));
        }
        list.sort_by_key(|c| {
            (
                order(c.fate),
                if c.fate == Fate::Done || c.fate == Fate::Cancelled { None } else { Some(c.due.unwrap_or(Date::MAX)) },
                std::cmp::Reverse(closed(c)),
                c.place,
            )
        });
        let open = list.iter().take_while(|c| matches!(c.fate, Fate::Open | Fate::Overdue)).count();
        let shown = (open + SHOWN).min(list.len());
        let mut promises = String::new();
        list[..shown].iter().for_each(|c| promise(site, c, root).row(&mut promises));
        groups.push(PromiseGroup { title, promises: promises.into() });
        let fits = FOLDED.saturating_sub(folded).min(list.len() - shown);
        beyond += list.len() - shown - fits;
        folded += fits;
        list[shown..shown + fits].iter().for_each(|c| promise(site, c, root).row(&mut older));
    }
    Some(Promises { summary, groups, older: older.into(), folded, beyond })
}

fn order(fate: Fate) -> u8 {
    match fate {
        Fate::Overdue => 0,
        Fate::Open => 1,
        Fate::Done | Fate::Cancelled => 2,
    }
}

/// When a promise was closed, where that is known.
pub(super) fn closed(c: &Commitment) -> Option<Date> {
    c.done.or(c.cancelled)
}

fn promise(site: &Site<'_>, c: &Commitment, root: &str) -> Promise {
    let as_of = site.assessed.as_of;
    let from = site.register.name(&c.from).unwrap_or_default().to_owned();
    Promise {
        result: fate(c, as_of),
        text: words::sentence(&c.text),
        moved: moved(c, as_of),
        from,
        due: c.due.map(|d| words::Day::short(d, as_of)),
        done: closed(c).map(|d| words::Day::short(d, as_of)),
        source: site.source(c.place, root),
    }
}

/// What became of a promise.
pub(crate) fn fate(c: &Commitment, as_of: Date) -> Result {
    match (c.fate, c.due, c.done) {
        (Fate::Overdue, Some(due), _) => {
            Result::new("risk", "m-risk", format!("{} late", words::days(words::days_between(due, as_of))))
        }
        (Fate::Overdue, None, _) => Result::new("risk", "m-risk", "Overdue"),
        (Fate::Open, Some(_), _) => Result::new("", "m-wait", "Not yet due"),
        (Fate::Open, None, _) => Result::new("", "m-wait", "No date agreed"),
        (Fate::Cancelled, ..) => Result::new("", "m-bar", "Called off"),
        (Fate::Done, Some(due), Some(done)) if done > due => {
            Result::new("watch", "m-watch", format!("{} late", words::days(words::days_between(due, done))))
        }
        (Fate::Done, Some(_), Some(_)) => Result::new("ok", "m-ok", "Kept"),
        (Fate::Done, ..) => Result::new("ok", "m-ok", "Done"),
    }
}

/// How often a promise was moved, and where to; empty where it never was.
pub(crate) fn moved(c: &Commitment, as_of: Date) -> String {
    match c.renegotiated.as_slice() {
        [] => String::new(),
        [(on, to)] => format!("moved once, on {}, to {}", words::short(*on, as_of), words::short(*to, as_of)),
        [.., (on, to)] => format!(
            "moved {} times, last on {} to {}",
            words::number(c.renegotiated.len()),
            words::short(*on, as_of),
            words::short(*to, as_of)
        ),
    }
}

impl Promise {
    /// Writes the row.
    fn row(&self, out: &mut String) {
        rows::open(out, None);
        let Result { class, mark, text } = &self.result;
        rows::promise(out, (class, mark, text), &self.text, &self.moved, self.source.as_ref());
        out.push_str("</th><td class=\"own\" data-l=\"By\">");
        rows::text(out, &self.from);
        out.push_str("</td><td class=\"num\" data-l=\"Due\">");
        rows::day_or(out, self.due.as_ref(), "none");
        out.push_str("</td><td class=\"num\" data-l=\"Closed\">");
        rows::day_or(out, self.done.as_ref(), "open");
        out.push_str("</td></tr>\n");
    }
}

/// One piece of feedback.
#[derive(Serialize)]
pub(super) struct Said {
    result: Result,
    text: String,
    kind: String,
    on: words::Day,
    answer: String,
    source: Option<Link>,
}

/// Feedback of someone, newest first, at most `LISTED`.
pub(super) fn feedback(site: &Site<'_>, dealings: &Dealings, root: &str) -> Vec<Said> {
    let as_of = site.assessed.as_of;
    let loops = dealings.loops.iter().rev().filter_map(|i| site.assessed.ledger.loops.get(*i)).take(LISTED);
    loops
        .map(|l| {
            let f = &l.feedback;
            let told = f.told.as_ref().map(|t| t.value);
            let outcome = f.outcome.as_ref().map(|o| words::sentence(o.value.as_str()));
            let reason = f.reason.as_ref().or(f.response.as_ref()).map(|r| r.value.clone());
            let answered = f
                .answered
                .as_ref()
                .filter(|_| told.is_none())
                .map(|a| format!("answered {}", words::short(a.value, as_of)));
            let parts: Vec<String> = [outcome, reason, answered].into_iter().flatten().collect();
            Said {
                result: answer(site, l),
                text: f.text.clone(),
                // Medium is what stands where nobody wrote one.
                kind: match f.severity {
                    Severity::Medium => f.kind.as_str().to_owned(),
                    severity => format!("{} severity {}", severity.as_str(), f.kind.as_str()),
                },
                on: words::Day::short(f.date, as_of),
                answer: parts.join(": "),
                source: site.source(f.place, root),
            }
        })
        .collect()
}

/// Whether a piece of feedback was answered; that it wasn't only where this edition can tell.
pub(super) fn answer(site: &Site<'_>, l: &Loop) -> Result {
    let as_of = site.assessed.as_of;
    match (l.feedback.kind, l.feedback.told.as_ref().map(|t| t.value), l.due) {
        (FeedbackKind::Praise, ..) => Result::new("ok", "m-ok", "Praise"),
        (_, Some(told), Some(due)) if told > due => {
            Result::new("watch", "m-watch", format!("Told {} late", words::days(words::days_between(due, told))))
        }
        (_, Some(_), _) => Result::new("ok", "m-ok", "Told in time"),
        (_, None, Some(due)) if site.claims_absence && due < as_of => {
            Result::new("risk", "m-risk", format!("Unanswered, {} late", words::days(words::days_between(due, as_of))))
        }
        (_, None, Some(due)) if site.claims_absence => {
            Result::new("", "m-wait", format!("Answer due {}", words::short(due, as_of)))
        }
        _ => Result::new("", "m-wait", "Received"),
    }
}

/// One decision they have a part in.
#[derive(Serialize)]
pub(super) struct Decided {
    result: Option<Result>,
    title: Link,
    status: &'static str,
    on: Option<words::Day>,
    part: String,
    source: Option<Link>,
}

/// Decisions that name someone, newest first.
pub(super) fn decisions(site: &Site<'_>, id: &Id, dealings: &Dealings, root: &str) -> Vec<Decided> {
    let list = dealings.decisions.iter().rev().filter_map(|i| site.assessed.ledger.decisions.get(*i)).take(LISTED);
    list.map(|d| {
        let decided = d.decided.as_ref().map(|d| d.value);
        let asked = d.consulted.iter().flatten().filter(|c| c.value.0 == *id).map(|c| c.value.1).min();
        let counts =
            d.approver.iter().map(|a| &a.value).chain(d.contributors.iter().map(|c| &c.value)).any(|c| c == id);
        let result = match (asked, decided, &d.consulted) {
            (Some(asked), Some(decided), _) if asked <= decided => {
                let before = words::days_between(asked, decided);
                Some(Result::new(
                    "ok",
                    "m-ok",
                    if before == 0 {
                        "Asked on the day".to_owned()
                    } else {
                        format!("Asked {} before", words::days(before))
                    },
                ))
            }
            (Some(_), Some(_), _) => Some(Result::new("risk", "m-risk", "Asked afterwards")),
            (Some(_), None, _) => Some(Result::new("ok", "m-ok", "Asked")),
            (None, Some(_), Some(list)) if counts && (site.claims_absence || list.is_empty()) => {
                Some(Result::new("risk", "m-risk", "Not asked"))
            }
            _ => None,
        };
        Decided {
            result,
            title: Link {
                text: d.title.clone(),
                href: d.id.as_ref().and_then(|id| decisions::href(site, id)).map(|at| format!("{root}{at}")),
            },
            status: d.status.as_str(),
            on: decided
                .or_else(|| d.proposed.as_ref().map(|p| p.value))
                .map(|d| words::Day::short(d, site.assessed.as_of)),
            part: part(d, id),
            source: site.source(d.place, root),
        }
    })
    .collect()
}

/// What someone's part in a decision is: "driver and approver".
pub(super) fn part(d: &Decision, id: &Id) -> String {
    let has = |list: &[Labelled<Id>]| list.iter().any(|l| l.value == *id);
    let parts: Vec<String> = [
        (d.approver.as_ref().is_some_and(|a| a.value == *id), "approver"),
        (d.driver.as_ref().is_some_and(|a| a.value == *id), "driver"),
        (has(&d.contributors), "contributor"),
        (has(&d.informed), "informed"),
    ]
    .into_iter()
    .filter(|(named, _)| *named)
    .map(|(_, word)| word.to_owned())
    .collect();
    words::join(&parts)
}
