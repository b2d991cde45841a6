//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    whyjunk::cli::run(std::env::args_os())
}
