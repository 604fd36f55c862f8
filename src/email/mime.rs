//! The bytes of a message: takes a [`Letter`] and what its header says, gives a message as RFC 5322 and MIME want it. The
//! same letter gives the same bytes: date, Message-ID, Content-IDs and boundaries come from what it holds.
//!
//! `multipart/alternative` { text, `multipart/related` { HTML, pictures } }, the latter only where there are pictures.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::url::URL;
use mail_builder::mime::MimePart;
use sha2::{Digest, Sha256};

use super::header::fit;
use super::{Image, Letter, Mailbox};

/// What the headers of every letter of a run say.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The sender.
    pub from: Mailbox,
    /// Where answers go.
    pub reply_to: Mailbox,
    /// The date, as of which all is said; see [`date`].
    pub date: String,
    /// Where one gets off the list.
    pub unsubscribe: Option<String>,
    /// Whether a POST there does it.
    pub one_click: bool,
    /// Whether it opens ready to be sent.
    pub unsent: bool,
}

/// A message as it is written and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its Message-ID, without brackets.
    pub id: String,
    /// ASCII, lines ended by CR LF, the last one too.
    pub bytes: Vec<u8>,
}

/// The day's beginning in a time zone, as a header says it; UTC where the zone is unknown.
pub fn date(as_of: Date, time_zone: Option<&str>) -> String {
    let zone = time_zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let zoned = as_of.to_zoned(zone).or_else(|_| as_of.to_zoned(TimeZone::UTC));
    let text = zoned.ok().and_then(|zoned| jiff::fmt::rfc2822::to_string(&zoned).ok());
    text.expect("a workspace's dates are between 1900 and 2200")
}

/// Makes the message.
pub fn message(letter: &Letter, head: &Head) -> Message {
    let domain = head.from.domain();
    let (html, images) = pictures(letter, domain);
    let hash = hash(letter, head);
    let id = format!("{}@{domain}", &hash[..40]);
    let mut message = MessageBuilder::new()
        .header("From", address(&head.from))
        .header("To", letter.to.as_ref().map_or_else(nobody, address))
        .header("Reply-To", address(&head.reply_to))
        .header("Subject", subject(&letter.subject))
        .header("Date", Raw::new(head.date.as_str()))
        .header("Message-ID", MessageId::new(id.as_str()))
        .header("MIME-Version", Raw::new("1.0"))
        .header("Auto-Submitted", Raw::new("auto-generated"));
    if let Some(unsubscribe) = &head.unsubscribe {
        message = message.header("List-Unsubscribe", URL::new(unsubscribe.as_str()));
        if head.one_click {
            message = message.header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
        }
    }
    if head.unsent {
        message = message.header("X-Unsent", Raw::new("1"));
    }
    let text = MimePart::new("text/plain", plain_ends(&letter.text));
    let html = MimePart::new("text/html", plain_ends(&html).into_owned());
    let second = if images.is_empty() {
        html
    } else {
        let pictures = images.into_iter().map(|(cid, image)| {
            MimePart::new(ContentType::new("image/png"), image.png.as_slice())
                .header("Content-ID", MessageId::new(cid))
                .header("Content-Disposition", ContentType::new("inline").attribute("filename", file(image)))
        });
        let parts: Vec<MimePart<'_>> = std::iter::once(html).chain(pictures).collect();
        let kind = multipart("related", &hash, 'r').attribute("type", "text/html");
        MimePart::new(kind, parts)
    };
    let body = MimePart::new(multipart("alternative", &hash, 'a'), vec![text, second]);
    let mut bytes = Vec::new();
    message.body(body).serialize(&mut bytes);
    Message { id, bytes }
}

/// Text whose lines end with LF alone, and that holds no NUL: a server may take any other end for the end of the message.
fn plain_ends(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\0']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', ""))
}

/// No encoding of a part writes `=_`, so that no line of one is the boundary.
fn multipart<'x>(kind: &str, hash: &str, letter: char) -> ContentType<'x> {
    ContentType::new(format!("multipart/{kind}")).attribute("boundary", format!("=_{letter}{}", &hash[..32]))
}

/// Plain text is folded between its words; anything else is encoded.
fn subject<'x>(text: &str) -> HeaderType<'x> {
    // No encoded word begins that isn't ours.
    let text = fit(text).replace("=?", "= ?");
    let is_plain = text.is_ascii() && text.split(' ').all(|word| word.len() <= 60);
    if is_plain { HeaderType::Raw(Raw::new(text)) } else { HeaderType::Text(Text::new(text)) }
}

fn address(mailbox: &Mailbox) -> HeaderType<'_> {
    let name = mailbox.name.as_deref().map(Cow::Borrowed);
    HeaderType::Address(Address::new_address(name, mailbox.address.as_str()))
}

/// A group without members: the header is there, and names nobody.
fn nobody<'x>() -> HeaderType<'x> {
    HeaderType::Raw(Raw::new("undisclosed-recipients:;"))
}

fn file(image: &Image) -> String {
    format!("{}.png", image.name)
}

