//! Fields of filters and mail systems that carry no verdict: known by name, read by no decoder, each with the reason.

use super::doc::{FieldDoc, Known};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

/// Sorted by name without regard to case.
pub static SILENT: &[FieldDoc] = &[
    SEEN.field("DKIM-Filter", "Version of OpenDKIM; its result stands in Authentication-Results."),
    SEEN.field("DMARC-Filter", "Version of OpenDMARC; its result stands in Authentication-Results."),
    SEEN.field("X-DISCLAIMER", "Whether a disclaimer was added to an outgoing message."),
    OPAQUE.field("X-HalOne-Cookie", "Opaque id of the hosting company's outgoing servers (one.com)."),
    OPAQUE.field("X-HalOne-ID", "Opaque id of the hosting company's outgoing servers (one.com)."),
    OPAQUE.field(
        "X-HPE-SCL",
        "A company's own copy of a Microsoft level; nobody but Microsoft's own field counts.",
    ),
    OPAQUE.field("X-Spam-Combo", "A site's own note of the sender's name; its meaning is not published."),
];

#[cfg(test)]
mod tests {
    use super::super::DECODERS;
    use super::*;

    #[test]
    fn sorted_with_reasons_and_read_by_nobody() {
        let names: Vec<String> = SILENT.iter().map(|f| f.name.to_ascii_lowercase()).collect();
        assert!(names.windows(2).all(|w| w[0] < w[1]));
        for field in SILENT {
            assert!(field.about.ends_with('.'), "{}", field.name);
            let reader = DECODERS.iter().find(|d| d.fields.iter().any(|f| f.is_named(field.name)));
            assert!(reader.is_none(), "{} is read by {}", field.name, reader.map_or("", |d| d.id));
        }
    }
}
