//! `[email]`: from whom and to whom the update goes by mail.

use crate::email::Mailbox;
use crate::register::{Id, TeamMember};
use crate::source::Place;

/// What mail needs to know. Neither a server nor a password is among it: a workspace isn't trusted with either.
#[derive(Clone, Debug, PartialEq)]
pub struct Email {
    /// The edition whose update goes out; default `leadership`.
    pub edition: String,
    /// The sender; default the first of our people with an address.
    pub from: Option<Mailbox>,
    /// Where answers go; default the sender.
    pub reply_to: Option<Mailbox>,
    /// To whom the mail of the whole edition is addressed, a list say; default nobody.
    pub to: Option<Mailbox>,
    /// Stakeholders, groups and people of ours who get a mail of their own, with where each is written; each once.
    pub recipients: Vec<(Id, Place)>,
    /// Where the edition is published, for links from the mail, ending in `/`; none without it.
    pub site: Option<String>,
    /// Where one gets off the list (`https:` or `mailto:`); no such header without it.
    pub unsubscribe: Option<String>,
    /// Whether a POST to that address does it at once (RFC 8058); default not.
    pub one_click: bool,
    /// Whether drafts open ready to be sent (`X-Unsent: 1`); default not.
    pub unsent: bool,
}

impl Default for Email {
    fn default() -> Self {
        Self {
            edition: "leadership".to_owned(),
            from: None,
            reply_to: None,
            to: None,
            recipients: Vec::new(),
            site: None,
            unsubscribe: None,
            one_click: false,
            unsent: false,
        }
    }
}

impl Email {
    /// The sender: as configured, else the first of our people with an address that can be one.
    pub fn sender(&self, team: &[TeamMember]) -> Option<Mailbox> {
        let first = || team.iter().find_map(|m| Mailbox::new(Some(&m.name), m.email.as_deref()?));
        self.from.clone().or_else(first)
    }

    /// Where answers go.
    pub fn answers_to(&self, team: &[TeamMember]) -> Option<Mailbox> {
        self.reply_to.clone().or_else(|| self.sender(team))
    }
}
