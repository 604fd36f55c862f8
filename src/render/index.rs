//! The register: everyone this edition knows, by group, those who need attention first. Counts and findings are of
//! what is visible here and nothing else.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::site::{Link, Site, Status};
use super::templates::TemplateError;
use super::{figures, words};
use crate::assess::{Fate, Health};
use crate::register::{Band, Id, Stakeholder};

mod finding;

#[derive(Serialize)]
struct Index {
    finding: String,
    summary: String,
    columns: Columns,
    groups: Vec<Group>,
    shown: String,
    /// What all sparklines share, as markup.
    base: String,
    empty: bool,
}

/// Which columns this edition has any use for.
#[derive(Serialize, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks for each")]
struct Columns {
    status: bool,
    dealings: bool,
    next: bool,
    here: bool,
    kind: bool,
    organisation: bool,
}

#[derive(Serialize)]
struct Group {
    name: String,
    rows: Vec<Row>,
    tally: Vec<Tally>,
    people: String,
    agreed: String,
    we: Owed,
    they: Owed,
    dated: String,
}

#[derive(Serialize)]
struct Tally {
    status: Status,
    n: usize,
    word: String,
}

#[derive(Serialize)]
struct Row {
    name: Link,
    title: Option<String>,
    organisation: Option<String>,
    kind: &'static str,
    status: Option<Status>,
    note: Option<String>,
    key: &'static str,
    spark: Option<String>,
    score: Option<String>,
    gap: Option<String>,
    gap_days: Option<u32>,
    /// Whether they have left: shown, and not counted.
    left: bool,
    gap_text: String,
    /// The class of a gap past what was agreed; empty within it.
    over: &'static str,
    we: Owed,
    they: Owed,
    next: Option<words::Day>,
    next_with: String,
    missing: bool,
    here: String,
}

/// Open promises, and how many of them are late.
#[derive(Serialize, Clone, Copy, Default)]
pub(super) struct Owed {
    pub(super) n: usize,
    pub(super) late: usize,
}

impl Owed {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.late += other.late;
    }
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let everyone: Vec<&Stakeholder> = in_order(site);
    let mut groups: Vec<Group> = Vec::new();
    let mut at: BTreeMap<Option<&Id>, usize> = BTreeMap::new();
    let any_group = everyone.iter().any(|s| s.group.is_some());
    for stakeholder in &everyone {
        let key = stakeholder.group.as_ref().map(|g| &g.value);
        let index = *at.entry(key).or_insert_with(|| {
            let name = key.and_then(|id| site.register.groups.get(id)).map(|g| g.name.clone());
            let name = name.unwrap_or_else(|| if any_group { "No group" } else { "Everyone" }.to_owned());
            groups.push(Group::new(name));
            groups.len() - 1
        });
        groups[index].rows.push(row(site, stakeholder));
    }
    groups.iter_mut().for_each(Group::sum);
    let rows = || groups.iter().flat_map(|g| &g.rows);
    let columns = Columns {
        status: site.scores,
        dealings: site.claims_absence,
        next: rows().any(|r| r.next.is_some()),
        here: !site.claims_absence && rows().any(|r| !r.here.is_empty()),
        kind: !site.scores,
        organisation: !site.scores && rows().any(|r| r.organisation.is_some()),
    };
    let (finding, summary) = if site.scores {
        finding::scored(site, &everyone, &groups)
    } else {
        finding::plain(&everyone, &groups, any_group, site.claims_absence)
    };
    let shown = words::count(everyone.len(), "stakeholder", "stakeholders");
    let base = if site.scores { figures::spark_base(site) } else { String::new() };
    let index = Index { base, finding, summary, columns, shown, empty: everyone.is_empty(), groups };
    site.page(
        "register.html",
        &format!("Register, {}", words::long(site.assessed.as_of).replace('\u{a0}', " ")),
        "register",
        "",
        &index,
    )
}

