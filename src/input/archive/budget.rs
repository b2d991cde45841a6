//! What all layers of one archive may cost together.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::input::source::Wrong;

/// The limits.
#[derive(Debug, Clone, Copy)]
pub(in crate::input) struct Bounds {
    /// Members in one archive and in the archives inside it.
    pub(in crate::input) members: u64,
    /// Bytes of the names in the directories of all layers, which are held in memory.
    pub(in crate::input) names: u64,
    /// Archives inside archives, the outermost and layers of compression included.
    pub(in crate::input) depth: usize,
    /// Unpacked bytes, all layers together.
    pub(in crate::input) unpacked: u64,
    /// Unpacked bytes for each stored byte, once there are more than `free`: deflate reaches 1032, mail 3 to 10.
    pub(in crate::input) ratio: u64,
    /// Unpacked bytes for which the ratio does not matter.
    pub(in crate::input) free: u64,
    /// Rows for members that cannot be read, all layers together.
    pub(in crate::input) rows: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            members: 250_000,
            names: 64 << 20,
            depth: 6,
            unpacked: 1 << 40,
            ratio: 200,
            free: 1 << 30,
            rows: 1000,
        }
    }
}

/// What is left for an archive, shared by all its layers.
#[derive(Debug, Clone)]
pub(in crate::input) struct Budget {
    spent: Arc<Spent>,
    bounds: Bounds,
    depth: usize,
}

#[derive(Debug, Default)]
struct Spent {
    members: AtomicU64,
    names: AtomicU64,
    unpacked: AtomicU64,
    /// Bytes of the outermost archive as stored: its length, or as many as have come.
    stored: AtomicU64,
    /// The length is known.
    sized: AtomicBool,
    /// Rows given for members so far, and those held back.
    rows: AtomicU64,
    held_back: AtomicU64,
    /// A limit has bitten: nothing more is read.
    over: AtomicBool,
}

impl Budget {
    /// For an outermost archive of `stored` bytes, where that is known.
    pub(in crate::input) fn new(stored: Option<u64>, bounds: Bounds) -> Self {
        let spent =
            Spent { stored: stored.unwrap_or(0).into(), sized: stored.is_some().into(), ..Spent::default() };
        Self { spent: Arc::new(spent), bounds, depth: 0 }
    }

    /// For one layer further in; `None` when that is too deep.
    pub(super) fn inside(&self) -> Option<Self> {
        let depth = self.depth + 1;
        (depth <= self.bounds.depth).then(|| Self { depth, ..self.clone() })
    }

    pub(super) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(super) fn too_deep(&self) -> String {
        format!("archives nested more than {} deep: unpack the outer ones first", self.bounds.depth)
    }

    /// The outermost archive turned out to have so many bytes.
    pub(super) fn is_stored(&self, bytes: u64) {
        if self.depth == 1 && !self.spent.sized.swap(true, Ordering::Relaxed) {
            self.spent.stored.store(bytes, Ordering::Relaxed);
        }
    }

    /// Stored bytes came in; they count where the length is not known.
    pub(super) fn feed(&self, bytes: usize) {
        if self.depth == 1 && !self.spent.sized.load(Ordering::Relaxed) {
            self.spent.stored.fetch_add(bytes as u64, Ordering::Relaxed);
        }
    }

    /// Counts a member.
    pub(super) fn member(&self) -> Result<(), Wrong> {
        if self.spent.members.fetch_add(1, Ordering::Relaxed) < self.bounds.members {
            return Ok(());
        }
        self.spent.over.store(true, Ordering::Relaxed);
        Err(Wrong(format!(
            "more than {} members: the others were not read; unpack it first",
            self.bounds.members
        )))
    }

    /// Counts the bytes of names in a directory.
    pub(super) fn names(&self, bytes: u64) -> Result<(), Wrong> {
        let most = self.bounds.names;
        if self.spent.names.fetch_add(bytes, Ordering::Relaxed) + bytes <= most {
            return Ok(());
        }
        Err(Wrong(format!(
            "names of members take more than {most} bytes: the others were not read; unpack it first"
        )))
    }

    /// Counts unpacked bytes.
    pub(super) fn unpack(&self, bytes: usize) -> std::io::Result<()> {
        let unpacked = self.spent.unpacked.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        let Bounds { unpacked: most, ratio, free, .. } = self.bounds;
        let reason = if unpacked > most {
            format!("unpacks to more than {most} bytes")
        } else if unpacked > free && unpacked / ratio > self.spent.stored.load(Ordering::Relaxed) {
            format!("unpacks to more than {ratio} times its size")
        } else {
            return Ok(());
        };
        self.spent.over.store(true, Ordering::Relaxed);
        Err(Wrong::error(format!("{reason}: not read on; unpack it first if you trust it")))
    }

    /// Counts a row; whether it is given.
    pub(super) fn keeps_row(&self) -> bool {
        let keeps = self.spent.rows.fetch_add(1, Ordering::Relaxed) < self.bounds.rows;
        self.spent.held_back.fetch_add(u64::from(!keeps), Ordering::Relaxed);
        keeps
    }

    /// Rows that were held back.
    pub(super) fn held_back(&self) -> u64 {
        self.spent.held_back.load(Ordering::Relaxed)
    }

    /// Whether a limit has bitten.
    pub(super) fn is_spent(&self) -> bool {
        self.spent.over.load(Ordering::Relaxed)
    }
}
