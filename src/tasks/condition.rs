//! The operations and branches at which a job runs.

use crate::text::Globs;

/// A condition, as `skip` and `only` name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A merge is under way.
    Merge,
    /// A rebase is under way.
    Rebase,
    /// HEAD is on a branch that a pattern matches.
    Branch(Globs),
}

/// The operation that git is in the middle of, and the branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    pub is_merge: bool,
    pub is_rebase: bool,
    /// `None` if HEAD is detached.
    pub branch: Option<String>,
}

impl Condition {
    /// The forms in the settings.
    pub const FORMS: [&'static str; 3] = ["merge", "rebase", "branch:PATTERN"];

    /// Reads a condition; fails with a reason in a few words.
    pub fn read(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("branch:")) {
            ("merge", _) => Ok(Self::Merge),
            ("rebase", _) => Ok(Self::Rebase),
            (_, Some(pattern)) => {
                // A branch is named from its start.
                let pattern = format!("/{}", pattern.trim_start_matches('/'));
                Globs::new(vec![pattern]).map(Self::Branch).map_err(|(_, reason)| reason)
            }
            _ => Err(format!("expected one of {}", Self::FORMS.join(", "))),
        }
    }

    /// As the settings write it.
    pub fn text(&self) -> String {
        match self {
            Self::Merge => "merge".to_owned(),
            Self::Rebase => "rebase".to_owned(),
            Self::Branch(pattern) => format!("branch:{}", pattern.patterns().concat().trim_start_matches('/')),
        }
    }

    fn holds(&self, situation: &Situation) -> bool {
        match self {
            Self::Merge => situation.is_merge,
            Self::Rebase => situation.is_rebase,
            Self::Branch(pattern) => {
                situation.branch.as_ref().is_some_and(|branch| pattern.is_match(branch.as_bytes()))
            }
        }
    }
}

/// The condition for which a job is skipped, as the settings write it: one of `skip` that holds, or `only` of which none
/// does.
pub(super) fn skipped_for(skip: &[Condition], only: &[Condition], situation: &Situation) -> Option<String> {
    if let Some(held) = skip.iter().find(|condition| condition.holds(situation)) {
        return Some(format!("skip = {}", held.text()));
    }
    let is_left_out = !only.is_empty() && only.iter().all(|condition| !condition.holds(situation));
    is_left_out.then(|| format!("only = {}", only.iter().map(Condition::text).collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skip_wins_over_only() {
        let conditions = |texts: &[&str]| -> Vec<Condition> {
            texts.iter().map(|text| Condition::read(text).expect("a condition")).collect()
        };
        let merge = Situation { is_merge: true, branch: Some("release/1".to_owned()), ..Situation::default() };
        let check = |skip: &[&str], only: &[&str], expected: Option<&str>| {
            let found = skipped_for(&conditions(skip), &conditions(only), &merge);
            assert_eq!(found.as_deref(), expected, "{skip:?} {only:?}");
        };
        check(&[], &[], None);
        check(&["merge"], &[], Some("skip = merge"));
        check(&["rebase", "branch:main"], &[], None);
        check(&["branch:release/*"], &["merge"], Some("skip = branch:release/*"));
        check(&[], &["rebase", "branch:main"], Some("only = rebase, branch:main"));
        check(&[], &["rebase", "branch:release/*"], None);
        assert!(Condition::read("push").is_err() && Condition::read("branch:[").is_err());
    }
}
