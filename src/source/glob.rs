//! Globs: takes a pattern and a path with `/` between parts, says whether they match. `*` and `?` stay within a part,
//! `**` stands for any number of parts; letters are compared without case, as half of the world's file systems do.

/// What a pattern has that is no part of the language, so that it would never match what was meant.
pub fn unknown_sign(pattern: &str) -> Option<char> {
    pattern.chars().find(|c| matches!(c, '[' | ']' | '{' | '}'))
}

/// Whether `pattern` matches the whole of `path`.
///
/// Takes time in proportion to the product of their lengths, whatever the pattern.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    // `reached[n]`: the pattern so far matches the first n parts.
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    for part in pattern.split('/').filter(|part| *part != ".") {
        if part == "**" {
            for n in 1..reached.len() {
                reached[n] = reached[n] || reached[n - 1];
            }
        } else {
            for n in (1..reached.len()).rev() {
                reached[n] = reached[n - 1] && part_matches(part, parts[n - 1]);
            }
            reached[0] = false;
        }
    }
    reached[parts.len()]
}

/// Greedy with one step back: the last `*` takes one letter more wherever the rest fails.
fn part_matches(pattern: &str, text: &str) -> bool {
    let fold = |s: &str| s.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (pattern, text) = (fold(pattern), fold(text));
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else {
                    return false;
                };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, path, expected) in [
            ("**/*.md", "a.md", true),
            ("**/*.md", "x/y/a.MD", true),
            ("*.md", "x/a.md", false),
            ("**/README*", "x/readme.md", true),
            ("**/README*", "README", true),
            ("x/**", "x/a/b", true),
            ("x/**", "y/a", false),
            ("**/x/*.md", "a/x/b.md", true),
            ("a?c.md", "abc.md", true),
            ("a?c.md", "ac.md", false),
            ("*a*b*c*", "xxaxxbxxcxx", true),
            ("*a*b*c*", "xxaxxcxxbxx", false),
            ("", "a", false),
            ("**", "a/b", true),
            ("./a.md", "a.md", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn no_pattern_is_slow() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(20_000).replace("aaaa", "aaab")));
    }
}
