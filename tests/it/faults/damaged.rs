//! A cache that is not as it was left.

use super::{SECOND, left_in, world};
use crate::support::{Mount, World};
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What happens to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Emptied,
    Cut,
    Flipped,
    Gone,
    /// Says something else.
    Says(&'static str),
}

impl Damage {
    /// Keeps the file's owner and mode.
    fn happens_to(self, path: &Path) {
        let mut file = fs::File::options()
            .read(true)
            .write(true)
            .open(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let length = file.metadata().unwrap().len();
        match self {
            Self::Emptied => file.set_len(0).unwrap(),
            Self::Cut => file.set_len(length / 2 + 1).unwrap(),
            Self::Gone => fs::remove_file(path).unwrap(),
            Self::Says(text) => {
                file.set_len(0).unwrap();
                file.write_all(text.as_bytes()).unwrap();
            }
            Self::Flipped => {
                let mut content = Vec::new();
                file.read_to_end(&mut content).unwrap();
                for byte in content.iter_mut().skip(7).step_by(97) {
                    *byte ^= 0x11;
                }
                file.seek(SeekFrom::Start(0)).unwrap();
                file.write_all(&content).unwrap();
            }
        }
    }
}

/// The run that meets the damage never reports a wrong verdict, and the one after it is right.
#[track_caller]
fn is_survived(world: &World, what: &str) {
    let ran = world.tidegate("verify");
    match ran.code {
        Some(0) => assert!(ran.text().contains("replayed 2 staged migrations"), "{what}: {}", ran.text()),
        Some(3) => assert!(ran.text().contains("nothing was verified"), "{what}: {}", ran.text()),
        _ => panic!("{what}: a wrong verdict: {}", ran.text()),
    }
    world.forget_verdicts();
    let ran = world.tidegate("verify");
    assert_eq!(ran.code, Some(0), "{what}, the run after it: {}", ran.text());
}

/// A warm cache, on which the next run has to start a server and go on from what is kept.
fn warm() -> Option<World> {
    let world = world()?;
    world.stage(SECOND, "alter table orders add note text;\n");
    world.tidegate("verify").passes().done();
    Some(world)
}

#[test]
fn any_damage_to_a_file_of_a_cluster_is_survived() {
    let Some(world) = warm() else { return };
    for (name, damages) in [
        ("data/PG_VERSION", &[Damage::Says("9.6\n"), Damage::Emptied, Damage::Gone][..]),
        ("data/global/pg_control", &[Damage::Flipped, Damage::Cut]),
        ("data/global/pg_filenode.map", &[Damage::Flipped, Damage::Gone]),
        ("data/postmaster.pid", &[Damage::Says("1\n/elsewhere\n")]),
        ("state", &[Damage::Says("clean"), Damage::Says("running some-other-boot\n"), Damage::Gone]),
        ("owner", &[Damage::Says("nonsense")]),
        ("lock", &[Damage::Says("nonsense"), Damage::Gone]),
        ("sockets", &[Damage::Says("/nowhere/at all"), Damage::Flipped]),
        ("postgresql.conf", &[Damage::Says("nonsense = 1\n")]),
        ("pg_hba.conf", &[Damage::Emptied]),
    ] {
        for damage in damages {
            let path = world.slot().join(name);
            // Left by a run that was killed.
            if name.ends_with("postmaster.pid") || name == "sockets" {
                fs::write(&path, "").unwrap();
            }
            damage.happens_to(&path);
            world.forget_verdicts();
            is_survived(&world, &format!("{name} {damage:?}"));
        }
    }
}

#[test]
fn any_damage_to_a_kept_database_is_survived() {
    let Some(world) = warm() else { return };
    for (round, damage) in [Damage::Flipped, Damage::Emptied, Damage::Gone, Damage::Cut].into_iter().enumerate() {
        let mut files: Vec<PathBuf> = Vec::new();
        let databases = fs::read_dir(world.slot().join("data/base")).unwrap().map(|entry| entry.unwrap().path());
        for database in databases {
            files.extend(fs::read_dir(database).unwrap().map(|entry| entry.unwrap().path()));
        }
        files.retain(|file| fs::metadata(file).unwrap().len() > 0);
        files.sort();
        // Every third file, others in every round.
        for file in files.iter().skip(round).step_by(3) {
            damage.happens_to(file);
        }
        world.forget_verdicts();
        is_survived(&world, &format!("every third file {damage:?}"));
    }
}

#[test]
fn any_damage_to_the_seed_is_survived() {
    let Some(world) = warm() else { return };
    for (name, damage) in [
        ("seal", Damage::Flipped),
        ("seal", Damage::Gone),
        ("data/PG_VERSION", Damage::Says("9.6\n")),
        ("data/global/pg_control", Damage::Flipped),
        ("data/base/1/PG_VERSION", Damage::Gone),
        ("data/pg_wal", Damage::Cut),
    ] {
        fs::remove_dir_all(world.slot()).unwrap();
        let mut path = world.clusters().join("seed").join(name);
        if path.is_dir() {
            path.push(left_in(&path).into_iter().find(|name| name.starts_with('0')).unwrap());
        }
        damage.happens_to(&path);
        world.forget_verdicts();
        let ran = world.tidegate("verify");
        assert_eq!(ran.code, Some(0), "seed/{name} {damage:?} is recreated without a remark: {}", ran.text());
        assert!(!ran.text().contains("was recreated"), "{}", ran.text());
    }
}

#[test]
fn a_full_disk_is_not_a_verdict() {
    let Some(world) = world() else { return };
    let small = world.root().join("small");
    let Some(mounted) = Mount::new(&small, "size=20m") else { return };
    let cache = small.join("cache");
    world
        .with("TIDEGATE_CACHE_DIR", &cache)
        .tidegate("verify")
        .exits(3)
        .prints(&["No space left", "nothing was verified"])
        .done();

    mounted.remount("size=110m");
    let grows = "create table large as select repeat('x', 1000) as x from generate_series(1, 1000000);";
    world.stage(SECOND, grows);
    for _ in 0..2 {
        world
            .with("TIDEGATE_CACHE_DIR", &cache)
            .tidegate("verify")
            .exits(3)
            .prints(&["SQLSTATE 53100", "nothing was verified; free disk space"])
            .done();
    }
    world.stage(SECOND, "alter table orders add note text;\n");
    world.with("TIDEGATE_CACHE_DIR", &cache).tidegate("verify").passes().done();

    // No space is left for the verdict: that is not an error either.
    fs::remove_dir_all(cache.join("verdicts")).unwrap();
    world.with("TIDEGATE_CACHE_DIR", &cache).tidegate("verify").passes().done();
    let mut filler = fs::File::create(small.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    world.with("TIDEGATE_CACHE_DIR", &cache).tidegate("verify").passes().done();
    world.stage(SECOND, "alter table orders add other text;\n");
    let ran = world.with("TIDEGATE_CACHE_DIR", &cache).tidegate("verify");
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.text());
}
