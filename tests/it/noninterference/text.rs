//! Changes to what is written in Markdown, and to whole files: found by the labels of lines and files.

use rapporteur::register::Audience;
use rapporteur::source::{Origin, Role};

use super::labels::{LineKind, lines};
use super::mutate::{Edit, Finder, Op, WORD};
use super::world::{Doc, Form};

impl Finder<'_> {
    /// Lines of a body.
    pub(super) fn body(&mut self, doc: &Doc, held: Audience) {
        let all = lines(&doc.body, held);
        let hidden: Vec<bool> = all.iter().map(|line| self.is_hidden(line.label)).collect();
        let is_raw = doc.form == Form::Raw;
        for (n, line) in all.iter().enumerate() {
            let text = doc.body[n].clone();
            let in_front = is_raw && text.contains(": [") || text.starts_with("type:") || text == "---";
            if hidden[n] && !in_front && line.kind != LineKind::Blank {
                let word = self.word();
                let changed = changed(&text, &word);
                self.push(doc, &[], Op::Lines(n, n + 1, vec![changed]), &[]);
                let mut end = n + 1;
                let goes = |kind: LineKind| match line.kind {
                    LineKind::Heading(level) => !matches!(kind, LineKind::Heading(other) if other <= level),
                    LineKind::Item => kind == LineKind::Inner,
                    _ => false,
                };
                while end < all.len() && goes(all[end].kind) {
                    end += 1;
                }
                if line.kind != LineKind::Inner {
                    self.push(doc, &[], Op::Lines(n, end, Vec::new()), &[]);
                }
            }
            // An item goes into a list wherever one is; a comment wherever a line is blank.
            if line.kind == LineKind::Item && !in_front {
                let end = (n + 1..all.len()).find(|at| all[*at].kind != LineKind::Inner).unwrap_or(all.len());
                for at in [n, end] {
                    let new = self.new_item();
                    self.push(doc, &[], Op::Lines(at, at, vec![new]), &[]);
                }
            }
            let is_apart = line.kind == LineKind::Blank && !is_raw;
            if is_apart {
                let word = self.word();
                self.push(
                    doc,
                    &[],
                    Op::Lines(n, n, vec![String::new(), format!("<!-- {word} -->"), String::new()]),
                    &[],
                );
            }
            if matches!(line.kind, LineKind::Heading(_)) && n > 0 && !is_raw {
                let LineKind::Heading(level) = line.kind else { continue };
                let new = self.new_section(level);
                self.push(doc, &[], Op::Lines(n, n, new), &[]);
            }
        }
        let is_running = doc.table.contains_key("split");
        if !is_raw && !is_running {
            let new = self.new_section(1);
            self.push(doc, &[], Op::Lines(all.len(), all.len(), new), &[]);
        }
        if is_raw && self.is_hidden(held) {
            let word = self.word();
            self.push(doc, &[], Op::Lines(all.len(), all.len(), vec![String::new(), format!("More {word}.")]), &[]);
        }
    }

    fn new_item(&mut self) -> String {
        let word = self.word();
        match self.word % 9 {
            0 => format!("- (sentiment) @ada -1: {word}"),
            1 => format!("- [ ] @me -> @ada: {word}  [due:: 2026-10-20]  [visibility:: pm]"),
            2 => format!("- [x] @kit -> @bo: {word}  [due:: 2026-10-20]  [completion:: 2026-10-19]  [visibility:: pm]"),
            3 => format!("- (feedback) @ada: {word}  [severity:: high]  [visibility:: pm]"),
            4 => format!("- (consulted) @bo {word}  [decision:: d-007]  [visibility:: pm]"),
            5 => format!("- (told) @ada: {word}  [feedback:: f-010]  [outcome:: accepted]  [visibility:: pm]"),
            6 => format!("- [ ] {word}  [visibility:: pm]"),
            7 => format!("- (decision) {word} ^{word}  [visibility:: pm]").replace(&format!(" ^{word}"), ""),
            _ => format!("- {word} [visibility:: pm]\n  - nested {word}"),
        }
    }

    fn new_section(&mut self, level: usize) -> Vec<String> {
        let word = self.word();
        let item = self.new_item();
        let mark = "#".repeat(level);
        [&format!("{mark} {word} {{visibility=pm}}"), "", &format!("Text {word}."), "", &item, ""]
            .map(str::to_owned)
            .into()
    }

    /// Files that aren't there yet.
    pub(super) fn new_files(&mut self) {
        let mut add = |path: String, origin: Origin, role: Role, text: String| {
            let op = Op::Add(Box::new(Doc::new(&path, origin, role, &text)));
            self.found.push(Edit { doc: path, path: Vec::new(), op, keys: Vec::new() });
        };
        let mut n = self.word;
        let mut word = || {
            n += 1;
            format!("{WORD}{n}")
        };
        for day in ["2026-01-05", "2026-09-28", "2026-10-30"] {
            let (a, b) = (word(), word());
            let people = "attendees = [\"ada\", \"bo\", \"me\"]";
            let lines = format!(
                "# {b}\n\n- [x] @me -> @ada: {b} [due:: 2026-10-30] [completion:: 2026-10-30]\n- (sentiment) @bo -2: {b}\n- (feedback) @bo: {b}\n"
            );
            let front = format!("+++\n{people}\nvisibility = \"pm\"\n+++\n{lines}");
            add(format!("notes/{day}-{a}.md"), Origin::Workspace, Role::Note, front);
            add(
                format!("notes/deep/{day}-{a}.md"),
                Origin::Workspace,
                Role::Note,
                format!("---\nattendees: [ada, me]\nvisibility: pm\n---\n{lines}"),
            );
            add(
                format!("private/notes/{day}-{a}.md"),
                Origin::Private,
                Role::Note,
                format!("+++\n{people}\n+++\n{lines}"),
            );
            add(
                format!("private/updates/{day}.md"),
                Origin::Private,
                Role::Update,
                format!("+++\nheadline = \"Red: {b}.\"\n+++\n{b}\n"),
            );
            add(
                format!("updates/{}.md", day.replace("28", "21")),
                Origin::Workspace,
                Role::Update,
                format!(
                    "+++\nheadline = \"Red: {b}.\"\nvisibility = \"pm\"\n[[asks]]\nid = \"{b}\"\nwhat = \"{b}\"\nfrom = \"ada\"\nneeded_by = 2026-11-30\n+++\n- [ ] @me -> @ada: {b}\n"
                ),
            );
            add(
                format!("stakeholders/{a}.toml"),
                Origin::Workspace,
                Role::Stakeholder,
                format!(
                    "name = \"{b}\"\nkind = \"external\"\nvisibility = \"pm\"\ngroup = \"finance\"\nleft_on = {day}\n"
                ),
            );
            add(
                format!("private/stakeholders/a{a}.toml"),
                Origin::Private,
                Role::Stakeholder,
                format!("name = \"{b}\"\nkind = \"group\"\naliases = [\"{a}\"]\n"),
            );
            for (list, entry) in [
                ("risks", format!("[[risk]]\nid = \"{b}\"\nevent = \"{b}\"\nowner = \"ada\"\nopened = {day}\n")),
                ("feedback", format!("[[feedback]]\nid = \"f-010\"\nextra = {{ x = \"{b}\" }}\n")),
            ] {
                add(format!("private/{list}.toml"), Origin::Private, Role::List, entry);
            }
            if !Audience::Team.is_visible_to(self.audience) {
                add(
                    format!("minutes/{day}-{a}.md"),
                    Origin::Source(0),
                    Role::Note,
                    format!("# {b} {day}\n\nAttendees:\n- Ada Moss\n- {b}\n\n## Notes\n\n- [ ] @me -> @ada: {b}\n"),
                );
                add(
                    format!("notes/{day}-{a}-team.md"),
                    Origin::Workspace,
                    Role::Note,
                    format!("+++\n{people}\n+++\n{lines}"),
                );
            }
        }
        self.word = n;
        let statics = self.world.statics.clone();
        let other = |path: &str| {
            ["pm", "team", "leadership", "public", "board"]
                .iter()
                .any(|e| *e != self.edition && path.starts_with(&format!("{e}/")))
        };
        let mut changes: Vec<(String, Option<Vec<u8>>)> = Vec::new();
        for (path, _) in statics.iter().filter(|(path, _)| other(path)) {
            changes.push((path.clone(), None));
            changes.push((path.clone(), Some(b"zqhidden".to_vec())));
        }
        let edition = self.edition;
        for name in ["pm", "team", "leadership", "public", "board"].into_iter().filter(|name| *name != edition) {
            changes.push((format!("{name}/{}.txt", self.word()), Some(b"zqhidden".to_vec())));
        }
        for (path, bytes) in changes {
            self.found.push(Edit {
                doc: String::new(),
                path: Vec::new(),
                op: Op::Static(path, bytes),
                keys: Vec::new(),
            });
        }
    }
}

/// A line with other words, still the same kind of line.
pub(crate) fn changed(line: &str, word: &str) -> String {
    let ends =
        ["  [", " [", " ^", " {"].iter().filter_map(|mark| line[2.min(line.len())..].find(mark).map(|at| at + 2));
    let end = ends.filter(|at| !line[..*at].ends_with('-')).min().unwrap_or(line.len());
    if line.starts_with('|') {
        return if line.contains("---") { line.to_owned() } else { format!("| {word} | x |") };
    }
    if line.starts_with("<!--") {
        return format!("<!-- {word} -->");
    }
    let at = line.find(": ").map_or(end, |at| at.min(end));
    if at < end {
        format!("{}: {word}{}", &line[..at], &line[end..])
    } else {
        format!("{} {word}{}", &line[..end], &line[end..])
    }
}
