//! `email --send`: which server, who logs in, what was sent before; and what became of each mail.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Written;
use crate::cli::{Environment, Failure};
use crate::email::mime::Head;

/// Options of sending.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sending")]
pub(super) struct Sending {
    /// Send what was written, to everybody who hasn't got it.
    #[arg(long)]
    send: bool,
    /// The server: `smtps://user@host` (TLS, port 465) or `smtp://user@host` (STARTTLS, port 587); else `RAPPORTEUR_SMTP`.
    #[arg(long, value_name = "URL", requires = "send")]
    smtp: Option<String>,
    /// A command that prints the password; else `RAPPORTEUR_SMTP_PASSWORD`.
    #[arg(long, value_name = "CMD", requires = "send")]
    password_command: Option<String>,
    /// Trust the certificates of this PEM file, instead of the system's.
    #[arg(long, value_name = "FILE", requires = "send")]
    ca: Option<PathBuf>,
    /// Where the record of what was sent is; by default sent.jsonl beside the mails. Required where CI is set.
    #[arg(long, value_name = "FILE", requires = "send")]
    record: Option<PathBuf>,
    /// Send this one whatever the record says: it got another version, or nobody knows; can be repeated.
    #[arg(long, value_name = "ID", requires = "send")]
    again: Vec<String>,
    /// Seconds an answer of the server may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600), requires = "send")]
    timeout: u64,
    /// Milliseconds to wait before what was put off is tried again, each time.
    #[arg(long, hide = true, value_delimiter = ',', default_values_t = [10_000, 60_000, 300_000])]
    waits: Vec<u64>,
}

#[cfg(not(feature = "send"))]
impl Sending {
    /// Nothing, or that this program can't send.
    pub(super) fn server(&self, _: &Environment) -> Result<Option<()>, Failure> {
        if self.send {
            return Err(Failure::Usage(
                "this program was built without `send`; open the drafts in a mail program".to_owned(),
            ));
        }
        Ok(None)
    }

    /// Never comes to it.
    pub(super) fn send(&self, (): &(), _: &[Written], _: &Head, _: &Path, _: &Environment) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(feature = "send")]
mod over_smtp {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use anstyle::{AnsiColor, Style};

    use super::{Environment, Failure, Head, Path, Sending, Written};
    use crate::cli::output::{clean, count, tell};
    use crate::email::send::record::{NAME, Record, RecordError};
    use crate::email::send::server::Server;
    use crate::email::send::{Credentials, Job, Outcome, Parcel, Roots, Unreachable, send};

    /// A server and how to get in.
    #[derive(Debug)]
    pub(in crate::cli::email) struct Way {
        server: Server,
        credentials: Option<Credentials>,
        roots: Roots,
    }

    impl Sending {
        /// The server to send over, where sending is asked for; what is missing is told before anything is written.
        pub(in crate::cli::email) fn server(&self, environment: &Environment) -> Result<Option<Way>, Failure> {
            if !self.send {
                return Ok(None);
            }
            if environment.ci && self.record.is_none() {
                return Err(Failure::Usage(
                    "where CI is set, --send needs --record FILE, kept from run to run: without it the next run sends everything again"
                        .to_owned(),
                ));
            }
            let written = self.smtp.as_deref().or(environment.smtp.server.as_deref()).ok_or_else(|| {
                Failure::Usage("which server? give --smtp smtps://user@host, or set RAPPORTEUR_SMTP".to_owned())
            })?;
            // It may hold a password: it isn't printed.
            let server = Server::parse(written)
                .map_err(|why| Failure::Usage(format!("the address of the server can't be used: {}", clean(&why))))?;
            let roots = match &self.ca {
                None => Roots::System,
                Some(path) => Roots::Own(std::fs::read(path).map_err(|error| {
                    Failure::Environment(format!("cannot read `{}`: {error}", clean(&path.display().to_string())))
                })?),
            };
            let user = server.user.clone().or_else(|| environment.smtp.user.clone());
            let credentials = match user {
                None if self.password_command.is_some() => {
                    let told =
                        "a password, and nobody to log in: write `user@` before the host, or set RAPPORTEUR_SMTP_USER";
                    return Err(Failure::Usage(told.to_owned()));
                }
                None => None,
                Some(user) => Some(Credentials { user, password: self.password(environment)? }),
            };
            Ok(Some(Way { server, credentials, roots }))
        }

        fn password(&self, environment: &Environment) -> Result<String, Failure> {
            let Some(command) = &self.password_command else {
                return environment.smtp.password.clone().ok_or_else(|| {
                    Failure::Usage("no password: set RAPPORTEUR_SMTP_PASSWORD or give --password-command".to_owned())
                });
            };
            let ran =
                Command::new("sh").arg("-c").arg(command).stdin(Stdio::inherit()).stderr(Stdio::inherit()).output();
            let output =
                ran.map_err(|error| Failure::Environment(format!("cannot run the password's command: {error}")))?;
            let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success());
            let line = text.as_deref().and_then(|text| text.lines().next()).filter(|line| !line.is_empty());
            line.map(str::to_owned)
                .ok_or_else(|| Failure::Environment("the password's command gave no password".to_owned()))
        }

