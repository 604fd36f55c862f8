//! Read: takes a workspace directory and its configuration, gives the text of every file that counts,
//! in path order. Leaves all meaning to `parse`.

mod folder;
mod glob;
mod held;
mod included;
mod on_disk;
mod read;
mod stray;
mod text;
mod walk;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use folder::{Folder, read_folder};
pub use glob::unknown_sign;
pub use held::{Leaf, Pick, Tree, load_held, pick, pick_config};
pub use included::EXCLUDE;
pub use on_disk::{as_read, on_disk};
pub use read::{CONFIG, FOLDERS, INBOX, Overlay, ReadError, find, read, read_config};
pub(crate) use text::harmless;

/// Index of a file in [`Sources::files`] (and, after restriction, in the register's own file table).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A span of one file: a 1-based line and a byte range.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// 1-based line of `start`; 0 where the edition may not print it.
    pub line: u32,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset after the last byte.
    pub end: u32,
}

/// Where a file came from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// The workspace itself.
    Workspace,
    /// The private overlay: everything in it is for the pm audience.
    Private,
    /// The n-th `[[notes.source]]`.
    Source(usize),
}

/// What a file holds, by its place in the layout.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// `rapporteur.toml`.
    Config,
    /// `stakeholders/ID.toml`.
    Stakeholder,
    /// `groups.toml`, `goals.toml` and so on.
    List,
    /// A note, our own or (by origin) a wild one.
    Note,
    /// `updates/DATE.md`.
    Update,
    /// `inbox.md`: lines that are in no note yet; never shown.
    Inbox,
    /// A file with nothing to parse (invalid UTF-8, too large, not a file): its diagnostic is already pushed, it is
    /// kept for its path, and for the text before the fault.
    Unreadable,
}

/// One file of text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the workspace (or overlay, or notes source, under its printed prefix), `/` between parts.
    pub path: Arc<str>,
    /// Where it came from.
    pub origin: Origin,
    /// What it holds.
    pub role: Role,
    /// Its text, valid UTF-8, without a byte order mark; line ends as written, but for lone carriage returns.
    pub text: Arc<str>,
}

/// Every file of a workspace, sorted by origin and path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The files; [`FileId`] is an index into this.
    pub files: Vec<SourceFile>,
    /// Template overrides: name below `templates/`, text.
    pub templates: Vec<(String, String)>,
    /// Files of `static/`: path below it, bytes; `static/EDITION/` for one edition.
    pub statics: Vec<(String, Vec<u8>)>,
    /// People by the id that their file is named for: the one they have in the revision that this one is compared with.
    pub known_as: BTreeMap<String, String>,
}

impl Sources {
    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// 1-based column of a place, in characters.
    pub fn column(&self, place: Place) -> u32 {
        Columns::default().of(self, place)
    }
}

/// Columns of many places in their order: each is counted on from the one before, where that is of the same line.
#[derive(Debug, Default)]
pub struct Columns {
    /// File, byte and column of the last.
    last: Option<(FileId, usize, u32)>,
}

impl Columns {
    /// 1-based column of a place, in characters.
    pub fn of(&mut self, sources: &Sources, place: Place) -> u32 {
        let text = &sources.file(place.file).text;
        let start = text.floor_char_boundary(place.start as usize);
        let known = self.last.filter(|(file, at, _)| *file == place.file && *at <= start);
        let (from, column) = known.map_or((0, 1), |(_, at, column)| (at, column));
        let column = match text[from..start].rfind('\n') {
            Some(end) => text[from + end + 1..start].chars().count() as u32 + 1,
            None => column + text[from..start].chars().count() as u32,
        };
        self.last = Some((place.file, start, column));
        column
    }
}

/// Line starts of one text, to turn byte offsets into places.
#[derive(Clone, Debug)]
pub struct Lines {
    file: FileId,
    starts: Vec<u32>,
}

impl Lines {
    /// Indexes a text.
    pub fn new(file: FileId, text: &str) -> Self {
        let starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1)).collect();
        Self { file, starts }
    }

    /// 1-based line of a byte offset.
    pub fn line(&self, offset: usize) -> u32 {
        self.starts.partition_point(|s| *s as usize <= offset) as u32
    }

    /// The place of a byte range.
    pub fn place(&self, range: std::ops::Range<usize>) -> Place {
        Place { file: self.file, line: self.line(range.start), start: range.start as u32, end: range.end as u32 }
    }
}
