//! What is done with an input, and what must hold of it: each target takes any bytes and panics where a promise is broken.
//! Shared by libFuzzer (`../main.rs`) and by `cargo test`, which runs the corpus.

mod charts;
mod imports;
mod links;
mod markup;
mod memory;
mod note;
mod records;
mod sinks;
mod wild;

/// Takes an input.
pub(crate) type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder in the corpus.
pub(crate) const TARGETS: [(&str, Target); 7] = [
    ("charts", charts::run),
    ("imports", imports::run),
    ("links", links::run),
    ("note", note::run),
    ("records", records::run),
    ("sinks", sinks::run),
    ("wild", wild::run),
];
