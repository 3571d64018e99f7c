//! The user's own settings: what no branch may decide. They are outside every repository, in a file
//! that only the user can change.

use super::read::{keys_of, read};
use super::table::{Reader, Table};
use super::{Engine, Error, NamedDatabase, Problems, keys};
use crate::process::Trust;
use std::fs;
use std::path::{Path, PathBuf};

/// The user's own settings; without a file the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// The file, or `None` if there is none.
    pub path: Option<PathBuf>,
    /// `replay.engine`
    pub engine: Option<Engine>,
    /// `replay.superuser`: whether migrations run as a superuser of a private server.
    pub superuser: bool,
    /// `hooks.rc`: a file for `sh` that sets up the environment of jobs where no terminal does.
    pub rc: Option<PathBuf>,
    /// `replay.programs`: folders with programs of Postgres, which are searched first and not
    /// questioned.
    pub programs: Vec<PathBuf>,
    /// Live databases, by name.
    pub databases: Vec<NamedDatabase>,
}

/// The path in messages.
const SHOWN: &str = "~/.config/tidegate/config.toml";

impl UserSettings {
    /// Loads the file at `path` if it exists. It is refused where a branch or another user can change
    /// it.
    pub fn load(path: &Path, trust: &Trust) -> Result<Self, Error> {
        if path.symlink_metadata().is_err() {
            return Ok(Self::default());
        }
        let refused = |cause: String| Error::Refused { path: path.to_owned(), cause };
        let unreadable = |cause: String| Error::Unreadable { path: path.to_owned(), cause };
        if !fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.is_file() {
            return Err(unreadable("it is not a regular file".to_owned()));
        }
        let real = trust.check(path).map_err(|reason| refused(reason.to_string()))?;
        let bytes = fs::read(real).map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))?;
        match parse(&text) {
            Ok(settings) => {
                if let Some(rc) = settings.rc.as_ref().filter(|rc| rc.exists()) {
                    trust.check(rc).map_err(|reason| Error::Refused { path: rc.clone(), cause: reason.to_string() })?;
                }
                Ok(Self { path: Some(path.to_owned()), ..settings })
            }
            Err(problems) => Err(Error::Invalid { path: path.to_owned(), text, problems }),
        }
    }

    /// The text of a file with these settings.
    pub fn text(&self) -> String {
        let engine = self.engine.map_or_else(String::new, |engine| format!("engine = \"{}\"\n", engine.name()));
        let programs: Vec<_> = self.programs.iter().map(|folder| folder.to_string_lossy()).collect();
        let programs = serde_json::json!(programs);
        format!("[replay]\n{engine}superuser = {}\nprograms = {programs}\n", self.superuser)
    }
}

/// Reads the text of the file.
fn parse(text: &str) -> Result<UserSettings, Problems> {
    read(text, Reader::user)
}

impl Reader {
    fn user(&mut self, top: &Table) -> UserSettings {
        self.known(top, keys::USER);
        let mut settings = UserSettings { databases: self.databases(top), ..UserSettings::default() };
        if let Some(replay) = self.table(top, "replay") {
            self.known(&replay, keys_of(keys::USER, "replay"));
            settings.engine = self.engine(&replay);
            settings.superuser = self.flag(&replay, "superuser").unwrap_or_default();
            for (text, span) in self.list(&replay, "programs") {
                let folder = PathBuf::from(&text);
                if folder.is_absolute() {
                    settings.programs.push(folder);
                } else {
                    let message = format!("the path `{text}` is not absolute");
                    self.problem(span, message, "expected a path such as /opt/pgsql/bin", "");
                }
            }
        }
        if let Some(hooks) = self.table(top, "hooks") {
            self.known(&hooks, keys_of(keys::USER, "hooks"));
            settings.rc = self.rc(&hooks);
        }
        settings
    }

    fn rc(&mut self, hooks: &Table) -> Option<PathBuf> {
        let (text, span) = self.text(hooks, "rc")?;
        let file = PathBuf::from(&text);
        if !file.is_absolute() {
            let message = format!("the path `{text}` is not absolute");
            self.problem(span, message, "expected a path such as /home/me/.config/tidegate/rc.sh", "");
        }
        Some(file)
    }

