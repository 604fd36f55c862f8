//! Folders that builds made and that none brings up to date any more: beside the ones built, of an edition that isn't
//! configured. Only looks; what becomes of them is their owner's to say.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::{MANIFEST, listed};

/// A longer list is none of ours: 100 000 files make a tenth of it, in bytes.
const LONGEST: u64 = 128 << 20;

/// Folders right inside `root` with a list of ours, and what they are marked with; sorted. Those of `known` are passed over,
/// and hidden ones, which are the stages of builds at work.
pub fn strays(root: &Path, known: &[PathBuf]) -> Vec<(PathBuf, String)> {
    let known: Vec<PathBuf> = known.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let entries = WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name().into_iter();
    // What can't be looked at is nothing that can be said of it.
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    let shown = folders.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let found = shown.filter_map(|entry| {
        let list = entry.path().join(MANIFEST);
        let is_file = list.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() <= LONGEST);
        if !is_file || entry.path().canonicalize().is_ok_and(|real| known.contains(&real)) {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(&list).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
        let (edition, _) = listed(&bytes).ok()?;
        Some((entry.into_path(), edition))
    });
    found.collect()
}
