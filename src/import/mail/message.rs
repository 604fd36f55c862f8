//! One message: takes its bytes, gives who wrote to whom and when, its thread and, where asked for, its text.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders};

use super::super::people::{By, People};
use super::super::text::{cut, line, lines, sum};
use crate::email::reply::{self, Token};
use crate::register::Id;

/// People of a message that are looked at.
const MAX_PEOPLE: usize = 500;
/// References of a message that are followed, from the last on and the first.
const MAX_REFERENCES: usize = 100;
/// Letters of a message's text kept.
const MAX_TEXT: usize = 20_000;

/// A message with somebody on record.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub(super) row: u64,
    pub(super) id: String,
    /// Messages it answers, the first of the thread first.
    pub(super) references: Vec<String>,
    pub(super) at: Timestamp,
    pub(super) date: Date,
    /// Without `Re:` and the like.
    pub(super) subject: String,
    /// Whether it had a `Re:`.
    pub(super) is_answer: bool,
    /// Who wrote it, where they are on record, and whether that is us.
    pub(super) from: Option<(Id, bool)>,
    /// Whom it went to.
    pub(super) to: Vec<(Id, bool)>,
    pub(super) has_private: bool,
    /// On record with another address, by the name of a sender or recipient.
    pub(super) strangers: Vec<Id>,
    pub(super) body: Option<String>,
    /// The ask it answers, as its subject says.
    pub(super) token: Option<Token>,
    /// The text of an answer.
    pub(super) said: String,
    /// The sender's address, and who on record has it.
    pub(super) sender: (String, Option<Id>),
}

impl Mail {
    pub(super) fn people(&self) -> impl Iterator<Item = &(Id, bool)> {
        self.from.iter().chain(&self.to)
    }

    pub(super) fn theirs(&self) -> impl Iterator<Item = &Id> {
        self.people().filter(|(_, is_ours)| !is_ours).map(|(id, _)| id)
    }

    pub(super) fn is_ours(&self) -> bool {
        self.from.as_ref().is_some_and(|(_, is_ours)| *is_ours)
    }
}

/// What a message is.
pub(super) enum Read {
    Mail(Box<Mail>),
    /// Nobody wrote it by hand.
    Automatic,
}

pub(super) fn read(row: u64, bytes: &[u8], people: &People, zone: &TimeZone, with_body: bool) -> Result<Read, String> {
    let parser = MessageParser::default();
    let message = if with_body { parser.parse(bytes) } else { parser.parse_headers(bytes) };
    let mut message = message.ok_or("no message: it has no headers")?;
    let subject = line(message.subject().unwrap_or_default());
    let token = reply::token(&subject);
    if token.is_some() && !with_body {
        message = parser.parse(bytes).unwrap_or(message);
    }
    let from = message.from().filter(|from| from.iter().any(|addr| addr.address.is_some()));
    let from = from.ok_or("the message has no sender (From); it was left out")?;
    let at = message.date().and_then(moment).ok_or("the message has no date that can be read; it was left out")?;
    let date = at.to_zoned(zone.clone()).date();
    if !(1971..=2200).contains(&date.year()) {
        return Err(format!("the message is dated {date}; it was left out"));
    }
    if is_automatic(&message) {
        return Ok(Read::Automatic);
    }
    let mut has_private = false;
    let mut strangers: Vec<Id> = Vec::new();
    let mut on_record = |address: Option<&Address<'_>>| -> Vec<(Id, bool)> {
        let mut list: Vec<(Id, bool)> = Vec::new();
        for addr in address.into_iter().flat_map(Address::iter).take(MAX_PEOPLE) {
            let name = addr.name.as_deref().map(line).unwrap_or_default();
            let Some((known, by)) = people.find(addr.address.as_deref(), &name) else { continue };
            // Whose address is known is known by it: a name anybody can write.
            if by == By::Name && known.has_address {
                if !known.is_private && !strangers.contains(&known.id) {
                    strangers.push(known.id.clone());
                }
                continue;
            }
            has_private |= known.is_private;
            if !known.is_private && !list.iter().any(|(id, _)| *id == known.id) {
                list.push((known.id.clone(), known.is_ours));
            }
        }
        list
    };
    let address = from.iter().find_map(|addr| addr.address.as_deref()).unwrap_or_default();
    // Whose name it bears anybody can write; who answers is told by the address alone.
    let known = people.find(Some(address), "").filter(|(_, by)| *by == By::Address);
    let sender = (line(address), known.map(|(known, _)| known.id.clone()));
    let from = on_record(Some(from)).into_iter().next();
    let mut to = on_record(message.to());
    to.extend(on_record(message.cc()));
    to.retain(|(id, _)| from.as_ref().is_none_or(|(from, _)| from != id));
    to.sort();
    to.dedup();
    let (subject, is_answer) = base(&subject);
    let id = message.message_id().map(named).filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| format!("none-{}", sum(&format!("{at}\n{subject}\n{from:?}"))));
    let mut references = ids(message.references());
    references.extend(ids(message.in_reply_to()));
    if references.len() > MAX_REFERENCES {
        references.drain(1..references.len() - MAX_REFERENCES);
    }
    references.retain(|other| *other != id);
    let text = || lines(&cut(message.body_text(0).unwrap_or_default().into_owned(), MAX_TEXT));
    let body = with_body.then(text);
    let said = token.as_ref().map(|_| body.clone().unwrap_or_else(text)).unwrap_or_default();
    Ok(Read::Mail(Box::new(Mail {
        row,
        id,
        references,
        at,
        date,
        subject,
        is_answer,
        from,
        to,
        has_private,
        strangers,
        body,
        token,
        said,
        sender,
    })))
}

