//! The registry of rules: file, id, registration and documents agree, and no rule reports anything
//! where nothing changed.

use crate::support::memory::{File, Files, Memory};
use crate::support::notation::{self, reported};
use crate::support::{NOW, World};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate::diagnostic::Family;
use tidegate::jobs::check;
use tidegate::jobs::sides::Selection;
use tidegate::migration::{Changeset, FileRef, History, Kind, Project, layout};
use tidegate::rules::{self, Check, Contents, Options, ProjectContext, Published, SealState, Sink, StagedFile};
use tidegate::text::RelPath;

/// Names that real histories hold, good and bad.
const WILD_NAMES: [&str; 14] = [
    "00000000000000_init.sql",
    "001_first.sql",
    "002_Second.sql",
    "002_second.sql",
    "1738300000_unix.sql",
    "20240101250000_counted.sql",
    "20250101_short.sql",
    "202501010001_twelve.sql",
    "20250827092911_c236c49c-0a1b-4c2d-8e3f-5a6b7c8d9e0f.sql",
    "20991231235959_far.sql",
    "99999999999999_master_consolidated_schema.sql",
    "TEMP_make_bucket_public.sql",
    "archive/20240101000000_old.sql",
    "seed.sql",
];

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn stems(folder: &Path, ending: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).expect("the folder of the rules");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect()
}

/// The folder of a family's rules.
fn folder(family: Family) -> PathBuf {
    top().join("src/rules").join(family.id().replace('-', "_"))
}

#[test]
fn every_file_is_a_rule_with_a_page_in_the_folder_of_its_family() {
    for family in Family::ALL {
        let mut code = stems(&folder(family), ".rs");
        code.remove("mod");
        let of_family = rules::ALL.iter().filter(|rule| rule.info.family == family);
        let registered: BTreeSet<String> = of_family.map(|rule| rule.info.id.replace('-', "_")).collect();
        assert_eq!(code, registered);
        assert_eq!(stems(&folder(family), ".md"), registered);
    }
    let ids: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.info.id).collect();
    assert_eq!(ids.len(), rules::ALL.len(), "every id is registered once");
}

#[test]
fn the_pages_and_the_table_agree() {
    for rule in rules::ALL {
        let info = &rule.info;
        let summary = info.page.lines().nth(2).unwrap_or_default();
        let mut letters = info.summary.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        assert_eq!(summary, format!("{first}{}.", letters.as_str()), "summary of {}", info.id);
        let source = std::fs::read_to_string(folder(info.family).join(format!("{}.rs", info.id.replace('-', "_"))));
        let source = source.expect("the rule's file");
        assert!(source.lines().count() <= 250, "{} has more than 250 lines", info.id);
        let page = format!("#![doc = include_str!(\"{}.md\")]", info.id.replace('-', "_"));
        assert!(source.starts_with(&page), "{} does not show its page in its documentation", info.id);
    }
}

fn project(layout: &'static layout::Layout, folder: &str) -> Project {
    Project::new(RelPath::default(), folder.into(), layout)
}

/// Names of a layout's files below its folder: examples that follow its pattern.
/// The journal and the sum that belong to the example of a layout.
const JOURNAL: &str = "{\"dialect\": \"postgresql\", \"entries\": [{\"tag\": \"0001_add_orders\", \"when\": 1}]}";
const ATLAS_SUM: &str = "h1:nr2ThvGoYrG6PQnLsoFDO1CGYO79TFNrU+9CWYGndWw=\n20240131093045_add_orders.sql h1:RblU2pTBc1blhMb8OOCR6BkTTOfLgoo2ni6pL7rIOR0=\n";

fn example_files(layout: &layout::Layout) -> Vec<String> {
    match layout.shape {
        layout::Shape::Folder { up, .. } => vec![format!("{}/{up}", layout.example)],
        _ => vec![layout.example.to_owned()],
    }
}

#[test]
fn no_rule_reports_anything_where_nothing_changed() {
    for layout in layout::ALL {
        let project = project(layout, "m");
        let names = WILD_NAMES.iter().map(|name| (*name).to_owned()).chain(example_files(layout));
        let stored = |name: String| FileRef {
            path: RelPath::new(format!("m/{name}")),
            kind: Kind::File,
            content_id: name.into(),
        };
        let files: Vec<FileRef> = names.map(stored).collect();
        let history = History::read(&project, &files);
        let options = Options::at(notation::request(NOW).now);
        let subject = ProjectContext {
            project: &project,
            target: &history,
            bases: std::slice::from_ref(&history),
            shared: None,
            moves: std::sync::OnceLock::new(),
            changes: &Changeset::default(),
            published: &Published::default(),
            contents: &Contents::new(),
            before: &Contents::new(),
            untracked: &["m/20250101000000_draft.sql".into()],
            unstorable: &[],
            misplaced: &[],
            seal: &SealState::None,
            options: &options,
        };
        let script = b"await supabase.rpc('exec_sql', { sql: 'drop table a' });\nsupabase db reset --linked\n";
        let path = "scripts/a.ts".into();
        let file = StagedFile { path: &path, content: script, base: Some(script) };
        let mut sink = Sink::default();
        for rule in rules::ALL {
            match rule.check {
                Check::Project(check) => check(&subject, &mut sink),
                Check::File(check) => check(&file, &mut sink),
                _ => {}
            }
        }
        assert!(sink.diagnostics.is_empty(), "{}: {:#?}", layout.id, sink.diagnostics);
    }
}

