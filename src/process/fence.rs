//! The reach of a program: files, programs, connections, signals and memory. On Linux the
//! restrictions are those of Landlock (landlock(7)) and seccomp (seccomp(2)), which need no
//! privilege. They apply to a thread and to what it starts, so a thread is made for each start.
//!
//! The kernel enforces what it knows: Landlock since 5.13, TCP since 6.7, signals and abstract
//! sockets since 6.12. What it does not know is left out, and the program runs without it.

use std::io;
use std::path::PathBuf;
use std::process;

/// The files and programs that a program may use, and nothing else. It may neither connect to
/// anything nor open a socket that is not a Unix socket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// Files and folders that may be read.
    pub read: Vec<PathBuf>,
    /// Devices that may be read and written.
    pub devices: Vec<PathBuf>,
    /// Folders in which everything is allowed, except to execute.
    pub write: Vec<PathBuf>,
    /// Programs that may be executed.
    pub execute: Vec<PathBuf>,
}

/// The restrictions that this system can enforce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FenceSupport {
    /// Files that may be read and written, and programs that may be executed.
    pub files: bool,
    /// Signals to other programs.
    pub signals: bool,
    /// Connections of every kind.
    pub connections: bool,
}

impl FenceSupport {
    /// The things that a program is kept from, in words.
    pub fn parts(self) -> Vec<&'static str> {
        let parts = [
            (self.files, "other files and programs"),
            (self.connections, "connections"),
            (self.signals, "signals to other processes"),
        ];
        parts.into_iter().filter_map(|(is_enforced, part)| is_enforced.then_some(part)).collect()
    }
}

/// Limits on the resources of a started program (setrlimit(2)); a lower limit of the user is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that it may write.
    pub file_bytes: u64,
    /// The memory of each of its processes, without shared memory.
    pub memory_bytes: u64,
}

/// Starts a program behind a fence.
pub(super) fn spawn(
    command: &mut process::Command,
    fence: Option<&Fence>,
    limits: Option<Limits>,
) -> io::Result<process::Child> {
    let Some(fence) = fence else { return limited(limits, || command.spawn()) };
    std::thread::scope(|scope| {
        let restricted = std::thread::Builder::new().name("fence".to_owned()).spawn_scoped(scope, || {
            kernel::restrict(fence)?;
            limited(limits, || command.spawn())
        })?;
        restricted.join().unwrap_or_else(|_| Err(io::Error::other("the thread that restricts it failed")))
    })
}

/// The parts of a fence that this system enforces.
pub fn fence_support() -> FenceSupport {
    kernel::support()
}

/// Starts something under limits. They are those of this process while it starts: the system has
/// no way to give them to another process that works for every user.
#[cfg(unix)]
fn limited<T>(limits: Option<Limits>, start: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use std::sync::{Mutex, PoisonError};
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let Some(limits) = limits else { return start() };
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = [(Resource::Core, 0), (Resource::Fsize, limits.file_bytes), (Resource::Data, limits.memory_bytes)];
    let before = wanted.map(|(resource, most)| {
        let before = getrlimit(resource);
        let current = Some(before.current.map_or(most, |current| current.min(most)));
        // A limit that cannot be lowered is left out.
        let _ = setrlimit(resource, Rlimit { current, maximum: before.maximum });
        (resource, before)
    });
    let started = start();
    for (resource, before) in before {
        let _ = setrlimit(resource, before);
    }
    started
}

#[cfg(not(unix))]
fn limited<T>(_: Option<Limits>, start: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    start()
}

