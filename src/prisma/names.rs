//! Names that Prisma gives to keys and indexes, and the quotes that it writes around all names.

/// The longest name that PostgreSQL keeps, in bytes (`NAMEDATALEN` less one).
const LONGEST: usize = 63;

/// `TABLE_COLUMN_COLUMN` with a suffix such as `_key`; what is too long is cut before the suffix.
pub(super) fn constraint(table: &str, columns: &[&str], suffix: &str) -> String {
    let mut name = [&[table], columns].concat().join("_");
    if name.len() + suffix.len() > LONGEST {
        let mut length = LONGEST - suffix.len();
        while !name.is_char_boundary(length) {
            length -= 1;
        }
        name.truncate(length);
    }
    name + suffix
}

/// A name in quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A name with its schema, both in quotes.
pub(super) fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", quoted(schema), quoted(name))
}

/// A string as SQL, with the server's default of `standard_conforming_strings`.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::constraint;

    #[test]
    fn cuts_long_names_before_the_suffix() {
        assert_eq!(constraint("User", &["a", "b"], "_key"), "User_a_b_key");
        let long = constraint(&"é".repeat(40), &["a"], "_fkey");
        assert_eq!((long.len(), long.ends_with("é_fkey")), (63, true));
        assert_eq!(constraint(&"é".repeat(40), &["a"], "_key").len(), 62);
    }
}
