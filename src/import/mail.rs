//! Mail: takes messages, gives a note for each thread and day that people on record took part in. Two-way only where one
//! side answered the other: who was merely copied has had no conversation. No text of a message without being asked. A
//! message that answers an ask of an update settles it there.

mod answer;
mod exchange;
mod mailbox;
mod message;
mod remark;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use toml_edit::{Array, InlineTable, Item, Value, value};

use self::answer::Answer;
use self::exchange::Threads;
use self::message::Mail;
use super::note::{self, NewNote, Written};
use super::people::People;
use super::text::{cut, fenced, line, quoted};
use super::{Context, Draft, Import, Report, finish};
use crate::register::{Audience, Id, NoteType};

/// What the command line says about mail.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The first day; else, of a mailbox, a year before the as-of date.
    pub from: Option<Date>,
    /// The last day; else the as-of date.
    pub to: Option<Date>,
    /// Whether notes hold the text of the messages.
    pub with_body: bool,
}

/// Days looked back without a word.
const BACK: i64 = 365;

/// What was passed over, counted.
#[derive(Default)]
struct Passed {
    unknown: usize,
    outside: usize,
    automatic: usize,
    in_overlay: usize,
    /// From nobody on record.
    unsent: usize,
    /// By the name they bear.
    strangers: BTreeMap<Id, usize>,
}

/// What reading messages needs and gives.
struct Taking<'a> {
    people: People,
    zone: TimeZone,
    window: (Date, Date),
    settings: &'a Settings,
    passed: Passed,
    mails: Vec<Mail>,
    answers: Vec<Answer>,
    /// Every ask on record.
    asks: BTreeSet<String>,
}

impl<'a> Taking<'a> {
    fn new(context: &Context<'_>, settings: &'a Settings, back: Option<Date>) -> Self {
        let zone = context.workspace.config.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let from = settings.from.or(back).unwrap_or(Date::MIN);
        let window = (from, settings.to.unwrap_or(context.as_of));
        let people = People::new(context.workspace);
        let updates = &context.workspace.register.updates;
        Self {
            people,
            zone: zone.unwrap_or(TimeZone::UTC),
            window,
            settings,
            passed: Passed::default(),
            mails: Vec::new(),
            answers: Vec::new(),
            asks: updates.iter().flat_map(|u| &u.asks).map(|ask| ask.value.id.as_str().to_owned()).collect(),
        }
    }

    fn take(&mut self, row: u64, bytes: &[u8], report: &mut Report) {
        let read = message::read(row, bytes, &self.people, &self.zone, self.settings.with_body);
        match read {
            Err(message) => report.fault(row, message),
            Ok(message::Read::Automatic) => self.passed.automatic += 1,
            Ok(message::Read::Mail(mail)) => {
                let is_within = (self.window.0..=self.window.1).contains(&mail.date);
                self.answers.extend(Answer::of(&mail).filter(|_| is_within));
                if !is_within {
                    let is_late = mail.date > self.window.1;
                    match mail.token.as_ref().filter(|token| is_late && self.asks.contains(&token.ask)) {
                        Some(token) => report.fault(
                            row,
                            format!(
                                "an answer to `{}`, dated {}, after the last day that is read ({}); it was not recorded: \
                                 import it with `{} {}`",
                                token.ask, mail.date, self.window.1, if self.settings.to.is_some() { "--to" } else { "--as-of" }, mail.date
                            ),
                        ),
                        None => self.passed.outside += 1,
                    }
                    return;
                }
                for id in &mail.strangers {
                    *self.passed.strangers.entry(id.clone()).or_default() += 1;
                }
                self.passed.unsent += usize::from(mail.from.is_none() && !mail.has_private);
                if mail.from.is_none() || mail.theirs().next().is_none() {
                    self.passed.in_overlay += usize::from(mail.has_private);
                    self.passed.unknown += usize::from(!mail.has_private && mail.strangers.is_empty());
                } else {
                    self.mails.push(*mail);
                }
            }
        }
    }
}

