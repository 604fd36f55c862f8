//! One connection to a server: TLS always, then login, then a message at a time. Tells apart what a server refused, what
//! can't have arrived, and what may have.

use std::cell::Cell;
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::authentication::{Credentials as Login, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

use super::Parcel;
use super::server::Server;

/// Whose certificates are trusted.
#[derive(Clone, Debug)]
pub enum Roots {
    /// Those that the system trusts.
    System,
    /// These alone, as PEM.
    Own(Vec<u8>),
}

/// Who logs in.
#[derive(Clone)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The server took it.
    Accepted(String),
    /// It won't.
    Refused(String),
    /// It may later.
    Deferred(String),
    /// The connection broke before the message was whole.
    Unsent(String),
    /// The connection broke when it was whole: nobody knows.
    Unknown(String),
}

/// An open connection.
pub(super) struct Session {
    connection: SmtpConnection,
}

impl Session {
    /// Connects, encrypts and logs in.
    pub(super) fn open(
        server: &Server,
        credentials: Option<&Credentials>,
        roots: &Roots,
        hello: &str,
        timeout: Duration,
    ) -> Result<Self, String> {
        let tls = tls(&server.host, roots)?;
        let hello = ClientId::Domain(hello.to_owned());
        let first = server.is_implicit.then_some(&tls);
        let place = (server.host.as_str(), server.port);
        let mut connection =
            SmtpConnection::connect(place, Some(timeout), &hello, first, None).map_err(|error| words(&error))?;
        if !server.is_implicit {
            if !connection.can_starttls() {
                connection.abort();
                return Err("it offers no STARTTLS, and nothing is sent without TLS".to_owned());
            }
            connection.starttls(&tls, &hello).map_err(|error| words(&error))?;
        }
        if let Some(Credentials { user, password }) = credentials {
            let login = Login::new(user.clone(), password.clone());
            if let Err(error) = connection.auth(&[Mechanism::Plain, Mechanism::Login], &login) {
                connection.abort();
                return Err(format!("`{user}` can't log in: {}", words(&error)));
            }
        }
        Ok(Self { connection })
    }

    /// Whether it can be used for another message.
    pub(super) fn is_usable(&self) -> bool {
        !self.connection.has_broken()
    }

    /// Sends a message to its one recipient.
    pub(super) fn send(&mut self, parcel: &Parcel) -> Answer {
        match self.envelope(parcel) {
            Ok(()) => self.content(&parcel.bytes),
            Err(answer) => answer,
        }
    }

    fn envelope(&mut self, parcel: &Parcel) -> Result<(), Answer> {
        let address = |text: &str| text.parse::<Address>().map_err(|error| Answer::Refused(error.to_string()));
        let (from, to) = (address(&parcel.from)?, address(&parcel.to)?);
        for step in 0..3 {
            let done = match step {
                0 => self.connection.command(Mail::new(Some(from.clone()), Vec::new())),
                1 => self.connection.command(Rcpt::new(to.clone(), Vec::new())),
                _ => self.connection.command(Data),
            };
            let Err(error) = done else { continue };
            let Some(refused) = self.refusal(&error) else {
                self.connection.abort();
                return Err(Answer::Unsent(words(&error)));
            };
            self.begin_anew();
            return Err(refused);
        }
        Ok(())
    }

    fn content(&mut self, bytes: &[u8]) -> Answer {
        // What ends the message brings the end of its last line.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let is_whole = Cell::new(false);
        // Asked for more only when all before has gone out, and just before what ends the message does.
        let parts = bytes.chunks(64 * 1024).map(Some).chain([None]);
        let parts = parts.map_while(|part| {
            is_whole.set(part.is_none());
            part
        });
        let sent = self.connection.message_iter(parts);
        match sent {
            Ok(response) => Answer::Accepted(said(&response)),
            Err(error) => {
                if let Some(refused) = self.refusal(&error) {
                    self.begin_anew();
                    return refused;
                }
                self.connection.abort();
                let why = words(&error);
                if is_whole.get() { Answer::Unknown(why) } else { Answer::Unsent(why) }
            }
        }
    }

    /// After a refusal, for the next message; a server that can't is left.
    fn begin_anew(&mut self) {
        if self.is_usable() && self.connection.command(Rset).is_err() {
            self.connection.abort();
        }
    }

    /// What the server said, where it said no. Told to go away (421), the connection is over.
    fn refusal(&mut self, error: &Error) -> Option<Answer> {
        let code = error.status()?;
        if u16::from(code) == 421 {
            self.connection.abort();
        }
        let why = words(error);
        Some(if error.is_transient() { Answer::Deferred(why) } else { Answer::Refused(why) })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.is_usable() {
            let _ = self.connection.quit();
        }
    }
}

fn tls(host: &str, roots: &Roots) -> Result<TlsParameters, String> {
    let mut builder: TlsParametersBuilder = TlsParameters::builder(host.to_owned());
    if let Roots::Own(pem) = roots {
        let own = Certificate::from_pem(pem).map_err(|_| "the file of --ca holds no certificate".to_owned())?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(own);
    }
    builder.build().map_err(|error| words(&error))
}

fn said(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    line(&format!("{} {}", response.code(), lines.join(" ")))
}

/// An error with what lies beneath it.
fn words(error: &Error) -> String {
    use std::error::Error as _;
    if let Some(code) = error.status() {
        let why = error.source().map(ToString::to_string).unwrap_or_default();
        return line(&format!("{code} {why}"));
    }
    let mut out = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        let text = error.to_string();
        if !out.contains(&text) {
            out += &format!(": {text}");
        }
        below = error.source();
    }
    line(&out)
}

/// On one line, and not without end.
fn line(text: &str) -> String {
    let text = super::super::header::fit(text);
    if text.chars().count() <= 300 { text } else { text.chars().take(300).chain(['…']).collect() }
}
