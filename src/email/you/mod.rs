//! "For you", the part of a mail that is its reader's alone: takes the workspace, a reader and a day, gives what is asked
//! of them, what we owe each other, what of ours bears on what is theirs, and what became of what they said. It is about
//! what we owe each other: no score, no stance, no absence. Same order for every reader; the length is theirs to choose.
//! What they may be told is cut by `party` before anything is counted.

mod bearing;
mod owed;
mod party;

use jiff::civil::Date;
use serde::Serialize;

use super::mark::Mark;
use super::part::{Choice, Part, Row, sentence};
use super::{plain, reply};
use crate::Workspace;
use crate::assess::{self, Assessed};
use crate::register::{Ask, Audience, Detail, Id, Register};
use crate::render::{TemplateError, Templates, words};

pub use party::audience;

/// The most rows of a part on one page, and in full; fewer where that many don't fit.
const FEW: usize = 3;
const ROWS: [usize; 7] = [40, 20, 10, 6, FEW, 1, 0];
/// Bytes of rows, at most: the update needs the rest of what a mail may weigh.
const HEAVIEST: usize = 15_000;
/// Days looked back where there is no update before the newest.
const BACK: i32 = 28;

/// The part of one reader: `<tr>` rows for the table that holds the mail, and lines of at most 78 columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Rows of an outer table of 640 px.
    pub html: String,
    /// The same as text, ended by LF.
    pub text: String,
}

/// What the blocks of all readers are made from, as of a day.
pub struct Desk<'w> {
    workspace: &'w Workspace,
    parties: party::Parties<'w>,
    as_of: Date,
}

/// A reader, and what they may be told.
struct Reader<'a> {
    register: &'a Register,
    assessed: &'a Assessed,
    who: &'a Id,
    /// One of ours.
    is_ours: bool,
    as_of: Date,
    /// What was closed after this day is told.
    since: Date,
    /// The most rows of a part; none where only counts are wanted.
    most: usize,
}

#[derive(Serialize)]
struct Page {
    name: String,
    /// The same, for the text.
    heading: String,
    rule: String,
    /// Of the parts' headings.
    level: u8,
    parts: Vec<Part>,
}

impl<'w> Desk<'w> {
    /// Ready for every reader.
    pub fn new(workspace: &'w Workspace, as_of: Date) -> Self {
        Self { workspace, parties: party::Parties::new(workspace), as_of }
    }

    /// The part of `who`, a stakeholder or one of ours; `None` where there is nothing to say to them. Answers go to the
    /// address `to`; without one there are no links.
    ///
    /// # Errors
    /// Where a template doesn't fit.
    pub fn block(&self, who: &Id, to: Option<&str>, templates: &Templates) -> Result<Option<Block>, TemplateError> {
        let Some(register) = self.parties.of(who, self.as_of) else { return Ok(None) };
        let assessed = assess::assess(&register, &self.workspace.config.health, self.as_of, false);
        let before = register.updates.iter().rev().nth(1).map(|update| update.date);
        let mut reader = Reader {
            register: &register,
            assessed: &assessed,
            who,
            is_ours: register.is_ours(who),
            as_of: self.as_of,
            since: before.unwrap_or_else(|| words::after(self.as_of, -BACK)),
            most: 0,
        };
        let name = plain::line(register.name(who).unwrap_or_default());
        let heading = format!("FOR YOU, {}", name.to_uppercase());
        let mut page = Page { rule: plain::rule(&heading), heading, name, level: 3, parts: Vec::new() };
        let wanted = self.rows(who);
        for most in ROWS.into_iter().filter(|most| *most <= wanted) {
            reader.most = most;
            page.parts = reader.parts(to);
            if page.parts.is_empty() {
                return Ok(None);
            }
            let html = templates.text("email-you.html", &page)?;
            if html.len() <= HEAVIEST || most == 0 {
                let text = plain::wrapped(&templates.text("email-you.txt", &page)?);
                return Ok(Some(Block { html, text }));
            }
        }
        Ok(None)
    }

    /// How many rows of a part they want to read; what only the pm may know is no wish of theirs.
    fn rows(&self, who: &Id) -> usize {
        let stakeholder = self.workspace.register.stakeholders.get(who);
        let detail = stakeholder.and_then(|s| s.preferences.detail.as_ref()).filter(|d| d.label > Audience::Pm);
        match detail.map_or(Detail::OnePage, |detail| detail.value) {
            Detail::Headline => 0,
            Detail::OnePage => FEW,
            Detail::Full => ROWS[0],
        }
    }
}

