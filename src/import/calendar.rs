//! Calendars: takes the bytes of an `.ics` file, gives notes of past meetings with people on record and planned touchpoints
//! of future ones. An invitation is no attendance: present is who accepted or called the meeting, regrets who declined.

mod event;
mod planned;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use self::event::{Answer, Event};
use super::content_line::read;
use super::note::{self, NewNote};
use super::people::{Known, People};
use super::text::{cut, quoted};
use super::{Context, Import, Report, finish};
use crate::register::{Audience, Id, NoteType};

/// What the command line says about a calendar.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The first day; else a year before the as-of date.
    pub from: Option<Date>,
    /// The last day; else 90 days after it.
    pub to: Option<Date>,
    /// Whether who was invited and gave no answer is taken for present.
    pub unanswered_attended: bool,
}

/// Days looked back and ahead without a word.
const BACK: i64 = 365;
const AHEAD: i64 = 90;
/// People on no record that are named in the report.
const STRANGERS: usize = 10;

/// One meeting on one day.
struct Instance<'a> {
    key: String,
    date: Date,
    event: &'a Event,
    /// Called off, by its status or an exception of its series.
    is_off: bool,
}

/// What was passed over, counted.
#[derive(Default)]
struct Passed {
    private: usize,
    off: usize,
    all_day: usize,
    unknown: usize,
    ours_declined: usize,
    ours_silent: usize,
    nobody_accepted: usize,
    in_overlay: usize,
    strangers: BTreeMap<String, usize>,
}

/// Who of a meeting's people is what.
#[derive(Default)]
struct Sides {
    ours: Vec<Id>,
    ours_off: Vec<Id>,
    ours_silent: Vec<Id>,
    present: Vec<Id>,
    regrets: Vec<Id>,
    silent: Vec<Id>,
    strangers: Vec<String>,
    hidden: usize,
}

