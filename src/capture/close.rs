//! `close`: takes what is open by its id or its line, gives the edit that closes it: the box is ticked and dated, the
//! record gets its field, and nothing else changes. The line is the one that gives the state; where an edition doesn't see
//! that line, the one it does see is closed as well. A note from elsewhere stays as it is: its promise is closed by a
//! line in a note of ours.

use jiff::civil::Date;

use super::day_note::{self, Expects, Line, Spot, Wanted};
use super::draft::Draft;
use super::ledger::{self, Entry, Kind};
use super::{Refusal, Taken, answer, raw};
use crate::assess::{self, Commitment, Fate};
use crate::diagnostic::{Diagnostic, nearest};
use crate::register::{Audience, BoxState, NoteType, PromiseLine};
use crate::source::{Origin, Role};

/// How it is to be closed.
#[derive(Clone, Debug)]
pub struct Closing {
    /// The day.
    pub on: Date,
    /// Cancelled, withdrawn or rejected instead of done.
    pub cancel: bool,
    /// What became of it: of feedback an outcome, of a decision `accepted` or `rejected`.
    pub outcome: Option<String>,
    /// What they were told; the answer to an ask; how it was decided.
    pub told: Option<String>,
}

/// What was closed.
#[derive(Debug)]
pub struct Done {
    /// What, and as what it is written.
    pub taken: Vec<Taken>,
    /// Whether it was closed already, and nothing is to be written.
    pub was_closed: bool,
    /// Warnings that come with it.
    pub warnings: Vec<Diagnostic>,
}

/// Whether `typed` names the file printed as `path`: the same, or one below the other's folder.
pub(super) fn is_path(path: &str, typed: &str) -> bool {
    let typed = typed.trim_start_matches("./");
    let ends =
        |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    ends(path, typed) || ends(typed, path)
}

/// Closes what `what` names: an id, or `FILE:LINE`.
///
/// # Errors
/// Where nothing or several things are meant, or the edit would bring a fault.
pub fn close(draft: &mut Draft<'_>, what: &str, closing: &Closing, as_of: Date) -> Result<Done, Refusal> {
    if closing.on > as_of {
        return Err(Refusal::Unclear(format!("{} is after {as_of}, the date everything is as of", closing.on)));
    }
    let entry = find(draft, what, as_of)?;
    if let Some(closed) = entry.closed {
        let on = closed.on.map_or_else(String::new, |on| format!(" on {on}"));
        // Feedback is told on another line than it is said.
        let told = if entry.kind == Kind::Feedback { entry.also.first() } else { None };
        let (path, line) = told.map_or((&entry.path, entry.line), |(path, line)| (path, *line));
        let how = format!("{}: {} already{on}, at {path}:{line}", entry.text, closed.how);
        if closing.told.is_some() || closing.outcome.is_some() || closing.cancel {
            return Err(Refusal::Unclear(format!("{how}; nothing was written: change it there")));
        }
        return Ok(Done { taken: vec![Taken::new(entry.kind.as_str(), how)], was_closed: true, warnings: Vec::new() });
    }
    if let Some(since) = entry.since.filter(|since| *since > closing.on) {
        return Err(Refusal::Unclear(format!("`{}` is from {since}, after {}", entry.text, closing.on)));
    }
    let taken = match entry.kind {
        Kind::Ours | Kind::Theirs if closing.told.is_some() || closing.outcome.is_some() => {
            let message =
                format!("`{}` is a promise: it is done, or `--cancel`; it takes no text and no outcome", entry.text);
            return Err(Refusal::Unclear(message));
        }
        Kind::Ours | Kind::Theirs => promise(draft, &entry, closing, as_of)?,
        Kind::Feedback => answer::feedback(draft, &entry, closing)?,
        Kind::Ask => answer::ask(draft, &entry, closing)?,
        Kind::Decision => answer::decision(draft, &entry, closing)?,
    };
    let warnings = draft.check()?;
    let is_still_open = |e: &Entry| {
        e.closed.is_none()
            && e.kind == entry.kind
            && e.id == entry.id
            && e.text == entry.text
            && (e.id.is_some() || e.line == entry.line)
    };
    if ledger::entries(draft.now(), as_of).iter().any(|e| is_still_open(e) && e.from == entry.from && e.to == entry.to)
    {
        return Err(Refusal::Unclear(format!(
            "`{}` would still be open; close it by hand at {}:{}",
            entry.text, entry.path, entry.line
        )));
    }
    Ok(Done { taken, was_closed: false, warnings })
}

