//! `fmt`: takes our own notes, gives them with their short forms written out: `by Friday` as a date, handles as ids, the
//! shorthand of one-to-ones as `@a -> @b:`. Adds nothing else, and nothing at all where a line would then say anything
//! else than before, or be seen by anybody else.

use std::ops::Range;

use super::draft::Draft;
use super::people::People;
use super::{Refusal, raw};
use crate::Workspace;
use crate::diagnostic::Diagnostics;
use crate::parse::{self, Handle, Item, ItemKind};
use crate::register::{Audience, Id, PromiseLine};
use crate::source::{FileId, Origin, Role};

/// A file with its short forms written out.
#[derive(Debug)]
pub struct Written {
    /// Its path.
    pub path: String,
    /// (line, before, after) of each line that changes.
    pub lines: Vec<(u32, String, String)>,
}

/// A place in a text as read, and what is to stand there.
type Change = (Range<usize>, String);

/// Writes the short forms out, in the files named or in all.
///
/// # Errors
/// Where a file named is no note of ours, or can't be read.
pub fn write_out(draft: &mut Draft<'_>, files: &[String]) -> Result<Vec<Written>, Refusal> {
    let workspace = draft.before;
    let own = |id: usize| {
        let file = &workspace.sources.files[id];
        file.role == Role::Note && !matches!(file.origin, Origin::Source(_))
    };
    let ids: Vec<usize> = (0..workspace.sources.files.len()).filter(|id| own(*id)).collect();
    for typed in files {
        if !ids.iter().any(|id| super::close::is_path(&workspace.sources.files[*id].path, typed)) {
            return Err(Refusal::Unclear(format!("no note of ours is `{typed}`")));
        }
    }
    let people = People::new(workspace);
    let mut written = Vec::new();
    for id in ids {
        let file = &workspace.sources.files[id];
        if !files.is_empty() && !files.iter().any(|typed| super::close::is_path(&file.path, typed)) {
            continue;
        }
        // Of a running document every meeting.
        let notes = parse::note::parse(FileId(id as u32), file, &mut Diagnostics::default());
        let mut changes: Vec<Change> = Vec::new();
        for item in notes.iter().flat_map(|note| &note.items) {
            changes.extend(item_changes(item, workspace, &people, id));
        }
        if changes.is_empty() {
            continue;
        }
        changes.sort_by_key(|(range, _)| range.start);
        let path = file.path.to_string();
        let was = draft.raw(&path)?.to_owned();
        let new = applied(&was, &file.text, &changes);
        let lines = differences(&was, &new);
        draft.set(&path, new)?;
        written.push(Written { path, lines });
    }
    if written.is_empty() {
        return Ok(written);
    }
    draft.link();
    // A file in which a line would say something else stays as it is.
    let before = said(workspace);
    let after = said(draft.now());
    let differs: Vec<String> = written
        .iter()
        .filter(|file| before.iter().filter(|s| s.0 == file.path).ne(after.iter().filter(|s| s.0 == file.path)))
        .map(|file| file.path.clone())
        .collect();
    for path in &differs {
        let file = workspace.sources.files.iter().position(|file| *file.path == **path);
        if let Some(file) = file {
            draft.set(path, super::draft::on_disk_text(workspace, file)?)?;
        }
    }
    written.retain(|file| !differs.contains(&file.path));
    draft.check()?;
    Ok(written)
}

