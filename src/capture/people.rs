//! People as typed: takes ids, handles, names and pronouns, gives whom they mean, by the same directory as notes.

use std::collections::{BTreeMap, BTreeSet};

use crate::Workspace;
use crate::diagnostic::{Diagnostics, nearest};
use crate::register::{Audience, Id, Register};
use crate::source::{Origin, Sources};
use crate::validate::Directory;

use super::Refusal;

/// Everybody of a workspace.
pub(super) struct People<'r> {
    directory: Directory,
    register: &'r Register,
    sources: &'r Sources,
}

/// Somebody with every spelling a line may begin with.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: Id,
    pub(super) is_ours: bool,
    /// Id, name, first name and aliases, the longest first.
    pub(super) spellings: Vec<String>,
}

impl<'r> People<'r> {
    pub(super) fn new(workspace: &'r Workspace) -> Self {
        let register = &workspace.register;
        Self { directory: Directory::new(register, &mut Diagnostics::default()), register, sources: &workspace.sources }
    }

    /// Who that is, with the widest audience that may know the spelling.
    pub(super) fn find(&self, written: &str) -> Option<(Id, Audience)> {
        self.directory.find(written).map(|found| (found.id, found.label))
    }

    /// Whether only the private overlay knows them: no file of the workspace may name them.
    pub(super) fn is_private(&self, id: &Id) -> bool {
        let record = self.register.stakeholders.get(id);
        record.is_some_and(|record| self.sources.file(record.place.file).origin == Origin::Private)
    }

    /// A list of ids or names with commas, of people whom the workspace may name.
    pub(super) fn list(&self, written: &str) -> Result<Vec<Person>, Refusal> {
        let mut people: Vec<Person> = Vec::new();
        for one in written.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let Some((id, _)) = self.find(one) else {
                let ids = self.register.stakeholders.keys().map(Id::as_str);
                let hint = nearest(one, ids).map_or_else(
                    || "`rapporteur new stakeholder` adds one".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Refusal::Unclear(format!("nobody on record is `{one}`; {hint}")));
            };
            if self.is_private(&id) {
                return Err(Refusal::Unclear(format!(
                    "`{id}` is on record in the private overlay only, and this would be written into the workspace; write it into a file of the overlay by hand"
                )));
            }
            if !people.iter().any(|known| known.id == id) {
                people.push(self.person(&id));
            }
        }
        if people.iter().all(|person| person.is_ours) {
            return Err(Refusal::Unclear("name at least one stakeholder: our own people need no note".to_owned()));
        }
        Ok(people)
    }

    pub(super) fn person(&self, id: &Id) -> Person {
        let is_ours = self.register.is_ours(id);
        let name = self.register.name(id).unwrap_or(id.as_str()).to_owned();
        let mut spellings = vec![id.to_string(), name.clone()];
        spellings.extend(name.split_whitespace().next().map(str::to_owned));
        if let Some(stakeholder) = self.register.stakeholders.get(id) {
            spellings.extend(stakeholder.aliases.iter().map(|alias| alias.value.clone()));
        }
        if let Some(member) = self.register.team.iter().find(|member| member.id == *id) {
            spellings.extend(member.aliases.iter().cloned());
        }
        spellings.sort_by_key(|spelling| (std::cmp::Reverse(spelling.len()), spelling.clone()));
        Person { id: id.clone(), is_ours, spellings }
    }

    /// Without the spellings that several of these people share: such a word says nothing.
    pub(super) fn told_apart(mut people: Vec<Person>) -> Vec<Person> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for person in &people {
            let own: BTreeSet<String> = person.spellings.iter().map(|s| s.to_lowercase()).collect();
            for spelling in own {
                *seen.entry(spelling).or_default() += 1;
            }
        }
        for person in &mut people {
            let id = person.id.clone();
            person.spellings.retain(|s| s == id.as_str() || seen.get(&s.to_lowercase()).is_none_or(|n| *n == 1));
        }
        people
    }

    /// Our people.
    pub(super) fn team(&self) -> Vec<Person> {
        self.register.team.iter().map(|member| self.person(&member.id)).collect()
    }
}
