//! Answers to asks: takes messages whose subject names an ask of an update and an option of it, gives the update with the
//! ask answered on the message's day. Only whom it was asked of can answer, told by their address; only an option that is
//! still what the subject says it is; and an answer on record stands. What isn't recorded is said, and nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::text::cut;
use super::super::{Context, Draft, Report, verify};
use super::message::Mail;
use super::remark::{self, Own};
use crate::capture;
use crate::email::reply::{self, Token};
use crate::register::{Ask, Id, Update};

/// Letters of an option in a message.
const SHOWN: usize = 100;

/// A message that answers an ask.
#[derive(Debug)]
pub(super) struct Answer {
    row: u64,
    id: String,
    at: Timestamp,
    date: Date,
    token: Token,
    said: String,
    address: String,
    from: Option<Id>,
}

impl Answer {
    /// The answer that a message is.
    pub(super) fn of(mail: &Mail) -> Option<Self> {
        let token = mail.token.clone()?;
        let (address, from) = mail.sender.clone();
        let (id, said) = (mail.id.clone(), mail.said.clone());
        Some(Self { row: mail.row, id, at: mail.at, date: mail.date, token, said, address, from })
    }
}

/// An ask answered by this import.
struct Settled {
    path: String,
    row: u64,
    date: Date,
    outcome: String,
}

/// The updates with what the messages answer, the first message on an ask first. Remarks are told, but for those of
/// messages that were known before; `with_body` keeps them.
pub(super) fn drafts(
    context: &Context<'_>,
    mut answers: Vec<Answer>,
    with_body: bool,
    known: &BTreeSet<String>,
    report: &mut Report,
) -> Vec<Draft> {
    answers.sort_by_key(|answer| (answer.at, answer.row));
    let asks: BTreeMap<&str, (&Update, &Ask)> = context
        .workspace
        .register
        .updates
        .iter()
        .flat_map(|update| update.asks.iter().map(move |ask| (ask.value.id.as_str(), (update, &ask.value))))
        .collect();
    let mut settled: BTreeMap<Id, Settled> = BTreeMap::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for answer in &answers {
        let id = &answer.token.ask;
        let Some((update, ask)) = asks.get(id.as_str()) else {
            // Other mail has such subjects, too; only a link of ours gives letter and words.
            if answer.token.option.as_ref().is_some_and(|chosen| chosen.words.is_some()) {
                report.fault(answer.row, format!("an answer to `{}`, which no update asks", cut(id.clone(), SHOWN)));
            }
            continue;
        };
        let (outcome, has_remark) = match option(answer, update, ask) {
            Ok((option, has_remark)) => (reply::outcome(option), has_remark),
            Err(why) => {
                report.fault(answer.row, format!("an answer to `{id}` {why}; it was not recorded"));
                continue;
            }
        };
        let before = settled.get(&ask.id).map(|s| (s.date, s.outcome.as_str()));
        let on_record = ask.answered.map(|on| (on, ask.outcome.as_deref().unwrap_or_default()));
        if let Some((on, stands)) = before.or(on_record) {
            let is_same = reply::is_whole(stands, &outcome);
            if has_remark && !known.contains(&answer.id) {
                remark(answer, with_body, report);
            }
            if is_same {
                report.unchanged += 1;
            } else {
                report
                    .left
                    .push(format!("`{id}`, answered {on}: {}; the mail of {} says: {outcome}", stands, answer.date));
            }
            continue;
        }
        if let Some(on) = ask.withdrawn {
            report.left.push(format!("`{id}`, withdrawn {on}; the mail of {} says: {outcome}", answer.date));
            continue;
        }
        let path = context.workspace.register.path(update.place.file).to_string();
        let was = texts.get(&path).map(String::as_str).or_else(|| context.text(&path));
        let text = was.and_then(|was| capture::settled_ask(was, id, "answered", answer.date, Some(&outcome)));
        let Some(text) = text else {
            let how = format!("its table was not found in `{path}`: `rapporteur close {id} --told \"...\"`");
            report.fault(answer.row, format!("an answer to `{id}` can't be written, {how}"));
            continue;
        };
        texts.insert(path.clone(), text);
        if has_remark {
            remark(answer, with_body, report);
        }
        let (row, date) = (answer.row, answer.date);
        settled.insert(ask.id.clone(), Settled { path, row, date, outcome });
    }
    written(context, texts, &settled, report)
}

