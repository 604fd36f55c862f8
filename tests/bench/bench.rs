//! Measures the release binary on generated workspaces: `cargo build --release --example bench` and the rest of
//! `tests/README.md`. Takes numbers of notes (100, 1,000, 10,000 and 50,000 by default) and prints, for each, the medians of
//! fresh builds of the pm edition (wall time, processor time, peak memory) and how they compare with only writing the same
//! files. Everything lies on tmpfs where there is one. Linux only: the figures of a run are read from /proc.

mod generate;
mod words;

use std::fs;
use std::io::{self, Error};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use walkdir::WalkDir;

const SIZES: [u32; 4] = [100, 1_000, 10_000, 50_000];
/// Builds of each size; the median is printed.
const RUNS: usize = 5;
/// Clock ticks a second in /proc/PID/stat: 100 on every Linux in use.
const TICKS: f64 = 100.0;

fn main() -> ExitCode {
    let sizes: Vec<u32> = std::env::args().skip(1).filter_map(|size| size.replace(',', "").parse().ok()).collect();
    match run(if sizes.is_empty() { &SIZES } else { &sizes }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("bench: {error}"));
            ExitCode::from(3)
        }
    }
}

fn run(sizes: &[u32]) -> io::Result<()> {
    let program = std::env::current_exe()?.with_file_name("").join("../rapporteur");
    if !program.exists() {
        return Err(Error::other("no release binary beside this one: run `cargo build --release` first"));
    }
    let shared = Path::new("/dev/shm");
    let base = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
    let base = base.join(format!("rapporteur-bench-{}", std::process::id()));
    say(&format!("in {}, median of {RUNS}", base.display()));
    say("   notes  stakeh.   files     MiB |  wall s (min-max)      CPU s   peak MiB |  write s   ratio");
    let result = sizes.iter().try_for_each(|&notes| measure(&program, &base, notes));
    let swept = fs::remove_dir_all(&base);
    result.and(swept)
}

/// One size: generate, build, write only, print.
fn measure(program: &Path, base: &Path, notes: u32) -> io::Result<()> {
    let (workspace, out, copy) = (base.join("workspace"), base.join("out"), base.join("copy"));
    generate::workspace(notes, &workspace)?;
    let mut builds = Vec::new();
    for _ in 0..RUNS {
        remove(&out)?;
        builds.push(build(program, &workspace, &out)?);
    }
    let files = read_all(&out)?;
    let mut writes = Vec::new();
    for _ in 0..RUNS {
        remove(&copy)?;
        writes.push(write_all(&files, &copy)?);
    }
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let walls: Vec<f64> = builds.iter().map(|b| b.wall).collect();
    let (wall, write) = (median(walls.clone()), median(writes));
    say(&format!(
        "{notes:8} {:8} {:7} {:7.1} | {wall:7.3} ({:.3}-{:.3}) {:10.2} {:10.1} | {write:8.3} {:6.1}x",
        (notes / 10).max(1),
        files.len(),
        bytes as f64 / 1_048_576.0,
        walls.iter().copied().fold(f64::INFINITY, f64::min),
        walls.iter().copied().fold(0.0, f64::max),
        median(builds.iter().map(|b| b.cpu).collect()),
        median(builds.iter().map(|b| b.peak).collect()),
        wall / write,
    ));
    for folder in [&workspace, &out, &copy] {
        remove(folder)?;
    }
    Ok(())
}

/// What one build took: seconds, seconds of user and system, MiB.
struct Build {
    wall: f64,
    cpu: f64,
    peak: f64,
}

fn build(program: &Path, workspace: &Path, out: &Path) -> io::Result<Build> {
    let started = Instant::now();
    let child = Command::new(program)
        .args([
            "build".as_ref(),
            workspace.as_os_str(),
            "--edition".as_ref(),
            "pm".as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let ended = AtomicBool::new(false);
    let (wall, peak) = std::thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(child.id(), &ended));
        // Leaves the ended child in place, so that its figures can still be read.
        let waited = waitid(WaitId::Pid(Pid::from_child(&child)), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        let wall = started.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        let peak = watcher.join().expect("the watcher does not panic");
        waited.map(|_| (wall, peak)).map_err(Error::from)
    })?;
    let cpu = processor_time(child.id())?;
    finish(child)?;
    Ok(Build { wall, cpu, peak })
}

/// Fails with what the program said where it failed.
fn finish(child: Child) -> io::Result<()> {
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::other(format!("the build failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr))))
}

/// The highest resident size seen, in MiB. The kernel keeps the high-water mark, so looking now and then misses little.
fn watch(process: u32, ended: &AtomicBool) -> f64 {
    let mut peak = 0.0;
    while !ended.load(Ordering::Relaxed) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kib) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()) {
            peak = kib / 1024.0;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// Seconds of user and system time of a process that ended and wasn't waited for.
fn processor_time(process: u32) -> io::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The fields after the command's name, which is in brackets and may hold anything: utime is the 14th of all.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}

type Files = Vec<(PathBuf, Vec<u8>)>;

/// Every file below a folder, with its path inside it.
fn read_all(folder: &Path) -> io::Result<Files> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).map_err(Error::other)?.to_owned();
            files.push((path, fs::read(entry.path())?));
        }
    }
    Ok(files)
}

/// Seconds it takes to write the files one after another, with nothing else done.
fn write_all(files: &Files, folder: &Path) -> io::Result<f64> {
    let started = Instant::now();
    fs::create_dir_all(folder)?;
    let mut made = PathBuf::new();
    for (path, bytes) in files {
        let file = folder.join(path);
        if let Some(parent) = file.parent().filter(|parent| *parent != made) {
            fs::create_dir_all(parent)?;
            parent.clone_into(&mut made);
        }
        fs::write(file, bytes)?;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// The middle one, 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
