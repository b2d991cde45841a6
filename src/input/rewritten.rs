//! Exports that keep a message's header section and write its body anew, so that its signatures cannot be recomputed.

use super::Origin;

/// The boundary between parts that readpst of libpst writes into every message.
const READPST: &[u8] = b"boundary-LibPST-iamunique";
/// The name of Apple Mail's files whose attachments lie beside them.
const PARTIAL: &str = ".partial.emlx";

/// Why the body of a message is not the one that was sent, in words for people; `None` when nothing says so.
/// `header_section`: with the empty line behind it or without.
pub(crate) fn note(header_section: &[u8], origin: &Origin) -> Option<&'static str> {
    if memchr::memmem::find(header_section, READPST).is_some() {
        return Some(
            "readpst wrote the body of this message anew, so its DKIM and ARC signatures cannot be recomputed.",
        );
    }
    origin.path.ends_with(PARTIAL).then_some(
        "Apple Mail keeps the attachments of this message beside it, so its DKIM and ARC signatures cannot be recomputed.",
    )
}
