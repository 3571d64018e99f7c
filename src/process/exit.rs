//! The end of this process.

/// Ends this process at once, whatever its threads are doing.
pub fn exit(code: u8) -> ! {
    std::process::exit(code.into())
}
