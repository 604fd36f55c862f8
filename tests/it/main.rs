//! The one test binary.

mod any_note;
mod charts;
mod cli;
mod health;
mod notes;
mod publish;
mod read;
mod records;
mod render;
mod wild;
