//! The order of the hooks in the repository's own configuration, in which git runs them. It is read from
//! the file: a hook must not start a process for it.

use super::event::Event;
use crate::git::Repository;

/// The section of an event's keys. Its name must not be that of an event: git 2.55 dies on that.
pub(super) fn section(event: Event) -> String {
    format!("hook.tidegate-{event}")
}

/// The name of a hook for the event that follows tidegate's in the repository's own configuration and is
/// not tidegate's.
pub(super) fn follower(repository: &dyn Repository, event: Event) -> Option<String> {
    let text = std::fs::read(repository.paths().common_dir.join("config")).ok()?;
    follower_in(&String::from_utf8_lossy(&text), event)
}

fn follower_in(text: &str, event: Event) -> Option<String> {
    let own = section(event);
    let own = own.strip_prefix("hook.")?;
    let mut follower = None;
    let mut is_after = false;
    let mut section = None;
    let mut is_continued = false;
    for line in text.lines() {
        let is_value = std::mem::replace(&mut is_continued, line.ends_with('\\'));
        let line = line.trim();
        if is_value {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            section = hook_name(header);
            continue;
        }
        let (Some(name), Some((key, value))) = (&section, line.split_once('=')) else { continue };
        if !key.trim().eq_ignore_ascii_case("event") || value.trim().trim_matches('"') != event.name() {
            continue;
        }
        if name == own {
            is_after = true;
            follower = None;
        } else if is_after && follower.is_none() {
            follower = Some(name.clone());
        }
    }
    follower
}

/// The name in the header `hook "name"]`, without its first bracket.
fn hook_name(header: &str) -> Option<String> {
    let (kind, rest) = header.split_once('"')?;
    if !kind.trim().eq_ignore_ascii_case("hook") {
        return None;
    }
    let mut name = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(name),
            '\\' => name.push(characters.next()?),
            other => name.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(follower_in(text, Event::PreCommit).as_deref(), expected, "{text}");
    }

    const OWN: &str =
        "[hook \"tidegate-pre-commit\"]\n\tevent = pre-commit\n\tcommand = \"a\\n\\\n[hook \\\"x\\\"]\"\n";

    #[test]
    fn finds_a_hook_of_the_same_event_after_tidegates() {
        let other = |name: &str, event: &str| format!("[hook \"{name}\"]\n  event = {event}\n\tcommand = x\n");
        check(OWN, None);
        check(&format!("{}{OWN}", other("lint", "pre-commit")), None);
        check(&format!("{OWN}{}", other("lint", "pre-push")), None);
        check(&format!("{OWN}{}", other("tidegate-pre-push", "pre-push")), None);
        check(&format!("{OWN}[core]\n\tbare = false\n{}", other("li\\\"nt", "\"pre-commit\"")), Some("li\"nt"));
        check(&format!("{OWN}{}{OWN}", other("lint", "pre-commit")), None);
        check(&other("lint", "pre-commit"), None);
    }
}
