//! Types of files, by which a job chooses its files besides their names.

use super::file::{File, Mode};

/// A type of files.
#[derive(Debug)]
pub struct FileType {
    /// Its name in the settings.
    pub name: &'static str,
    by: By,
}

/// The property by which a file is of a type.
#[derive(Debug)]
enum By {
    Text,
    Binary,
    Executable,
    Link,
    /// Its name, or the interpreter that its first line names.
    Names(Names),
}

#[derive(Debug)]
struct Names {
    /// Ends of names, after a dot.
    endings: &'static [&'static str],
    /// Whole names.
    whole: &'static [&'static str],
    interpreters: &'static [&'static str],
}

/// The facts about a file besides its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub mode: Mode,
    pub is_text: bool,
    /// The program of its first line, without its folder.
    pub interpreter: Option<String>,
}

impl PartialEq for FileType {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FileType {}

const fn names(
    name: &'static str,
    endings: &'static [&'static str],
    whole: &'static [&'static str],
    interpreters: &'static [&'static str],
) -> FileType {
    FileType { name, by: By::Names(Names { endings, whole, interpreters }) }
}

/// All types, by name.
pub static TYPES: [FileType; 55] = [
    names("bash", &["bash"], &[".bashrc", ".bash_profile"], &["bash"]),
    FileType { name: "binary", by: By::Binary },
    names("c", &["c"], &[], &[]),
    names("c#", &["cs"], &[], &[]),
    names("c++", &["cc", "cpp", "cxx", "c++"], &[], &[]),
    names("clojure", &["clj", "cljc", "cljs", "edn"], &[], &[]),
    names("cmake", &["cmake"], &["CMakeLists.txt"], &[]),
    names("css", &["css"], &[], &[]),
    names("csv", &["csv"], &[], &[]),
    names("dart", &["dart"], &[], &[]),
    names("dockerfile", &["dockerfile"], &["Dockerfile", "Containerfile"], &[]),
    names("elixir", &["ex", "exs"], &[], &["elixir"]),
    names("erlang", &["erl", "hrl"], &[], &["escript"]),
    FileType { name: "executable", by: By::Executable },
    names("go", &["go"], &[], &[]),
    names("graphql", &["graphql", "gql"], &[], &[]),
    names("groovy", &["groovy", "gradle"], &["Jenkinsfile"], &["groovy"]),
    names("haskell", &["hs", "lhs"], &[], &["runhaskell"]),
    names("header", &["h", "hh", "hpp", "hxx"], &[], &[]),
    names("html", &["html", "htm"], &[], &[]),
    names("ini", &["ini", "cfg"], &[".editorconfig"], &[]),
    names("java", &["java"], &[], &[]),
    names("javascript", &["js", "mjs", "cjs"], &[], &["node"]),
    names("json", &["json", "jsonl", "webmanifest", "geojson"], &[], &[]),
    names("jsx", &["jsx"], &[], &[]),
    names("julia", &["jl"], &[], &["julia"]),
    names("jupyter", &["ipynb"], &[], &[]),
    names("kotlin", &["kt", "kts"], &[], &["kotlin"]),
    names("less", &["less"], &[], &[]),
    names("lua", &["lua"], &[], &["lua"]),
    names("makefile", &["mk", "make"], &["Makefile", "makefile", "GNUmakefile"], &["make"]),
    names("markdown", &["md", "mdown", "markdown"], &[], &[]),
    names("nix", &["nix"], &[], &[]),
    names("perl", &["pl", "pm"], &[], &["perl"]),
    names("php", &["php", "phtml"], &[], &["php"]),
    names("proto", &["proto"], &[], &[]),
    names("python", &["py", "pyi", "pyw"], &[], &["python", "python2", "python3"]),
    names("r", &["r", "R"], &[], &["Rscript"]),
    names("ruby", &["rb", "rake", "gemspec", "ru"], &["Gemfile", "Rakefile"], &["ruby"]),
    names("rust", &["rs"], &[], &[]),
    names("scala", &["scala", "sc"], &[], &["scala"]),
    names("scss", &["scss", "sass"], &[], &[]),
    names(
        "shell",
        &["sh", "bash", "ksh", "zsh", "dash"],
        &[".bashrc", ".profile", ".zshrc"],
        &["sh", "bash", "dash", "ksh", "zsh"],
    ),
    names("sql", &["sql"], &[], &[]),
    names("svelte", &["svelte"], &[], &[]),
    names("svg", &["svg"], &[], &[]),
    names("swift", &["swift"], &[], &["swift"]),
    FileType { name: "symlink", by: By::Link },
    names("terraform", &["tf", "tfvars"], &[], &[]),
    FileType { name: "text", by: By::Text },
    names("toml", &["toml"], &["Cargo.lock", "poetry.lock"], &[]),
    names("ts", &["ts", "mts", "cts"], &[], &["ts-node", "tsx", "deno", "bun"]),
    names("tsx", &["tsx"], &[], &[]),
    names("xml", &["xml", "xsd", "xsl", "plist"], &[], &[]),
    names("yaml", &["yaml", "yml"], &[".clang-format"], &[]),
];

