//! Letters: takes what an edition shows and whom the configuration lists, gives a letter for each, and one of the whole
//! edition. All hold the same update; what concerns one reader stands in theirs alone. Pure.

use std::collections::BTreeSet;

use super::recipients::{Recipient, Without, recipients};
use super::you::Desk;
use super::{Letter, Mailbox, reply};
use crate::config::Edition;
use crate::render::{TemplateError, Templates, mail};
use crate::{View, Workspace};

/// The letters of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// Of the whole edition first, then in the order of the recipients.
    pub letters: Vec<Letter>,
    /// What they bring, whatever their version: `leadership 2026-10-22`.
    pub occasion: String,
    /// Who gets none, and why.
    pub without: Vec<(Recipient, Without)>,
}

/// Composes the newest update of an edition for everybody listed, or for the `chosen` by letters' names; `None` where the
/// edition has no update.
///
/// # Errors
/// Where a template doesn't fit.
pub fn compose(
    workspace: &Workspace,
    view: &View,
    edition: &Edition,
    templates: &Templates,
    chosen: Option<&BTreeSet<String>>,
) -> Result<Option<Composed>, TemplateError> {
    let config = &workspace.config;
    let as_of = view.assessed.as_of;
    let Some(update) = view.register.updates.last() else { return Ok(None) };
    let View { register, assessed } = view;
    let answers = config.email.answers_to(&workspace.register.team);
    let link = |answer: &mail::Answer<'_>| {
        let to = answers.as_ref().map_or("", |to| &*to.address);
        let option = reply::letter(answer.option).map(|letter| (letter, answer.text));
        reply::mailto(to, answer.ask.as_str(), answer.what, option)
    };
    let link: Option<mail::Reply<'_>> = answers.is_some().then_some(&link);
    let Some(common) = mail::common(register, assessed, config, edition, templates, link)? else { return Ok(None) };
    let is_chosen = |name: &str| chosen.is_none_or(|chosen| chosen.contains(name));
    let letter = |name: &str, to: Option<Mailbox>, rows: &str, text: &str| Letter {
        name: name.to_owned(),
        to,
        subject: common.subject.clone(),
        text: common.text_with(text),
        html: common.html_with(rows),
        images: common.images.clone(),
    };
    let desk = Desk::new(workspace, as_of);
    let mut letters = Vec::new();
    let mut without = Vec::new();
    if is_chosen(&edition.name) {
        letters.push(letter(&edition.name, config.email.to.clone(), "", ""));
    }
    for recipient in recipients(&workspace.register, config).into_iter().filter(|r| is_chosen(r.id.as_str())) {
        // Diagnostics have said so, and stopped the run; no letter is made past this in any case.
        if recipient.audience > edition.audience {
            continue;
        }
        match recipient.mailbox(as_of) {
            Ok(to) => {
                let block = desk.block(&recipient.id, answers.as_ref().map(|to| &*to.address), templates)?;
                let (rows, text) = block.map_or_else(Default::default, |block| (block.html, block.text));
                // Whoever is called like an edition has a file of their own all the same.
                let mut name = recipient.id.to_string();
                while letters.iter().any(|letter: &Letter| letter.name == name) {
                    name += "-mail";
                }
                letters.push(letter(&name, Some(to), &rows, &text));
            }
            Err(why) => without.push((recipient, why)),
        }
    }
    Ok(Some(Composed { letters, occasion: format!("{} {}", edition.name, update.date), without }))
}
