//! The local page's server, asked without a browser: who may ask, what it bears, and that it says what the command
//! line says.

mod bears;
mod client;
mod memory;
mod says;
mod trusts;
mod unpacks;

pub use client::{Client, Reply, frames};
