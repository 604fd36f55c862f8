//! Whose an address is, where several rows of one file give it: takes the people of the file, gives for each address the one
//! row that it stays with. Without it the rows would take turns on one record, and no run would be the last.

use std::collections::BTreeMap;

use super::super::Report;
use super::super::people::People;
use super::Person;
use crate::parse::names;

/// The row that an address stays with.
pub(super) struct Owner {
    row: u64,
    name: String,
    /// Whether the record with that address has that name.
    is_on_record: bool,
}

/// The owner of each address: whom the record names that has it, else the first row with it; one that has it as their
/// first address before others.
pub(super) fn owners(people: &People, persons: &[Person]) -> BTreeMap<String, Owner> {
    let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
    let is_on_record = |person: &Person, email: &str| {
        let of = |found: Option<(&super::super::people::Known, super::By)>| found.map(|(known, _)| known.id.clone());
        let by_address = of(people.find([email], ""));
        by_address.is_some() && by_address == of(people.find([], &person.name))
    };
    for person in persons {
        let Some(email) = person.emails.first() else { continue };
        let is_on_record = is_on_record(person, email);
        if owners.get(email).is_none_or(|owner| is_on_record && !owner.is_on_record) {
            owners.insert(email.clone(), Owner { row: person.row, name: person.name.clone(), is_on_record });
        }
    }
    for person in persons {
        for email in person.emails.iter().skip(1) {
            let owner = || Owner { row: person.row, name: person.name.clone(), is_on_record: false };
            owners.entry(email.clone()).or_insert_with(owner);
        }
    }
    owners
}

/// Whether a row may be taken; its further addresses that are somebody else's are dropped. Both are said.
pub(super) fn keep(owners: &BTreeMap<String, Owner>, person: &mut Person, report: &mut Report) -> bool {
    let key = names::key(&person.name);
    let other = |email: &String| owners.get(email).filter(|owner| names::key(&owner.name) != key);
    if let Some((email, owner)) = person.emails.first().and_then(|email| Some((email, other(email)?))) {
        let (unit, name, row) = (report.unit, &owner.name, owner.row);
        report.fault(person.row, format!("`{email}` is the address of `{name}` in {unit} {row}; the row was left out"));
        return false;
    }
    let mut faults = Vec::new();
    person.emails.retain(|email| {
        let Some(owner) = other(email) else { return true };
        faults
            .push(format!("`{email}` is the address of `{}` in {} {}; not taken", owner.name, report.unit, owner.row));
        false
    });
    for fault in faults {
        report.fault(person.row, fault);
    }
    true
}
