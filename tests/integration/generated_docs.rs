//! The pages that list rules and filter fields are generated from the lists, and equal what is committed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use whyjunk::evidence::filters::{By, DECODERS, Decoder, Exemption, SILENT};
use whyjunk::remedies::REMEDIES;
use whyjunk::report::exports::EXPORTS;
use whyjunk::rules::{RULES, Rule, RuleKind};

use super::run::{root, run};

/// Refresh with `UPDATE_DOCS=1 cargo test generated_docs`.
#[test]
fn pages_are_up_to_date() {
    for (name, page) in
        [("rules.md", rules_page()), ("filters.md", filters_page()), ("exporting.md", exporting_page())]
    {
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

#[test]
fn the_program_tells_every_way_to_export() {
    let table = String::from_utf8(run(&["rules", "export"]).out).unwrap();
    for pair in EXPORTS.windows(2) {
        assert!(pair[0].id < pair[1].id, "{}", pair[1].id);
    }
    for export in EXPORTS {
        assert!(table.contains(export.id), "{}", export.id);
        let one = words(&String::from_utf8(run(&["rules", export.id]).out).unwrap());
        for part in
            export.steps.iter().chain([&export.program, &export.headers, &export.folder, &export.caution])
        {
            assert!(one.contains(&words(part)), "{part:?} is not in `whyjunk rules {}`:\n{one}", export.id);
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

fn exporting_page() -> String {
    let mut page = String::from(
        "<!-- Generated from src/report/exports.rs: UPDATE_DOCS=1 cargo test generated_docs -->\n# Exporting mail\n\nHow to get messages out of each mail program, and what that keeps and loses. The same text: `whyjunk rules export`. There is no IMAP client in `whyjunk`: it reads what you export, and asks for no password.\n\nWhatever you export, give it as it is: a file, a folder, a `.zip`, `.tar`, `.gz` or `.tar.gz`. The folder is told by its name, inside archives too.\n\n| program | gives | headers | body | folder | marks |\n|---|---|---|---|---|---|\n",
    );
    for export in EXPORTS {
        let cells = [export.program, export.gives, export.headers, export.body, export.folder, export.flags];
        let _ = writeln!(page, "| {} |", cells.map(cell).join(" | "));
    }
    for export in EXPORTS {
        let _ = write!(
            page,
            "\n## {}\n\nGives {}. `whyjunk rules {}`\n\n",
            export.program, export.gives, export.id
        );
        for (number, step) in export.steps.iter().enumerate() {
            let _ = writeln!(page, "{}. {}", number + 1, step.replace('<', "&lt;"));
        }
        if !export.caution.is_empty() {
            let _ = write!(page, "\n{}\n", export.caution);
        }
        let _ = write!(page, "\nSource: {}.\n", export.source);
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
        .filter(|p| p.is_file() && !p.ends_with("filters.md"))
        .map(|p| (p.clone(), fs::read_to_string(p).unwrap()))
        .collect()
}

/// Refresh with `UPDATE_DOCS=1 cargo test generated_docs`. A word that is missing would be taken out of redacted reports.
#[test]
fn words_of_the_program_are_up_to_date() {
    let path = root().join("src/report/redact/words.txt");
    let words: String = program_words().into_iter().map(|word| word + "\n").collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &words).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == words, "words.txt differs; see CONTRIBUTING.md, \"generated pages\"");
}

/// The words in the strings of the program's own code, lower case, and names with points such as `smtp.mailfrom`.
fn program_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for source in super::guards::sources() {
        let name = source.path.as_str();
        let is_data =
            name.contains("/tests") || name.ends_with("testing.rs") || name.ends_with("providers/table.rs");
        if !name.starts_with("src/")
            || ["src/report/redact", "src/serve"].iter().any(|own| name.starts_with(own))
            || is_data
        {
            continue;
        }
        for text in strings(source.text.split("mod tests {").next().unwrap()) {
            let lower = text.to_lowercase();
            let is_word = |w: &&str| w.contains(|c: char| c.is_ascii_alphabetic()) && w.len() <= 30;
            words.extend(lower.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(str::to_owned));
            let tokens = lower.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')));
            let names = tokens.map(|t| t.trim_matches(['.', '-', '_']));
            let names = names.filter(|t| t.contains('.') && !t.contains('@') && !t.contains("example"));
            words.extend(names.filter(is_word).map(str::to_owned));
        }
    }
    words
}

/// The strings of some Rust code, without their escapes.
fn strings(code: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(['"', '\'', '/', 'r']) {
        let (found, behind) = rest.split_at(at);
        let is_name = found.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = if behind.starts_with("//") {
            behind.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some((open, close)) = raw_quotes(behind).filter(|_| !is_name) {
            let (text, rest) = behind[open.len()..].split_once(close.as_str()).unwrap();
            strings.push(text.to_owned());
            rest
        } else if let Some(text) = behind.strip_prefix('"') {
            let end = end_of_string(text);
            strings.push(unescaped(&text[..end]));
            &text[end + 1..]
        } else if let Some(escaped) = behind.strip_prefix("'\\") {
            // The quote in '\'' itself stands before the one that ends it.
            let at = usize::from(escaped.starts_with('\''));
            escaped[at..].find('\'').map_or("", |end| &escaped[at + end + 1..])
        } else if let Some(c) = behind.strip_prefix('\'').and_then(|b| b.chars().next()) {
            let behind = &behind[1 + c.len_utf8()..];
            behind.strip_prefix('\'').unwrap_or(behind)
        } else {
            &behind[1..]
        };
    }
    strings
}

/// The quotes of a raw string that begins here.
fn raw_quotes(text: &str) -> Option<(String, String)> {
    let hashes = text.strip_prefix('r')?.chars().take_while(|c| *c == '#').count();
    let marks = "#".repeat(hashes);
    let open = format!("r{marks}\"");
    text.starts_with(&open).then(|| (open, format!("\"{marks}")))
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.unwrap().0
}

/// Escapes as blanks; a line that is continued goes on.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => {
                if chars.next() == Some('u') {
                    chars.by_ref().find(|c| *c == '}');
                }
                plain.push(' ');
            }
            (c, false) => plain.push(c),
        }
    }
    plain
}

#[test]
fn strings_are_told_from_code() {
    let code = r##"let a = "one \"two\" \u{202e}three"; let b = '"'; let c = '\''; // "no"
        let d: &'static str = r#"raw "four""#; for r in x { } "five""##;
    assert_eq!(strings(code), ["one  two   three", "raw \"four\"", "five"]);
}
