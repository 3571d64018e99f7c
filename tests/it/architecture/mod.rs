//! The architecture as a test: which module may use which, which foreign crates have one door,
//! what is allowed nowhere, and how large a file may be. Read from the sources, no configuration.

mod cycles;
mod docs;
mod source;

use source::{Source, floors, sources};
use std::fs;
use std::path::Path;

/// The modules of this package that some code names: `crate::a::…`, `crate::{a, b::c}`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let end = group.find(|letter| {
                    depth += i32::from(letter == '{') - i32::from(letter == '}');
                    depth < 0
                });
                let mut inner = 0;
                let is_comma = |letter: char| {
                    inner += i32::from(letter == '{') - i32::from(letter == '}');
                    letter == ',' && inner == 0
                };
                group[..end.unwrap_or(group.len())].split(is_comma).collect()
            }
            None => vec![rest],
        };
        for name in names {
            let name = name.trim_start();
            let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(name.len());
            found.push(name[..end].to_owned());
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn no_arrow_runs_up() {
    let floors = floors();
    assert!(floors.len() >= 10, "the floors are read: {floors:?}");
    for source in sources().iter().filter(|source| !matches!(source.module(), "lib" | "main")) {
        let own = floors[source.module()];
        for module in used(&source.code) {
            let Some(floor) = floors.get(&module) else {
                panic!("{} uses crate::{module}, which is not on a floor", source.path);
            };
            assert!(
                module == source.module() || *floor < own,
                "{} (floor {own:?}) uses {module} (floor {floor:?})",
                source.path
            );
        }
    }
}

#[test]
fn every_module_is_on_the_map() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for (module, floor) in floors() {
        let row = text.lines().find(|line| line.starts_with("//! |") && line.contains(&format!("[`{module}`]")));
        let row = row.unwrap_or_else(|| panic!("{module} is not on the map in lib.rs"));
        let floor = format!("| {}{} |", floor.0, floor.1).replace(' ', "");
        let row = row.replace(' ', "");
        assert!(row.contains(&floor), "the map has another floor for {module}: {row}");
    }
}

#[test]
fn every_foreign_crate_has_one_door() {
    let doors: [(&str, &[&str]); 21] = [
        ("git2::", &["git/"]),
        ("pg_driver", &["postgres/"]),
        ("rustls", &["postgres/"]),
        ("rustls_native_certs", &["postgres/"]),
        ("tokio_postgres_rustls", &["postgres/"]),
        ("tokio::", &["postgres/", "mcp/"]),
        ("futures_sink", &["postgres/"]),
        ("clap", &["cli/"]),
        ("rmcp", &["mcp/"]),
        ("saphyr_parser", &["builtin/", "import/"]),
        ("anstream", &["cli/"]),
        ("annotate_snippets", &["report/"]),
        ("toml::", &["config/", "migration/layout/", "builtin/", "import/", "jobs/decisions/"]),
        ("std::process", &["process/", "cli/exit.rs", "main.rs"]),
        ("landlock", &["process/"]),
        ("seccompiler", &["process/"]),
        ("close_fds", &["process/"]),
        ("libc::", &["process/"]),
        ("signal_hook", &["cli/"]),
        ("squawk_parser", &["sql/"]),
        ("squawk_lexer", &["sql/"]),
    ];
    for source in sources() {
        for (name, allowed) in doors {
            let is_door = allowed.iter().any(|door| source.path.starts_with(door));
            assert!(is_door || !mentions(&source.code, name), "{} names {name}", source.path);
        }
    }
}

/// True when the code names a crate or path as a word of its own.
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + name.len()..].chars().next();
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        !is_part(before) && (name.ends_with(':') || !is_part(after))
    })
}

#[test]
fn lower_floors_use_no_files_clock_or_threads() {
    let floors = floors();
    let world =
        ["std::fs", "std::env", "std::process", "std::net", "std::thread", "SystemTime", "Instant::now", "Utc::now"];
    for source in sources().iter().filter(|source| floors.get(source.module()).is_some_and(|floor| floor.0 < 4)) {
        // A thread is the only way to a larger stack.
        let is_stack = |name: &str| source.path == "sql/stack.rs" && name == "std::thread";
        for name in world.into_iter().filter(|name| !is_stack(name)) {
            assert!(!source.code.contains(name), "{} names {name}", source.path);
        }
    }
}

#[test]
fn files_of_the_working_tree_have_one_door() {
    // Each with files of its own: the folder of the repository, a folder beside the working tree, hooks, caches, servers, snapshots, a sample, a file that the user
    // names outside the working tree, the summary of a CI service.
    let others = [
        "git/atomic.rs",
        "git/beneath.rs",
        "git/folder_",
        "git/own_file.rs",
        "git/own_folder.rs",
        "git/exclude.rs",
        "git/rename.rs",
        "git/replica.rs",
        "hooks/",
        "cache/",
        "postgres/",
        "process/",
        "platform/",
        "live/snapshot/",
        "jobs/setup/demo.rs",
        "jobs/setup/cache.rs",
        "jobs/verify/patch_file.rs",
        "cli/outcome.rs",
        "cli/try_it.rs",
    ];
    let writes = ["fs::write", "File::create", "OpenOptions", "fs::rename", "fs::copy", "fs::remove", "fs::create_dir"];
    let more = ["fs::hard_link", "fs::symlink", "persist", "NamedTempFile", "tempfile_in", "set_permissions"];
    let mut doors = 0;
    for source in sources() {
        let is_other = others.iter().any(|other| source.path.starts_with(other));
        for name in writes.iter().chain(&more).filter(|name| source.code.contains(**name)) {
            assert!(is_other, "{} uses {name}: write files of the working tree with git::write_beneath", source.path);
            doors += 1;
        }
    }
    assert!(doors > 10, "the sources are read");
}

