//! Answers to asks: takes messages whose subject names an ask of an update and an option of it, gives the update with the
//! ask answered on the message's day. Only whom it was asked of can answer, told by their address; only an option that is
//! still what the subject says it is; and an answer on record stands. What isn't recorded is said, and nothing is guessed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::text::cut;
use super::super::{Context, Draft, Report, verify};
use super::message::Mail;
use crate::capture;
use crate::email::reply::{self, Token};
use crate::register::{Ask, Id, Update};

/// Letters of an option in a message.
const SHOWN: usize = 100;

/// A message that answers an ask.
#[derive(Debug)]
pub(super) struct Answer {
    row: u64,
    at: Timestamp,
    date: Date,
    token: Token,
    address: String,
    from: Option<Id>,
}

impl Answer {
    /// The answer that a message is.
    pub(super) fn of(mail: &Mail) -> Option<Self> {
        let token = mail.token.clone()?;
        let (address, from) = mail.sender.clone();
        Some(Self { row: mail.row, at: mail.at, date: mail.date, token, address, from })
    }
}

/// An ask answered by this import.
struct Settled {
    path: String,
    row: u64,
    date: Date,
    outcome: String,
}

/// The updates with what the messages answer, the first message on an ask first.
pub(super) fn drafts(context: &Context<'_>, mut answers: Vec<Answer>, report: &mut Report) -> Vec<Draft> {
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
            if matches!(answer.token.option, Some((_, Some(_)))) {
                report.fault(answer.row, format!("an answer to `{}`, which no update asks", cut(id.clone(), SHOWN)));
            }
            continue;
        };
        let outcome = match option(answer, update, ask) {
            Ok(option) => option,
            Err(why) => {
                report.fault(answer.row, format!("an answer to `{id}` {why}; it was not recorded"));
                continue;
            }
        };
        let before = settled.get(&ask.id).map(|s| (s.date, s.outcome.as_str()));
        let on_record = ask.answered.map(|on| (on, ask.outcome.as_deref().unwrap_or_default()));
        if let Some((on, stands)) = before.or(on_record) {
            if reply::is_option(stands, outcome) {
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
        let text = was.and_then(|was| capture::settled_ask(was, id, "answered", answer.date, Some(outcome)));
        let Some(text) = text else {
            let how = format!("its table was not found in `{path}`: `rapporteur close {id} --told \"...\"`");
            report.fault(answer.row, format!("an answer to `{id}` can't be written, {how}"));
            continue;
        };
        texts.insert(path.clone(), text);
        let (row, date, outcome) = (answer.row, answer.date, outcome.to_owned());
        settled.insert(ask.id.clone(), Settled { path, row, date, outcome });
    }
    written(context, texts, &settled, report)
}

/// The option that a message chooses, as the ask has it.
fn option<'a>(answer: &Answer, update: &Update, ask: &'a Ask) -> Result<&'a str, String> {
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
    let Some((letter, written)) = &answer.token.option else {
        return Err(format!("that names no option: say which of A to {last}, with {close}"));
    };
    let at = usize::from(u8::try_from(*letter).unwrap_or_default().saturating_sub(b'A'));
    let Some(option) = ask.options.get(at).filter(|_| at < reply::LETTERS) else {
        return Err(format!("names option {letter}, and there are A to {last}"));
    };
    match written {
        None => Err(format!("names option {letter} without its words (`{}`): say which, with {close}", shown(option))),
        Some(written) if !reply::is_option(written, option) => {
            let (written, option) = (shown(written), shown(option));
            Err(format!("says option {letter} is `{written}`, and it is `{option}`: they may have changed since"))
        }
        Some(_) => Ok(option),
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
