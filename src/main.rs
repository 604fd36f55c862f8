//! The `rapporteur` program: arguments, clock, environment, exit code.

fn main() {}
