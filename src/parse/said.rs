//! Lines that open with a word: takes what stands behind `(feedback)`, `(told)`, `(sentiment)`, `(consulted)` or
//! `(decision)`, gives what it says.

use super::item::{Draft, skip_spaces};
use super::line_fields::has_mention;
use super::{Handle, ItemKind};
use crate::diagnostic::Code;
use crate::register::{FeedbackKind, Outcome, Severity};

/// Reads a line; what is missing or wrong is a problem of the draft.
pub(super) fn read(draft: &mut Draft<'_, '_, '_>, word: &str) -> ItemKind {
    let kind = match word {
        "feedback" => feedback(draft),
        "told" => told(draft),
        "sentiment" => sentiment(draft),
        "consulted" => consulted(draft),
        _ => decision(draft),
    };
    // Without a kind there is a problem, and the message is taken from that.
    kind.unwrap_or(ItemKind::Uncounted { message: String::new() })
}

fn feedback(draft: &mut Draft<'_, '_, '_>) -> Option<ItemKind> {
    let who = person(draft, "(feedback) @who: what they said");
    let kind = draft.take_word("kind", FeedbackKind::WORDS, FeedbackKind::parse).unwrap_or(FeedbackKind::Request);
    let severity = draft.take_word("severity", Severity::WORDS, Severity::parse).unwrap_or(Severity::Medium);
    let (who, end) = who?;
    let text = draft.text_after(end);
    if text.is_empty() {
        draft.problem(
            Code::InvalidLineField,
            None,
            "this feedback has no text",
            "write `(feedback) @who: what they said`",
        );
    }
    Some(ItemKind::Feedback { who, text, kind, severity })
}

fn told(draft: &mut Draft<'_, '_, '_>) -> Option<ItemKind> {
    let who = person(draft, "(told) @who: the response");
    let (has_feedback, has_outcome) = (draft.has("feedback"), draft.has("outcome"));
    let feedback = draft.take_id("feedback");
    if !has_feedback && !has_outcome {
        let hint = "add `[feedback:: ID]`, and `[outcome:: accepted]`, `partly`, `declined` or `deferred`";
        let message = "this says neither which feedback it answers nor what became of it";
        draft.problem(Code::InvalidLineField, None, message, hint);
    } else if !has_feedback {
        draft.problem(
            Code::InvalidLineField,
            None,
            "this doesn't say which feedback it answers",
            "add `[feedback:: ID]`",
        );
    }
    let outcome = draft.take_word("outcome", Outcome::WORDS, Outcome::parse);
    if has_feedback && !has_outcome {
        let hint = "add `[outcome:: accepted]`, or `partly`, `declined`, `deferred`";
        draft.problem(Code::InvalidLineField, None, "this doesn't say what became of the feedback", hint);
    }
    let (who, end) = who?;
    let text = draft.text_after(end);
    if outcome == Some(Outcome::Declined) && text.is_empty() {
        let hint = "write it after the colon: `(told) @who: because ...`";
        draft.problem(Code::InvalidLineField, None, "declined without a reason", hint);
    }
    Some(ItemKind::Told { who, text, feedback: feedback?, outcome: outcome? })
}

fn sentiment(draft: &mut Draft<'_, '_, '_>) -> Option<ItemKind> {
    let (who, end) = person(draft, "(sentiment) @who +1: in their words")?;
    let rest = &draft.fields.rest;
    let start = skip_spaces(&rest.mask, end);
    let length = rest.mask[start..].find(|c: char| c.is_whitespace() || c == ':').unwrap_or(rest.mask.len() - start);
    let written = &rest.mask[start..start + length];
    let span = (length > 0).then(|| rest.span(start..start + length));
    let value = match written {
        "-2" | "\u{2212}2" => -2,
        "-1" | "\u{2212}1" => -1,
        "0" | "+0" => 0,
        "1" | "+1" => 1,
        "2" | "+2" => 2,
        _ => {
            let message = match written {
                "" => "this says no value".to_owned(),
                _ => format!("`{}` is no value from -2 to +2", super::value::shown(written)),
            };
            draft.problem(
                Code::InvalidLineField,
                span,
                message,
                "write `(sentiment) @who +1: in their words`, from -2 to +2",
            );
            return None;
        }
    };
    let text = draft.text_after(start + length);
    Some(ItemKind::Sentiment { who, value, text })
}

fn consulted(draft: &mut Draft<'_, '_, '_>) -> Option<ItemKind> {
    let (who, end) = draft.handles(0);
    let form = "(consulted) @who, @who  [decision:: ID]";
    if who.is_empty() {
        nobody(draft, form);
    } else if has_mention(&draft.fields.rest.mask[end..]) {
        let hint = format!("write `{form}`, with commas between people");
        draft.problem(Code::InvalidLineField, None, "it isn't clear who was consulted", hint);
    }
    if !draft.has("decision") {
        draft.problem(
            Code::InvalidLineField,
            None,
            "this doesn't say which decision it was about",
            "add `[decision:: ID]`",
        );
    }
    let decision = draft.take_id("decision")?;
    Some(ItemKind::Consulted { who, decision })
}

fn decision(draft: &mut Draft<'_, '_, '_>) -> Option<ItemKind> {
    let approver = by_field(draft, "approver");
    let driver = by_field(draft, "driver");
    let text = draft.text_after(0);
    if text.is_empty() {
        draft.problem(Code::InvalidLineField, None, "this decision has no text", "write `(decision) what was decided`");
        return None;
    }
    Some(ItemKind::Decision { text, approver, driver })
}

/// A person named in a field, with or without `@`.
fn by_field(draft: &mut Draft<'_, '_, '_>, key: &str) -> Option<Handle> {
    let mut written = draft.take(key)?;
    let name = written.value.strip_prefix('@').unwrap_or(&written.value).trim();
    if name.is_empty() {
        draft.problem(Code::InvalidLineField, None, format!("`{key}` names nobody"), format!("write `[{key}:: @who]`"));
        return None;
    }
    written.value = name.to_owned();
    Some(written)
}

/// The one person a line begins with.
fn person(draft: &mut Draft<'_, '_, '_>, form: &str) -> Option<(Handle, usize)> {
    let (mut who, end) = draft.handles(0);
    if who.len() > 1 {
        draft.problem(
            Code::InvalidLineField,
            None,
            "this names several people",
            format!("write a line for each: `{form}`"),
        );
    }
    if who.is_empty() {
        nobody(draft, form);
        return None;
    }
    Some((who.swap_remove(0), end))
}

fn nobody(draft: &mut Draft<'_, '_, '_>, form: &str) {
    draft.problem(Code::InvalidLineField, None, "this names nobody", format!("write `{form}`"));
}
