//! The text of the hooks that tidegate installs, and how they are recognised on disk.
//!
//! The files in `hooks/` are installed byte for byte, except for one line that names the program.

use super::event::Event;
use std::path::Path;

/// Identifies tidegate's hooks, wherever they are and whatever their version.
pub const ID: &str = "tidegate-hook-5f0c2f8e4b7d41a6";

/// The version of the scripts, raised in every release that changes their text.
pub(super) const VERSION: u32 = 1;

const PRE_COMMIT: &str = include_str!("../../hooks/pre-commit");
const PRE_MERGE_COMMIT: &str = include_str!("../../hooks/pre-merge-commit");
const PRE_PUSH: &str = include_str!("../../hooks/pre-push");
const CONFIG_COMMAND: &str = include_str!("../../hooks/config-command");

/// The line without a program, as in the files.
const NO_PROGRAM: &str = "\ninstalled=''\n";

/// The script for an event, with the program that it tries first.
pub(super) fn script(event: Event, program: Option<&Path>) -> Vec<u8> {
    let shipped = match event {
        Event::PreCommit => PRE_COMMIT,
        Event::PreMergeCommit => PRE_MERGE_COMMIT,
        Event::PrePush => PRE_PUSH,
        event => return with_program(&like_another(event), program),
    };
    with_program(&unix_lines(shipped), program)
}

/// The script of an event that only runs jobs. Git gives `post-rewrite` a list on standard input, as it does `pre-push`.
fn like_another(event: Event) -> String {
    let (shipped, other) = match event {
        Event::PostRewrite => (PRE_PUSH, Event::PrePush),
        _ => (PRE_COMMIT, Event::PreCommit),
    };
    let hook = |event: Event| format!("\nhook={event}\n");
    let bypass = |event: Event| format!("\nbypass='{}'\n", event.bypass());
    unix_lines(shipped).replacen(&hook(other), &hook(event), 1).replacen(&bypass(other), &bypass(event), 1)
}

/// The command of a config-based hook. Git appends `"$@"` to it, so it has no line end.
pub(super) fn command(event: Event, program: Option<&Path>) -> String {
    let text = unix_lines(CONFIG_COMMAND).replacen("\nhook=''\n", &format!("\nhook={}\n", event.name()), 1).replacen(
        "\nbypass=''\n",
        &format!("\nbypass='{}'\n", event.bypass()),
        1,
    );
    // A value of the configuration is text; a program with another path is found on PATH.
    let program = program.filter(|program| program.to_str().is_some());
    String::from_utf8_lossy(&with_program(&text, program)).trim_end().to_owned()
}

/// The text without carriage returns, which `core.autocrlf` may have added.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn with_program(text: &str, program: Option<&Path>) -> Vec<u8> {
    let (Some(program), Some((before, after))) = (program, text.split_once(NO_PROGRAM)) else {
        return text.as_bytes().to_vec();
    };
    let mut bytes = before.as_bytes().to_vec();
    bytes.extend_from_slice(b"\ninstalled=");
    bytes.extend_from_slice(&quoted(&shell_path(program)));
    bytes.push(b'\n');
    bytes.extend_from_slice(after.as_bytes());
    bytes
}

/// A program in the quotes of a POSIX shell.
pub(super) fn quoted_program(program: &Path) -> String {
    String::from_utf8_lossy(&quoted(&shell_path(program))).into_owned()
}

/// The bytes of a path for a POSIX shell; on Windows with the slashes that the shell of Git for Windows
/// accepts.
fn shell_path(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) { forward_slashes(bytes) } else { bytes.to_vec() }
}

fn forward_slashes(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect()
}

/// The bytes in single quotes, in which only the quote itself is special.
fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut found = vec![b'\''];
    for byte in bytes {
        match byte {
            b'\'' => found.extend_from_slice(br"'\''"),
            other => found.push(*other),
        }
    }
    found.push(b'\'');
    found
}