/// Stakeholders in the order assessed, any it doesn't name after them.
fn in_order<'a>(site: &Site<'a>) -> Vec<&'a Stakeholder> {
    let register = site.register;
    let mut list: Vec<&Stakeholder> =
        site.assessed.order.iter().filter_map(|id| register.stakeholders.get(id)).collect();
    if list.len() < register.stakeholders.len() {
        let seen: std::collections::BTreeSet<&Id> = list.iter().map(|s| &s.id).collect();
        list.extend(register.stakeholders.values().filter(|s| !seen.contains(&s.id)));
    }
    list
}

impl Group {
    fn new(name: String) -> Self {
        Self {
            name,
            rows: Vec::new(),
            tally: Vec::new(),
            people: String::new(),
            agreed: String::new(),
            we: Owed::default(),
            they: Owed::default(),
            dated: String::new(),
        }
    }

    fn sum(&mut self) {
        let here = || self.rows.iter().filter(|r| !r.left);
        let n = here().count();
        for row in &self.rows {
            self.we.add(row.we);
            self.they.add(row.they);
        }
        for (key, one) in [("risk", "at risk"), ("watch", "watch"), ("none", "not enough data"), ("ok", "healthy")] {
            let of: Vec<&Row> = here().filter(|r| r.status.is_some_and(|s| s.class == key)).collect();
            if let Some(status) = of.first().and_then(|r| r.status) {
                self.tally.push(Tally { status, n: of.len(), word: one.to_owned() });
            }
        }
        self.people = words::count(n, "stakeholder", "stakeholders");
        let known = here().filter(|r| r.gap_days.is_some()).count();
        let kept = here().filter(|r| r.gap_days.is_some() && r.over.is_empty()).count();
        self.agreed = if known == 0 { String::new() } else { format!("{kept} of {known} as agreed") };
        self.dated = format!("{} of {n} dated", here().filter(|r| r.next.is_some()).count());
    }
}

fn row(site: &Site<'_>, stakeholder: &Stakeholder) -> Row {
    let as_of = site.assessed.as_of;
    let health = site.assessed.health.get(&stakeholder.id);
    let status = health.map(|h| Status::of(h.band, h.stale));
    let numbered = health.filter(|h| site.has_number(h));
    let (we, they) = owed(site, &stakeholder.id);
    let left = stakeholder.left_on.as_ref().map(|l| l.value).filter(|l| *l <= as_of);
    let next = next_planned(stakeholder, as_of).filter(|_| left.is_none());
    let rhythm = health.map(|h| h.rhythm);
    let age = rhythm.and_then(|r| r.age);
    let over = left.is_none() && rhythm.is_some_and(|r| r.age.is_some_and(|a| a > r.cadence_days));
    let gap_text = match (rhythm, age) {
        (Some(r), Some(age)) if over => format!("{}, {} over", words::days(age.into()), age - r.cadence_days),
        (Some(r), Some(age)) => format!("{age} of {}", words::days(r.cadence_days.into())),
        (Some(_), None) => "none on file".to_owned(),
        (None, _) => last_talk(site, &stakeholder.id).map_or_else(
            || if site.claims_absence { "none on file".to_owned() } else { String::new() },
            |date| words::short(date, as_of),
        ),
    };
    Row {
        name: Link { text: stakeholder.name.clone(), href: Some(super::site::person_path(&stakeholder.id)) },
        title: stakeholder.title.as_ref().map(|t| t.value.clone()),
        organisation: stakeholder.organisation.as_ref().map(|t| t.value.clone()),
        kind: stakeholder.kind.as_str(),
        note: health.and_then(|h| note(h, left, as_of)),
        key: status.map_or("", |s| s.class),
        spark: health.filter(|_| left.is_none()).map(|h| figures::spark(site, &stakeholder.id, h)),
        score: numbered.and_then(|h| h.score).map(|s| format!("{s:.0}")),
        gap: health.filter(|_| left.is_none()).map(figures::gap),
        gap_days: age.filter(|_| left.is_none()),
        left: left.is_some(),
        over: match rhythm {
            Some(r) if over && age > Some(r.max_gap_days) => "risk",
            _ if over => "watch",
            _ => "",
        },
        gap_text: if left.is_some() { String::new() } else { gap_text },
        missing: left.is_none()
            && next.is_none()
            && health.is_some_and(|h| matches!(h.band, Band::AtRisk | Band::Watch)),
        next_with: next.map(|(_, with)| names(site, with)).unwrap_or_default(),
        next: next.map(|(on, _)| words::Day::short(on, as_of)),
        here: here(site, &stakeholder.id),
        status,
        we,
        they,
    }
}

