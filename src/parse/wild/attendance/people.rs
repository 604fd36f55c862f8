//! The people of one line: an entry, names between commas, the rows of a table. Leaves to the reader above which
//! lines belong to a section.

use std::ops::Range;

use super::super::line::{Kind, Line};
use super::super::naming;
use super::super::person::{Form, is_initials_of, person};
use super::super::table;
use super::super::words::{self, Standing};
use super::{Entry, LABEL_WORDS, Opening, Reader};

/// Words of an item that names nobody, more than which are prose.
const PROSE: usize = 4;

/// Where a full stop stands between two full names, as if it were a comma: `Ada Lovelace. Bo Berg`.
fn stop_for_comma(text: &str) -> Option<usize> {
    let is_full = |part: &str| {
        let last = part.split_whitespace().last().map_or(0, |word| word.chars().count());
        last > 2 && !part.contains(['(', '[']) && person(part, Form::Bare).is_some_and(|name| name.contains(' '))
    };
    let mut stops = text.match_indices(". ").map(|(at, _)| at).take(PROSE);
    stops.find(|stop| is_full(&text[..*stop]) && is_full(&text[stop + 2..]))
}

fn is_prose(text: &str) -> bool {
    text.contains("](") || text.split_whitespace().count() > PROSE
}

impl<'a> Reader<'a> {
    /// One item or bare line of a section.
    pub(super) fn entry(&mut self, line: &Line<'a>, range: Range<usize>, form: Form) {
        let standing = self.standing();
        if line.check.is_none()
            && let Some((label, rest)) = self.label(&range)
        {
            let is_elsewhere = !words::is_topic(label) && words::is_elsewhere(label);
            let own = words::standing(label, self.settings).or(is_elsewhere.then_some(Standing::Other));
            let standing = own.unwrap_or(standing);
            if self.text[rest.clone()].trim().is_empty() {
                if own == Some(Standing::Other) || (own.is_none() && words::is_topic(label) && form == Form::Bare) {
                    self.close(line.start);
                } else if let Some(section) = &mut self.section {
                    section.label = Some((line.indent, standing));
                    self.speak(standing);
                }
                return;
            }
            // Under a label, `Room: Blue` is the next thing said, not somebody called Blue.
            let is_next = own.is_none()
                && form == Form::Bare
                && self.section.as_ref().is_some_and(|s| s.has_people)
                && matches!(self.section.as_ref().map(|s| s.opening), Some(Opening::Label(None)))
                && !naming::is_role(label)
                && !words::is_kind_of_people(label);
            if is_next {
                self.close(line.start);
                return;
            }
            let is_people = own.is_some() || naming::is_role(label) || !words::is_topic(label);
            if is_people {
                self.speak(standing);
                let before = self.found.entries.len();
                let is_prose = is_prose(&self.text[rest.clone()]);
                self.comma_line(rest, standing);
                if self.found.entries.len() == before && is_prose {
                    self.pass_over_nested(line);
                }
            } else {
                self.found.unread += 1;
            }
            return;
        }
        let standing = match line.check {
            Some(false) => Standing::Absent,
            _ => standing,
        };
        self.speak(standing);
        let Some(name) = person(&self.text[range.clone()], form) else {
            let text = self.text[range].trim();
            self.found.unread += usize::from(!text.is_empty());
            if is_prose(text) {
                self.pass_over_nested(line);
            }
            return;
        };
        self.push(name, standing, range);
        let before_colon = &line.content[..line.content.find(':').unwrap_or(0)];
        let is_short = (2..=4).contains(&before_colon.len()) && before_colon.bytes().all(|b| b.is_ascii_alphabetic());
        if let Some(section) = &mut self.section {
            section.has_initials |= is_short;
            section.has_boxes |= line.check.is_some();
            section.person = (line.kind == Kind::Item).then_some(line.indent);
        }
    }