/// The HTML with whole Content-IDs, and the pictures it shows with theirs, each once.
fn pictures<'l>(letter: &'l Letter, domain: &str) -> (String, Vec<(String, &'l Image)>) {
    let cids: Vec<(String, &Image)> = letter
        .images
        .iter()
        .map(|image| (format!("{}.{}@{domain}", image.name, &hex(&Sha256::digest(&image.png))[..16]), image))
        .collect();
    let mut shown = BTreeSet::new();
    let mut html = String::with_capacity(letter.html.len() + 64 * cids.len());
    let mut parts = letter.html.split("cid:");
    html += parts.next().unwrap_or_default();
    for part in parts {
        let end = part.find(|c: char| !is_of_a_name(c)).unwrap_or(part.len());
        html += "cid:";
        let found = cids.iter().enumerate().find(|(_, (_, image))| image.name == part[..end]);
        html += found.map_or(&part[..end], |(_, (cid, _))| cid.as_str());
        html += &part[end..];
        shown.extend(found.map(|(n, _)| n));
    }
    let used = cids.into_iter().enumerate().filter(|(n, _)| shown.contains(n)).map(|(_, cid)| cid);
    (html, used.collect())
}

fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

/// Of all that the message holds.
fn hash(letter: &Letter, head: &Head) -> String {
    let mut hasher = Sha256::new();
    let mut add = |part: &[u8]| {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    for mailbox in [Some(&head.from), Some(&head.reply_to), letter.to.as_ref()] {
        add(mailbox.map_or("", |m| &m.address).as_bytes());
        add(mailbox.and_then(|m| m.name.as_deref()).unwrap_or_default().as_bytes());
    }
    let flags = [u8::from(head.one_click), u8::from(head.unsent)];
    let unsubscribe = head.unsubscribe.as_deref().unwrap_or_default();
    for part in [&head.date, unsubscribe, &letter.subject, &letter.text, &letter.html] {
        add(part.as_bytes());
    }
    add(&flags);
    for image in &letter.images {
        add(image.name.as_bytes());
        add(&image.png);
    }
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).expect("four bits are a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(text: &str) -> Mailbox {
        Mailbox::parse(text).unwrap()
    }

    fn head() -> Head {
        Head {
            from: mailbox("Robin Berg <robin@ports.example>"),
            reply_to: mailbox("robin@ports.example"),
            date: date(jiff::civil::date(2026, 11, 1), Some("Europe/Oslo")),
            unsubscribe: None,
            one_click: false,
            unsent: false,
        }
    }

    fn letter() -> Letter {
        let image = |name: &str| Image { name: name.to_owned(), png: vec![0x89, b'P', b'N', b'G'] };
        Letter {
            name: "ada".to_owned(),
            to: Some(mailbox("Ada Moss <ada@ports.example>")),
            subject: "Amber".to_owned(),
            text: ".one\n\nZo\u{eb}\n".to_owned(),
            html: "<p>cid: not one, nor cid:none</p><img src=\"cid:goal-1\"><img src='cid:goal-10'>\n".to_owned(),
            images: vec![image("goal-1"), image("goal-10"), image("unseen")],
        }
    }

    fn text(message: &Message) -> String {
        String::from_utf8(message.bytes.clone()).unwrap()
    }

    #[test]
    fn every_picture_shown_is_there_once_and_no_other() {
        let text = text(&message(&letter(), &head()));
        let ids: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("Content-ID: <")?.strip_suffix('>')).collect();
        assert_eq!(ids.len(), 2, "{text}");
        let joined = text.replace("=\r\n", "");
        for id in ids {
            assert!(id.ends_with("@ports.example") && id.starts_with("goal-1"), "{id}");
            assert_eq!(joined.matches(&format!("cid:{id}")).count(), 1, "{joined}");
        }
        assert!(joined.contains("cid: not one, nor cid:none<"));
        let bare = Letter { html: "<p>x</p>".to_owned(), ..letter() };
        assert!(!self::text(&message(&bare, &head())).contains("multipart/related"));
    }

    #[test]
    fn the_same_letter_is_the_same_bytes_and_another_has_another_id() {
        let first = message(&letter(), &head());
        assert_eq!(first, message(&letter(), &head()));
        let mut ids = BTreeSet::from([first.id]);
        for other in [
            Letter { to: Some(mailbox("Ada <ada@ports.example>")), ..letter() },
            Letter { to: None, ..letter() },
            Letter { subject: "Green".to_owned(), ..letter() },
            Letter { text: "x\n".to_owned(), ..letter() },
            Letter { html: "x".to_owned(), ..letter() },
            Letter { images: Vec::new(), ..letter() },
        ] {
            assert!(ids.insert(message(&other, &head()).id), "{other:?}");
        }
        for other in [
            Head { unsent: true, ..head() },
            Head { date: date(jiff::civil::date(2026, 11, 2), None), ..head() },
            Head { unsubscribe: Some("mailto:x@ports.example".to_owned()), ..head() },
        ] {
            assert!(ids.insert(message(&letter(), &other).id), "{other:?}");
        }
    }

    #[test]
    fn a_header_is_one_line_whatever_a_template_makes() {
        for subject in
            ["a\r\nBcc: x@evil.example", "a\rBcc: x", "a\nBcc: x", "a\0b", "\u{2028}Bcc: x", "=?utf-8?q?=0D=0A?="]
        {
            let text = text(&message(&Letter { subject: subject.to_owned(), ..letter() }, &head()));
            let (headers, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(!headers.contains("\nBcc") && !headers.contains('\0'), "{headers}");
            assert_eq!(headers.matches("Subject: ").count(), 1);
            assert!(!headers.contains("=?"), "{headers}");
            assert!(text.replace("\r\n", "").find(['\r', '\n']).is_none(), "{text}");
        }
    }

    #[test]
    fn the_day_begins_where_its_readers_are() {
        assert_eq!(head().date, "Sun, 1 Nov 2026 00:00:00 +0100");
        assert_eq!(date(jiff::civil::date(2026, 7, 1), None), "Wed, 1 Jul 2026 00:00:00 +0000");
    }
}
