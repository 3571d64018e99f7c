//! Help, pages and generated files, which are written by tidegate alone, are unchanged by the door; and the
//! commands that set up, in a hostile repository.

use super::consumers::is_harmless;
use super::corpus;
use crate::support::{World, tidegate_binary};
use tidegate::report::through_door;

#[test]
fn text_of_tidegate_alone_passes_unchanged() {
    let world = World::new();
    let mut commands = vec![
        vec!["man"],
        vec!["rules"],
        vec!["rules", "--format", "json"],
        vec!["explain"],
        vec!["--help"],
        vec!["verify", "--help"],
    ];
    commands.extend(["bash", "elvish", "fish", "powershell", "zsh"].map(|shell| vec!["completions", shell]));
    commands.extend(tidegate::rules::ALL.iter().map(|rule| vec!["explain", rule.info.id]));
    for command in commands {
        let ran = world.from_folder("").run(tidegate_binary(), &command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran}");
        assert!(!ran.out.is_empty() && !ran.out.contains("\\x1b") && !ran.out.contains("\u{fdd0}"), "{ran}");
        assert_eq!(String::from_utf8_lossy(&through_door(ran.out.as_bytes())), ran.out, "{command:?}");
    }
}

#[test]
fn help_and_pages_have_colours() {
    let world = World::new();
    for command in [&["--help"][..], &["check", "--nonsense"], &["explain", "drop-table"], &["rules"]] {
        let ran = world.with("CLICOLOR_FORCE", "1").run(tidegate_binary(), command);
        assert!(ran.text().contains("\u{1b}[1m") && !ran.text().contains("\\x1b"), "{ran}");
        is_harmless(&format!("{command:?}"), &ran.text(), None);
    }
}

#[test]
fn no_folder_is_more_than_text_in_the_commands_that_set_up() {
    for text in corpus::without(&['\0', '/']) {
        let world = World::new();
        let folder = world.path(format!("{text}/supabase/migrations"));
        if std::fs::create_dir_all(&folder).is_err() {
            continue;
        }
        std::fs::write(folder.join(format!("20250131093000_{text}.sql")), "create table t ();\n").unwrap();
        world.git(&["add", "--all"]);
        world.git(&["config", "core.hooksPath", &format!("{text}/hooks")]);
        for command in ["doctor", "init", "install", "check --fix", "doctor", "uninstall", "ci github"] {
            let ran = world.with("CLICOLOR_FORCE", "1").tidegate(command);
            is_harmless(&format!("{command} in {text:?}"), &ran.out, None);
            is_harmless(&format!("{command} in {text:?}"), &ran.err, None);
        }
    }
}