/// A repository in which everything is published.
fn published(files: &[(String, &str)]) -> Memory {
    let mut repository = Memory::new();
    let files: Files =
        files.iter().map(|(path, content)| (RelPath::new(path), File::new(content.as_bytes()))).collect();
    let shared = repository.add_commit(&[], files);
    repository.set_shared(&shared);
    repository.set_head(&shared);
    repository
}

#[test]
fn a_good_history_of_every_layout_passes_in_every_range() {
    for layout in layout::ALL {
        let folder = match layout.id {
            "supabase" => "supabase/migrations",
            "prisma" => "prisma/migrations",
            "dbmate" => "db/migrations",
            "flyway" => "db/migration",
            _ => "migrations",
        };
        let content = match layout.id {
            "goose" => "-- +goose Up\ncreate table a (id bigint);\n",
            "dbmate" => "-- migrate:up\ncreate table a (id bigint);\n-- migrate:down\ndrop table a;\n",
            "sql-migrate" => "-- +migrate Up\ncreate table a (id bigint);\n",
            "node-pg-migrate" => "-- Up Migration\ncreate table a (id bigint);\n-- Down Migration\ndrop table a;\n",
            _ => "create table a (id bigint);\n",
        };
        let names = example_files(layout);
        let mut files: Vec<(String, &str)> = names.iter().map(|name| (format!("{folder}/{name}"), content)).collect();
        let migrations: Vec<RelPath> = files.iter().map(|(path, _)| RelPath::new(path)).collect();
        match layout.id {
            "sqlx" => files.push(("Cargo.toml".to_owned(), "[package]\n")),
            "drizzle" => files.push((format!("{folder}/meta/_journal.json"), JOURNAL)),
            "atlas" => files.push((format!("{folder}/atlas.sum"), ATLAS_SUM)),
            "drizzle-folders" => {
                let snapshots = names.iter().map(|name| RelPath::new(name).with_file_name("snapshot.json"));
                files.extend(snapshots.map(|path| (format!("{folder}/{path}"), "{}")));
            }
            _ => {}
        }
        let mut repository = published(&files);
        let settings = notation::settings(b"");
        let request = notation::request(NOW);
        let ask = |repository: &Memory, request: &check::Request, how: &str| {
            let outcome = check::run(repository, &settings, request).expect("a repository in memory");
            assert!(outcome.diagnostics.is_empty(), "{} {how}: {:#?}", layout.id, reported(&outcome));
            outcome
        };
        assert_eq!(ask(&repository, &request, "with nothing staged").files, 0);
        let named = check::Request { files: migrations, ..request.clone() };
        let outcome = ask(&repository, &named, "by name");
        assert_eq!(outcome.projects.iter().map(|project| project.layout).collect::<Vec<_>>(), [layout.id]);
        ask(&repository, &check::Request { selection: Selection::WorkTree, ..request.clone() }, "as a whole");
        ask(&repository, &check::Request { history_only: true, ..request.clone() }, "for its history");
        repository.index.insert("src/main.ts".into(), File::new("let a = 1;\n"));
        ask(&repository, &request, "beside other work");
    }
}

#[test]
fn a_page_can_be_read_in_a_terminal() {
    let world = World::without_repository();
    let all = world.tidegate("explain").passes().prints(&["invalid-name", "unused-allowance", "tidegate explain RULE"]);
    all.done();
    let page = world.tidegate("explain out-of-order").passes();
    page.prints(&["out-of-order\n", "What it catches\n", "    staged supabase/migrations/"])
        .does_not_print(&["```"])
        .done();
    let unknown = world.tidegate("explain out-of-ordre").exits(2);
    unknown.prints(&["unknown rule `out-of-ordre`", "did you mean `out-of-order`?"]).done();
}

#[test]
fn the_rules_can_be_listed_for_machines() {
    let world = World::without_repository();
    world.tidegate("rules").passes().prints(&["rule", "severity", "duplicate-version"]).done();
    let listed = world.tidegate("rules --format json").passes();
    let listed: serde_json::Value = serde_json::from_str(&listed.text()).expect("JSON");
    assert_eq!(listed["version"], 1);
    let ids: Vec<&str> =
        listed["rules"].as_array().expect("a list").iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, rules::ALL.map(|rule| rule.info.id));
    let first = &listed["rules"][0];
    assert_eq!(first["severity"], "error");
    assert_eq!(first["fixable"], true);
    assert_eq!(first["scope"], "file");
    assert_eq!(first["forwardOnly"], true);
}
