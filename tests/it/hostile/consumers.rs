//! Models of what reads the output.

use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;
use std::sync::LazyLock;

/// A workflow command as the runner of GitHub reads it (actions/runner, `ActionCommand.cs`): `::` at the
/// start after white space, or `##[` anywhere.
pub(super) fn github_commands(text: &str) -> Vec<String> {
    let lines = text.split(['\n', '\r']);
    let command = |line: &str| {
        let trimmed = line.trim_start();
        let is_second = trimmed.strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        let is_first = line.find("##[").is_some_and(|at| line[at..].contains(']'));
        (is_second || is_first).then(|| trimmed.to_owned())
    };
    // Escape sequences are removed, because viewers show what remains.
    lines.filter_map(|line| command(&plain(line)).or_else(|| command(line))).collect()
}

/// Commands of Azure Pipelines (azure-pipelines-agent, `Command.cs`), TeamCity, GitLab and Travis CI.
pub(super) fn other_commands(text: &str) -> Vec<String> {
    static COMMANDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)##(?:vso)?\[[^\]]*\]|##teamcity\[|(?:section_(?:start|end)|travis_fold:(?:start|end)):[^\r]*\r",
        )
        .unwrap()
    });
    let commands = |text: &str| COMMANDS.find_iter(text).map(|found| found.as_str().to_owned()).collect::<Vec<_>>();
    [commands(text), commands(&plain(text))].concat()
}

/// Text without escape sequences for colours.
pub(super) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// What a terminal interprets: everything but text, newlines, tabs and the colours of tidegate; and what it
/// does not show or shows elsewhere.
pub(super) fn controls(text: &str) -> Vec<String> {
    static COLOURS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\x1b\[(?:[0-4]|3[1236]|9[0-7]|38;5;\d+)(?:;[12])?m").unwrap());
    static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}--[\n\t]]")
            .unwrap()
    });
    let mut text = COLOURS.replace_all(text, "").into_owned();
    for readable in super::corpus::READABLE {
        text = text.replace(readable, "");
    }
    HIDDEN.find_iter(&text).map(|found| format!("{:?}", found.as_str())).collect()
}

/// Lines that tidegate did not write: those that a string of the corpus imitates.
pub(super) fn forged_lines(text: &str) -> Vec<String> {
    let is_forged = |line: &&str| line.starts_with("tidegate: 3 staged files checked");
    plain(text).lines().filter(|line| is_forged(line)).map(str::to_owned).collect()
}

/// Markup in Markdown (GFM) that tidegate does not write: links, pictures, HTML, and what GitHub makes a link
/// in plain text.
pub(super) fn markup(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_code = false;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::InlineHtml(html) if ["<code>", "</code>"].contains(&&*html) => is_code = &*html == "<code>",
            Event::Text(text) if !is_code => {
                let lower = text.to_lowercase();
                let links = ["://", "www.", "@", ":tada:"].iter().filter(|mark| lower.contains(**mark));
                found.extend(links.map(|mark| format!("{mark} in {text:?}")));
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {
                found.push(format!("{event:?}"));
            }
            Event::Start(
                ref tag @ (Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::HtmlBlock
                | Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::FootnoteDefinition(_)
                | Tag::BlockQuote(_)),
            ) => found.push(format!("{tag:?}")),
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => is_code = false,
            _ => {}
        }
    }
    found
}

/// The number of headings, list items, table rows and code blocks of Markdown.
pub(super) fn structure(text: &str) -> [usize; 4] {
    let mut counts = [0; 4];
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let kind = match event {
            Event::Start(Tag::Heading { .. }) => 0,
            Event::Start(Tag::Item) => 1,
            Event::Start(Tag::TableRow) => 2,
            Event::Start(Tag::CodeBlock(_)) => 3,
            _ => continue,
        };
        counts[kind] += 1;
    }
    counts
}

/// Checks what every stream must hold, whatever its format; `commands` is the number of workflow commands
/// that tidegate may write.
#[track_caller]
pub(super) fn is_harmless(what: &str, text: &str, commands: Option<usize>) {
    let found = github_commands(text);
    let own =
        |command: &&String| ["::error ", "::warning ", "::notice "].iter().any(|start| command.starts_with(start));
    let foreign: Vec<&String> = found.iter().filter(|command| !(commands.is_some() && own(command))).collect();
    assert!(foreign.is_empty(), "{what}: GitHub reads {foreign:?}");
    if let Some(commands) = commands {
        assert_eq!(found.len(), commands, "{what}: {found:#?}");
        found.iter().for_each(|command| has_known_properties(what, command));
    }
    assert_eq!(other_commands(text), [""; 0], "{what}: commands of other services\n{text}");
    assert_eq!(controls(text), [""; 0], "{what}: controls\n{text}");
    assert_eq!(forged_lines(text), [""; 0], "{what}: forged lines\n{text}");
}

/// The runner splits properties at `,` and decodes them afterwards.
#[track_caller]
fn has_known_properties(what: &str, command: &str) {
    let head = command.trim_start_matches("::").split("::").next().unwrap();
    let properties = head.split_once(' ').map_or("", |(_, properties)| properties);
    for property in properties.split(',') {
        let (name, value) = property.split_once('=').unwrap_or((property, ""));
        assert!(["file", "line", "col", "endColumn", "title"].contains(&name), "{what}: {command}");
        assert!(name != "title" || value.starts_with("tidegate"), "{what}: {command}");
    }
}
