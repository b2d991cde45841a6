//! Which messages are kept: `--only` and `--cause`.

use crate::Analysis;
use crate::evidence::relays::Relation;

/// What a message must be to be kept; an empty list asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keep {
    /// Relations, of which it must have one.
    pub relations: Vec<Relation>,
    /// Ids of causes, of which it must have one.
    pub causes: Vec<&'static str>,
}

impl Keep {
    /// Whether a message is kept.
    pub fn keeps(&self, analysis: &Analysis<'_>) -> bool {
        let relation = analysis.evidence.exlibris.relation;
        let cause = analysis.diagnosis.cause.map(|cause| cause.rule.id);
        self.fits(relation, cause)
    }

    fn fits(&self, relation: Relation, cause: Option<&str>) -> bool {
        (self.relations.is_empty() || self.relations.contains(&relation))
            && (self.causes.is_empty() || cause.is_some_and(|id| self.causes.contains(&id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conditions_must_hold() {
        let keep = Keep { relations: vec![Relation::Relay, Relation::Network], causes: vec!["dkim-missing"] };
        assert!(keep.fits(Relation::Network, Some("dkim-missing")));
        assert!(!keep.fits(Relation::None, Some("dkim-missing")));
        assert!(!keep.fits(Relation::Relay, None));
        assert!(Keep::default().fits(Relation::None, None));
    }
}
