//! The pages that list rules and filter fields are generated from the lists, and equal what is committed.

use std::fmt::Write;
use std::fs;

use whyjunk::evidence::filters::{DECODERS, Decoder};
use whyjunk::remedies::REMEDIES;
use whyjunk::rules::{RULES, Rule, RuleKind};

use super::run::{root, run};

/// Refresh with `UPDATE_DOCS=1 cargo test generated_docs`.
#[test]
fn pages_are_up_to_date() {
    for (name, page) in [("rules.md", rules_page()), ("filters.md", filters_page())] {
        let path = root().join("docs").join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == page, "docs/{name} differs; see CONTRIBUTING.md, \"generated pages\"");
    }
}

#[test]
fn the_program_prints_every_entry() {
    let listed = run(&["rules"]);
    let listed = String::from_utf8(listed.out).unwrap();
    for rule in RULES {
        assert!(listed.contains(rule.id), "{} is not in `whyjunk rules`", rule.id);
        let one = run(&["rules", rule.id]);
        assert_eq!(one.code, Some(0), "{}", rule.id);
        let text = words(&String::from_utf8(one.out).unwrap());
        for part in [rule.title, rule.what, rule.why] {
            assert!(text.contains(&words(part)), "{part:?} is not in `whyjunk rules {}`:\n{text}", rule.id);
        }
        for remedy in rule.remedies {
            assert!(text.contains(&words(remedy.title)), "{} in {}", remedy.id, rule.id);
        }
    }
}

/// Without line breaks, frames and runs of blanks.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rules_page() -> String {
    let mut page = String::from(
        "<!-- Generated from src/rules and src/remedies: UPDATE_DOCS=1 cargo test generated_docs -->\n# Rules\n\nWhat `whyjunk` looks for, why it matters, and what can be done. The same text: `whyjunk rules ID`.\n",
    );
    let groups = [
        ("Causes of mail that was junked, quarantined or rejected", RuleKind::JunkedCause),
        ("Causes of mail that was delivered", RuleKind::DeliveredCause),
        ("Causes of either", RuleKind::AnyCause),
        ("Findings that are no cause", RuleKind::Finding),
    ];
    for (title, kind) in groups {
        let _ = write!(page, "\n## {title}\n");
        for rule in RULES.iter().filter(|r| r.kind == kind) {
            page.push_str(&rule_section(rule));
        }
    }
    page.push_str("\n## Remedies\n\n| id | who | what | when it helps |\n|---|---|---|---|\n");
    for remedy in REMEDIES {
        let cells = [remedy.id, remedy.actor.id(), remedy.title, remedy.about];
        let _ = writeln!(page, "| {} |", cells.map(cell).join(" | "));
    }
    page
}

fn rule_section(rule: &Rule) -> String {
    let mut text = format!(
        "\n### {}\n\n**{}.** Severity: {}.\n\n{}\n\n{}\n",
        rule.id,
        rule.title.trim_end_matches('.'),
        rule.severity.id(),
        rule.what,
        rule.why
    );
    if !rule.remedies.is_empty() {
        text.push_str("\nWhat to do, the first first:\n\n");
        for remedy in rule.remedies {
            let _ = writeln!(text, "- {} (`{}`)", remedy.title, remedy.id);
        }
    }
    text
}

fn filters_page() -> String {
    let mut page = String::from(
        "<!-- Generated from src/evidence/filters: UPDATE_DOCS=1 cargo test generated_docs -->\n# Filters\n\nThe header fields that `whyjunk` reads, what their codes mean, and how well that is known: documented (by the vendor or in an RFC), source (the program's own), observed (in real mail), reported (by third parties), unknown (shown, never a verdict).\n",
    );
    for decoder in DECODERS {
        page.push_str(&decoder_section(decoder));
    }
    page
}

fn decoder_section(decoder: &Decoder) -> String {
    let mut text = format!("\n## {}\n\nProduct id: `{}`.\n", decoder.name, decoder.id);
    if !decoder.fields.is_empty() {
        text.push_str("\n| field | what it tells | known | source |\n|---|---|---|---|\n");
        for field in decoder.fields {
            let cells = [&format!("`{}`", field.name), field.about, field.grade.id(), field.source];
            let _ = writeln!(text, "| {} |", cells.map(cell).join(" | "));
        }
    }
    if !decoder.codes.is_empty() {
        text.push_str("\n| code | value | meaning | effect | known | source |\n|---|---|---|---|---|---|\n");
        for code in decoder.codes {
            let value = if code.value.is_empty() { String::new() } else { format!("`{}`", code.value) };
            let cells = [
                &format!("`{}`", code.name),
                value.as_str(),
                code.meaning,
                code.effect,
                code.grade.id(),
                code.source,
            ];
            let _ = writeln!(text, "| {} |", cells.map(cell).join(" | "));
        }
    }
    text
}

fn cell(text: &str) -> String {
    words(text).replace('|', "\\|")
}
