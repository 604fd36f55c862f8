//! Notes and updates: their front matter, the pieces of their text and their comments that concern somebody.

use super::blocks;
use super::fields::{self, Table};
use super::held::Search;
use crate::register::{Audience, Note};
use crate::source::{Place, SourceFile};

impl Search<'_> {
    pub(super) fn note(&mut self, file: &SourceFile) {
        let is_here = |place: Place| self.seen.path(place.file) == &file.path;
        let notes: Vec<&Note> = self.notes.get(&*file.path).cloned().unwrap_or_default();
        let update = self.seen.updates.iter().find(|u| is_here(u.place));
        if notes.is_empty() && update.is_none() {
            return;
        }
        let label = notes.iter().map(|n| n.label).chain(update.map(|u| u.label)).max().unwrap_or(Audience::Pm);
        let body = self.front_matter(file, label);
        for note in &notes {
            let alone = self.is_alone(note);
            let mut said = false;
            for passage in &note.passages {
                said |= self.passage(file, passage.label, passage.line, &passage.text, alone);
            }
            let attended = note.attendees.iter().chain(&note.regrets).chain(&note.absent);
            if said || attended.into_iter().any(|a| a.who.as_ref() == Some(self.id)) {
                let hits = self.finder.find(&note.title);
                let on = note.date.map_or_else(|| "undated".to_owned(), |on| on.to_string());
                let text = format!("{on}, {}: {}", note.kind.as_str(), self.without_others(&note.title, &hits));
                self.push(file, (note.place.line, note.place.line), note.label, "note", text, false);
            }
        }
        for passage in update.iter().flat_map(|u| &u.passages) {
            self.passage(file, passage.label, passage.line, &passage.text, false);
        }
        self.comments(file, body, &notes);
    }

    /// Whether a talk was with them and nobody else.
    fn is_alone(&self, note: &Note) -> bool {
        let mut others = note.attendees.iter().filter(|a| a.who.as_ref().is_none_or(|id| !self.seen.is_ours(id)));
        let first = others.next();
        first.is_some_and(|a| a.who.as_ref() == Some(self.id)) && others.all(|a| a.who.as_ref() == Some(self.id))
    }

    /// Lines of front matter that name them, whole asks of them; gives the line the body begins on.
    fn front_matter(&mut self, file: &SourceFile, label: Audience) -> u32 {
        let text = file.text.trim_start_matches('\u{feff}');
        let fence = match text.lines().next().map(str::trim_end) {
            Some("+++") => "+++",
            Some("---") => "---",
            _ => return 1,
        };
        let Some(end) = text.lines().skip(1).position(|line| line.trim_end() == fence) else { return 1 };
        let inside: String = text.split_inclusive('\n').skip(1).take(end).collect();
        for table in fields::tables(&inside, 2) {
            if table.name == "asks" {
                self.table(file, &table, false);
                continue;
            }
            let mut key = String::new();
            for (number, line) in fields::known_on(&Table { name: "", lines: table.lines }, self.as_of) {
                let hits = self.in_fields(&line, &mut key);
                let named = self.named(&hits);
                if named.them || self.lines.get(&(file.path.to_string(), number)).is_some_and(|(_, theirs)| *theirs) {
                    let text = self.concerned(&line, &hits).trim().to_owned();
                    self.push(file, (number, number), label, "front matter", text, named.them && named.perhaps);
                }
            }
        }
        end as u32 + 3
    }

    /// The pieces of a passage that concern them; whether there is any.
    fn passage(&mut self, file: &SourceFile, label: Audience, first: u32, text: &str, alone: bool) -> bool {
        let mut any = false;
        let blocks = blocks::blocks(text);
        let mut taken = vec![false; blocks.len()];
        for (number, block) in blocks.iter().enumerate() {
            let words = &text[block.range.clone()];
            let line = first + block.line;
            let last = line + (words.trim_end().matches('\n').count() as u32);
            let hits = self.finder.find(words);
            let named = self.named(&hits);
            let at = (file.path.to_string(), line)..=(file.path.to_string(), last);
            let marked: Vec<(&'static str, bool)> = self.lines.range(at).map(|(_, meant)| *meant).collect();
            let theirs = marked.iter().find(|(_, theirs)| *theirs).map(|(what, _)| *what);
            let of_others = named.others || marked.iter().any(|(_, theirs)| !theirs);
            let held = block.under.is_some_and(|under| taken[under]);
            let concerns = named.them || theirs.is_some();
            if !concerns && (held || alone) && of_others {
                self.all.withheld.push((file.path.to_string(), line));
            }
            taken[number] = concerns || ((held || alone) && !of_others);
            if taken[number] && !words.trim().is_empty() {
                let text = self.without_others(words, &hits);
                let what = theirs.unwrap_or("passage");
                self.push(
                    file,
                    (line, last),
                    label,
                    what,
                    text.trim_end().to_owned(),
                    theirs.is_none() && named.them && named.perhaps,
                );
                any = true;
            }
        }
        any
    }

    /// Comments, which no edition shows: those that name them, and all in notes of talks with them alone.
    fn comments(&mut self, file: &SourceFile, body: u32, notes: &[&Note]) {
        if !file.text.contains("<!--") && !file.text.contains("%%") {
            return;
        }
        let later: Vec<(u32, bool)> = {
            let here = self.written.get(&*file.path).into_iter().flatten();
            let mut all: Vec<(u32, bool)> =
                here.map(|n| (n.place.line, n.date.is_some_and(|on| on > self.as_of))).collect();
            all.sort_unstable();
            all
        };
        let alone = notes.len() == 1 && self.is_alone(notes[0]);
        for (number, text) in comment_lines(&file.text).into_iter().filter(|(number, _)| *number >= body) {
            let is_later = later.iter().rev().find(|(line, _)| *line <= number).is_some_and(|(_, later)| *later);
            let hits = self.finder.find(text);
            let named = self.named(&hits);
            if is_later || text.trim().is_empty() || !(named.them || (alone && !named.others)) {
                continue;
            }
            let text = self.without_others(text, &hits).trim().to_owned();
            self.push(file, (number, number), Audience::Pm, "comment", text, named.them && named.perhaps);
        }
    }
}

/// What stands in comments, line by line.
fn comment_lines(text: &str) -> Vec<(u32, &str)> {
    let mut all = Vec::new();
    let mut closing: Option<&str> = None;
    for (line, number) in text.lines().zip(1..) {
        let mut rest = line;
        loop {
            if let Some(end) = closing {
                let stop = rest.find(end);
                all.push((number, &rest[..stop.unwrap_or(rest.len())]));
                let Some(stop) = stop else { break };
                rest = &rest[stop + end.len()..];
                closing = None;
            }
            let open = [("<!--", "-->"), ("%%", "%%")]
                .into_iter()
                .filter_map(|(open, end)| Some((rest.find(open)?, open, end)));
            let Some((at, open, end)) = open.min() else { break };
            rest = &rest[at + open.len()..];
            closing = Some(end);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::comment_lines;

    #[test]
    fn comments_are_found_over_lines() {
        let text = "a <!-- b --> c %%d%% e\n<!-- f\ng --> h\n%% i";
        let found = comment_lines(text);
        assert_eq!(found, [(1, " b "), (1, "d"), (2, " f"), (3, "g "), (4, " i")]);
    }
}
