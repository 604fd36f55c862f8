//! What is written about a stakeholder rather than counted: positions, priorities, concerns, expectations, the plan,
//! how they like to be told.

use serde::Serialize;

use super::site::Site;
use super::words;
use crate::register::{Labelled, Stakeholder};

/// A labelled list of texts.
#[derive(Serialize)]
pub(super) struct Entry {
    label: &'static str,
    texts: Vec<String>,
}

/// Where they stand on something.
#[derive(Serialize)]
pub(super) struct Stand {
    topic: String,
    stance: &'static str,
    x: u16,
    note: Option<String>,
    on: words::Day,
}

/// Positions, newest first.
pub(super) fn positions(site: &Site<'_>, stakeholder: &Stakeholder) -> Vec<Stand> {
    let mut list: Vec<_> = stakeholder.positions.iter().map(|p| &p.value).collect();
    list.sort_by_key(|p| std::cmp::Reverse(p.on));
    list.into_iter()
        .map(|p| Stand {
            topic: p.topic.clone(),
            stance: match p.stance {
                ..=-2 => "opposes",
                -1 => "has doubts",
                0 => "neutral",
                1 => "supports",
                2.. => "champions",
            },
            x: (i16::from(p.stance.clamp(-2, 2)) * 24 + 54) as u16,
            note: p.note.clone(),
            on: words::Day::short(p.on, site.assessed.as_of),
        })
        .collect()
}

/// Where they stand today: on each topic the newest.
pub(super) fn stands(site: &Site<'_>, stakeholder: &Stakeholder) -> Vec<Stand> {
    let mut seen = std::collections::BTreeSet::new();
    let mut all = positions(site, stakeholder);
    all.retain(|stand| seen.insert(stand.topic.to_lowercase()));
    all
}

/// What matters to them, and how we mean to work with them.
pub(super) fn about(site: &Site<'_>, s: &Stakeholder) -> (Vec<Entry>, Vec<Entry>) {
    let as_of = site.assessed.as_of;
    let mut matters = Vec::new();
    push(&mut matters, "Priorities", texts(&s.priorities));
    push(&mut matters, "Concerns", texts(&s.concerns));
    push(&mut matters, "Expectations", s.expectations.iter().map(|e| expectation(site, s, &e.value)).collect());
    let p = &s.preferences;
    push(&mut matters, "Channel", p.channel.iter().map(|f| f.value.clone()).collect());
    push(&mut matters, "Format", p.format.iter().map(|f| f.value.clone()).collect());
    push(&mut matters, "Detail", p.detail.iter().map(|f| f.value.as_str().to_owned()).collect());

    let mut plan = Vec::new();
    let of = site.register.plan(s);
    push(&mut plan, "Objective", of.objective.iter().map(|f| f.value.clone()).collect());
    push(&mut plan, "Strategy", of.strategy.iter().map(|f| f.value.clone()).collect());
    push(&mut plan, "We meet", of.meeting_format.iter().map(|f| f.value.clone()).collect());
    push(&mut plan, "We report", of.reporting_style.iter().map(|f| f.value.clone()).collect());
    push(&mut plan, "Key messages", texts(&of.key_messages));
    push(
        &mut plan,
        "Answers within",
        of.feedback_sla_days.iter().map(|f| words::count(f.value as usize, "working day", "working days")).collect(),
    );
    if let Some(a) = s.assessments.last().map(|a| &a.value) {
        let gap = if a.current >= a.desired { "as wanted" } else { "wanted" };
        let wanted = if a.current >= a.desired { gap.to_owned() } else { format!("{} {gap}", a.desired.as_str()) };
        let by = site.register.name(&a.by).map(|n| format!(" by {n}")).unwrap_or_default();
        let mut lines = vec![format!(
            "{}, {wanted}; assessed {}{by}",
            words::sentence(a.current.as_str()),
            words::spoken(a.date, as_of)
        )];
        lines.extend(a.rationale.clone());
        push(&mut plan, "Engagement", lines);
    }
    let pauses = s.pauses.iter().map(|p| &p.value);
    push(
        &mut plan,
        "Pauses",
        pauses
            .map(|p| {
                let reason = p.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
                format!("{} to {}{reason}", words::short(p.from, as_of), words::short(p.to, as_of))
            })
            .collect(),
    );
    (matters, plan)
}

/// What they care about, and what we want to get across: for a meeting with them.
pub(super) fn brief(site: &Site<'_>, s: &Stakeholder) -> (Vec<Entry>, Vec<Entry>) {
    let mut care = Vec::new();
    push(&mut care, "Priorities", texts(&s.priorities));
    push(&mut care, "Concerns", texts(&s.concerns));
    let p = &s.preferences;
    let style = [
        p.channel.as_ref().map(|f| f.value.clone()),
        p.format.as_ref().map(|f| f.value.clone()),
        p.detail.as_ref().map(|f| f.value.as_str().to_owned()),
    ];
    let style: Vec<String> = style.into_iter().flatten().collect();
    push(&mut care, "They like", if style.is_empty() { Vec::new() } else { vec![style.join(", ")] });
    let plan = site.register.plan(s);
    let mut ours = Vec::new();
    push(&mut ours, "Objective", plan.objective.iter().map(|f| f.value.clone()).collect());
    push(&mut ours, "Key messages", texts(&plan.key_messages));
    (care, ours)
}

fn push(list: &mut Vec<Entry>, label: &'static str, texts: Vec<String>) {
    if !texts.is_empty() {
        list.push(Entry { label, texts });
    }
}

fn texts(list: &[Labelled<String>]) -> Vec<String> {
    list.iter().map(|l| l.value.clone()).collect()
}

/// An expectation with what answers it; "unanswered" only where that could be seen.
fn expectation(site: &Site<'_>, s: &Stakeholder, e: &crate::register::Expectation) -> String {
    let milestone = e.milestone.as_ref().and_then(|id| site.register.milestones.get(id)).map(|m| m.title.as_str());
    let ledger = &site.assessed.ledger;
    let theirs = ledger.dealings.get(&s.id).map(|d| d.commitments.as_slice()).unwrap_or_default();
    let mut theirs = theirs.iter().filter_map(|i| ledger.commitments.get(*i));
    let commitment = e.commitment.as_ref().and_then(|id| theirs.find(|c| c.id.as_ref() == Some(id)));
    match milestone.or(commitment.map(|c| c.text.as_str())) {
        Some(answer) => format!("{} \u{2192} {answer}", e.what),
        None if site.claims_absence => format!("{} (unanswered)", e.what),
        None => e.what.clone(),
    }
}
