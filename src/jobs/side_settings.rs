//! The settings of a job: those of the side that it works on, like the files.
//!
//! An edit that is not staged, or the file of the branch that happens to be checked out, says nothing about what is
//! committed or pushed.

use super::sides::Selection;
use crate::config::{self, Loaded, Settings};
use crate::git::{self, Entry, FileKind, Id, Mode, Repository, Side};
use crate::text::RelPath;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

/// The source of settings, for each side that a job works on.
pub struct SettingsSource<'a> {
    repository: &'a dyn Repository,
    /// The file that the user names, which applies to every side.
    named: Option<&'a Loaded>,
    known: RefCell<Vec<(Selection, Rc<Settings>)>>,
    differences: RefCell<Vec<Difference>>,
}

/// A side whose settings are not those of the working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub selection: Selection,
    /// Whether the side has a settings file; if not, the defaults apply.
    pub has_file: bool,
    /// The file in the working tree, which does not apply.
    pub in_work_tree: RelPath,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The file is wrong or cannot be read (user).
    #[error("{}", text_of(.cause, .side.as_deref()))]
    Settings {
        /// The side, in words; `None` for the working tree.
        side: Option<String>,
        cause: Box<config::Error>,
    },
}

fn text_of(cause: &config::Error, side: Option<&str>) -> String {
    match (cause, side) {
        (cause, None) => cause.to_string(),
        (config::Error::Unreadable { path, cause }, Some(side)) => {
            format!("cannot read {} of {side}: {cause}", path.display())
        }
        (cause, Some(side)) => format!("{cause} of {side}"),
    }
}

impl<'a> SettingsSource<'a> {
    /// The settings of a repository; those that the user names take precedence.
    pub fn new(repository: &'a dyn Repository, named: Option<&'a Loaded>) -> Self {
        Self { repository, named, known: RefCell::default(), differences: RefCell::default() }
    }

    pub(super) fn repository(&self) -> &'a dyn Repository {
        self.repository
    }

    /// The settings of a selection's side.
    pub fn of(&self, selection: &Selection) -> Result<Rc<Settings>, Error> {
        let known =
            self.known.borrow().iter().find(|(known, _)| known == selection).map(|(_, settings)| settings.clone());
        if let Some(settings) = known {
            return Ok(settings);
        }
        let settings = Rc::new(self.read(selection)?);
        self.known.borrow_mut().push((selection.clone(), settings.clone()));
        Ok(settings)
    }

    /// The settings of a commit, whatever the working tree has.
    pub fn of_commit(&self, commit: &Id, name: &str) -> Result<Settings, Error> {
        let found = find(self.repository, &Side::Revision(commit.clone()));
        let found = found.map_err(|error| of_side(error, &format!("`{name}`")))?;
        parsed(found.as_ref(), &format!("`{name}`"))
    }

    /// The sides read so far whose settings are not those of the working tree, each once.
    pub fn differences(&self) -> Vec<Difference> {
        self.differences.borrow().clone()
    }

    fn read(&self, selection: &Selection) -> Result<Settings, Error> {
        if let Some(named) = self.named {
            return Ok(named.settings.clone());
        }
        let Some(side) = self.side(selection)? else { return Ok(of_work_tree(self.repository)?.settings) };
        let label = selection.label();
        let found = find(self.repository, &side).map_err(|error| of_side(error, &label))?;
        // A link out of the repository is refused even where its content would not apply.
        let in_work_tree = match config::content(self.repository.paths()) {
            Err(error) if side == Side::Index => return Err(wrong_on_disk(error)),
            content => content.ok().flatten(),
        };
        if let Some((place, content)) = in_work_tree
            && !found.as_ref().is_some_and(|found| is_same_text(&found.content, &content))
        {
            let (selection, has_file) = (selection.clone(), found.is_some());
            self.differences.borrow_mut().push(Difference { selection, has_file, in_work_tree: place });
        }
        parsed(found.as_ref(), &label)
    }

    /// The side of a selection; `None` for the working tree. A revision that does not exist is reported when its files
    /// are read.
    fn side(&self, selection: &Selection) -> Result<Option<Side>, Error> {
        Ok(match selection {
            Selection::WorkTree => None,
            Selection::Staged => Some(Side::Index),
            Selection::Range { to: name, .. } | Selection::Revision { name, .. } => {
                Some(self.repository.commit(name)?.map_or(Side::Empty, Side::Revision))
            }
            Selection::Commit { commit, .. } => Some(Side::Revision(commit.clone())),
        })
    }
}

/// A settings file of a side.
struct Found {
    place: &'static str,
    content: Vec<u8>,
}

/// Reason why the file of a side cannot be used.
enum Unusable {
    Git(git::Error),
    Config(config::Error),
}

fn of_side(error: Unusable, side: &str) -> Error {
    match error {
        Unusable::Git(error) => Error::Git(error),
        Unusable::Config(cause) => Error::Settings { side: Some(side.to_owned()), cause: Box::new(cause) },
    }
}

