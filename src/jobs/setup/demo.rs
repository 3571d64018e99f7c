//! `try`: a demonstration in a temporary repository, with a real hook and real commits, and a replay if
//! a server is found.

use crate::config::{Engine, UserSettings};
use crate::git::LOCAL_VARIABLES;
use crate::jobs::verify::{self, ServerOptions, ServerPreview};
use crate::postgres;
use crate::process::Command;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The sample: a shop on Supabase.
const BASE: [(&str, &str); 4] = [
    (
        "supabase/migrations/20250106090000_create_customers.sql",
        include_str!("../../../sample/supabase/migrations/20250106090000_create_customers.sql"),
    ),
    (
        "supabase/migrations/20250113090000_create_orders.sql",
        include_str!("../../../sample/supabase/migrations/20250113090000_create_orders.sql"),
    ),
    (
        "supabase/migrations/20250115090000_create_products.sql",
        include_str!("../../../sample/supabase/migrations/20250115090000_create_products.sql"),
    ),
    ("schema.sql", include_str!("../../../sample/schema.sql")),
];

/// A correct next step: a migration with its schema file.
const GOOD: [(&str, &str); 2] = [
    ("supabase/migrations/20250120090000_add_shipped_at.sql", include_str!("../../../sample/next/good.sql")),
    ("schema.sql", include_str!("../../../sample/next/schema.sql")),
];

/// An incorrect one: a version that is taken, a name with a dash, no schema file.
const BAD: [(&str, &str); 1] =
    [("supabase/migrations/20250120090000_add-returned-at.sql", include_str!("../../../sample/next/bad.sql"))];

/// The same with a correct name, and a schema file that was edited by hand with mistakes. From then
/// on every commit is replayed.
const DRIFTED: [(&str, &str); 3] = [
    ("supabase/migrations/20250127090000_add_returned_at.sql", include_str!("../../../sample/next/bad.sql")),
    ("schema.sql", include_str!("../../../sample/next/drifted.sql")),
    ("tidegate.toml", "[verify]\nat = \"pre-commit\"\n"),
];

/// One command of the demonstration with its output.
#[derive(Clone, Debug)]
pub struct Step {
    /// Purpose of the command, as a sentence.
    pub title: String,
    /// As typed in a shell.
    pub command: String,
    /// Standard output and standard error.
    pub output: String,
}

/// Reason why the demonstration stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The temporary folder cannot be written (environment).
    #[error("cannot write the sample project: {0}")]
    Write(#[from] std::io::Error),
    /// A program cannot be started (environment).
    #[error("cannot run `{command}`: {cause}")]
    Start {
        command: String,
        #[source]
        cause: std::io::Error,
    },
    /// A step had an unexpected exit code (a bug, or an unusual git).
    #[error("`{0}` returned an unexpected exit code")]
    Unexpected(String),
}

/// The steps through the sample.
pub struct Demo<'a> {
    /// The program whose hook is installed.
    pub program: &'a Path,
    /// Whether the commands may print colour.
    pub has_colour: bool,
    /// Called with each step when it is done.
    pub show: &'a mut dyn FnMut(&Step),
}

/// The end of the demonstration.
#[derive(Debug)]
pub enum Ending {
    Complete,
    /// Nothing was replayed, because there is no server.
    WithoutReplay(Box<verify::Error>),
    /// A server was found, and the replay on it failed, as the last step shows.
    ReplayFailed,
}

