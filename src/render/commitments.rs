//! Promises both ways, as one list: what is late and what falls due first, then what is open, then what was closed
//! lately; the rest on pages by the month it was closed. Leaves a stakeholder's own promises to `ledger`.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use super::figures::{self, Figure};
use super::promises::{Side, Stand, lists, shown, side, stand, table};
use super::rows::Markup;
use super::shelf::Sheet;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::words;
use crate::assess::Fate;
use crate::register::Id;

/// Promises told in full in a sentence, and names said in one.
const TOLD: usize = 3;
const NAMED: usize = 6;

#[derive(Serialize, Default)]
struct Page {
    title: String,
    finding: String,
    said: Vec<String>,
    sheets: Vec<Link>,
    parts: Vec<Part>,
    /// What was kept, by month.
    figure: Option<Figure>,
    /// The part it follows.
    after: &'static str,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    key: &'static str,
    said: Vec<String>,
    /// Whether its promises are closed: the last column is the day they were.
    shut: bool,
    groups: Vec<Group>,
    nothing: &'static str,
}

#[derive(Serialize)]
struct Group {
    title: String,
    /// Rows, as markup.
    rows: Markup,
    more: Option<Link>,
}

/// Whether there is any promise to list.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.assessed.ledger.commitments.is_empty()
}

/// Every page of the list.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let shelf = &site.shelves.promises;
    let mut pages = shelf
        .sheets
        .par_iter()
        .map(|sheet| Ok((shelf.path(sheet), other(site, sheet)?)))
        .collect::<Result<Vec<_>, TemplateError>>()?;
    pages.push(("commitments.html".to_owned(), first(site)?));
    Ok(pages)
}

fn first(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let lists = lists(site.register, site.assessed);
    let shelf = &site.shelves.promises;
    let mut seen = BTreeSet::new();
    let empty: &[usize] = &[];
    let of = |side, stand| lists.get(&(side, stand)).map_or(empty, Vec::as_slice);
    let mut group = |side: Side, stand: Stand, title: String| {
        let list = of(side, stand);
        let n = shown(&lists, stand).min(list.len());
        let rest = list.get(n).map(|next| Link {
            text: format!("{} more", words::figure(list.len() - n)),
            href: Some(shelf.page_of(*next)),
        });
        (!list.is_empty()).then(|| {
            let rows = table(site, &list[..n], &mut seen, stand >= Stand::Lately, "");
            Group { title, rows: rows.into(), more: rest }
        })
    };
    let as_of = site.assessed.as_of;
    let (week, next) = (words::after(as_of, 7), words::after(as_of, 14));
    let mut parts = Vec::new();
    for (side, title, key, nothing) in [
        (Side::Ours, "By us", "ours", "Nothing of ours is late or falls due in the next two weeks."),
        (Side::Theirs, "To us", "theirs", "Nothing of theirs is late or falls due in the next two weeks."),
    ] {
        let groups = [
            group(side, Stand::Late, "Late".to_owned()),
            group(side, Stand::Week, format!("In the next seven days, to {}", words::spoken(week, as_of))),
            group(side, Stand::Next, format!("The week after, to {}", words::spoken(next, as_of))),
        ];
        let groups: Vec<Group> = groups.into_iter().flatten().collect();
        let nothing = if site.claims_absence { nothing } else { "" };
        parts.push(Part { title, key, said: Vec::new(), shut: false, groups, nothing });
    }
    for (side, title, key) in [(Side::Ours, "Later, by us", "later"), (Side::Theirs, "Later, to us", "later-to-us")] {
        let dated = format!("After {}", words::spoken(next, as_of));
        let groups = [group(side, Stand::Later, dated), group(side, Stand::Undated, "No date agreed".to_owned())];
        parts.push(Part { title, key, said: Vec::new(), shut: false, groups: collected(groups), nothing: "" });
    }
    let groups = [
        group(Side::Ours, Stand::Lately, "By us".to_owned()),
        group(Side::Theirs, Stand::Lately, "To us".to_owned()),
        group(Side::Among, Stand::Lately, "Among others".to_owned()),
    ];
    let said = closed_lately(site, of(Side::Ours, Stand::Lately), of(Side::Theirs, Stand::Lately));
    parts.push(Part {
        title: "Closed in four weeks",
        key: "closed",
        said,
        shut: true,
        groups: collected(groups),
        nothing: "",
    });
    let groups = Stand::ALL[..5].iter().map(|stand| {
        let title = match stand {
            Stand::Late => "Late",
            Stand::Undated => "No date agreed",
            _ => "Open",
        };
        group(Side::Among, *stand, title.to_owned())
    });
    let groups: Vec<Group> = groups.flatten().collect();
    let said = vec!["Within our team, or between stakeholders.".to_owned()];
    parts.push(Part { title: "Among others", key: "among", said, shut: false, groups, nothing: "" });
    parts.retain(|part| !part.groups.is_empty() || !part.nothing.is_empty());
    let now = parts.iter().take_while(|part| part.key == "ours" || part.key == "theirs").last();
    let after = now.map_or("", |part| part.key);

    let (finding, said) = finding(site, &of);
    let page = Page {
        title: "Promises".to_owned(),
        finding,
        said,
        sheets: shelf.links(None),
        parts,
        figure: figures::kept(site),
        after,
    };
    site.page("commitments.html", "Promises", "commitments", "", &page)
}

