//! What Exchange on the institution's own servers writes.

use super::clock;
use super::letter::{Mail, Peer};

impl Mail {
    /// Received by `ex1.example.edu`, stored by `ex2.example.edu`; `report` is the agents' field, `scl` the level.
    pub fn exchange(self, peer: &Peer, report: &str, scl: &str) -> Self {
        let stored = format!(
            "Received: from ex1.example.edu (10.20.0.11) by ex2.example.edu\n (10.20.0.12) with Microsoft SMTP Server (version=TLS1_2,\n cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1544.11 via Mailbox\n Transport; {}",
            clock::short_day(self.at + 1, 1)
        );
        let border = format!(
            "Received: from {} ({}) by ex1.example.edu\n (10.20.0.11) with Microsoft SMTP Server (version=TLS1_2,\n cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1544.11 via Frontend\n Transport; {}",
            peer.helo,
            peer.ip,
            clock::short_day(self.at, 1)
        );
        let level = format!("X-MS-Exchange-Organization-SCL: {scl}");
        let agents = format!("X-MS-Exchange-Organization-Antispam-Report: {report}");
        self.above(&[stored, border]).below(&[
            "X-MS-Exchange-Organization-AuthSource: ex1.example.edu",
            "X-MS-Exchange-Organization-AuthAs: Anonymous",
            "X-MS-Exchange-Organization-PRD: library.example.edu",
            "X-MS-Exchange-Organization-SenderIdResult: Fail",
            &agents,
            &level,
        ])
    }
}
