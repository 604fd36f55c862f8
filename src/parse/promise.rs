//! Boxes: takes what stands behind `[ ]`, gives a promise, or nothing for a plain task.

use jiff::civil::Date;

use super::item::{Draft, Mark, skip_spaces};
use super::line_fields::has_mention;
use super::{Handle, ItemKind, near, short_due, value};
use crate::diagnostic::{Code, Diagnostic};
use crate::register::{BoxState, NoteType};

/// Reads a box; `None` for a plain task.
pub(super) fn read(draft: &mut Draft<'_, '_, '_>, mark: Mark) -> Option<ItemKind> {
    let wild = draft.reader.setup.wild;
    let (noted, kind) = draft.reader.setup.at(draft.place.line);
    let is_one_to_one = kind == NoteType::OneToOne && !wild;
    let direction = direction(draft);
    if direction.is_none() && !wild {
        let text = &draft.fields.rest.mask;
        let is_meant = near::field(text).is_some();
        if let Some(arrow) = near::arrow(text) {
            let message = format!("`{arrow}` is no arrow, so this box doesn't say who promised whom");
            draft.problem(Code::NoDirection, None, message, "write `@me -> @who: what`");
        } else if !is_one_to_one {
            if !has_mention(text) && draft.fields.fields.is_empty() && !is_meant {
                return None;
            }
            if !is_meant {
                let hint = "say who promised whom: `@me -> @who: what`";
                draft.problem(Code::NoDirection, None, "this box doesn't say who promised whom", hint);
            }
        }
    } else if direction.is_none() {
        return None;
    }
    let has_due = draft.has("due");
    let due = date(draft, "due");
    let created = date(draft, "created");
    let state = state(draft, mark);
    let (from, to, text) = match direction {
        Some(Direction { from, to, end }) => {
            let after = &draft.fields.rest.mask[end..];
            if !after.trim_start().starts_with(':') && has_mention(after) {
                let hint = "write `@a -> @b, @c: what`, with commas between people and a colon behind them";
                draft.problem(Code::NoDirection, None, "it isn't clear who is promised this", hint);
            }
            (Some(from), to, draft.text_after(end))
        }
        None => short_from(draft),
    };
    if text.is_empty() {
        let hint = "write what is promised behind the colon";
        draft.problem(Code::InvalidLineField, None, "this promise has no text", hint);
    }
    let short = noted.filter(|_| is_one_to_one && !has_due);
    let short_due = short.and_then(|noted| short_due::read(&text, noted));
    if mark == Mark::Open && !has_due && short_due.is_none() && !wild {
        due_in_words(draft, &text, noted);
    }
    Some(ItemKind::Promise { from, to, text, state, created, due, short_due })
}

/// Says that a date in words at the end of a promise is no due date here.
fn due_in_words(draft: &mut Draft<'_, '_, '_>, text: &str, noted: Option<Date>) {
    let tomorrow =
        || text.to_lowercase().trim_end_matches(['.', '!']).ends_with(" by tomorrow").then(|| noted?.tomorrow().ok());
    let Some(date) = noted.and_then(|noted| short_due::read(text, noted)).map(|(_, date)| date).or_else(|| tomorrow()?)
    else {
        return;
    };
    let hint = format!("write `[due:: {date}]`; a weekday or a day is read from words in a one-to-one only");
    let message = "the date at its end is part of the text: this promise has no due date";
    draft.reader.diagnostics.push(Diagnostic::new(Code::DueInWords, draft.place, message).hint(hint));
}

struct Direction {
    from: Handle,
    to: Vec<Handle>,
    /// Where the text begins.
    end: usize,
}

/// `@a -> @b, @c:`; in a wild note the colon is needed.
fn direction(draft: &Draft<'_, '_, '_>) -> Option<Direction> {
    let (from, end) = draft.handle(0)?;
    let mask = &draft.fields.rest.mask;
    let arrow = skip_spaces(mask, end);
    let after = mask[arrow..].strip_prefix("->").or_else(|| mask[arrow..].strip_prefix('\u{2192}'))?;
    let (to, end) = draft.handles(skip_spaces(mask, mask.len() - after.len()));
    let has_colon = mask[skip_spaces(mask, end)..].starts_with(':');
    (!to.is_empty() && (has_colon || !draft.reader.setup.wild)).then_some(Direction { from, to, end })
}

/// The shorthand of one-to-ones: `@x: text` is x's, anything else ours.
fn short_from(draft: &Draft<'_, '_, '_>) -> (Option<Handle>, Vec<Handle>, String) {
    let colon = draft
        .handle(0)
        .filter(|(_, end)| draft.fields.rest.mask[skip_spaces(&draft.fields.rest.mask, *end)..].starts_with(':'));
    match colon {
        Some((from, end)) => (Some(from), Vec::new(), draft.text_after(end)),
        None => (None, Vec::new(), draft.fields.rest.text.trim().to_owned()),
    }
}

/// The state of a box and its date; a box that says otherwise than its fields is not counted.
fn state(draft: &mut Draft<'_, '_, '_>, mark: Mark) -> BoxState {
    let (has_done, has_cancelled) = (draft.has("done"), draft.has("cancelled"));
    let (done, cancelled) = (date(draft, "done"), date(draft, "cancelled"));
    let disagree = match mark {
        Mark::Open if has_done => Some(("open", "done", "tick it, or take the date off")),
        Mark::Open if has_cancelled => Some(("open", "cancelled", "write `[-]`, or take the date off")),
        Mark::Done if has_cancelled => Some(("done", "cancelled", "write `[-]`, or take the date off")),
        Mark::Cancelled if has_done => Some(("cancelled", "done", "write `[x]`, or take the date off")),
        _ => None,
    };
    if let Some((is, says, hint)) = disagree {
        let message = format!("the box is {is} and a field says {says}");
        draft.problem(Code::BoxAndFieldDisagree, None, message, hint);
    }
    match mark {
        Mark::Open => BoxState::Open,
        Mark::Done => BoxState::Done(done),
        Mark::Cancelled => BoxState::Cancelled(cancelled),
    }
}

/// Takes a date; one that can't be read is a problem.
fn date(draft: &mut Draft<'_, '_, '_>, key: &str) -> Option<Date> {
    let (written, span) = draft.take_with_span(key)?;
    let date = short_due::iso(&written.value);
    if date.is_none() {
        let message = format!("`{}` is not a date", value::shown(&written.value));
        draft.problem(
            Code::InvalidLineDate,
            Some(span),
            message,
            "dates are written as in `2026-11-01`, from 1900 to 2200",
        );
    }
    date
}
