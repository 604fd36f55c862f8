//! `log`: takes whom it was with and what happened in a few words, gives the note of the day with it. Every part is read
//! by `phrase`; each becomes one line, and what became of it is told.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::day_note::{self, Expects, Line, Spot, Wanted};
use super::draft::Draft;
use super::ledger::{self, Entry, Kind};
use super::people::{People, Person};
use super::phrase::{self, Part, Who};
use super::{Refusal, Taken};
use crate::config::Signal;
use crate::diagnostic::Diagnostic;
use crate::edit::id_for;
use crate::register::{FeedbackKind, Id, Note, NoteType, Severity};

/// Words that make no id.
const SMALL: [&str; 24] = [
    "a", "an", "and", "are", "at", "be", "for", "from", "her", "his", "in", "is", "of", "on", "or", "our", "that",
    "the", "their", "them", "to", "us", "we", "with",
];

/// What was written down.
#[derive(Debug)]
pub struct Logged {
    /// The note.
    pub path: String,
    /// Whether it is new.
    pub is_new: bool,
    /// A reading of each part.
    pub taken: Vec<Taken>,
    /// Warnings that come with it.
    pub warnings: Vec<Diagnostic>,
}

/// Puts `text`, parts with semicolons between, into the note of that day with those people (`who`: ids, handles or names
/// with commas); into the note at `note` where one is given. The day is `date`, else that of the note, else `as_of`.
///
/// # Errors
/// Where somebody is on no record, the day is after `as_of` or not that of the note, or the note would have a new fault.
pub fn log(
    draft: &mut Draft<'_>,
    who: &str,
    text: &str,
    (date, as_of): (Option<Date>, Date),
    note: Option<&str>,
) -> Result<Logged, Refusal> {
    // What was typed is one line, whatever it was pasted from.
    let text = &text.replace(['\n', '\r'], " ");
    if let Some(date) = date.filter(|date| *date > as_of) {
        return Err(Refusal::Unclear(format!("{date} is after {as_of}, the date everything is as of")));
    }
    // Days in words are counted from the note they stand in.
    let (note, date) = match note {
        Some(path) => {
            let path = own_note(draft, path)?;
            let (spot, on) = meeting(draft, &path, date, as_of)?;
            (Some(spot), on)
        }
        None => (None, date.unwrap_or(as_of)),
    };
    let people = People::new(draft.now());
    let (named, team) = (people.list(who)?, people.team());
    let all = People::told_apart(
        named.iter().chain(team.iter().filter(|t| named.iter().all(|n| n.id != t.id))).cloned().collect(),
    );
    let (theirs, ours): (Vec<Person>, Vec<Person>) = all.into_iter().partition(|person| !person.is_ours);
    let parts: Vec<(&str, Part)> =
        split(text).into_iter().map(|part| (part, phrase::read(part, &theirs, &ours, date))).collect();
    if parts.is_empty() {
        return Err(Refusal::Unclear(
            "say what happened: `rapporteur log ada \"met; promised the plan by Friday\"`".to_owned(),
        ));
    }
    let touch = parts.iter().find_map(|(_, part)| match part {
        Part::Touch { kind, two_way, .. } => Some((*kind, *two_way)),
        _ => None,
    });
    let mut both: Vec<Person> = named.iter().filter(|person| person.is_ours).cloned().collect();
    if both.is_empty() {
        both.extend(team.first().cloned());
    }
    both.extend(theirs.iter().cloned());
    let wanted = Wanted {
        date,
        people: &both,
        kind: touch.map(|(kind, _)| kind),
        two_way: touch.and_then(|(_, two_way)| two_way),
        title: None,
    };
    let is_named = note.is_some();
    let spot = match note {
        Some(spot) => spot,
        None => day_note::place(draft, &wanted)?,
    };
    let is_new = spot.header.is_some();
    let me = team.first().map_or_else(|| Id::new("me"), |first| first.id.clone());
    let mut entries = ledger::entries(draft.now(), date);
    // What the overlay knows is not written into the workspace.
    entries.retain(|e| draft.file(&e.path).is_none_or(|file| file.origin != crate::source::Origin::Private));
    let mut writer =
        Writer { me, theirs: &theirs, entries: &entries, taken_ids: ids(draft), lines: Vec::new(), taken: Vec::new() };
    let mut seen_touch = false;
    for (words, part) in &parts {
        if let Part::Touch { kind, two_way, more } = part {
            writer.touch(*kind, *two_way, !is_new, std::mem::replace(&mut seen_touch, true));
            if *more {
                writer.prose(words, None);
            }
        } else {
            writer.write(words, part);
        }
    }
    let Writer { lines, mut taken, .. } = writer;
    if touch.is_none() {
        let how = if !is_new || is_named {
            "none named: it goes into the note there is"
        } else {
            "none named: the note is `async`, which is no talk; begin with `met`, `called`, `emailed`, `messaged`"
        };
        taken.insert(0, Taken::new("touchpoint", how));
    }
    if lines.iter().any(|line| matches!(line.expects, Expects::Sentiment(_)))
        && !draft.before.config.health.signals.contains(&Signal::Sentiment)
    {
        taken
            .push(Taken::new("note", "marks are kept for the pm and not scored: `sentiment` is not among the signals"));
    }
    if is_new || !lines.is_empty() {
        day_note::append(draft, &spot, &lines)?;
    }
    let warnings = draft.check()?;
    Ok(Logged { path: spot.path, is_new, taken, warnings })
}

