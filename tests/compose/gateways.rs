//! What a gateway in front of the mailbox platform writes: Proofpoint, Mimecast.

use super::clock;
use super::letter::{Mail, Peer};

/// The institution's Proofpoint gateway, as Microsoft sees it.
pub const PROOFPOINT: Peer = Peer {
    ip: "203.0.113.140",
    helo: "mx0a-00ed1234.pphosted.com",
    rdns: "mx0a-00ed1234.pphosted.com",
    country: "US",
};

/// The institution's Mimecast gateway, as Microsoft sees it.
pub const MIMECAST: Peer = Peer {
    ip: "203.0.113.150",
    helo: "eu-smtp-inbound-1.mimecast.com",
    rdns: "eu-smtp-inbound-1.mimecast.com",
    country: "GB",
};

/// A gateway that nobody declared.
pub const UNDECLARED: Peer = Peer {
    ip: "203.0.113.160",
    helo: "mx0b-00ed9999.pphosted.com",
    rdns: "mx0b-00ed9999.pphosted.com",
    country: "US",
};

impl Mail {
    /// Through Proofpoint: handed over by `peer`, three seconds before the platform; `results` is the gateway's word.
    pub fn proofpoint(self, gateway: &Peer, peer: &Peer, results: &str, rule: &str) -> Self {
        let details = format!(
            "X-Proofpoint-Spam-Details: rule={rule} policy=inbound score=0 priorityscore=1501\n mlxscore=0 spamscore=0 bulkscore=0 phishscore=0 malwarescore=0 clxscore=1011\n classifier=spam adjust=0 reason=mlx scancount=1 engine=8.19.0-2601010000\n definitions=main-2603020001"
        );
        let hops = [
            format!("Authentication-Results: ppops.net;\n\t{results}"),
            format!(
                "Received: from pps.filterd (m0123456.ppops.net [127.0.0.1])\n\tby {} (8.18.1.2/8.18.1.2) with ESMTP id {};\n\t{}",
                gateway.helo,
                self.queue_id("4ab"),
                clock::short_day(self.at - 2, 0)
            ),
            format!(
                "Received: from {} ({} [{}])\n\tby {} (PPS) with ESMTPS id {}-1\n\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT)\n\tfor <{}>; {}",
                peer.helo,
                peer.rdns,
                peer.ip,
                gateway.helo,
                self.queue_id("4ac"),
                self.to,
                clock::rfc5322(self.at - 3, 0)
            ),
        ];
        let guid = format!("X-Proofpoint-GUID: {}", self.queue_id("aBcDeFgH"));
        self.above(&hops).below(&[&details, &guid])
    }

    /// Through Mimecast: handed over by `peer`, three seconds before the platform.
    pub fn mimecast(self, peer: &Peer, results: &str, score: &str) -> Self {
        let hops = [
            format!("Authentication-Results: relay.mimecast.com;\n\t{results}"),
            format!(
                "Received: from {} ({} [{}]) by relay.mimecast.com\n with ESMTP with STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id\n uk-mta-{}-AbCdEf{}_gH-1; {}",
                peer.helo,
                peer.rdns,
                peer.ip,
                100 + self.number,
                self.number,
                clock::rfc5322(self.at - 3, 0)
            ),
        ];
        let unique = format!("X-MC-Unique: AbCdEf{}_gH-1", self.number);
        let score = format!("X-Mimecast-Spam-Score: {score}");
        self.above(&hops).below(&[&unique, &score])
    }
}