    /// Says for keys of users in `[replay]` of a repository where they belong.
    pub(super) fn keys_of_users(&mut self, replay: &Table) {
        for key in keys_of(keys::USER, "replay") {
            let name = format!("unknown key `{}`", replay.name(key.name));
            for problem in self.problems.iter_mut().filter(|problem| problem.message == name) {
                problem.help = format!("set it in your own settings, which no branch can change: {SHOWN}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<(String, String)> {
        let problems = parse(text).err().unwrap_or_default();
        problems.first.into_iter().map(|problem| (text[problem.span].to_owned(), problem.message)).collect()
    }

    #[test]
    fn reads_a_valid_file() {
        let text = "[replay]\nengine = \"embedded\"\nsuperuser = true\nprograms = [\"/opt/pg/bin\"]\n";
        let settings = parse(text).expect("a valid file");
        let expected = UserSettings {
            path: None,
            engine: Some(Engine::Embedded),
            superuser: true,
            rc: None,
            programs: vec!["/opt/pg/bin".into()],
            databases: Vec::new(),
        };
        assert_eq!(settings, expected);
        assert_eq!(settings.text(), text);
        let rc = parse("[hooks]\nrc = \"/home/me/rc.sh\"\n").expect("a valid file").rc;
        assert_eq!(rc, Some("/home/me/rc.sh".into()));
        assert_eq!(parse(""), Ok(UserSettings::default()));
    }

    #[test]
    fn reports_every_mistake_at_once() {
        let text = "schema = \"a\"\n[replay]\nengine = \"docker\"\nsuperuser = \"yes\"\nprogram = []\nprograms = [\"bin\", 3]\n";
        let expected = [
            ("schema", "unknown key `schema`"),
            ("\"docker\"", "unknown engine `docker`"),
            ("\"yes\"", "`replay.superuser` must be true or false"),
            ("program", "unknown key `replay.program`"),
            ("\"bin\"", "the path `bin` is not absolute"),
            ("3", "`replay.programs` must be a list of strings"),
        ];
        assert_eq!(mistakes(text), expected.map(|(place, message)| (place.to_owned(), message.to_owned())));
    }

    #[test]
    fn a_key_of_users_is_refused_in_a_repository_and_its_place_is_named() {
        let text = "replay = { superuser = true, programs = [\"/a\"] }\n";
        let problems = super::super::read::settings(text).err().unwrap_or_default();
        assert_eq!(problems.count(), 2);
        for problem in problems.first {
            assert!(problem.help.contains(SHOWN), "{}", problem.help);
        }
    }

    #[cfg(unix)]
    #[test]
    fn is_refused_where_a_branch_or_another_user_can_change_it() {
        use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let make = |place: &str, mode: u32| {
            let path = root.join(place);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(&path, "[replay]\nsuperuser = true\n").expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            path
        };
        let trust = Trust::outside(vec![root.join("repo")]);
        let check = |path: &Path, cause: &str| match UserSettings::load(path, &trust) {
            Err(Error::Refused { cause: found, .. }) => assert!(found.contains(cause), "{found}"),
            other => panic!("{} is refused, but: {other:?}", path.display()),
        };
        let good = make("home/good.toml", 0o644);
        assert!(UserSettings::load(&good, &trust).expect("settings").superuser);
        assert_eq!(UserSettings::load(&root.join("none.toml"), &trust).expect("defaults"), UserSettings::default());
        check(&make("repo/in.toml", 0o644), "inside the repository");
        check(&make("home/all.toml", 0o646), "written by every user");
        symlink(root.join("repo"), root.join("link")).expect("a link");
        check(&root.join("link/in.toml"), "inside the repository");
        symlink("../repo/in.toml", root.join("home/link.toml")).expect("a link");
        check(&root.join("home/link.toml"), "inside the repository");
        // A link in the repository that leads out of it again.
        symlink(&good, root.join("repo/out.toml")).expect("a link");
        check(&root.join("repo/out.toml"), "inside the repository");
        symlink(root.join("repo/out.toml"), root.join("home/back.toml")).expect("a link");
        check(&root.join("home/back.toml"), "inside the repository");
        let open = make("open/a.toml", 0o644);
        fs::set_permissions(root.join("open"), fs::Permissions::from_mode(0o777)).expect("a mode");
        check(&open, "written by every user");
        let foreign = make("home/foreign.toml", 0o644);
        if chown(&foreign, Some(12345), None).is_ok() {
            check(&foreign, "belongs to another user");
        }
    }
}
