//! The update by mail: takes what an edition shows and who is to have it, gives letters, and their bytes. Pure; leaves
//! writing and sending them to `cli`.

pub mod compose;
pub mod digest;
pub mod header;
mod mailbox;
mod mark;
pub mod mime;
mod part;
mod plain;
mod preview;
pub mod recipients;
pub mod reply;
pub mod send;
pub mod you;

pub use mailbox::{Mailbox, is_address};
pub use preview::{Proof, preview};

/// One message before it is bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its file without ending: the recipient's id, or the edition's name.
    pub name: String,
    /// To whom; the mail of the whole edition may have nobody.
    pub to: Option<Mailbox>,
    /// The subject, the status first.
    pub subject: String,
    /// The text part: the whole update, lines of at most 78 columns, ended by LF.
    pub text: String,
    /// The HTML part, at most 80 KB.
    pub html: String,
    /// The pictures it shows, each once.
    pub images: Vec<Image>,
}

/// A picture of a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// What `cid:` names it by, without a domain: unique in the letter.
    pub name: String,
    /// PNG.
    pub png: Vec<u8>,
}
