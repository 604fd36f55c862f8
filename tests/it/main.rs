//! The one test binary.

mod health;
mod publish;
mod read;
mod records;
mod wild;
