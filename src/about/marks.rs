//! What the register says of lines: the label of each line of a record, and what lines with a meaning are and whose.

use std::collections::BTreeMap;

use crate::register::{Audience, Id, Register};
use crate::source::Place;

/// Labels by file and line, of what the register holds of list files and stakeholders' records.
pub(super) fn labels(seen: &Register) -> BTreeMap<(String, u32), Audience> {
    let mut all: BTreeMap<(String, u32), Audience> = BTreeMap::new();
    let mut add = |place: Place, label: Audience| {
        let known = all.entry((seen.path(place.file).to_string(), place.line)).or_insert(label);
        *known = (*known).min(label);
    };
    for s in seen.stakeholders.values() {
        add(s.place, s.label);
        let texts = s.priorities.iter().chain(&s.concerns).chain(&s.plan.key_messages);
        texts.chain(&s.aliases).chain(&s.formerly).for_each(|f| add(f.place, f.label));
        let plan = [&s.plan.objective, &s.plan.strategy, &s.plan.meeting_format, &s.plan.reporting_style];
        let single = [&s.title, &s.organisation, &s.email, &s.preferences.channel, &s.preferences.format];
        plan.into_iter().chain(single).flatten().for_each(|f| add(f.place, f.label));
        let days = [&s.plan.cadence_days, &s.plan.max_gap_days, &s.plan.feedback_sla_days, &s.plan.minutes];
        days.into_iter().flatten().for_each(|f| add(f.place, f.label));
        s.group.iter().chain(&s.relationship_owner).for_each(|f| add(f.place, f.label));
        [&s.since, &s.left_on, &s.retention_until].into_iter().flatten().for_each(|f| add(f.place, f.label));
        s.preferences.detail.iter().for_each(|f| add(f.place, f.label));
        s.expectations.iter().for_each(|f| add(f.place, f.label));
        s.positions.iter().for_each(|f| add(f.place, f.label));
        s.assessments.iter().for_each(|f| add(f.place, f.label));
        s.overrides.iter().for_each(|f| add(f.place, f.label));
        s.pauses.iter().for_each(|f| add(f.place, f.label));
        s.planned.iter().for_each(|f| add(f.place, f.label));
    }
    seen.groups.values().for_each(|g| add(g.place, g.label));
    seen.goals.values().for_each(|g| add(g.place, g.label));
    seen.milestones.values().for_each(|m| add(m.place, m.label));
    seen.risks.values().for_each(|r| add(r.place, r.label));
    seen.decisions.iter().for_each(|d| add(d.place, d.label));
    seen.feedback.iter().for_each(|f| add(f.place, f.label));
    seen.promise_lines.iter().filter(|l| l.is_record).for_each(|l| add(l.place, l.label));
    all
}

/// Lines with a meaning by file and line: what they are, and whether they are theirs.
pub(super) fn lines(seen: &Register, id: &Id) -> BTreeMap<(String, u32), (&'static str, bool)> {
    let mut all: BTreeMap<(String, u32), (&'static str, bool)> = BTreeMap::new();
    let mut add = |place: Place, what: &'static str, theirs: bool| {
        let known = all.entry((seen.path(place.file).to_string(), place.line)).or_insert((what, theirs));
        known.1 |= theirs;
    };
    seen.promise_lines.iter().for_each(|l| add(l.place, "promise", l.from == *id || l.to == *id));
    seen.feedback.iter().for_each(|f| add(f.place, "feedback", f.from == *id));
    seen.told_lines.iter().for_each(|l| add(l.place, "told", l.who == *id));
    seen.sentiment.iter().for_each(|l| add(l.place, "sentiment", l.who == *id));
    seen.consulted_lines.iter().for_each(|l| add(l.place, "consulted", l.who == *id));
    for note in &seen.notes {
        let lists = [(&note.attendees, "present"), (&note.regrets, "regrets"), (&note.absent, "absent")];
        for (list, what) in lists {
            list.iter().filter(|a| a.who.as_ref() == Some(id)).for_each(|a| add(a.place, what, true));
        }
    }
    all
}
