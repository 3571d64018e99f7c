//! A cache that is not as it was left.

use super::{Ground, Mounted, SECOND, ground, left_in};
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

/// Whatever the run that meets the damage says, it is no wrong verdict, and the one after it
/// is right.
#[track_caller]
fn is_survived(ground: &Ground, operation: &str) {
    let ran = ground.verify("");
    match ran.code {
        Some(0) => assert!(ran.text().contains("2 migrations of the index replay"), "{operation}: {}", ran.text()),
        Some(3) => assert!(ran.text().contains("nothing was judged"), "{operation}: {}", ran.text()),
        _ => panic!("{operation}: a wrong verdict: {}", ran.text()),
    }
    let _ = fs::remove_dir_all(ground.cache().join("verdicts"));
    let ran = ground.verify("");
    assert_eq!(ran.code, Some(0), "{operation}, the run after it: {}", ran.text());
}

/// A warm cache, on which the next run has to start a server and go on from what is kept.
fn warm() -> Option<Ground> {
    let ground = ground()?;
    ground.world.stage(SECOND, "alter table orders add note text;\n");
    ground.verify("").passes().done();
    Some(ground)
}

#[test]
fn whatever_happens_to_a_file_of_a_cluster() {
    let Some(ground) = warm() else { return };
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
            let path = ground.slot().join(name);
            if name.ends_with("postmaster.pid") {
                fs::write(&path, "").unwrap();
            }
            damage.happens_to(&path);
            let _ = fs::remove_dir_all(ground.cache().join("verdicts"));
            is_survived(&ground, &format!("{name} {damage:?}"));
        }
    }
}

#[test]
fn whatever_happens_to_the_data_of_a_kept_database() {
    let Some(ground) = warm() else { return };
    for (round, damage) in [Damage::Flipped, Damage::Emptied, Damage::Gone, Damage::Cut].into_iter().enumerate() {
        let mut files: Vec<PathBuf> = Vec::new();
        let databases = fs::read_dir(ground.slot().join("data/base")).unwrap().map(|entry| entry.unwrap().path());
        for database in databases {
            files.extend(fs::read_dir(database).unwrap().map(|entry| entry.unwrap().path()));
        }
        files.retain(|file| fs::metadata(file).unwrap().len() > 0);
        files.sort();
        // Every third file, others in every round.
        for file in files.iter().skip(round).step_by(3) {
            damage.happens_to(file);
        }
        let _ = fs::remove_dir_all(ground.cache().join("verdicts"));
        is_survived(&ground, &format!("every third file {damage:?}"));
    }
}

#[test]
fn whatever_happens_to_the_seed() {
    let Some(ground) = warm() else { return };
    for (name, damage) in [
        ("seal", Damage::Flipped),
        ("seal", Damage::Gone),
        ("data/PG_VERSION", Damage::Says("9.6\n")),
        ("data/global/pg_control", Damage::Flipped),
        ("data/base/1/PG_VERSION", Damage::Gone),
        ("data/pg_wal", Damage::Cut),
    ] {
        fs::remove_dir_all(ground.slot()).unwrap();
        let mut path = ground.kept().join("seed").join(name);
        if path.is_dir() {
            path.push(left_in(&path).into_iter().find(|name| name.starts_with('0')).unwrap());
        }
        damage.happens_to(&path);
        let _ = fs::remove_dir_all(ground.cache().join("verdicts"));
        let ran = ground.verify("");
        assert_eq!(ran.code, Some(0), "seed/{name} {damage:?} is made anew in silence: {}", ran.text());
        assert!(!ran.text().contains("was recreated"), "{}", ran.text());
    }
}

#[test]
fn a_full_disk_is_no_verdict() {
    let Some(ground) = ground() else { return };
    let small = ground.root().join("small");
    let Some(mounted) = Mounted::at(&small, "size=20m") else { return };
    let cache = small.join("cache");
    ground.with_cache(&cache, "").exits(3).says(&["No space left", "nothing was judged"]).done();

    mounted.again("size=110m");
    let grows = "create table large as select repeat('x', 1000) as x from generate_series(1, 1000000);";
    ground.world.stage(SECOND, grows);
    for _ in 0..2 {
        ground.with_cache(&cache, "").exits(3).says(&["SQLSTATE 53100", "nothing was judged; make room"]).done();
    }
    ground.world.stage(SECOND, "alter table orders add note text;\n");
    ground.with_cache(&cache, "").passes().done();

    // Not a byte is left for what is remembered: that is no error either.
    fs::remove_dir_all(cache.join("verdicts")).unwrap();
    ground.with_cache(&cache, "").passes().done();
    let mut filler = fs::File::create(small.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    ground.with_cache(&cache, "").passes().done();
    ground.world.stage(SECOND, "alter table orders add other text;\n");
    let ran = ground.with_cache(&cache, "");
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.text());
}
