//! The one test binary.
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(clippy::similar_names, reason = "a test may speak of a note and of what is not")]

mod any_note;
mod as_of;
mod cases;
mod charts;
mod cli;
mod docs;
mod health;
mod noninterference;
mod notes;
mod publish;
mod read;
mod records;
mod render;
mod scores;
mod wild;
mod world;
