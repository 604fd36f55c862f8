//! About: what the files hold on one person. Two readings: [`record`], written to be shown to them, and [`held`],
//! everything by label and line, for a request of access or before forgetting them. Pure; leaves the page to `render`.

mod blocks;
pub mod complete;
pub mod editions;
mod fields;
mod finder;
pub mod held;
mod marks;
mod notes;
pub mod others;
mod promised;
pub mod record;

use jiff::civil::Date;
use serde::Serialize;

use crate::register::{Audience, Id};
use crate::{View, Workspace};

/// What the page says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct About {
    /// Their name.
    pub name: String,
    /// The product.
    pub product: String,
    /// Who keeps the files.
    pub organisation: Option<String>,
    /// The day it is as of.
    pub as_of: String,
    /// The same, for machines.
    pub as_of_iso: String,
    /// Whom to turn to.
    pub contact: String,
    /// Their address, where it is on file.
    pub contact_email: Option<String>,
    /// Whether they are one of ours.
    pub ours: bool,
    /// What they were party to.
    pub parts: Vec<record::Part>,
    /// Everything else, on request.
    pub complete: Option<complete::Complete>,
}

/// Why there is no such page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nobody has that id.
    Unknown,
    /// Their whole record is for the product managers only.
    Hidden,
}

/// The record with `id` as of a day; the complete one with where what it leaves out stands.
///
/// # Errors
/// Where there is nobody of that id, or nothing of theirs that could be shown without `complete`.
pub fn about(
    workspace: &Workspace,
    id: &Id,
    as_of: Date,
    complete: bool,
) -> Result<(About, Vec<(String, u32)>), Refused> {
    let name = workspace.register.name(id).ok_or(Refused::Unknown)?.to_owned();
    let shared = view(workspace, Audience::Team, as_of);
    if shared.register.name(id).is_none() && !complete {
        return Err(Refused::Hidden);
    }
    let (all, withheld) = if complete {
        let own = view(workspace, Audience::Pm, as_of);
        let (all, withheld) = complete::complete(workspace, &own, id);
        (Some(all), withheld)
    } else {
        (None, Vec::new())
    };
    let owner = shared.register.stakeholders.get(id).and_then(|s| s.relationship_owner.as_ref()).map(|o| &o.value);
    let team = &shared.register.team;
    let contact = team.iter().find(|m| Some(&m.id) == owner).or(team.first());
    let mut about = About {
        name,
        product: workspace.config.product.clone(),
        organisation: workspace.config.organisation.clone(),
        as_of: crate::render::words::long(as_of),
        as_of_iso: as_of.to_string(),
        contact: contact.map(|m| m.name.clone()).unwrap_or_default(),
        contact_email: contact.and_then(|m| m.email.clone()),
        ours: workspace.register.is_ours(id),
        parts: if shared.register.name(id).is_some() { record::parts(&shared, id) } else { Vec::new() },
        complete: all,
    };
    if complete {
        let redaction = others::Redaction::new(workspace, id);
        about.parts.iter_mut().for_each(|part| redaction.part(part));
    }
    Ok((about, withheld))
}

/// What an audience may see, with scores where it is the pm.
fn view(workspace: &Workspace, audience: Audience, as_of: Date) -> View {
    let register = crate::restrict::restrict(&workspace.register, audience, as_of);
    let scores = audience == Audience::Pm;
    let assessed = crate::assess::assess(&register, &workspace.config.health, as_of, scores);
    View { register, assessed }
}
