//! One fuzz target, named by `FUZZ_TARGET`, for libFuzzer. An input that takes more than a second of processor time is a
//! finding: by the clock on the wall a busy machine would be one.
#![no_main]

mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use targets::{TARGETS, Target};

static CHOSEN: OnceLock<Target> = OnceLock::new();

fn chosen() -> Target {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
    TARGETS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no target `{name}`")).1
}

/// Milliseconds of processor time of the whole process.
fn used() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a place for what the call writes.
    let done = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    assert_eq!(done, 0, "a process has a clock");
    time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

fuzz_target!(|data: &[u8]| {
    let target = CHOSEN.get_or_init(chosen);
    let before = used();
    target(data);
    let taken = used() - before;
    assert!(taken <= 1000, "{taken} ms for {} bytes", data.len());
});
