//! The order of the hooks in the configuration, in which git runs them.

use super::error::Error;
use super::event::Event;
use crate::git::{self, Repository};

/// The section of an event's keys. Its name must not be that of an event: git 2.55 dies on that.
pub(super) fn section(event: Event) -> String {
    format!("hook.tidegate-{event}")
}

/// The name of a hook for the event that follows tidegate's in the configuration and is not tidegate's. A hook of git
/// must not start a process for it.
pub(super) fn follower(repository: &dyn Repository, event: Event) -> Result<Option<String>, Error> {
    let events = repository.config_values(r"^hook\..*\.event$");
    let failed = |error: git::Error| Error::Git { arguments: "config".to_owned(), cause: error.to_string() };
    Ok(follower_in(&events.map_err(failed)?, event))
}

fn follower_in(events: &[(String, String)], event: Event) -> Option<String> {
    let own = section(event);
    let of_event = events.iter().filter(|(_, value)| value == event.name());
    let names: Vec<&str> = of_event.filter_map(|(key, _)| key.strip_suffix(".event")).collect();
    let last = names.iter().rposition(|name| *name == own)?;
    names.get(last + 1).map(|name| name.strip_prefix("hook.").unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(events: &[(&str, &str)], expected: Option<&str>) {
        let events: Vec<_> =
            events.iter().map(|(name, event)| (format!("hook.{name}.event"), (*event).to_owned())).collect();
        assert_eq!(follower_in(&events, Event::PreCommit).as_deref(), expected, "{events:?}");
    }

    const OWN: (&str, &str) = ("tidegate-pre-commit", "pre-commit");

    #[test]
    fn finds_a_hook_of_the_same_event_after_tidegates() {
        let lint = ("li.nt", "pre-commit");
        check(&[OWN], None);
        check(&[lint, OWN], None);
        check(&[OWN, ("lint", "pre-push"), ("tidegate-pre-push", "pre-push")], None);
        check(&[OWN, ("other", "pre-push"), lint], Some("li.nt"));
        check(&[OWN, lint, OWN], None);
        check(&[lint], None);
    }
}
