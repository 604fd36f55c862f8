//! The calendar of an edition: talks planned and due, promises by their day, what is asked and by when, milestones. Day-long
//! events; the same thing keeps its UID when its day moves, so that a calendar moves the event, and doesn't keep two.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Files;
use crate::View;
use crate::assess::Fate;
use crate::assess::calendar::{Pauses, date, day};
use crate::assess::direction::{self, Stage};
use crate::assess::score::Cadence;
use crate::config::{Config, Edition};
use crate::plan::ics::{Event, write};
use crate::register::{Audience, Id, Register, Stakeholder};

/// The line that tells a calendar of an export.
const PRODUCT: &str = "PRODID:-//Rapporteur//Export//EN";
/// Times that a due day is put off for pauses after it.
const PUT_OFF: usize = 100;

/// What an event is of, before it has a UID.
struct Due {
    key: String,
    day: Date,
    summary: String,
    description: String,
}

/// The calendar, under its name.
pub(super) fn files(view: &View, config: &Config, edition: &Edition) -> Files {
    let mut all = planned(view);
    // A talk that this edition can't see would be missed where there was one.
    if edition.audience <= Audience::Team {
        all.extend(rhythms(view, config));
    }
    all.extend(promises(view));
    all.extend(asks(view));
    all.extend(milestones(view));
    all.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let events = all.into_iter().map(|due| {
        let count = met.entry(due.key.clone()).or_default();
        *count += 1;
        let uid = blake3::hash(format!("{}|{}|{count}", config.product, due.key).as_bytes()).to_hex();
        let uid = format!("{}@export.rapporteur", &uid[..32]);
        Event { uid, day: due.day, summary: due.summary, description: due.description }
    });
    let name = edition.title.as_deref().unwrap_or(&config.product);
    let text = write(PRODUCT, name, view.assessed.as_of, events);
    Files::from([("engagement.ics".to_owned(), text.into_bytes())])
}

fn name(register: &Register, id: &Id) -> String {
    register.name(id).unwrap_or(id.as_str()).to_owned()
}

/// Everyone who hasn't left.
fn here(view: &View) -> impl Iterator<Item = &Stakeholder> {
    let as_of = view.assessed.as_of;
    let stays = move |s: &&Stakeholder| s.left_on.as_ref().is_none_or(|left| left.value > as_of);
    view.register.stakeholders.values().filter(stays)
}

fn planned(view: &View) -> Vec<Due> {
    let to_come = |s: &Stakeholder| -> Vec<Due> {
        let all = s.planned.iter().map(|planned| &planned.value).filter(|p| p.date >= view.assessed.as_of);
        let due = all.map(|planned| {
            let with: Vec<String> = planned.with.iter().map(|id| name(&view.register, id)).collect();
            Due {
                key: format!("planned|{}|{}", s.id, planned.on),
                day: planned.date,
                summary: format!("Talk to {}", s.name),
                description: if with.is_empty() { String::new() } else { format!("with {}", with.join(", ")) },
            }
        });
        due.collect()
    };
    here(view).flat_map(to_come).collect()
}

/// The day the next talk is due by the agreed rhythm, for those with one on file and none planned.
fn rhythms(view: &View, config: &Config) -> Vec<Due> {
    let as_of = view.assessed.as_of;
    let due = |s: &Stakeholder| -> Option<Due> {
        if s.planned.iter().any(|planned| planned.value.date >= as_of) {
            return None;
        }
        let plan = view.register.plan(s);
        let days = plan.cadence_days.map_or(config.health.cadence_days, |days| days.value);
        let cadence = Cadence::new(days, plan.max_gap_days.map(|days| days.value));
        let touchpoints = &view.assessed.ledger.dealings.get(&s.id)?.touchpoints;
        let talks = touchpoints.iter().filter_map(|n| view.register.notes.get(*n)).filter(|note| note.two_way);
        let last = talks.filter_map(|note| note.date).max()?;
        let pauses = Pauses::of(view.register.pauses.iter().chain(s.pauses.iter().map(|p| &p.value)));
        let mut by = day(last) + i64::from(cadence.days);
        for _ in 0..PUT_OFF {
            let missing = i64::from(cadence.days) - pauses.age(day(last), by);
            if missing <= 0 {
                break;
            }
            by += missing;
        }
        Some(Due {
            key: format!("due|{}", s.id),
            day: date(by),
            summary: format!("Talk to {} is due", s.name),
            description: format!("last talk {last}, agreed every {} days", cadence.days),
        })
    };
    here(view).filter_map(due).collect()
}

fn promises(view: &View) -> Vec<Due> {
    let open = view.assessed.ledger.commitments.iter().filter(|c| matches!(c.fate, Fate::Open | Fate::Overdue));
    let due = open.filter_map(|c| {
        let key = match &c.id {
            Some(id) => format!("promise|{id}|{}", c.to),
            None => format!("promise|{}|{}|{}", c.from, c.to, c.text),
        };
        let (from, to) = (name(&view.register, &c.from), name(&view.register, &c.to));
        let summary = format!("Promise of {from} to {to}: {}", c.text);
        Some(Due { key, day: c.due?, summary, description: format!("made {}", c.made) })
    });
    due.collect()
}

fn asks(view: &View) -> Vec<Due> {
    let all = view.register.updates.iter().flat_map(|update| &update.asks).map(|ask| &ask.value);
    let open = all.filter(|ask| ask.answered.is_none() && ask.withdrawn.is_none());
    let due = open.map(|ask| {
        let of = ask.from.as_ref().map(|from| format!("of {}", name(&view.register, from)));
        Due {
            key: format!("ask|{}", ask.id),
            day: ask.needed_by,
            summary: format!("Needed by today: {}", ask.what),
            description: of.unwrap_or_default(),
        }
    });
    due.collect()
}

fn milestones(view: &View) -> Vec<Due> {
    let to_come = |m: &&crate::register::Milestone| direction::stage(m, view.assessed.as_of) != Stage::Done;
    let due = view.register.milestones.values().filter(to_come).map(|m| {
        let forecast = direction::forecast(m);
        let moved = (forecast != m.baseline_date).then(|| format!("first promised for {}", m.baseline_date));
        Due {
            key: format!("milestone|{}", m.id),
            day: forecast,
            summary: format!("Milestone: {}", m.title),
            description: moved.unwrap_or_default(),
        }
    });
    due.collect()
}
