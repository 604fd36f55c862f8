//! Part 2: what is needed from the reader. Asks are written once and carried until they are answered or withdrawn.

use serde::Serialize;

use super::Brief;
use crate::register::{Ask, Id, Update};
use crate::render::site::Link;
use crate::render::words;

/// Asks in full.
const IN_FULL: usize = 3;

#[derive(Serialize)]
pub(in crate::render) struct Asks {
    /// At most three, the soonest first.
    pub(in crate::render) open: Vec<Open>,
    /// The other open ones, a line each.
    pub(in crate::render) more: Vec<Line>,
    /// Answered or withdrawn since the update before.
    closed: Vec<Line>,
}

#[derive(Serialize)]
pub(in crate::render) struct Open {
    #[serde(skip)]
    pub(in crate::render) id: Id,
    pub(in crate::render) what: String,
    pub(in crate::render) by: String,
    past: Option<String>,
    from: Option<Link>,
    /// Their title, up to its first comma.
    role: Option<String>,
    age: String,
    pub(in crate::render) options: Vec<Choice>,
    /// Where it is none of the options.
    recommendation: Option<String>,
    cost: Option<String>,
}

#[derive(Serialize)]
pub(in crate::render) struct Choice {
    letter: char,
    pub(in crate::render) text: String,
    recommended: bool,
}

/// An ask in a line: what, and what became of it.
#[derive(Serialize)]
pub(in crate::render) struct Line {
    what: String,
    state: String,
}

impl Asks {
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }
}

pub(super) fn asks(brief: &Brief<'_>) -> Asks {
    let of = |u: &Update| u.asks.iter().map(|a| (u.date, a.value.clone())).collect::<Vec<_>>();
    let known = brief.register.updates.iter().filter(|u| u.date <= brief.update.date);
    let all: Vec<(jiff::civil::Date, Ask)> = known.flat_map(of).collect();
    let is_open = |a: &Ask| a.answered.is_none() && a.withdrawn.is_none();
    let (mut open, shut): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, a)| is_open(a));
    open.sort_by(|(_, a), (_, b)| (a.needed_by, &a.id).cmp(&(b.needed_by, &b.id)));
    let more = open.split_off(IN_FULL.min(open.len()));
    let since = brief.since();
    // An answer on the very day of the update before may have come after it was written.
    let mut closed: Vec<(jiff::civil::Date, Ask)> =
        shut.into_iter().filter(|(_, a)| a.answered.or(a.withdrawn).is_some_and(|on| on >= since)).collect();
    closed.sort_by_key(|(_, a)| std::cmp::Reverse(a.answered.or(a.withdrawn)));
    Asks {
        open: open.iter().map(|(on, a)| in_full(brief, *on, a)).collect(),
        more: more.iter().map(|(on, a)| Line { what: a.what.clone(), state: waiting(brief, *on, a) }).collect(),
        closed: closed.iter().map(|(_, a)| Line { what: a.what.clone(), state: answer(brief, a) }).collect(),
    }
}

fn in_full(brief: &Brief<'_>, asked: jiff::civil::Date, ask: &Ask) -> Open {
    let days = words::days_between(ask.needed_by, brief.as_of);
    let is_recommended = |option: &String| ask.recommendation.as_ref().is_some_and(|r| same(r, option));
    let options: Vec<Choice> = ('A'..='Z')
        .zip(&ask.options)
        .map(|(letter, text)| Choice { letter, text: text.clone(), recommended: is_recommended(text) })
        .collect();
    let is_among = options.iter().any(|o| o.recommended);
    Open {
        id: ask.id.clone(),
        what: ask.what.clone(),
        by: words::weekday(ask.needed_by, brief.as_of),
        past: (days > 0).then(|| format!("{} past", words::days(days))),
        from: ask.from.as_ref().and_then(|id| brief.person(id)),
        role: ask.from.as_ref().and_then(|id| role(brief, id)),
        age: age(brief, asked),
        options,
        recommendation: ask.recommendation.clone().filter(|_| !is_among),
        cost: ask.cost_of_delay.as_deref().map(super::full),
    }
}

fn role(brief: &Brief<'_>, id: &Id) -> Option<String> {
    let title = brief.register.stakeholders.get(id)?.title.as_ref()?;
    title.value.split(',').next().map(|title| title.trim().to_owned()).filter(|title| !title.is_empty())
}

fn same(a: &str, b: &str) -> bool {
    a.trim().trim_end_matches('.').eq_ignore_ascii_case(b.trim().trim_end_matches('.'))
}

/// When it was asked first.
fn age(brief: &Brief<'_>, asked: jiff::civil::Date) -> String {
    match words::days_between(asked, brief.as_of) {
        0 => "new".to_owned(),
        days => format!("asked {} ago", words::days(days)),
    }
}

fn waiting(brief: &Brief<'_>, asked: jiff::civil::Date, ask: &Ask) -> String {
    format!("needed by {}, {}", words::spoken(ask.needed_by, brief.as_of), age(brief, asked))
}

fn answer(brief: &Brief<'_>, ask: &Ask) -> String {
    match (ask.answered, ask.withdrawn) {
        (Some(on), _) => {
            let on = words::spoken(on, brief.as_of);
            ask.outcome.as_ref().map_or_else(|| format!("answered {on}"), |o| format!("answered {on}: {o}"))
        }
        (None, Some(on)) => format!("withdrawn {}", words::spoken(on, brief.as_of)),
        (None, None) => String::new(),
    }
}
