//! Commands of psql that reach outside the database (psql manual page, "Meta-Commands").

use super::access::{OutsideAccess, Reach};

/// Returns what a command of psql reaches: the text from its backslash to the end of its line. Spans are in
/// bytes of that text.
pub fn of_psql_command(line: &str) -> Option<OutsideAccess> {
    let line = line.trim_end();
    let name: String = line.chars().take_while(|letter| !letter.is_whitespace()).collect();
    let arguments = line[name.len()..].trim_start();
    let words: Vec<String> = arguments.split_whitespace().map(str::to_ascii_lowercase).collect();
    let first = words.first().map_or("", String::as_str);
    let reach = if name.starts_with("\\!") || line.contains('`') {
        Reach::ClientProgram
    } else {
        match name.as_str() {
            "\\o" | "\\out" | "\\g" | "\\gx" | "\\w" | "\\write" => of_target(behind_options(arguments))?,
            "\\copy" => of_copy(&words)?,
            "\\i" | "\\ir" | "\\include" | "\\include_relative" => of_path(first)?,
            "\\lo_import" | "\\lo_export" => Reach::ClientFile,
            "\\e" | "\\edit" | "\\ef" | "\\ev" | "\\setenv" => Reach::ClientProgram,
            "\\c" | "\\connect" => of_connection(&words)?,
            _ => return None,
        }
    };
    let shown = if name.starts_with("\\!") { "\\!" } else { &name };
    Some(OutsideAccess::new(0..line.len(), format!("psql command `{shown}`"), reach))
}

/// `\g (format=csv) target`
fn behind_options(arguments: &str) -> &str {
    let rest = arguments.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    rest.map_or(arguments, |(_, rest)| rest.trim_start())
}

fn of_target(target: &str) -> Option<Reach> {
    match target.trim_start_matches(['\'', '"']) {
        "" => None,
        program if program.starts_with('|') => Some(Reach::ClientProgram),
        _ => Some(Reach::ClientFile),
    }
}

fn of_copy(words: &[String]) -> Option<Reach> {
    let target = words.iter().rposition(|word| word == "from" || word == "to").and_then(|at| words.get(at + 1));
    if words.iter().any(|word| word == "program") {
        return Some(Reach::ClientProgram);
    }
    let stream = target?.trim_end_matches(';');
    (!["stdin", "stdout", "pstdin", "pstdout"].contains(&stream)).then_some(Reach::ClientFile)
}

/// Files of the repository are migrations and parts of them.
fn of_path(path: &str) -> Option<Reach> {
    let path = path.trim_matches(['\'', '"']);
    let is_outside = path.starts_with(['/', '~', '|', '\\']) || path.split(['/', '\\']).any(|part| part == "..");
    (is_outside || path.get(1..2) == Some(":")).then_some(Reach::ClientFile)
}

/// `\connect database` stays on the server.
fn of_connection(words: &[String]) -> Option<Reach> {
    let names_host =
        words.iter().any(|word| word.contains("host=") || word.contains("://") || word.contains("hostaddr="));
    let third = words.get(2).is_some_and(|host| host != "-");
    (names_host || third).then_some(Reach::Server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_apart() {
        let check = |line: &str, expected: Option<Reach>| {
            assert_eq!(of_psql_command(line).map(|access| access.reach), expected, "{line}");
        };
        for line in [
            "\\! id",
            "\\!id",
            "\\set x `id`",
            "\\o |sh",
            "\\g | sh",
            "\\g (format=csv) |sh",
            "\\copy t to program 'sh'",
            "\\if `id`",
            "\\setenv PAGER id",
            "\\w |sh",
        ] {
            check(line, Some(Reach::ClientProgram));
        }
        for line in [
            "\\copy t from '/etc/passwd' csv",
            "\\copy t to out.csv",
            "\\o /tmp/x",
            "\\i /etc/passwd",
            "\\ir ../../x",
            "\\lo_import /etc/passwd",
        ] {
            check(line, Some(Reach::ClientFile));
        }
        for line in ["\\c 'host=evil dbname=x'", "\\connect postgres://evil/x", "\\c db user evil"] {
            check(line, Some(Reach::Server));
        }
        for line in [
            "\\copy t from stdin",
            "\\copy t from stdin;",
            "\\i parts/a.sql",
            "\\set x 1",
            "\\restrict abc",
            "\\g",
            "\\gx",
            "\\o",
            "\\connect app",
            "\\gexec",
            "\\c - - -",
        ] {
            check(line, None);
        }
    }
}
