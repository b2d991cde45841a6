//! The pages that list rules and filter fields are generated from the lists, and equal what is committed.

use std::fmt::Write;
use std::fs;

use whyjunk::evidence::filters::{By, DECODERS, Decoder, Exemption, SILENT};
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
    for remedy in REMEDIES.iter() {
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
    page.push_str("\n## Fields without a verdict\n\nKnown by name and not decoded, each with the reason.\n\n| field | reason | known | source |\n|---|---|---|---|\n");
    for field in SILENT {
        let cells = [&format!("`{}`", field.name), field.about, field.grade.id(), field.source];
        let _ = writeln!(page, "| {} |", cells.map(cell).join(" | "));
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
    if let Some(exemption) = decoder.exemption {
        text.push_str(&exemption_section(exemption));
    }
    text
}

fn exemption_section(exemption: &Exemption) -> String {
    let places = |text: &str| {
        text.replace("{from}", "(From domain)").replace("{include}", "(SPF include of the region)")
    };
    let who = match exemption.by {
        By::Administrator => "the administrator",
        By::Recipient => "the recipient, for one mailbox",
    };
    let mut text = format!("\nTo let a sender through ({who}): {}\n\n", exemption.about);
    let include = Some(&exemption.include).filter(|step| !step.is_empty());
    for step in exemption.steps.iter().chain(include) {
        let _ = writeln!(text, "- {}", places(step).replace('<', "&lt;"));
    }
    let _ = write!(
        text,
        "\n{} Known: {}; source: {}.\n",
        exemption.caution,
        exemption.grade.id(),
        exemption.source
    );
    text
}

fn cell(text: &str) -> String {
    words(text).replace('|', "\\|")
}

/// The block that shows output is real: every line of it, in this order; `...` stands for what is left out.
#[test]
fn the_readme_shows_real_output() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("<!-- output of: ").unwrap();
    let (args, rest) = rest.split_once(" -->\n```text\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let output = run(&args.split(' ').collect::<Vec<_>>());
    let output = String::from_utf8(output.out).unwrap();
    let mut lines = output.lines();
    for line in block.lines().filter(|l| *l != "...") {
        assert!(lines.any(|l| l == line), "not in the output, or not in this order: {line:?}\n{output}");
    }
}

#[test]
fn the_readme_commands_and_links_exist() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let first = "cargo run --release -- --config fixtures/demo/site.toml --relays fixtures/demo/relays.toml fixtures/demo/junk-folder.mbox\ncargo test\n";
    assert!(readme.contains(first));
    for (page, text) in pages() {
        for link in text.split("](").skip(1).map(|l| l.split([')', '#']).next().unwrap()) {
            let local = !link.is_empty() && !link.contains("://");
            let folder = page.parent().unwrap();
            assert!(!local || folder.join(link).exists(), "{}: {link}", page.display());
        }
    }
}

/// Each column has a row, in the order of the columns, and there is no row of another.
#[test]
fn the_columns_are_documented() {
    let page = fs::read_to_string(root().join("docs/output.md")).unwrap();
    let (_, section) = page.split_once("\n## CSV\n").unwrap();
    let (_, table) = section.split_once("| column | content |\n|---|---|\n").unwrap();
    let described: Vec<&str> = table
        .lines()
        .map_while(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .map(|(column, content)| if content.is_empty() { "no content" } else { column })
        .collect();
    let rows = run(&["--format", "csv", "fixtures/demo/junk-folder.mbox"]);
    let mut reader = csv::Reader::from_reader(rows.out.as_slice());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), described);
}

fn pages() -> Vec<(std::path::PathBuf, String)> {
    let mut paths: Vec<_> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(|p| root().join(p)).into();
    paths.extend(fs::read_dir(root().join("docs")).unwrap().map(|e| e.unwrap().path()));
    paths
        .into_iter()
        .filter(|p| !p.ends_with("filters.md"))
        .map(|p| (p.clone(), fs::read_to_string(p).unwrap()))
        .collect()
}
