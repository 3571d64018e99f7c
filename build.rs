//! Compiles the few lines that have to run before Rust's runtime.

fn main() {
    println!("cargo::rerun-if-changed=src/cli/streams.c");
    if std::env::var_os("CARGO_CFG_UNIX").is_some() {
        // Nothing refers to the constructor, so the linker is told to keep it.
        cc::Build::new().file("src/cli/streams.c").link_lib_modifier("+whole-archive").compile("tidegate_streams");
    }
}