/// A message id that can be kept: cleaned, and summed where it is long.
fn named(id: &str) -> String {
    let id = line(id);
    let id = id.trim_matches(['<', '>']).to_owned();
    if id.chars().count() > 200 { format!("sum-{}", sum(&id)) } else { id }
}

fn ids(header: &HeaderValue<'_>) -> Vec<String> {
    let text = header.as_text().map(|text| vec![text]);
    let list = header.as_text_list().map(|list| list.iter().map(AsRef::as_ref).collect());
    let all: Vec<&str> = text.or(list).unwrap_or_default();
    all.into_iter().flat_map(str::split_whitespace).map(named).filter(|id| !id.is_empty()).collect()
}

fn moment(date: &mail_parser::DateTime) -> Option<Timestamp> {
    let small = |n: u8| i8::try_from(n).ok();
    let day = Date::new(i16::try_from(date.year).ok()?, small(date.month)?, small(date.day)?).ok()?;
    let time = jiff::civil::Time::new(small(date.hour)?, small(date.minute)?, small(date.second)?.min(59), 0).ok()?;
    let seconds = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
    let offset = jiff::tz::Offset::from_seconds(if date.tz_before_gmt { -seconds } else { seconds }).ok()?;
    offset.to_timestamp(day.to_datetime(time)).ok()
}

/// Bulk mail, automatic answers, invitations and the answers to them.
fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &'static str| {
        message.header(name).and_then(HeaderValue::as_text).unwrap_or_default().trim().to_lowercase()
    };
    let automatic = header("Auto-Submitted");
    let is_calendar =
        |kind: &mail_parser::ContentType<'_>| kind.subtype().is_some_and(|s| s.eq_ignore_ascii_case("calendar"));
    (!automatic.is_empty() && automatic != "no")
        || matches!(header("Precedence").as_str(), "bulk" | "list" | "junk" | "auto_reply")
        || message.header("List-Unsubscribe").is_some()
        || message.header("X-Autoreply").is_some()
        || message.parts.iter().any(|part| part.content_type().is_some_and(is_calendar))
}

/// A subject without what answering and forwarding put before it; whether it was an answer.
fn base(subject: &str) -> (String, bool) {
    const ANSWERS: [&str; 8] = ["re:", "aw:", "antw:", "sv:", "rv:", "ref:", "r:", "réf:"];
    const FORWARDS: [&str; 6] = ["fw:", "fwd:", "wg:", "tr:", "rv:", "enc:"];
    let (mut rest, mut is_answer) = (subject.trim(), false);
    loop {
        let cut = |list: &[&str]| {
            list.iter().find_map(|prefix| {
                let head = rest.get(..prefix.len())?;
                head.to_lowercase().eq(*prefix).then(|| rest[prefix.len()..].trim_start())
            })
        };
        if let Some(next) = cut(&ANSWERS) {
            (rest, is_answer) = (next, true);
        } else if let Some(next) = cut(&FORWARDS) {
            rest = next;
        } else {
            return (rest.to_owned(), is_answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_lose_what_answering_puts_before_them() {
        assert_eq!(base("Re: AW: WG: Costs"), ("Costs".to_owned(), true));
        assert_eq!(base("Fwd: Costs"), ("Costs".to_owned(), false));
        assert_eq!(base("Regarding: x"), ("Regarding: x".to_owned(), false));
        assert_eq!(base("Ré"), ("Ré".to_owned(), false));
    }
}
