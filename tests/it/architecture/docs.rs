//! Doc comments: every module, type, trait and function has one, and it starts with a noun phrase
//! or a verb in the third person. Fields and variants need none where the name says everything.

use super::source::{Source, sources};

/// Keywords of the items that need documentation.
const ITEMS: [&str; 6] = ["pub fn ", "pub const fn ", "pub struct ", "pub enum ", "pub trait ", "pub type "];

/// First words of a clause that is not a name, with what to write instead.
const OPENINGS: [(&str, &str); 13] = [
    ("What ", "a noun"),
    ("How ", "a noun"),
    ("Where ", "Place of, Path of, or a noun"),
    ("Whose ", "a noun"),
    ("Who ", "a noun"),
    ("Why ", "Reason, Errors, or a noun"),
    ("Which ", "a noun"),
    ("In which ", "a noun"),
    ("True when ", "Whether"),
    ("True for ", "Whether"),
    ("True where ", "Whether"),
    ("False ", "Whether"),
    ("Tells ", "Returns, Reports"),
];

/// The lines outside test modules, with their numbers.
fn lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let code = source.text.split("\nmod tests").next().unwrap_or_default();
    code.lines().enumerate().map(|(number, line)| (number + 1, line))
}

#[test]
fn every_public_module_type_trait_and_function_is_documented() {
    let mut missing = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") && !source.text.starts_with("#![doc") && source.path != "main.rs" {
            missing.push(format!("{}: the module", source.path));
        }
        let mut is_documented = false;
        for (number, line) in lines(&source) {
            let line = line.trim_start();
            if line.starts_with("///") || line.starts_with("#[doc") {
                is_documented = true;
            } else if ITEMS.iter().any(|item| line.starts_with(item)) {
                if !is_documented {
                    missing.push(format!("{}:{number}: {line}", source.path));
                }
                is_documented = false;
            } else if !line.starts_with("#[")
                && !line.starts_with(')')
                && !line.starts_with(']')
                && !line.ends_with("\",")
            {
                is_documented = false;
            }
        }
    }
    assert!(missing.is_empty(), "{} without documentation:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn documentation_starts_with_a_noun_phrase_or_a_verb() {
    let mut found = Vec::new();
    // Comments on arguments in `cli` are the texts of `--help`.
    for source in sources().iter().filter(|source| !source.path.starts_with("cli/")) {
        let mut previous = "";
        for (number, line) in lines(source) {
            let line = line.trim_start();
            let is_first = |mark: &str| !previous.starts_with(mark);
            let module = line.strip_prefix("//! ").filter(|_| is_first("//!"));
            let comment = line.strip_prefix("/// ").filter(|_| is_first("///")).or(module);
            for (opening, instead) in OPENINGS {
                if comment.is_some_and(|comment| comment.starts_with(opening)) {
                    found.push(format!("{}:{number}: `{opening}…`: write {instead}", source.path));
                }
            }
            previous = line;
        }
    }
    assert!(found.is_empty(), "{} doc comments:\n{}", found.len(), found.join("\n"));
}
