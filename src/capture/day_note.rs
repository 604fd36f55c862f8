//! The note of a day: takes a date, people and how they spoke, gives the note of ours that is about just that, or a new
//! one; puts lines at its end, in a running document at the end of that day's meeting, and makes sure that they are read there as what they are.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::draft::Draft;
use super::people::Person;
use super::{Refusal, raw, toml_text};
use crate::Workspace;
use crate::register::{Audience, Id, Note, NoteType};

/// What a note is to be about.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) date: Date,
    /// Both sides, in the order they are written.
    pub(super) people: &'a [Person],
    /// How they spoke; `None` where nothing says, and any note of the day will do.
    pub(super) kind: Option<NoteType>,
    pub(super) two_way: Option<bool>,
    pub(super) title: Option<&'a str>,
}

/// A line to write, and as what it must be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) expects: Expects,
}

/// Where lines go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) path: String,
    /// What the note begins with where it is new.
    pub(super) header: Option<String>,
    /// Of a file that holds several meetings, where its meeting begins.
    pub(super) meeting: Option<u32>,
}

impl Spot {
    /// The end of that note, of its own meeting where the file holds several.
    pub(super) fn of(workspace: &Workspace, note: &Note) -> Self {
        let text = &workspace.sources.file(note.place.file).text;
        let several = workspace.register.notes.iter().filter(|n| n.place.file == note.place.file).count() > 1;
        let is_part = several || (note.place.line > 1 && text[note.place.start as usize..].starts_with('#'));
        let path = workspace.register.path(note.place.file).to_string();
        Self { path, header: None, meeting: is_part.then_some(note.place.start) }
    }
}

/// What a line is to be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expects {
    /// Nothing: it counts nowhere.
    Prose,
    /// Whatever it says, as typed.
    Typed,
    /// A promise of that text, due then.
    Promise(String, Option<Date>),
    /// Feedback of that text.
    Feedback(String),
    /// A mark.
    Sentiment(i8),
    /// A decision, a consultation or an answer to feedback.
    Other,
}

/// The note, or a new one.
pub(super) fn place(draft: &mut Draft<'_>, wanted: &Wanted<'_>) -> Result<Spot, Refusal> {
    let workspace = draft.now();
    let theirs: BTreeSet<&Id> = wanted.people.iter().filter(|p| !p.is_ours).map(|p| &p.id).collect();
    let fits = |note: &&Note| {
        let ids = note.attendees.iter().filter_map(|a| a.who.as_ref());
        let present: BTreeSet<&Id> = ids.filter(|id| !workspace.register.is_ours(id)).collect();
        let two_way = wanted.kind.map(|kind| wanted.two_way.unwrap_or(kind.is_two_way()));
        note.date == Some(wanted.date)
            && is_ours(workspace, note)
            && present == theirs
            && wanted.kind.is_none_or(|kind| note.kind == kind || (both_meet(note.kind, kind)))
            && two_way.is_none_or(|two_way| note.two_way == two_way)
    };
    if let Some(note) = workspace.register.notes.iter().rfind(fits) {
        return Ok(Spot::of(workspace, note));
    }
    let slug: Vec<&str> = wanted.people.iter().filter(|p| !p.is_ours).map(|p| p.id.as_str()).take(4).collect();
    let path = free(draft, wanted.date, &slug.join("-"), wanted.kind)?;
    Ok(Spot { path, header: Some(front_matter(wanted)), meeting: None })
}

/// Meeting and one-to-one are both a meeting.
fn both_meet(a: NoteType, b: NoteType) -> bool {
    let meets = |kind| matches!(kind, NoteType::Meeting | NoteType::OneToOne);
    meets(a) && meets(b)
}

fn is_ours(workspace: &Workspace, note: &Note) -> bool {
    !note.wild && workspace.sources.file(note.place.file).origin == crate::source::Origin::Workspace
}

