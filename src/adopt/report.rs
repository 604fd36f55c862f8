//! The report of `adopt`: takes the draft and what became of the files, gives it in words, each line short. Names come as
//! they are written: the caller cleans them for the terminal.

use super::Draft;
use super::people::Person;
use super::style::TwoWays;
use super::survey::needs;
use crate::config::{NotesSource, Signal, Split};

/// Pairs that look alike, people, files: how many are named of each.
const NAMED: usize = 10;
/// Examples on one line.
const EXAMPLES: usize = 5;
/// Columns of the labels, and of what stands beside them.
const LABEL: usize = 12;
const WIDTH: usize = 98;

/// What of the folder was read, and what not.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The folder, as the user wrote it.
    pub folder: String,
    /// The file of each note.
    pub notes: Vec<String>,
    /// Files read.
    pub read: usize,
    /// Files passed over, by reason, each relative to the folder.
    pub left_out: Vec<(String, Vec<String>)>,
    /// Files that can't be read, with the reason.
    pub unreadable: Vec<(String, String)>,
    /// Dates among them that can be read in two ways.
    pub two_ways: TwoWays,
    /// Days between the newest note and today.
    pub age: Option<i32>,
}

/// What is to stand on, or stands on.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The signals taken.
    pub signals: Vec<Signal>,
    /// Whether the configuration is the user's own.
    pub is_old: bool,
    /// What the program chose beside: one line each.
    pub chosen: Vec<String>,
}

/// Everything found and guessed.
pub fn text(draft: &Draft, files: &Files, settings: &Settings) -> String {
    let mut out = Lines::default();
    notes(&mut out, draft, files);
    people(&mut out, draft);
    spellings(&mut out, draft);
    apart(&mut out, draft);
    measured(&mut out, draft, settings);
    out.text
}

fn notes(out: &mut Lines, draft: &Draft, files: &Files) {
    let survey = &draft.survey;
    let meetings = files.notes.len();
    let of = if meetings == files.read {
        String::new()
    } else {
        format!(" ({} in them)", count(meetings, "meeting", "meetings"))
    };
    out.line("read", &format!("{}{of} in {}", count(files.read, "note", "notes"), files.folder));
    let range = survey.range.map_or_else(String::new, |(first, last)| format!(": {first} to {last}"));
    out.more(&format!("{} of {meetings} dated, {} with people{range}", survey.dated, survey.with_people));
    if let Some(age) = files.age.filter(|age| *age > 2 * survey.gap().unwrap_or(30).max(30)) {
        let last = survey.days.last().map(ToString::to_string).unwrap_or_default();
        out.more(&format!(
            "the newest is {} old, so everybody is late by now; `--as-of {last}` shows that day",
            days(age)
        ));
    }
    let named = |list: &[usize]| names(list.iter().map(|n| files.notes[*n].as_str()), NAMED);
    if !survey.ahead.is_empty() {
        let dated = if survey.ahead.len() == 1 { "note is dated" } else { "notes are dated" };
        out.line("ahead", &format!("{} {dated} after today: {}", survey.ahead.len(), named(&survey.ahead)));
        out.more("who is still there is told by the newest of the others; is the date a slip?");
    }
    if !survey.undated.is_empty() {
        out.line("no date", &format!("{}: {}", count(survey.undated.len(), "note", "notes"), named(&survey.undated)));
        if files.two_ways.notes > 0 {
            out.more(&two_ways(files.two_ways));
        }
        if files.two_ways.notes < survey.undated.len() {
            out.more("a note without a date is shown and counts nowhere: put the day in its name, `2026-01-31.md`");
        }
    }
    if !survey.empty.is_empty() {
        out.line("nobody", &format!("{}: {}", count(survey.empty.len(), "note", "notes"), named(&survey.empty)));
        out.more("people are read under a heading such as `Attendees` or `Present`; `attendee_headings` takes yours");
    }
    for (n, (reason, paths)) in files.left_out.iter().enumerate() {
        let text = format!(
            "{} {reason}: {}",
            count(paths.len(), "file", "files"),
            names(paths.iter().map(String::as_str), EXAMPLES)
        );
        if n == 0 { out.line("left out", &text) } else { out.more(&text) }
    }
    for (n, (path, why)) in files.unreadable.iter().take(NAMED).enumerate() {
        let text = format!("{path}: {why}");
        if n == 0 { out.line("unreadable", &text) } else { out.more(&text) }
    }
    if files.unreadable.len() > NAMED {
        out.more(&format!("{} more", files.unreadable.len() - NAMED));
    }
}

