//! Where the meanings of Microsoft's codes are known from.

/// The header reference.
pub(super) const HEADERS: &str = "Microsoft Learn: anti-spam message headers (2026-07-27)";
/// The troubleshooting article.
pub(super) const TROUBLE: &str = "Microsoft Learn: troubleshooting anti-spam policies (2026-08-03)";
/// The SCL article.
pub(super) const LEVEL: &str = "Microsoft Learn: spam confidence level (2026-05-21)";
/// The BCL article.
pub(super) const BULK: &str = "Microsoft Learn: bulk complaint level";
/// The ASF article.
pub(super) const CUSTOM: &str = "Microsoft Learn: Advanced Spam Filter settings";
/// The spoofing article.
pub(super) const SPOOFING: &str = "Microsoft Learn: anti-spoofing protection (2024-03-07)";
/// The connector article.
pub(super) const CONNECTORS: &str = "Microsoft Learn: enhanced filtering for connectors";
/// The stamps of Exchange Server.
pub(super) const STAMPS: &str = "Microsoft Learn: anti-spam stamps of Exchange Server";
/// The protocol of SCL and Sender ID properties.
pub(super) const PROTOCOL: &str = "Microsoft Open Specifications MS-OXCMAIL, MS-OXCSPAM";
/// Microsoft's own viewer.
pub(super) const VIEWER: &str = "Message Header Analyzer, github.com/microsoft/MHA";
/// A university's help page.
pub(super) const OXFORD: &str = "University of Oxford IT help: examine junk mail delivery";
/// Counted in public samples.
pub(super) const SAMPLES: &str = "public sample messages";
/// Write-ups of incidents and community posts.
pub(super) const COMMUNITY: &str = "administrators' reports";
/// The article on rules for the focused inbox.
pub(super) const CLUTTERED: &str = "Microsoft Learn: rules to bypass Clutter";