impl FileType {
    /// The type with a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TYPES.iter().find(|kind| kind.name == name)
    }

    /// Whether a file is of the type. Without facts, as for a file that is deleted, only its name can say that it is not.
    pub fn holds(&self, path: &[u8], kind: Option<&Kind>) -> bool {
        let Some(kind) = kind else { return self.named_so(path).unwrap_or(true) };
        match &self.by {
            By::Link => kind.mode == Mode::Link,
            _ if kind.mode == Mode::Link => false,
            By::Text => kind.is_text,
            By::Binary => !kind.is_text,
            By::Executable => kind.mode == Mode::Executable,
            By::Names(names) => {
                let has_interpreter =
                    kind.interpreter.as_deref().is_some_and(|name| names.interpreters.contains(&name));
                has_interpreter || names.hold(path)
            }
        }
    }

    /// Whether files of the type have to be looked into: for zero bytes, or at their first line.
    pub fn needs_content(&self) -> bool {
        match &self.by {
            By::Text | By::Binary => true,
            By::Executable | By::Link => false,
            By::Names(names) => !names.interpreters.is_empty(),
        }
    }

    fn named_so(&self, path: &[u8]) -> Option<bool> {
        if let By::Names(names) = &self.by { Some(names.hold(path)) } else { None }
    }
}

impl Names {
    fn hold(&self, path: &[u8]) -> bool {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
        let is_whole = self.whole.iter().any(|whole| whole.as_bytes() == name);
        let has_ending = |ending: &&str| {
            name.strip_suffix(ending.as_bytes()).is_some_and(|start| start.ends_with(b".") && start.len() > 1)
        };
        is_whole || self.endings.iter().any(has_ending)
    }
}

impl Kind {
    /// The facts about a file with this mode and content.
    pub fn of(mode: Mode, content: &[u8]) -> Self {
        Self { mode, is_text: File { path: b"", mode, content }.is_text(), interpreter: interpreter(content) }
    }
}

/// The program that a first line such as `#!/usr/bin/env python3` names.
fn interpreter(content: &[u8]) -> Option<String> {
    let line = content.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(line.get(..200).unwrap_or(line)).ok()?;
    let mut words = line.split_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    let name =
        if program == "env" { words.find(|word| !word.starts_with('-') && !word.contains('='))? } else { program };
    let name = name.rsplit('/').next()?;
    // `python3.12` is a `python3`.
    Some(name.split('.').next().unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order() {
        assert!(TYPES.is_sorted_by(|one, other| one.name < other.name));
    }

    #[test]
    fn names_first_lines_and_modes_give_types() {
        let check = |name: &str, path: &str, mode: Mode, content: &str, expected: bool| {
            let kind = Kind::of(mode, content.as_bytes());
            let found = FileType::named(name).expect("a type").holds(path.as_bytes(), Some(&kind));
            assert_eq!(found, expected, "{path} is {name}");
        };
        check("python", "a/b.py", Mode::Regular, "", true);
        check("python", "a/tool", Mode::Executable, "#!/usr/bin/env -S python3.12 -u\n", true);
        check("python", "a/.py", Mode::Regular, "", false);
        check("shell", "run", Mode::Regular, "#!/bin/sh\n", true);
        check("bash", "run", Mode::Regular, "#!/bin/sh\n", false);
        check("dockerfile", "x/Dockerfile", Mode::Regular, "", true);
        check("text", "a", Mode::Regular, "x", true);
        check("text", "a", Mode::Regular, "x\0", false);
        check("binary", "a", Mode::Regular, "x\0", true);
        check("executable", "a", Mode::Executable, "", true);
        check("symlink", "a.py", Mode::Link, "b.py", true);
        check("python", "a.py", Mode::Link, "b.py", false);
        let python = FileType::named("python").expect("a type");
        assert!(python.holds(b"gone.py", None) && !python.holds(b"gone.rs", None));
        assert!(FileType::named("text").expect("a type").holds(b"gone", None));
    }
}
