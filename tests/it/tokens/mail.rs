//! The same for mail: in no part of one, decoded, is what its reader may not see.

use rapporteur::email::compose::compose;
use rapporteur::email::{Mailbox, mime};
use rapporteur::register::Audience;
use rapporteur::render::Templates;

use super::Marked;
use crate::noninterference::{hidden_people, is_about_hidden, view};

/// A mail as its reader's program decodes it: header, texts, pictures.
fn decoded(bytes: &[u8]) -> String {
    let message = mail_parser::MessageParser::default().parse(bytes).unwrap();
    let mut text = message.subject().unwrap_or_default().to_owned();
    for address in [message.from(), message.to(), message.reply_to()].into_iter().flatten().flat_map(|list| list.iter())
    {
        text += &format!(" {} {}", address.name().unwrap_or_default(), address.address().unwrap_or_default());
    }
    for part in &message.parts {
        text += &String::from_utf8_lossy(part.contents());
    }
    (text + &String::from_utf8_lossy(bytes)).to_lowercase()
}

#[test]
fn no_token_is_in_a_decoded_part_of_a_mail_that_it_may_not_reach() {
    let mut marked = Marked::default();
    let world = marked.world();
    let mut workspace = world.link().expect("the tokens leave the workspace sound");
    let place = workspace.register.stakeholders.values().next().unwrap().place;
    workspace.config.email.recipients = workspace.register.stakeholders.keys().map(|id| (id.clone(), place)).collect();
    let mailbox = |text: &str| Mailbox::parse(text).unwrap();
    let head = mime::Head {
        from: mailbox("Robin <robin@ports.example>"),
        reply_to: mailbox("robin@ports.example"),
        date: mime::date(crate::world::as_of(), None),
        unsubscribe: None,
        one_click: false,
        unsent: false,
    };
    workspace.config.email.from = Some(head.from.clone());
    let (mut found_in_common, mut letters) = (0, 0);
    for (name, audience) in
        [("team", Audience::Team), ("leadership", Audience::Leadership), ("public", Audience::Everyone)]
    {
        workspace.register.stakeholders.values_mut().for_each(|s| s.audience = Some(audience));
        let hidden = hidden_people(&world, audience);
        let edition = &workspace.config.editions[name];
        let templates = Templates::new(&workspace.sources.templates).unwrap();
        let view = view(&workspace, name, None);
        let composed = compose(&workspace, &view, edition, &templates, None);
        let composed = composed.unwrap().expect("there is an update");
        for letter in &composed.letters {
            letters += 1;
            let text = decoded(&mime::message(letter, &head).bytes);
            for (token, spot) in marked.spots.iter().filter(|(token, _)| text.contains(*token)) {
                let gone = spot.about.as_ref().is_some_and(|(kind, record)| is_about_hidden(kind, record, &hidden));
                let is_common = letter.name == name;
                let may = if is_common {
                    spot.label.is_visible_to(audience) && !gone
                } else {
                    // What somebody is party to is for the team; how they are called and reached is theirs to know.
                    spot.label.is_visible_to(Audience::Team)
                        || matches!(&*spot.what, "stakeholder.name" | "stakeholder.email")
                };
                // Addresses of ours stand in the header, and answers go to one.
                let may =
                    may || matches!(&*spot.what, "config.email.from" | "config.email.reply_to" | "config.email.to");
                assert!(may, "{name}, the mail to {}, holds {token}: {spot:?}", letter.name);
                found_in_common += usize::from(is_common);
            }
        }
    }
    assert!(found_in_common > 50 && letters > 5, "{found_in_common} tokens in {letters} letters");
}
