//! Random schemas, random edits: the SQL leads from the one to the other and back, by both witnesses.

use super::{apply, in_any_order, left};
use crate::catalog::Bench;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tidegate::alter::script;
use tidegate::diff::{Comparison, witness};

/// Where each run begins; one that has found a bug stays here.
const SEEDS: [u8; 4] = [1, 7, 42, 99];

/// Pairs for each seed.
const CASES: u32 = 3;

/// A small schema, in which every combination of edits can be written.
#[derive(Clone, Debug, Default)]
struct Schema {
    moods: Vec<&'static str>,
    tables: BTreeMap<u8, Table>,
    functions: BTreeMap<u8, u8>,
}

#[derive(Clone, Debug, Default)]
struct Table {
    columns: BTreeMap<u8, Column>,
    indexes: BTreeSet<u8>,
    checks: BTreeSet<u8>,
    /// The table that a foreign key refers to.
    refers_to: Option<u8>,
    view: Option<u8>,
    policy: Option<u8>,
    comment: Option<u8>,
    is_readable: bool,
}

#[derive(Clone, Debug)]
struct Column {
    r#type: u8,
    has_default: bool,
    is_required: bool,
}

/// Types of columns, each with a default.
const TYPES: [(&str, &str); 6] = [
    ("integer", "1"),
    ("bigint", "2"),
    ("numeric(12,2)", "3.5"),
    ("text", "'x'"),
    ("timestamptz", "now()"),
    ("mood", "'ok'"),
];

/// Two numbers that say what is edited, and how.
type Edit = (u8, u8, u8);

impl Schema {
    fn edited(&self, edits: &[Edit]) -> Self {
        let mut schema = self.clone();
        edits.iter().for_each(|edit| schema.edit(*edit));
        schema.tidy();
        schema
    }

