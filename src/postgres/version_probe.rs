//! What programs answered when they were asked for their version, so that a run which needs no
//! server starts no program either.

use super::log;
use super::stamp::Stamp;
use crate::process::{Command, Failure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// Answers by program and question. One counts for as long as the program's file is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionProbe {
    known: BTreeMap<String, Answer>,
    /// True when something was learnt that is not written down yet.
    #[serde(skip)]
    is_new: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    stamp: Stamp,
    printed: String,
}

/// How many are remembered; a machine has a few servers.
const MOST: usize = 64;

impl VersionProbe {
    /// True when something was learnt since they were read.
    pub fn are_new(&self) -> bool {
        self.is_new
    }

    /// What a program prints for one argument: as it did before, or else it is started.
    pub(super) fn of(&mut self, program: &Path, argument: &str) -> Result<String, String> {
        let question = program.to_str().map(|program| format!("{program} {argument}"));
        let stamp = Stamp::of(program);
        if let (Some(question), Some(stamp)) = (&question, &stamp)
            && let Some(answer) = self.known.get(question)
            && answer.stamp == *stamp
        {
            return Ok(answer.printed.clone());
        }
        let printed = asked(program, argument)?;
        if let (Some(question), Some(stamp)) = (question, stamp)
            && answers_for_itself(program)
        {
            if self.known.len() >= MOST {
                self.known.clear();
            }
            self.known.insert(question, Answer { stamp, printed: printed.clone() });
            self.is_new = true;
        }
        Ok(printed)
    }
}

/// False for a script: what the shims of version managers answer depends on the folder they
/// are asked in.
fn answers_for_itself(program: &Path) -> bool {
    let mut start = [0; 2];
    std::fs::File::open(program).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start != *b"#!"
}

/// Starts a program and gives what it prints.
fn asked(program: &Path, argument: &str) -> Result<String, String> {
    match Command::new(program).arg(argument).stdout() {
        Ok(printed) => Ok(String::from_utf8_lossy(&printed).into_owned()),
        Err(Failure::Start(error)) => Err(format!("cannot be started: {error}")),
        Err(failure) => Err(log::cause_of(&failure)),
    }
}
