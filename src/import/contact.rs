//! Contacts: takes the bytes of a vCard file (2.1, 3, 4; any number of cards), gives records for the people in it.

use super::content_line::{ContentLine, read};
use super::record::{self, Given, Person};
use super::text::{LONGEST, address, cut, line, lines};
use super::{Context, Import, Report, finish};
use crate::parse::names;
use crate::register::Kind;

/// Cards of one file.
const MAX_CARDS: usize = 10_000;

/// Imports contacts.
pub fn contacts(context: &Context<'_>, bytes: &[u8]) -> Import {
    let mut report = Report { unit: "line", ..Report::default() };
    let mut persons = Vec::new();
    for card in cards(&read(bytes), &mut report) {
        if let Some(person) = person(&card, &mut report) {
            persons.push(person);
        }
    }
    if persons.is_empty() && report.faults.is_empty() {
        report.fault(0, "there is no card in it");
    }
    let drafts = record::write(context, "vcf", persons, &mut report);
    finish(context, drafts, report)
}

/// The cards, each from its `BEGIN` on; what is never ended or begun is said.
fn cards(all: &[ContentLine], report: &mut Report) -> Vec<Vec<ContentLine>> {
    let mut cards: Vec<Vec<ContentLine>> = Vec::new();
    let mut open: Option<Vec<ContentLine>> = None;
    for line in all {
        let is = |name: &str| line.name == name && line.value.trim().eq_ignore_ascii_case("VCARD");
        if is("BEGIN") {
            if let Some(unended) = open.replace(vec![line.clone()]) {
                report.fault(unended[0].number, "the card has no END:VCARD; it was left out");
            }
        } else if is("END") {
            match open.take() {
                Some(card) if cards.len() < MAX_CARDS => cards.push(card),
                Some(card) => {
                    report.fault(card[0].number, format!("more than {MAX_CARDS} cards; the rest was not read"));
                    return cards;
                }
                None => report.fault(line.number, "END:VCARD without a BEGIN"),
            }
        } else if let Some(card) = &mut open {
            card.push(line.clone());
        } else {
            report.fault(line.number, format!("`{}` is outside of every card", cut(self::line(&line.text()), 40)));
        }
    }
    if let Some(unended) = open {
        report.fault(unended[0].number, "the card has no END:VCARD; it was left out");
    }
    cards
}

fn person(card: &[ContentLine], report: &mut Report) -> Option<Person> {
    let row = card[0].number;
    let first = |name: &str| card.iter().find(|l| l.name == name && !l.value.trim().is_empty());
    let text = |name: &str| first(name).map(|l| line(&l.text())).filter(|t| !t.is_empty());
    for bad in card.iter().filter(|l| l.name.is_empty()) {
        report.fault(bad.number, format!("`{}` is no line of a card; it was passed over", cut(line(&bad.value), 40)));
    }
    let parts = first("N").map(|l| l.parts(';')).unwrap_or_default();
    let part = |n: usize| parts.get(n).map(|p| line(p)).unwrap_or_default();
    let in_parts = [part(1), part(2), part(0)].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    let organisation = first("ORG").map(|l| l.parts(';')).unwrap_or_default();
    let organisation: Vec<String> = organisation.iter().map(|p| line(p)).filter(|p| !p.is_empty()).collect();
    let named = text("FN").filter(|name| !names::key(name).is_empty()).or(Some(in_parts).filter(|n| !n.is_empty()));
    let is_firm = named.is_none() && !organisation.is_empty();
    let Some(name) = named.or_else(|| organisation.first().cloned()) else {
        report.fault(row, "the card has no name (FN or N); it was left out");
        return None;
    };
    let mut person = Person { row, name, ..Person::default() };
    person.kind = match text("KIND").map(|k| k.to_lowercase()).as_deref() {
        Some("group" | "org") => Some(Kind::Group),
        _ if is_firm => Some(Kind::Group),
        _ => None,
    };
    let mut mails: Vec<&ContentLine> = card.iter().filter(|l| l.name == "EMAIL").collect();
    mails.sort_by_key(|l| !(l.has("TYPE", "PREF") || l.parameter("PREF") == Some("1")));
    for mail in mails {
        match address(&mail.text()) {
            Some(address) if !person.emails.contains(&address) => person.emails.push(address),
            Some(_) => {}
            None => report.fault_in(mail.number, "EMAIL", format!("`{}` is no address", cut(line(&mail.text()), 60))),
        }
    }
    let title = text("TITLE").or_else(|| text("ROLE"));
    person.fields.extend(title.map(|title| ("title", Given::Text(title))));
    if let Some(firm) = organisation.first().filter(|_| !is_firm) {
        person.fields.push(("organisation", Given::Text(firm.clone())));
    }
    let nicknames: Vec<String> = first("NICKNAME").map(|l| l.parts(',')).unwrap_or_default();
    let nicknames: Vec<String> = nicknames.iter().map(|n| line(n)).filter(|n| !n.is_empty()).collect();
    if !nicknames.is_empty() {
        person.fields.push(("aliases", Given::List(nicknames)));
    }
    let mut extra = |key: &str, text: String| {
        let text = cut(text.trim().to_owned(), LONGEST);
        if !text.is_empty() {
            person.extra.push((key.to_owned(), text));
        }
    };
    extra("department", organisation.iter().skip(1).cloned().collect::<Vec<_>>().join(", "));
    if text("TITLE").is_some() {
        extra("role", text("ROLE").unwrap_or_default());
    }
    let phones: Vec<String> = card.iter().filter(|l| l.name == "TEL").map(|l| line(&l.text())).collect();
    extra("phone", phones.join(", ").replace("tel:", ""));
    extra("categories", first("CATEGORIES").map(|l| line(&l.parts(',').join(", "))).unwrap_or_default());
    extra("note", first("NOTE").map(|l| lines(&l.text())).unwrap_or_default());
    extra("url", text("URL").unwrap_or_default());
    let read: [&str; 26] = [
        "BEGIN",
        "END",
        "VERSION",
        "FN",
        "N",
        "ORG",
        "TITLE",
        "ROLE",
        "EMAIL",
        "TEL",
        "NICKNAME",
        "CATEGORIES",
        "NOTE",
        "URL",
        "KIND",
        "UID",
        "REV",
        "PRODID",
        "PHOTO",
        "LOGO",
        "SOUND",
        "KEY",
        "SOURCE",
        "SORT-STRING",
        "CLASS",
        "",
    ];
    let mut unread: Vec<&str> = card.iter().map(|l| l.name.as_str()).filter(|name| !read.contains(name)).collect();
    unread.sort_unstable();
    unread.dedup();
    for name in unread {
        let line = format!("{name} of a card: no field for it, not kept");
        if !report.passed.contains(&line) && report.passed.len() < 100 {
            report.passed.push(line);
        }
    }
    Some(person)
}
