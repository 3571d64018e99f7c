//! The memory of tidegate's own process for one long file, as a multiple of its size.
#![cfg(target_os = "linux")]

use super::world;
use crate::support::{World, tidegate_binary};
use std::fs;
use std::process::Stdio;

/// Bytes of the file. What a run needs besides is measured with an empty one.
const SIZE: usize = 6_000_000;

/// The largest resident size of the process while it runs.
fn peak(world: &World, arguments: &str) -> usize {
    let mut command = world.from_folder("").command(tidegate_binary());
    command.args(arguments.split(' ')).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse::<usize>().unwrap_or_default() * 1024);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    peak
}

#[track_caller]
fn check(world: &World, arguments: &str, before: &str, unit: &str, after: &str, times: usize) {
    const FILE: &str = "prisma/migrations/3_c/migration.sql";
    world.stage(FILE, format!("{before}{unit}{after}"));
    let base = peak(world, arguments);
    world.stage(FILE, format!("{before}{}{after}", unit.repeat(SIZE / unit.len())));
    let most = peak(world, arguments).saturating_sub(base);
    assert!(most < times * SIZE, "`{arguments}` of {before}{unit}…: {most} bytes for {SIZE}");
}

#[test]
fn one_long_file_takes_less_than_four_times_its_size() {
    let Some(world) = world() else { return };
    check(&world, "check", "insert into orders values ('", "a b ", "');\n", 4);
    check(&world, "check", "select 1;\n", "-- a comment of this file\n", "", 4);
    for unit in ["x", "a b "] {
        check(&world, "verify --no-cache", "select length('", unit, "');\n", 4);
    }
    check(&world, "verify --no-cache", "/* ", "a b ", "*/ select 1;\n", 4);
    // A failure takes some megabytes besides, whatever its size. Its cause is not looked for in statements of megabytes.
    let row = format!(",\n(1, '{}')", "a b ".repeat(20));
    check(&world, "verify --no-cache", "insert into orders values (1, 'x')", &row, ", (1);\n", 5);
    // What the server sends back is not kept: rows, and errors that repeat a value.
    check(&world, "verify --no-cache", "select '", "x", "';\n", 4);
    check(&world, "verify --no-cache", "select ('", "x", "')::int;\n", 5);
    check(&world, "verify --no-cache", "insert into nowhere values ('", "x", "');\n", 5);
}

#[test]
fn what_a_server_sends_does_not_fill_the_memory() {
    let Some(world) = world() else { return };
    const FILE: &str = "prisma/migrations/3_c/migration.sql";
    let base = peak(world.stage(FILE, "select 1;\n"), "verify --no-cache");
    for sql in [
        "select repeat('x', 60000000);\n",
        "do $$ begin raise notice '%', repeat('x', 60000000); end $$;\n",
        "do $$ begin raise exception '%', repeat('x', 60000000); end $$;\n",
        "do $$ begin raise exception using message = 'x', detail = repeat('é', 30000000); end $$;\n",
    ] {
        let most = peak(world.stage(FILE, sql), "verify --no-cache").saturating_sub(base);
        assert!(most < 2 * SIZE, "{sql}: {most} bytes for 60 MB");
    }
}