/// The one thing that is meant.
fn find(draft: &Draft<'_>, what: &str, as_of: Date) -> Result<Entry, Refusal> {
    let entries = ledger::entries(draft.now(), as_of);
    let bare = what.trim_start_matches('^');
    let mut found: Vec<&Entry> =
        entries.iter().filter(|e| e.id.as_ref().is_some_and(|id| id.as_str() == bare)).collect();
    if found.is_empty()
        && let Some((path, line)) = what.rsplit_once(':')
        && let Ok(line) = line.parse::<u32>()
    {
        let is_at = |(at, n): (&str, u32)| n == line && is_path(at, path);
        let all = entries
            .iter()
            .filter(|e| is_at((&e.path, e.line)) || e.also.iter().any(|(path, line)| is_at((path, *line))));
        found = all.collect();
    }
    if found.iter().any(|e| e.closed.is_none()) {
        found.retain(|e| e.closed.is_none());
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let ids = entries.iter().filter(|e| e.closed.is_none()).filter_map(|e| e.id.as_ref());
            let hint = nearest(bare, ids.map(crate::register::Id::as_str)).map_or_else(
                || "`rapporteur open` lists what is open".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Refusal::Unclear(format!("nothing that can be closed is `{what}`; {hint}")))
        }
        several if several.iter().all(|e| e.closed.is_some()) => Ok(several[0].clone()),
        several => {
            let candidates: Vec<String> =
                several.iter().map(|e| format!("\n  {}:{}  {}: {}", e.path, e.line, e.kind.as_str(), e.text)).collect();
            Err(Refusal::Unclear(format!("`{what}` is several things; pass one by its line:{}", candidates.concat())))
        }
    }
}

/// Ticks the line that gives the state, for every audience that has one still open.
fn promise(draft: &mut Draft<'_>, entry: &Entry, closing: &Closing, as_of: Date) -> Result<Vec<Taken>, Refusal> {
    let mut taken = Vec::new();
    for audience in Audience::ALL {
        while let Some((path, line)) = still_open(draft, entry, audience, as_of) {
            let key = format!("{path}:{line}");
            if taken.iter().any(|done: &Taken| done.how.contains(&key)) {
                let message = format!("{key} was closed and is still open for {}; close it by hand", audience.as_str());
                return Err(Refusal::Unclear(message));
            }
            let (role, origin) = draft.file(&path).map_or((Role::Note, Origin::Workspace), |f| (f.role, f.origin));
            let verb = if closing.cancel { "cancelled" } else { "done" };
            let how = match (role, origin) {
                (_, Origin::Source(_)) => {
                    let at = closing_line(draft, entry, closing)?;
                    format!(
                        "{verb} {}: {key} is a note from elsewhere and stays as it is; a line in {at} closes it",
                        closing.on
                    )
                }
                (Role::List, _) => {
                    answer::record(draft, &path, line, entry, verb, closing.on)?;
                    format!("{verb} {} in {key}", closing.on)
                }
                _ => {
                    tick(draft, &path, line, closing)?;
                    format!("{verb} {} at {key}", closing.on)
                }
            };
            let to: Vec<String> = entry.to.iter().map(|id| format!("@{id}")).collect();
            let from = entry.from.as_ref().map_or_else(String::new, ToString::to_string);
            taken.push(Taken::new("promise", format!("@{from} -> {}: {}; {how}", to.join(", "), entry.text)));
            draft.link();
        }
    }
    Ok(taken)
}

