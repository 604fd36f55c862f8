//! Threads: takes messages, of this import and of earlier ones, gives the days of each thread and who exchanged words
//! with us on them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::Report;
use super::message::Mail;
use super::{Before, remembered};
use crate::register::{Id, TeamMember};

/// Days between a message and an answer that names none, by its subject.
const PAIRED: i32 = 30;

/// One day of a thread.
#[derive(Debug)]
pub(super) struct Day<'a> {
    pub(super) key: String,
    pub(super) date: Date,
    pub(super) title: String,
    pub(super) mails: Vec<&'a Mail>,
    /// With whom one side answered the other that day.
    pub(super) answered: BTreeSet<Id>,
}

/// Messages and which belong together.
#[derive(Debug)]
pub(super) struct Threads {
    nodes: BTreeMap<String, usize>,
    parents: Vec<usize>,
    /// By id, the remembered ones first.
    mails: BTreeMap<String, Mail>,
    /// Key of the note that holds a message.
    noted: BTreeMap<String, String>,
    /// Threads that this import has a message of.
    touched: BTreeSet<String>,
}

impl Threads {
    pub(super) fn new(before: &Before, team: &[TeamMember]) -> Self {
        let mut threads = Self {
            nodes: BTreeMap::new(),
            parents: Vec::new(),
            mails: BTreeMap::new(),
            noted: BTreeMap::new(),
            touched: BTreeSet::new(),
        };
        for (key, note) in before {
            let root = key.rsplit_once('/').map_or(key.as_str(), |(root, _)| root).to_owned();
            for mail in remembered(note, |id| team.iter().any(|member| member.id == *id)) {
                threads.join(&root, &mail.id);
                threads.noted.insert(mail.id.clone(), key.clone());
                threads.mails.insert(mail.id.clone(), mail);
            }
        }
        threads
    }

    fn node(&mut self, name: &str) -> usize {
        if let Some(node) = self.nodes.get(name) {
            return *node;
        }
        let node = self.parents.len();
        self.parents.push(node);
        self.nodes.insert(name.to_owned(), node);
        node
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    fn join(&mut self, a: &str, b: &str) {
        let (a, b) = (self.node(a), self.node(b));
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// Adds the messages of this import.
    pub(super) fn add(&mut self, mut mails: Vec<Mail>, report: &mut Report) {
        mails.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let mut by_subject: BTreeMap<(String, Id), (String, Date)> = BTreeMap::new();
        let mut known: Vec<&Mail> = self.mails.values().collect();
        known.sort_by_key(|mail| mail.at);
        for mail in known {
            for who in mail.theirs() {
                by_subject.insert((mail.subject.to_lowercase(), who.clone()), (mail.id.clone(), mail.date));
            }
        }
        for mail in mails {
            self.node(&mail.id);
            for other in mail.references.clone() {
                self.join(&mail.id, &other);
            }
            for who in mail.theirs().cloned().collect::<Vec<_>>() {
                let subject = (mail.subject.to_lowercase(), who);
                if let Some((other, date)) = by_subject.get(&subject).cloned()
                    && mail.references.is_empty()
                    && mail.is_answer
                    && other != mail.id
                    && (0..=PAIRED).contains(&(mail.date - date).get_days())
                {
                    self.join(&mail.id, &other);
                    report.guess("an answer that names no message as one to the last of its subject and person");
                }
                by_subject.insert(subject, (mail.id.clone(), mail.date));
            }
            self.touched.insert(mail.id.clone());
            let body = mail.body.clone();
            let kept = self.mails.entry(mail.id.clone()).or_insert(mail);
            kept.body = body.or(kept.body.take());
        }
    }

    /// The days of every thread that this import has a message of.
    pub(super) fn days(&mut self, zone: &TimeZone) -> Vec<Day<'_>> {
        let ids: Vec<String> = self.mails.keys().cloned().collect();
        let mut by_thread: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut wanted: BTreeSet<usize> = BTreeSet::new();
        for id in ids {
            let node = self.node(&id);
            let root = self.root(node);
            if self.touched.contains(&id) {
                wanted.insert(root);
            }
            by_thread.entry(root).or_default().push(id);
        }
        let mut days = Vec::new();
        for ids in by_thread.into_iter().filter(|(root, _)| wanted.contains(root)).map(|(_, ids)| ids) {
            let mut mails: Vec<&Mail> = ids.iter().filter_map(|id| self.mails.get(id)).collect();
            mails.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            self.days_of(&mails, zone, &mut days);
        }
        days
    }

    fn days_of<'a>(&self, mails: &[&'a Mail], zone: &TimeZone, days: &mut Vec<Day<'a>>) {
        let Some(first) = mails.first() else { return };
        let own = first.references.first().unwrap_or(&first.id);
        let roots = mails.iter().filter_map(|mail| self.noted.get(&mail.id)).filter_map(|key| key.rsplit_once('/'));
        let root = roots.map(|(root, _)| root.to_owned()).min().unwrap_or_else(|| own.clone());
        let mut spoke_last: BTreeMap<&Id, bool> = BTreeMap::new();
        let mut by_key: BTreeMap<String, Day<'a>> = BTreeMap::new();
        // A message stays in the note it was put into; a new one goes to a note of its day.
        let mut of_day: BTreeMap<Date, String> = BTreeMap::new();
        for mail in mails {
            if let Some(key) = self.noted.get(&mail.id) {
                of_day.entry(mail.date).or_insert_with(|| key.clone());
            }
        }
        for mail in mails {
            let date =
                if self.noted.contains_key(&mail.id) { mail.date } else { mail.at.to_zoned(zone.clone()).date() };
            let key = self.noted.get(&mail.id).or_else(|| of_day.get(&date)).cloned();
            let key = key.unwrap_or_else(|| format!("{root}/{date}"));
            let title = mail.subject.clone();
            let day = by_key.entry(key.clone()).or_insert_with(|| Day {
                key,
                date,
                title,
                mails: Vec::new(),
                answered: BTreeSet::new(),
            });
            day.mails.push(mail);
            let Some((from, is_ours)) = &mail.from else { continue };
            let whom: Vec<&Id> = if *is_ours { mail.theirs().collect() } else { vec![from] };
            for who in whom {
                if spoke_last.insert(who, *is_ours).is_some_and(|before| before != *is_ours) {
                    day.answered.insert(who.clone());
                }
            }
        }
        days.extend(by_key.into_values());
    }
}
