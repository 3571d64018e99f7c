//! The restricted mode of psql, in which newer dumps are loaded: from `\restrict KEY` on only `\unrestrict KEY` is
//! allowed (psql 15.14, 16.10 and 17.6, `HandleSlashCmds` and `exec_command_unrestrict`).

use super::split::psql_commands;
use crate::text::Span;

/// Returns the first command that psql refuses because of this mode, with the reason as a fragment.
pub fn refused_by_psql(content: &[u8]) -> Option<(Span, String)> {
    memchr::memmem::find(content, b"restrict")?;
    let mut key: Option<String> = None;
    for command in psql_commands(content) {
        let text = String::from_utf8_lossy(&content[command.clone()]).into_owned();
        let name = text.split_whitespace().next().unwrap_or_default();
        let given = argument(text[name.len()..].trim());
        let refused = match (name, &key) {
            ("\\unrestrict", _) if given.is_empty() => Some("psql refuses `\\unrestrict` without a key".to_owned()),
            ("\\unrestrict", None) => Some("psql refuses `\\unrestrict` without `\\restrict` before it".to_owned()),
            ("\\unrestrict", Some(key)) if *key != given => {
                Some("psql refuses `\\unrestrict` with another key than that of `\\restrict`".to_owned())
            }
            (other, Some(_)) if other != "\\unrestrict" => {
                Some(format!("psql refuses `{other}` between `\\restrict` and `\\unrestrict`"))
            }
            ("\\restrict", None) if given.is_empty() => Some("psql refuses `\\restrict` without a key".to_owned()),
            _ => None,
        };
        if let Some(reason) = refused {
            return Some((command, reason));
        }
        match name {
            "\\restrict" => key = Some(given.to_owned()),
            "\\unrestrict" => key = None,
            _ => {}
        }
    }
    None
}

/// The first argument of a command, without its quotes; psql ignores others.
fn argument(rest: &str) -> &str {
    match rest.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next().unwrap_or_default(),
        None => rest.split_whitespace().next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_belong_together() {
        let check = |content: &str, expected: Option<(&str, &str)>| {
            let found = refused_by_psql(content.as_bytes());
            let found = found.as_ref().map(|(span, reason)| (&content[span.clone()], reason.as_str()));
            assert_eq!(found.map(|(command, _)| command), expected.map(|(command, _)| command), "{content}");
            assert!(found.zip(expected).is_none_or(|((_, reason), (_, part))| reason.contains(part)), "{found:?}");
        };
        check("\\restrict a\nselect 1;\n\\unrestrict a\n", None);
        check("\\restrict 'a b'\n\\unrestrict 'a b'\n\\restrict c\n\\unrestrict c", None);
        check("\\restrict a \\unrestrict a\nselect 1;", None);
        // psql accepts a file that ends in this mode.
        check("\\restrict a\ncopy t from stdin;\n\\N\n\\.\n", None);
        check("\\restrict a x\n\\unrestrict a", None);
        check("\\restrict a\n\\unrestrict b\n", Some(("\\unrestrict b", "another key")));
        check("select 1;\n\\unrestrict a\n", Some(("\\unrestrict a", "without `\\restrict`")));
        check("\\restrict\nselect 1;", Some(("\\restrict", "without a key")));
        check("\\restrict a\n\\unrestrict\n", Some(("\\unrestrict", "without a key")));
        check("\\restrict a\n\\set x 1\n", Some(("\\set x 1", "between")));
        check("\\restrict a\n\\restrict a\n", Some(("\\restrict a", "between")));
        check("-- \\restrict\nselect '\\unrestrict a';", None);
        check("<<<<<<< ours\n\\restrict a\n=======\n\\restrict b\n>>>>>>> b\n", Some(("\\restrict b", "between")));
    }
}