/// Says that there is more in an answer than its option.
fn remark(answer: &Answer, with_body: bool, report: &mut Report) {
    let what = format!("the answer to `{}` of {} with a remark", answer.token.ask, answer.date);
    if with_body {
        report.guess(format!("{what}: it is kept in the note, and may say more than the option: read it"));
    } else {
        let how = "run again with `--with-body` to keep it, or read the mail: it may say more than the option";
        report.passed.push(format!("{what}: {how}"));
    }
}

/// The option that a message chooses, as the ask has it, and whether there is a remark with it.
fn option<'a>(answer: &Answer, update: &Update, ask: &'a Ask) -> Result<(&'a str, bool), String> {
    let Some(from) = &answer.from else {
        return Err(format!("from {}, an address on no record", cut(answer.address.clone(), SHOWN)));
    };
    if ask.from.as_ref().is_some_and(|asked| asked != from) {
        return Err(format!("from `{from}`, whom it wasn't asked of"));
    }
    if answer.date < update.date {
        return Err(format!("of {}, before it was asked ({})", answer.date, update.date));
    }
    let close = format!("`rapporteur close {} --told \"...\"`", ask.id);
    let last = ask.options.len().min(reply::LETTERS).checked_sub(1).and_then(reply::letter);
    let Some(last) = last else { return Err(format!("in their own words (there are no options): {close}")) };
    let Some(chosen) = &answer.token.option else {
        return Err(format!("that names no option: say which of A to {last}, with {close}"));
    };
    let letter = chosen.letter;
    let at = usize::from(u8::try_from(letter).unwrap_or_default().saturating_sub(b'A'));
    let Some(option) = ask.options.get(at).filter(|_| at < reply::LETTERS) else {
        return Err(format!("names option {letter}, and there are A to {last}"));
    };
    let Some(written) = &chosen.words else {
        return Err(format!("names option {letter} without its words (`{}`): say which, with {close}", shown(option)));
    };
    if !answer.token.is_exact {
        return Err(format!("has more in its subject than the answer, which may say otherwise: read it, then {close}"));
    }
    if !reply::is_option(written, option) {
        let (written, option) = (shown(written), shown(option));
        return Err(format!("says option {letter} is `{written}`, and it is `{option}`: they may have changed since"));
    }
    match &chosen.check {
        Some(check) if *check != reply::check(option) => {
            let option = shown(option);
            return Err(format!(
                "has the check #{check}, which isn't that of option {letter} (`{option}`): it changed since"
            ));
        }
        None if !reply::is_whole(written, option) => {
            return Err(format!("has only the beginning of option {letter} and no check behind it: {close}"));
        }
        _ => {}
    }
    match remark::own(&answer.said, &ask.what, &ask.options, at) {
        Own::Other(line) => {
            let line = shown(&line);
            Err(format!("says {letter} in its subject and `{line}` in its text: read it, then {close}"))
        }
        own => Ok((option, own == Own::Remark)),
    }
}

fn shown(text: &str) -> String {
    cut(text.to_owned(), SHOWN)
}

/// The files, each as it must read afterwards.
fn written(
    context: &Context<'_>,
    texts: BTreeMap<String, String>,
    settled: &BTreeMap<Id, Settled>,
    report: &mut Report,
) -> Vec<Draft> {
    let drafts: Vec<Draft> = texts
        .into_iter()
        .filter_map(|(path, text)| {
            let of = settled.iter().filter(|(_, s)| s.path == path);
            let what: Vec<String> =
                of.clone().map(|(id, s)| format!("`{id}` answered {}: {}", s.date, s.outcome)).collect();
            let row = of.map(|(_, s)| s.row).max().unwrap_or(0);
            Some(Draft { was: Some(context.text(&path)?.to_owned()), path, text, what: what.join("; "), row })
        })
        .collect();
    if drafts.is_empty() {
        return drafts;
    }
    let after = verify::linked(context, &drafts);
    let asks = after.register.updates.iter().flat_map(|u| &u.asks).map(|ask| (&ask.value.id, &ask.value));
    let asks: BTreeMap<&Id, &Ask> = asks.collect();
    let is_read = |id: &Id, s: &Settled| {
        asks.get(id).is_some_and(|ask| ask.answered == Some(s.date) && ask.outcome.as_deref() == Some(&s.outcome))
    };
    let (good, bad): (Vec<Draft>, Vec<Draft>) = drafts
        .into_iter()
        .partition(|draft| settled.iter().filter(|(_, s)| s.path == draft.path).all(|(id, s)| is_read(id, s)));
    for draft in bad {
        report.fault(draft.row, format!("{} would not be read so in `{}`; write it by hand", draft.what, draft.path));
    }
    good
}
