//! Where in a repository a configured path leads: by its words alone, as no link of a revision is followed.

use std::path::{Component, Path};

/// The path in the tree, `/` between parts, of `path` as written in a workspace at `prefix` (empty, or ending in `/`) of the
/// repository at `top`; `None` outside of it.
pub(super) fn within(top: &Path, prefix: &str, path: &str) -> Option<String> {
    let path = Path::new(path);
    let (mut parts, path): (Vec<&str>, &Path) = if path.is_absolute() {
        (Vec::new(), path.strip_prefix(top).ok()?)
    } else {
        (prefix.split('/').filter(|part| !part.is_empty()).collect(), path)
    };
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_into_the_tree_or_out_of_it() {
        let of = |prefix, path| within(Path::new("/top"), prefix, path);
        assert_eq!(of("content/", "../notes/./a").as_deref(), Some("notes/a"));
        assert_eq!(of("content/", "private").as_deref(), Some("content/private"));
        assert_eq!(of("content/", "..").as_deref(), Some(""));
        assert_eq!(of("", "/top/x").as_deref(), Some("x"));
        assert_eq!(of("content/", "../../private"), None);
        assert_eq!(of("", ".."), None);
        assert_eq!(of("", "/tops"), None);
    }
}
