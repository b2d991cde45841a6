//! Tests of the parser of `Authentication-Results`, on forms that real servers write.
#![allow(clippy::unwrap_used)]
use super::*;

/// `method=result` of every result, joined by spaces.
fn pairs(raw: &str) -> String {
    let parsed = parse(raw.as_bytes());
    let pair = |r: &MethodResult<'_>| format!("{}={}", r.method, r.result);
    parsed.results.iter().map(pair).collect::<Vec<_>>().join(" ")
}

fn sound(raw: &str) -> AuthResults<'_> {
    let parsed = parse(raw.as_bytes());
    assert!(!parsed.malformed, "{raw}: {parsed:?}");
    parsed
}

const MICROSOFT: &str = " spf=fail (sender IP is 198.51.100.77)\r\n smtp.mailfrom=Example.NET; dkim=none (message not signed)\r\n header.d=none;dmarc=fail action=quarantine header.from=example.com;compauth=fail reason=000";

#[test]
fn microsoft_without_authserv_id() {
    let parsed = sound(MICROSOFT);
    assert_eq!(parsed.authserv_id, None);
    assert_eq!(pairs(MICROSOFT), "spf=fail dkim=none dmarc=fail compauth=fail");
    let [spf, dkim, dmarc, compauth] = &parsed.results[..] else { unreachable!() };
    assert_eq!(spf.sender_ip(), Some("198.51.100.77".parse().unwrap()));
    assert_eq!(spf.spf_domain(), Some((Cow::Borrowed("example.net"), false)));
    assert_eq!((dkim.signing_domain(), dkim.explanation().as_deref()), (None, Some("message not signed")));
    assert_eq!(dmarc.property("", "action"), Some("quarantine"));
    assert_eq!(dmarc.header_from().as_deref(), Some("example.com"));
    assert_eq!(compauth.reason.as_deref(), Some("000"));
    assert!(!parsed.microsoft_sender_form);
    let span = |r: &MethodResult<'_>| MICROSOFT[r.span.0 as usize..r.span.1 as usize].to_owned();
    assert_eq!(span(dmarc), "dmarc=fail action=quarantine header.from=example.com");
    assert_eq!(span(compauth), "compauth=fail reason=000");
    assert!(span(spf).starts_with("spf=fail (sender") && span(spf).ends_with("Example.NET"));
}

#[test]
fn microsoft_domains_between_results() {
    let raw = "spf=pass (sender IP is ) smtp.helo=a.example.net; example.edu; dkim=pass (signature was verified) header.d=example.org;example.edu; dmarc=bestguesspass action=none header.from=;compauth=pass reason=109";
    let parsed = sound(raw);
    assert_eq!(pairs(raw), "spf=pass dkim=pass dmarc=bestguesspass compauth=pass");
    assert_eq!(parsed.bare_domains, ["example.edu", "example.edu"]);
    assert_eq!(parsed.results[0].spf_domain(), Some((Cow::Borrowed("a.example.net"), true)));
    assert_eq!(parsed.results[2].property("header", "from"), Some(""));
    assert!(!parsed.microsoft_sender_form);
}

#[test]
fn forms_of_the_sending_tenant() {
    let a = "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=example.org;";
    assert!(sound(a).microsoft_sender_form);
    let b = "example.edu; dkim=none (message not signed) header.d=none;example.edu; dmarc=none action=none header.from=example.org;";
    assert!(sound(b).microsoft_sender_form);
    let server = "mx.example.edu; dkim=none; dmarc=none action=none header.from=example.org";
    assert!(!sound(server).microsoft_sender_form);
}

#[test]
fn google() {
    let raw = " mx.google.com;\r\n       dkim=pass header.i=@example.org header.s=s1 header.b=\"AbC/+dEf\" arc=pass (i=1 spf=pass spfdomain=example.org dkim=pass);\r\n spf=pass (google.com: domain of a@example.org designates 192.0.2.10 as permitted sender) smtp.mailfrom=a@example.org;\r\n dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) header.from=example.org";
    let parsed = sound(raw);
    assert_eq!(parsed.authserv_id.as_deref(), Some("mx.google.com"));
    assert_eq!(pairs(raw), "dkim=pass arc=pass spf=pass dmarc=pass");
    assert_eq!(parsed.results[0].signing_domain().as_deref(), Some("example.org"));
    assert_eq!(parsed.results[0].selector().as_deref(), Some("s1"));
    assert_eq!(parsed.results[0].property("header", "b"), Some("AbC/+dEf"));
    assert_eq!(parsed.results[2].sender_ip(), Some("192.0.2.10".parse().unwrap()));
    let dmarc = parsed.results[3].dmarc_comment();
    assert_eq!(dmarc.policy.as_deref(), Some("quarantine"));
    assert_eq!(dmarc.subdomain_policy.as_deref(), Some("none"));
    assert_eq!(dmarc.disposition.as_deref(), Some("none"));
}

