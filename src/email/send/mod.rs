//! Sending: takes messages with their envelopes, a server and the record of what was sent before; gives what became of
//! each. Nothing goes to the same person twice: what was accepted is skipped, and where it isn't known whether the server
//! took a message, it waits for a decision.

pub mod plan;
pub mod record;
pub mod server;
#[cfg(feature = "send")]
mod smtp;
#[cfg(feature = "send")]
mod work;

#[cfg(feature = "send")]
pub use smtp::{Credentials, Roots};
#[cfg(feature = "send")]
pub use work::{Job, Outcome, Unreachable, send};

/// A message with its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The letter's name: the recipient's id, or the edition's name.
    pub name: String,
    /// The sender's address.
    pub from: String,
    /// The address it goes to: one.
    pub to: String,
    /// What it brings, the same for every version of it: `leadership 2026-10-22`.
    pub occasion: String,
    /// Its Message-ID, without brackets.
    pub id: String,
    /// The message, its last line ended by CR LF.
    pub bytes: Vec<u8>,
}
