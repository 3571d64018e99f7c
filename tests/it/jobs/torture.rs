//! Random states of the index and the working tree × random jobs × random moments of death, against a model.
//!
//! `TIDEGATE_TEST_STEPS` is the number of cases, `TIDEGATE_TEST_SEED` the first seed.

use super::{job, world};
use crate::support::{World, tidegate_binary};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

/// Cases where the variable does not say otherwise.
const CASES: u64 = 24;

/// Lines of a file that may be edited; lines between them never change, so that edits of two do not touch.
const SLOTS: usize = 4;

/// A small generator, the same on every machine (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit).unwrap()
    }

    fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The lines of a file that may be edited.
type Slots = [String; SLOTS];

fn text(slots: &Slots) -> String {
    slots.iter().map(|slot| format!("{slot}\n.\n.\n.\n")).collect()
}

fn edited(random: &mut Random, slots: &Slots) -> Slots {
    let mut slots = slots.clone();
    for slot in &mut slots {
        if random.is(35) {
            *slot = format!("word{}", random.below(1000));
        }
    }
    slots
}

/// What the job does to a file.
fn fixed(slots: &Slots) -> Slots {
    slots.clone().map(|slot| slot.to_uppercase())
}

/// The fix merged into the working tree; `None` for a conflict.
fn merged(staged: &Slots, work: &Slots) -> Option<Slots> {
    let fixed = fixed(staged);
    let mut found = work.clone();
    for ((slot, staged), fixed) in found.iter_mut().zip(staged).zip(&fixed) {
        if slot == staged {
            slot.clone_from(fixed);
        } else if staged != fixed && slot != fixed {
            return None;
        }
    }
    Some(found)
}

/// One file on the three sides.
#[derive(Clone, Debug, PartialEq)]
struct File {
    head: Option<Slots>,
    staged: Option<Slots>,
    work: Option<Slots>,
}

type Files = BTreeMap<String, File>;

fn files(random: &mut Random) -> Files {
    let mut files = Files::new();
    for number in 0..=random.below(5) {
        let name =
            format!("{}{number}{}", ["", "sub/", "a b/", "-"][random.below(4)], [".txt", ".md"][random.below(2)]);
        let base: Slots = std::array::from_fn(|slot| format!("base{slot}"));
        let head = random.is(60).then(|| edited(random, &base));
        let staged = match &head {
            Some(head) if random.is(40) => Some(head.clone()),
            head if random.is(85) => Some(edited(random, head.as_ref().unwrap_or(&base))),
            _ => None,
        };
        let work = match &staged {
            Some(staged) if random.is(50) => Some(staged.clone()),
            Some(staged) if random.is(85) => Some(edited(random, staged)),
            Some(_) => None,
            None => random.is(60).then(|| edited(random, &base)),
        };
        files.insert(name, File { head, staged, work });
    }
    files
}

fn set_up(world: &World, files: &Files) {
    world.git(&["reset", "--quiet", "--hard", "base"]);
    world.git(&["clean", "--quiet", "-dfx"]);
    let side = |of: fn(&File) -> &Option<Slots>| {
        for (name, file) in files {
            match of(file) {
                Some(slots) => drop(world.file(name, text(slots))),
                None => drop(std::fs::remove_file(world.path(name))),
            }
        }
    };
    side(|file| &file.head);
    world.git(&["add", "--all"]);
    world.commit("head");
    side(|file| &file.staged);
    world.git(&["add", "--all"]);
    side(|file| &file.work);
}

/// The files of the world on all sides.
fn read(world: &World, names: &Files) -> Files {
    let slots = |text: String| -> Slots {
        let lines: Vec<String> = text.lines().filter(|line| *line != ".").map(str::to_owned).collect();
        lines.try_into().expect("a whole file")
    };
    let blob = |name: &str| {
        let ran = world.try_git(&["cat-file", "blob", name]);
        (ran.code == Some(0)).then(|| slots(ran.out))
    };
    names
        .keys()
        .map(|name| {
            let work = std::fs::read_to_string(world.path(name)).ok().map(slots);
            let file = File { head: blob(&format!("HEAD:{name}")), staged: blob(&format!(":{name}")), work };
            (name.clone(), file)
        })
        .collect()
}

