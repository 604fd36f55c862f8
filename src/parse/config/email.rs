//! `[email]`: the sender, the recipients, the addresses of the web. Leaves whom an id is, and what mail to them may hold,
//! to `validate`.

use std::collections::BTreeMap;

use crate::config::{Edition, Email};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::email::Mailbox;
use crate::email::header::unfit;
use crate::parse::fields::{Fields, hint_among};
use crate::parse::value::{Table, shown};
use crate::register::Id;
use crate::source::Place;

/// Reads `[email]`.
pub(super) fn email(table: &Table, editions: &BTreeMap<String, Edition>, diagnostics: &mut Diagnostics) -> Email {
    let mut fields = Fields::new(table, "[email]", diagnostics);
    let default = Email::default();
    let edition = fields.id("edition");
    if let Some(edition) = &edition
        && !editions.contains_key(edition.value.as_str())
    {
        let message = format!("there is no edition `{}`", edition.value);
        let hint = hint_among(edition.value.as_str(), editions.keys().map(String::as_str));
        fields.push(Diagnostic::new(Code::UnknownWord, edition.place, message).hint(hint));
    }
    let email = Email {
        edition: edition.map_or(default.edition, |edition| edition.value.to_string()),
        from: mailbox(&mut fields, "from"),
        reply_to: mailbox(&mut fields, "reply_to"),
        to: mailbox(&mut fields, "to"),
        recipients: recipients(&mut fields),
        site: site(&mut fields),
        unsubscribe: unsubscribe(&mut fields),
        one_click: one_click(&mut fields),
        unsent: fields.boolean("unsent").is_some_and(|unsent| unsent.value),
    };
    fields.finish();
    email
}

fn mailbox(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Mailbox> {
    let written = fields.line(key)?;
    let mailbox = Mailbox::parse(&written.value);
    // What is unfit for a header has been told as that.
    if mailbox.is_none() && unfit(&written.value).is_none() {
        let message = format!("`{}` is no mail address", shown(&written.value));
        let hint = "write one, as in `Robin Berg <robin@ports.example>`; a domain beyond ASCII in its `xn--` form";
        fields.push(Diagnostic::new(Code::InvalidAddress, written.place, message).hint(hint));
    }
    mailbox
}

/// Each once.
fn recipients(fields: &mut Fields<'_, '_>) -> Vec<(Id, Place)> {
    let mut places: BTreeMap<Id, Place> = BTreeMap::new();
    let mut found = Vec::new();
    for id in fields.ids("recipients").unwrap_or_default() {
        if let Some(first) = places.get(&id.value) {
            let message = format!("`{}` is listed twice", id.value);
            let twice = Diagnostic::new(Code::OutOfRange, id.place, message).hint("list a recipient once");
            fields.push(twice.related(*first, "first here"));
            continue;
        }
        places.insert(id.value.clone(), id.place);
        found.push((id.value, id.place));
    }
    found
}

/// The address of the published edition, with a slash at its end.
fn site(fields: &mut Fields<'_, '_>) -> Option<String> {
    let written = fields.line("site")?;
    let after = written.value.strip_prefix("https://").or_else(|| written.value.strip_prefix("http://"));
    let is_address = after.is_some_and(|after| is_host(after) && !after.contains(['?', '#'])) && is_url(&written.value);
    if is_address {
        let slash = if written.value.ends_with('/') { "" } else { "/" };
        return Some(written.value + slash);
    }
    let message = format!("`{}` is no address of the web", shown(&written.value));
    let hint = "write the folder's, as in `https://reports.ports.example/leadership/`";
    fields.push(Diagnostic::new(Code::InvalidAddress, written.place, message).hint(hint));
    None
}

fn unsubscribe(fields: &mut Fields<'_, '_>) -> Option<String> {
    let written = fields.line("unsubscribe")?;
    let web = written.value.strip_prefix("https://").is_some_and(is_host);
    let mail = written.value.strip_prefix("mailto:").is_some_and(|to| {
        let address = to.split('?').next().unwrap_or(to);
        Mailbox::new(None, address).is_some()
    });
    if (web || mail) && is_url(&written.value) {
        return Some(written.value);
    }
    let message = format!("`{}` is no address to unsubscribe at", shown(&written.value));
    let hint = "write an `https://` or a `mailto:` address, without spaces or brackets";
    fields.push(Diagnostic::new(Code::InvalidAddress, written.place, message).hint(hint));
    None
}

/// A mail client may POST only to an `https:` address.
fn one_click(fields: &mut Fields<'_, '_>) -> bool {
    let Some(written) = fields.boolean("one_click") else { return false };
    let is_web = fields.table.get("unsubscribe").is_some_and(|(_, node)| {
        matches!(&node.data, crate::parse::value::Data::String(text) if text.trim().starts_with("https://"))
    });
    if written.value && !is_web {
        let message = "`one_click` needs an `https://` address in `unsubscribe`";
        fields.push(Diagnostic::new(Code::InvalidAddress, written.place, message).hint("give one, or take it out"));
    }
    written.value && is_web
}

/// Whether what follows the scheme begins with a host, and names no user.
fn is_host(after: &str) -> bool {
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty()
        && host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
}

/// Whether a text can stand between `<` and `>` of a header, and in an attribute.
fn is_url(text: &str) -> bool {
    text.len() <= 500 && text.chars().all(|c| c.is_ascii_graphic() && !"<>\"'`\\^{|},".contains(c))
}
