//! The settings files of the fixtures: the demo's institution and relays, and variants for single rules.

/// Path below `fixtures/`, content.
pub fn files() -> [(&'static str, &'static str); 5] {
    [
        ("demo/site.toml", SITE),
        ("demo/relays.toml", RELAYS),
        ("settings/site-all-listed.toml", SITE_ALL_LISTED),
        ("settings/site-none-listed.toml", SITE_NONE_LISTED),
        ("settings/relays-old.toml", RELAYS_OLD),
    ]
}

const SITE: &str = r#"# The institution of the demo. Names and addresses are documentation ones.
[institution]
domains = ["example.edu", "library.example.edu"]
region = "eu"
# own servers, and the Proofpoint and Mimecast gateways in front of Microsoft 365
trusted = [
    "mx1.example.edu",
    "imap.example.edu",
    "web1.example.edu",
    "ex1.example.edu",
    "ex2.example.edu",
    "203.0.113.140",
    "203.0.113.150",
]
authserv_ids = ["mx1.example.edu"]
# one of the two European relays: the demo reports that the other is missing
allow_listed = ["192.0.2.21"]
"#;

const SITE_ALL_LISTED: &str = r#"# Both European relays are let through.
[institution]
domains = ["example.edu", "library.example.edu"]
region = "eu"
trusted = ["mx1.example.edu", "imap.example.edu"]
authserv_ids = ["mx1.example.edu"]
allow_listed = ["192.0.2.20/30"]
"#;

const SITE_NONE_LISTED: &str = r#"# Nothing is let through.
[institution]
domains = ["example.edu", "library.example.edu"]
region = "eu"
trusted = ["mx1.example.edu", "imap.example.edu"]
authserv_ids = ["mx1.example.edu"]
"#;

const RELAYS: &str = r#"# The relays of the demo: composed, in the form in which an institution keeps its copy of the vendor's table.
[[relay]]
id = "demo-eu-1"
kind = "mail-relay"
region = "eu"
address = "192.0.2.21"
host = "mailrelay1.eu.exlibrisgroup.com"
spf_include = "spf-eu.exlibrisgroup.com"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "vendor"

[[relay]]
id = "demo-eu-2"
kind = "mail-relay"
region = "eu"
address = "192.0.2.22"
host = "mailrelay2.eu.exlibrisgroup.com"
spf_include = "spf-eu.exlibrisgroup.com"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "vendor"

[[relay]]
id = "demo-eu-net"
kind = "network"
region = "eu"
address = "192.0.2.96/28"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "published"

[[relay]]
id = "demo-na-1"
kind = "mail-relay"
region = "na"
address = "198.51.100.31"
host = "mailrelay1.na.exlibrisgroup.com"
spf_include = "spf-na.exlibrisgroup.com"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "vendor"

[[relay]]
id = "demo-ap-1"
kind = "mail-relay"
region = "ap"
address = "198.51.100.61"
host = "mailrelay1.ap.exlibrisgroup.com"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "vendor"

[[relay]]
id = "demo-ca-1"
kind = "mail-relay"
region = "ca"
address = "203.0.113.71"
host = "mailrelay1.ca.exlibrisgroup.com"
source = "composed table of the demo"
as_of = 2026-02-01
confidence = "vendor"
"#;

const RELAYS_OLD: &str = r#"# A table that nobody has looked at for years.
[[relay]]
id = "old-eu-1"
kind = "mail-relay"
region = "eu"
address = "192.0.2.21"
host = "mailrelay1.eu.exlibrisgroup.com"
source = "composed table, saved long ago"
as_of = 2021-03-01
confidence = "vendor"

[[relay]]
id = "old-eu-2"
kind = "mail-relay"
region = "eu"
address = "192.0.2.22"
host = "mailrelay2.eu.exlibrisgroup.com"
source = "composed table, saved long ago"
as_of = 2021-03-01
confidence = "vendor"
"#;
