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
}

/// How the administrator of a product lets a sender through, as its vendor documents it.
#[derive(Debug, Clone, Copy)]
pub struct Exemption {
    /// The steps, one sentence each, with the exact setting path. `{addresses}` stands for the relays'
    /// addresses, `{include}` for the SPF include, `{from}` for the From domain, `{region}` for the region.
    pub steps: &'static [&'static str],
    /// A file or command to paste, with the same places; kind and text.
    pub snippet: Option<(&'static str, &'static str)>,
    /// What the setting cannot do, or what it costs, one or two sentences.
    pub caution: &'static str,
    /// The vendor's page that says so.
    pub source: &'static str,
    /// How well that is known.
    pub grade: Grade,
}
