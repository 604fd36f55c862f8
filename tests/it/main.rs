//! The one test binary.

mod cli;
mod health;
mod publish;
mod read;
mod records;
mod wild;
