//! `tidegate merge-schema`: the merge driver of the schema file.

use super::context::Context;
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify;
use crate::git::{self, Existing};
use crate::jobs::merge::{self, Labels, Left, Request};
use crate::report::merge as report;
use crate::text::RelPath;
use std::path::{Path, PathBuf};

/// Arguments of `tidegate merge-schema`, which git passes.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The file with the version of the common ancestor (`%O`)
    base: PathBuf,
    /// The file with our version, which gets the result (`%A`)
    ours: PathBuf,
    /// The file with their version (`%B`)
    theirs: PathBuf,
    /// The size of conflict markers (`%L`)
    marker_size: String,
    /// The path of the merged file (`%P`)
    path: PathBuf,
    /// The labels of the three versions (`%S`, `%X`, `%Y`)
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    labels: Vec<String>,
}

/// Leaves the merge of the texts in the file first, so that a run that is killed loses nothing, and then generates the
/// file.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    terminal.write_to_stderr();
    let context = Context::open(None, terminal)?;
    let repository = context.repository.as_ref();
    let labels = match &args.labels[..] {
        [base, ours, theirs] => Labels { base: base.clone(), ours: ours.clone(), theirs: theirs.clone() },
        _ => Labels::default(),
    };
    let paths = repository.paths();
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| paths.current_dir.join(path));
    let inside = |file: &Path| {
        git::beneath(paths, file).ok_or_else(|| Failure::usage(format!("{} is outside the repository", file.display())))
    };
    let (own, other) = (inside(&ours)?, inside(&theirs)?);
    let read = |path: &RelPath| Ok::<_, Failure>(git::read_beneath(paths, path, None)?.unwrap_or_default());
    let (our_content, their_content) = (read(&own)?, read(&other)?);
    let names = [&labels.ours, &labels.base, &labels.theirs].map(String::as_str);
    let is_clean = git::merge_texts(repository, [&ours, &base, &theirs], names, &args.marker_size)?;
    let path = RelPath::new(args.path.as_os_str().as_encoded_bytes());
    let request = Request { path: path.clone(), labels, ours: &our_content, theirs: &their_content };
    let generated = if environment::is_off() || environment::skips_replay() {
        Err(Left::Skipped)
    } else {
        generate(&context, &request, terminal)
    };
    match generated {
        Ok((content, migrations)) => {
            git::write_beneath(paths, &own, &content, Existing::Replace)?;
            report::write_generated(&path, migrations, terminal.err())?;
            Ok(Exit::Clean)
        }
        Err(left) => {
            report::write_left(&path, &left, is_clean, terminal.err())?;
            Ok(if is_clean { Exit::Clean } else { Exit::Problems })
        }
    }
}

/// The generated file; an error of any kind leaves the merge of the texts.
fn generate(context: &Context, request: &Request<'_>, terminal: &mut Terminal) -> Result<(Vec<u8>, usize), Left> {
    let failed = |error: merge::Error| Left::Failed(error.to_string());
    let prepared = merge::prepare(&context.source(), request).map_err(failed)??;
    verify::for_merge(context, &prepared, terminal).map_err(|failure| Left::Failed(failure.message))?
}
