//! Hash: one fingerprint of what an edition was made from, and the CSP hash of an inline style.
//! Takes the restricted register only, so that a fingerprint says nothing of what an edition hides.

use std::hash::{Hash, Hasher};

use sha2::Digest;

use crate::register::Register;

/// First 12 hex digits of the restricted register's BLAKE3 hash.
pub(super) fn of_register(register: &Register) -> String {
    let mut hasher = Blake { inner: blake3::Hasher::new(), pending: Vec::with_capacity(BUFFER) };
    register.hash(&mut hasher);
    hasher.flush();
    let mut hex = hasher.inner.finalize().to_hex().to_string();
    hex.truncate(12);
    hex
}

/// `sha256-...` as a content security policy names an inline style.
pub(crate) fn csp_source(text: &str) -> String {
    format!("sha256-{}", base64(&sha2::Sha256::digest(text.as_bytes())))
}

const BUFFER: usize = 1 << 16;

/// A `Hasher` over BLAKE3: the same digest on every platform, so integers are written little-endian at a fixed
/// width.
struct Blake {
    inner: blake3::Hasher,
    pending: Vec<u8>,
}

impl Blake {
    fn flush(&mut self) {
        self.inner.update(&self.pending);
        self.pending.clear();
    }
}

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        if self.pending.len() + bytes.len() > BUFFER {
            self.flush();
        }
        if bytes.len() > BUFFER {
            self.inner.update(bytes);
        } else {
            self.pending.extend_from_slice(bytes);
        }
    }
    fn write_u16(&mut self, i: u16) {
        self.write(&i.to_le_bytes());
    }
    fn write_u32(&mut self, i: u32) {
        self.write(&i.to_le_bytes());
    }
    fn write_u64(&mut self, i: u64) {
        self.write(&i.to_le_bytes());
    }
    fn write_usize(&mut self, i: usize) {
        self.write(&(i as u64).to_le_bytes());
    }
    fn write_i16(&mut self, i: i16) {
        self.write(&i.to_le_bytes());
    }
    fn write_i32(&mut self, i: i32) {
        self.write(&i.to_le_bytes());
    }
    fn write_i64(&mut self, i: i64) {
        self.write(&i.to_le_bytes());
    }
    fn write_isize(&mut self, i: isize) {
        self.write(&(i as i64).to_le_bytes());
    }
    /// Not read: the digest is.
    fn finish(&self) -> u64 {
        0
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().chain([&0, &0]).take(3).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        for position in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * position) & 63) as usize];
            out.push(if position <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_as_the_standard_says() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn the_register_s_hash_follows_its_content() {
        let empty = of_register(&Register::default());
        let mut other = Register::default();
        other.groups.insert(
            crate::register::Id::new("a"),
            crate::register::Group {
                id: crate::register::Id::new("a"),
                label: crate::register::Audience::Team,
                place: crate::source::Place::default(),
                name: "A".to_owned(),
                plan: crate::register::Plan::default(),
                audience: crate::register::Audience::Everyone,
            },
        );
        assert_eq!(empty.len(), 12);
        assert_eq!(empty, of_register(&Register::default()));
        assert_ne!(empty, of_register(&other));
    }
}
