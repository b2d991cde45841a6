//! Mailboxes quote body lines that begin with `From `: the readings of a stored body under which a signature is tried.

use super::Body;

/// How the stored body was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As it is stored.
    AsStored,
    /// With one `>` less before each `From ` (RFC 4155 calls it mboxrd).
    Mboxrd,
    /// With `>From ` read as `From `, longer runs of `>` kept (mboxo).
    Mboxo,
}

impl Reading {
    /// The word in reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AsStored => "as-stored",
            Self::Mboxrd => "mboxrd",
            Self::Mboxo => "mboxo",
        }
    }
}

/// Whether a body line may have been quoted.
pub(super) fn has_quoted_from(body: Body<'_>) -> bool {
    memchr::memmem::find(body.bytes, b">From ").is_some() && body.lines().any(|line| quotes(line) > 0)
}

/// The number of `>` before `From ` at the beginning of a line.
fn quotes(line: &[u8]) -> usize {
    let quotes = line.iter().take_while(|b| **b == b'>').count();
    if line[quotes..].starts_with(b"From ") { quotes } else { 0 }
}

/// The body as it was before a mailbox quoted it; lines end in LF. `None` when this reading changes nothing that a
/// simpler one did not.
pub(super) fn unquoted(body: Body<'_>, reading: Reading) -> Option<Vec<u8>> {
    let most = match reading {
        Reading::AsStored => 0,
        Reading::Mboxrd => usize::MAX,
        Reading::Mboxo => 1,
    };
    let mut bytes = Vec::with_capacity(body.bytes.len());
    let (mut changed, mut nested) = (false, false);
    for line in body.lines() {
        let quotes = quotes(line);
        let undo = quotes > 0 && quotes <= most;
        changed |= undo;
        nested |= quotes > 1;
        bytes.extend_from_slice(&line[usize::from(undo)..]);
        bytes.push(b'\n');
    }
    (changed && (reading == Reading::Mboxrd || nested)).then_some(bytes)
}