/// The meeting of a file that is meant: the only one, or of several the one of that day.
fn meeting(draft: &Draft<'_>, path: &str, date: Option<Date>, as_of: Date) -> Result<(Spot, Date), Refusal> {
    let workspace = draft.now();
    let of_file = |n: &&Note| **workspace.register.path(n.place.file) == *path;
    let all: Vec<&Note> = workspace.register.notes.iter().filter(of_file).collect();
    let on = date.unwrap_or(as_of);
    if let [only] = all.as_slice() {
        let own = only.date.unwrap_or(on);
        return match date {
            Some(date) if date != own => Err(Refusal::Unclear(format!("`{path}` is of {own}, not of {date}"))),
            _ => Ok((Spot::of(workspace, only), own)),
        };
    }
    let that_day: Vec<&&Note> = all.iter().filter(|note| note.date == Some(on)).collect();
    match that_day.as_slice() {
        [one] => Ok((Spot::of(workspace, one), on)),
        [] => Err(Refusal::Unclear(format!(
            "`{path}` holds several meetings and none of {on}; `--date` names one of them"
        ))),
        _ => Err(Refusal::Unclear(format!("`{path}` holds several meetings of {on}; write into one of them by hand"))),
    }
}

/// A note of ours that somebody names.
fn own_note(draft: &Draft<'_>, path: &str) -> Result<String, Refusal> {
    let files = &draft.now().sources.files;
    let is_own = |file: &&crate::source::SourceFile| {
        file.role == crate::source::Role::Note && !matches!(file.origin, crate::source::Origin::Source(_))
    };
    let found = files.iter().filter(is_own).find(|file| super::close::is_path(&file.path, path));
    found.map(|file| file.path.to_string()).ok_or_else(|| Refusal::Unclear(format!("no note of ours is `{path}`")))
}

/// Parts with semicolons or line ends between them, those inside double quotes left whole.
fn split(text: &str) -> Vec<&str> {
    let is_quoted = text.matches('"').count().is_multiple_of(2);
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' if is_quoted => inside = !inside,
            ';' | '\n' | '\r' if !inside => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(|part| unlisted(part.trim())).filter(|part| !part.is_empty()).collect()
}

/// Every id of a promise, decision, piece of feedback or ask.
pub(super) fn ids(draft: &Draft<'_>) -> BTreeSet<String> {
    let register = &draft.now().register;
    let promises = register.promise_lines.iter().filter_map(|line| line.id.as_ref());
    let feedback = register.feedback.iter().filter_map(|feedback| feedback.id.as_ref());
    let decisions = register.decisions.iter().filter_map(|decision| decision.id.as_ref());
    let asks = register.updates.iter().flat_map(|update| &update.asks).map(|ask| &ask.value.id);
    promises.chain(feedback).chain(decisions).chain(asks).map(ToString::to_string).collect()
}

