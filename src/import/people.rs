//! Who is whom: takes addresses and names as other programs write them, gives the person of the register. By address,
//! else by name or alias under the keys of `parse::names`; never by likeness, and a name that two people share is nobody.

use std::collections::BTreeMap;

use crate::Workspace;
use crate::parse::names;
use crate::register::{Id, Register};
use crate::source::Origin;

/// Somebody on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Id.
    pub(super) id: Id,
    /// One of ours.
    pub(super) is_ours: bool,
    /// On record in the private overlay only: nothing in the workspace may name them.
    pub(super) is_private: bool,
    /// An address of theirs is on record.
    pub(super) has_address: bool,
}

/// How somebody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By address.
    Address,
    /// By name.
    Name,
}

/// Addresses and names of everybody on record.
#[derive(Debug)]
pub(super) struct People {
    known: BTreeMap<Id, Known>,
    addresses: BTreeMap<String, Id>,
    /// `None` where two people share it.
    names: BTreeMap<String, Option<Id>>,
    /// What stands behind the `@` of our addresses.
    domains: Vec<String>,
}

impl People {
    pub(super) fn new(workspace: &Workspace) -> Self {
        let register: &Register = &workspace.register;
        let mut people =
            Self { known: BTreeMap::new(), addresses: BTreeMap::new(), names: BTreeMap::new(), domains: Vec::new() };
        for member in &register.team {
            let spellings = member.aliases.iter().chain(&member.email).map(String::as_str);
            people.add(&member.id, true, false, &member.name, spellings);
            let domain =
                member.email.as_deref().and_then(|email| email.rsplit_once('@')).map(|(_, d)| d.to_lowercase());
            people.domains.extend(domain);
        }
        for s in register.stakeholders.values() {
            let file = workspace.sources.files.get(s.place.file.0 as usize);
            let is_private = file.is_none_or(|file| file.origin == Origin::Private);
            let spellings = s.aliases.iter().chain(&s.email).map(|l| l.value.as_str());
            people.add(&s.id, false, is_private, &s.name, spellings);
        }
        people
    }

    fn add<'a>(
        &mut self,
        id: &Id,
        is_ours: bool,
        is_private: bool,
        name: &'a str,
        spellings: impl Iterator<Item = &'a str>,
    ) {
        let mut has_address = false;
        for spelling in std::iter::once(name).chain(spellings) {
            if spelling.contains('@') && !spelling.starts_with('@') {
                has_address = true;
                self.addresses.entry(spelling.trim().to_lowercase()).or_insert_with(|| id.clone());
                continue;
            }
            let key = names::key(spelling.trim_start_matches('@'));
            if key.is_empty() {
                continue;
            }
            let entry = self.names.entry(key).or_insert_with(|| Some(id.clone()));
            if entry.as_ref().is_some_and(|other| other != id) {
                *entry = None;
            }
        }
        self.known.insert(id.clone(), Known { id: id.clone(), is_ours, is_private, has_address });
    }

    /// The person with that id.
    pub(super) fn get(&self, id: &Id) -> Option<&Known> {
        self.known.get(id)
    }

    /// Every id in use.
    pub(super) fn ids(&self) -> impl Iterator<Item = &Id> {
        self.known.keys()
    }

    /// The person with that address, else of that name.
    pub(super) fn find<'a>(&self, addresses: impl IntoIterator<Item = &'a str>, name: &str) -> Option<(&Known, By)> {
        for address in addresses {
            if let Some(id) = self.addresses.get(&address.to_lowercase()) {
                return self.known.get(id).map(|known| (known, By::Address));
            }
        }
        let id = self.names.get(&names::key(name)).cloned().flatten()?;
        self.known.get(&id).map(|known| (known, By::Name))
    }

    /// Whether two people on record share that name.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.names.get(&names::key(name)).is_some_and(Option::is_none)
    }

    /// Whether that address is of a domain that our own people have.
    pub(super) fn is_our_domain(&self, address: &str) -> bool {
        const PUBLIC: [&str; 8] = [
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "yahoo.com",
            "icloud.com",
            "gmx.de",
            "web.de",
        ];
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        !PUBLIC.contains(&domain) && self.domains.iter().any(|ours| ours == domain)
    }
}
