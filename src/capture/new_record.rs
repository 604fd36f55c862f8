//! `new KIND`: takes a name or a title, gives a record with what is required, and what else it may hold as comments. A
//! record of a list goes to the end of its file; nothing that exists is written over.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::draft::Draft;
use super::people::People;
use super::toml_text::quoted;
use super::{Refusal, Taken, log, raw};
use crate::diagnostic::Diagnostic;
use crate::edit::id_for;
use crate::register::Id;

/// Kinds of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// stakeholders/ID.toml.
    Stakeholder,
    /// decisions.toml.
    Decision,
    /// risks.toml.
    Risk,
    /// goals.toml.
    Goal,
    /// milestones.toml.
    Milestone,
    /// feedback.toml.
    Feedback,
    /// updates/DATE.md.
    Update,
}

/// What the record is to be.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// Kind.
    pub kind: Kind,
    /// Name, title, event, or words.
    pub words: &'a str,
    /// Its id, where one is wished for.
    pub id: Option<&'a str>,
    /// Of feedback: from whom.
    pub from: Option<&'a str>,
    /// Of a milestone: its baseline; else the day it is of.
    pub date: Date,
}

/// The record as it would be.
#[derive(Debug)]
pub struct Made {
    /// Its file.
    pub path: String,
    /// What it says and what was guessed.
    pub taken: Vec<Taken>,
    /// Warnings that come with it.
    pub warnings: Vec<Diagnostic>,
}

/// Makes the record.
///
/// # Errors
/// Where it exists, or would be a fault.
pub fn make(draft: &mut Draft<'_>, wish: &Wish<'_>) -> Result<Made, Refusal> {
    let words = wish.words.trim();
    if words.is_empty() {
        return Err(Refusal::Unclear("say its name or title in words".to_owned()));
    }
    let (path, id, text) = match wish.kind {
        Kind::Stakeholder => {
            if wish.id.is_none()
                && let Some((known, _)) = People::new(draft.now()).find(words)
            {
                let message =
                    format!("`{words}` is on record as `{known}`; somebody else of that name needs an `--id`");
                return Err(Refusal::Unclear(message));
            }
            let id = id(draft, wish, |id| id_for(words, "person", id))?;
            (format!("stakeholders/{id}.toml"), id, stakeholder(words, wish.date))
        }
        Kind::Update => (format!("updates/{}.md", wish.date), wish.date.to_string(), update(words)),
        _ => list(draft, wish, words)?,
    };
    let is_list = !matches!(wish.kind, Kind::Stakeholder | Kind::Update);
    if !is_list && draft.exists(&path)? {
        return Err(Refusal::Unclear(format!("`{path}` exists; nothing is written over")));
    }
    let was = draft.raw(&path)?.to_owned();
    let mut block: Vec<String> = text.lines().map(str::to_owned).collect();
    if !was.trim().is_empty() {
        block.insert(0, String::new());
    }
    draft.set(&path, raw::insert(&was, u32::MAX, &block))?;
    let warnings = draft.check()?;
    let mut taken = vec![Taken::new("id", id)];
    match wish.kind {
        Kind::Stakeholder => taken.push(Taken::new("guessed", "kind = \"internal\"")),
        Kind::Update => taken.push(Taken::new("date", format!("{}, from the file's name", wish.date))),
        Kind::Feedback => taken.push(Taken::new("guessed", "a request of medium severity")),
        Kind::Decision => taken.push(Taken::new("guessed", format!("proposed on {}", wish.date))),
        _ => taken.push(Taken::new("guessed", "owner: the first of our team")),
    }
    Ok(Made { path, taken, warnings })
}

/// The id wished for, where it is free, else one that is.
fn id(draft: &Draft<'_>, wish: &Wish<'_>, make: impl Fn(&BTreeSet<String>) -> String) -> Result<String, Refusal> {
    let register = &draft.now().register;
    let mut taken = log::ids(draft);
    taken.extend(register.stakeholders.keys().map(ToString::to_string));
    taken.extend(register.team.iter().map(|member| member.id.to_string()));
    taken.extend(
        register.goals.keys().chain(register.milestones.keys()).chain(register.risks.keys()).map(Id::to_string),
    );
    match wish.id {
        Some(id) if taken.contains(id) => Err(Refusal::Unclear(format!("`{id}` is taken"))),
        Some(id) => Ok(id.to_owned()),
        None => Ok(make(&taken)),
    }
}

