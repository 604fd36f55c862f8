//! The one test binary.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::similar_names,
    clippy::unnecessary_wraps,
    reason = "a test that can't go on says where; it may read ACCEPT and RAPPORTEUR_CORPORA; figures are small and exact"
)]

mod about;
mod about_names;
mod adopt;
mod any_note;
mod as_of;
mod audit;
mod brief;
mod builds;
mod calibration;
mod capture;
mod cases;
mod charts;
mod cli;
mod cve;
mod diff;
mod docs;
mod editions;
mod editors;
mod email;
mod email_digest;
mod email_reply;
mod email_you;
mod export;
#[cfg(feature = "xlsx")]
mod fuzz_corpus;
mod gate;
mod goals;
mod health;
mod hostile;
mod import;
mod init;
mod labels;
mod ledgers;
mod mail;
mod months;
mod noninterference;
mod notes;
mod people;
mod plan;
mod positions;
mod privacy;
mod publish;
mod read;
mod records;
mod render;
mod revisions;
mod running;
mod scores;
#[cfg(feature = "serve")]
mod serve;
mod styles;
mod swaps;
mod tokens;
mod update;
mod verify;
mod wild;
mod world;
