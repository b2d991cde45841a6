//! A sheet of Markdown: the only markup is what is written here, and every text passes the door of [`untrusted`].

use crate::report::untrusted;

/// Markdown as it grows: blocks with an empty line between them.
#[derive(Debug, Default)]
pub(in crate::report) struct Sheet {
    text: String,
}

impl Sheet {
    /// A headline.
    pub(in crate::report) fn headline(&mut self, text: &str) {
        self.block(&format!("### {}", untrusted::markdown(text)));
    }

    /// A heading below it.
    pub(in crate::report) fn heading(&mut self, text: &str) {
        self.block(&format!("#### {}", untrusted::markdown(text)));
    }

    /// A paragraph.
    pub(in crate::report) fn paragraph(&mut self, text: &str) {
        self.block(&untrusted::markdown(text));
    }

    /// A paragraph that must not be overlooked.
    pub(in crate::report) fn alarm(&mut self, text: &str) {
        self.block(&format!("**{}**", untrusted::markdown(text)));
    }

    /// An item of a list, with a label in bold where there is one, then a value in a code span where there is one.
    pub(in crate::report) fn item(&mut self, label: &str, text: &str, value: Option<&str>) {
        self.line(0, "- ", label, text, value);
    }

    /// An item below an item.
    pub(in crate::report) fn sub_item(&mut self, text: &str, value: Option<&str>) {
        self.line(2, "- ", "", text, value);
    }

    /// A numbered item in bold.
    pub(in crate::report) fn number(&mut self, number: usize, text: &str) {
        self.gap();
        self.text.push_str(&format!("{number}. **{}**\n", untrusted::markdown(text)));
    }

    /// A step below a numbered item.
    pub(in crate::report) fn step(&mut self, label: &str, text: &str) {
        self.line(3, "- ", label, text, None);
    }

    /// Text to paste, below a numbered item.
    pub(in crate::report) fn snippet(&mut self, kind: &str, text: &str) {
        self.gap();
        self.text.push_str(&untrusted::markdown_block(language(kind), text, 3));
    }

    /// A table; the cells of the first columns are numbers, the last ones text.
    pub(in crate::report) fn table(&mut self, head: &[&str], numbers: usize, rows: &[Vec<String>]) {
        self.gap();
        self.row(head.iter().map(|cell| untrusted::markdown(cell)));
        let rule = (0..head.len()).map(|at| if at < numbers { "---:" } else { "---" }.to_owned());
        self.row(rule);
        for row in rows {
            self.row(row.iter().map(|cell| untrusted::markdown(cell)));
        }
    }

    /// Ends a list, so that what follows is no part of it.
    pub(in crate::report) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The whole sheet.
    pub(in crate::report) fn finish(self) -> String {
        self.text
    }

    fn block(&mut self, text: &str) {
        self.gap();
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    fn line(&mut self, indent: usize, mark: &str, label: &str, text: &str, value: Option<&str>) {
        let mut parts: Vec<String> = Vec::new();
        if !label.is_empty() {
            parts.push(format!("**{}:**", untrusted::markdown(label)));
        }
        if !text.is_empty() {
            parts.push(untrusted::markdown(text));
        }
        parts.extend(value.map(untrusted::markdown_code));
        self.text.push_str(&format!("{:indent$}{mark}{}\n", "", parts.join(" ")));
    }

    fn row(&mut self, cells: impl Iterator<Item = String>) {
        self.text.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    }
}

/// What a place to paste into may call the language of a snippet.
fn language(kind: &str) -> &'static str {
    match kind {
        "dns-txt" => "dns",
        "powershell" => "powershell",
        "toml" => "toml",
        _ => "text",
    }
}
