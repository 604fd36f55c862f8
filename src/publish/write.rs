//! Writing one file of the stage, or linking the one that is published already.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use super::error::PublishError;
use super::stage::Stage;

/// Writes a new file.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let mut file = File::create_new(path).map_err(PublishError::io("write", path))?;
    file.write_all(bytes).map_err(PublishError::io("write", path))
}

/// Where the published file has these very bytes (whatever the list says: it may have been changed by hand), keeps it:
/// as a hard link, else as a copy with its time.
pub(super) fn link_if_same(stage: &Stage, path: &str, bytes: &[u8]) -> Result<bool, PublishError> {
    let old = stage.target().join(path);
    if !holds(&old, bytes) {
        return Ok(false);
    }
    let new = stage.path().join(path);
    keep(&old, &new).map_err(PublishError::io("write", &new))?;
    Ok(true)
}

/// Links a file, or copies it with its time and mode.
pub(super) fn keep(old: &Path, new: &Path) -> io::Result<()> {
    match fs::hard_link(old, new) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && error.kind() != ErrorKind::StorageFull => {
            copy(old, new)
        }
        linked => linked,
    }
}

/// Where a file can't be linked: no such links there, somebody else's file, another layer.
fn copy(old: &Path, new: &Path) -> io::Result<()> {
    let mut from = File::open(old)?;
    let found = from.metadata()?;
    let mut to = File::create_new(new)?;
    io::copy(&mut from, &mut to)?;
    // Through the handle: its mode may not let even its owner open it to write.
    to.set_permissions(found.permissions())?;
    to.set_modified(found.modified()?)
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    // Neither a link nor a pipe is followed or waited for.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let Ok(mut file) = OpenOptions::new().read(true).custom_flags(flags).open(path) else {
        return false;
    };
    let same_size = file.metadata().is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    let mut read = vec![0; if same_size { bytes.len() } else { 0 }];
    same_size && file.read_exact(&mut read).is_ok() && read == bytes
}