/// The end of a commit that is not killed: the state, and whether there is a commit.
fn model(before: &Files, fails: bool) -> (Files, bool) {
    let mut after = before.clone();
    for (name, file) in &mut after {
        let Some(staged) = file.staged.clone().filter(|staged| file.head.as_ref() != Some(staged)) else { continue };
        if !name.ends_with(".txt") {
            continue;
        }
        if let Some(work) = &file.work {
            let Some(merged) = merged(&staged, work) else { return (before.clone(), false) };
            file.work = Some(merged);
        }
        file.staged = Some(fixed(&staged));
    }
    if fails {
        return (before.clone(), false);
    }
    for file in after.values_mut() {
        file.head.clone_from(&file.staged);
    }
    (after, true)
}

#[test]
fn no_state_no_job_and_no_kill_loses_anything() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (cases, first) = (number("TIDEGATE_TEST_STEPS", CASES), number("TIDEGATE_TEST_SEED", 1));
    let script =
        r#"for file in "$@"; do tr a-z A-Z < "$file" > "$file.new"; cat "$file.new" > "$file"; rm "$file.new"; done"#;
    let settings = job("upper", &format!("shell = '{script}'\nfiles = ['*.txt']\nfixes = true"))
        + &job("read", "shell = 'for file in \"$@\"; do cat \"$file\" > /dev/null || exit 9; done'")
        + &job("maybe", "shell = 'test -z \"$FAIL\"'");
    let world = world(&settings);
    world.git(&["tag", "base"]);
    // The hook notes its process, so that it can be killed.
    let hook = format!("#!/bin/sh\necho $$ > \"$LOG.pid\"\nexec \"{}\" run pre-commit \"$@\"\n", tidegate_binary());
    std::fs::write(world.path(".git/hooks/pre-commit"), hook).unwrap();
    for seed in first..first + cases {
        case(&world, seed);
    }
}

fn case(world: &World, seed: u64) {
    let mut random = Random(seed);
    let before = files(&mut random);
    set_up(world, &before);
    assert_eq!(read(world, &before), before, "seed {seed}: the state is set up");
    let fails = random.is(15);
    let (after, is_committed) = model(&before, fails);
    let view = || if fails { world.with("FAIL", "1") } else { world.from_folder("") };
    if random.is(50) {
        let ran = view().try_git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
        assert_eq!(ran.code == Some(0), is_committed, "seed {seed}: {}", ran.text());
        assert_eq!(read(world, &before), after, "seed {seed}: {}", ran.text());
        assert!(!world.path(".git/tidegate/fixes").exists(), "seed {seed}");
        return;
    }
    let pid_file = world.root().join("log.pid");
    let _ = std::fs::remove_file(&pid_file);
    let mut commit = view().command("git");
    commit.args(["commit", "--quiet", "--allow-empty", "-m", "x"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = commit.spawn().unwrap();
    let pid = loop {
        match std::fs::read_to_string(&pid_file) {
            Ok(text) if text.ends_with('\n') => break text.trim().to_owned(),
            _ if running.try_wait().unwrap().is_some() => panic!("seed {seed}: no hook ran"),
            _ => std::thread::sleep(Duration::from_micros(100)),
        }
    };
    std::thread::sleep(Duration::from_micros(random.below(250_000) as u64));
    let _ = std::process::Command::new("kill").args(["-9", &pid]).stderr(Stdio::null()).status();
    let is_done = running.wait().unwrap().success();
    let _ = std::fs::remove_file(world.path(".git/index.lock"));
    // The next hook takes back what the killed one has written.
    view().tidegate("run --dry-run pre-commit").passes().done();
    let found = read(world, &before);
    assert!(!world.path(".git/tidegate/fixes").exists(), "seed {seed}");
    if is_done {
        assert!(is_committed, "seed {seed}");
        assert_eq!(found, after, "seed {seed}: killed after the hook");
        return;
    }
    let mut uncommitted = after;
    for (name, file) in &mut uncommitted {
        file.head.clone_from(&before[name].head);
    }
    assert!(found == before || found == uncommitted, "seed {seed}: {found:#?}\nbefore {before:#?}");
    assert_eq!(world.git(&["stash", "list"]), "");
}