#[test]
fn comments_anywhere() {
    let raw = "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462";
    let parsed = sound(raw);
    assert_eq!((parsed.authserv_id.as_deref(), parsed.version), (Some("foo.example.net"), Some(1)));
    let result = &parsed.results[0];
    assert_eq!((result.method.as_ref(), result.version, result.result.as_ref()), ("dkim", Some(1), "fail"));
    assert_eq!(result.property("policy", "expired"), Some("1362471462"));
    assert_eq!(result.comments.len(), 7);
    assert_eq!(result.comments[0], "Because I like it");
}

#[test]
fn semicolons_inside_comments() {
    let raw = "mx.example.edu; dkim=pass (2048-bit key; unprotected (a; b)) header.d=example.org; spf=none (a\\); b)";
    assert_eq!(pairs(raw), "dkim=pass spf=none");
    assert_eq!(sound(raw).results[0].comments, ["2048-bit key; unprotected (a; b)"]);
}

#[test]
fn amazon_ses() {
    let raw = "amazonses.com; spf=pass (spfCheck: domain of example.org designates 192.0.2.10 as permitted sender) client-ip=192.0.2.10; envelope-from=a@example.org; helo=mx.example.net; dkim=pass header.i=@example.org; dmarc=none header.from=example.org;";
    assert_eq!(pairs(raw), "spf=pass dkim=pass dmarc=none");
    let parsed = sound(raw);
    let spf = &parsed.results[0];
    assert_eq!(spf.spf_domain(), Some((Cow::Borrowed("example.org"), false)));
    assert_eq!(spf.sender_ip(), Some("192.0.2.10".parse().unwrap()));
    assert_eq!(spf.property("", "helo"), Some("mx.example.net"));
    assert!(raw[..spf.span.1 as usize].ends_with("helo=mx.example.net"));
}

#[test]
fn yahoo() {
    let old = "mta1.mail.example.net from=example.org; domainkeys=neutral (no sig); from=example.org; dkim=pass (ok)";
    assert_eq!(pairs(old), "domainkeys=neutral dkim=pass");
    sound(old);
    let now = "atlas1.example.net; dkim=pass header.i=@example.org header.s=s1; spf=pass smtp.mailfrom=example.org; dmarc=success(p=REJECT) header.from=example.org;";
    assert_eq!(pairs(now), "dkim=pass spf=pass dmarc=success");
    assert_eq!(sound(now).results[2].dmarc_comment().policy.as_deref(), Some("reject"));
}

#[test]
fn rspamd() {
    let raw = "mx1.example.edu; dkim=fail (\"body hash did not verify\") header.d=example.org header.s=s1 header.b=\"AbC\"; arc=reject (\"cv is fail on i=2\"); spf=none (mx1.example.edu: domain of \"a@example.org\" has no SPF policy when checking 192.0.2.10) smtp.mailfrom=\"a b\"@example.org; dmarc=fail reason=\"SPF not aligned (relaxed), No valid DKIM\" header.from=example.org (policy=reject)";
    let parsed = sound(raw);
    assert_eq!(pairs(raw), "dkim=fail arc=reject spf=none dmarc=fail");
    assert_eq!(parsed.results[2].spf_domain(), Some((Cow::Borrowed("example.org"), false)));
    let dmarc = &parsed.results[3];
    assert_eq!(dmarc.reason.as_deref(), Some("SPF not aligned (relaxed), No valid DKIM"));
    assert_eq!(dmarc.dmarc_comment().policy.as_deref(), Some("reject"));
}