        /// Sends what isn't sent, and says of each what became of it.
        pub(in crate::cli::email) fn send(
            &self,
            way: &Way,
            written: &[Written],
            head: &Head,
            folder: &Path,
            environment: &Environment,
        ) -> Result<(), Failure> {
            if let Some(name) = self.again.iter().find(|name| !written.iter().any(|w| w.letter.name == **name)) {
                return Err(Failure::Usage(format!("--again `{}`: there is no such mail", clean(name))));
            }
            let parcels: Vec<Parcel> = written.iter().filter_map(|w| parcel(w, head)).collect();
            if parcels.is_empty() {
                return Err(Failure::Usage(
                    "nobody to send to: list `recipients` under [email], or set `to` for the mail of the whole edition"
                        .to_owned(),
                ));
            }
            let path = self.record.clone().unwrap_or_else(|| folder.join(NAME));
            let mut record = Record::open(&path).map_err(|error| kept(&error))?;
            tell(&format!("\n{} over {}\n", count(parcels.len(), "mail", "mails"), clean(&way.server.shown())));
            let waits: Vec<Duration> = self.waits.iter().map(|ms| Duration::from_millis(*ms)).collect();
            let at = || (environment.now + environment.started.elapsed()).to_string();
            let job = Job {
                server: &way.server,
                credentials: way.credentials.as_ref(),
                roots: &way.roots,
                hello: head.from.domain(),
                timeout: Duration::from_secs(self.timeout),
                waits: &waits,
                again: &self.again,
                at: &at,
            };
            let mut wait = |pause: Duration| {
                tell(&format!("  the server put some off; trying again in {} s\n", pause.as_secs()));
                std::thread::sleep(pause);
            };
            let mut failed = 0;
            let mut told = |parcel: &Parcel, outcome: &Outcome| {
                failed += usize::from(!matches!(outcome, Outcome::Accepted(_) | Outcome::Before));
                tell(&line(parcel, outcome));
            };
            let ended = send(&parcels, &mut record, &job, &mut wait, &mut told);
            match ended {
                Err(Unreachable::Server(why)) => Err(Failure::Environment(format!(
                    "cannot send over {}: {}",
                    clean(&way.server.shown()),
                    clean(&why)
                ))),
                Err(Unreachable::Record(error)) => Err(kept(&error)),
                Ok(()) if failed > 0 => Err(Failure::Findings),
                Ok(()) => Ok(()),
            }
        }
    }

    fn kept(error: &RecordError) -> Failure {
        Failure::Environment(clean(&error.to_string()))
    }

    /// A mail without a recipient is no parcel.
    fn parcel(written: &Written, head: &Head) -> Option<Parcel> {
        let to = written.letter.to.as_ref()?;
        Some(Parcel {
            name: written.letter.name.clone(),
            from: head.from.address.clone(),
            to: to.address.clone(),
            occasion: written.occasion.clone(),
            id: written.message.id.clone(),
            bytes: written.message.bytes.clone(),
        })
    }

    fn line(parcel: &Parcel, outcome: &Outcome) -> String {
        let (good, bad, doubtful) = (AnsiColor::Green, AnsiColor::Red, AnsiColor::Yellow);
        let name = clean(&parcel.name);
        let again = format!("; `--again {name}` sends it");
        let (colour, word, rest) = match outcome {
            Outcome::Accepted(said) => (good, "accepted", format!(": {}", clean(said))),
            Outcome::Before => (good, "sent before", String::new()),
            Outcome::Refused(why) => (bad, "refused", format!(": {}", clean(why))),
            Outcome::Deferred(why) => (bad, "put off", format!(": {}; run it again later", clean(why))),
            Outcome::Unsent(why) => (bad, "not sent", format!(": {}; run it again", clean(why))),
            Outcome::Left => (bad, "not sent", String::new()),
            Outcome::Unknown(why) => {
                (doubtful, "unknown", format!(": {}; the server may have taken it{again} once more", clean(why)))
            }
            Outcome::Withheld => (
                doubtful,
                "unknown",
                format!(": a run before was stopped; the server may have taken it{again} once more"),
            ),
            Outcome::Other => (doubtful, "held back", format!(": they were sent another version of it{again}")),
        };
        let style = Style::new().fg_color(Some(colour.into()));
        format!("  {}  {style}{word}{style:#}{rest}\n", clean(&format!("{name} <{}>", parcel.to)))
    }
}