/// What the status needs said with it.
fn note(health: &Health, left: Option<Date>, as_of: Date) -> Option<String> {
    if let Some(left) = left {
        Some(format!("left {}", words::short(left, as_of)))
    } else if let Some(over) = &health.overridden {
        Some(format!("set by hand until {}", words::short(over.value.until, as_of)))
    } else if health.stale {
        Some("stale: no recent evidence".to_owned())
    } else if health.first_touchpoint_due && health.rhythm.last.is_none() {
        Some("first touchpoint due".to_owned())
    } else if health.band == Band::NotEnoughData {
        Some("too little to score".to_owned())
    } else {
        None
    }
}

/// "with A and B"; empty where nobody may be named.
pub(super) fn names(site: &Site<'_>, ids: &[Id]) -> String {
    let list: Vec<String> = ids.iter().filter_map(|id| site.register.name(id)).map(str::to_owned).collect();
    if list.is_empty() { String::new() } else { format!("with {}", words::join(&list)) }
}

/// The next planned day from the as-of date on, and who of ours goes.
pub(super) fn next_planned(stakeholder: &Stakeholder, as_of: Date) -> Option<(Date, &[Id])> {
    let coming = stakeholder.planned.iter().map(|p| &p.value).filter(|p| p.date >= as_of);
    coming.min_by_key(|p| p.date).map(|p| (p.date, p.with.as_slice()))
}

/// Open promises (ours to them, theirs to us).
pub(super) fn owed(site: &Site<'_>, id: &Id) -> (Owed, Owed) {
    let (mut we, mut they) = (Owed::default(), Owed::default());
    let ledger = &site.assessed.ledger;
    let indexes = ledger.dealings.get(id).map(|d| d.commitments.as_slice()).unwrap_or_default();
    for c in indexes.iter().filter_map(|i| ledger.commitments.get(*i)) {
        let late = match c.fate {
            Fate::Open => 0,
            Fate::Overdue => 1,
            Fate::Done | Fate::Cancelled => continue,
        };
        if c.to == *id && site.register.is_ours(&c.from) {
            we.add(Owed { n: 1, late });
        } else if c.from == *id && site.register.is_ours(&c.to) {
            they.add(Owed { n: 1, late });
        }
    }
    (we, they)
}

/// The last two-way touchpoint on file.
fn last_talk(site: &Site<'_>, id: &Id) -> Option<Date> {
    let notes = &site.assessed.ledger.dealings.get(id)?.touchpoints;
    notes.iter().filter_map(|i| site.register.notes.get(*i)).filter(|n| n.two_way).filter_map(|n| n.date).max()
}

/// What an edition without a full record has on someone.
fn here(site: &Site<'_>, id: &Id) -> String {
    let Some(d) = site.assessed.ledger.dealings.get(id) else { return String::new() };
    let parts = [
        (d.decisions.len(), "decision", "decisions"),
        (d.touchpoints.len(), "meeting", "meetings"),
        (d.commitments.len(), "promise", "promises"),
        (d.loops.len(), "piece of feedback", "pieces of feedback"),
    ];
    let said: Vec<String> =
        parts.iter().filter(|p| p.0 > 0).map(|(n, one, many)| words::count(*n, one, many)).collect();
    said.join(", ")
}