/// What to say of dates that nobody can read for sure.
fn two_ways(found: TwoWays) -> String {
    let has = if found.notes == 1 { "note has" } else { "notes have" };
    let example = found.example.map_or_else(String::new, |(day, month)| format!(" (the first is {day} or {month})"));
    format!(
        "{} {has} a date that can be read in two ways{example} and isn't guessed: say `dates = \"day-first\"` or \
         `\"month-first\"` in `[[notes.source]]` of rapporteur.toml, and run this again",
        found.notes
    )
}

/// What to say of files that are cut into meetings.
pub fn cut(running: usize, settings: &NotesSource) -> Option<String> {
    let (how, holds) = match settings.split {
        Split::Auto => ("they are cut where that is unmistakable (`split = \"auto\"`)", "under dated headings"),
        Split::DateHeadings => ("they are cut there (`split = \"date-headings\"`)", "under dated headings"),
        Split::MeetingHeadings => ("`split = \"meeting-headings\"` cuts them", "under headings"),
        Split::None => return None,
    };
    let files = if running == 1 { "file holds" } else { "files hold" };
    let text = format!("{running} {files} several meetings {holds}: {how}; `split = \"none\"` reads each as one");
    (running > 0).then_some(text)
}

fn people(out: &mut Lines, draft: &Draft) {
    let known = draft.people.len() - draft.new.len() - draft.dismissed.len();
    let on_record = if known == 0 { String::new() } else { format!(", {known} on record already") };
    out.line(
        "people",
        &format!("{}: {} to draft{on_record}", draft.people.len(), count(draft.new.len(), "record", "records")),
    );
    let here: Vec<&Person> =
        draft.new.iter().filter(|new| new.left.is_none()).map(|new| &draft.people[new.person]).collect();
    let gone = draft.new.len() - here.len();
    if gone > 0 {
        let (regulars, guests) = draft.survey.gone_after();
        out.more(&format!("{} still there as of the newest note: start with these", here.len()));
        out.more(&format!(
            "{gone} read as gone (not present for {}, or as guests of one or two meetings for {}): `left_on` is the last \
             day they were present, and they ask for nothing; wrong for somebody? take the line out of their record",
            days(regulars),
            days(guests)
        ));
    }
    let mut most = here;
    most.sort_by_key(|person| std::cmp::Reverse(person.notes.len()));
    if let Some(first) = most.first().filter(|first| first.notes.len() > 1) {
        let met = |person: &&Person| format!("{} ({})", person.name, person.notes.len());
        let list: Vec<String> = most.iter().filter(|p| p.notes.len() > 1).take(NAMED).map(met).collect();
        out.more(&format!("met most, of {} meetings at most: {}", first.notes.len(), list.join(", ")));
    }
    if draft.never_present > 0 {
        let named = count(draft.never_present, "person is", "people are");
        out.more(&format!("{named} named as excused or absent only, and not drafted"));
    }
    listed(out, "back", &draft.back, draft, "present again after `left_on`: take it out of their record");
    listed(out, "taken out", &draft.dismissed, draft, "in adopted.txt and on no record: left out, as you did");
}

fn listed(out: &mut Lines, label: &str, who: &[usize], draft: &Draft, what: &str) {
    if !who.is_empty() {
        let list = names(who.iter().map(|n| draft.people[*n].name.as_str()), NAMED);
        out.line(label, &format!("{} {what}", who.len()));
        out.more(&list);
    }
}

