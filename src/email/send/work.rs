//! The run: every message once, those put off again after a while, each step on the record before the next.

use std::time::Duration;

use super::Parcel;
use super::plan::{Verdict, verdict};
use super::record::{Record, RecordError, State};
use super::server::Server;
use super::smtp::{Answer, Credentials, Roots, Session};

/// How a run goes.
#[derive(Clone)]
pub struct Job<'a> {
    /// The server.
    pub server: &'a Server,
    /// Who logs in; nobody by default.
    pub credentials: Option<&'a Credentials>,
    /// Whose certificates are trusted.
    pub roots: &'a Roots,
    /// The name we give the server.
    pub hello: &'a str,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long to wait before what was put off is tried again, each time.
    pub waits: &'a [Duration],
    /// Names of the letters that go out whatever the record says.
    pub again: &'a [String],
    /// When the run began, for the record.
    pub at: &'a dyn Fn() -> String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it, and what it said.
    Accepted(String),
    /// It had taken it before.
    Before,
    /// It won't, and why.
    Refused(String),
    /// It didn't, however often it was asked.
    Deferred(String),
    /// The connection broke before the message was whole.
    Unsent(String),
    /// The connection broke when it was whole; nobody knows whether the server took it.
    Unknown(String),
    /// A run before was stopped in between; nobody knows.
    Withheld,
    /// They got another version before.
    Other,
    /// There was no server to give it to.
    Left,
}

/// Why a run ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// The server can't be reached, or isn't who it should be, or lets nobody in.
    #[error("{0}")]
    Server(String),
    /// The record can't be kept: nothing more goes out.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Sends what is to be sent. `told` hears what becomes of each message, when that is known; `wait` passes the time.
///
/// # Errors
/// Where a run ends before its time; what it did until then has been told.
pub fn send(
    parcels: &[Parcel],
    record: &mut Record,
    job: &Job<'_>,
    wait: &mut dyn FnMut(Duration),
    told: &mut dyn FnMut(&Parcel, &Outcome),
) -> Result<(), Unreachable> {
    let mut waiting: Vec<&Parcel> = Vec::new();
    for parcel in parcels {
        match verdict(record, parcel, job.again.contains(&parcel.name)) {
            Verdict::Send => waiting.push(parcel),
            Verdict::Done => told(parcel, &Outcome::Before),
            Verdict::Unknown => told(parcel, &Outcome::Withheld),
            Verdict::Other => told(parcel, &Outcome::Other),
        }
    }
    let mut waits = job.waits.iter();
    let mut session: Option<Session> = None;
    while !waiting.is_empty() {
        let mut later: Vec<(&Parcel, Outcome)> = Vec::new();
        let mut parcels = std::mem::take(&mut waiting).into_iter();
        while let Some(parcel) = parcels.next() {
            if session.as_ref().is_none_or(|session| !session.is_usable()) {
                drop(session.take());
                match Session::open(job.server, job.credentials, job.roots, job.hello, job.timeout) {
                    Ok(opened) => session = Some(opened),
                    Err(why) => {
                        for (parcel, outcome) in &later {
                            told(parcel, outcome);
                        }
                        for parcel in std::iter::once(parcel).chain(parcels) {
                            told(parcel, &Outcome::Left);
                        }
                        return Err(Unreachable::Server(why));
                    }
                }
            }
            let open = session.as_mut().expect("it was opened");
            record.add(parcel, &(job.at)(), State::Attempting, "")?;
            let (state, outcome) = match open.send(parcel) {
                Answer::Accepted(said) => (State::Accepted, Outcome::Accepted(said)),
                Answer::Refused(why) => (State::Refused, Outcome::Refused(why)),
                Answer::Deferred(why) => (State::Deferred, Outcome::Deferred(why)),
                Answer::Unsent(why) => (State::Unsent, Outcome::Unsent(why)),
                Answer::Unknown(why) => (State::Attempting, Outcome::Unknown(why)),
            };
            let (Outcome::Accepted(said)
            | Outcome::Refused(said)
            | Outcome::Deferred(said)
            | Outcome::Unsent(said)
            | Outcome::Unknown(said)) = &outcome
            else {
                unreachable!("an answer has words")
            };
            record.add(parcel, &(job.at)(), state, said)?;
            if matches!(outcome, Outcome::Deferred(_) | Outcome::Unsent(_)) {
                later.push((parcel, outcome));
            } else {
                told(parcel, &outcome);
            }
        }
        if later.is_empty() {
            break;
        }
        let Some(pause) = waits.next() else {
            for (parcel, outcome) in &later {
                told(parcel, outcome);
            }
            break;
        };
        // Nobody keeps a line open while nothing is said.
        session = None;
        wait(*pause);
        waiting = later.into_iter().map(|(parcel, _)| parcel).collect();
    }
    Ok(())
}
