//! `try`: the main job on a throw-away repository, through a real hook and real commits, and a
//! replay where a server is found.

use crate::config::Engine;
use crate::git::LOCAL_VARIABLES;
use crate::jobs::verify::{self, ServerPreview};
use crate::postgres;
use crate::process::Command;
use std::path::{Path, PathBuf};

/// What the sample is made of: a shop on Supabase.
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

/// A good next step: a migration with the schema file it gives.
const GOOD: [(&str, &str); 2] = [
    ("supabase/migrations/20250120090000_add_shipped_at.sql", include_str!("../../../sample/next/good.sql")),
    ("schema.sql", include_str!("../../../sample/next/schema.sql")),
];

/// A bad one: a taken version, a name with a dash, no schema file.
const BAD: [(&str, &str); 1] =
    [("supabase/migrations/20250120090000_add-returned-at.sql", include_str!("../../../sample/next/bad.sql"))];

/// The same under a right name, with a schema file that was edited by hand, and wrongly; from
/// here on every commit is replayed.
const DRIFTED: [(&str, &str); 3] = [
    ("supabase/migrations/20250127090000_add_returned_at.sql", include_str!("../../../sample/next/bad.sql")),
    ("schema.sql", include_str!("../../../sample/next/drifted.sql")),
    ("tidegate.toml", "[verify]\nat = \"pre-commit\"\n"),
];

/// One command of the walk with what it said.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the command shows, a sentence.
    pub title: String,
    /// As one would type it.
    pub command: String,
    /// Everything it printed.
    pub output: String,
}

/// Why the walk could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The throw-away folder cannot be written (environment).
    #[error("cannot write the sample project: {0}")]
    Write(#[from] std::io::Error),
    /// A program cannot be started (environment).
    #[error("cannot run `{command}`: {cause}")]
    Start {
        /// The command.
        command: String,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A step did not end as it should (a bug, or an unusual git).
    #[error("`{0}` did not end as expected")]
    Unexpected(String),
}

/// The walk through the sample.
pub struct Walk<'a> {
    /// The program whose hook is installed.
    pub program: &'a Path,
    /// True when the commands may print colour.
    pub has_colour: bool,
    /// Is told each step as it is done.
    pub tell: &'a mut dyn FnMut(&Step),
}

/// How the walk ended.
#[derive(Debug)]
pub enum Ending {
    /// Everything was shown.
    Whole,
    /// Nothing was replayed, for want of a server.
    WithoutReplay(Box<verify::Error>),
    /// A server was found, and nothing could be replayed on it, as the last step says.
    ReplayFailed,
}

/// Makes the sample project in `folder`, which is empty, and walks through a good and a
/// bad commit, a replay, and a schema file that drifted.
pub fn run(folder: &Path, environment: &postgres::Environment, walk: &mut Walk) -> Result<Ending, Error> {
    let mut world = World::new(folder, environment)?;
    world.write(&BASE)?;
    world.quiet(&["init", "-q", "-b", "main"])?;
    world.quiet(&["add", "."])?;
    world.quiet(&["commit", "-q", "-m", "Customers, orders and products"])?;
    walk.step(&world, "The hooks are put in, once.", walk.program, &["install", "--script"], PASSES)?;
    world.write(&GOOD)?;
    walk.git(&world, "A migration is staged together with the schema file.", &["add", "."], PASSES)?;
    walk.git(
        &world,
        "The commit is judged, and goes through.",
        &["commit", "-q", "-m", "Orders can be shipped"],
        PASSES,
    )?;
    world.write(&BAD)?;
    walk.git(&world, "Another one is staged, in a hurry.", &["add", "."], PASSES)?;
    walk.git(
        &world,
        "The commit is stopped, with the way out.",
        &["commit", "-q", "-m", "Orders can come back"],
        STOPS,
    )?;
    world.quiet(&["reset", "-q", "--hard"])?;
    let ending = match verify::preview_server(Engine::Auto, None, environment, None) {
        Ok(prospect) => {
            world.programs.clone_from(&prospect.programs);
            replay(&world, &prospect, walk)?
        }
        Err(error) => Ending::WithoutReplay(Box::new(error)),
    };
    if !matches!(ending, Ending::ReplayFailed) {
        walk.git(&world, "History holds only what is right.", &["log", "--oneline", "--reverse"], PASSES)?;
    }
    Ok(ending)
}

