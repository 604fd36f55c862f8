//! Which letters a run makes: of the update, for each recipient; or the digest. Leaves their words to `render` and `email`.

use std::collections::BTreeSet;

use super::{EmailCommand, occasion};
use crate::cli::Failure;
use crate::cli::output::clean;
use crate::cli::workspace::Opened;
use crate::config::Edition;
use crate::diagnostic::nearest;
use crate::email::Letter;
use crate::email::recipients::{Recipient, Without, meant_by, recipients};

/// The letters of a run.
pub(super) struct Made {
    /// Of the whole edition first.
    pub(super) letters: Vec<Letter>,
    /// What they bring, whatever their version.
    pub(super) occasion: String,
    /// The page that shows the first of them.
    pub(super) preview: Option<String>,
    /// Who gets none, and why.
    pub(super) notes: Vec<String>,
}

/// Makes them.
pub(super) fn made(command: &EmailCommand, opened: &Opened) -> Result<Made, Failure> {
    let config = &opened.workspace.config;
    let edition = opened.edition(&config.email.edition)?;
    let chosen = chosen(command, opened, edition)?;
    let view = opened.view(edition);
    let Some(update) = view.register.updates.last() else {
        return Err(Failure::Usage(format!(
            "there is no update to send as of {}: write one into updates/, or begin with `rapporteur week --draft --write`",
            opened.as_of
        )));
    };
    let common = common(update);
    let mut letters = Vec::new();
    if chosen.as_ref().is_none_or(|chosen| chosen.contains(edition.name.as_str())) {
        letters.push(Letter {
            name: edition.name.clone(),
            to: config.email.to.clone(),
            subject: common.subject.clone(),
            text: common.text_with(""),
            html: common.html_with(""),
            images: Vec::new(),
        });
    }
    let mut notes = Vec::new();
    for recipient in recipients(&opened.workspace.register, config) {
        if chosen.as_ref().is_some_and(|chosen| !chosen.contains(recipient.id.as_str())) {
            continue;
        }
        let to = match recipient.mailbox(opened.as_of) {
            Ok(to) => to,
            Err(why) => {
                notes.push(none(&recipient, why));
                continue;
            }
        };
        // Diagnostics have said so, and stopped the run; no mail goes past this in any case.
        if recipient.audience > edition.audience {
            continue;
        }
        letters.push(Letter {
            name: recipient.id.to_string(),
            to: Some(to),
            subject: common.subject.clone(),
            text: common.text_with(""),
            html: common.html_with(""),
            images: Vec::new(),
        });
    }
    let preview = None;
    Ok(Made { letters, occasion: occasion(&edition.name, update), preview, notes })
}

fn none(recipient: &Recipient, why: Without) -> String {
    let name = clean(&recipient.name);
    match why {
        Without::Address => format!("no mail to {name}: no `email` on record"),
        Without::Left(day) => format!("no mail to {name}: left on {day}"),
    }
}

/// The letters asked for with `--to`, by name; all of them where none is.
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

/// What all of them hold: until it is made of the update's figures, its headline.
struct Common {
    subject: String,
}

impl Common {
    fn html_with(&self, rows: &str) -> String {
        let head = self.subject.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<!doctype html><html lang=\"en\"><title>{head}</title><table><tr><td>{head}</td></tr>{rows}</table></html>\n"
        )
    }

    fn text_with(&self, text: &str) -> String {
        format!("{}\n{text}", self.subject)
    }
}

fn common(update: &crate::register::Update) -> Common {
    Common { subject: update.headline.clone() }
}
