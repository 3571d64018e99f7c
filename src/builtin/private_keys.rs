//! Private keys.

use super::file::File;
use super::finding::Finding;
use super::options::Options;
use crate::text::lines::lines;

/// The words between `-----BEGIN ` and `PRIVATE KEY`: of PKCS #8 (RFC 7468), of OpenSSL's older forms, of OpenSSH and of
/// `OpenPGP` (RFC 9580).
const KINDS: [&str; 8] = ["", "ENCRYPTED ", "RSA ", "DSA ", "EC ", "OPENSSH ", "PGP ", "SSH2 ENCRYPTED "];

/// Other first lines: the format of `PuTTY`, a static key of `OpenVPN`, and a key of age (`age-keygen`).
const OTHERS: [&[u8]; 4] =
    [b"PuTTY-User-Key-File-2", b"PuTTY-User-Key-File-3", b"-----BEGIN OpenVPN Static key V1-----", b"AGE-SECRET-KEY-1"];

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let keys = lines(file.content).zip(1..).filter(|((_, line), _)| starts_key(line));
    keys.map(|(_, number)| Finding::at(file.path, number, "a private key")).collect()
}

/// Whether a key starts in the line, also inside a string of source code.
fn starts_key(line: &[u8]) -> bool {
    if OTHERS.iter().any(|first| line.starts_with(first)) {
        return true;
    }
    let begin = b"-----BEGIN ";
    memchr::memmem::find_iter(line, begin).any(|at| {
        let rest = &line[at + begin.len()..];
        KINDS.iter().any(|kind| {
            let rest = rest.strip_prefix(kind.as_bytes()).and_then(|rest| rest.strip_prefix(b"PRIVATE KEY"));
            rest.is_some_and(|rest| rest.starts_with(b"-----") || rest.starts_with(b" BLOCK-----"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::lines;

    #[test]
    fn finds_keys_of_each_kind() {
        for kind in super::KINDS {
            let end = if kind == "PGP " { " BLOCK" } else { "" };
            let key = format!("# key\n-----BEGIN {kind}PRIVATE KEY{end}-----\nabc\n");
            assert_eq!(lines("private-keys", "key.pem", &key), [2], "{kind}");
        }
        assert_eq!(lines("private-keys", "a.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\n"), [1]);
        assert_eq!(lines("private-keys", "a.ts", "const key = \"-----BEGIN PRIVATE KEY-----\\nabc\";\n"), [1]);
    }

    #[test]
    fn accepts_public_keys_and_talk_of_keys() {
        assert_eq!(lines("private-keys", "a.pem", "-----BEGIN PUBLIC KEY-----\nabc\n"), [0; 0]);
        assert_eq!(lines("private-keys", "a.pem", "-----BEGIN CERTIFICATE-----\nabc\n"), [0; 0]);
        assert_eq!(lines("private-keys", "a.md", "It starts with BEGIN PRIVATE KEY.\n"), [0; 0]);
    }
}
