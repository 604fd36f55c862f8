//! Recipients: takes `[email] recipients`, gives the people they stand for, each once, with what mail to them may hold.
//! Leaves to `validate` what is wrong with one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Mailbox, is_address};
use crate::config::Config;
use crate::register::{Audience, Id, Register, Stakeholder, TeamMember};
use crate::source::Place;

/// A person among the recipients.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    /// Their id.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their address as written, where they have one.
    pub address: Option<String>,
    /// What mail to them may hold.
    pub audience: Audience,
    /// Whether they are one of our people.
    pub is_ours: bool,
    /// The day they left, where they did; perhaps one to come.
    pub left_on: Option<Date>,
    /// Where the configuration lists them, or their group.
    pub place: Place,
    /// Where their address is written, where that is known.
    pub address_place: Option<Place>,
}

/// Why somebody listed gets no mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// They have no address.
    Address,
    /// They have left.
    Left(Date),
}

impl Recipient {
    /// Where their mail goes as of a date, or why there is none. Addresses have been checked by `validate`.
    ///
    /// # Errors
    /// Why they get none.
    pub fn mailbox(&self, as_of: Date) -> Result<Mailbox, Without> {
        if let Some(left) = self.left_on.filter(|left| *left <= as_of) {
            return Err(Without::Left(left));
        }
        let address = self.address.as_deref().filter(|address| is_address(address)).ok_or(Without::Address)?;
        Mailbox::new(Some(&self.name), address).ok_or(Without::Address)
    }
}

/// Whom an id of the list stands for: nobody where it is unknown. A person's id, present or former, comes before a
/// group's; a group stands for its members.
pub fn meant_by(register: &Register, id: &Id, place: Place) -> Option<Vec<Recipient>> {
    if let Some(member) = register.team.iter().find(|m| m.id == *id) {
        return Some(vec![ours(member, place)]);
    }
    let renamed = || register.stakeholders.values().find(|s| s.formerly.iter().any(|f| f.value == id.as_str()));
    if let Some(stakeholder) = register.stakeholders.get(id).or_else(renamed) {
        return Some(vec![theirs(register, stakeholder, place)]);
    }
    register.groups.get(id)?;
    let is_member = |s: &&Stakeholder| s.group.as_ref().is_some_and(|g| g.value == *id);
    Some(register.stakeholders.values().filter(is_member).map(|s| theirs(register, s, place)).collect())
}

/// Everybody whom the configuration lists, each once, in its order; a group's members by id.
pub fn recipients(register: &Register, config: &Config) -> Vec<Recipient> {
    let mut seen = BTreeSet::new();
    let listed = config.email.recipients.iter();
    let all = listed.flat_map(|(id, place)| meant_by(register, id, *place).unwrap_or_default());
    all.filter(|recipient| seen.insert(recipient.id.clone())).collect()
}

fn ours(member: &TeamMember, place: Place) -> Recipient {
    Recipient {
        id: member.id.clone(),
        name: member.name.clone(),
        address: member.email.clone(),
        audience: member.audience,
        is_ours: true,
        left_on: None,
        place,
        address_place: None,
    }
}

fn theirs(register: &Register, stakeholder: &Stakeholder, place: Place) -> Recipient {
    Recipient {
        id: stakeholder.id.clone(),
        name: stakeholder.name.clone(),
        address: stakeholder.email.as_ref().map(|email| email.value.clone()),
        audience: register.mail_audience(stakeholder),
        is_ours: false,
        left_on: stakeholder.left_on.as_ref().map(|left| left.value),
        place,
        address_place: stakeholder.email.as_ref().map(|email| email.place),
    }
}
