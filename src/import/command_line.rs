//! Lines of commands: their words, and whether a shell has to read them.

/// Words by which a line needs a shell: its own commands, and the words of its grammar.
const OF_SHELLS: [&str; 30] = [
    ".", ":", "[", "[[", "alias", "case", "cd", "do", "done", "elif", "else", "esac", "eval", "exec", "exit", "export",
    "fi", "for", "function", "if", "read", "return", "set", "shift", "source", "then", "trap", "unset", "until",
    "while",
];

/// Characters that mean something to a shell, outside of quotes.
const SPECIAL: &str = "|&;<>()$`*?[]\n";

/// The words of a line that a shell would start as they are; `None` if it has to do more.
pub(super) fn plain(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let mut quote = None;
    let mut letters = line.chars();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if letter == open => quote = None,
            (None, letter) if SPECIAL.contains(letter) => return None,
            (None, '~' | '#') if before.is_whitespace() => return None,
            (Some('"'), '$' | '`') => return None,
            (None | Some('"'), '\\') => drop(letters.next()),
            _ => {}
        }
        before = letter;
    }
    let words = words(line)?;
    let first = words.first()?;
    let is_assignment = first.split_once('=').is_some_and(|(name, _)| is_name(name));
    let is_plain = !is_assignment && first != "!" && first != "{" && !OF_SHELLS.contains(&first.as_str());
    is_plain.then_some(words)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The words of a line, with quotes and backslashes read as a shell does and nothing else; `None` if a quote is open.
pub(super) fn words(line: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, letter) if letter.is_whitespace() => found.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), letter) if letter == open => quote = None,
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some('"'), '\\') if letters.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                word.get_or_insert_default().extend(letters.next());
            }
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    found.extend(word);
    quote.is_none().then_some(found)
}

/// Whether the words start lint-staged, by any of the programs that run those of a project.
pub(super) fn is_lint_staged(words: &[String]) -> bool {
    const RUNNERS: [&str; 14] =
        ["npx", "npm", "yarn", "pnpm", "pnpx", "bun", "bunx", "exec", "run", "dlx", "x", "--no-install", "--no", "--"];
    let is_option = |word: &str| word.starts_with('-');
    let place = words.iter().position(|word| word == "lint-staged" || word.ends_with("/lint-staged"));
    place.is_some_and(|place| words[..place].iter().all(|word| RUNNERS.contains(&word.as_str()) || is_option(word)))
}

/// The reason why no job can do what a line does: it writes to the index, which only tidegate does, once, at the end.
pub(super) fn refusal(line: &str) -> Option<String> {
    let words: Vec<&str> =
        line.split([' ', '\t', '\n', ';', '|', '&', '(', ')', '"', '\'']).filter(|word| !word.is_empty()).collect();
    let writes = |command: &str| matches!(command, "add" | "stash" | "commit" | "rm" | "reset" | "restore");
    let found = words.windows(2).find_map(|pair| match pair {
        ["git", command] if writes(command) => Some(*command),
        _ => None,
    });
    if let Some(command) = found {
        return Some(format!("it runs `git {command}`: tidegate stages what a job with `fixes` has changed"));
    }
    let is_known = words.iter().any(|word| *word == "lint-staged" || word.ends_with("/lint-staged"));
    is_known
        .then(|| "lint-staged stages files itself: `tidegate init --from lint-staged` reads its commands".to_owned())
}

/// Whether a command changes the files that it is given, as far as its words show.
pub(super) fn may_fix(words: &[String]) -> bool {
    const READERS: [&str; 9] =
        ["tsc", "vue-tsc", "vitest", "jest", "shellcheck", "hadolint", "actionlint", "yamllint", "mypy"];
    const WRITERS: [&str; 4] = ["eslint", "stylelint", "prettier", "biome"];
    let has = |options: &[&str]| words.iter().any(|word| options.iter().any(|option| word.starts_with(option)));
    if has(&["--check", "--list-different", "--noEmit", "--no-emit", "--dry-run", "--diff"]) {
        return false;
    }
    if has(&["--fix", "--write", "--apply", "-w"]) {
        return true;
    }
    let names: Vec<&str> = words.iter().map(|word| word.rsplit('/').next().unwrap_or(word)).collect();
    // These only read without an option.
    !names.iter().take(3).any(|name| READERS.contains(name) || WRITERS.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&[&str]>) {
        let found = plain(line);
        assert_eq!(
            found.as_ref().map(|words| words.iter().map(String::as_str).collect::<Vec<_>>()).as_deref(),
            expected
        );
    }

    #[test]
    fn a_line_is_plain_if_a_shell_would_only_split_it() {
        check("npm test", Some(&["npm", "test"]));
        check("a 'b c' \"d'e\" f\\ g", Some(&["a", "b c", "d'e", "f g"]));
        check("a --to=x {files}", Some(&["a", "--to=x", "{files}"]));
        check("sh -c 'a | b'", Some(&["sh", "-c", "a | b"]));
        for line in
            ["a | b", "a && b", "a $X", "a \"$X\"", "X=1 a", "a *.ts", "cd x", "a ~/x", "a # b", "! a", "a\nb", "a '"]
        {
            check(line, None);
        }
    }

    #[test]
    fn lint_staged_is_known_by_its_runners() {
        let is = |line: &str| is_lint_staged(&words(line).expect("words"));
        assert!(is("npx lint-staged") && is("yarn -s lint-staged") && is("pnpm exec lint-staged --quiet"));
        assert!(is("./node_modules/.bin/lint-staged") && is("npx --no-install lint-staged"));
        assert!(!is("echo lint-staged") && !is("npm run lint"));
    }
}
