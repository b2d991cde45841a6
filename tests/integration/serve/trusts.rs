//! Who may ask: the key, the server's own name, its own page.

use serde_json::json;
use whyjunk::serve::Limits;

use super::{Client, Reply};

#[test]
fn nothing_is_answered_without_the_key() {
    let (_server, client) = Client::serve(Limits::default());
    let good = client.ask("GET", "", b"");
    assert_eq!(good.status, 200);
    assert!(String::from_utf8_lossy(&good.body).contains("<title>whyjunk</title>"));
    let wrong = "0".repeat(client.key.len());
    let cut = &client.key[1..];
    for path in ["/", "/favicon.ico", &format!("/{wrong}/"), &format!("/{cut}/"), "//", "/x/files/page.js"] {
        for method in ["GET", "POST", "DELETE", "OPTIONS"] {
            refused(&client.ask_with(method, path, &[], b""), 403, "key");
        }
    }
    // As if somebody guessed the number of an upload.
    let id = client.announce(&json!({}));
    let events = format!("/{wrong}/jobs/{id}/events");
    refused(&client.ask_with("GET", &events, &[], b""), 403, "key");
    refused(&client.ask("GET", "jobs/0000000000000000/events", b""), 404, "not known");
}

#[test]
fn every_answer_keeps_the_page_to_itself() {
    let (_server, client) = Client::serve(Limits::default());
    let wanted = [
        ("content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self';"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ];
    for path in [client.path(""), client.path("files/page.js"), client.path("nothing"), "/".to_owned()] {
        let reply = client.ask_with("GET", &path, &[], b"");
        for (name, value) in wanted {
            assert!(reply.field(name).contains(value), "{path}: {name}: {:?}", reply.field(name));
        }
        assert!(!reply.field("content-security-policy").contains("unsafe"));
        assert_eq!(reply.field("access-control-allow-origin"), "");
    }
}

#[test]
fn other_names_and_other_sites_are_refused() {
    let (_server, client) = Client::serve(Limits::default());
    let page = client.path("");
    let own = format!("127.0.0.1:{}", client.port);
    let local = format!("localhost:{}", client.port);
    for host in
        ["example.org", "127.0.0.1", "localhost:1", "rebound.example:80", &format!("[::1]:{}", client.port)]
    {
        refused(&client.ask_with("GET", &page, &[("Host", host)], b""), 403, "own name");
    }
    for host in [&own, &local] {
        assert_eq!(client.ask_with("GET", &page, &[("Host", host)], b"").status, 200, "{host}");
    }
    let whole = |host: &str| client.ask_with("GET", &format!("http://{host}{page}"), &[], b"");
    refused(&whole("example.org"), 403, "no proxy");
    assert_eq!(whole(&own).status, 200);
    for origin in ["null", "https://example.org", &format!("https://{own}"), &format!("http://{local}"), &own]
    {
        refused(
            &client.ask_with("POST", &client.path("jobs"), &[("Origin", origin)], b"{}"),
            403,
            "another site",
        );
    }
    let twice = [("Origin", format!("http://{own}")), ("Origin", "https://example.org".to_owned())];
    let twice: Vec<_> = twice.iter().map(|(name, value)| (*name, value.as_str())).collect();
    refused(&client.ask_with("POST", &client.path("jobs"), &twice, b"{}"), 403, "another site");
    for site in ["cross-site", "same-site", ""] {
        refused(&client.ask_with("GET", &page, &[("Sec-Fetch-Site", site)], b""), 403, "another site");
    }
    let good = [("Origin", format!("http://{own}")), ("Sec-Fetch-Site", "same-origin".to_owned())];
    let good: Vec<_> = good.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(client.ask_with("POST", &client.path("jobs"), &good, b"{}").status, 201);
}

#[test]
fn only_the_loopback_interface_is_listened_on() {
    let (_server, client) = Client::serve(Limits::default());
    let listening = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = format!(":{:04X} ", client.port);
    let own: Vec<&str> =
        listening.lines().filter(|line| line.contains(&port) && line.contains(" 0A ")).collect();
    assert!(own.iter().all(|line| line.contains(" 0100007F:")), "{own:?}");
    assert!(cfg!(not(target_os = "linux")) || own.len() == 1, "{own:?}");
}

fn refused(reply: &Reply, status: u16, words: &str) {
    assert_eq!(reply.status, status, "{}", String::from_utf8_lossy(&reply.body));
    assert!(reply.error().contains(words), "{}", reply.error());
}
