//! The directory of people: which spelling is whom. Every spelling has the label of the field that gives it, so that
//! a line which only a hidden alias resolves is as hidden as the alias.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::parse::names;
use crate::register::{Audience, Id, Register};
use crate::source::Place;

/// A person found, with the widest audience that may know the spelling.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: Id,
    pub(crate) label: Audience,
}

struct Entry {
    found: Found,
    place: Option<Place>,
    /// A name may be shared by two people; it then resolves to neither.
    is_name: bool,
    is_ambiguous: bool,
}

pub(crate) struct Directory {
    entries: BTreeMap<String, Entry>,
}

impl Directory {
    /// Ids, former ids, aliases, addresses and names of our people and of stakeholders.
    pub(crate) fn new(register: &Register, diagnostics: &mut Diagnostics) -> Self {
        let mut directory = Self { entries: BTreeMap::new() };
        for member in &register.team {
            directory.add_id(&member.id, Audience::Everyone, None);
        }
        for s in register.stakeholders.values() {
            directory.add_id(&s.id, s.label, Some(s.place));
        }
        for s in register.stakeholders.values() {
            for spelling in s.aliases.iter().chain(&s.formerly).chain(&s.email) {
                let found = Found { id: s.id.clone(), label: spelling.label.min(s.label) };
                for key in names::keys_of_alias(&spelling.value) {
                    directory.add(key, &spelling.value, &found, Some(spelling.place), false, diagnostics);
                }
            }
        }
        for member in &register.team {
            let found = Found { id: member.id.clone(), label: Audience::Everyone };
            for spelling in member.aliases.iter().chain(&member.email) {
                for key in names::keys_of_alias(spelling) {
                    directory.add(key, spelling, &found, None, false, diagnostics);
                }
            }
            directory.add(names::key(&member.name), &member.name, &found, None, true, diagnostics);
        }
        for s in register.stakeholders.values() {
            let found = Found { id: s.id.clone(), label: s.label };
            directory.add(names::key(&s.name), &s.name, &found, Some(s.place), true, diagnostics);
        }
        if let Some(first) = register.team.first() {
            directory.add_id(&Id::new("me"), Audience::Everyone, None);
            for key in ["me", "@me"] {
                if let Some(entry) = directory.entries.get_mut(key) {
                    entry.found.id = first.id.clone();
                }
            }
        }
        directory
    }

    fn add_id(&mut self, id: &Id, label: Audience, place: Option<Place>) {
        for key in [id.to_string(), format!("@{id}")] {
            let found = Found { id: id.clone(), label };
            self.entries.entry(key).or_insert(Entry { found, place, is_name: false, is_ambiguous: false });
        }
    }

    fn add(
        &mut self,
        key: String,
        written: &str,
        found: &Found,
        place: Option<Place>,
        is_name: bool,
        diagnostics: &mut Diagnostics,
    ) {
        if key.is_empty() {
            return;
        }
        let Some(old) = self.entries.get_mut(&key) else {
            self.entries.insert(key, Entry { found: found.clone(), place, is_name, is_ambiguous: false });
            return;
        };
        if old.found.id == found.id {
            old.found.label = old.found.label.max(found.label);
        } else if is_name {
            // Two people of one name; an alias that is somebody's name stays an alias.
            old.is_ambiguous |= old.is_name;
        } else if let Some(place) = place.or(old.place) {
            let message = format!(
                "`{}` is an alias of `{}` and of `{}`",
                written.trim_start_matches('@'),
                old.found.id,
                found.id
            );
            let diagnostic = Diagnostic::new(Code::DuplicateAlias, place, message).hint("give it to one of them only");
            diagnostics.push(match old.place {
                Some(first) => diagnostic.related(first, "first here"),
                None => diagnostic,
            });
        }
    }

    /// The person whom `written` (an id, handle, address or name) is.
    pub(crate) fn find(&self, written: &str) -> Option<Found> {
        let bare = written.trim().trim_start_matches('@');
        let handle = ["@", bare].concat();
        let get = |key: &str| self.entries.get(key).filter(|entry| !entry.is_ambiguous);
        // Most are written as they are kept: the other spellings are worked out only where that finds nobody.
        get(&handle)
            .or_else(|| get(bare))
            .or_else(|| get(&names::key(&handle)))
            .or_else(|| get(&names::key(bare)))
            .or_else(|| names::keys_of_attendee(written).iter().find_map(|key| get(key)))
            .map(|entry| entry.found.clone())
    }

    /// The spelling nearest to `written`, as a hint.
    pub(crate) fn hint(&self, written: &str) -> String {
        let bare = written.trim().trim_start_matches('@').to_lowercase();
        match nearest(&bare, self.entries.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`? otherwise add stakeholders/{}.toml", suggested_id(&bare)),
            None => format!("add stakeholders/{}.toml, or list it among the aliases of a record", suggested_id(&bare)),
        }
    }
}

fn suggested_id(written: &str) -> String {
    let id: String = names::key(written).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let id = id.trim_matches('-');
    if id.is_empty() { "ID".to_owned() } else { id.to_owned() }
}