/// A record of a list: its file, its id, its text.
fn list(draft: &mut Draft<'_>, wish: &Wish<'_>, words: &str) -> Result<(String, String, String), Refusal> {
    let prefix = match wish.kind {
        Kind::Decision => "d",
        Kind::Risk => "r",
        Kind::Goal => "g",
        Kind::Milestone => "m",
        _ => "f",
    };
    let id = id(draft, wish, |taken| log::id_of(prefix, words, &mut taken.clone()).to_string())?;
    let me = draft.now().register.team.first().map_or_else(|| "me".to_owned(), |first| first.id.to_string());
    let (shown, date) = (quoted(words), wish.date);
    let (file, text) = match wish.kind {
        Kind::Decision => (
            "decisions.toml",
            format!(
                "[[decision]]\nid = \"{id}\"\ntitle = {shown}\nstatus = \"proposed\"            # proposed | accepted | rejected | deprecated | superseded\nproposed = {date}\ndriver = \"{me}\"\n# needed_by = {date}\n# approver = \"\"                  # exactly one, once it is decided\n# contributors = []\n# informed = []\n# consulted = [{{ who = \"\", on = {date} }}]\n# options = []\n# recommendation = \"\"\n# decided = {date}\n# outcome = \"\"\n# rationale = \"\"\n"
            ),
        ),
        Kind::Risk => (
            "risks.toml",
            format!(
                "[[risk]]\nid = \"{id}\"\nevent = {shown}\nowner = \"{me}\"\nopened = {date}\n# cause = \"\"\n# effect = \"\"\n# category = \"resources\"          # conflicting-interests, expectations, resistance, resources, or your own\n# readings = [{{ on = {date}, probability = 3, impact = 3 }}]\n# response = \"mitigate\"           # avoid | mitigate | transfer | accept | escalate\n# path_to_green = \"\"\n# review_by = {date}\n"
            ),
        ),
        Kind::Goal => (
            "goals.toml",
            format!(
                "[[goal]]\nid = \"{id}\"\ntitle = {shown}\nowner = \"{me}\"\n# strategic_goal = \"\"\n# metric = {{ name = \"\", unit = \"\", baseline = 0, direction = \"up\", due = {date}, targets = [{{ on = {date}, target = 1 }}] }}\n# readings = [{{ date = {date}, value = 0, source = \"\" }}]\n"
            ),
        ),
        Kind::Milestone => (
            "milestones.toml",
            format!(
                "[[milestone]]\nid = \"{id}\"\ntitle = {shown}\nowner = \"{me}\"\nbaseline_date = {date}          # never changed; what is expected later goes to forecasts\n# goal = \"\"\n# forecasts = [{{ on = {date}, date = {date}, reason = \"\" }}]\n# affects = [{{ who = \"\", told = {date} }}]\n# done = {date}\n"
            ),
        ),
        _ => {
            let from = wish.from.ok_or_else(|| Refusal::Unclear("say whose it is: `--from ada`".to_owned()))?;
            let who = People::new(draft.now()).list(from)?;
            let who = &who.first().expect("a list of people names one").id;
            (
                "feedback.toml",
                format!(
                    "[[feedback]]\nid = \"{id}\"\nfrom = \"{who}\"\ndate = {date}\ntext = {shown}\nkind = \"request\"                # praise | concern | request | idea | complaint | question\nseverity = \"medium\"             # low | medium | high\n# response = \"\"\n# outcome = \"accepted\"           # accepted | partly | declined | deferred\n# told = {date}\n"
                ),
            )
        }
    };
    Ok((file.to_owned(), id, text))
}

fn stakeholder(name: &str, date: Date) -> String {
    let name = quoted(name);
    format!(
        "name = {name}\nkind = \"internal\"                    # internal | external | executive | group\n# title = \"\"\n# organisation = \"\"\n# group = \"\"\n# email = \"\"\n# aliases = []                       # other names and handles in notes\n# priorities = []\n# concerns = []\n\n# [plan]\n# cadence_days = 30                  # how often we agreed to talk\n# max_gap_days = 60                  # the longest gap that is still all right\n# objective = \"\"\n\n# How things stand, as judged on a day. Append a new one instead of changing the old.\n# [[assessment]]\n# date = {date}\n# by = \"me\"\n# power = 3                          # 1-5\n# interest = 3                       # 1-5\n# current = \"neutral\"                # resistant | unaware | neutral | supportive | leading\n# desired = \"supportive\"\n"
    )
}

fn update(headline: &str) -> String {
    format!(
        "+++\nheadline = {}\n# period = \"\"\n# status_reported = \"amber\"          # green | amber | red\n\n# [[asks]]\n# id = \"a-1\"\n# what = \"\"\n# from = \"\"\n# needed_by = 2026-12-01\n# options = []\n# recommendation = \"\"\n# cost_of_delay = \"\"\n+++\n\n## What changed\n\n## Results\n\n## Failures\n\n## Lessons\n",
        quoted(headline)
    )
}
