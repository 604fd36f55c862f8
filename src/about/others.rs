//! Names in texts that this program doesn't read, or that it made itself: whose they are, and without others'.

use super::finder::{Finder, Hit, Text};
use super::held::ANOTHER;
use super::record::Part;
use crate::Workspace;
use crate::register::Id;

/// Takes others' names out of a text.
pub struct Redaction {
    finder: Finder,
    subject: usize,
}

impl Redaction {
    /// For a page on `id`.
    pub fn new(workspace: &Workspace, id: &Id) -> Self {
        let finder = Finder::new(&workspace.register);
        let subject = finder.index(id).unwrap_or(usize::MAX);
        Self { finder, subject }
    }

    /// A path without them.
    pub fn path(&self, path: &str) -> String {
        self.finder.path(path, self.subject)
    }

    /// A part of the record with somebody without them.
    pub fn part(&self, part: &mut Part) {
        part.said = self.text(&part.said);
        for entry in &mut part.entries {
            entry.text = self.text(&entry.text);
            entry.label = entry.label.take().map(|label| self.text(&label));
            entry.notes.iter_mut().for_each(|note| *note = self.text(note));
            entry.source = entry.source.take().map(|path| self.path(&path));
        }
    }

    /// The text without them.
    pub fn text(&self, text: &str) -> String {
        let hits = self.finder.find(text);
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        for hit in hits.iter().filter(|hit| self.finder.is_other(hit, self.subject)) {
            out.push_str(&text[from..hit.start]);
            out.push_str(ANOTHER);
            from = hit.end;
        }
        out + &text[from..]
    }
}

/// How somebody is written, in files that this program doesn't read: pages of a site, mail, lists of names.
pub struct Spellings {
    finder: Finder,
    subject: usize,
    /// What a page holds of them: the name as markup has it, the path of their page.
    marks: Vec<String>,
}

impl Spellings {
    /// Of `id`.
    pub fn new(workspace: &Workspace, id: &Id) -> Self {
        let finder = Finder::new(&workspace.register);
        let subject = finder.index(id).unwrap_or(usize::MAX);
        let name = workspace.register.name(id).unwrap_or_default();
        let escaped = name.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#x27;");
        let mut marks =
            vec![escaped.replace("&#x27;", "&#39;"), escaped, name.to_owned(), format!("stakeholders/{id}.html")];
        let record = workspace.register.stakeholders.get(id);
        marks.extend(record.and_then(|s| s.email.as_ref()).map(|email| email.value.clone()));
        marks.retain(|mark| !mark.is_empty());
        marks.sort();
        marks.dedup();
        Self { finder, subject, marks }
    }

    /// Whether a text holds a spelling of theirs that no other word is.
    pub fn is_in(&self, text: &str) -> bool {
        self.marks.iter().any(|mark| text.contains(mark))
    }

    /// Whether a line names them, and then whether only perhaps.
    pub fn in_line(&self, line: &str) -> Option<bool> {
        self.perhaps(&self.finder.find_in(line, Text::Jotted))
    }

    /// The same of a path.
    pub fn in_name(&self, path: &str) -> Option<bool> {
        self.perhaps(&self.finder.in_path(path))
    }

    fn perhaps(&self, hits: &[Hit]) -> Option<bool> {
        let mut theirs = hits.iter().filter(|hit| Finder::means(hit, self.subject)).peekable();
        theirs.peek()?;
        Some(!theirs.any(|hit| hit.sure))
    }

    /// Every spelling to search for.
    pub fn all(&self) -> Vec<String> {
        self.finder.spelt(self.subject)
    }

    /// Whether a whole text is a spelling of theirs.
    pub fn is_one(&self, text: &str) -> bool {
        self.finder.of_value(text).contains(&self.subject)
    }
}
