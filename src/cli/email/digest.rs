//! `email --digest`: the letter to our first person, made of the pm edition.

use super::letters::Made;
use crate::cli::Failure;
use crate::cli::build::bad_template;
use crate::cli::workspace::Opened;
use crate::email::digest::digest;
use crate::render::Templates;

/// Makes it; without a letter where there is nothing to say.
pub(super) fn made(opened: &Opened) -> Result<Made<'_>, Failure> {
    let edition = opened.edition("pm")?;
    let view = opened.view(edition);
    let templates = Templates::new(&opened.workspace.sources.templates).map_err(|error| bad_template(&error))?;
    let letter = digest(&opened.workspace, &view, &templates).map_err(|error| bad_template(&error))?;
    let mut notes = Vec::new();
    match &letter {
        None => notes.push("nothing to say: nothing is due, nobody drifts, nothing has changed in a week".to_owned()),
        Some(letter) if letter.to.is_none() => {
            notes.push("the digest is addressed to nobody: set `email` in your [[team]] entry".to_owned());
        }
        Some(_) => {}
    }
    let occasion = format!("digest {}", opened.as_of);
    Ok(Made { letters: letter.into_iter().collect(), occasion, edition, templates, notes })
}
