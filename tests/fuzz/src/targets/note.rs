//! A note of ours: front matter and body, read, linked, seen by each edition, and everything made of it.

use super::memory::{everything, with, workspace};

pub(crate) fn run(data: &[u8]) {
    everything(&workspace(&with("notes/2026-10-22.md", data)), data);
}
