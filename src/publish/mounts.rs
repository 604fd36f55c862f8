//! Mount points: folders that begin another file system, or show a folder from elsewhere.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::error::PublishError;

/// Finds the mount points below a folder.
#[derive(Debug)]
pub(super) struct Mounts {
    path: PathBuf,
    folder: File,
    device: u64,
}

impl Mounts {
    /// Below that folder.
    pub(super) fn of(path: &Path) -> Result<Self, PublishError> {
        let folder = File::open(path).map_err(PublishError::io("open", path))?;
        let device = folder.metadata().map_err(PublishError::io("open", path))?.dev();
        Ok(Self { path: path.to_owned(), folder, device })
    }

    /// Whether a folder below, or one on the way to it, is a mount point.
    pub(super) fn has(&self, below: &Path) -> bool {
        self.crosses(below).unwrap_or_else(|| fs::metadata(self.path.join(below)).is_ok_and(|f| f.dev() != self.device))
    }

    /// Finds a folder of the same file system too, where the system can tell.
    #[cfg(target_os = "linux")]
    fn crosses(&self, below: &Path) -> Option<bool> {
        use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match openat2(&self.folder, below, flags, Mode::empty(), ResolveFlags::NO_XDEV) {
            Ok(_) => Some(false),
            Err(rustix::io::Errno::XDEV) => Some(true),
            Err(_) => None,
        }
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as on Linux")]
    fn crosses(&self, _below: &Path) -> Option<bool> {
        let _ = &self.folder;
        None
    }
}