#[test]
fn forbidden_code_is_nowhere() {
    for source in sources() {
        for name in ["super::super::super", "unsafe {", "todo!(", "unimplemented!(", "dbg!(", ".unwrap()"] {
            assert!(!source.code.contains(name), "{} contains {name}", source.path);
        }
        let is_face = source.path.starts_with("cli/") || source.path.starts_with("report/");
        assert!(is_face || !mentions(&source.code, "println!"), "{} prints", source.path);
    }
}

#[test]
fn only_the_layouts_know_which_layout_it_is() {
    let names = tidegate::migration::layout::ALL.map(|layout| layout.id.replace('-', "_").to_uppercase());
    let asks = [
        "layout.id ==",
        "layout.id !=",
        "layout().id ==",
        "layout().id !=",
        "match layout.id",
        "layout.id {",
        "layout().id {",
    ];
    // The layout of a folder is decided in `detect`.
    let is_of_layouts = |source: &Source| {
        source.path.starts_with("migration/layout/")
            || ["migration/candidates.rs", "migration/detect.rs", "migration/known_paths.rs"]
                .contains(&source.path.as_str())
    };
    for source in sources().iter().filter(|source| !is_of_layouts(source)) {
        for name in &names {
            let path = format!("layout::{name}");
            assert!(!mentions(&source.code, &path), "{} names {path}: ask the layout for a fact", source.path);
        }
        for ask in asks {
            assert!(!source.code.contains(ask), "{} asks `{ask}`: ask the layout for a fact", source.path);
        }
    }
}

#[test]
fn only_layouts_and_platforms_know_the_paths_of_a_tool() {
    // The sample of `try` is a project of one tool.
    let knows = ["migration/", "platform/", "jobs/setup/demo.rs"];
    for source in sources().iter().filter(|source| !knows.iter().any(|known| source.path.starts_with(known))) {
        let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for start in ["\"supabase/", "\"prisma/"] {
            assert!(!text.contains(start), "{} names a path {start}: ask the layout for a fact", source.path);
        }
    }
}

#[test]
fn module_docs_say_what_stays_absent() {
    for source in
        sources().iter().filter(|source| source.path.ends_with("/mod.rs") && source.path.matches('/').count() == 1)
    {
        let docs: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(docs.iter().any(|line| line.starts_with("//! Never: ")), "{} has no line `Never: …`", source.path);
    }
}

/// Files that may be longer than 400 lines, with the reason.
const LONG_FILES: [(&str, &str); 0] = [];

/// Functions that may be longer than 60 lines, with the reason.
const LONG_FUNCTIONS: [(&str, &str); 0] = [];

#[test]
fn files_and_functions_are_small() {
    for source in sources() {
        let lines = source.text.lines().count();
        let is_known = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        assert!(lines <= 400 || is_known, "{} has {lines} lines: which two things are in it?", source.path);
        for (name, length) in functions(&source.code) {
            let is_known = LONG_FUNCTIONS.iter().any(|(known, _)| *known == name);
            assert!(length <= 60 || is_known, "{}: {name} has {length} lines", source.path);
        }
    }
}

#[test]
fn test_files_are_small() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in walkdir::WalkDir::new(top.join("tests/it")) {
        let file = file.unwrap();
        if file.path().extension().is_some_and(|ending| ending == "rs") {
            let lines = fs::read_to_string(file.path()).unwrap().lines().count();
            assert!(lines <= 400, "{} has {lines} lines: split it by theme", file.path().display());
        }
    }
}

#[test]
fn a_mod_file_holds_docs_modules_and_at_most_a_shared_type() {
    for source in sources().iter().filter(|source| source.path.ends_with("/mod.rs")) {
        let is_function = |line: &&str| {
            let line =
                line.trim_start_matches("pub(super) ").trim_start_matches("pub(crate) ").trim_start_matches("pub ");
            line.starts_with("fn ") || line.starts_with("const fn ")
        };
        let function = source.code.lines().find(is_function);
        assert!(function.is_none(), "{} holds a function: {}", source.path, function.unwrap_or_default());
    }
}

/// Functions with their length: from the line of `fn` to the brace at its own indent.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let Some(name) =
            ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "].iter().find_map(|start| trimmed.strip_prefix(start))
        else {
            continue;
        };
        let closing = format!("{}}}", " ".repeat(indent));
        let length = lines[start..].iter().position(|line| *line == closing).map_or(1, |length| length + 1);
        let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(name.len());
        found.push((name[..end].to_owned(), length));
    }
    found
}