/// Creates the sample project in `folder`, which is empty, and shows a correct and an incorrect
/// commit, a replay, and a schema file that drifted.
pub fn run(folder: &Path, server: ServerOptions<'_>, demo: &mut Demo) -> Result<Ending, Error> {
    let repository = DemoRepository::new(folder, server.environment)?;
    repository.write(&BASE)?;
    repository.quiet(&["init", "-q", "-b", "main"])?;
    repository.quiet(&["add", "."])?;
    repository.quiet(&["commit", "-q", "-m", "Customers, orders and products"])?;
    demo.step(&repository, "Install the hooks, once per clone.", demo.program, &["install", "--script"], PASSES)?;
    repository.write(&GOOD)?;
    demo.git(&repository, "A migration is staged together with the schema file.", &["add", "."], PASSES)?;
    demo.git(
        &repository,
        "The commit is checked and passes.",
        &["commit", "-q", "-m", "Orders can be shipped"],
        PASSES,
    )?;
    repository.write(&BAD)?;
    demo.git(&repository, "Another migration is staged, with mistakes.", &["add", "."], PASSES)?;
    demo.git(
        &repository,
        "The commit is blocked, with the commands that fix it.",
        &["commit", "-q", "-m", "Orders can be returned"],
        STOPS,
    )?;
    repository.quiet(&["reset", "-q", "--hard"])?;
    let ending = match verify::preview_server(server.engine.unwrap_or_default(), server, None) {
        Ok(prospect) => {
            repository.note_server(&prospect, server.engine)?;
            replay(&repository, &prospect, demo)?
        }
        Err(error) => Ending::WithoutReplay(Box::new(error)),
    };
    if !matches!(ending, Ending::ReplayFailed) {
        demo.git(
            &repository,
            "The history contains only the valid commits.",
            &["log", "--oneline", "--reverse"],
            PASSES,
        )?;
    }
    Ok(ending)
}

/// Shows the steps that need a server.
fn replay(repository: &DemoRepository, prospect: &ServerPreview, demo: &mut Demo) -> Result<Ending, Error> {
    let title = format!("Every migration is replayed on {}.", prospect.server);
    if demo.step(repository, &title, demo.program, &["verify"], &[0, NO_SERVER])? == NO_SERVER {
        return Ok(Ending::ReplayFailed);
    }
    repository.write(&DRIFTED)?;
    let title = "The same migration with a free version; schema.sql was edited by hand, with mistakes. \
                 From now on commits are replayed: tidegate.toml has `at = \"pre-commit\"`.";
    demo.git(repository, title, &["add", "."], PASSES)?;
    let title = "A hook runs the SQL of a branch only with settings that you agreed to, once per clone.";
    demo.step(repository, title, demo.program, &["trust"], PASSES)?;
    let commit = ["commit", "-q", "-m", "Orders can be returned"];
    demo.git(repository, "The commit is blocked: schema.sql differs from the replayed schema.", &commit, STOPS)?;
    let write = ["verify", "--write", "--stage"];
    demo.step(repository, "The schema file is regenerated and staged.", demo.program, &write, PASSES)?;
    demo.git(repository, "The commit is replayed and passes.", &commit, PASSES)?;
    Ok(Ending::Complete)
}

/// Exit codes of a step that succeeds.
const PASSES: &[i32] = &[0];

/// Exit codes of a commit that a hook blocks.
const STOPS: &[i32] = &[1];

/// Exit code of a replay without a server.
const NO_SERVER: i32 = 3;

impl Demo<'_> {
    fn git(
        &mut self,
        repository: &DemoRepository,
        title: &str,
        arguments: &[&str],
        expected: &[i32],
    ) -> Result<i32, Error> {
        self.step(repository, title, &repository.git, arguments, expected)
    }

    /// Runs a command, and returns its exit code, which must be one of `expected`.
    fn step(
        &mut self,
        repository: &DemoRepository,
        title: &str,
        program: &Path,
        arguments: &[&str],
        expected: &[i32],
    ) -> Result<i32, Error> {
        let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let typed = arguments
            .iter()
            .map(|argument| if argument.contains(' ') { format!("\"{argument}\"") } else { (*argument).to_owned() });
        let command = format!("{name} {}", typed.collect::<Vec<_>>().join(" "));
        let mut process = repository.command(program, arguments);
        if self.has_colour {
            process = process.env("CLICOLOR_FORCE", "1");
        }
        let output = process.output().map_err(|cause| Error::Start { command: command.clone(), cause })?;
        let text = [output.stdout, output.stderr].concat();
        let code = output.status.code().filter(|code| expected.contains(code));
        let output = String::from_utf8_lossy(&text).into_owned();
        (self.show)(&Step { title: title.to_owned(), output, command: command.clone() });
        code.ok_or(Error::Unexpected(command))
    }
}

