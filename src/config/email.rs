//! `[email]`: from whom and to whom the update goes by mail.

use crate::register::Id;
use crate::source::Place;

/// What mail needs to know. Neither a server nor a password is among it: a workspace isn't trusted with either.
#[derive(Clone, Debug, PartialEq)]
pub struct Email {
    /// The edition whose update goes out; default `leadership`.
    pub edition: String,
    /// The sender, as `Name <address>`; default the first of our people with an address.
    pub from: Option<String>,
    /// Where answers go, as `Name <address>`; default the sender.
    pub reply_to: Option<String>,
    /// To whom the mail of the whole edition is addressed, a list say; default nobody.
    pub to: Option<String>,
    /// Stakeholders and groups who get a mail of their own, with where each is written.
    pub recipients: Vec<(Id, Place)>,
    /// Where the edition is published, for links from the mail; none without it.
    pub site: Option<String>,
    /// Where one gets off the list (`https:` or `mailto:`); no such header without it.
    pub unsubscribe: Option<String>,
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
            unsent: false,
        }
    }
}
