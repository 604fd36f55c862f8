//! Texts that reach a header of a mail (names, titles, headlines): one line, and nothing that could end it.

use super::fields::{Fields, Taken};
use super::value::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::email::header::{fit, unfit};

impl Fields<'_, '_> {
    /// A text that says something, and can stand in a header.
    pub fn line(&mut self, key: &'static str) -> Option<Taken<String>> {
        // Told as what it is before it is told as a control character.
        let node = self.node(key)?;
        let written = self.as_string(key, node)?;
        if let Some((what, hint)) = unfit(written.value.trim()) {
            let message = format!("`{key}` holds {what}: `{}`", shown(&fit(&written.value)));
            self.push(Diagnostic::new(Code::UnfitForAHeader, written.place, message).hint(hint));
            // An encoded one is text besides: whom it names is still known, and no line about them is a fault as well.
            if written.value.chars().any(char::is_control) {
                return None;
            }
        }
        self.as_text(key, node)
    }
}