impl Reader<'_> {
    /// Everything, in the order it is told.
    fn parts(&self, to: Option<&str>) -> Vec<Part> {
        let all = [self.asks(to), self.promised_by_us(), self.promised_by_them(), self.bearing(), self.feedback()];
        all.into_iter().flatten().collect()
    }

    /// A part with as many rows as its reader wants; `None` without any.
    fn part(&self, title: &'static str, said: String, mut rows: Vec<Row>) -> Option<Part> {
        let first = rows.first()?;
        let brief = if self.most == 0 { first.brief.clone() } else { String::new() };
        let said = [said, brief].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        if self.most == 0 {
            rows.clear();
        }
        Some(Part::new(title, said, rows, self.most))
    }

    fn spoken(&self, date: Date) -> String {
        words::spoken(date, self.as_of)
    }

    fn short(&self, date: Date) -> String {
        words::short(date, self.as_of)
    }

    /// "since 3 September".
    fn lately(&self) -> String {
        format!("since {}", self.spoken(self.since))
    }

    /// What is asked of them: open ones, then what they answered lately.
    fn asks(&self, to: Option<&str>) -> Option<Part> {
        let theirs = self.register.updates.iter().flat_map(|u| &u.asks).map(|ask| &ask.value);
        let theirs: Vec<&Ask> = theirs.filter(|ask| ask.from.as_ref() == Some(self.who)).collect();
        let is_open = |ask: &&&Ask| ask.answered.is_none() && ask.withdrawn.is_none();
        let mut open: Vec<&Ask> = theirs.iter().filter(is_open).copied().collect();
        open.sort_by_key(|ask| (ask.needed_by, &ask.id));
        let answered = |ask: &&&Ask| ask.answered.is_some_and(|on| on >= self.since);
        let mut shut: Vec<&Ask> = theirs.iter().filter(answered).copied().collect();
        shut.sort_by_key(|ask| (std::cmp::Reverse(ask.answered), &ask.id));
        let past = open.iter().filter(|ask| ask.needed_by < self.as_of).count();
        let mut said = Vec::new();
        match (open.len(), past) {
            (0, _) => {}
            (n, 0) => said.push(format!("{} open", words::number(n))),
            (n, past) => said.push(format!("{} open, {} past its day", words::number(n), words::number(past))),
        }
        if !shut.is_empty() {
            said.push(format!("{} answered {}", words::number(shut.len()), self.lately()));
        }
        let rows = open.iter().map(|ask| self.open_ask(ask, to)).chain(shut.iter().map(|ask| self.answered_ask(ask)));
        self.part("Asked of you", sentence(&said), rows.collect())
    }

    fn open_ask(&self, ask: &Ask, to: Option<&str>) -> Row {
        let by = words::weekday(ask.needed_by, self.as_of);
        let past = words::days_between(ask.needed_by, self.as_of);
        let is_recommended = |text: &str| ask.recommendation.as_deref().is_some_and(|r| reply::is_option(r, text));
        let option = |(n, text): (usize, &String)| {
            let letter = reply::letter(n)?;
            Some(Choice {
                letter,
                text: text.clone(),
                recommended: is_recommended(text),
                href: to.map(|to| reply::mailto(to, ask.id.as_str(), &ask.what, Some((letter, text)))),
                subject: reply::subject(ask.id.as_str(), Some((letter, text))),
            })
        };
        let options: Vec<Choice> = ask.options.iter().enumerate().filter_map(option).collect();
        let free = options.is_empty();
        let mut note = vec![format!("Decide by {by}")];
        if let Some(recommended) = ask.recommendation.as_ref().filter(|_| !options.iter().any(|o| o.recommended)) {
            note.push(format!("we recommend: {recommended}"));
        }
        if let Some(cost) = &ask.cost_of_delay {
            note.push(format!("waiting costs: {cost}"));
        }
        Row {
            brief: format!("{} {}: {}.", if past > 0 { "Was due" } else { "Next, by" }, by, ask.what),
            title: ask.what.clone(),
            note: note.join("; "),
            mark: (past > 0).then(|| Mark::risk(format!("{} past", words::days(past)))),
            options,
            answer: to.filter(|_| free).map(|to| reply::mailto(to, ask.id.as_str(), &ask.what, None)),
        }
    }

    fn answered_ask(&self, ask: &Ask) -> Row {
        let on = ask.answered.map(|on| self.short(on)).unwrap_or_default();
        Row {
            title: ask.what.clone(),
            note: ask.outcome.as_ref().map_or_else(String::new, |outcome| format!("Your answer: {outcome}")),
            mark: Some(Mark::ok(format!("Answered {on}"))),
            ..Row::default()
        }
    }
}
