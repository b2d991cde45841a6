//! What is known of a product's fields, codes and settings, and how well: the tables that decoders hold.

/// One field of a product.
#[derive(Debug)]
pub struct FieldDoc {
    /// Field name; `*` stands for a part that differs by site.
    pub name: &'static str,
    /// What it tells, one sentence.
    pub about: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// How well it is known.
    pub grade: Grade,
}

impl FieldDoc {
    /// Whether `name` (any case) is this field's name; `*` stands for any part, also an empty one.
    pub fn is_named(&self, name: &str) -> bool {
        let Some((start, end)) = self.name.split_once('*') else {
            return self.name.eq_ignore_ascii_case(name);
        };
        let (name, least) = (name.as_bytes(), start.len() + end.len());
        name.len() >= least
            && name[..start.len()].eq_ignore_ascii_case(start.as_bytes())
            && name[name.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
    }
}

/// One code of a product.
#[derive(Debug, Clone, Copy)]
pub struct CodeDoc {
    /// The vendor's short key (`SFV`).
    pub name: &'static str,
    /// The value (`SPM`), or a pattern in words where it is a range (`5-6`); empty for the key itself.
    pub value: &'static str,
    /// What it means, one sentence for people.
    pub meaning: &'static str,
    /// What it does to a message, when known.
    pub effect: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// How well it is known.
    pub grade: Grade,
}

/// How well a meaning is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// Documented by the vendor or in an RFC.
    Documented,
    /// From the program's own source.
    Source,
    /// Observed in real mail.
    Observed,
    /// Reported by third parties.
    Reported,
    /// Seen, meaning unknown: never a verdict.
    Unknown,
}

impl Grade {
    /// The word in the docs and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Source => "source",
            Self::Observed => "observed",
            Self::Reported => "reported",
            Self::Unknown => "unknown",
        }
    }
}

/// A source and how good it is; the rows of a table are written through it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    source: &'static str,
    grade: Grade,
}

impl Known {
    /// What the vendor or an RFC documents.
    pub(super) const fn documented(source: &'static str) -> Self {
        Self { source, grade: Grade::Documented }
    }

    /// What stands in the program's own source.
    pub(super) const fn source(source: &'static str) -> Self {
        Self { source, grade: Grade::Source }
    }

    /// What was seen in real mail.
    pub(super) const fn observed(source: &'static str) -> Self {
        Self { source, grade: Grade::Observed }
    }

    /// What third parties report.
    pub(super) const fn reported(source: &'static str) -> Self {
        Self { source, grade: Grade::Reported }
    }

    /// What was seen and nobody explains.
    pub(super) const fn unknown(source: &'static str) -> Self {
        Self { source, grade: Grade::Unknown }
    }

    /// A field and what it tells, one sentence.
    pub(super) const fn field(self, name: &'static str, about: &'static str) -> FieldDoc {
        FieldDoc { name, about, source: self.source, grade: self.grade }
    }

    /// A code, its meaning in one sentence, and its effect on a message (empty when not known).
    pub(super) const fn code(
        self,
        name: &'static str,
        value: &'static str,
        meaning: &'static str,
        effect: &'static str,
    ) -> CodeDoc {
        CodeDoc { name, value, meaning, effect, source: self.source, grade: self.grade }
    }

    /// A code that its vendor does not explain.
    pub(super) const fn opaque(self, name: &'static str) -> CodeDoc {
        let meaning = "Vendor diagnostic, not publicly documented.";
        CodeDoc { grade: Grade::Unknown, ..self.code(name, "", meaning, "") }
    }
}

/// How a sender is let through in a product, as its vendor documents it; written over [`Exemption::documented`] and
/// its like.
///
/// In the texts `{from}` stands for the From domain and `{include}` for the SPF include of the region. In the snippet,
/// a line with `{address}` is repeated for each relay, and one with `{infrastructure}` for each source by which
/// Microsoft knows them; `{spoof-type}` is Microsoft's word for an own or a foreign From domain.
#[derive(Debug, Clone, Copy)]
pub struct Exemption {
    /// Id and name that its remedy bears, where they are not the decoder's.
    pub product: Option<(&'static str, &'static str)>,
    /// Who can do it.
    pub by: By,
    /// What the setting does, one sentence.
    pub about: &'static str,
    /// The steps, one sentence or two each, with the exact setting path or command, for the relays' addresses.
    pub steps: &'static [&'static str],
    /// How the SPF include does instead of the addresses; empty where the product takes addresses alone.
    pub include: &'static str,
    /// A file or command to paste: kind and text. `None`: the addresses alone.
    pub snippet: Option<(&'static str, &'static str)>,
    /// What the setting cannot do, or what it costs, one or two sentences.
    pub caution: &'static str,
    /// The page that says so.
    pub source: &'static str,
    /// How well that is known.
    pub grade: Grade,
}

/// Who can let a sender through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// Whoever runs the filter.
    Administrator,
    /// The owner of a mailbox, for that mailbox alone.
    Recipient,
}

impl Exemption {
    /// What the vendor documents.
    pub(super) const fn documented(source: &'static str) -> Self {
        Self {
            product: None,
            by: By::Administrator,
            about: "",
            steps: &[],
            include: "",
            snippet: None,
            caution: "",
            source,
            grade: Grade::Documented,
        }
    }

    /// What stands in the program's own source.
    pub(super) const fn source(source: &'static str) -> Self {
        Self { grade: Grade::Source, ..Self::documented(source) }
    }

    /// What third parties report.
    pub(super) const fn reported(source: &'static str) -> Self {
        Self { grade: Grade::Reported, ..Self::documented(source) }
    }
}
