//! The one test binary.

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
