//! Promises: takes promise lines, gives commitments folded from them and, for each, how its state came to be
//! known over time. Every later stage reads the past from these phases, so that the state as of an earlier
//! day is the same as if everything after it had never been written. Source: FORMAT, "How it is read".

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::calendar::{Day, day};
use super::{Commitment, Fate};
use crate::register::{BoxState, Id, PromiseLine};

/// Where a promise stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Open,
    /// Done on.
    Done(Date),
    /// Closed without a date in the note that made it.
    ClosedUndated,
    /// Cancelled on; undated in the note that made it where `undated`.
    Cancelled {
        on: Date,
        undated: bool,
    },
}

/// What was known from one day on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Phase {
    /// From this day until the next phase.
    pub(super) from: Day,
    pub(super) state: State,
    /// Due date in force for lateness.
    pub(super) due: Option<Date>,
    pub(super) renegotiations: usize,
}

/// A commitment with its phases, in order of `from`; at least one.
#[derive(Clone, Debug)]
pub(super) struct Folded {
    pub(super) commitment: Commitment,
    pub(super) phases: Vec<Phase>,
}

/// What makes two lines the same promise.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Id(&'a Id, &'a Id, &'a Id),
    Text(&'a Id, &'a Id, String, Option<Date>),
}

/// Folds all lines known by the date; in order of `made`, place.
pub(super) fn fold(lines: &[PromiseLine], as_of: Date) -> Vec<Folded> {
    let known = lines.par_iter().filter(|line| known(line) <= as_of);
    let keyed: Vec<(Key<'_>, &PromiseLine)> = known.map(|line| (key(line), line)).collect();
    let mut groups: BTreeMap<Key<'_>, Vec<&PromiseLine>> = BTreeMap::new();
    for (key, line) in keyed {
        groups.entry(key).or_default().push(line);
    }
    let groups: Vec<Vec<&PromiseLine>> = groups.into_values().collect();
    let mut folded: Vec<Folded> = groups.into_par_iter().filter_map(|lines| Fold::run(lines, as_of)).collect();
    folded.sort_by(|a, b| {
        let key = |f: &Folded| (f.commitment.made, f.commitment.place.file, f.commitment.place.start);
        key(a).cmp(&key(b)).then_with(|| a.commitment.to.cmp(&b.commitment.to))
    });
    folded
}

fn key(line: &PromiseLine) -> Key<'_> {
    match &line.id {
        Some(id) => Key::Id(id, &line.from, &line.to),
        None => Key::Text(&line.from, &line.to, normalised(&line.text), line.due),
    }
}

/// The day a line is known from: its note's, or later where it says that it was made later.
fn known(line: &PromiseLine) -> Date {
    line.created.map_or(line.date, |created| created.max(line.date))
}

/// Text compared: without case, runs of white space as one blank.
fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// What happens on a day; in this order on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// A line is written.
    Line,
    /// A record's n-th renegotiation.
    Renegotiation(usize),
    /// The date a line gives for its closing arrives, after the line itself.
    Closing,
}

/// The state while events are played in order.
struct Fold<'a> {
    first: &'a PromiseLine,
    /// The line that names it: a record's, else the first.
    named: &'a PromiseLine,
    last: &'a PromiseLine,
    /// Day of the lines that give the state.
    state_day: Date,
    state: State,
    closed_by_record: bool,
    made: Date,
    stated: Option<Date>,
    due: Option<Date>,
    dues: Vec<(Date, Date)>,
    renegotiated: Vec<(Date, Date)>,
}

