//! Adopt: takes notes that exist, as parsed, and the records there are; gives records for the people in them, spellings to
//! add to the records there are, a configuration, and a report of what was read and guessed. Pure: the notes are never
//! written, a record that somebody has is only added to, and files are `edit`'s.

pub mod alike;
pub mod config;
pub mod memory;
pub mod people;
pub mod record;
pub mod report;
pub mod style;
pub mod survey;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::edit::id_for;
use crate::parse::ParsedNote;
use crate::register::{Id, Register};
use alike::Alike;
use people::{People, Person};
use survey::Survey;

/// What adopting notes comes to.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Everybody present in them.
    pub people: Vec<Person>,
    /// Who needs a record.
    pub new: Vec<New>,
    /// Whose record is to get more aliases: index of the person.
    pub grown: Vec<usize>,
    /// Who is ours and written in ways that the team in the configuration doesn't list.
    pub ours: Vec<usize>,
    /// Who was present after the `left_on` of their record.
    pub back: Vec<usize>,
    /// Who was adopted before and whose record was taken out.
    pub dismissed: Vec<usize>,
    /// How many are named as excused or absent only.
    pub never_present: usize,
    /// Handles beside somebody else's name.
    pub slips: Vec<people::Slip>,
    /// Who looks like whom.
    pub alike: Vec<Alike>,
    /// What the notes record.
    pub survey: Survey,
}

/// A record to write.
#[derive(Clone, Debug, PartialEq)]
pub struct New {
    /// Its id.
    pub id: String,
    /// Whose: index of the person.
    pub person: usize,
    /// `left_on`, for who is read as gone.
    pub left: Option<Date>,
}

/// Works out who the people of `notes` are. `find` gives the id that a spelling answers to in `register`; `remembered` holds
/// what was adopted before; notes of days after `today` make nobody gone.
pub fn draft(
    notes: &[&ParsedNote],
    register: &Register,
    find: impl Fn(&str) -> Option<Id>,
    remembered: &BTreeSet<String>,
    today: Option<Date>,
) -> Draft {
    let survey = survey::survey(notes, today);
    let People { people, slips, never_present } = people::people(notes, &find, remembered);
    let mut draft = Draft { slips, never_present, alike: alike::alike(&people), ..Draft::default() };
    // A word that somebody is written by is nobody else's id.
    let mut taken: BTreeSet<String> = register.stakeholders.keys().map(Id::to_string).collect();
    taken.extend(register.team.iter().map(|member| member.id.to_string()));
    taken.insert("me".to_owned());
    let words: BTreeSet<&String> = people.iter().flat_map(|p| &p.keys).filter(|key| !key.contains(' ')).collect();
    for (n, person) in people.iter().enumerate() {
        match &person.known {
            Some(id) if register.is_ours(id) => draft.ours.extend((!person.new_spellings.is_empty()).then_some(n)),
            Some(id) => {
                let left = register.stakeholders.get(id).and_then(|s| s.left_on.as_ref()).map(|left| left.value);
                draft.back.extend(left.zip(person.last).filter(|(left, last)| last > left).map(|_| n));
                draft.grown.extend((!person.new_spellings.is_empty()).then_some(n));
            }
            None if person.is_dismissed => draft.dismissed.push(n),
            None => {
                let id = id(person, &words, &mut taken, &find);
                draft.new.push(New { id, person: n, left: survey.left(person.notes.len(), person.last) });
            }
        }
    }
    draft.people = people;
    draft.survey = survey;
    draft
}

fn id(
    person: &Person,
    words: &BTreeSet<&String>,
    taken: &mut BTreeSet<String>,
    find: &impl Fn(&str) -> Option<Id>,
) -> String {
    loop {
        let id = id_for(person.name.trim_start_matches('@'), "person", taken);
        let is_anothers = words.contains(&id) && !person.keys.contains(&id);
        taken.insert(id.clone());
        if !is_anothers && find(&id).is_none() {
            return id;
        }
    }
}

impl Draft {
    /// The spellings to remember: of everybody who has a record now or had one.
    pub fn keys(&self) -> BTreeSet<String> {
        self.people.iter().flat_map(|person| person.keys.iter().cloned()).collect()
    }

    /// Whether a run after this one has nothing to write for anybody.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.grown.is_empty()
    }
}
