//! Notes: takes meetings and threads as an import has them, gives the notes to write. Each knows under `[extra.import]`
//! what it is of and the sum of what was written: one that was edited since is never touched again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml_edit::{DocumentMut, Item, value};

use super::text::{LONGEST, cut, line, slug, sum};
use super::{Context, Draft, Report};
use crate::parse::front_matter;
use crate::register::{Id, NoteType};
use crate::source::{Origin, Role};

/// A meeting or a day of a thread.
#[derive(Clone, Debug)]
pub(super) struct NewNote {
    /// What it is of, the same in every run.
    pub(super) key: String,
    /// Where in the imported file.
    pub(super) row: u64,
    /// The day.
    pub(super) date: Date,
    /// Title.
    pub(super) title: String,
    /// Type.
    pub(super) kind: NoteType,
    /// Whether both sides spoke, where the type doesn't say.
    pub(super) two_way: bool,
    /// Present.
    pub(super) present: Vec<Id>,
    /// Excused.
    pub(super) regrets: Vec<Id>,
    /// Markdown, in which nothing of the source is read.
    pub(super) body: String,
    /// Further values under `[extra.import]`.
    pub(super) memory: Vec<(&'static str, Item)>,
}

/// A note that an import wrote.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// Its path; `None` in the private overlay, where nothing is written.
    path: Option<String>,
    printed: String,
    text: String,
    /// Its front matter.
    pub(super) front: DocumentMut,
    /// What follows the front matter.
    pub(super) body: String,
    is_edited: bool,
}

impl Written {
    /// A value under `[extra.import]`.
    pub(super) fn memory(&self, key: &str) -> Option<&Item> {
        self.front.get("extra")?.as_table_like()?.get("import")?.as_table_like()?.get(key)
    }
}

/// The notes that imports of a `source` wrote, by what they are of.
pub(super) fn written(context: &Context<'_>, source: &str) -> BTreeMap<String, Written> {
    let mut all = BTreeMap::new();
    for file in
        context.workspace.sources.files.iter().filter(|f| f.role == Role::Note && f.text.contains("[extra.import]"))
    {
        let split = front_matter::split(&file.text);
        let Some((front_matter::Form::Toml, range)) = split.inner.filter(|_| !split.is_unclosed) else { continue };
        let Ok(front) = file.text[range].parse::<DocumentMut>() else { continue };
        let body = file.text[split.body..].to_owned();
        let path = (file.origin == Origin::Workspace).then(|| file.path.to_string());
        let printed = file.path.to_string();
        let mut note = Written { path, printed, text: file.text.to_string(), front, body, is_edited: true };
        let get = |key: &str| note.memory(key).and_then(Item::as_str).map(str::to_owned);
        let (Some(from), Some(key)) = (get("from"), get("id")) else { continue };
        note.is_edited = get("wrote").as_deref() != Some(&sum_of(&note.text));
        if from == source {
            all.insert(key, note);
        }
    }
    all
}

/// The paths, as printed, of the notes that imports of a `source` wrote.
pub(super) fn paths(context: &Context<'_>, source: &str) -> BTreeSet<String> {
    written(context, source).into_values().map(|note| note.printed).collect()
}

/// The sum of a note but for the line that keeps it.
fn sum_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("wrote = ")).collect();
    sum(lines.join("\n").trim_end())
}

/// Writes the notes.
pub(super) fn write(
    context: &Context<'_>,
    source: &'static str,
    mut notes: Vec<NewNote>,
    report: &mut Report,
) -> Vec<Draft> {
    let before = written(context, source);
    let mut taken: BTreeSet<String> =
        context.workspace.sources.files.iter().map(|file| file.path.to_lowercase()).collect();
    notes.sort_by(|a, b| (a.date, &a.key).cmp(&(b.date, &b.key)));
    let mut drafts = Vec::new();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    for note in notes {
        let text = render(source, &note);
        let Some(old) = before.get(&note.key) else {
            let path = free_path(&note, &mut taken, &mut numbers);
            drafts.push(Draft { path, was: None, text, what: cut(note.title, 60), row: note.row });
            continue;
        };
        let of = |text: &str| text.lines().find(|line| line.starts_with("wrote = ")).map(str::to_owned);
        if of(&old.text) == of(&text) {
            report.unchanged += 1;
            continue;
        }
        match &old.path {
            Some(path) if !old.is_edited => {
                let text = super::record::line_ends(text, Some(&old.text));
                drafts.push(Draft {
                    path: path.clone(),
                    was: Some(old.text.clone()),
                    text,
                    what: cut(note.title, 60),
                    row: note.row,
                });
            }
            Some(path) => report
                .left
                .push(format!("{path}: edited since it was imported; {} {} says otherwise now", report.unit, note.row)),
            None => report.left.push(format!(
                "`{}`, {} {}: in the private overlay, where nothing is written",
                cut(note.title, 60),
                report.unit,
                note.row
            )),
        }
    }
    drafts
}

/// `numbers` has the last number given out for each name: what is below it is taken.
fn free_path(note: &NewNote, taken: &mut BTreeSet<String>, numbers: &mut BTreeMap<String, u32>) -> String {
    let stem = format!("notes/{}-{}", note.date, slug(&note.title, note.kind.as_str()));
    let number = numbers.entry(stem.clone()).or_default();
    loop {
        *number += 1;
        let path = if *number == 1 { format!("{stem}.md") } else { format!("{stem}-{number}.md") };
        if taken.insert(path.clone()) {
            return path;
        }
    }
}

fn render(source: &str, note: &NewNote) -> String {
    let ids = |list: &[Id]| list.iter().map(Id::as_str).collect::<toml_edit::Array>();
    let mut front = DocumentMut::new();
    front["date"] = super::record::day(note.date);
    let title = line(&note.title);
    if !title.is_empty() {
        front["title"] = value(cut(title, LONGEST.min(200)));
    }
    front["type"] = value(note.kind.as_str());
    if !note.kind.is_two_way() {
        front["two_way"] = value(note.two_way);
    }
    front["attendees"] = value(ids(&note.present));
    if !note.regrets.is_empty() {
        front["regrets"] = value(ids(&note.regrets));
    }
    let mut memory = String::from("\n[extra.import]\n");
    let mut own = DocumentMut::new();
    own["from"] = value(source);
    own["id"] = value(&note.key);
    for (key, item) in &note.memory {
        own[key] = item.clone();
    }
    memory += &own.to_string();
    let head = format!("+++\n{front}{memory}");
    let tail = format!("+++\n\n{}\n", note.body.trim_end());
    let wrote = sum_of(&format!("{head}{tail}"));
    format!("{head}wrote = \"{wrote}\"\n{tail}")
}
