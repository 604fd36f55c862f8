//! The one test binary.

mod publish;
mod read;