/// A path in `notes/` that is not taken: in a folder of the year where notes are kept so.
pub(super) fn free(draft: &mut Draft<'_>, date: Date, slug: &str, kind: Option<NoteType>) -> Result<String, Refusal> {
    let is_year = |path: &str| {
        let year = path.strip_prefix("notes/").and_then(|below| below.split_once('/')).map(|(year, _)| year);
        year.is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
    };
    let by_year = draft.now().sources.files.iter().any(|file| is_year(&file.path));
    let folder = if by_year { format!("notes/{:04}", date.year()) } else { "notes".to_owned() };
    let slug = if slug.is_empty() { "note" } else { slug };
    let kind = kind.map(|kind| format!("-{}", kind.as_str()));
    let candidates = std::iter::once(String::new()).chain(kind).chain((2..1000).map(|n| format!("-{n}")));
    for suffix in candidates {
        let path = format!("{folder}/{date}-{slug}{suffix}.md");
        if !draft.exists(&path)? {
            return Ok(path);
        }
    }
    Err(Refusal::Unclear(format!("`{folder}/` has a thousand notes named {date}-{slug}")))
}

/// The first lines of a new note.
pub(super) fn front_matter(wanted: &Wanted<'_>) -> String {
    let mut out = String::from("+++\n");
    if let Some(title) = wanted.title {
        out += &format!("title = {}\n", toml_text::quoted(title));
    }
    let kind = wanted.kind.unwrap_or(NoteType::Async);
    out += &format!("type = \"{}\"\n", kind.as_str());
    if let Some(two_way) = wanted.two_way.filter(|two_way| *two_way != kind.is_two_way()) {
        out += &format!("two_way = {two_way}\n");
    }
    if !wanted.people.is_empty() {
        let ids: Vec<String> = wanted.people.iter().map(|p| format!("\"{}\"", p.id)).collect();
        out += &format!("attendees = [{}]\n", ids.join(", "));
    }
    out + "+++\n"
}

/// Puts lines at the end of a note. Where its end is narrower than the whole, a heading comes before them; where nothing
/// is read at its end, that is told.
pub(super) fn append(draft: &mut Draft<'_>, spot: &Spot, lines: &[Line]) -> Result<(), Refusal> {
    let (path, header) = (&*spot.path, spot.header.as_deref());
    if let Some(start) = spot.meeting {
        return within(draft, path, start, lines);
    }
    let was = match header {
        Some(header) => header.to_owned(),
        None => draft.raw(path)?.to_owned(),
    };
    let headings: &[Option<&str>] = if header.is_some() { &[None] } else { &[None, Some("## Later"), Some("# Later")] };
    for heading in headings {
        let mut block: Vec<String> = Vec::new();
        let last = raw::lines(&was).into_iter().next_back().map_or("", |range| &was[range]);
        let follows_item = header.is_none() && heading.is_none() && last.starts_with("- ");
        if header.is_none() && !follows_item && !last.trim().is_empty() {
            block.push(String::new());
        }
        block.extend(heading.iter().flat_map(|heading| [(*heading).to_owned(), String::new()]));
        let first = raw::lines(&was).len() + block.len() + 1;
        block.extend(lines.iter().map(|line| line.text.clone()));
        draft.set(path, raw::insert(&was, u32::MAX, &block))?;
        let workspace = draft.link();
        if lines.iter().enumerate().all(|(n, line)| is_read(workspace, path, None, (first + n) as u32, &line.expects)) {
            return Ok(());
        }
    }
    // A fault says more than that it isn't read.
    draft.check()?;
    let says_more = |line: &&Line| !matches!(line.expects, Expects::Prose | Expects::Typed);
    let first = lines.iter().find(says_more).or(lines.first()).map_or("", |line| &line.text);
    if header.is_some() {
        return Err(Refusal::Unclear(format!("`{first}` would not be read as it is meant; write it in other words")));
    }
    let message = format!(
        "what is put at the end of `{path}` is not read as it is meant (an open code block, say, or these words: `{first}`)"
    );
    Err(Refusal::Unclear(message))
}

