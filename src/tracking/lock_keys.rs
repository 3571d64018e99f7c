//! The advisory locks that tools take, so that none of them works beside tidegate.

use super::table::Table;
use super::tool::Tool;
use crate::postgres::quoted_always;
use crate::text::crc32;

/// The key of tidegate's own lock: the bytes of its name.
pub const OWN_LOCK: i64 = i64::from_be_bytes(*b"tidegate");

/// The keys of the locks of a tool on a table; none if it takes none.
///
/// Sources: prisma-engines `sql-schema-connector/src/flavour/postgres.rs`; sqlx `sqlx-postgres/src/migrate.rs`;
/// golang-migrate `database/util.go`, whose name of the database has a slash before it where it was opened by its
/// address; goose `lock/internal/store`; Flyway `PostgreSQLAdvisoryLockTemplate`.
pub fn lock_keys(tool: &Tool, table: &Table, database: &str) -> Vec<i64> {
    match tool.id {
        "prisma" => vec![72_707_369],
        "sqlx" => vec![0x3d32_ad9e_i64.wrapping_mul(i64::from(crc32(database.bytes())))],
        "golang-migrate" => vec![golang(table, database), golang(table, &format!("/{database}"))],
        "goose" => vec![i64::from(crc32(*b"goose"))],
        "flyway" => vec![flyway(table)],
        _ => Vec::new(),
    }
}

/// The tool that takes a lock of this key, in the database.
pub fn lock_owner(key: i64, tool: &Tool, table: &Table, database: &str) -> Option<&'static str> {
    if key == OWN_LOCK {
        return Some("tidegate");
    }
    lock_keys(tool, table, database).contains(&key).then_some(tool.name)
}

fn golang(table: &Table, database: &str) -> i64 {
    let names = [&table.schema, &table.name, database].join("\0");
    i64::from(crc32(names.bytes()).wrapping_mul(1_486_364_155))
}

/// The bytes of `Flyway` as a number, and Java's hash of the table's name.
fn flyway(table: &Table) -> i64 {
    let name = format!("{}.{}", quoted_always(&table.schema), quoted_always(&table.name));
    let hash = name.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    77_431_708_279_161 + i64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::super::ALL;
    use super::*;

    #[test]
    fn keys_are_those_that_the_tools_compute() {
        let check = |tool: &str, expected: &[i64]| {
            let tool = ALL.into_iter().find(|known| known.id == tool).expect("a tool");
            let table = Table { schema: "public".to_owned(), name: tool.table.to_owned(), columns: Vec::new() };
            assert_eq!(lock_keys(tool, &table, "postgres"), expected);
        };
        check("prisma", &[72_707_369]);
        check("sqlx", &[368_907_709_894_077_238]);
        check("golang-migrate", &[143_310_882, 3_280_485_947]);
        check("goose", &[4_097_083_626]);
        check("flyway", &[77_433_833_903_597]);
        check("dbmate", &[]);
    }
}