fn parsed(found: Option<&Found>, side: &str) -> Result<Settings, Error> {
    let Some(Found { place, content }) = found else { return Ok(Settings::default()) };
    config::parse(Path::new(place), content.clone()).map_err(|cause| of_side(Unusable::Config(cause), side))
}

fn wrong_on_disk(cause: config::Error) -> Error {
    Error::Settings { side: None, cause: Box::new(cause) }
}

/// The settings of the working tree. A file that a sparse checkout leaves out, or that a link leads to, counts with its
/// content in the index, like every other file that is left out.
pub fn of_work_tree(repository: &dyn Repository) -> Result<Loaded, Error> {
    let on_disk = config::find(repository.paths());
    let target = on_disk.as_ref().and_then(|place| target_of_link(repository, place));
    let may_be_left_out = |path: &[u8]| {
        let is_target = target.as_ref().is_some_and(|target| target.as_bytes() == path);
        is_target || config::FILE_NAMES.iter().any(|place| place.as_bytes() == path)
    };
    let left_out = repository.not_checked_out(&may_be_left_out)?;
    let is_left_out = |path: &RelPath| {
        let is_on_disk = || git::kind_beneath(repository.paths(), path).is_ok_and(|kind| kind.is_some());
        left_out.iter().any(|entry| entry.path == *path) && !is_on_disk()
    };
    let is_here = |place: &str| on_disk == Some(RelPath::from(place));
    let place = config::FILE_NAMES.into_iter().find(|place| is_here(place) || is_left_out(&(*place).into()));
    let Some(place) = place else { return Ok(Loaded::default()) };
    if is_here(place) && !target.as_ref().is_some_and(is_left_out) {
        return config::load(repository.paths(), None).map_err(wrong_on_disk);
    }
    let label = "the index";
    let found = find_at(repository, &Side::Index, &[place]).map_err(|error| of_side(error, label))?;
    Ok(Loaded { path: Some(place.into()), settings: parsed(found.as_ref(), label)?, is_named: false })
}

/// The file to which a link in the place of the settings leads.
fn target_of_link(repository: &dyn Repository, place: &RelPath) -> Option<RelPath> {
    let paths = repository.paths();
    let is_link = git::kind_beneath(paths, place).is_ok_and(|kind| kind == Some(FileKind::Link));
    config::linked(place, &git::link_beneath(paths, place).ok().filter(|_| is_link)?)
}

/// Finds the settings file of a side. A link is followed to a regular file of the same side only.
fn find(repository: &dyn Repository, side: &Side) -> Result<Option<Found>, Unusable> {
    find_at(repository, side, &config::FILE_NAMES)
}

fn find_at(repository: &dyn Repository, side: &Side, names: &[&'static str]) -> Result<Option<Found>, Unusable> {
    let places: Vec<RelPath> = names.iter().copied().map(RelPath::from).collect();
    let found = entries_at(repository, side, &places).map_err(Unusable::Git)?;
    let at = |place: &&str| found.iter().find(|entry| entry.path == RelPath::from(*place));
    let Some((place, entry)) = names.iter().find_map(|place| Some((*place, at(place)?))) else {
        return Ok(None);
    };
    let unreadable =
        |cause: &str| Unusable::Config(config::Error::Unreadable { path: place.into(), cause: cause.to_owned() });
    let content = match entry.mode {
        Mode::File => read(repository, entry)?,
        Mode::Submodule | Mode::Special => return Err(unreadable("not a regular file")),
        Mode::Symlink => {
            let target = read(repository, entry)?;
            let target = target.and_then(|target| config::linked(&entry.path, &target));
            let target = target.ok_or_else(|| unreadable(config::LEAVES))?;
            let found = entries_at(repository, side, &[target]).map_err(Unusable::Git)?;
            let file = found.iter().find(|entry| entry.mode == Mode::File);
            read(repository, file.ok_or_else(|| unreadable("it is a symbolic link to no regular file"))?)?
        }
    };
    let too_large = || unreadable(&format!("it is larger than {} KiB", config::SIZE_LIMIT / 1024));
    Ok(Some(Found { place, content: content.ok_or_else(too_large)? }))
}

/// The content, or `None` if it is too large to be one of settings.
fn read(repository: &dyn Repository, entry: &Entry) -> Result<Option<Vec<u8>>, Unusable> {
    if repository.size(entry).is_some_and(|size| size > config::SIZE_LIMIT) {
        return Ok(None);
    }
    repository.read(entry).map(Some).map_err(Unusable::Git)
}

fn entries_at(repository: &dyn Repository, side: &Side, places: &[RelPath]) -> Result<Vec<Entry>, git::Error> {
    let Side::Revision(commit) = side else {
        return if *side == Side::Index { repository.staged(places) } else { Ok(Vec::new()) };
    };
    let mut found = Vec::new();
    for place in places {
        found.extend(repository.entry_at(commit, place)?);
    }
    Ok(found)
}

/// Whether two contents are the same, line endings aside.
fn is_same_text(one: &[u8], other: &[u8]) -> bool {
    let without_returns = |text: &[u8]| text.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<u8>>();
    one == other || without_returns(one) == without_returns(other)
}
