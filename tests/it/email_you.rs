//! "For you": what its reader is party to, and nothing that they may not know of.

use std::path::Path;

use jiff::civil::Date;
use rapporteur::Workspace;
use rapporteur::email::you::{Block, Desk};
use rapporteur::register::Id;
use rapporteur::render::Templates;
use unicode_width::UnicodeWidthStr;

fn block(workspace: &Workspace, who: &str, as_of: &str) -> Option<Block> {
    let as_of: Date = as_of.parse().unwrap();
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    Desk::new(workspace, as_of).block(&Id::new(who), Some("nora@b.example"), &templates).unwrap()
}

fn sample() -> Workspace {
    rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

#[test]
fn every_block_of_the_sample_is_short_lines_and_plain_tables() {
    let workspace = sample();
    let mut blocks = 0;
    for who in workspace.register.stakeholders.keys() {
        let Some(block) = block(&workspace, who.as_str(), "2026-11-01") else { continue };
        blocks += 1;
        assert!(block.text.lines().all(|line| line.width() <= 78), "{}", block.text);
        assert!(block.html.starts_with("<tr>") && block.html.trim_end().ends_with("</tr>"));
        for word in ["<style", "<div", "flex", "class=", "stance", "sentiment", "influence"] {
            assert!(!block.html.contains(word), "{who}: {word}");
        }
    }
    assert!(blocks > 15);
}