    /// What is nested in prose is no list of people.
    fn pass_over_nested(&mut self, line: &Line<'a>) {
        if let Some(section) = self.section.as_mut().filter(|_| line.kind == Kind::Item) {
            section.person = Some(line.indent);
            section.is_passing = true;
        }
    }

    /// Whether somebody above in the section is written with initials before the name.
    fn has_initials(&self) -> bool {
        self.section.as_ref().is_some_and(|section| section.has_initials)
    }

    pub(super) fn push(&mut self, name: String, standing: Standing, range: Range<usize>) {
        if let Some(section) = &mut self.section {
            section.has_people = true;
            section.after_blank = false;
        }
        if standing != Standing::Other {
            self.found.entries.push(Entry { name, standing, range });
        }
    }

    /// Whether people are listed under labels right below an item, further in.
    pub(super) fn lists_nested(&self, at: usize) -> bool {
        let Some(next) = self.lines.get(at + 1).filter(|l| l.kind == Kind::Item && l.indent > self.lines[at].indent)
        else {
            return false;
        };
        self.label(&next.range()).is_some_and(|(label, _)| {
            words::standing(label, self.settings).is_some() || words::is_kind_of_people(label)
        })
    }

    /// `Council: a, b` as its label and the range after it; not `AL: Ada Lovelace`, nor a time or an address.
    pub(super) fn label(&self, range: &Range<usize>) -> Option<(&'a str, Range<usize>)> {
        let text = &self.text[range.clone()];
        // `Attendees - Ada, Bo`
        let dash = [" - ", " \u{2013} ", " \u{2014} "].iter().filter_map(|dash| text.find(dash)).min();
        let dash = dash.filter(|at| words::standing(&text[..*at], self.settings).is_some_and(|s| s != Standing::Other));
        let colon =
            text.find(':').filter(|colon| dash.is_none_or(|dash| *colon < dash) && !text[..*colon].contains('['));
        let (colon, wide) = match (colon, dash) {
            (Some(colon), _) => (colon, 1),
            (None, Some(dash)) => (dash, 2 + text[dash + 1..].chars().next().map_or(0, char::len_utf8)),
            (None, None) => return self.linked_label(range),
        };
        let label = &text[..colon];
        let bare = label.trim_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace());
        let after = colon + wide + text[colon + wide..].bytes().take_while(|b| b"*_ \t".contains(b)).count();
        let rest = &text[after..];
        let count = words::words(bare).len();
        // `TC: Ada, Bo` may be a label; `AL: Ada Lovelace` and `AL: Ada Lovelace (@ada), Engines` are a person.
        let is_single = !rest.contains(',') && words::standing(bare, self.settings).is_none();
        // `WBZ: Bas Zalmstra (@bas), Engines`: a handle, or just these initials, and the comma is before an organisation.
        let name = rest.split(',').next().unwrap_or_default();
        let is_short = (2..=4).contains(&bare.chars().count()) && bare.chars().all(char::is_alphabetic);
        let has_handle = is_short && bare.chars().any(char::is_uppercase) && name.contains("(@");
        let initials = || name.split_whitespace().filter_map(|word| word.chars().next());
        let is_exact = is_short && initials().eq(bare.chars());
        let is_initials = is_exact
            || has_handle
            || (is_initials_of(bare, rest) && (is_single || rest.contains('(') || self.has_initials()));
        let is_label = (1..=LABEL_WORDS).contains(&count)
            && !bare.contains(['@', ',', '[', '\n'])
            && !rest.starts_with("//")
            && !is_initials;
        is_label.then(|| (bare, range.start + after..range.end))
    }

    /// `Attendees [Ada](mailto:a@b.example) [Bo](mailto:b@b.example)`: links stand right behind the label.
    fn linked_label(&self, range: &Range<usize>) -> Option<(&'a str, Range<usize>)> {
        let text = &self.text[range.clone()];
        let at = text.find('[').filter(|_| text.contains("](mailto:"))?;
        let label = text[..at].trim();
        words::standing(label, self.settings).map(|_| (label, range.start + at..range.end))
    }

    /// People between commas (or semicolons), over several lines where wrapped.
    pub(super) fn comma_line(&mut self, range: Range<usize>, standing: Standing) {
        let text = &self.text[range.clone()];
        let separator = if text.contains(';') { ';' } else { ',' };
        let (mut depth, mut from) = (0_u32, 0);
        let mut parts = Vec::new();
        for (at, c) in text.char_indices() {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                c if c == separator && depth == 0 => {
                    parts.push(from..at);
                    from = at + 1;
                }
                // Links side by side are people side by side; a cell has its lines in one.
                ' ' if depth == 0 && text[..at].ends_with(')') && text[at + 1..].starts_with('[') => {
                    parts.push(from..at);
                    from = at + 1;
                }
                '<' if ["<br>", "<br/>", "<br />"].iter().any(|tag| text[at..].starts_with(tag)) => {
                    parts.push(from..at);
                    from = at + text[at..].find('>').map_or(0, |end| end + 1);
                }
                _ => {}
            }
        }
        parts.push(from..text.len());
        // `Ada, Bo; Remote: Cy`
        let inner = |part: &Range<usize>| {
            let lead = text[part.clone()].len() - text[part.clone()].trim_start().len();
            range.start + part.start + lead..range.start + part.end
        };
        if separator == ';' && parts.iter().any(|part| self.label(&inner(part)).is_some()) {
            for part in parts {
                let range = inner(&part);
                match self.label(&range) {
                    Some((label, rest)) if !self.text[rest.clone()].contains(';') => {
                        let own = words::standing(label, self.settings).unwrap_or(standing);
                        self.speak(own);
                        self.comma_line(rest, own);
                    }
                    None if !self.text[range.clone()].contains(';') => self.comma_line(range, standing),
                    _ => self.found.unread += 1,
                }
            }
            return;
        }
        for part in parts {
            let mut start = part.start;
            for joiner in [" and ", " & "] {
                while let Some(at) = text[start..part.end].find(joiner) {
                    self.part(range.start + start..range.start + start + at, standing);
                    start += at + joiner.len();
                }
            }
            self.part(range.start + start..range.start + part.end, standing);
        }
    }

    fn part(&mut self, range: Range<usize>, standing: Standing) {
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let trimmed = text.trim();
        let trimmed = trimmed.strip_prefix("and ").unwrap_or(trimmed);
        if let Some(stop) = stop_for_comma(trimmed) {
            let start = range.end - text.trim_start().len() + (text.trim().len() - trimmed.len());
            self.part(start..start + stop, standing);
            self.part(start + stop + 2..range.end, standing);
            return;
        }
        match person(trimmed, Form::Entry) {
            Some(name) => self.push(name, standing, start..start + text.trim().len()),
            None => self.found.unread += usize::from(!trimmed.is_empty()),
        }
    }

    pub(super) fn table(&mut self, at: usize) -> usize {
        let (rows, taken) = table::read(self.lines, at);
        if self.section.is_none() {
            // `| Attendees | Ada, Bo |`
            for (label, range) in table::pairs(&self.lines[at..at + taken]) {
                if let Some(standing) = words::standing(label, self.settings).filter(|s| *s != Standing::Other) {
                    self.speak(standing);
                    self.comma_line(range, standing);
                }
            }
            return taken;
        }
        for row in rows {
            let standing = match row.standing {
                Some(standing) => standing,
                None => self.standing(),
            };
            self.speak(standing);
            match person(&row.name, Form::Entry) {
                Some(mut name) => {
                    if let Some(handle) = row.handle.filter(|_| !name.contains('@')) {
                        name = format!("{name} @{handle}");
                    }
                    self.push(name, standing, row.range);
                }
                None => self.found.unread += usize::from(!row.name.is_empty()),
            }
        }
        taken
    }
}
