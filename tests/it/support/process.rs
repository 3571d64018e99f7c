//! Processes: the environment of every process that a test starts, tests that need a process of
//! their own, and signals.

use super::{CommandResult, NOW};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Set in a process whose environment is the world's own.
const MARK: &str = "TIDEGATE_TEST_WORLD";

/// Variables of the machine that a child needs.
const KEPT: [&str; 8] =
    ["PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "COMSPEC", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"];

/// Path of the built binary.
pub(crate) fn tidegate_binary() -> &'static str {
    assert_cmd::cargo::cargo_bin!("tidegate").to_str().expect("a path in UTF-8")
}

/// Runs the rest of a test in a process whose environment is the world's own. Call it first
/// thing in a `#[test]`; the name of the test is taken from the closure's.
///
/// Tests of the library need it: libgit2 takes its search paths from the environment when it
/// starts, once per process, and setting either afterwards is `unsafe`, which this package
/// forbids.
#[track_caller]
pub(crate) fn in_own_process<F: FnOnce()>(test: F) {
    if std::env::var_os(MARK).is_some() {
        test();
        return;
    }
    let name = std::any::type_name::<F>();
    let name = name.split_once("::").expect("a path").1.trim_end_matches("::{{closure}}");
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(environment(home.path()))
        .env(MARK, if is_ci() { "ci" } else { "here" })
        .current_dir(home.path())
        .output()
        .expect("this program starts again");
    let ran = CommandResult::from(output);
    assert!(ran.code == Some(0) && ran.out.contains("1 passed"), "{}", ran.text());
}

/// The environment of every process: what a child needs of the machine, and fixed values.
pub(super) fn environment(home: &Path) -> Vec<(OsString, OsString)> {
    let kept = KEPT.iter().filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
    let own = [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_EDITOR", "true"),
        ("GIT_ALLOW_PROTOCOL", "file"),
        ("GIT_AUTHOR_NAME", "Ada"),
        ("GIT_AUTHOR_EMAIL", "ada@example.com"),
        ("GIT_AUTHOR_DATE", NOW),
        ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com"),
        ("GIT_COMMITTER_DATE", NOW),
        ("TIDEGATE_NOW", NOW),
        ("LC_ALL", "C"),
        ("TZ", "UTC"),
    ];
    let own = own.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let homes = ["HOME", "USERPROFILE"].map(|name| (OsString::from(name), home.as_os_str().to_owned()));
    kept.chain(own).chain(homes).collect()
}

pub(super) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
        || std::env::var_os(MARK).is_some_and(|mark| mark == "ci")
}

#[cfg(unix)]
pub(crate) use signals::{Mount, is_alive, kill, wait_for};

#[cfg(unix)]
mod signals {
    use crate::support::print_skipped;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    /// Waits for a condition, for a minute at most.
    #[track_caller]
    pub(crate) fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !condition() {
            assert!(begin.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Sends a signal to a process, or to a group of processes where the number is negative.
    pub(crate) fn kill(signal: &str, process: &str) {
        assert!(Command::new("kill").args([&format!("-{signal}"), "--", process]).status().unwrap().success());
    }

    pub(crate) fn is_alive(process: &str) -> bool {
        Command::new("kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap().success()
    }

    /// A small file system in memory, unmounted at the end.
    pub(crate) struct Mount(PathBuf);

    impl Mount {
        /// `None` where this process may not mount, as in nearly every CI.
        pub(crate) fn new(folder: &Path, options: &str) -> Option<Self> {
            std::fs::create_dir_all(folder).unwrap();
            let options = format!("{options},mode=755");
            let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
            let is_mounted = mount.is_ok_and(|output| output.status.success());
            (is_mounted || print_skipped("a file system of our own cannot be mounted here"))
                .then(|| Self(folder.to_owned()))
        }

        /// Changes the options, such as the size.
        pub(crate) fn remount(&self, options: &str) {
            let options = format!("remount,{options}");
            assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
        }
    }

    impl Drop for Mount {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        }
    }
}

/// Runs tidegate so often that it is killed at every so many-th system call: with strace, else after
/// growing times. After each kill `check` is called.
#[cfg(unix)]
pub(crate) fn kill_everywhere(world: &super::World, arguments: &[&str], mut check: impl FnMut()) {
    use std::process::Stdio;
    const CALLS: &str = "trace=file,desc,process";
    let has_strace =
        Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    for step in 0..40_u64 {
        let run = if has_strace {
            let when = format!("inject=file,desc,process:signal=KILL:when={}", 20 + step * 9);
            let strace = ["-qq", "-o", "/dev/null", "-e", CALLS, "-e", &when, tidegate_binary()];
            world.from_folder("").command("strace").args(strace).args(arguments).stdout(Stdio::null()).status().unwrap()
        } else {
            let mut run = world.from_folder("").command(tidegate_binary());
            let mut run = run.args(arguments).stdout(Stdio::null()).spawn().unwrap();
            std::thread::sleep(std::time::Duration::from_micros(step * 400));
            let _ = run.kill();
            run.wait().unwrap()
        };
        check();
        if run.success() {
            break;
        }
    }
}
