//! Words for look-ups that failed.

use crate::dns::Failure;

/// That a look-up failed, and how.
pub(super) fn failed(failure: Failure, about: &str) -> String {
    let how = match failure {
        Failure::Timeout => "no answer came in time (timeout)",
        Failure::ServerFailure => "the name server could not find out (SERVFAIL)",
        Failure::Refused => "the name server refused to answer (REFUSED)",
        Failure::Malformed => "the answer was cut off, broken, or its aliases lead in a circle (malformed)",
        Failure::Unreachable => "no name server could be reached (unreachable)",
    };
    format!("The look-up for {about} failed: {how}.")
}

/// What to do about a failed look-up.
pub(super) const fn after_failure(failure: Failure) -> &'static str {
    match failure {
        Failure::Timeout => {
            "Try again. If it stays so, the domain's name servers are down, or something on the way drops the questions."
        }
        Failure::ServerFailure => {
            "Try again. If it stays so, ask whoever runs the domain's name servers: often one of them is down, or DNSSEC is broken."
        }
        Failure::Refused => {
            "Ask another name server with --resolver: this one does not look up such names for you. If others refuse too, tell whoever runs the domain's name servers."
        }
        Failure::Malformed => {
            "Try again with another name server (--resolver). If it stays so, ask whoever runs the domain's name servers; answers that are cut off need TCP port 53 open."
        }
        Failure::Unreachable => "Check the network, or name another name server with --resolver.",
    }
}
