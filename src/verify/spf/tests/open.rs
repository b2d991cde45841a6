//! Answers that nobody recorded: unknown where they could change the result, never a failure.

use super::*;

fn check_open(record: &str) -> Evaluation {
    let zone = "
        example.edu MX 1 open.example
        example.edu MX 2 own.example
        open.example MISSING *
        open2.example MISSING *
        open3.example MISSING *
        own.example A 192.0.2.1
        pass.example TXT v=spf1 +all
        fail.example TXT v=spf1 -all
        half.example TXT v=spf1 a:open.example -all
        one.2.0.192.in-addr.arpa PTR own.example
        1.2.0.192.in-addr.arpa PTR open.example.edu
        open.example.edu MISSING *";
    check(&format!("example.edu TXT {record}\n{zone}"), "192.0.2.1")
}

fn possible(record: &str) -> Vec<&'static str> {
    check_open(record).possible.results().map(Result::id).collect()
}

#[test]
fn nothing_is_known_of_a_domain_without_record() {
    let found = check_sender("example.edu MISSING *", "192.0.2.1", "notices@example.edu");
    assert_eq!((found.result, &found.root.found), (Result::Unknown, &Found::NotRecorded));
    assert_eq!(found.not_recorded, [Question { name: "example.edu".to_owned(), kind: Kind::Txt }]);
    let all: Vec<_> = found.possible.results().map(Result::id).collect();
    assert_eq!(all, ["pass", "fail", "softfail", "neutral", "none", "permerror"]);
    let request =
        Request { ip: ip("192.0.2.1"), identity: Identity::Helo, helo: "a.example", receiver: "", time: 0 };
    assert_eq!(evaluate(&crate::dns::Off, &request).result, Result::Unknown);
}

#[test]
fn what_could_change_the_result() {
    assert_eq!(possible("v=spf1 a:open.example -all"), ["pass", "fail"]);
    assert_eq!(possible("v=spf1 mx:open.example ~all"), ["pass", "softfail"]);
    assert_eq!(possible("v=spf1 -exists:open.example ?all"), ["fail", "neutral"]);
    assert_eq!(possible("v=spf1 ptr -all"), ["pass", "fail"]);
    assert_eq!(possible("v=spf1 exists:%{p}.x.example -all"), ["pass", "fail"]);
    assert_eq!(possible("v=spf1 include:open.example -all"), ["pass", "fail", "permerror"]);
    assert_eq!(possible("v=spf1 -include:half.example ~all"), ["fail", "softfail"]);
    assert_eq!(possible("v=spf1 ip4:192.0.2.9 redirect=half.example"), ["pass", "fail"]);
    let all = ["pass", "fail", "softfail", "neutral", "permerror"];
    assert_eq!(possible("v=spf1 redirect=open.example"), all);
    assert_eq!(check_open("v=spf1 a:open.example -all").root.steps[0].outcome, Outcome::Open);
    assert!(check_open("v=spf1 a:open.example -all").matched.is_empty());
}

#[test]
fn what_could_not() {
    let found = check_open("v=spf1 a:open.example ip4:192.0.2.1 -all");
    assert_eq!(found.result, Result::Pass);
    assert_eq!(found.matched[0].text, "ip4:192.0.2.1");
    assert_eq!(found.not_recorded.len(), 1);
    assert_eq!(check_open("v=spf1 mx -all").result, Result::Pass);
    assert_eq!(check_open("v=spf1 ip4:192.0.2.1 include:open.example -all").result, Result::Pass);
    assert_eq!(check_open("v=spf1 -a:open.example -all").result, Result::Fail);
    let found = check_open("v=spf1 exp=open.example -all");
    assert_eq!(found.result, Result::Fail);
    assert_eq!(found.explanation.unwrap().text, Err(NoExplanation::NotRecorded));
    let found = check_open("v=spf1 exp=%{p}.x.example -all");
    assert_eq!(found.explanation.unwrap().text, Err(NoExplanation::NotRecorded));
}

#[test]
fn open_answers_may_be_void() {
    assert_eq!(possible("v=spf1 a:open.example a:open2.example ip4:192.0.2.1"), ["pass"]);
    let three = "v=spf1 a:open.example a:open2.example a:open3.example ip4:192.0.2.1";
    assert_eq!(possible(three), ["pass", "permerror"]);
    let mixed = "v=spf1 a:v1.example a:v2.example a:open.example ip4:192.0.2.1";
    assert_eq!(possible(mixed), ["pass", "permerror"]);
}

#[test]
fn an_error_after_an_open_host_is_only_possible() {
    let zone = "
        example.edu TXT v=spf1 mx ~all
        example.edu MX 1 open.example
        example.edu MX 2 broken.example
        open.example MISSING *
        broken.example BROKEN *";
    let found = check(zone, "192.0.2.1");
    assert_eq!(found.possible.results().collect::<Vec<_>>(), [Result::Pass, Result::TempError]);
    assert_eq!(found.root.steps[0].outcome, Outcome::Open);
}
