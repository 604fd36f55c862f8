//! Known flaws of generators, Markdown tools, and of what they lean on: each that could apply here, tried here. A test is named
//! after the flaw's number where that is known for sure, and says what it was.

mod machine;
mod messages;
mod pages;
mod parsers;
