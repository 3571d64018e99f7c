//! Hooks that cannot be installed or uninstalled.

use crate::hooks::{Advice, Error, Manager};
use crate::text::path::printable;
use crate::text::words;

const CONFIG_HINT: &str =
    "or, if no other script runs before a commit, use `tidegate install --config` with git 2.54 or newer";

/// Help for an error of the hooks.
pub fn of_hooks(error: &Error) -> Vec<String> {
    let remedies: &[&str] = match error {
        Error::Git { cause, .. } if cause.contains("lock config file") => {
            &["nothing was changed; make the repository's `config` file writable, or remove a leftover `config.lock`"]
        }
        Error::Git { .. } => &["check that `git --version` works here"],
        Error::EmptyHooksPath { .. } => &[
            "remove the setting: `git config --unset core.hooksPath` (with `--global` if it is set there)",
            CONFIG_HINT,
        ],
        Error::Outside { .. } => &[
            "give this repository its own hooks folder: `git config --local core.hooksPath .githooks`, then `tidegate install`; hooks in the other folder then no longer run here",
            "or add `tidegate run pre-commit \"$@\"` to the pre-commit hook there, and the same for pre-merge-commit and pre-push",
            CONFIG_HINT,
        ],
        Error::NoWorkTree { .. } => &["set core.hooksPath to an absolute path"],
        Error::Managed { manager, advice, .. } => return managed(*manager, advice),
        Error::TooOld { .. } => &["use `tidegate install --script`, or upgrade git"],
        Error::NotAFile { .. } => &["move it away and try again"],
        Error::KeptInTheWay { hook, kept } => {
            return vec![format!(
                "compare both, keep in {} what you want to run, and remove {}",
                printable(hook.as_os_str().as_encoded_bytes()),
                printable(kept.as_os_str().as_encoded_bytes()),
            )];
        }
        Error::Locked { .. } => &["wait until it has ended, and try again"],
        Error::RunsAfter { later, is_replaceable: false } => {
            return vec![format!(
                "add `tidegate run <hook> \"$@\"` as the last line of {}",
                printable(later.as_bytes())
            )];
        }
        Error::RunsAfter { later, .. } => {
            return vec![
                "use `tidegate install --script`: its hooks run that script first".to_owned(),
                format!(
                    "or, if another program manages it, add `tidegate run <hook> \"$@\"` as the last line of {}",
                    printable(later.as_bytes())
                ),
            ];
        }
        Error::Read { .. } => &["check its permissions"],
        Error::Write { .. } => &[
            "nothing was changed; make the hooks folder writable (`chmod u+w`), or a folder if it is a file, and try again",
        ],
    };
    remedies.iter().map(|remedy| (*remedy).to_owned()).collect()
}

/// Help where the hooks in the configuration, which are installed, cannot become scripts.
pub fn of_later_hooks(error: &Error) -> Vec<String> {
    of_hooks(error).into_iter().filter(|remedy| remedy != CONFIG_HINT).collect()
}

fn managed(manager: Manager, all: &[Advice]) -> Vec<String> {
    let mut remedies: Vec<String> = all.iter().map(advice).collect();
    let files: Vec<String> = all.iter().map(|advice| advice.file.clone()).collect();
    remedies.push(if files.is_empty() {
        format!("uninstall {manager} first, or let it call `tidegate run <hook>`")
    } else {
        format!("and commit {}", words::list(&files, 3))
    });
    remedies.push(CONFIG_HINT.to_owned());
    remedies
}

/// Lines to add to the configuration of a hook manager, with the commands that follow.
pub fn advice(advice: &Advice) -> String {
    let lines = advice.lines.lines().fold(String::new(), |text, line| text + "\n" + line);
    let commands: Vec<String> = advice.then.iter().map(|command| format!("`{command}`")).collect();
    let then = if commands.is_empty() { String::new() } else { format!("\nand run {}", words::list(&commands, 3)) };
    format!("add to {}:{lines}{then}", advice.file)
}
