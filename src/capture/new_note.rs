//! `new note`: takes who will be there, gives a note with front matter and the open promises with them, each under its
//! own id or in its own words, so that it is the same promise: nothing changes until a box is ticked. Leaves what an edition
//! may not see where it is: a promise narrower than the note, or from the private overlay, is counted and not copied.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::day_note::{self, Wanted};
use super::draft::Draft;
use super::people::{People, Person};
use super::{Refusal, Taken};
use crate::assess::{self, Commitment, Fate};
use crate::diagnostic::Diagnostic;
use crate::edit::id_for;
use crate::register::{Audience, Id, NoteType, PromiseLine};
use crate::source::{Origin, Place};

/// What the note is to be.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// Who will be there: ids, handles or names with commas.
    pub with: &'a str,
    /// Title.
    pub title: Option<&'a str>,
    /// Type.
    pub kind: NoteType,
    /// Day.
    pub date: Date,
}

/// The note as it would be.
#[derive(Debug)]
pub struct Made {
    /// Its path.
    pub path: String,
    /// What it holds.
    pub taken: Vec<Taken>,
    /// Warnings that come with it.
    pub warnings: Vec<Diagnostic>,
}

/// Makes the note.
///
/// # Errors
/// Where somebody is on no record, or the note would have a fault.
pub fn make(draft: &mut Draft<'_>, wish: &Wish<'_>) -> Result<Made, Refusal> {
    let people = People::new(draft.now());
    let named = people.list(wish.with)?;
    let mut both: Vec<Person> = named.iter().filter(|person| person.is_ours).cloned().collect();
    if both.is_empty() {
        both.extend(people.team().into_iter().next());
    }
    both.extend(named.iter().filter(|person| !person.is_ours).cloned());
    let theirs: BTreeSet<Id> = named.iter().filter(|person| !person.is_ours).map(|person| person.id.clone()).collect();
    let slug = match wish.title {
        Some(title) => id_for(title, "note", &BTreeSet::new()),
        None => theirs.iter().take(4).map(Id::as_str).collect::<Vec<_>>().join("-"),
    };
    let path = day_note::free(draft, wish.date, &slug, None)?;
    let wanted = Wanted { date: wish.date, people: &both, kind: Some(wish.kind), two_way: None, title: wish.title };
    let carried = carried(draft, &theirs, wish.date);
    let mut text = day_note::front_matter(&wanted);
    if !(carried.boxes.is_empty() && carried.elsewhere.is_empty()) {
        text += "\n## Open\n\n";
        for line in carried.boxes.iter().chain(&carried.elsewhere) {
            text += &format!("{line}\n");
        }
        text += "\n## Notes\n";
    }
    let before = fates(draft, wish.date);
    draft.set(&path, text + "\n")?;
    let warnings = draft.check()?;
    if fates(draft, wish.date) != before {
        return Err(Refusal::Unclear("the open promises can't be brought along without changing one".to_owned()));
    }
    let mut taken = Vec::new();
    if !carried.boxes.is_empty() {
        taken.push(Taken::new(
            "brought",
            format!("{}, open; a tick here closes what was promised", promises(carried.boxes.len())),
        ));
    }
    if !carried.elsewhere.is_empty() {
        let how = format!(
            "{} of an update, seen more widely than this note: close it by its id",
            promises(carried.elsewhere.len())
        );
        taken.push(Taken::new("named", how));
    }
    if carried.left > 0 {
        taken.push(Taken::new("left out", format!("{}, narrower than this note", promises(carried.left))));
    }
    Ok(Made { path, taken, warnings })
}

fn promises(n: usize) -> String {
    format!("{n} {}", if n == 1 { "promise" } else { "promises" })
}

#[derive(Default)]
struct Carried {
    boxes: Vec<String>,
    elsewhere: Vec<String>,
    left: usize,
}

/// The open promises between us and them, as lines.
fn carried(draft: &Draft<'_>, theirs: &BTreeSet<Id>, date: Date) -> Carried {
    let workspace = draft.now();
    let register = &workspace.register;
    let mut lines: BTreeMap<(Option<&Id>, &Id, &Id), Vec<&PromiseLine>> = BTreeMap::new();
    for line in &register.promise_lines {
        lines.entry((line.id.as_ref(), &line.from, &line.to)).or_default().push(line);
    }
    let open = |c: &Commitment| matches!(c.fate, Fate::Open | Fate::Overdue);
    let commitments = assess::commitments(&register.promise_lines, date);
    let mut to: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for commitment in &commitments {
        if let Some(id) = &commitment.id {
            to.entry(id).or_default().push(&commitment.to);
        }
    }
    let (mut carried, mut seen) = (Carried::default(), BTreeSet::new());
    for c in commitments.iter().filter(|c| open(c) && (theirs.contains(&c.from) || theirs.contains(&c.to))) {
        let occurrences = lines.get(&(c.id.as_ref(), &c.from, &c.to)).map(Vec::as_slice).unwrap_or_default();
        let own = occurrences.iter().filter(|line| c.id.is_some() || line.text == c.text);
        let labels: Vec<Audience> = own.clone().map(|line| line.label).collect();
        let is_private = own.clone().any(|line| workspace.sources.file(line.place.file).origin == Origin::Private);
        let (narrow, wide) = (labels.iter().min(), labels.iter().max());
        if is_private || narrow.is_none_or(|label| *label < Audience::Team) {
            carried.left += 1;
            continue;
        }
        // What was last said, which isn't what lateness counts from where it was said too late.
        let due = c.renegotiated.last().map(|(_, due)| *due).or(c.due);
        let said = due.map_or_else(String::new, |due| format!("  [due:: {due}]"));
        let all: Vec<&Id> = c.id.as_ref().and_then(|id| to.get(id)).cloned().unwrap_or_else(|| vec![&c.to]);
        if c.id.is_some() && !seen.insert(c.id.as_ref()) {
            continue;
        }
        let list: Vec<String> = all.iter().map(|id| format!("@{id}")).collect();
        let list = list.join(", ");
        if wide.is_some_and(|label| *label > Audience::Team) {
            let handle = c.id.as_ref().map_or_else(String::new, |id| format!(" (`rapporteur close {id}`)"));
            let due = due.map_or_else(String::new, |due| format!(", due {due}"));
            carried.elsewhere.push(format!("- {} to {list}: {}{due}{handle}", c.from, c.text));
        } else {
            let id = c.id.as_ref().map_or_else(String::new, |id| format!(" ^{id}"));
            carried.boxes.push(format!("- [ ] @{} -> {list}: {}{said}{id}", c.from, c.text));
        }
    }
    carried
}

/// What became of every promise: what a new note must not change.
fn fates(draft: &Draft<'_>, date: Date) -> Vec<Commitment> {
    let commitments = assess::commitments(&draft.now().register.promise_lines, date);
    // All but the line that was last to speak of it.
    let fate = |c: Commitment| Commitment { last_place: Place::default(), place: Place::default(), ..c };
    commitments.into_iter().map(fate).collect()
}
