//! The order: overdue promises, promises that fall due, talks that are agreed, then talks by attention. Whoever has left or
//! is on leave is out, and so is a talk that would change nothing yet.

use jiff::civil::Date;

use super::{Change, Item, Kind, PROMISE_MINUTES, TALK_MINUTES, Why, name};
use crate::assess::{Assessed, Commitment, Fate, Health};
use crate::register::{Id, Register, Stakeholder};
use crate::source::Place;

/// Reasons given with an item.
const REASONS: usize = 3;
/// Points under which a talk today changes nothing worth the time.
const WORTH: f64 = 0.5;

/// Everything in order, and who is left alone.
pub(super) struct Ranked {
    pub(super) items: Vec<Item>,
    pub(super) resting: usize,
    pub(super) paused: usize,
}

struct Desk<'a> {
    register: &'a Register,
    assessed: &'a Assessed,
    enough: f64,
    until: Date,
}

pub(super) fn rank(register: &Register, assessed: &Assessed, enough: f64, from: Date, until: Date) -> Ranked {
    let desk = Desk { register, assessed, enough, until };
    let mut items = desk.promises();
    let (mut agreed, mut talks) = (Vec::new(), Vec::new());
    let (mut resting, mut paused) = (0, 0);
    for id in &assessed.order {
        let (Some(who), Some(health)) = (register.stakeholders.get(id), assessed.health.get(id)) else { continue };
        if !desk.is_here(who) {
            continue;
        }
        let planned = who.planned.iter().map(|p| p.value.date).filter(|day| *day >= from).min();
        if who.pauses.iter().any(|p| p.value.from <= from && from <= p.value.to) {
            paused += 1;
        } else if let Some(day) = planned.filter(|day| *day <= until) {
            agreed.push(desk.talk(who, health, Some(day)));
        } else if planned.is_none() && desk.is_worth_it(health) {
            talks.push(desk.talk(who, health, None));
        } else {
            resting += 1;
        }
    }
    agreed.sort_by_key(|item| item.due);
    items.extend(agreed);
    items.extend(talks);
    Ranked { items, resting, paused }
}

