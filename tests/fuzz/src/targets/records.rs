//! A file of records or the configuration: the first letter says which.

use super::memory::{everything, with, workspace};

/// By its first letter, the file that an input is.
const FILES: [(u8, &str); 12] = [
    (b'k', "rapporteur.toml"),
    (b's', "stakeholders/ada.toml"),
    (b'G', "groups.toml"),
    (b'g', "goals.toml"),
    (b'm', "milestones.toml"),
    (b'd', "decisions.toml"),
    (b'r', "risks.toml"),
    (b'f', "feedback.toml"),
    (b'c', "commitments.toml"),
    (b'p', "pulse.toml"),
    (b'u', "updates/2026-10-19.md"),
    (b'i', "inbox.md"),
];

pub(crate) fn run(data: &[u8]) {
    let Some((letter, text)) = data.split_first() else { return };
    let Some((_, path)) = FILES.iter().find(|(known, _)| known == letter) else { return };
    let text = text.strip_prefix(b"\n").unwrap_or(text);
    everything(&workspace(&with(path, text)), text);
}