/// The version and program of an installed script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InstalledScript {
    /// 0 if the version line is missing.
    pub(super) version: u32,
    /// The program that the script tries first.
    pub(super) program: Option<Vec<u8>>,
}

/// Parses a script, or returns `None` when it is not tidegate's.
pub(super) fn parse(content: &[u8]) -> Option<InstalledScript> {
    memchr::memmem::find(content, ID.as_bytes())?;
    let version = content.split(|byte| *byte == b'\n').find_map(version_of).unwrap_or(0);
    Some(InstalledScript { version, program: installed(content) })
}

/// The version of `# version: 1` in a script, or of `… version 1` on the id line of a command.
fn version_of(line: &[u8]) -> Option<u32> {
    let line = std::str::from_utf8(line).ok()?;
    let number = line
        .strip_prefix("# version: ")
        .or_else(|| line.strip_prefix("# ")?.strip_prefix(ID)?.strip_prefix(" version "));
    number?.trim().parse().ok()
}

/// The value of the `installed=` line, unquoted.
fn installed(content: &[u8]) -> Option<Vec<u8>> {
    const START: &[u8] = b"\ninstalled='";
    let mut rest = &content[memchr::memmem::find(content, START)? + START.len()..];
    let mut value = Vec::new();
    while let Some(end) = memchr::memchr(b'\'', rest) {
        value.extend_from_slice(&rest[..end]);
        rest = &rest[end + 1..];
        let Some(more) = rest.strip_prefix(br"\''") else {
            break;
        };
        value.push(b'\'');
        rest = more;
    }
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_has_id_version_and_event() {
        for event in Event::ALL {
            let text = String::from_utf8(script(event, None)).unwrap();
            assert!(text.starts_with("#!/bin/sh\n"), "{event}");
            assert!(text.contains(&format!("\nhook={event}\n")), "{event}");
            assert!(text.contains(&format!("\nbypass='{}'\n", event.bypass())), "{event}");
            assert!(text.contains(NO_PROGRAM), "{event}");
            assert_eq!(parse(text.as_bytes()), Some(InstalledScript { version: VERSION, program: None }), "{event}");
            let command = command(event, None);
            assert!(command.contains(&format!("\nhook={event}\nbypass='{}'\ninstalled=''\n", event.bypass())));
            assert!(command.ends_with("exec \"$tidegate\" run --from-config \"$hook\""), "git appends \"$@\"");
            assert_eq!(parse(command.as_bytes()), Some(InstalledScript { version: VERSION, program: None }));
        }
    }

    #[test]
    fn scripts_differ_only_where_the_event_requires_it() {
        let normal = |event: Event| {
            let text = String::from_utf8(script(event, None)).unwrap();
            text.replace(&event.bypass(), "BYPASS").replace(&format!("hook={event}\n"), "hook=HOOK\n")
        };
        assert_eq!(normal(Event::PreCommit), normal(Event::PreMergeCommit));
        let push = normal(Event::PrePush);
        for line in normal(Event::PreCommit).lines() {
            assert!(push.contains(line.trim()), "{line}");
        }
    }

    #[test]
    fn quotes_programs_of_any_name() {
        for path in ["/usr/bin/tidegate", "/it's here/tide gate", "'", "/a$b`c`\"d\\e", "/line\nbreak"] {
            let text = script(Event::PrePush, Some(Path::new(path)));
            assert_eq!(parse(&text).and_then(|hook| hook.program), Some(path.as_bytes().to_vec()), "{path}");
        }
        assert_eq!(forward_slashes(br"C:\Program Files\tidegate.exe"), b"C:/Program Files/tidegate.exe");
    }

    #[test]
    fn recognises_scripts_by_the_id_alone() {
        assert_eq!(parse(b"#!/bin/sh\nexec tidegate run pre-commit\n"), None);
        assert_eq!(parse(format!("#!/bin/sh\n# id: {ID}\n").as_bytes()).map(|hook| hook.version), Some(0));
        assert_eq!(parse(format!("# id: {ID}\n# version: 12\n").as_bytes()).map(|hook| hook.version), Some(12));
    }
}
