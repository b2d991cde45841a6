//! One binary for all tests that run the built program or look at the repository as a whole.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    dead_code
)]

#[path = "../compose/mod.rs"]
mod compose;
mod fixtures;
mod guards;
mod run;
