//! Which meeting of a running document a place lies in, numbered anew from what remains. Files that hold one meeting are
//! not looked at.

use std::collections::BTreeMap;

use crate::register::{Note, Register};
use crate::source::{FileId, Place};

/// The meetings of each file that holds several.
pub(super) struct Meetings {
    /// Where what a meeting holds begins, by line, and the meeting's number among those in sight.
    by_file: BTreeMap<FileId, Vec<(u32, u32)>>,
}

impl Meetings {
    /// Numbers the meetings for which `is_in_sight`.
    pub(super) fn new(register: &Register, is_in_sight: impl Fn(&Note) -> bool) -> Self {
        let files = register.notes.iter().map(|note| note.place.file.0 as usize + 1).max().unwrap_or_default();
        let mut count = vec![0_u32; files];
        for note in &register.notes {
            count[note.place.file.0 as usize] += 1;
        }
        let mut notes: BTreeMap<FileId, Vec<&Note>> = BTreeMap::new();
        for note in register.notes.iter().filter(|note| count[note.place.file.0 as usize] > 1) {
            notes.entry(note.place.file).or_default().push(note);
        }
        let numbered = notes.into_iter().map(|(file, mut notes)| {
            notes.sort_by_key(|note| note.place);
            let mut lines = Vec::new();
            let mut rank = 0;
            for note in notes {
                let own = if is_in_sight(note) { rank } else { 0 };
                lines.push((note.place.line, own));
                lines.extend(note.passages.iter().map(|passage| (passage.line, own)));
                rank += u32::from(is_in_sight(note));
            }
            lines.sort_unstable();
            lines.dedup_by_key(|(line, _)| *line);
            (file, lines)
        });
        Self { by_file: numbered.collect() }
    }

    /// The number of the meeting that holds a place; 0 in a file that holds one.
    pub(super) fn rank(&self, place: Place) -> u32 {
        let Some(lines) = self.by_file.get(&place.file) else { return 0 };
        let before = lines.partition_point(|(line, _)| *line <= place.line);
        before.checked_sub(1).and_then(|n| lines.get(n)).map_or(0, |(_, rank)| *rank)
    }
}
