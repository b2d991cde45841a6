//! What score-based filters write: SpamAssassin, Amavis, Rspamd, cPanel, MailScanner.

use super::letter::Mail;

impl Mail {
    /// SpamAssassin called by the mailbox server: its fields stand on top, scores in the list.
    pub fn spamassassin(self, score: f64, tests: &[(&str, f64)]) -> Self {
        let spam = score >= 5.0;
        let list: Vec<String> = tests.iter().map(|(name, points)| format!("{name}={points}")).collect();
        let mut lines = vec![
            "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-25) on mx1.example.edu".to_owned(),
            format!("X-Spam-Level: {}", "*".repeat(score.max(0.0) as usize)),
            format!(
                "X-Spam-Status: {}, score={score:.1} required=5.0 tests={}\n\tautolearn=no autolearn_force=no version=4.0.1",
                if spam { "Yes" } else { "No" },
                fold(&list, ",", 3)
            ),
        ];
        if spam {
            lines.insert(0, "X-Spam-Flag: YES".to_owned());
        }
        self.above(&lines)
    }

    /// Amavis in front of the mailbox server, with the threshold of Debian.
    pub fn amavis(self, score: f64, tests: &[(&str, f64)]) -> Self {
        let spam = score >= 6.31;
        let list: Vec<String> = tests.iter().map(|(name, points)| format!("{name}={points}")).collect();
        self.above(&[
            "X-Virus-Scanned: Debian amavis at example.edu".to_owned(),
            format!("X-Spam-Flag: {}", if spam { "YES" } else { "NO" }),
            format!("X-Spam-Score: {score}"),
            format!("X-Spam-Level: {}", "*".repeat(score.max(0.0) as usize)),
            format!(
                "X-Spam-Status: {}, score={score} tagged_above=-999 required=6.31\n\ttests=[{}] autolearn=no autolearn_force=no",
                if spam { "Yes" } else { "No" },
                fold(&list, ", ", 3)
            ),
        ])
    }

    /// Rspamd as a milter: its fields stand at the end.
    pub fn rspamd(self, score: f64, action: &str, symbols: &[&str]) -> Self {
        let result =
            format!("X-Spamd-Result: default: False [{score:.2} / 15.00];\n\t{}", symbols.join(";\n\t"));
        let queue = format!("X-Rspamd-Queue-Id: {}", self.own_queue_id());
        let action_line = format!("X-Rspamd-Action: {action}");
        let mail = self.below(&[&result, "X-Rspamd-Server: mx1.example.edu", &queue, &action_line]);
        if action == "add header" { mail.below(&["X-Spam: Yes"]) } else { mail }
    }

    /// SpamAssassin as cPanel's Exim prints it: ten times the score, a bar, the list in lines.
    pub fn cpanel_score(self, score: f64, rules: &[(&str, f64, &str)]) -> Self {
        let spam = score >= 5.0;
        let word = if spam { "Yes" } else { "No" };
        let mut report = vec![
            format!(
                "{}: Spam detection software, running on the system \"web1.example.edu\",",
                if spam { "X-Spam-Report" } else { "X-Ham-Report" }
            ),
            format!(
                " has {}identified this incoming email as possible spam.",
                if spam { "" } else { "NOT " }
            ),
            " Content preview:  Dear patron, the following items are due soon.".to_owned(),
            format!(" Content analysis details:   ({score:.1} points, 5.0 required)"),
            "  pts rule name              description".to_owned(),
            " ---- ---------------------- --------------------------------------------------".to_owned(),
        ];
        report.extend(rules.iter().map(|(name, points, text)| format!(" {points:4.1} {name:<22} {text}")));
        let status = format!("X-Spam-Status: {word}, score={score:.1}");
        let tenfold = format!("X-Spam-Score: {:.0}", score * 10.0);
        let bar =
            format!("X-Spam-Bar: {}", if score < 1.0 { "/".into() } else { "+".repeat(score as usize) });
        let report = report.join("\n");
        let flag = format!("X-Spam-Flag: {}", if spam { "YES" } else { "NO" });
        self.below(&[&status, &tenfold, &bar, &report, &flag])
    }

    /// MailScanner behind the institution's own server: appended, with the queue id.
    pub fn mailscanner(self, check: &str, letters: usize) -> Self {
        let id = format!("X-EXAMPLE-MailScanner-ID: {}.A1B2C", self.own_queue_id());
        let from = format!("X-EXAMPLE-MailScanner-From: {}", self.envelope);
        let check = format!("X-EXAMPLE-MailScanner-SpamCheck: {check}");
        let score = format!("X-EXAMPLE-MailScanner-SpamScore: {}", "s".repeat(letters));
        self.below(&[
            "X-EXAMPLE-MailScanner-Information: Please contact the helpdesk",
            &id,
            "X-EXAMPLE-MailScanner: Found to be clean",
            &check,
            &score,
            &from,
        ])
    }
}

fn fold(items: &[String], separator: &str, per_line: usize) -> String {
    let lines: Vec<String> = items.chunks(per_line).map(|c| c.join(separator)).collect();
    lines.join(&format!("{}\n\t", separator.trim_end()))
}
