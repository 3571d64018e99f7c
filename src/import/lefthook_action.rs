//! The command of a job of lefthook, whose templates become placeholders.

use super::command_line::{plain, refusal, words};
use super::draft::Draft;
use super::lefthook_scope::Scope;
use super::node::Node;
use crate::hooks::Event;

/// A script in lefthook's folder of scripts.
pub(super) struct Script<'a> {
    pub(super) path: &'a str,
}

/// Stands for the files while a line is split.
const MARK: &str = "\u{1}";

/// Adds the command of an entry; fails with the reason why it cannot be expressed.
pub(super) fn command(scope: &Scope<'_>, name: &str, node: &Node, job: &mut Draft) -> Result<(), String> {
    let Some(line) = node.text_of("run") else { return Err("it runs nothing".to_owned()) };
    let line = with_templates(scope, name, node, line);
    let (line, has_files) = with_mark(scope.event, &line)?;
    let line = match without_staging(&line) {
        Some(rest) => {
            job.value("fixes", &true);
            rest.to_owned()
        }
        None => line,
    };
    if let Some(why) = refusal(&line) {
        return Err(why);
    }
    if let Some(words) = plain(&line).filter(|words| words.iter().all(|word| word == MARK || !word.contains(MARK))) {
        let words: Vec<String> = words.iter().map(|word| word.replace(MARK, "{files}")).collect();
        job.texts("run", &words);
        return Ok(());
    }
    if has_files && !is_apart(&line) {
        return Err("the list of files is a part of an argument, or in quotes".to_owned());
    }
    if scope.event.is_checked() && ["$@", "$*", "$1"].iter().any(|all| line.contains(all)) {
        return Err("its parameters are files in a `shell` line".to_owned());
    }
    job.text("shell", &with_arguments(scope.event, &line.replace(MARK, "\"$@\"")));
    Ok(())
}

/// Adds the program of a script.
pub(super) fn script(scope: &Scope<'_>, node: &Node, script: &Script<'_>, job: &mut Draft) -> Result<(), String> {
    let path = format!("{}/{}/{}", scope.scripts.trim_end_matches('/'), scope.event, script.path);
    let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
    let runner = node.text_of("runner").unwrap_or_default();
    let mut all = words(runner).ok_or("its `runner` has an open quote")?;
    all.push(path);
    if let Some(arguments) = node.text_of("args") {
        all.extend(words(arguments).ok_or("its `args` have an open quote")?);
    } else if scope.event != Event::PreCommit && scope.event != Event::PostCommit {
        all.push("{0}".to_owned());
    }
    job.texts("run", &all);
    Ok(())
}

/// The line before `git add` of its files: they are staged anyway.
fn without_staging(line: &str) -> Option<&str> {
    let rest = line.trim_end().strip_suffix(MARK)?.trim_end();
    let rest = rest.strip_suffix("--").map_or(rest, str::trim_end);
    let rest = rest.strip_suffix("git add")?.trim_end();
    rest.strip_suffix("&&").or_else(|| rest.strip_suffix(';')).map(str::trim_end)
}

/// The line with the templates of the configuration, and with what lefthook knows of the job.
fn with_templates(scope: &Scope<'_>, name: &str, node: &Node, line: &str) -> String {
    let mut line = line.trim().to_owned();
    for (template, value) in scope.templates {
        line = line.replace(&format!("{{{template}}}"), value.text().unwrap_or_default());
    }
    if let Some(arguments) = node.text_of("args") {
        line = format!("{line} {arguments}");
    }
    line.replace("{lefthook_job_name}", name)
}

/// The line with a mark in place of its list of files, and whether it has one.
fn with_mark(event: Event, line: &str) -> Result<(String, bool), String> {
    let own = if event == Event::PrePush { "{push_files}" } else { "{staged_files}" };
    let unknown = ["{all_files}", "{files}", "{cmd}", "{staged_files}", "{push_files}"];
    if let Some(template) = unknown.into_iter().find(|template| line.contains(template) && *template != own) {
        return Err(format!("a job of {event} has nothing like `{template}`"));
    }
    if line.contains(own) && !event.is_checked() {
        return Err(format!("git gives {event} no list of files"));
    }
    Ok((line.replace(own, MARK), line.contains(own)))
}

/// Whether every mark is a word of its own, outside of quotes.
fn is_apart(line: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (quote, letter) if MARK.contains(letter) => {
                let is_end = letters.peek().is_none_or(|next| next.is_whitespace() || ";|&)".contains(*next));
                if quote.is_some() || !(before.is_whitespace() || before == '(') || !is_end {
                    return false;
                }
            }
            _ => {}
        }
        before = letter;
    }
    true
}

/// The line with `{0}` and `{1}` as a shell has them.
fn with_arguments(event: Event, line: &str) -> String {
    let mut line = line.to_owned();
    if !event.is_checked() {
        line = line.replace("{0}", "\"$@\"");
    }
    for number in 1..=9 {
        for quoted in [format!("\"{{{number}}}\""), format!("'{{{number}}}'"), format!("{{{number}}}")] {
            line = line.replace(&quoted, &format!("\"$TIDEGATE_ARG_{number}\""));
        }
    }
    line
}
