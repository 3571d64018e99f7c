//! The settings of Flyway that Spring Boot gives it: `spring.flyway.*` in `application.properties` or `application.yml`
//! (Spring Boot, "Common Application Properties").
//!
//! Of a YAML file only maps, lists and plain values of the first document are read; profiles are in others. A value that
//! another one decides (`${NAME}`) is left out.

use super::properties;
use super::tool_settings::Values;

const PREFIX: &str = "spring.flyway.";

/// The settings under the names of Flyway.
pub(super) fn read(is_yaml: bool, text: &str) -> Values {
    let all = if is_yaml { flattened(text) } else { properties::read(text) };
    let own = all.into_iter().filter_map(|(name, value)| Some((flyway_name(name.strip_prefix(PREFIX)?), value)));
    own.filter(|(_, value)| !value.contains("${")).collect()
}

/// `baseline-on-migrate` is `baselineOnMigrate`.
fn flyway_name(name: &str) -> String {
    if name.starts_with("placeholders.") {
        return name.to_owned();
    }
    if name == "postgresql.transactional-lock" || name == "postgresql.transactionalLock" {
        return "postgresql.transactional.lock".to_owned();
    }
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |found, word| {
        let (head, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        found + &head.to_uppercase() + rest
    })
}

/// The values of a YAML file with the names of the maps that they are in; the items of a list between commas.
fn flattened(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    // The indentation of each map around a line, with its name.
    let mut open: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with("---") && !found.is_empty() {
            break;
        }
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let depth = line.len() - content.len();
        if let Some(item) = content.strip_prefix("- ") {
            // A list may be as deep as its name.
            open.retain(|(other, _)| *other <= depth);
            add(&mut found, &name_of(&open), scalar(item));
            continue;
        }
        open.retain(|(other, _)| *other < depth);
        let Some((name, value)) = content.split_once(':') else { continue };
        open.push((depth, name.trim().trim_matches(['"', '\'']).to_owned()));
        match scalar(value) {
            "" => {}
            list if list.starts_with('[') => {
                for item in list.trim_matches(['[', ']']).split(',') {
                    add(&mut found, &name_of(&open), scalar(item));
                }
            }
            value => add(&mut found, &name_of(&open), value),
        }
    }
    found
}

fn name_of(open: &[(usize, String)]) -> String {
    open.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(".")
}

fn add(found: &mut Vec<(String, String)>, name: &str, value: &str) {
    match found.iter_mut().find(|(known, _)| known == name) {
        Some((_, list)) => *list = format!("{list},{value}"),
        None => found.push((name.to_owned(), value.to_owned())),
    }
}

/// A plain or quoted value without the comment after it.
fn scalar(text: &str) -> &str {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or_default();
        }
    }
    text.split(" #").next().unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is_yaml: bool, text: &str, expected: &[(&str, &str)]) {
        let found = read(is_yaml, text);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&name[..], &value[..])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn settings_have_the_names_of_flyway() {
        let properties = "spring.datasource.url=jdbc:postgresql:x\nspring.flyway.locations=classpath:a,classpath:b\n\
                          spring.flyway.baseline-on-migrate=true\nspring.flyway.placeholders.my-name=x\n\
                          spring.flyway.postgresql.transactional-lock=false\nspring.flyway.user=${USER}\n";
        let expected = [
            ("baselineOnMigrate", "true"),
            ("locations", "classpath:a,classpath:b"),
            ("placeholders.my-name", "x"),
            ("postgresql.transactional.lock", "false"),
        ];
        check(false, properties, &expected);
        let yaml = "# note\nspring:\n  datasource:\n    url: jdbc:postgresql:x\n  flyway:\n    baseline-on-migrate: true # yes\n    \
                    locations:\n      - classpath:a\n      - \"classpath:b\"\n    placeholders:\n      my-name: 'x'\n    \
                    postgresql:\n      transactional-lock: false\n    user: ${USER}\nserver:\n  port: 1\n---\nspring.flyway.mixed: true\n";
        check(true, yaml, &expected);
        check(
            true,
            "spring.flyway:\n  locations: [classpath:a, classpath:b]\n",
            &[("locations", "classpath:a,classpath:b")],
        );
        check(
            true,
            "spring:\n  flyway:\n    locations:\n    - a\n    - b\n    mixed: true\n",
            &[("locations", "a,b"), ("mixed", "true")],
        );
        check(true, "spring:\n  jpa: true\n", &[]);
    }
}