/// Imports a calendar.
pub fn calendar(context: &Context<'_>, bytes: &[u8], settings: &Settings) -> Import {
    let mut report = Report { unit: "line", ..Report::default() };
    let config = &context.workspace.config;
    let zone = config.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let zone_name = config.time_zone.as_deref().unwrap_or("UTC, for the configuration names no time_zone");
    let from = settings.from.unwrap_or_else(|| context.as_of.saturating_sub(BACK.days()));
    let to = settings.to.unwrap_or_else(|| context.as_of.saturating_add(AHEAD.days()));
    let file = event::file(&read(bytes), &mut report);
    if file.events.is_empty() {
        if report.faults.is_empty() {
            report.fault(0, "there is no event in it");
        }
        return Import { edits: Vec::new(), report };
    }
    report.guess(format!("events from {from} to {to}, days in {zone_name}"));
    let instances = series::instances(&file, &zone, (from, to), &mut report);
    let people = People::new(context.workspace);
    let by_hand = ByHand::new(context);
    let mut passed = Passed::default();
    let (mut notes, mut ahead, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for instance in &instances {
        let event = instance.event;
        if instance.is_off {
            passed.off += 1;
            gone.push(instance.key.clone());
            continue;
        }
        if event.is_private {
            passed.private += 1;
            continue;
        }
        if event.is_all_day() && event.invited.is_empty() {
            passed.all_day += 1;
            continue;
        }
        let sides = sides(&people, event, settings.unanswered_attended, &mut report);
        if sides.present.is_empty() && sides.regrets.is_empty() && sides.silent.is_empty() {
            passed.unknown += usize::from(sides.hidden == 0);
            passed.in_overlay += usize::from(sides.hidden > 0);
            for stranger in sides.strangers {
                *passed.strangers.entry(stranger).or_default() += 1;
            }
            continue;
        }
        let all_off = sides.ours.is_empty() && sides.ours_silent.is_empty() && !sides.ours_off.is_empty();
        if instance.date >= context.as_of {
            let with: Vec<Id> = sides.ours.iter().chain(&sides.ours_silent).cloned().collect();
            let with = if with.is_empty() { vec![context.me()] } else { with };
            if all_off {
                passed.ours_declined += 1;
                gone.push(instance.key.clone());
                continue;
            }
            for who in sides.present.iter().chain(&sides.silent) {
                ahead.push(planned::Ahead {
                    who: who.clone(),
                    key: instance.key.clone(),
                    date: instance.date,
                    with: with.clone(),
                    row: event.row,
                });
            }
            for who in sides.regrets {
                gone.push(format!("{}\u{0}{who}", instance.key));
            }
            continue;
        }
        if let Some(path) = by_hand.of(instance.date, &sides) {
            let title = cut(event.title.clone(), 40);
            report
                .left
                .push(format!("{}, `{title}`: {path} has the same people that day; no second note", instance.date));
            continue;
        }
        match past(context, instance, sides) {
            Ok(note) => notes.push(note),
            Err(Why::OursDeclined) => passed.ours_declined += 1,
            Err(Why::OursSilent) => passed.ours_silent += 1,
            Err(Why::NobodyAccepted) => passed.nobody_accepted += 1,
        }
    }
    passed.tell(&mut report);
    let mut drafts = note::write(context, "ics", notes, &mut report);
    drafts.extend(planned::write(context, &ahead, &gone, &mut report));
    finish(context, drafts, report)
}

fn sides(people: &People, event: &Event, unanswered_attended: bool, report: &mut Report) -> Sides {
    let mut sides = Sides::default();
    let mut has_ours = false;
    for invited in &event.invited {
        let Some((known, _)) = people.find(invited.address.as_deref(), &invited.name) else {
            sides.strangers.push(invited.shown());
            continue;
        };
        let Known { id, is_ours, is_private, .. } = known.clone();
        if is_private {
            sides.hidden += 1;
            continue;
        }
        let answer = match invited.answer {
            Answer::None if unanswered_attended => Answer::Yes,
            answer => answer,
        };
        has_ours |= is_ours;
        let list = match (is_ours, answer) {
            (true, Answer::Yes) => &mut sides.ours,
            (true, Answer::No) => &mut sides.ours_off,
            (true, Answer::None) => &mut sides.ours_silent,
            (false, Answer::Yes) => &mut sides.present,
            (false, Answer::No) => &mut sides.regrets,
            (false, Answer::None) => &mut sides.silent,
        };
        if !list.contains(&id) {
            list.push(id);
        }
    }
    // Listed twice, as organiser and as invited: what says most counts.
    let Sides { ours, ours_off, ours_silent, present, regrets, silent, .. } = &mut sides;
    for (yes, no, none) in [(ours, ours_off, ours_silent), (present, regrets, silent)] {
        yes.retain(|id| !no.contains(id));
        none.retain(|id| !yes.contains(id) && !no.contains(id));
    }
    if !has_ours && !event.invited.is_empty() {
        report.guess("a meeting without an address of `[[team]]` is yours (@me): give each of `[[team]]` its `email`");
    }
    sides
}

/// The meetings on file that no calendar brought: day, who took part or sent regrets, path.
struct ByHand(BTreeMap<Date, Vec<(BTreeSet<Id>, String)>>);

impl ByHand {
    fn new(context: &Context<'_>) -> Self {
        let imported = note::paths(context, "ics");
        let register = &context.workspace.register;
        let mut days: BTreeMap<Date, Vec<(BTreeSet<Id>, String)>> = BTreeMap::new();
        for note in register.notes.iter().filter(|note| note.kind.is_two_way()) {
            let path = register.path(note.place.file);
            let (Some(date), false) = (note.date, imported.contains(&**path)) else { continue };
            let people = note.attendees.iter().chain(&note.regrets).filter_map(|a| a.who.clone()).collect();
            days.entry(date).or_default().push((people, path.to_string()));
        }
        Self(days)
    }

    /// A note of that day with everybody on record who was at the meeting.
    fn of(&self, date: Date, sides: &Sides) -> Option<&str> {
        let there = || sides.present.iter().chain(if sides.present.is_empty() { &sides.regrets } else { &[][..] });
        there().next()?;
        let notes = self.0.get(&date)?.iter();
        notes.into_iter().find(|(people, _)| there().all(|id| people.contains(id))).map(|(_, path)| path.as_str())
    }
}

enum Why {
    OursDeclined,
    OursSilent,
    NobodyAccepted,
}

fn past(context: &Context<'_>, instance: &Instance<'_>, sides: Sides) -> Result<NewNote, Why> {
    let event = instance.event;
    let mut ours = sides.ours;
    if ours.is_empty() {
        if !sides.ours_off.is_empty() && sides.ours_silent.is_empty() {
            return Err(Why::OursDeclined);
        }
        if !sides.ours_silent.is_empty() {
            return Err(Why::OursSilent);
        }
        ours.push(context.me());
    }
    if sides.present.is_empty() && sides.regrets.is_empty() {
        return Err(Why::NobodyAccepted);
    }
    let mut body =
        String::from("From the calendar: present is who accepted or called the meeting, regrets who declined.\n");
    let register = &context.workspace.register;
    let is_shown = |id: &&Id| register.stakeholders.get(*id).is_none_or(|s| s.label >= Audience::Team);
    let silent: Vec<String> = sides
        .silent
        .iter()
        .chain(&sides.ours_silent)
        .filter(is_shown)
        .map(|id| quoted(register.name(id).unwrap_or(id.as_str())))
        .collect();
    let strangers: Vec<String> = sides.strangers.iter().take(50).map(|name| quoted(name)).collect();
    for (title, list) in [("Invited, no answer", silent), ("On no record", strangers)] {
        if !list.is_empty() {
            body += &format!("\n{title}: {}\n", list.join(", "));
        }
    }
    ours.extend(sides.present);
    Ok(NewNote {
        key: instance.key.clone(),
        row: event.row,
        date: instance.date,
        title: event.title.clone(),
        kind: if event.is_call { NoteType::Call } else { NoteType::Meeting },
        two_way: true,
        present: ours,
        regrets: sides.ours_off.into_iter().chain(sides.regrets).collect(),
        body,
        memory: Vec::new(),
    })
}

impl Passed {
    fn tell(self, report: &mut Report) {
        let unanswered = "nobody on record accepted; `--unanswered-attended` takes who gave no answer for present";
        for (count, why) in [
            (self.off, "called off"),
            (self.private, "private or confidential"),
            (self.all_day, "all day, with nobody invited"),
            (self.unknown, "nobody on record"),
            (self.in_overlay, "people of the private overlay only; nothing in the workspace may name them"),
            (self.ours_declined, "declined by our side"),
            (self.ours_silent, "our side gave no answer; `--unanswered-attended` takes that for present"),
            (self.nobody_accepted, unanswered),
        ] {
            if count > 0 {
                report.passed.push(format!("{count} {}: {why}", if count == 1 { "meeting" } else { "meetings" }));
            }
        }
        let mut strangers: Vec<(usize, String)> = self.strangers.into_iter().map(|(name, n)| (n, name)).collect();
        strangers.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
        if !strangers.is_empty() {
            let shown: Vec<String> =
                strangers.iter().take(STRANGERS).map(|(n, name)| format!("{} ({n})", cut(name.clone(), 60))).collect();
            let more = strangers.len().saturating_sub(STRANGERS);
            let more = if more > 0 { format!(", {more} more") } else { String::new() };
            report.passed.push(format!("most often on no record: {}{more}", shown.join(", ")));
        }
    }
}

/// A moment in UTC, by which an instance of a series is known.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%MZ").to_string()
}
