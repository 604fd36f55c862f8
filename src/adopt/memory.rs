//! What was adopted before, in `adopted.txt`: a spelling in it that answers to nobody was taken out by somebody, and a
//! later run leaves it out. A spelling a line; lines that begin with `#` are remarks.

use std::collections::BTreeSet;

/// The file's name in the workspace.
pub const FILE: &str = "adopted.txt";
const HEAD: &str = "\
# What `rapporteur adopt` has drafted records from, so that a later run brings back nobody whom you took out.
# A spelling a line, in lower case without accents and dots. Take out a line to have that spelling adopted again.
";

/// The spellings of a file's text.
pub fn read(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// The file with spellings added, each line of it kept.
pub fn write(text: Option<&str>, keys: &BTreeSet<String>) -> String {
    let known = text.map(read).unwrap_or_default();
    let mut out = text.map_or_else(|| HEAD.to_owned(), str::to_owned);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    for key in keys.difference(&known) {
        out += key;
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back_and_lines_stay() {
        let keys = |list: &[&str]| list.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        let first = write(None, &keys(&["ada lovelace", "adal"]));
        assert_eq!(read(&first), keys(&["ada lovelace", "adal"]));
        assert_eq!(write(Some("# mine\nbo"), &keys(&["ada", "bo"])), "# mine\nbo\nada\n");
        assert_eq!(write(Some(&first), &keys(&["adal"])), first);
    }
}