/// The part that needs a server.
fn replay(world: &World, prospect: &ServerPreview, walk: &mut Walk) -> Result<Ending, Error> {
    let title = format!("Every migration is run for real, on {}.", prospect.server);
    if walk.step(world, &title, walk.program, &["verify"], &[0, NO_SERVER])? == NO_SERVER {
        return Ok(Ending::ReplayFailed);
    }
    world.write(&DRIFTED)?;
    let title = "The other one again, under a free version; schema.sql was edited by hand, and wrongly. \
                 From now on commits are replayed: tidegate.toml says `at = \"pre-commit\"`.";
    walk.git(world, title, &["add", "."], PASSES)?;
    let commit = ["commit", "-q", "-m", "Orders can come back"];
    walk.git(world, "The commit is stopped: schema.sql is not what the migrations make.", &commit, STOPS)?;
    let write = ["verify", "--write", "--stage"];
    walk.step(world, "The schema file is written anew, and staged.", walk.program, &write, PASSES)?;
    walk.git(world, "The commit is replayed, and goes through.", &commit, PASSES)?;
    Ok(Ending::Whole)
}

/// The exit codes of a step that succeeds.
const PASSES: &[i32] = &[0];

/// Those of a commit that a hook stops.
const STOPS: &[i32] = &[1];

/// That of a replay for which there is no server.
const NO_SERVER: i32 = 3;

impl Walk<'_> {
    fn git(&mut self, world: &World, title: &str, arguments: &[&str], expected: &[i32]) -> Result<i32, Error> {
        self.step(world, title, Path::new("git"), arguments, expected)
    }

    /// Runs a command, which must end with one of these codes, and gives the one it was.
    fn step(
        &mut self,
        world: &World,
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
        let mut process = world.command(program, arguments);
        if self.has_colour {
            process = process.env("CLICOLOR_FORCE", "1");
        }
        let output = process.output().map_err(|cause| Error::Start { command: command.clone(), cause })?;
        let text = [output.stdout, output.stderr].concat();
        let code = output.status.code().filter(|code| expected.contains(code));
        let output = String::from_utf8_lossy(&text).into_owned();
        (self.tell)(&Step { title: title.to_owned(), output, command: command.clone() });
        code.ok_or(Error::Unexpected(command))
    }
}

/// More variables that would change what is shown. A server that the user names is nothing to
/// show anything on.
const OTHER_VARIABLES: [&str; 6] =
    ["TIDEGATE", "TIDEGATE_SKIP", "TIDEGATE_NOW", "TIDEGATE_DATABASE_URL", "XDG_CONFIG_HOME", "GIT_TEMPLATE_DIR"];

/// The throw-away project and an environment in which no configuration of the user counts.
struct World {
    project: PathBuf,
    home: PathBuf,
    /// Where the user keeps caches, so that what a replay has made once is there again.
    cache: Option<PathBuf>,
    /// Where the server's programs are, which may be found by the user's home alone.
    programs: Option<PathBuf>,
}

impl World {
    fn new(folder: &Path, environment: &postgres::Environment) -> std::io::Result<Self> {
        let cache = environment.cache.clone();
        let world = Self { project: folder.join("shop"), home: folder.join("home"), cache, programs: None };
        std::fs::create_dir_all(&world.project)?;
        std::fs::create_dir_all(&world.home)?;
        std::fs::write(world.home.join(".gitconfig"), "")?;
        Ok(world)
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
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::split_paths(&path).chain(self.programs.clone());
        if let Ok(path) = std::env::join_paths(path) {
            command = command.env("PATH", path);
        }
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
            .command(Path::new("git"), arguments)
            .output()
            .map_err(|cause| Error::Start { command: command.clone(), cause })?;
        if output.status.success() { Ok(()) } else { Err(Error::Unexpected(command)) }
    }
}