impl<'a> Fold<'a> {
    fn run(mut lines: Vec<&'a PromiseLine>, as_of: Date) -> Option<Folded> {
        lines.sort_by_key(|line| (known(line), !line.is_record, line.place.file, line.place.start));
        let mut events: Vec<(Date, Happening, usize)> = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            events.push((known(line), Happening::Line, index));
            if line.is_record {
                let dues = line.renegotiated.iter().enumerate();
                events.extend(dues.map(|(n, (on, _))| (known(line).max(*on), Happening::Renegotiation(n), index)));
            }
            if let BoxState::Done(Some(on)) | BoxState::Cancelled(Some(on)) = line.state
                && on > known(line)
            {
                events.push((on, Happening::Closing, index));
            }
        }
        events.sort_by_key(|(on, happening, index)| (*on, *happening, *index));
        let mut fold = Self::start(lines.first()?);
        let mut phases: Vec<Phase> = Vec::new();
        for (on, happening, index) in events.into_iter().filter(|(on, ..)| *on <= as_of) {
            let line = lines[index];
            match happening {
                Happening::Line => fold.read(line, on),
                Happening::Renegotiation(n) => fold.renegotiate(on, line.renegotiated[n].1),
                Happening::Closing if line.is_record || known(line) == fold.state_day => {
                    fold.close(line, on);
                }
                Happening::Closing => {}
            }
            fold.note_phase(&mut phases, on);
        }
        (!phases.is_empty()).then(|| Folded { commitment: fold.commitment(as_of), phases })
    }

    fn start(first: &'a PromiseLine) -> Self {
        let made = first.created.unwrap_or(first.date);
        let made = match first.state {
            BoxState::Done(Some(on)) if on <= known(first) && !first.is_record => made.min(on),
            _ => made,
        };
        Self {
            first,
            named: first,
            last: first,
            state_day: known(first),
            state: State::Open,
            closed_by_record: false,
            made,
            stated: first.due,
            due: first.due,
            dues: first.due.map(|due| (made, due)).into_iter().collect(),
            renegotiated: Vec::new(),
        }
    }

    fn read(&mut self, line: &'a PromiseLine, on: Date) {
        if line.is_record && !self.named.is_record {
            self.named = line;
            self.made = line.created.unwrap_or(line.date);
        }
        if let Some(due) = line.due
            && !(self.is_closed() && line.state != BoxState::Open)
            && !matches!(line.state, BoxState::Done(Some(done)) if done < on)
        {
            self.renegotiate(on, due);
        }
        match line.state {
            BoxState::Done(Some(closed)) | BoxState::Cancelled(Some(closed)) if closed > on => self.open(line, on),
            BoxState::Done(_) | BoxState::Cancelled(_) => self.close(line, on),
            BoxState::Open => self.open(line, on),
        }
    }

    fn is_closed(&self) -> bool {
        self.state != State::Open
    }

    /// An open box: reopens what was closed on an earlier day, unless a record stands.
    fn open(&mut self, line: &'a PromiseLine, on: Date) {
        let stands = self.named.is_record && !line.is_record;
        if stands || (on == self.state_day && self.is_closed()) || self.closed_by_record {
            return;
        }
        self.state = State::Open;
        self.state_day = on;
        self.last = line;
    }

    /// A ticked or cancelled box, known on `on`.
    fn close(&mut self, line: &'a PromiseLine, on: Date) {
        if self.closed_by_record && !line.is_record {
            return;
        }
        // Restriction numbers the meetings of a file in `start`.
        let meeting = |line: &PromiseLine| (line.place.file, line.place.start, line.date);
        let making = meeting(line) == meeting(self.first);
        self.state = match (line.state, self.state) {
            // A closing already known keeps its date, however often it is repeated.
            (BoxState::Open, state)
            | (BoxState::Done(None), state @ (State::Done(_) | State::ClosedUndated))
            | (BoxState::Cancelled(None), state @ State::Cancelled { .. }) => state,
            (BoxState::Done(Some(done)), _) => State::Done(done),
            (BoxState::Done(None), _) if making => State::ClosedUndated,
            (BoxState::Done(None), _) => State::Done(on),
            (BoxState::Cancelled(Some(on)), _) => State::Cancelled { on, undated: false },
            (BoxState::Cancelled(None), _) => State::Cancelled { on, undated: making },
        };
        self.closed_by_record |= line.is_record;
        self.state_day = self.state_day.max(known(line));
        self.last = line;
    }

    /// A due date other than the one last stated. On or after the due day lateness counts from the old one.
    fn renegotiate(&mut self, on: Date, due: Date) {
        let too_late = matches!(self.state, State::Done(done) if done < on);
        if self.stated == Some(due) || too_late {
            return;
        }
        let in_force = self.due;
        if in_force.is_some() {
            self.renegotiated.push((on, due));
        }
        self.stated = Some(due);
        if in_force.is_none_or(|old| on < old) {
            self.due = Some(due);
            self.dues.push((on, due));
        }
    }

    fn note_phase(&self, phases: &mut Vec<Phase>, on: Date) {
        let from = day(on);
        let phase = Phase { from, state: self.state, due: self.due, renegotiations: self.renegotiated.len() };
        if phases.last().is_some_and(|last| last.from == from) {
            phases.pop();
        }
        if phases.last().is_none_or(|last| Phase { from, ..*last } != phase) {
            phases.push(phase);
        }
    }

    fn commitment(self, as_of: Date) -> Commitment {
        let fate = match self.state {
            State::Open if self.due.is_some_and(|due| due < as_of) => Fate::Overdue,
            State::Open => Fate::Open,
            State::Done(_) | State::ClosedUndated => Fate::Done,
            State::Cancelled { .. } => Fate::Cancelled,
        };
        Commitment {
            id: self.named.id.clone(),
            from: self.named.from.clone(),
            to: self.named.to.clone(),
            text: self.named.text.clone(),
            made: self.made,
            due: self.due,
            renegotiated: self.renegotiated,
            dues: self.dues,
            done: if let State::Done(on) = self.state { Some(on) } else { None },
            closed_undated: matches!(self.state, State::ClosedUndated | State::Cancelled { undated: true, .. }),
            cancelled: if let State::Cancelled { on, .. } = self.state { Some(on) } else { None },
            fate,
            place: self.named.place,
            last_place: self.last.place,
        }
    }
}