#[cfg(target_os = "linux")]
mod kernel {
    use super::{Fence, FenceSupport, io};
    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
        RulesetCreatedAttr as _, RulesetError, Scope, path_beneath_rules,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };
    use std::collections::BTreeMap;

    /// The newest version of Landlock that is used; an older kernel enforces what it knows.
    const NEWEST: ABI = ABI::V6;

    /// Restricts this thread and everything that it starts, permanently.
    pub(super) fn restrict(fence: &Fence) -> io::Result<()> {
        restrict_files(fence).map_err(io::Error::other)?;
        // A system without seccomp runs it without.
        if let Some(filter) = connections() {
            let _ = seccompiler::apply_filter(&filter);
        }
        Ok(())
    }

    fn restrict_files(fence: &Fence) -> Result<(), RulesetError> {
        let all = AccessFs::from_all(NEWEST);
        let execute = AccessFs::Execute | AccessFs::ReadFile;
        let devices = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate;
        // No device files either; and the server has no use for pipes.
        let write: BitFlags<AccessFs> =
            all & !(AccessFs::Execute | AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::MakeFifo);
        Ruleset::default()
            .handle_access(all)?
            .handle_access(AccessNet::from_all(NEWEST))?
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .add_rules(path_beneath_rules(&fence.read, AccessFs::ReadFile | AccessFs::ReadDir))?
            .add_rules(path_beneath_rules(&fence.devices, devices))?
            .add_rules(path_beneath_rules(&fence.write, write))?
            .add_rules(path_beneath_rules(&fence.execute, execute))?
            .restrict_self()
            .map(drop)
    }

    /// The filter of system calls: no connection, no socket but a Unix socket, nothing that makes
    /// system calls past the filter, no other process's memory.
    fn connections() -> Option<BpfProgram> {
        let not_unix = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Ne,
            u64::from(u32::try_from(libc::AF_UNIX).ok()?),
        )
        .ok()?;
        let addressed = SeccompCondition::new(4, SeccompCmpArgLen::Qword, SeccompCmpOp::Ne, 0).ok()?;
        let rule = |condition| SeccompRule::new(vec![condition]).ok();
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = [
            libc::SYS_connect,
            libc::SYS_io_uring_setup,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_bpf,
            libc::SYS_add_key,
            libc::SYS_request_key,
            libc::SYS_keyctl,
            libc::SYS_perf_event_open,
            libc::SYS_userfaultfd,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_mount,
        ]
        .into_iter()
        .map(|call| (call, Vec::new()))
        .collect();
        rules.insert(libc::SYS_socket, vec![rule(not_unix)?]);
        rules.insert(libc::SYS_sendto, vec![rule(addressed)?]);
        let refused = SeccompAction::Errno(u32::try_from(libc::EACCES).ok()?);
        let here = std::env::consts::ARCH.try_into().ok()?;
        SeccompFilter::new(rules, SeccompAction::Allow, refused, here).ok()?.try_into().ok()
    }

    pub(super) fn support() -> FenceSupport {
        let handles = |abi| {
            let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
            let ruleset = ruleset.handle_access(AccessFs::from_all(ABI::V1));
            let ruleset = ruleset.and_then(|ruleset| match abi {
                ABI::V6 => ruleset.scope(Scope::from_all(abi)),
                _ => Ok(ruleset),
            });
            ruleset.and_then(Ruleset::create).is_ok()
        };
        // `Seccomp_filters` exists where filters do (proc_pid_status(5)).
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        FenceSupport {
            files: handles(ABI::V1),
            signals: handles(ABI::V6),
            connections: connections().is_some() && status.contains("\nSeccomp:"),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use super::{Fence, FenceSupport, io};

    pub(super) fn restrict(_: &Fence) -> io::Result<()> {
        Ok(())
    }

    /// On macOS a program of the system does it (`postgres/local/sandbox.rs`).
    pub(super) fn support() -> FenceSupport {
        let has_sandbox = cfg!(target_os = "macos") && std::path::Path::new("/usr/bin/sandbox-exec").exists();
        FenceSupport { files: has_sandbox, connections: has_sandbox, signals: false }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::super::Command;
    use super::*;
    use std::path::Path;

    /// Programs of the system, readable and executable.
    fn fence(write: &Path) -> Fence {
        let system = ["/bin", "/usr", "/lib", "/lib64", "/etc/ld.so.cache"].map(PathBuf::from).to_vec();
        let devices = vec![PathBuf::from("/dev/null")];
        Fence { read: system.clone(), devices, write: vec![write.to_owned()], execute: system }
    }

    fn sh(script: &str, fence: &Fence) -> String {
        let output = Command::new("/bin/sh").args(["-c", script]).fenced(fence.clone()).output().expect("a shell");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    #[test]
    fn keeps_a_program_from_files_programs_and_other_processes() {
        if !fence_support().files {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("inside");
        std::fs::create_dir(&inside).expect("a folder");
        std::fs::write(folder.path().join("secret"), "hidden").expect("a file");
        let fence = fence(&inside);
        let script = |text: &str| sh(&text.replace("$F", &folder.path().display().to_string()), &fence);
        assert_eq!(script("echo yes > $F/inside/a && cat $F/inside/a"), "yes\n");
        for refused in [
            "cat $F/secret",
            "cat /etc/passwd",
            "echo no > $F/outside",
            "ln -s ../secret $F/inside/link && cat $F/inside/link",
            "cp /bin/true $F/inside/t && $F/inside/t",
            "mv $F/inside/a $F/",
            "ls $F",
        ] {
            let printed = script(refused);
            assert!(printed.contains("denied"), "{refused}: {printed}");
        }
        if fence_support().signals {
            let printed = script(&format!("kill -0 {}", std::process::id()));
            assert!(printed.contains("not permitted"), "{printed}");
        }
        // This thread is as free as before.
        assert!(std::fs::read_to_string(folder.path().join("secret")).is_ok());
    }

    #[test]
    fn limits_a_program_and_not_this_process() {
        let limits = Limits { file_bytes: 4096, memory_bytes: 1 << 30 };
        let command = Command::new("/bin/sh").args(["-c", "ulimit -f; ulimit -c; ulimit -d"]).limited(limits);
        let printed = String::from_utf8(command.stdout().expect("a shell")).expect("text");
        assert_eq!(printed, "8\n0\n1048576\n");
        let free = Command::new("/bin/sh").args(["-c", "ulimit -f"]).stdout().expect("a shell");
        assert_ne!(free, b"8\n");
    }
}
