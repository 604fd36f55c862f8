//! Rapporteur turns a workspace of plain text (TOML stakeholder records, Markdown meeting notes) into a static
//! report of how sound each relationship is, and why.
//!
//! Data flows one way through the stages, each a module with one narrow interface:
//!
//! 1. [`source`] reads the workspace: paths to text.
//! 2. [`parse`] turns text into records that keep their spans.
//! 3. [`validate`] cross-links records into the [`register`], or says what is wrong with them.
//! 4. [`restrict`] cuts the register down to what one edition may see, up to the as-of date.
//! 5. [`assess`] folds promises and feedback, works out health.
//! 6. [`render`] makes pages, with the charts of [`chart`].
//! 7. [`publish`] stages, syncs and swaps them into place.
//!
//! The middle five do no I/O and know no clock.

pub mod assess;
pub mod chart;
pub mod config;
pub mod diagnostic;
pub mod parse;
pub mod publish;
pub mod register;
pub mod restrict;
pub mod source;
pub mod validate;