/// Imports one message.
pub fn message(context: &Context<'_>, bytes: &[u8], settings: &Settings) -> Import {
    let mut report = Report { unit: "line", ..Report::default() };
    let mut taking = Taking::new(context, settings, None);
    taking.take(1, bytes, &mut report);
    threads(context, taking, report)
}

/// Imports a mailbox, message by message.
///
/// # Errors
/// Where it can't be read.
pub fn mailbox(context: &Context<'_>, reader: &mut dyn BufRead, settings: &Settings) -> io::Result<Import> {
    let mut report = Report { unit: "line", ..Report::default() };
    let mut taking = Taking::new(context, settings, Some(context.as_of.saturating_sub(BACK.days())));
    let (from, to) = taking.window;
    report.guess(format!("messages from {from} to {to}"));
    mailbox::each(reader, &mut report, &mut |row, bytes, report| taking.take(row, bytes, report))?;
    Ok(threads(context, taking, report))
}

fn threads(context: &Context<'_>, taking: Taking<'_>, mut report: Report) -> Import {
    let Taking { settings, passed, mails, answers, zone, .. } = taking;
    for (count, why) in [
        (passed.unknown, "from or to nobody on record"),
        (passed.outside, "outside of the days asked for (--from, --to)"),
        (passed.automatic, "sent by a machine: bulk, automatic answers, invitations"),
        (passed.in_overlay, "with people of the private overlay only; nothing in the workspace may name them"),
    ] {
        if count > 0 {
            report.passed.push(format!("{count} {} {why}", if count == 1 { "message" } else { "messages" }));
        }
    }
    for (id, count) in &passed.strangers {
        let team = context.workspace.config.team.iter().find(|member| member.id == *id).map(|member| &*member.name);
        let name = line(team.or_else(|| context.workspace.register.name(id)).unwrap_or(id.as_str()));
        let messages = if *count == 1 { "message" } else { "messages" };
        report.passed.push(format!(
            "{count} {messages} from or to an address that isn't on record, with the name of {name}: add it to `aliases` if it is theirs"
        ));
    }
    // Without an address of ours, what we sent comes from nobody on record.
    let without: Vec<&str> =
        context.workspace.config.team.iter().filter(|m| m.email.is_none()).map(|m| m.id.as_str()).collect();
    if passed.unsent > 0 && !without.is_empty() && !mails.iter().any(Mail::is_ours) {
        report.guess(format!(
            "none as sent by our side: of `[[team]]`, no `email` is set for {}",
            cut(without.join(", "), 100)
        ));
    }
    let before = note::written(context, "mail");
    let mut threads = Threads::new(&before, &context.workspace.register.team);
    threads.add(mails, &mut report);
    let notes: Vec<NewNote> =
        threads.days(&zone).into_iter().map(|day| day_note(context, &day, before.get(&day.key), settings)).collect();
    let two_way = notes.iter().filter(|note| note.two_way).count();
    if !notes.is_empty() {
        report.guess(format!("{two_way} of {} days of threads as two-way: one side answered the other", notes.len()));
    }
    let known: BTreeSet<String> = before.values().flat_map(|note| remembered(note, |_| false)).map(|m| m.id).collect();
    let mut drafts: Vec<Draft> = answer::drafts(context, answers, settings.with_body, &known, &mut report);
    drafts.extend(note::write(context, "mail", notes, &mut report));
    finish(context, drafts, report)
}