#[test]
fn reasons_without_quotes() {
    let raw = "mx.example.edu; dmarc=fail reason=SPF not aligned (relaxed), No valid DKIM header.from=example.org; dkim=fail reason=signature verification failed";
    let parsed = sound(raw);
    assert_eq!(parsed.results[0].reason.as_deref(), Some("SPF not aligned (relaxed), No valid DKIM"));
    assert_eq!(parsed.results[0].property("header", "from"), Some("example.org"));
    assert_eq!(parsed.results[1].reason.as_deref(), Some("signature verification failed"));
    let opendkim = "mx.example.edu; dkim=fail reason=\"signature \\\"x\\\" failed\" header.d=example.org";
    assert_eq!(sound(opendkim).results[0].reason.as_deref(), Some("signature \"x\" failed"));
}

#[test]
fn arc_instances() {
    let raw = "i=2; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.10) smtp.rcpttodomain=example.edu smtp.mailfrom=example.org; dmarc=pass (p=none sp=reject pct=100) action=none header.from=example.org; dkim=pass (signature was verified) header.d=example.org; arc=pass (0 oda=1 ltdi=1 spf=[1,1,smtp.mailfrom=example.org])";
    let parsed = sound(raw);
    assert_eq!((parsed.instance, parsed.version), (Some(2), Some(1)));
    assert_eq!(parsed.authserv_id.as_deref(), Some("mx.microsoft.com"));
    assert_eq!(pairs(raw), "spf=pass dmarc=pass dkim=pass arc=pass");
    assert_eq!(parsed.results[0].sender_ip(), Some("192.0.2.10".parse().unwrap()));
    assert_eq!(parsed.results[1].dmarc_comment().subdomain_policy.as_deref(), Some("reject"));
    assert_eq!(sound("i=1; mx.microsoft.com 1; spf=none; arc=none").results.len(), 2);
    assert_eq!(parse(b"i=1").instance, Some(1));
}

#[test]
fn irregular_values() {
    let raw = "mx.example.edu; spf=pass smtp.mailfrom=; dkim=pass header.b=a/b+c== header.d=x.example;dkim=FAIL header.d=y.example; dmarc=pass header.from=<a@Example.org> ; x-ptr=pass smtp.helo= policy.ptr=h.example; arc=pass arc.chain=:example.net smtp.remote-ip=2001:db8::1";
    let parsed = sound(raw);
    assert_eq!(pairs(raw), "spf=pass dkim=pass dkim=fail dmarc=pass x-ptr=pass arc=pass");
    assert_eq!(parsed.results[1].property("header", "b"), Some("a/b+c=="));
    assert_eq!(parsed.results[2].signing_domain().as_deref(), Some("y.example"));
    assert_eq!(parsed.results[3].header_from().as_deref(), Some("example.org"));
    assert_eq!(parsed.results[4].property("policy", "ptr"), Some("h.example"));
    assert_eq!(parsed.results[5].sender_ip(), Some("2001:db8::1".parse().unwrap()));
}

#[test]
fn encoded_whole() {
    let raw = "=?utf-8?B?c3BmPXBhc3MgKHNlbmRlciBJUCBpcyAxOTIuMC4yLjEwKSBzbXRwLm1haWxmcm9tPWV4w6Ft?=\r\n =?utf-8?Q?ple.org;_dkim=3Dnone_(message_not_signed)_header.d=3Dnone?=";
    assert_eq!(pairs(raw), "spf=pass dkim=none");
    assert_eq!(sound(raw).results[0].spf_domain().unwrap().0, "exámple.org");
}

#[test]
fn nothing_checked() {
    assert!(sound("example.org 1; none").results.is_empty());
    assert!(sound("example.org; none (SPF not checked for localhost)").results.is_empty());
    assert_eq!(sound("\"mail server\"/1; none").authserv_id.as_deref(), Some("mail server"));
}

#[test]
fn malformed() {
    for raw in [
        "",
        ";",
        "example.org",
        "spf=pass smtp.mailfrom=example.org",
        "example.org spf=pass smtp.mailfrom=example.org",
        "example.org; spf=pass (unclosed smtp.mailfrom=example.org",
        "example.org; dkim=fail reason=\"unclosed header.d=example.org",
        "example.org; spf= ; dkim=pass",
        "example.org; spf=pass what is this",
        "example.org; iprev=pass policy.iprev=2001:db8::1 (h.example)",
        "=;=\"(\\",
    ] {
        assert!(parse(raw.as_bytes()).malformed, "{raw}");
    }
    assert_eq!(
        pairs("example.org; spf=pass (a ( b) x=y; dkim=pass (c) header.d=z.example"),
        "spf=pass dkim=pass"
    );
    assert_eq!(pairs("example.org; spf=pass (a; dkim=pass"), "spf=pass dkim=pass");
    assert!(parse(b"example.org; spf=pass smtp.mailfrom=\xff\xfe.example").results[0].mail_from().is_some());
}