/// An id from the first words of a text that say something.
pub(super) fn id_of(prefix: &str, text: &str, taken: &mut BTreeSet<String>) -> Id {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !SMALL.contains(&word.to_lowercase().as_str())).take(3).collect();
    let id = id_for(&format!("{prefix} {}", words.join(" ")), prefix, taken);
    taken.insert(id.clone());
    Id::new(&id)
}

/// An item in our syntax without the marks of the list that it was copied from.
fn unlisted(part: &str) -> &str {
    let mut item = part;
    loop {
        let number = item.trim_start_matches(|c: char| c.is_ascii_digit());
        let mark = item.strip_prefix(['-', '*', '+']);
        let mark = mark.or_else(|| number.strip_prefix(['.', ')']).filter(|_| number.len() < item.len()));
        let Some(rest) = mark.and_then(|rest| rest.strip_prefix(' ')) else { break };
        item = rest.trim_start();
    }
    if item.starts_with(['[', '(']) { item } else { part }
}

/// Words with what would begin a list, a heading or a quote at their start taken for itself.
fn unmarked(words: &str) -> String {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match words[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => digits,
        Some('-' | '*' | '+' | '#' | '>' | '|' | '`' | '~') if digits == 0 => 0,
        _ => return words.to_owned(),
    };
    format!("{}\\{}", &words[..at], &words[at..])
}

struct Writer<'a> {
    me: Id,
    theirs: &'a [Person],
    entries: &'a [Entry],
    taken_ids: BTreeSet<String>,
    lines: Vec<Line>,
    taken: Vec<Taken>,
}

