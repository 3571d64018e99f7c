//! Commands of psql that reach outside the database (psql manual page, "Meta-Commands").

use super::access::{OutsideAccess, Reach};
use crate::sql::psql_line::{copy_target, is_copy};

/// Returns what a command of psql reaches: the text from its backslash to its end. Spans are in bytes of that
/// text.
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
            copy if is_copy(copy.as_bytes()) => of_copy(line)?,
            "\\i" | "\\ir" | "\\include" | "\\include_relative" | "\\cd" => of_path(first)?,
            "\\s" if !first.is_empty() => Reach::ClientFile,
            "\\lo_import" | "\\lo_export" => Reach::ClientFile,
            "\\getenv" => Reach::ClientEnvironment,
            "\\set" => of_value(arguments)?,
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

fn of_copy(line: &str) -> Option<Reach> {
    let (_, target) = copy_target(line.as_bytes())?;
    if target.is_program {
        return Some(Reach::ClientProgram);
    }
    (!target.is_stream).then_some(Reach::ClientFile)
}

/// A value of a variable, which may become a part of any statement: one that ends a string there hides what
/// follows.
fn of_value(arguments: &str) -> Option<Reach> {
    let value = arguments.split_once(char::is_whitespace)?.1.trim();
    // As psql reads it: in single quotes a quote is doubled or escaped.
    let value = match value.strip_prefix('\'') {
        Some(rest) => rest.strip_suffix('\'').unwrap_or(rest).replace("''", "'").replace("\\'", "'"),
        None => value.to_owned(),
    };
    let is_odd = |quote: char| value.matches(quote).count() % 2 == 1;
    (is_odd('\'') || is_odd('"') || value.contains("/*") || value.contains("$$")).then_some(Reach::Reading)
}

/// Files of the repository are migrations and parts of them.
fn of_path(path: &str) -> Option<Reach> {
    let path = path.trim_matches(['\'', '"']);
    let is_outside = path.starts_with(['/', '~', '|', '\\', ':']) || path.split(['/', '\\']).any(|part| part == "..");
    (is_outside || path.get(1..2) == Some(":")).then_some(Reach::ClientFile)
}

/// `\connect database` stays on the server.
fn of_connection(words: &[String]) -> Option<Reach> {
    let all = words.concat();
    let names_host = ["host=", "hostaddr=", "service=", "://"].iter().any(|part| all.contains(part));
    // The name of a variable, whose value may be an address.
    let is_variable = words.iter().any(|word| word.starts_with(':'));
    let third = words.iter().filter(|word| !word.starts_with("-reuse-previous")).nth(2).is_some_and(|host| host != "-");
    (names_host || is_variable || third).then_some(Reach::Server)
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
            "\\COPY t to program 'sh'",
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
            "\\i :file",
            "\\cd /etc",
            "\\s /tmp/x",
            "\\copy t from '/etc/passwd' null 'x to stdout x'",
            "\\copy (select 'x from stdin') to '/tmp/x'",
            "\\copy t from 'stdin'",
            "\\lo_import /etc/passwd",
        ] {
            check(line, Some(Reach::ClientFile));
        }
        for line in [
            "\\c 'host=evil dbname=x'",
            "\\connect postgres://evil/x",
            "\\c db user evil",
            "\\c \"service = evil\"",
            "\\connect -reuse-previous=on :address",
        ] {
            check(line, Some(Reach::Server));
        }
        check("\\getenv key AWS_SECRET_ACCESS_KEY", Some(Reach::ClientEnvironment));
        for line in ["\\set q ''''", "\\set q '\\''", "\\set q '\"'", "\\set q /*"] {
            check(line, Some(Reach::Reading));
        }
        for line in [
            "\\set x '''a'''",
            "\\copy (select program from t) to stdout",
            "\\s",
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