/// More variables that would change the output. A server of the user is not used for a
/// demonstration.
const OTHER_VARIABLES: [&str; 9] = [
    "TIDEGATE",
    "TIDEGATE_SKIP",
    "TIDEGATE_NOW",
    "TIDEGATE_DATABASE_URL",
    "TIDEGATE_ENGINE",
    "XDG_CONFIG_HOME",
    "VIRTUAL_ENV",
    "GIT_TEMPLATE_DIR",
    "GIT_EXEC_PATH",
];

/// The temporary project, and an environment in which no configuration of the user applies.
struct DemoRepository {
    project: PathBuf,
    home: PathBuf,
    /// The user's cache folder, so that a replay uses what an earlier one cached.
    cache: Option<PathBuf>,
    /// The folders of `PATH` in which programs may be started: none of a repository in which the
    /// demonstration is run.
    path: OsString,
    git: PathBuf,
}

impl DemoRepository {
    fn new(folder: &Path, environment: &postgres::Environment) -> std::io::Result<Self> {
        let folders = environment.trust.folders(environment.path.iter().cloned());
        let repository = Self {
            project: folder.join("shop"),
            home: folder.join("home"),
            cache: environment.cache.clone(),
            git: environment.trust.find("git", folders.iter().cloned())?,
            path: std::env::join_paths(folders).unwrap_or_default(),
        };
        std::fs::create_dir_all(&repository.project)?;
        std::fs::create_dir_all(&repository.home)?;
        std::fs::write(repository.home.join(".gitconfig"), "")?;
        Ok(repository)
    }

    /// Makes the steps use this server: its programs may only be found through the user's own home and
    /// settings.
    fn note_server(&self, prospect: &ServerPreview, engine: Option<Engine>) -> std::io::Result<()> {
        let folder = self.home.join(".config/tidegate");
        let programs = prospect.programs.iter().cloned().collect();
        std::fs::create_dir_all(&folder)?;
        let settings = UserSettings { engine, programs, ..UserSettings::default() };
        std::fs::write(folder.join("config.toml"), settings.text())
    }

    fn write(&self, files: &[(&str, &str)]) -> std::io::Result<()> {
        for (path, content) in files {
            let path = self.project.join(path);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, content)?;
        }
        Ok(())
    }

    fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let command = Command::new(program).args(arguments).current_dir(&self.project);
        let mut command = command.without_envs(LOCAL_VARIABLES.iter().chain(&OTHER_VARIABLES));
        command = command.env("PATH", &self.path);
        if let Some(cache) = &self.cache {
            command = command.env("TIDEGATE_CACHE_DIR", cache);
        }
        for name in ["HOME", "USERPROFILE"] {
            command = command.env(name, &self.home);
        }
        command = command.env("GIT_CONFIG_GLOBAL", self.home.join(".gitconfig")).env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            let name = (format!("GIT_{who}_NAME"), "tidegate try");
            command = command.envs([name, (format!("GIT_{who}_EMAIL"), "try@example.com")]);
        }
        command
    }

    fn quiet(&self, arguments: &[&str]) -> Result<(), Error> {
        let command = format!("git {}", arguments.join(" "));
        let output = self
            .command(&self.git, arguments)
            .output()
            .map_err(|cause| Error::Start { command: command.clone(), cause })?;
        if output.status.success() { Ok(()) } else { Err(Error::Unexpected(command)) }
    }
}
