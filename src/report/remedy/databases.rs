//! Help for databases that cannot be named, or not be written to.

use crate::jobs::databases::Error;
use crate::text::words;

/// Help for an error.
pub fn of_databases(error: &Error) -> Vec<String> {
    match error {
        Error::Settings(_) => Vec::new(),
        Error::Unknown { known, .. } if known.is_empty() => vec![
            "name one in ~/.config/tidegate/config.toml or tidegate.local.toml: `[databases.staging]` with `url-env`"
                .to_owned(),
            "or write its address: `--db \"$STAGING_URL\"`".to_owned(),
        ],
        Error::Unknown { name, known } => {
            let near = words::nearest(name, known.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`?"));
            near.into_iter().chain([format!("the named databases are {}", words::list(known, 100))]).collect()
        }
        Error::NotAgreed { .. } => vec![
            "look at its tidegate.toml: commands send your password to the host that it names. Then agree: \
             `tidegate trust`"
                .to_owned(),
            "in CI, which runs code of the branch anyway: `TIDEGATE_TRUST=databases`".to_owned(),
        ],
        Error::DefaultBranch { .. } => {
            vec!["correct tidegate.toml on that branch and fetch it, or update tidegate if it is older".to_owned()]
        }
        Error::NoAddress { variable, .. } => vec![format!("set it: `export {variable}=postgres://...`")],
        Error::Protected { names } => {
            let name = names.first().map_or("NAME", String::as_str);
            vec![format!("if this is the database that you want to change: `--yes-write {name}`")]
        }
        Error::OtherName { names, .. } if names.is_empty() => vec!["leave the option out".to_owned()],
        Error::OtherName { names, .. } => vec![format!("this database is {}", words::list(names, 10))],
    }
}
