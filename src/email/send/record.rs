//! The record of what was sent: a file with a line of JSON for each step, only ever added to, each on the disk before the
//! next step is taken. A step is written before a message goes out and after its answer: where only the first is there, the
//! program was stopped in between, and nobody knows whether the server took the message.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::Parcel;

/// Name of the record in the folder of the mails.
pub const NAME: &str = "sent.jsonl";

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It goes out now; as a last word: nobody knows.
    Attempting,
    /// The server took it.
    Accepted,
    /// The server didn't, and won't.
    Refused,
    /// The server didn't, and may later.
    Deferred,
    /// The connection broke before the message was whole: the server can't have taken it.
    Unsent,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When the run began, as RFC 3339 in UTC.
    pub at: String,
    /// How the message stands.
    pub state: State,
    /// The letter's name.
    pub name: String,
    /// The address it goes to.
    pub to: String,
    /// What it brings.
    pub occasion: String,
    /// Its Message-ID.
    pub message_id: String,
    /// What the server said, or what went wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// Why there is no record to go by.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is there and can't be understood.
    #[error("cannot read the record `{path}`, line {line}: {problem}; nothing is sent without it")]
    Unreadable {
        /// The record.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// Another run has it.
    #[error("another run is sending by the record `{path}`; start again when it has ended")]
    Busy {
        /// The record.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot {action} the record `{path}`: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The record.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// The record, ours alone while we have it.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    file: File,
    /// The last step of each message to each address.
    last: BTreeMap<(String, String), Step>,
}

impl Record {
    /// Opens or makes it; a line that a crash cut short is taken off its end.
    ///
    /// # Errors
    /// A record that can't be read, or that another run has.
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        let failed = |action| move |source| RecordError::Io { action, path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        let mut file = options.open(path).map_err(failed("open"))?;
        // File systems without locks get none.
        if flock(&file, FlockOperation::NonBlockingLockExclusive) == Err(rustix::io::Errno::WOULDBLOCK) {
            return Err(RecordError::Busy { path: path.to_owned() });
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("read"))?;
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
        if whole < bytes.len() {
            file.set_len(whole as u64).map_err(failed("mend"))?;
            file.seek(SeekFrom::End(0)).map_err(failed("mend"))?;
        }
        let mut last = BTreeMap::new();
        for (n, line) in bytes[..whole].split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            let step: Step = serde_json::from_slice(line).map_err(|error| RecordError::Unreadable {
                path: path.to_owned(),
                line: n + 1,
                problem: error.to_string(),
            })?;
            last.insert(key(&step.message_id, &step.to), step);
        }
        let record = Self { path: path.to_owned(), file, last };
        // The name of a new file is on the disk, too, before anything relies on it.
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(record)
    }

    /// The last step of a message.
    pub fn of(&self, parcel: &Parcel) -> Option<&Step> {
        self.last.get(&key(&parcel.id, &parcel.to))
    }

    /// The last steps of other versions of what a message brings to the same person: their address or their letter's name.
    pub fn others<'r>(&'r self, parcel: &'r Parcel) -> impl Iterator<Item = &'r Step> {
        let same = |step: &&Step| step.name == parcel.name || step.to.eq_ignore_ascii_case(&parcel.to);
        let other = |step: &&Step| step.message_id != parcel.id || !step.to.eq_ignore_ascii_case(&parcel.to);
        self.last.values().filter(move |s| s.occasion == parcel.occasion).filter(same).filter(other)
    }

    /// Adds a step; it is on the disk when this returns.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn add(&mut self, parcel: &Parcel, at: &str, state: State, answer: &str) -> Result<(), RecordError> {
        let step = Step {
            at: at.to_owned(),
            state,
            name: parcel.name.clone(),
            to: parcel.to.clone(),
            occasion: parcel.occasion.clone(),
            message_id: parcel.id.clone(),
            answer: answer.to_owned(),
        };
        let mut line = serde_json::to_vec(&step).expect("plain structures are JSON");
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(|source| RecordError::Io { action: "write", path: self.path.clone(), source })?;
        self.last.insert(key(&step.message_id, &step.to), step);
        Ok(())
    }
}

fn key(id: &str, to: &str) -> (String, String) {
    (id.to_owned(), to.to_ascii_lowercase())
}
