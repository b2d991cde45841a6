//! Tests of the parser of `Received-SPF`, on forms that real servers write.
#![allow(clippy::unwrap_used)]
use super::*;

fn ip(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

fn check<'a>(raw: &'a str, result: &str, domain: Option<&str>, client: Option<IpAddr>) -> ReceivedSpf<'a> {
    let field = parse(raw.as_bytes());
    assert_eq!(field.result, result, "{raw}");
    assert_eq!(field.domain.as_deref(), domain, "{raw}");
    assert_eq!(field.client_ip, client, "{raw}");
    field
}

#[test]
fn microsoft() {
    let host = "protection.outlook.com";
    let pass = format!(
        " Pass ({host}: domain of Example.org designates 192.0.2.10\r\n as permitted sender) receiver={host};\r\n client-ip=192.0.2.10; helo=mail.example.org; pr=C"
    );
    let field = check(&pass, "pass", Some("example.org"), ip("192.0.2.10"));
    assert_eq!(field.pair("helo").map(AsRef::as_ref), Some("mail.example.org"));
    assert_eq!((field.pairs.len(), field.helo_identity), (4, false));
    let rest = [
        ("Fail (H: domain of example.org does not designate 192.0.2.10 as permitted sender)", "fail", true),
        (
            "SoftFail (H: domain of transitioning example.org discourages use of 192.0.2.10 as permitted sender)",
            "softfail",
            true,
        ),
        ("Neutral (H: 192.0.2.10 is neither permitted nor denied by domain of example.org)", "neutral", true),
        ("None (H: example.org does not designate permitted sender hosts)", "none", false),
        ("TempError (H: error in processing during lookup of example.org: DNS Timeout)", "temperror", false),
        ("PermError (H: domain of example.org used an invalid SPF mechanism)", "permerror", false),
    ];
    for (raw, result, has_ip) in rest {
        let raw = raw.replace("H:", "protection.outlook.com:");
        check(&raw, result, Some("example.org"), ip("192.0.2.10").filter(|_| has_ip));
    }
    check("None (protection.outlook.com: does not designate permitted sender hosts)", "none", None, None);
}

#[test]
fn google() {
    check(
        "pass (google.com: domain of a@example.org designates 2001:db8::25 as permitted sender) client-ip=2001:db8::25;",
        "pass",
        Some("example.org"),
        ip("2001:db8::25"),
    );
    check(
        "neutral (google.com: 192.0.2.10 is neither permitted nor denied by best guess record for domain of a@example.org) client-ip=192.0.2.10;",
        "neutral",
        Some("example.org"),
        ip("192.0.2.10"),
    );
    check(
        "softfail (google.com: domain of transitioning \"odd name\"@example.org does not designate 192.0.2.10 as permitted sender)",
        "softfail",
        Some("example.org"),
        ip("192.0.2.10"),
    );
}

#[test]
fn policyd_and_cisco() {
    let policyd = "Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.10; helo=mx.example.net; envelope-from=a@example.org; receiver=<UNKNOWN>";
    let field = check(policyd, "pass", Some("example.org"), ip("192.0.2.10"));
    assert_eq!(field.pair("receiver").map(AsRef::as_ref), Some("UNKNOWN"));
    let helo = policyd.replace("identity=mailfrom", "identity=helo");
    assert!(check(&helo, "pass", Some("mx.example.net"), ip("192.0.2.10")).helo_identity);
    let cisco = "None (host.example.edu: no sender authenticity information available from domain of a@example.org) identity=mailfrom; client-ip=192.0.2.10; receiver=host.example.edu; envelope-from=\"a@example.org\"; x-sender=\"a@example.org\"; x-conformance=spf_only; x-record-type=\"v=spf1\"; x-record-text=\"v=spf1 ip4:192.0.2.0/24; -all\"";
    let field = check(cisco, "none", Some("example.org"), ip("192.0.2.10"));
    assert_eq!(field.pair("x-record-text").map(AsRef::as_ref), Some("v=spf1 ip4:192.0.2.0/24; -all"));
}

#[test]
fn mail_spf_with_nested_parentheses() {
    let raw = "pass (mx.example.edu: 192.0.2.10 is authorized to use 'a@example.org' in 'mfrom' identity (mechanism 'include:example.net' matched)) receiver=mx.example.edu; identity=mailfrom; envelope-from=\"a@example.org\"; helo=h; client-ip=192.0.2.10";
    check(raw, "pass", Some("example.org"), ip("192.0.2.10"));
    let (comment_only, _) = raw.split_once(" receiver").unwrap();
    check(comment_only, "pass", Some("example.org"), ip("192.0.2.10"));
    let helo = comment_only.replace("'mfrom'", "'helo'");
    assert!(check(&helo, "pass", Some("example.org"), ip("192.0.2.10")).helo_identity);
}

#[test]
fn damage() {
    let glued = "fail (x) client-ip=192.0.2.10 helo=mx.example.net envelope-from=<a@example.org>";
    check(glued, "fail", Some("example.org"), ip("192.0.2.10"));
    let null = check(
        "none client-ip=[IPv6:2001:db8::1]; envelope-from=<>; helo=mx.example.net;",
        "none",
        Some("mx.example.net"),
        ip("2001:db8::1"),
    );
    assert!(null.helo_identity);
    check("unknown", "permerror", None, None);
    check("error (x", "temperror", None, None);
    check(
        "pass (localhost is always allowed.) client-ip=127.0.0.1; envelope-from=a@example.org;",
        "pass",
        Some("example.org"),
        ip("127.0.0.1"),
    );
    check("", "", None, None);
    check("pass \"\" = <> ,;; (", "pass", None, None);
    assert_eq!(parse(b"pass (\xff) client-ip=::ffff:192.0.2.10").client_ip, ip("192.0.2.10"));
}

#[test]
fn sender_text_cannot_name_the_address() {
    let raw = "pass (google.com: domain of \"x designates 203.0.113.9 as\"@example.org designates 192.0.2.10 as permitted sender)";
    check(raw, "pass", Some("example.org"), ip("192.0.2.10"));
}

#[test]
fn hostile_values_take_linear_time() {
    for part in ["(", "\"", "a=", "()", "\\", ";=", "(;", "a=\"", "domain of "] {
        parse(format!("pass {}", part.repeat(300_000)).as_bytes());
    }
}
