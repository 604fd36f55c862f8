//! `log --inbox`: takes the lines of `inbox.md`, moves each that can be read into the note of its day, and leaves the
//! others where they are, with the reason.

use jiff::civil::Date;

use super::draft::Draft;
use super::log::{Logged, log};
use super::{Refusal, raw};
use crate::parse::inbox::{Waiting, waiting};

/// The inbox, at the top of a workspace.
pub const FILE: &str = crate::source::INBOX;

/// What became of a line.
#[derive(Debug)]
pub struct Moved {
    /// Its line in the inbox, 1-based.
    pub line: u32,
    /// As written.
    pub text: String,
    /// Where it went, or why it stays.
    pub to: Result<Logged, String>,
}

/// Moves what can be read; nothing later than `as_of`.
///
/// # Errors
/// Where there is no inbox, or a file can't be read.
pub fn empty(draft: &mut Draft<'_>, as_of: Date) -> Result<Vec<Moved>, Refusal> {
    if !draft.exists(FILE)? {
        let message = format!(
            "there is no `{FILE}`: begin one beside rapporteur.toml, with lines as in `{as_of} ada: met; promised the plan by Friday`"
        );
        return Err(Refusal::Unclear(message));
    }
    let was = draft.raw(FILE)?.to_owned();
    let lines = waiting(&was);
    let mut moved: Vec<Moved> = Vec::new();
    for line in &lines {
        let saved = draft.saved();
        let to = match one(draft, line, as_of) {
            Ok(logged) => Ok(logged),
            Err(Refusal::Unreadable(message)) => return Err(Refusal::Unreadable(message)),
            Err(refusal) => {
                draft.restore(saved);
                Err(reason(refusal))
            }
        };
        moved.push(Moved { line: line.line, text: line.text.clone(), to });
    }
    draft.set(FILE, rest(&was, &lines, &moved))?;
    draft.link();
    Ok(moved)
}

fn one(draft: &mut Draft<'_>, line: &Waiting, as_of: Date) -> Result<Logged, Refusal> {
    let unclear = |message: &str| Refusal::Unclear(message.to_owned());
    let Some(date) = line.date else {
        return Err(unclear("it has no date: begin it with one, or put it under a heading that is one"));
    };
    if date > as_of {
        return Err(Refusal::Unclear(format!("it is of a day after {as_of}")));
    }
    let Some((who, text)) = line.text.split_once(':') else {
        return Err(unclear("it doesn't say with whom: `ada: met; ...`"));
    };
    log(draft, who, text, (Some(date), as_of), None)
}

fn reason(refusal: Refusal) -> String {
    match refusal {
        Refusal::Unclear(message) | Refusal::Unreadable(message) => message,
        Refusal::Faults(faults, _) => faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; "),
    }
}

/// The inbox without what was moved, and without the days under which nothing is left.
fn rest(was: &str, lines: &[Waiting], moved: &[Moved]) -> String {
    let is_gone = |number: u32| moved.iter().any(|m| m.line == number && m.to.is_ok());
    let mut gone: Vec<u32> = lines.iter().map(|line| line.line).filter(|line| is_gone(*line)).collect();
    let mut headings: Vec<u32> = lines.iter().filter_map(|line| line.heading).collect();
    headings.dedup();
    let is_empty = |heading: &u32| lines.iter().filter(|l| l.heading == Some(*heading)).all(|l| is_gone(l.line));
    gone.extend(headings.into_iter().filter(is_empty));
    let mut out = String::with_capacity(was.len());
    let (mut number, end) = (0, if was.contains('\n') { '\n' } else { '\r' });
    for piece in was.split_inclusive(end) {
        number += 1;
        if !gone.contains(&number) {
            out.push_str(piece);
        }
    }
    debug_assert!(raw::lines(was).len() >= lines.len());
    out
}
