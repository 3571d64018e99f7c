//! The binary: hands the command line over and turns the outcome into an exit code.

fn main() -> std::process::ExitCode {
    tidegate::cli::main(std::env::args_os()).into()
}