fn collected<const N: usize>(groups: [Option<Group>; N]) -> Vec<Group> {
    groups.into_iter().flatten().collect()
}

/// A page beside the first: closed ones by period, open ones that the first has no room for.
fn other(site: &Site<'_>, sheet: &Sheet) -> Result<Vec<u8>, TemplateError> {
    let all = &site.assessed.ledger.commitments;
    let mut groups: Vec<(Side, Vec<usize>)> = Vec::new();
    for i in &sheet.of {
        let whose = side(site.register, &all[*i]);
        match groups.iter_mut().find(|(side, _)| *side == whose) {
            Some((_, list)) => list.push(*i),
            None => groups.push((whose, vec![*i])),
        }
    }
    groups.sort_by_key(|(side, _)| *side);
    let mut seen = BTreeSet::new();
    let shut = sheet.of.first().is_some_and(|i| stand(&all[*i], site.assessed.as_of) >= Stand::Lately);
    let groups = groups.into_iter().map(|(side, list)| {
        let title = match side {
            Side::Ours => "By us",
            Side::Theirs => "To us",
            Side::Among => "Among others",
        };
        Group { title: title.to_owned(), rows: table(site, &list, &mut seen, shut, "../").into(), more: None }
    });
    let part = Part {
        title: if shut { "Closed" } else { "Open" },
        key: "list",
        said: Vec::new(),
        shut,
        groups: groups.collect(),
        nothing: "",
    };
    let what = words::counted(sheet.of.len(), "more promise", "more promises");
    let name = if shut { format!("closed in {}", sheet.name) } else { sheet.name.clone() };
    let page = Page {
        title: format!("Promises {name}"),
        finding: words::sentence(&format!("{what} {name}")),
        said: Vec::new(),
        sheets: site.shelves.promises.links(Some(sheet)),
        parts: vec![part],
        figure: None,
        after: "",
    };
    site.page("commitments.html", &page.title, "commitments", "../", &page)
}