fn day_note(context: &Context<'_>, day: &exchange::Day<'_>, old: Option<&Written>, settings: &Settings) -> NewNote {
    let mut ours: BTreeSet<Id> = BTreeSet::new();
    let mut theirs: BTreeSet<Id> = BTreeSet::new();
    for mail in &day.mails {
        ours.extend(mail.people().filter(|(_, is_ours)| *is_ours).map(|(id, _)| id.clone()));
        theirs.extend(mail.theirs().cloned());
    }
    if ours.is_empty() {
        ours.insert(context.me());
    }
    let two_way = !day.answered.is_empty();
    let copied: Vec<&Id> =
        if two_way { theirs.iter().filter(|id| !day.answered.contains(*id)).collect() } else { Vec::new() };
    let present: Vec<Id> = ours.iter().chain(if two_way { &day.answered } else { &theirs }).cloned().collect();
    let register = &context.workspace.register;
    let name = |id: &Id| quoted(register.name(id).unwrap_or(id.as_str()));
    let is_shown = |id: &&&Id| register.stakeholders.get(**id).is_none_or(|s| s.label >= Audience::Team);
    let mut body = format!(
        "From mail: {}.\n",
        if day.mails.len() == 1 { "one message".to_owned() } else { format!("{} messages", day.mails.len()) }
    );
    let copied: Vec<String> = copied.iter().filter(is_shown).map(|id| name(id)).collect();
    if !copied.is_empty() {
        body += &format!("\nAddressed or copied, without a word of theirs: {}\n", copied.join(", "));
    }
    let mut with_text = settings.with_body && day.mails.iter().all(|mail| mail.body.is_some());
    if with_text {
        for mail in &day.mails {
            let who = mail.from.as_ref().map_or_else(|| "`?`".to_owned(), |(id, _)| name(id));
            body += &format!("\n{who}:\n\n{}", fenced(mail.body.as_deref().unwrap_or_default()));
        }
    } else if let Some(old) = old.filter(|old| old.memory("with_body").and_then(Item::as_bool) == Some(true)) {
        // The texts of an earlier import stay.
        old.body.trim_start_matches('\n').clone_into(&mut body);
        with_text = true;
    }
    let title = old.and_then(|old| old.front.get("title")?.as_str().map(str::to_owned));
    let mut memory = vec![("messages", messages(&day.mails))];
    if with_text {
        memory.push(("with_body", value(true)));
    }
    NewNote {
        key: day.key.clone(),
        row: day.mails.iter().map(|mail| mail.row).max().unwrap_or(0),
        date: day.date,
        title: title.unwrap_or_else(|| day.title.clone()),
        kind: NoteType::Email,
        two_way,
        present,
        regrets: Vec::new(),
        body,
        memory,
    }
}

/// Who wrote what to whom and when, for the imports to come.
fn messages(mails: &[&Mail]) -> Item {
    let mut list = Array::new();
    for mail in mails {
        let mut table = InlineTable::new();
        table.insert("id", mail.id.as_str().into());
        if let Some((from, _)) = &mail.from {
            table.insert("from", from.as_str().into());
        }
        let to: Array = mail.to.iter().map(|(id, _)| id.as_str()).collect();
        table.insert("to", Value::Array(to));
        table.insert("at", mail.at.to_string().into());
        list.push(Value::InlineTable(table));
    }
    for item in list.iter_mut() {
        item.decor_mut().set_prefix("\n  ");
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    value(list)
}

/// The messages that an earlier import remembers of a note.
fn remembered(note: &Written, is_ours: impl Fn(&Id) -> bool) -> Vec<Mail> {
    let Some(list) = note.memory("messages").and_then(Item::as_array) else { return Vec::new() };
    let title = note.front.get("title").and_then(Item::as_str).unwrap_or_default();
    let date = note.front.get("date").and_then(Item::as_datetime).and_then(|day| day.to_string().parse::<Date>().ok());
    let Some(date) = date else { return Vec::new() };
    let side = |id: &str| {
        let id = Id::new(id);
        let ours = is_ours(&id);
        (id, ours)
    };
    let mail = |value: &Value| {
        let table = value.as_inline_table()?;
        let at: Timestamp = table.get("at")?.as_str()?.parse().ok()?;
        let to = table.get("to").and_then(Value::as_array);
        Some(Mail {
            row: 0,
            id: table.get("id")?.as_str()?.to_owned(),
            references: Vec::new(),
            at,
            date,
            subject: cut(title.to_owned(), 200),
            is_answer: false,
            from: table.get("from").and_then(Value::as_str).map(side),
            to: to.map(|to| to.iter().filter_map(Value::as_str).map(side).collect()).unwrap_or_default(),
            has_private: false,
            strangers: Vec::new(),
            body: None,
            token: None,
            said: String::new(),
            sender: (String::new(), None),
        })
    };
    list.iter().filter_map(mail).collect()
}

/// What is remembered, by the key of its note.
type Before = BTreeMap<String, Written>;