#[test]
fn policy_properties() {
    let raw = "mx.example.edu; dmarc=fail header.from=example.org policy.published-domain-policy=REJECT policy.published-subdomain-policy=none policy.applied-disposition=quarantine";
    let found = sound(raw).results[0].dmarc_comment();
    assert_eq!(found.policy.as_deref(), Some("reject"));
    assert_eq!(found.subdomain_policy.as_deref(), Some("none"));
    assert_eq!(found.disposition.as_deref(), Some("quarantine"));
    let other = "mx.example.edu; dmarc=pass policy.dmarc=none header.from=example.org";
    assert_eq!(sound(other).results[0].dmarc_comment().policy.as_deref(), Some("none"));
}

#[test]
fn hostile_values_take_linear_time() {
    let parts = [
        "(",
        "\"",
        "a=b;",
        "()",
        "\\",
        ";=",
        "(;",
        "a=\"",
        "a . ",
        "a (b) ",
        "a=b reason=c d e ",
        "(;)",
        "=?",
        "é",
        "dkim=pass header.d=",
        "x ( . ",
        "<",
        "a=( ",
    ];
    for part in parts {
        parse(format!("example.org; {}", part.repeat(200_000)).as_bytes());
        parse(part.repeat(200_000).as_bytes());
    }
}

#[derive(serde::Deserialize)]
struct Case {
    input: String,
    expected: Option<Expected>,
}

#[derive(serde::Deserialize)]
struct Expected {
    authserv_id: String,
    version: Option<String>,
    results: Vec<ExpectedResult>,
}

#[derive(serde::Deserialize)]
struct ExpectedResult {
    method: String,
    version: Option<String>,
    result: String,
    reason: Option<String>,
    props: Vec<[String; 3]>,
}

#[test]
fn published_examples() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/authentication_results/authres_cases.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    for case in &cases {
        let value = case.input.split_once(':').unwrap().1;
        let parsed = parse(value.as_bytes());
        let number = |v: &Option<String>| v.as_ref().map(|v| v.parse::<u32>().unwrap());
        let Some(expected) = &case.expected else {
            assert!(parsed.malformed, "{value}");
            continue;
        };
        assert!(!parsed.malformed, "{value}");
        assert_eq!(parsed.authserv_id.as_deref(), Some(expected.authserv_id.as_str()), "{value}");
        assert_eq!(
            (parsed.version, parsed.results.len()),
            (number(&expected.version), expected.results.len()),
            "{value}"
        );
        for (got, wanted) in parsed.results.iter().zip(&expected.results) {
            assert_eq!(
                (got.method.as_ref(), got.result.as_ref()),
                (wanted.method.as_str(), wanted.result.as_str())
            );
            assert_eq!(
                (got.version, got.reason.as_deref()),
                (number(&wanted.version), wanted.reason.as_deref()),
                "{value}"
            );
            let named = got.properties.iter().filter(|p| !p.ptype.is_empty());
            let props: Vec<_> =
                named.map(|p| [p.ptype.to_string(), p.name.to_string(), p.value.to_string()]).collect();
            assert_eq!(props, wanted.props, "{value}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        parse(&bytes);
        crate::headers::received_spf::parse(&bytes);
        crate::headers::address::parse(&bytes);
    }

    #[test]
    fn any_words_are_read(text in "(spf=|dkim=|pass|[a-z.]{1,4}|[();=\"<>/\\\\ \r\n]|=\\?utf-8\\?[qB]\\?|\\?=|é|@|i=1|reason=|,|:){0,40}") {
        let parsed = parse(text.as_bytes());
        for result in &parsed.results {
            let (start, end) = (result.span.0 as usize, result.span.1 as usize);
            assert!(start <= end && end <= text.len());
            let _ = (result.sender_ip(), result.spf_domain(), result.dmarc_comment(), result.signing_domain());
        }
        crate::headers::received_spf::parse(text.as_bytes());
        crate::headers::address::parse(text.as_bytes());
    }
}
