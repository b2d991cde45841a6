//! One message out of an input, by its number or because it is the only one.

use super::{Keep, Work};
use crate::input::{Block, Reader};
use crate::report::Report;
use crate::settings::Settings;
use crate::verify::Verifier;

/// Why there is no one message.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PickError {
    /// There is none.
    #[error("no message was found in it")]
    None,
    /// There are several, and none was asked for.
    #[error("it holds more than one message")]
    Several,
    /// There are fewer than the number that was asked for.
    #[error("it holds {0} messages")]
    Fewer(u64),
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
    /// The analysis panicked.
    #[error("the analysis of the message failed: a defect of this program, please report it")]
    Lost,
}

/// The report of the only message that `reader` finds, or of the one with this number (1-based, attached ones not
/// counted). Of a message that carries just one other (a junk report, a bounce) it is that of the carried one.
///
/// # Errors
/// When there is no such message, or more than one and no number.
pub fn pick(
    mut reader: Reader,
    number: Option<u64>,
    settings: &Settings,
    verifier: Option<&Verifier<'_>>,
) -> Result<Report, PickError> {
    super::fence::silence_panics();
    let keep = Keep::default();
    let work = Work { settings, keep: &keep, verifier, redact: false, stop: None };
    let (mut seen, mut found) = (0, None);
    let mut block = Block::default();
    let mut unreadable = None;
    while reader.fill(&mut block) {
        for raw in block.messages() {
            seen += 1;
            match number {
                None if seen > 1 => return Err(PickError::Several),
                Some(number) if number != seen => continue,
                _ => found = Some(work.reports(&raw).ok_or(PickError::Lost)?),
            }
            if number.is_some() {
                return found.and_then(single).ok_or(PickError::Lost);
            }
        }
        unreadable = unreadable.or_else(|| block.unreadable.first().map(|row| row.reason.clone()));
    }
    match (found, unreadable, number) {
        (Some(reports), _, _) => single(reports).ok_or(PickError::Lost),
        (None, Some(reason), _) => Err(PickError::Unreadable(reason)),
        (None, None, Some(_)) if seen > 0 => Err(PickError::Fewer(seen)),
        (None, None, _) => Err(PickError::None),
    }
}

/// Of a message and the one that it carries, the latter; of several that are carried, the carrier.
fn single(mut reports: Vec<Report>) -> Option<Report> {
    if reports.len() == 2 { reports.pop() } else { (!reports.is_empty()).then(|| reports.swap_remove(0)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn picked(text: &str, number: Option<u64>) -> Result<Option<String>, PickError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mail");
        std::fs::write(&path, text).unwrap();
        pick(Reader::new(vec![path]), number, &Settings::default(), None).map(|r| r.message.subject)
    }

    #[test]
    fn the_only_message_or_the_one_asked_for() {
        let one = "From a@example.edu Mon Mar  2 09:00:05 2026\nFrom: a@example.edu\nSubject: 1\n\nx\n\n";
        let two = format!("{one}{}", one.replace("Subject: 1", "Subject: 2"));
        assert_eq!(picked(one, None).unwrap().as_deref(), Some("1"));
        assert_eq!(picked(&two, Some(2)).unwrap().as_deref(), Some("2"));
        assert_eq!(picked(&two, None), Err(PickError::Several));
        assert_eq!(picked(&two, Some(3)), Err(PickError::Fewer(2)));
        assert!(picked("", None).is_err());
    }
}
