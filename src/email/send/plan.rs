//! What is to become of a message, by the record of those before it: pure.

use super::Parcel;
use super::record::{Record, State};

/// What is to become of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes out.
    Send,
    /// The server has taken it before.
    Done,
    /// A run was stopped between sending it and the answer: it waits for a decision.
    Unknown,
    /// They already got, or may have got, another version of it.
    Other,
}

/// What becomes of it; `again` is somebody's decision that it goes out whatever the record says.
pub fn verdict(record: &Record, parcel: &Parcel, again: bool) -> Verdict {
    if again {
        return Verdict::Send;
    }
    match record.of(parcel).map(|step| step.state) {
        Some(State::Accepted) => return Verdict::Done,
        Some(State::Attempting) => return Verdict::Unknown,
        Some(State::Refused | State::Deferred | State::Unsent) | None => {}
    }
    let got = |state| matches!(state, State::Accepted | State::Attempting);
    if record.others(parcel).any(|step| got(step.state)) { Verdict::Other } else { Verdict::Send }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::email::send::record::RecordError;

    fn parcel(name: &str, to: &str, id: &str) -> Parcel {
        Parcel {
            name: name.to_owned(),
            from: "me@x.example".to_owned(),
            to: to.to_owned(),
            occasion: "leadership 2026-10-22".to_owned(),
            id: id.to_owned(),
            bytes: Vec::new(),
        }
    }

    #[test]
    fn nothing_goes_out_twice_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sent.jsonl");
        let mut record = Record::open(&path).unwrap();
        assert!(matches!(Record::open(&path), Err(RecordError::Busy { .. })), "two runs at once");
        let ada = parcel("ada", "ada@x.example", "1@x");
        assert_eq!(verdict(&record, &ada, false), Verdict::Send);
        for (state, expected) in [
            (State::Attempting, Verdict::Unknown),
            (State::Unsent, Verdict::Send),
            (State::Attempting, Verdict::Unknown),
            (State::Deferred, Verdict::Send),
            (State::Refused, Verdict::Send),
            (State::Attempting, Verdict::Unknown),
            (State::Accepted, Verdict::Done),
        ] {
            record.add(&ada, "2026-11-01T08:00:00Z", state, "250 OK").unwrap();
            drop(record);
            record = Record::open(&path).unwrap();
            assert_eq!(verdict(&record, &ada, false), expected, "{state:?}");
        }
        // A changed letter, a changed address, another spelling of the address: the same person.
        for other in [
            parcel("ada", "ada@x.example", "2@x"),
            parcel("ada", "ada@y.example", "3@x"),
            parcel("moss", "ADA@x.example", "4@x"),
        ] {
            assert_eq!(verdict(&record, &other, false), Verdict::Other, "{other:?}");
            assert_eq!(verdict(&record, &other, true), Verdict::Send);
        }
        assert_eq!(verdict(&record, &parcel("ada", "ADA@x.example", "1@x"), false), Verdict::Done);
        assert_eq!(verdict(&record, &parcel("bo", "bo@x.example", "5@x"), false), Verdict::Send);
        let next = Parcel { occasion: "leadership 2026-11-05".to_owned(), ..parcel("ada", "ada@x.example", "6@x") };
        assert_eq!(verdict(&record, &next, false), Verdict::Send, "the next update");
    }

    #[test]
    fn a_line_cut_short_is_dropped_and_a_broken_one_stops_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sent.jsonl");
        let ada = parcel("ada", "ada@x.example", "1@x");
        let mut record = Record::open(&path).unwrap();
        record.add(&ada, "2026-11-01T08:00:00Z", State::Attempting, "").unwrap();
        record.add(&ada, "2026-11-01T08:00:00Z", State::Accepted, "250 OK").unwrap();
        drop(record);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        let mut record = Record::open(&path).unwrap();
        assert_eq!(verdict(&record, &ada, false), Verdict::Unknown, "its answer was lost");
        record.add(&ada, "2026-11-01T08:00:00Z", State::Accepted, "").unwrap();
        drop(record);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
        fs::write(&path, [b"{\"at\": 1}\n", whole.as_slice()].concat()).unwrap();
        assert!(matches!(Record::open(&path), Err(RecordError::Unreadable { line: 1, .. })));
    }
}
