//! Names that look like markup, commands or escape sequences are text in every format.

use crate::support::World;

#[test]
fn hostile_names_are_text() {
    let Some(world) = World::with_server() else { return };
    let name = "</pre><script>alert(1)</script>\u{1b}[31m|`x`\n::error::y \"\" %% ~~~~ [a](javascript:b) @you";
    world.file("a.sql", "create table public.a (b int);");
    world.file(
        "b.sql",
        format!(
            "create table public.\"{name}\" (\"{name}\" int); create view public.v as select '{}' as x;",
            name.replace('\'', "")
        ),
    );
    for format in ["human", "json", "markdown", "mermaid", "html"] {
        let out = world.tidegate(&format!("diff a.sql b.sql --format {format}")).exits(1).out;
        assert!(!out.contains('\u{1b}'), "{format}: {out}");
        assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {out}");
        match format {
            "html" => assert!(!out.contains("<script"), "{out}"),
            "markdown" => {
                let mut fence: Option<String> = None;
                for line in out.lines() {
                    match &fence {
                        None if line.starts_with("~~~~") => fence = Some(line.replace("diff", "")),
                        Some(end) if line == end => fence = None,
                        Some(_) => assert!(line.starts_with(['+', '-', ' ']), "{line}"),
                        None => assert!(!line.contains("<script") && !line.contains("[a]("), "{line}"),
                    }
                }
                assert_eq!(fence, None);
            }
            "mermaid" => {
                for line in out.lines() {
                    assert_eq!(line.matches('"').count() % 2, 0, "{line}");
                    assert!(!line.contains('<') && !line.trim_start_matches("%% ").contains("%%"), "{line}");
                }
            }
            _ => {}
        }
    }
}
