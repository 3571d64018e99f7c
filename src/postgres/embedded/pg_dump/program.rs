//! `pg_dump` as a WebAssembly module: loaded once, run as often as needed.

use super::failure::failed;
use super::socket::{Event, Network};
use crate::postgres::error::Error;
use crate::postgres::log::last_lines;
#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
use oliphaunt_wasix_tools_aot_aarch64_apple_darwin as compiled;
#[cfg(all(target_os = "linux", target_arch = "aarch64", target_env = "gnu"))]
use oliphaunt_wasix_tools_aot_aarch64_unknown_linux_gnu as compiled;
#[cfg(all(target_os = "windows", target_arch = "x86_64", target_env = "msvc"))]
use oliphaunt_wasix_tools_aot_x86_64_pc_windows_msvc as compiled;
#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
use oliphaunt_wasix_tools_aot_x86_64_unknown_linux_gnu as compiled;
use std::fs;
use std::io::{self, SeekFrom};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::runtime::{Builder, Runtime};
use wasmer::sys::{EngineBuilder, Features};
use wasmer::{Engine, Module};
use wasmer_types::{MetadataHeader, ModuleHash};
use wasmer_wasix::PluggableRuntime;
use wasmer_wasix::runners::wasi::{RuntimeOrEngine, WasiRunner};
use wasmer_wasix::runtime::module_cache::{FileSystemCache, ModuleCache};
use wasmer_wasix::runtime::task_manager::tokio::TokioTaskManager;
use wasmer_wasix::virtual_fs::{ArcFile, BufferFile, mem_fs, null_file::NullFile};

/// The program, ready to run.
#[derive(Clone)]
pub(in crate::postgres::embedded) struct Program {
    engine: Engine,
    module: Module,
    hash: ModuleHash,
}

impl Program {
    /// Loads it. It was compiled for this processor when its crate was published; the runtime loads
    /// compiled code only from a folder, so it is unpacked to a temporary one.
    pub(in crate::postgres::embedded) fn load() -> Result<Self, Error> {
        let packed = compiled::artifact_bytes("tool:pg_dump").ok_or_else(|| failed("it is not part of this binary"))?;
        let mut features = Features::new();
        features.exceptions(true);
        let engine: Engine = EngineBuilder::headless().set_features(Some(features)).engine().into();
        let hash = ModuleHash::sha256(packed);
        let folder = tempfile::tempdir().map_err(Error::files("write", std::env::temp_dir()))?;
        // The path that the runtime expects (`wasmer-wasix`, `FileSystemCache::path`).
        let place = folder.path().join(format!("{}-v{}", engine.deterministic_id(), MetadataHeader::CURRENT_VERSION));
        let unpacked = zstd::decode_all(packed).and_then(|bytes| {
            fs::create_dir(&place)?;
            fs::write(place.join(hash.to_string()).with_extension("bin"), bytes)
        });
        unpacked.map_err(Error::files("write", place))?;
        let runtime = runtime().map_err(failed)?;
        let cache = FileSystemCache::new(folder.path(), Arc::new(TokioTaskManager::new(runtime.handle().clone())));
        let module = runtime.block_on(cache.load(hash, &engine)).map_err(|error| failed(error.to_string()))?;
        Ok(Self { engine, module, hash })
    }

    /// Starts it on its own thread, which reports its end.
    pub(super) fn start(&self, arguments: Vec<String>, network: Network, events: Sender<Event>) -> Result<(), Error> {
        let program = self.clone();
        let run = move || {
            // A missing receiver has given up.
            let _ = events.send(Event::Ended(program.run(arguments, network)));
        };
        let thread = thread::Builder::new().name("pg_dump".to_owned()).spawn(run);
        thread.map(drop).map_err(|error| failed(error.to_string()))
    }

    fn run(&self, arguments: Vec<String>, network: Network) -> Result<Vec<u8>, String> {
        let runtime = runtime()?;
        let within = runtime.enter();
        let mut wasi_runtime = PluggableRuntime::new(Arc::new(TokioTaskManager::new(runtime.handle().clone())));
        wasi_runtime.set_engine(self.engine.clone()).set_networking_implementation(network);
        let output = ArcFile::new(Box::<BufferFile>::default());
        let stderr = ArcFile::new(Box::<BufferFile>::default());
        let mut runner = WasiRunner::new();
        runner
            .with_mount("/".to_owned(), Arc::new(mem_fs::FileSystem::default()))
            .with_current_dir("/")
            .with_args(arguments)
            .with_envs([("PGSSLMODE", "disable"), ("PGCLIENTENCODING", "UTF8")])
            .with_stdin(Box::<NullFile>::default())
            .with_stdout(Box::new(output.clone()))
            .with_stderr(Box::new(stderr.clone()));
        let wasi_runtime = RuntimeOrEngine::Runtime(Arc::new(wasi_runtime));
        let ended = runner.run_wasm(wasi_runtime, "pg_dump", self.module.clone(), self.hash);
        drop(within);
        match ended {
            Ok(()) => content(&runtime, output).map_err(|error| error.to_string()),
            Err(error) => {
                let stderr = content(&runtime, stderr).unwrap_or_default();
                Err(last_lines(&stderr).unwrap_or_else(|| format!("{error:#}")))
            }
        }
    }
}

fn runtime() -> Result<Runtime, String> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| format!("cannot start its threads: {error}"))
}

/// The content of a file in memory.
fn content(runtime: &Runtime, mut file: ArcFile<BufferFile>) -> io::Result<Vec<u8>> {
    runtime.block_on(async {
        let mut content = Vec::new();
        file.seek(SeekFrom::Start(0)).await?;
        file.read_to_end(&mut content).await?;
        Ok(content)
    })
}