/// "We are late on eight of our 16 open promises", and who is owed what first.
fn finding<'l>(site: &Site<'_>, of: &impl Fn(Side, Stand) -> &'l [usize]) -> (String, Vec<String>) {
    let all = &site.assessed.ledger.commitments;
    let as_of = site.assessed.as_of;
    let count = |side| {
        let open: usize = Stand::ALL[..5].iter().map(|stand| of(side, *stand).len()).sum();
        (of(side, Stand::Late).len(), open)
    };
    let (late, open) = count(Side::Ours);
    let ours = if site.claims_absence {
        match (late, open) {
            (_, 0) => "We have no promise open".to_owned(),
            (0, 1) => "Our one open promise isn\u{2019}t late".to_owned(),
            (0, n) => format!("None of our {} open promises is late", words::number(n)),
            (1, 1) => "Our one open promise is late".to_owned(),
            (l, n) if l == n => format!("We are late on all {} of our open promises", words::number(n)),
            (l, n) => format!("We are late on {} of our {} open promises", words::number(l), words::number(n)),
        }
    } else {
        // What this edition doesn't hold may be late, too.
        match (late, open) {
            (_, 0) => "No open promise of ours is shown here".to_owned(),
            (0, 1) => "The one open promise of ours shown here isn\u{2019}t late".to_owned(),
            (0, n) => format!("None of the {} open promises of ours shown here is late", words::number(n)),
            (1, 1) => "The one open promise of ours shown here is late".to_owned(),
            (l, n) if l == n => format!("We are late on all {} open promises shown here", words::number(n)),
            (l, n) => {
                format!("We are late on {} of the {} open promises shown here", words::number(l), words::number(n))
            }
        }
    };
    let longest = of(Side::Ours, Stand::Late).first().and_then(|i| all[*i].due);
    let by = longest.map(|due| {
        let days = words::days(words::days_between(due, as_of));
        if late == 1 { format!(", by {days}") } else { format!(", the longest by {days}") }
    });
    let theirs = match count(Side::Theirs) {
        (_, 0) => String::new(),
        (0, 1) => "; they owe us one, not late".to_owned(),
        (0, n) => format!("; they owe us {}, none late", words::number(n)),
        (1, 1) => "; they owe us one, late".to_owned(),
        (l, n) if l == n => format!("; they owe us {}, all late", words::number(n)),
        (l, n) => format!("; they owe us {}, {} of them late", words::number(n), words::number(l)),
    };
    let owed = |list: &[usize]| {
        let owed: Vec<String> = list.iter().take(TOLD + 1).map(|i| said_of(site, *i)).collect();
        if owed.len() > TOLD { names(site, list) } else { owed.join("; ") }
    };
    let (week, next) = (of(Side::Ours, Stand::Week), of(Side::Ours, Stand::Next));
    let mut said = Vec::new();
    if !week.is_empty() {
        let what = words::counted(week.len(), "promise", "promises");
        said.push(format!("In the next seven days we owe {what}: {}.", owed(week)));
    } else if open > 0 && site.claims_absence {
        said.push("Nothing of ours falls due in the next seven days.".to_owned());
    }
    if !next.is_empty() {
        said.push(format!("The week after, {}: {}.", words::number(next.len()), owed(next)));
    }
    (format!("{ours}{}{theirs}", by.unwrap_or_default()), said)
}

/// A promise in a clause: to whom, what, by when.
fn said_of(site: &Site<'_>, i: usize) -> String {
    let c = &site.assessed.ledger.commitments[i];
    let to = site.register.name(&c.to).unwrap_or_default();
    let by = c.due.map(|d| format!(", by {}", words::spoken(d, site.assessed.as_of))).unwrap_or_default();
    format!("to {to}, \u{201c}{}\u{201d}{by}", c.text)
}

/// Those to whom promises were made, each once.
fn names(site: &Site<'_>, list: &[usize]) -> String {
    let mut names: Vec<&Id> = Vec::new();
    for id in list.iter().map(|i| &site.assessed.ledger.commitments[*i].to).take(100) {
        if !names.contains(&id) {
            names.push(id);
        }
    }
    let names = names.iter().filter_map(|id| site.register.name(id));
    format!("to {}", listed(names.map(str::to_owned).collect()))
}

/// At most `NAMED` names, then how many more.
pub(super) fn listed(mut names: Vec<String>) -> String {
    if names.len() > NAMED {
        let more = names.len() - NAMED + 1;
        names.truncate(NAMED - 1);
        names.push(format!("{} more", words::number(more)));
    }
    words::join(&names)
}

/// What was kept lately; theirs with thanks.
fn closed_lately(site: &Site<'_>, ours: &[usize], theirs: &[usize]) -> Vec<String> {
    let all = &site.assessed.ledger.commitments;
    let dated =
        || ours.iter().map(|i| &all[*i]).filter(|c| c.fate == Fate::Done && c.done.is_some() && c.due.is_some());
    let (kept, done) = (dated().filter(|c| c.done <= c.due).count(), dated().count());
    let mut said = Vec::new();
    if done > 0 {
        said.push(format!("We kept {kept} of {done} in time."));
    }
    let mut thanks: Vec<(&Id, usize)> = Vec::new();
    for c in theirs.iter().map(|i| &all[*i]).filter(|c| c.fate == Fate::Done).take(200) {
        match thanks.iter_mut().find(|(id, _)| *id == &c.from) {
            Some((_, n)) => *n += 1,
            None => thanks.push((&c.from, 1)),
        }
    }
    let names: Vec<String> = thanks
        .iter()
        .filter_map(|(id, n)| {
            let name = site.register.name(id)?;
            Some(if *n > 1 { format!("{name} ({n})") } else { name.to_owned() })
        })
        .collect();
    if !names.is_empty() {
        said.push(format!("With thanks to {}, who did what they had promised.", listed(names)));
    }
    said
}
