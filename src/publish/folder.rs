//! A published folder as it is found, without its workspace: its list, and each listed file against its hash. Files are opened
//! part by part and no link is followed, so that nothing outside is ever read or removed for one inside.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, unlinkat};
use rustix::io::Errno;
use walkdir::WalkDir;

use super::manifest::{MANIFEST, Manifest};

/// A list is never longer than this, in bytes: 100 000 files make a tenth of it.
const LONGEST: u64 = 128 << 20;

/// Why a folder can't be looked at or cleaned; nothing in it was touched.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Not to be cleaned, whatever is in it.
    #[error("refusing to clean `{path}`: it is {what}")]
    Precious {
        /// The folder.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// No folder at all.
    #[error("`{path}` is {what}, not a folder that one of our builds made")]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Nothing says that it is ours.
    #[error("`{path}` has no `.rapporteur.json`: none of our builds made it")]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// A list that can't be trusted.
    #[error("`{path}`: its `.rapporteur.json` {problem}")]
    BadManifest {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A build is writing to it.
    #[error("a build is writing to `{path}`; start again when it has ended")]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot {action} `{path}`: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl FolderError {
    /// For `map_err`: names what was tried and with what.
    pub(super) fn io<E: Into<io::Error>>(action: &'static str, path: &Path) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source: source.into() }
    }
}

/// What is found under a listed path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Missing,
    /// The file as it was published.
    Unchanged,
    /// A file with other bytes.
    Changed,
    /// A link, a folder or something else; or a link on the way to it.
    NoFile,
}

/// A folder of ours, and its list.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    handle: OwnedFd,
    pub(super) manifest: Manifest,
}

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
// A named pipe is opened without waiting for who writes to it.
const FILE: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);

impl Folder {
    /// Opens a folder whose path has no link in it.
    pub(super) fn open(path: &Path) -> Result<Self, FolderError> {
        let handle = openat(CWD, path, FOLDER, Mode::empty()).map_err(FolderError::io("open", path))?;
        let bad = |problem: &str| FolderError::BadManifest { path: path.to_owned(), problem: problem.to_owned() };
        let list = match openat(&handle, MANIFEST, FILE, Mode::empty()) {
            Ok(list) => list,
            Err(Errno::NOENT) => return Err(FolderError::NotOurs { path: path.to_owned() }),
            Err(Errno::LOOP) => return Err(bad("is a symbolic link")),
            Err(error) => return Err(FolderError::io("open", &path.join(MANIFEST))(error)),
        };
        if !is_file(&list).map_err(FolderError::io("read", &path.join(MANIFEST)))? {
            return Err(bad("is no file"));
        }
        let mut bytes = Vec::new();
        File::from(list)
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(FolderError::io("read", &path.join(MANIFEST)))?;
        if bytes.len() as u64 > LONGEST {
            return Err(bad("is longer than any list of ours"));
        }
        let manifest = Manifest::parse(&bytes).and_then(Manifest::sound).map_err(|problem| bad(&problem))?;
        Ok(Self { path: path.to_owned(), handle, manifest })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What lies under a listed path, whose hash is given.
    pub(super) fn find(&self, path: &str, hash: &str) -> Result<Found, FolderError> {
        let failed = |error: io::Error| FolderError::io("read", &self.path.join(path))(error);
        let opened = self.above(path).and_then(|(above, name)| openat(&above, name, FILE, Mode::empty()));
        let file = match opened {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(Found::Missing),
            // A link; a file where a folder was; a socket.
            Err(Errno::LOOP | Errno::NOTDIR | Errno::NXIO) => return Ok(Found::NoFile),
            Err(error) => return Err(failed(error.into())),
        };
        if !is_file(&file).map_err(|error| failed(error.into()))? {
            return Ok(Found::NoFile);
        }
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut File::from(file), &mut hasher).map_err(failed)?;
        Ok(if hasher.finalize().to_hex().as_str() == hash { Found::Unchanged } else { Found::Changed })
    }

    /// Removes a file, or with `is_folder` a folder that is empty; gives whether it is gone.
    pub(super) fn remove(&self, path: &str, is_folder: bool) -> Result<bool, FolderError> {
        let flags = if is_folder { AtFlags::REMOVEDIR } else { AtFlags::empty() };
        let removed = self.above(path).and_then(|(above, name)| unlinkat(&above, name, flags));
        match removed {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR | Errno::LOOP) if is_folder => Ok(false),
            Err(error) => Err(FolderError::io("remove", &self.path.join(path))(error)),
        }
    }

    /// The folder around a path, opened part by part, and the path's last part.
    fn above<'p>(&self, path: &'p str) -> Result<(OwnedFd, &'p str), Errno> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut above = openat(&self.handle, ".", FOLDER, Mode::empty())?;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            above = openat(&above, part, FOLDER, Mode::empty())?;
        }
        Ok((above, name))
    }

    /// What is in the folder and not on its list, folders aside; sorted.
    pub(super) fn added(&self) -> Result<Vec<String>, FolderError> {
        let mut added = Vec::new();
        for entry in WalkDir::new(&self.path).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| FolderError::io("read", &self.path)(io::Error::from(error)))?;
            let below = entry.path().strip_prefix(&self.path).unwrap_or(entry.path());
            let is_ours = below.to_str().is_some_and(|path| path == MANIFEST || self.manifest.files.contains_key(path));
            if !entry.file_type().is_dir() && !is_ours {
                added.push(below.to_string_lossy().into_owned());
            }
        }
        Ok(added)
    }
}

fn is_file(file: &OwnedFd) -> Result<bool, Errno> {
    fstat(file).map(|found| FileType::from_raw_mode(found.st_mode) == FileType::RegularFile)
}

/// The folder as an absolute path without links on the way to it; whether it is one itself, `may_be_link` decides.
pub(super) fn resolve(path: &Path, may_be_link: bool) -> Result<PathBuf, FolderError> {
    let absolute = std::path::absolute(path).map_err(FolderError::io("find", path))?;
    // Through its components: a slash at the end would follow a link.
    let absolute: PathBuf = absolute.components().collect();
    let found = fs::symlink_metadata(&absolute).map_err(FolderError::io("open", path))?;
    let not = |what| FolderError::NotAFolder { path: path.to_owned(), what };
    if found.is_symlink() && !may_be_link {
        return Err(not("a symbolic link"));
    }
    let real = fs::canonicalize(&absolute).map_err(FolderError::io("open", path))?;
    if real.is_dir() { Ok(real) } else { Err(not("a file")) }
}