/// What every promise says, but not where.
fn said(workspace: &Workspace) -> Vec<(String, PromiseLine)> {
    let register = &workspace.register;
    let lines = register.promise_lines.iter().map(|line| {
        let path = register.path(line.place.file).to_string();
        (
            path,
            PromiseLine { place: crate::source::Place { line: line.place.line, ..Default::default() }, ..line.clone() },
        )
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by(|a, b| (&a.0, a.1.place.line, &a.1.to).cmp(&(&b.0, b.1.place.line, &b.1.to)));
    lines
}

fn item_changes(item: &Item, workspace: &Workspace, people: &People<'_>, file: usize) -> Vec<Change> {
    let text = &workspace.sources.files[file].text;
    let mut changes = Vec::new();
    let mut handle = |handle: &Handle| {
        let range = handle.place.start as usize..handle.place.end as usize;
        // `@me` is said so often that it is left; a handle that fewer people may know than the line is left, too.
        let found =
            people.find(&handle.value).filter(|(id, label)| *label >= item.label && handle.value != id.as_str());
        if let Some((id, _)) =
            found.filter(|_| handle.value != "me" && text.get(range.clone()).is_some_and(|t| t.starts_with('@')))
        {
            changes.push((range, format!("@{id}")));
        }
    };
    match &item.kind {
        ItemKind::Promise { from, to, .. } => from.iter().chain(to).for_each(&mut handle),
        ItemKind::Feedback { who, .. } | ItemKind::Told { who, .. } | ItemKind::Sentiment { who, .. } => handle(who),
        ItemKind::Consulted { who, .. } => who.iter().for_each(&mut handle),
        ItemKind::Decision { .. } | ItemKind::Uncounted { .. } => {}
    }
    if let ItemKind::Promise { from, to, text: words, short_due, .. } = &item.kind
        && to.is_empty()
    {
        changes.extend(one_to_one(item, workspace, from.as_ref(), words, short_due.as_ref()));
    } else if let ItemKind::Promise { text: words, short_due: Some(short), .. } = &item.kind {
        changes.extend(date(item, workspace, words, short));
    }
    changes
}

/// `- [ ] send x by Friday` -> `- [ ] @me -> @ada: send x  [due:: DATE]`.
fn one_to_one(
    item: &Item,
    workspace: &Workspace,
    from: Option<&Handle>,
    words: &str,
    short_due: Option<&(String, jiff::civil::Date)>,
) -> Vec<Change> {
    let register = &workspace.register;
    let text = &workspace.sources.file(item.place.file).text;
    let here = |line: &&PromiseLine| line.place == item.place;
    let Some(line) = register.promise_lines.iter().find(here) else { return Vec::new() };
    let me: Option<&Id> = register.team.first().map(|first| &first.id);
    let name = |id: &Id| if Some(id) == me { "@me".to_owned() } else { format!("@{id}") };
    // Naming them must not show more than the line did.
    let label = register.stakeholders.get(&line.to).or_else(|| register.stakeholders.get(&line.from)).map(|s| s.label);
    if label.is_some_and(|label: Audience| label < line.label) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    if let Some(from) = from {
        let end = from.place.end as usize;
        changes.push((end..end, format!(" -> {}", name(&line.to))));
    } else {
        let start = item.place.start as usize;
        let Some(close) = text[start..].find(']') else { return Vec::new() };
        let at = start + close + 1;
        let space = text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
        changes.push((at + space..at + space, format!("{} -> {}: ", name(&line.from), name(&line.to))));
    }
    changes.extend(short_due.and_then(|short| date(item, workspace, words, short)));
    changes
}

/// The words of a date at the end of a promise become its field.
fn date(item: &Item, workspace: &Workspace, words: &str, (rest, due): &(String, jiff::civil::Date)) -> Option<Change> {
    let range = item.place.start as usize..item.place.end as usize;
    let text = workspace.sources.file(item.place.file).text.get(range.clone())?;
    let tail = words.get(rest.len()..)?;
    let at = range.start + text.rfind(tail)?;
    Some((at..at + tail.len(), format!("  [due:: {due}]")))
}

/// The raw text with changes at offsets of the text as read: the same line, the same character of it.
fn applied(was: &str, read: &str, changes: &[Change]) -> String {
    let lines = raw::lines(was);
    let starts: Vec<usize> = std::iter::once(0).chain(read.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let offset = |at: usize| {
        let line = starts.partition_point(|start| *start <= at) - 1;
        let column = read[starts[line]..at].chars().count();
        let Some(range) = lines.get(line) else { return was.len() };
        was[range.clone()].char_indices().nth(column).map_or(range.end, |(i, _)| range.start + i)
    };
    let mut out = was.to_owned();
    for (range, new) in changes.iter().rev() {
        out.replace_range(offset(range.start)..offset(range.end), new);
    }
    out
}

fn differences(was: &str, new: &str) -> Vec<(u32, String, String)> {
    let pairs = was.lines().zip(new.lines());
    let changed = (1..).zip(pairs).filter(|(_, (a, b))| a != b);
    changed.map(|(n, (a, b))| (n, a.to_owned(), b.to_owned())).collect()
}
