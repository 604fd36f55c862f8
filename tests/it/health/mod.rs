//! Engagement health: the published vectors, the folding of lines, and every invariant of the method as a property.

mod build;
mod figures;
mod folding;
mod invariants;
mod movement;
mod past;
mod vectors;
