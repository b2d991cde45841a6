//! `redirect=`, `exp=` and modifiers that nobody defined.

use super::*;

const ZONE: &str = "
    end.example TXT v=spf1 a:end.example exp=end-why.example -all
    end.example A 192.0.2.7
    why.example TXT See http://%{d}/why?ip=%{c}
    end-why.example TXT From %{d}
    two.example TXT one
    two.example TXT two
    bad.example TXT %{x}
    broken.example BROKEN *
    letters.example TXT caf\u{e9}";

fn why(exp: &str) -> std::result::Result<String, NoExplanation> {
    let found = check(&format!("example.edu TXT v=spf1 exp={exp} -all\n{ZONE}"), "192.0.2.1");
    assert_eq!(found.result, Result::Fail);
    found.explanation.unwrap().text
}

#[test]
fn a_redirect_is_followed_when_nothing_matches() {
    let zone = format!("example.edu TXT v=spf1 ip4:192.0.2.1 redirect=end.example\n{ZONE}");
    let found = check(&zone, "192.0.2.7");
    assert_eq!(found.result, Result::Pass);
    assert_eq!(found.root.steps[1].outcome, Outcome::Followed);
    assert_eq!((found.matched[0].domain.as_str(), found.matched.len()), ("end.example", 1));
    let found = check(&zone, "192.0.2.1");
    assert_eq!(found.root.steps[1].outcome, Outcome::NotReached);
    assert_eq!(result("v=spf1 redirect=end.example ~all", ZONE, "192.0.2.7"), Result::SoftFail);
}

#[test]
fn a_redirect_needs_a_record() {
    for target in ["nothing.example", "why.example", "%{l}"] {
        let found = check(&format!("example.edu TXT v=spf1 redirect={target}\n{ZONE}"), "192.0.2.1");
        assert_eq!(found.result, Result::PermError, "{target}");
        assert_eq!(found.root.steps[0].outcome, Outcome::Error(Problem::Nested(Result::None)));
    }
}

#[test]
fn explanations() {
    assert_eq!(why("why.example").as_deref(), Ok("See http://example.edu/why?ip=192.0.2.1"));
    assert_eq!(why("two.example"), Err(NoExplanation::SeveralRecords));
    assert_eq!(why("nothing.example"), Err(NoExplanation::NoRecords));
    assert_eq!(why("broken.example"), Err(NoExplanation::Failed(Failure::ServerFailure)));
    assert_eq!(why("bad.example"), Err(NoExplanation::Syntax(SyntaxErrorKind::InvalidMacro)));
    assert_eq!(why("letters.example"), Err(NoExplanation::Syntax(SyntaxErrorKind::InvalidCharacter)));
    assert_eq!(why("two..dots.example"), Err(NoExplanation::InvalidName));
}

#[test]
fn whose_explanation_counts() {
    let of = |record: &str| check(&format!("example.edu TXT {record}\n{ZONE}"), "192.0.2.1").explanation;
    let redirected = of("v=spf1 exp=why.example redirect=end.example").unwrap();
    assert_eq!(redirected.text.as_deref(), Ok("From end.example"));
    assert_eq!((redirected.domain.as_str(), redirected.target.as_str()), ("end.example", "end-why.example"));
    let included = of("v=spf1 include:end.example exp=why.example -all").unwrap();
    assert_eq!(included.target, "why.example");
    assert_eq!(of("v=spf1 include:end.example -all"), None);
    assert_eq!(of("v=spf1 exp=why.example ~all"), None);
}

#[test]
fn other_modifiers_are_ignored() {
    let found = check("example.edu TXT v=spf1 default=pass -all", "192.0.2.1");
    assert_eq!((found.result, found.root.steps[0].outcome), (Result::Fail, Outcome::Modifier));
}
