//! `try`: the main job on a throw-away repository, through a real hook and real commits.

use crate::git::LOCAL_VARIABLES;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the sample is made of.
const BASE: [(&str, &str); 3] = [
    (
        "supabase/migrations/20250106090000_create_customers.sql",
        include_str!("../../tests/fixtures/sample/supabase/migrations/20250106090000_create_customers.sql"),
    ),
    (
        "supabase/migrations/20250113090000_create_orders.sql",
        include_str!("../../tests/fixtures/sample/supabase/migrations/20250113090000_create_orders.sql"),
    ),
    ("schema.sql", include_str!("../../tests/fixtures/sample/schema.sql")),
];

/// A good next step: a migration with the schema file it gives.
const GOOD: [(&str, &str); 2] = [
    (
        "supabase/migrations/20250120090000_add_shipped_at.sql",
        include_str!("../../tests/fixtures/sample/next/good.sql"),
    ),
    ("schema.sql", include_str!("../../tests/fixtures/sample/next/schema.sql")),
];

/// A bad one: a taken version, a name with a dash, no schema file.
const BAD: [(&str, &str); 1] = [(
    "supabase/migrations/20250120090000_add-returned-at.sql",
    include_str!("../../tests/fixtures/sample/next/bad.sql"),
)];

/// One command of the walk with what it said.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the command shows, a sentence.
    pub title: &'static str,
    /// As one would type it.
    pub command: String,
    /// Everything it printed.
    pub output: String,
    /// Whether it ended with 0.
    pub is_success: bool,
    /// Whether that is how it should end.
    pub is_expected: bool,
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

/// Makes the sample project in `folder`, which is empty, and walks through a good and a
/// bad commit.
pub fn run(folder: &Path, walk: &mut Walk) -> Result<(), Error> {
    let world = World::new(folder)?;
    world.write(&BASE)?;
    world.quiet(&["init", "-q", "-b", "main"])?;
    world.quiet(&["add", "."])?;
    world.quiet(&["commit", "-q", "-m", "Customers and orders"])?;
    walk.step(&world, "The hooks are put in, once.", walk.program, &["install", "--script"], true)?;
    world.write(&GOOD)?;
    walk.git(&world, "A migration is staged together with the schema file.", &["add", "."], true)?;
    walk.git(
        &world,
        "The commit is judged, and goes through.",
        &["commit", "-q", "-m", "Orders can be shipped"],
        true,
    )?;
    world.write(&BAD)?;
    walk.git(&world, "Another one is staged, in a hurry.", &["add", "."], true)?;
    walk.git(
        &world,
        "The commit is stopped, with the way out.",
        &["commit", "-q", "-m", "Orders can come back"],
        false,
    )?;
    walk.git(&world, "History holds only what is right.", &["log", "--oneline", "--reverse"], true)
}

impl Walk<'_> {
    fn git(&mut self, world: &World, title: &'static str, arguments: &[&str], succeeds: bool) -> Result<(), Error> {
        self.step(world, title, Path::new("git"), arguments, succeeds)
    }

    fn step(
        &mut self,
        world: &World,
        title: &'static str,
        program: &Path,
        arguments: &[&str],
        succeeds: bool,
    ) -> Result<(), Error> {
        let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let typed = arguments
            .iter()
            .map(|argument| if argument.contains(' ') { format!("\"{argument}\"") } else { (*argument).to_owned() });
        let command = format!("{name} {}", typed.collect::<Vec<_>>().join(" "));
        let mut process = world.command(program, arguments);
        if self.has_colour {
            process.env("CLICOLOR_FORCE", "1");
        }
        let output = process.output().map_err(|cause| Error::Start { command: command.clone(), cause })?;
        let text = [output.stdout, output.stderr].concat();
        let step = Step {
            title,
            output: String::from_utf8_lossy(&text).into_owned(),
            is_success: output.status.success(),
            is_expected: output.status.success() == succeeds,
            command,
        };
        (self.tell)(&step);
        if step.is_expected { Ok(()) } else { Err(Error::Unexpected(step.command)) }
    }
}

/// The throw-away project and an environment in which no configuration of the user counts.
struct World {
    project: PathBuf,
    home: PathBuf,
}

impl World {
    fn new(folder: &Path) -> std::io::Result<Self> {
        let world = Self { project: folder.join("shop"), home: folder.join("home") };
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
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.project);
        for name in LOCAL_VARIABLES.iter().chain(&["TIDEGATE", "TIDEGATE_SKIP", "XDG_CONFIG_HOME", "GIT_TEMPLATE_DIR"])
        {
            command.env_remove(name);
        }
        for name in ["HOME", "USERPROFILE"] {
            command.env(name, &self.home);
        }
        command.env("GIT_CONFIG_GLOBAL", self.home.join(".gitconfig")).env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "tidegate try").env(format!("GIT_{who}_EMAIL"), "try@example.com");
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
