//! Which letters a run makes: of the update, for each recipient; or the digest. Leaves what they say to the library.

use std::collections::BTreeSet;

use super::EmailCommand;
use crate::cli::Failure;
use crate::cli::build::bad_template;
use crate::cli::output::clean;
use crate::cli::workspace::Opened;
use crate::config::Edition;
use crate::diagnostic::nearest;
use crate::email::Letter;
use crate::email::compose::{Composed, compose};
use crate::email::recipients::{Recipient, Without, meant_by, recipients};
use crate::render::Templates;

/// The letters of a run.
pub(super) struct Made<'o> {
    /// Of the whole edition first.
    pub(super) letters: Vec<Letter>,
    /// What they bring, whatever their version.
    pub(super) occasion: String,
    /// The edition they are of.
    pub(super) edition: &'o Edition,
    /// The templates they are made with.
    pub(super) templates: Templates,
    /// Who gets none, and why.
    pub(super) notes: Vec<String>,
}

/// Makes them.
pub(super) fn made<'o>(command: &EmailCommand, opened: &'o Opened) -> Result<Made<'o>, Failure> {
    if command.digest {
        return super::digest::made(opened);
    }
    let config = &opened.workspace.config;
    let edition = opened.edition(&config.email.edition)?;
    let chosen = chosen(command, opened, edition)?;
    let view = opened.view(edition);
    let templates = Templates::new(&opened.workspace.sources.templates).map_err(|error| bad_template(&error))?;
    let composed = compose(&opened.workspace, &view, edition, &templates, chosen.as_ref());
    let composed = composed.map_err(|error| bad_template(&error))?;
    let Some(Composed { letters, occasion, without }) = composed else {
        return Err(Failure::Usage(format!(
            "there is no update to send as of {}: write one into updates/, or begin with `rapporteur week --draft --write`",
            opened.as_of
        )));
    };
    let notes = without.iter().map(|(recipient, why)| none(recipient, *why)).collect();
    Ok(Made { letters, occasion, edition, templates, notes })
}

fn none(recipient: &Recipient, why: Without) -> String {
    let name = clean(&recipient.name);
    match why {
        Without::Address => format!("no mail to {name}: no `email` on record"),
        Without::Left(day) => format!("no mail to {name}: left on {day}"),
    }
}

/// The letters asked for with `--to`, by name; `None` where none is.
fn chosen(command: &EmailCommand, opened: &Opened, edition: &Edition) -> Result<Option<BTreeSet<String>>, Failure> {
    if command.to.is_empty() {
        return Ok(None);
    }
    let workspace = &opened.workspace;
    let everybody = recipients(&workspace.register, &workspace.config);
    let mut known: Vec<&str> = everybody.iter().map(|r| r.id.as_str()).collect();
    known.push(&edition.name);
    let mut names = BTreeSet::new();
    for written in &command.to {
        let listed = workspace.config.email.recipients.iter().find(|(id, _)| id.as_str() == written);
        if known.contains(&written.as_str()) {
            names.insert(written.clone());
        } else if let Some((id, place)) = listed {
            let members = meant_by(&workspace.register, id, *place).unwrap_or_default();
            names.extend(members.into_iter().map(|r| r.id.to_string()));
        } else {
            let hint = nearest(written, known.iter().copied()).map_or_else(
                || "add them to `[email] recipients`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::Usage(format!("`{}` is no recipient; {hint}", clean(written))));
        }
    }
    Ok(Some(names))
}
