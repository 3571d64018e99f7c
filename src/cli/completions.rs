//! `tidegate completions` and `tidegate man`

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Arguments of `tidegate completions`.
#[derive(clap::Args)]
pub(super) struct Args {
    shell: clap_complete::Shell,
}

/// Prints the completions of a shell for a command line.
pub(super) fn run(args: &Args, command: &mut clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, command, "tidegate", &mut text);
    terminal.out().write_all(&text)?;
    Ok(Exit::Clean)
}

/// Prints the man page of a command line, with a section for every command.
pub(super) fn man(command: clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let title = format!(".SH \"{}\"\n", sub.get_name().to_uppercase());
        text.extend_from_slice(title.as_bytes());
        let man = clap_mangen::Man::new(sub.clone());
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        if sub.get_arguments().next().is_some() {
            man.render_options_section(&mut text)?;
        }
    }
    terminal.out().write_all(&text)?;
    Ok(Exit::Clean)
}