impl Desk<'_> {
    fn is_here(&self, who: &Stakeholder) -> bool {
        who.left_on.as_ref().is_none_or(|left| left.value > self.assessed.as_of)
    }

    /// Whether a talk would change something, or falls due in the days ahead.
    fn is_worth_it(&self, health: &Health) -> bool {
        let ahead = (self.until - self.assessed.as_of).get_days().max(0);
        let falls_due = health
            .rhythm
            .age
            .is_none_or(|age| i64::from(age) + i64::from(ahead) >= i64::from(health.rhythm.cadence_days));
        let points = health.talked.map_or(0.0, |after| after.score - health.score.unwrap_or(after.score));
        falls_due || points >= WORTH
    }

    fn at(&self, place: Place) -> String {
        let path = self.register.path(place.file);
        if place.line == 0 { path.to_string() } else { format!("{path}:{}", place.line) }
    }

    fn why(&self, text: String, place: Option<Place>, plain: bool) -> Why {
        Why { text, at: place.map(|place| self.at(place)), place, plain }
    }

    /// Our promises that are overdue or fall due, the longest overdue first; one on one line to several people is one.
    fn promises(&self) -> Vec<Item> {
        let is_due = |c: &&Commitment| {
            matches!(c.fate, Fate::Open | Fate::Overdue)
                && c.due.is_some_and(|due| due <= self.until)
                && self.register.is_ours(&c.from)
                && self.register.stakeholders.get(&c.to).is_none_or(|who| self.is_here(who))
        };
        let mut due: Vec<&Commitment> = self.assessed.ledger.commitments.iter().filter(is_due).collect();
        due.sort_by_key(|c| (c.due, c.last_place.file, c.last_place.start, c.last_place.line));
        let mut items: Vec<(&Commitment, Item)> = Vec::new();
        for c in due {
            let same = |(other, _): &&mut (&Commitment, Item)| {
                (other.last_place, &other.from, &other.text) == (c.last_place, &c.from, &c.text)
            };
            if let Some((_, item)) = items.iter_mut().rev().take(50).find(same) {
                item.who.push(c.to.to_string());
                item.names.push(name(self.register, &c.to));
                continue;
            }
            let item = self.promise(c);
            items.push((c, item));
        }
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn promise(&self, c: &Commitment) -> Item {
        let health = self.assessed.health.get(&c.to);
        let wanted = format!("Keep the promise: {}", c.text);
        let help = health.and_then(|h| h.what_would_help.iter().find(|help| help.what == wanted));
        let mut said = format!("{} promised it on {}", name(self.register, &c.from), c.made);
        if let Some((on, _)) = c.renegotiated.last() {
            said += &format!(", moved {}, last on {on}", times(c.renegotiated.len()));
        }
        let mut why = vec![self.why(said, Some(c.place), true)];
        if c.last_place != c.place {
            why.push(self.why("where it stands last".to_owned(), Some(c.last_place), true));
        }
        Item {
            kind: Kind::Promise,
            who: vec![c.to.to_string()],
            names: vec![name(self.register, &c.to)],
            what: c.text.clone(),
            minutes: PROMISE_MINUTES,
            sum: 0,
            day: None,
            due: c.due,
            late: c.due.map(|due| days(due, self.assessed.as_of)),
            reference: c.id.as_ref().map_or_else(|| self.at(c.last_place), ToString::to_string),
            attention: health.and_then(|h| h.attention),
            change: health.zip(help).map(|(h, help)| Change {
                score: h.score.filter(|_| h.confidence >= self.enough),
                after: (h.confidence >= self.enough).then_some(help.score),
                points: help.points,
                band: h.computed_band,
                band_after: None,
                age: h.rhythm.age,
                cadence_days: h.rhythm.cadence_days,
            }),
            why,
        }
    }

    fn talk(&self, who: &Stakeholder, health: &Health, planned: Option<Date>) -> Item {
        let minutes = self.register.plan(who).minutes.map_or(TALK_MINUTES, |minutes| minutes.value);
        let change = health.talked.map(|after| Change {
            score: health.score.filter(|_| health.confidence >= self.enough),
            after: (after.confidence >= self.enough).then_some(after.score),
            points: after.score - health.score.unwrap_or(health.baseline),
            band: health.computed_band,
            band_after: Some(after.band),
            age: health.rhythm.age,
            cadence_days: health.rhythm.cadence_days,
        });
        Item {
            kind: if planned.is_some() { Kind::Agreed } else { Kind::Talk },
            who: vec![who.id.to_string()],
            names: vec![who.name.clone()],
            what: String::new(),
            minutes,
            sum: 0,
            day: None,
            due: planned,
            late: None,
            reference: who.id.to_string(),
            attention: health.attention,
            change,
            why: self.reasons(who, health, planned),
        }
    }

    /// When the last talk was, then what weighs most on the score.
    fn reasons(&self, who: &Stakeholder, health: &Health, planned: Option<Date>) -> Vec<Why> {
        let rhythm = health.rhythm;
        let mut why = Vec::new();
        if let Some(planned) = planned {
            let place = who.planned.iter().find(|p| p.value.date == planned).map(|p| p.place);
            why.push(self.why(format!("agreed for {planned}"), place, true));
        }
        let last = rhythm.last.zip(rhythm.age).map(|(on, age)| {
            let over = i64::from(age) - i64::from(rhythm.cadence_days);
            let stand = match over {
                1.. => format!("{over} over"),
                0 => "due today".to_owned(),
                _ => format!("due in {}", -over),
            };
            format!("last talk {on}, {age} days ago; agreed every {}: {stand}", rhythm.cadence_days)
        });
        let place = self.last_talk(&who.id, rhythm.last);
        why.push(self.why(last.unwrap_or_else(|| "no talk on file".to_owned()), place, true));
        let mut worst: Vec<_> = health.contributions.iter().filter(|c| c.points < -0.05).collect();
        worst.sort_by(|a, b| a.points.total_cmp(&b.points));
        let worst = worst.into_iter().filter(|c| c.signal != crate::config::Signal::Cadence);
        let room = REASONS.saturating_sub(why.len());
        why.extend(worst.take(room).map(|c| self.why(format!("{} ({:+.1})", c.text, c.points), Some(c.place), false)));
        why
    }

    fn last_talk(&self, id: &Id, last: Option<Date>) -> Option<Place> {
        let all = self.assessed.ledger.dealings.get(id)?.touchpoints.iter().rev();
        let mut notes = all.map(|i| &self.register.notes[*i]);
        notes.find(|note| note.two_way && note.date == last).map(|note| note.place)
    }
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Whole days from one date to another; negative where `to` is earlier.
fn days(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}
