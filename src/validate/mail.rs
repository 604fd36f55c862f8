//! Who gets mail: each recipient exists, has an address, and may read the edition that goes out. Fails closed: where a
//! record doesn't say what mail to somebody may hold, it may hold only what is for everyone.

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::email::is_address;
use crate::email::recipients::{Recipient, Without, meant_by, recipients as everybody};
use crate::parse::fields::hint_among;
use crate::parse::value::shown;
use crate::register::{Id, Register};

/// Looks at `[email] recipients`.
pub(super) fn recipients(register: &Register, config: &Config, diagnostics: &mut Diagnostics) {
    for (id, place) in &config.email.recipients {
        if meant_by(register, id, *place).is_none() {
            let message = format!("no person and no group has the id `{id}`");
            let known = register.stakeholders.keys().chain(register.groups.keys());
            let known = known.chain(register.team.iter().map(|m| &m.id)).map(Id::as_str);
            let hint = hint_among(id.as_str(), known);
            diagnostics.push(Diagnostic::new(Code::UnknownPerson, *place, message).hint(hint));
        }
    }
    for recipient in everybody(register, config) {
        address(&recipient, diagnostics);
        audience(&recipient, config, diagnostics);
    }
}

fn address(recipient: &Recipient, diagnostics: &mut Diagnostics) {
    let Recipient { id, .. } = recipient;
    match &recipient.address {
        None => {
            let message = format!("`{id}` gets no mail: their record has no `email`");
            let warning = Diagnostic::new(Code::RecipientWithoutAddress, recipient.place, message);
            diagnostics.push(warning.hint("add their address, or take them off the list"));
        }
        Some(written) if !is_address(written) => {
            let place = recipient.address_place.unwrap_or(recipient.place);
            let message = format!("`{}`, the `email` of `{id}`, is no mail address", shown(written));
            let hint = "write one address, as in `ada@ports.example`; a domain beyond ASCII in its `xn--` form";
            diagnostics.push(
                Diagnostic::new(Code::InvalidAddress, place, message)
                    .hint(hint)
                    .related(recipient.place, "they get mail"),
            );
        }
        Some(_) => {}
    }
}

fn audience(recipient: &Recipient, config: &Config, diagnostics: &mut Diagnostics) {
    let Some(edition) = config.editions.get(&config.email.edition) else { return };
    if recipient.audience <= edition.audience {
        return;
    }
    let Recipient { id, audience, .. } = recipient;
    let message = format!(
        "mail to `{id}` may hold what is for {}, and the edition `{}` is for {}",
        audience.as_str(),
        edition.name,
        edition.audience.as_str()
    );
    let whose = if recipient.is_ours { "in their `[[team]]`" } else { "in their record or their group's" };
    let hint = format!(
        "write `audience = \"{}\"` {whose} where they may read all of it, or take them off the list",
        edition.audience.as_str()
    );
    diagnostics.push(Diagnostic::new(Code::MailTooWide, recipient.place, message).hint(hint));
}

/// Warns of recipients who have left by `as_of`.
pub(super) fn left(register: &Register, config: &Config, as_of: Date, diagnostics: &mut Diagnostics) {
    for recipient in everybody(register, config) {
        if let Err(Without::Left(day)) = recipient.mailbox(as_of) {
            let message = format!("`{}` gets no mail: they left on {day}", recipient.id);
            let warning = Diagnostic::new(Code::RecipientHasLeft, recipient.place, message);
            diagnostics.push(warning.hint("take them off the list"));
        }
    }
}