/// Puts lines at the end of one meeting of several, the one that begins at `start`.
fn within(draft: &mut Draft<'_>, path: &str, start: u32, lines: &[Line]) -> Result<(), Refusal> {
    let was = draft.raw(path)?.to_owned();
    let is_it = |workspace: &Workspace, note: &Note| {
        note.place.start == start && **workspace.register.path(note.place.file) == *path
    };
    let workspace = draft.now();
    let unclear =
        || Refusal::Unclear(format!("`{path}` holds several meetings; write into the one of that day by hand"));
    let note = workspace.register.notes.iter().find(|note| is_it(workspace, note)).ok_or_else(unclear)?;
    let text = &workspace.sources.file(note.place.file).text;
    let above = text.get(..note.place.end as usize).ok_or_else(unclear)?;
    let filled = above.trim_end();
    let first = filled.lines().count() + 1;
    let last = filled.lines().next_back().unwrap_or_default();
    let mut block: Vec<String> = Vec::new();
    if !last.starts_with("- ") {
        block.push(String::new());
    }
    let at = first + block.len();
    block.extend(lines.iter().map(|line| line.text.clone()));
    // A blank line before the next meeting, where there was none.
    if above.len() < text.len() && above.lines().count() < first {
        block.push(String::new());
    }
    draft.set(path, raw::insert(&was, first as u32, &block))?;
    let workspace = draft.link();
    let is_there = workspace.register.notes.iter().any(|note| is_it(workspace, note));
    let all =
        lines.iter().enumerate().all(|(n, line)| is_read(workspace, path, Some(start), (at + n) as u32, &line.expects));
    if is_there && all {
        return Ok(());
    }
    draft.check()?;
    Err(unclear())
}

/// Whether a line is read as what it is, in the meeting it is meant for and no narrower than the people of its note make it.
fn is_read(workspace: &Workspace, path: &str, meeting: Option<u32>, line: u32, expects: &Expects) -> bool {
    let register = &workspace.register;
    let of_note = |note: &&Note| {
        **register.path(note.place.file) == *path && meeting.is_none_or(|start| note.place.start == start)
    };
    let Some(note) = register.notes.iter().find(of_note) else { return false };
    let is_within = |place: crate::source::Place| {
        meeting.is_none() || (note.place.start <= place.start && place.start < note.place.end)
    };
    let here =
        |place: crate::source::Place| place.line == line && **register.path(place.file) == *path && is_within(place);
    let label = note.attendees.iter().map(|a| a.label).fold(note.label, Audience::min);
    let wide = |own: Audience| own >= label;
    match expects {
        Expects::Typed => true,
        Expects::Prose => {
            let places = register.promise_lines.iter().map(|l| l.place);
            let places = places.chain(register.feedback.iter().map(|f| f.place));
            let places = places.chain(register.sentiment.iter().map(|s| s.place));
            let places = places.chain(register.decisions.iter().map(|d| d.place));
            let places = places.chain(register.told_lines.iter().map(|t| t.place));
            let places = places.chain(register.consulted_lines.iter().map(|c| c.place));
            !places.chain(register.uncounted.iter().map(|l| l.place)).any(here)
        }
        Expects::Promise(text, due) => {
            register.promise_lines.iter().any(|l| here(l.place) && wide(l.label) && l.text == *text && l.due == *due)
        }
        Expects::Feedback(text) => register.feedback.iter().any(|f| here(f.place) && wide(f.label) && f.text == *text),
        Expects::Sentiment(value) => register.sentiment.iter().any(|s| here(s.place) && s.value == *value),
        Expects::Other => {
            register.decisions.iter().any(|d| here(d.place) && wide(d.label))
                || register.told_lines.iter().any(|t| here(t.place) && wide(t.label))
                || register.consulted_lines.iter().any(|c| here(c.place) && wide(c.label))
        }
    }
}