impl Writer<'_> {
    fn push(&mut self, what: &'static str, text: String, expects: Expects, how: impl Into<String>) {
        self.lines.push(Line { text, expects });
        self.taken.push(Taken::new(what, how));
    }

    fn prose(&mut self, words: &str, why: Option<&str>) {
        let why = why.map_or_else(String::new, |why| format!(" ({why})"));
        self.push("prose", format!("- {}", unmarked(words)), Expects::Prose, format!("`{words}`{why}"));
    }

    fn touch(&mut self, kind: NoteType, two_way: Option<bool>, is_there: bool, again: bool) {
        let two_way = two_way.unwrap_or(kind.is_two_way());
        let ways = if two_way { "two-way" } else { "one way, which is no talk; `both ways` makes it one" };
        let there = if is_there { ", already on file" } else { "" };
        let how = format!("{}, {ways}{there}", kind.as_str());
        if again {
            let how = format!("a second one, {}: log it by itself; the note has the first", kind.as_str());
            self.taken.push(Taken::new("not read", how));
        } else {
            self.taken.push(Taken::new("touchpoint", how));
        }
    }

    fn write(&mut self, words: &str, part: &Part) {
        match part {
            Part::Touch { .. } => {}
            Part::Prose(why) => self.prose(words, Some(why.as_deref().unwrap_or("nothing in it was recognised"))),
            Part::Typed => self.push("as typed", format!("- {words}"), Expects::Typed, format!("`{words}`")),
            Part::Promise { from, text, due } => self.promise(words, from, text, *due),
            Part::Sentiment { of, value, text } => {
                let Some(who) = self.one(of.as_ref()) else {
                    return self.prose(words, Some("whose mark? `ada +1` says"));
                };
                let sign = if *value > 0 { "+" } else { "" };
                let quote = if text.is_empty() { String::new() } else { format!(": {text}") };
                let line = format!("- (sentiment) @{who} {sign}{value}{quote}");
                self.push(
                    "sentiment",
                    line,
                    Expects::Sentiment(*value),
                    format!("{sign}{value} of @{who}, for the pm only"),
                );
            }
            Part::Feedback { from, kind, severity, text } => {
                let Some(who) = self.one(from.as_ref()) else {
                    return self.prose(words, Some("whose? `concern from ada: ...` says"));
                };
                let id = id_of("f", text, &mut self.taken_ids);
                let mut line = format!("- (feedback) @{who}: {text}");
                if *kind != FeedbackKind::Request {
                    line += &format!("  [kind:: {}]", kind.as_str());
                }
                if *severity != Severity::Medium {
                    line += &format!("  [severity:: {}]", severity.as_str());
                }
                let how = format!("{}, {}, from @{who}: {text} (^{id})", kind.as_str(), severity.as_str());
                self.push("feedback", format!("{line} ^{id}"), Expects::Feedback(text.clone()), how);
            }
            Part::Decision { text, approver } => {
                let id = id_of("d", text, &mut self.taken_ids);
                let by = approver.as_ref().map_or_else(String::new, |who| format!("  [approver:: @{who}]"));
                let said = approver.as_ref().map_or_else(
                    || "; who approved it isn't said (`approved by ada`)".to_owned(),
                    |who| format!(", approved by @{who}"),
                );
                self.push(
                    "decision",
                    format!("- (decision) {text}{by} ^{id}"),
                    Expects::Other,
                    format!("{text} (^{id}){said}"),
                );
            }
            Part::Consulted { decision } => {
                let who: Vec<String> = self.theirs.iter().map(|p| format!("@{}", p.id)).collect();
                let who = who.join(", ");
                let line = format!("- (consulted) {who}  [decision:: {decision}]");
                self.push("consulted", line, Expects::Other, format!("{who} on {decision}"));
            }
            Part::Told { feedback, outcome, text } => {
                let about = self.entries.iter().find(|e| e.id.as_ref().is_some_and(|id| id.as_str() == feedback));
                let Some(who) =
                    about.and_then(|e| e.from.clone()).filter(|_| about.is_some_and(|e| e.kind == Kind::Feedback))
                else {
                    return self.prose(words, Some("no feedback has that id"));
                };
                let line =
                    format!("- (told) @{who}: {text}  [feedback:: {feedback}]  [outcome:: {}]", outcome.as_str());
                self.push("told", line, Expects::Other, format!("@{who} on {feedback}: {}", outcome.as_str()));
            }
        }
    }

    /// The person meant, or the only one.
    fn one(&self, named: Option<&Id>) -> Option<Id> {
        match (named, self.theirs) {
            (Some(id), _) => Some(id.clone()),
            (None, [only]) => Some(only.id.clone()),
            _ => None,
        }
    }

    fn promise(&mut self, words: &str, from: &Who, text: &str, due: Option<Date>) {
        let is_theirs = |id: &Id| self.theirs.iter().any(|person| person.id == *id);
        let from = match from {
            Who::Me => self.me.clone(),
            Who::Named(id) => id.clone(),
            Who::Them => match self.one(None) {
                Some(id) => id,
                None => return self.prose(words, Some("who of them promised? begin with a name")),
            },
        };
        let to: Vec<Id> =
            if is_theirs(&from) { vec![self.me.clone()] } else { self.theirs.iter().map(|p| p.id.clone()).collect() };
        let key = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let set: BTreeSet<&Id> = to.iter().collect();
        let same = |e: &&Entry| {
            e.from.as_ref() == Some(&from)
                && matches!(e.kind, Kind::Ours | Kind::Theirs)
                && e.closed.is_none()
                && key(&e.text) == key(text)
                && e.to.iter().collect::<BTreeSet<_>>() == set
        };
        let known = self.entries.iter().find(same);
        let (id, again) = if let Some((id, e)) = known.and_then(|e| e.id.clone().map(|id| (id, e))) {
            let moved = if due.is_some() && due != e.due { ", with another date" } else { "" };
            let since = e.since.map_or_else(String::new, |on| format!(" of {on}"));
            (id, format!("; the same as the open one{since}{moved}"))
        } else {
            let also = known.map_or_else(String::new, |e| format!("; one of the same words is open at {}", e.handle()));
            (id_of("c", text, &mut self.taken_ids), also)
        };
        let list: Vec<String> = to.iter().map(|id| format!("@{id}")).collect();
        let list = list.join(", ");
        let field = due.map_or_else(String::new, |due| format!("  [due:: {due}]"));
        let said = match due {
            Some(due) => format!("due {}", due.strftime("%A %Y-%m-%d")),
            None if text.to_lowercase().contains(" by ") => "no date is read in it".to_owned(),
            None => "without a date".to_owned(),
        };
        let line = format!("- [ ] @{from} -> {list}: {text}{field} ^{id}");
        let how = format!("@{from} -> {list}: {text}, {said} (^{id}){again}");
        self.push("promise", line, Expects::Promise(text.to_owned(), due), how);
    }
}