    fn edit(&mut self, (what, which, how): Edit) {
        let (number, part) = (which % 4, which / 4 % 5);
        match what % 12 {
            0 => {
                self.tables.remove(&number);
            }
            1 => {
                self.tables.entry(number).or_default();
            }
            2 => {
                self.moods =
                    [&["ok"][..], &["sad", "ok"], &["sad", "ok", "glad"], &["ok", "meh"]][usize::from(how % 4)].to_vec()
            }
            3 => {
                self.functions.insert(number, how % 3);
            }
            4 => {
                self.functions.remove(&number);
            }
            what => {
                let table = self.tables.entry(number).or_default();
                match what {
                    5 | 6 => {
                        let column = Column { r#type: how % 6, has_default: how & 8 != 0, is_required: how & 16 != 0 };
                        // A type that is not converted needs another column.
                        let is_same = |old: &Column| {
                            (old.r#type < 3) == (column.r#type < 3)
                                && (column.r#type < 3 || old.r#type == column.r#type)
                        };
                        if table.columns.get(&part).is_none_or(is_same) {
                            table.columns.insert(part, column);
                        }
                    }
                    7 => {
                        table.columns.remove(&part);
                    }
                    8 if how & 1 == 0 => {
                        table.indexes.insert(part);
                    }
                    8 => drop(table.indexes.remove(&part)),
                    9 if how & 1 == 0 => {
                        table.checks.insert(part);
                    }
                    9 => drop(table.checks.remove(&part)),
                    10 => table.view = (how & 1 == 0).then_some(part),
                    _ => {
                        table.policy = (how & 1 == 0).then_some(how % 3);
                        table.comment = (how & 2 == 0).then_some(how % 3);
                        table.is_readable = how & 4 == 0;
                        table.refers_to = (how & 8 == 0).then_some(part % 4);
                    }
                }
            }
        }
    }

    /// Removes what refers to nothing.
    fn tidy(&mut self) {
        if self.moods.is_empty() {
            self.moods = vec!["ok"];
        }
        let tables: BTreeSet<u8> = self.tables.keys().copied().collect();
        for table in self.tables.values_mut() {
            let columns: BTreeSet<u8> = table.columns.keys().copied().collect();
            table.indexes.retain(|column| columns.contains(column));
            table.checks.retain(|column| columns.contains(column));
            table.view = table.view.filter(|column| columns.contains(column));
            table.refers_to = table.refers_to.filter(|other| tables.contains(other));
        }
    }

    fn sql(&self) -> String {
        let mut sql = format!("create type mood as enum ('{}');\n", self.moods.join("', '"));
        for (number, how) in &self.functions {
            let _ = writeln!(
                sql,
                "create function f{number}(a bigint) returns bigint language sql immutable as 'select a + {how}';"
            );
        }
        for (number, table) in &self.tables {
            let _ = write!(sql, "create table t{number} (id bigint primary key, ref bigint");
            for (name, column) in &table.columns {
                let (kind, default) = TYPES[usize::from(column.r#type)];
                let default = if column.has_default { format!(" default {default}") } else { String::new() };
                let required = if column.is_required { " not null" } else { "" };
                let _ = write!(sql, ", c{name} {kind}{default}{required}");
            }
            sql.push_str(");\n");
        }
        for (number, table) in &self.tables {
            table.parts(*number, &mut sql);
        }
        sql
    }
}

impl Table {
    fn parts(&self, number: u8, sql: &mut String) {
        for column in &self.indexes {
            let _ = writeln!(sql, "create index i{number}_{column} on t{number} (c{column}, id desc);");
        }
        for column in &self.checks {
            let _ = writeln!(
                sql,
                "alter table t{number} add constraint k{column} check (c{column} is not null or id > 0);"
            );
        }
        if let Some(other) = self.refers_to {
            let _ = writeln!(sql, "alter table t{number} add constraint r foreign key (ref) references t{other};");
        }
        if let Some(column) = self.view {
            let _ = writeln!(sql, "create view v{number} as select id, c{column} from t{number};");
            let _ = writeln!(sql, "create view w{number} as select count(*) as n from v{number};");
        }
        if let Some(how) = self.policy {
            let _ = writeln!(sql, "alter table t{number} enable row level security;");
            let _ = writeln!(sql, "create policy p on t{number} using (id > {how});");
        }
        if let Some(how) = self.comment {
            let _ = writeln!(sql, "comment on table t{number} is 'c{how}';");
        }
        if self.is_readable {
            let _ = writeln!(sql, "grant select on t{number} to public;");
        }
    }
}

/// The SQL leads from one schema to another, and back.
fn there_and_back(bench: &mut Bench, old: &str, new: &str) {
    let (one, other, origin) = (bench.database([old]), bench.database([new]), bench.database([old]));
    for wanted in [&other, &origin] {
        let (expected, actual) = (bench.catalog(wanted), bench.catalog(&one));
        let script = script(&expected, &actual, &in_any_order()).unwrap();
        assert_eq!(script.refused, [], "{old}\n=>\n{new}");
        apply(bench, &one, &script);
        let reached = bench.catalog(&one);
        assert_eq!(left(&expected, &reached, &in_any_order()), <[String; 0]>::default(), "{}", script.text());
        let unseen = witness(&bench.dump(wanted), &bench.dump(&one), &Comparison::default());
        // The order of columns is the difference that is left.
        let unseen: Vec<_> = unseen.into_iter().filter(|object| object.kind != "table").collect();
        assert!(unseen.is_empty(), "{unseen:?}\n{}", script.text());
    }
}

#[test]
fn random_edits_are_made_and_reverted() {
    let Some(bench) = Bench::new() else { return };
    let bench = RefCell::new(bench);
    for seed in SEEDS {
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
        let edits = |count: usize| vec(any::<Edit>(), count);
        let outcome = TestRunner::new_with_rng(config, random).run(&(edits(24), edits(10)), |(begin, edits)| {
            let old = Schema::default().edited(&begin);
            let new = old.edited(&edits);
            there_and_back(&mut bench.borrow_mut(), &old.sql(), &new.sql());
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}