fn spellings(out: &mut Lines, draft: &Draft) {
    let mut merged: Vec<(&Person, Vec<&String>)> = draft
        .new
        .iter()
        .map(|new| &draft.people[new.person])
        .map(|person| (person, person.spellings.iter().filter(|s| **s != person.name).collect::<Vec<_>>()))
        .filter(|(_, others)| !others.is_empty())
        .collect();
    let total: usize = merged.iter().map(|(_, others)| others.len()).sum();
    if total > 0 {
        let with = count(merged.len(), "person", "people");
        let spellings = count(total, "spelling", "spellings");
        out.line(
            "spellings",
            &format!(
                "{spellings} of {with} are aliases: same handle, or same name but for case, accents, dots and spacing"
            ),
        );
        merged.sort_by_key(|(_, others)| std::cmp::Reverse(others.len()));
        for (person, others) in merged.iter().take(EXAMPLES) {
            out.more(&format!("{} = {}", person.name, names(others.iter().map(|s| s.as_str()), EXAMPLES)));
        }
        if merged.len() > EXAMPLES {
            out.more(&format!("{} more, in stakeholders/", merged.len() - EXAMPLES));
        }
    }
    for (label, list) in [("more aliases", &draft.grown), ("of the team", &draft.ours)] {
        for (n, person) in list.iter().map(|n| &draft.people[*n]).enumerate() {
            let id = person.known.as_ref().map(ToString::to_string).unwrap_or_default();
            let text = format!("{id}: {}", names(person.new_spellings.iter().map(String::as_str), EXAMPLES));
            match n {
                0 => out.line(label, &text),
                n if n < NAMED => out.more(&text),
                _ => {}
            }
        }
        if list.len() > NAMED {
            out.more(&format!("{} more", list.len() - NAMED));
        }
    }
    if !draft.ours.is_empty() {
        out.more("list these among the aliases of `[[team]]` in rapporteur.toml, which isn't written");
    }
    for (n, slip) in draft.slips.iter().enumerate().take(NAMED) {
        let text = format!("{} beside {} is {}'s, and joins nobody", slip.handle, slip.name, slip.whose);
        if n == 0 { out.line("slips", &text) } else { out.more(&text) }
    }
}

fn apart(out: &mut Lines, draft: &Draft) {
    if draft.alike.is_empty() {
        return;
    }
    let pairs = draft.alike.len();
    let look = if pairs == 1 { "pair looks" } else { "pairs look" };
    out.line("apart", &format!("{pairs} {look} alike and may be one person: likeness merges nobody"));
    let shown = |n: usize| {
        let person = &draft.people[n];
        let handle = person.spellings.first().filter(|s| s.starts_with('@') && **s != person.name);
        let handle = handle.map_or_else(String::new, |handle| format!(" {handle}"));
        format!("{}{handle} ({})", person.name, person.notes.len())
    };
    for pair in draft.alike.iter().take(NAMED) {
        out.more(&format!("{} – {}: {}", shown(pair.one), shown(pair.other), pair.why.as_str()));
    }
    if pairs > NAMED {
        out.more(&format!("{} more, less likely ones", pairs - NAMED));
    }
    out.more("one person? put the spellings of both in the `aliases` of one record and delete the other");
}

fn measured(out: &mut Lines, draft: &Draft, settings: &Settings) {
    let recorded = draft.survey.signals();
    for (n, signal) in Signal::ALL.into_iter().filter(|signal| !signal.describes_them()).enumerate() {
        let is_on = settings.signals.contains(&signal);
        let text = match (is_on, recorded.contains(&signal)) {
            (true, _) => format!("{} is measured", signal.as_str()),
            (false, true) => {
                format!(
                    "{} is off in your rapporteur.toml; these notes record it: add it to `signals`",
                    signal.as_str()
                )
            }
            (false, false) => format!("{} is off; it needs {}", signal.as_str(), needs(signal)),
        };
        if n == 0 { out.line("signals", &text) } else { out.more(&text) }
    }
    if !settings.is_old {
        out.more("attendance, sentiment and alignment describe the other person, and stay off");
    }
    if let Some(gap) = draft.survey.gap() {
        let apart = format!("the last meetings are {} apart (median)", days(gap));
        out.line(
            "cadence",
            &match draft.survey.cadence() {
                _ if settings.is_old => apart,
                Some(cadence) => {
                    format!("{apart}: `cadence_days = {cadence}` for everybody, until plans say otherwise")
                }
                None => format!("{apart}; everybody's is the usual 30 days, until plans say otherwise"),
            },
        );
    }
    for (n, chosen) in settings.chosen.iter().enumerate() {
        if n == 0 { out.line("chosen", chosen) } else { out.more(chosen) }
    }
}

/// Lines under a column of labels.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// A line under its label, wrapped between words.
    fn line(&mut self, label: &str, text: &str) {
        let mut label = label;
        let mut line = String::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.text += &format!("{label:LABEL$} {line}\n");
                (label, line) = ("", "  ".to_owned());
            } else if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        self.text += &format!("{label:LABEL$} {line}\n");
    }

    fn more(&mut self, text: &str) {
        self.line("", text);
    }
}

/// The first of a list, and how many more.
pub(super) fn names<'a>(list: impl Iterator<Item = &'a str>, most: usize) -> String {
    let all: Vec<&str> = list.collect();
    let shown = all[..all.len().min(most)].join(", ");
    if all.len() > most { format!("{shown}, {} more", all.len() - most) } else { shown }
}

/// `1 day`, `9 days`.
pub(super) fn days(n: i32) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