/// Where the promise is open as an audience sees it: the line that gives its state.
fn still_open(draft: &Draft<'_>, entry: &Entry, audience: Audience, as_of: Date) -> Option<(String, u32)> {
    let register = &draft.now().register;
    let lines: Vec<PromiseLine> = register
        .promise_lines
        .iter()
        .filter(|line| {
            line.label.is_visible_to(audience) && line.id == entry.id && Some(&line.from) == entry.from.as_ref()
        })
        .cloned()
        .collect();
    let is_it = |c: &Commitment| {
        let here = (&**register.path(c.last_place.file), c.last_place.line);
        matches!(c.fate, Fate::Open | Fate::Overdue)
            && entry.to.contains(&c.to)
            && (c.id.is_some() || (c.text == entry.text && c.due == entry.due) || here == (&*entry.path, entry.line))
    };
    let open = assess::commitments(&lines, as_of).into_iter().find(is_it)?;
    Some((register.path(open.last_place.file).to_string(), open.last_place.line))
}

/// Ticks the box of a line and dates it; before its `^id`, which stays last. Where that isn't read (the line ends within
/// something), the date goes right behind the box.
fn tick(draft: &mut Draft<'_>, path: &str, line: u32, closing: &Closing) -> Result<(), Refusal> {
    let was = draft.raw(path)?.to_owned();
    let unclear = || Refusal::Unclear(format!("no box is at {path}:{line} any more; close it by hand"));
    let range = raw::line(&was, line).ok_or_else(unclear)?;
    let text = &was[range.clone()];
    let start = draft
        .now()
        .register
        .promise_lines
        .iter()
        .find(|l| l.place.line == line && **draft.now().register.path(l.place.file) == *path);
    let column = start.map_or(1, |l| draft.now().sources.column(l.place)) as usize - 1;
    let (open, _) = text.char_indices().nth(column).filter(|(_, c)| *c == '[').ok_or_else(unclear)?;
    let close = open + text[open..].find(']').ok_or_else(unclear)?;
    let (mark, key) = if closing.cancel { ("[-]", "cancelled") } else { ("[x]", "completion") };
    let field = format!("[{key}:: {}]", closing.on);
    let (head, rest) = (&text[..open], &text[close + 1..]);
    let end = rest.trim_end().len();
    let id = rest[..end].rfind([' ', '\t']).filter(|at| rest[at + 1..end].starts_with('^'));
    let at = id.map_or(end, |at| rest[..at].trim_end().len());
    for text in [format!("{head}{mark}{}  {field}{}", &rest[..at], &rest[at..]), format!("{head}{mark} {field}{rest}")]
    {
        draft.set(path, format!("{}{text}{}", &was[..range.start], &was[range.end..]))?;
        let register = &draft.link().register;
        let is_closed = register.promise_lines.iter().any(|l| {
            l.place.line == line
                && **register.path(l.place.file) == *path
                && l.state
                    == if closing.cancel {
                        BoxState::Cancelled(Some(closing.on))
                    } else {
                        BoxState::Done(Some(closing.on))
                    }
        });
        if is_closed {
            return Ok(());
        }
    }
    Err(unclear())
}

/// A closing line in a note of ours, for a promise made in a note that stays as it is.
fn closing_line(draft: &mut Draft<'_>, entry: &Entry, closing: &Closing) -> Result<String, Refusal> {
    let path = day_note::free(draft, closing.on, "closed", None)?;
    let wanted =
        Wanted { date: closing.on, people: &[], kind: Some(NoteType::Async), two_way: None, title: Some("Closed") };
    let to: Vec<String> = entry.to.iter().map(|id| format!("@{id}")).collect();
    let from = entry.from.as_ref().map_or_else(String::new, ToString::to_string);
    let (mark, key) = if closing.cancel { ("-", "cancelled") } else { ("x", "completion") };
    let due = entry.due.map_or_else(String::new, |due| format!("  [due:: {due}]"));
    let id = entry.id.as_ref().map_or_else(String::new, |id| format!(" ^{id}"));
    let text = format!("- [{mark}] @{from} -> {}: {}{due}  [{key}:: {}]{id}", to.join(", "), entry.text, closing.on);
    let line = Line { text, expects: Expects::Promise(entry.text.clone(), entry.due) };
    let spot = Spot { path, header: Some(day_note::front_matter(&wanted)), meeting: None };
    day_note::append(draft, &spot, &[line])?;
    Ok(spot.path)
}
