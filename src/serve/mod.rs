//! Serve: takes a site made in memory and what is wrong with its content, gives them to a browser on this machine, and
//! says when files of the workspace change. Leaves making the site, and telling what changed, to its caller.
//!
//! Only the loopback addresses are bound, only their names are answered, only what is in the map of pages is given. The
//! server is our own rather than a crate's because it must bound its connections and their time, and needs no more of HTTP
//! than GET, HEAD and one stream of events.

mod answer;
mod http;
mod listen;
mod page;
mod watch;

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use listen::{Bound, bind};
pub use watch::{Seen, Watch};

/// Pages by path, as they would be published.
pub type Pages = BTreeMap<String, Vec<u8>>;

/// What is served at a moment.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The last site without an error; empty before the first.
    pub pages: Arc<Pages>,
    /// Names that site: the same pages, the same name.
    pub site: String,
    /// What keeps a newer one from being shown, as text, worst first; empty where nothing does.
    pub problems: Vec<String>,
}

impl Shown {
    /// A site without problems.
    pub fn site(pages: Pages) -> Self {
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &pages {
            for part in [path.as_bytes(), bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        Self { pages: Arc::new(pages), site: hasher.finalize().to_hex()[..16].to_owned(), problems: Vec::new() }
    }
}

/// Where what is shown is put up, and where those who look are told that it changed.
#[derive(Debug, Default)]
pub struct Board {
    shown: Mutex<(u64, Arc<Shown>)>,
    changed: Condvar,
}

impl Board {
    /// What is shown now.
    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.lock().1)
    }

    /// Shows something else.
    pub fn show(&self, shown: Shown) {
        let mut held = self.lock();
        *held = (held.0 + 1, Arc::new(shown));
        drop(held);
        self.changed.notify_all();
    }

    /// What is shown, once it is no longer the `seen`-th thing; `None` where that lasts longer than `patience`.
    fn next(&self, seen: Option<u64>, patience: Duration) -> Option<(u64, Arc<Shown>)> {
        let held = self.lock();
        let waited = self.changed.wait_timeout_while(held, patience, |held| Some(held.0) == seen);
        let (held, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out() || Some(held.0) != seen).then(|| held.clone())
    }

    /// What it holds is put there whole, so that a thread that died holding it has broken nothing.
    fn lock(&self) -> MutexGuard<'_, (u64, Arc<Shown>)> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_pages_have_the_same_name() {
        let pages = |list: &[(&str, &str)]| -> Pages {
            list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
        };
        let name = |list: &[(&str, &str)]| Shown::site(pages(list)).site;
        assert_eq!(name(&[("a", "1"), ("b", "2")]), name(&[("b", "2"), ("a", "1")]));
        assert_ne!(name(&[("a", "1")]), name(&[("a", "2")]));
        assert_ne!(name(&[("a", "b1")]), name(&[("ab", "1")]), "what is path and what is page is told apart");
    }

    #[test]
    fn who_looks_is_told_what_is_new_to_them() {
        let board = Board::default();
        let none = Duration::ZERO;
        let (first, shown) = board.next(None, none).expect("whatever is shown is new at first");
        assert!(shown.pages.is_empty() && board.next(Some(first), none).is_none());
        board.show(Shown { problems: vec!["x".to_owned()], ..Shown::default() });
        let (second, shown) = board.next(Some(first), none).expect("it changed");
        assert_eq!((shown.problems.len(), board.next(Some(second), none).is_none()), (1, true));
    }
}
