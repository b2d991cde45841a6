//! SPF, DKIM, ARC and DMARC computed anew from the message and what DNS says. Facts with their trace; rules judge.

pub mod arc;
pub mod body;
pub mod dkim;
pub mod dmarc;
mod message;
mod relation;
pub mod relay_record;
pub mod spf;
mod trial;

pub use message::{Spf, Verified, Verifier};
pub use trial::{Trial, Trials};
