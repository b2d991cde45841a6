//! The settings of the Advanced Spam Filter that `X-CustomSpam` names.

use super::sources::CUSTOM;
use super::{Group, row};
use crate::evidence::filters::CodeDoc;
use crate::evidence::filters::Grade::Documented;

/// `X-CustomSpam`.
pub(in crate::evidence::filters::microsoft) static ASF: Group = Group::new("ASF", ASF_ROWS);
const RAISES: &str = "Raises the score, so that SCL 5 or 6 becomes possible.";
const NINE: &str = "High-confidence spam, SCL 9.";
const ASF_ROWS: &[CodeDoc] = &[
    row("ASF", "", "The Advanced Spam Filter setting that matched.", "", CUSTOM, Documented),
    row(
        "ASF",
        "Image links to remote sites",
        "A setting of the anti-spam policy: pictures linked from other sites (IncreaseScoreWithImageLinks).",
        RAISES,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Numeric IP in URL",
        "A setting of the anti-spam policy: a link with a bare address (IncreaseScoreWithNumericIps).",
        RAISES,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "URL redirect to other port",
        "A setting of the anti-spam policy: a link to an unusual port (IncreaseScoreWithRedirectToOtherPort).",
        RAISES,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "URL to .biz or .info websites",
        "A setting of the anti-spam policy: a link into .biz or .info (IncreaseScoreWithBizOrInfoUrls).",
        RAISES,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Empty Message",
        "A setting of the anti-spam policy: nothing in the message (MarkAsSpamEmptyMessages).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Embed tag in html",
        "A setting of the anti-spam policy: an embed tag (MarkAsSpamEmbedTagsInHtml).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Javascript or VBscript tags in HTML",
        "A setting of the anti-spam policy: a script (MarkAsSpamJavaScriptInHtml).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Form tag in html",
        "A setting of the anti-spam policy: a form (MarkAsSpamFormTagsInHtml).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "IFRAME or FRAME in HTML",
        "A setting of the anti-spam policy: a frame (MarkAsSpamFramesInHtml).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Web bug",
        "A setting of the anti-spam policy: a tracking picture (MarkAsSpamWebBugsInHtml). Newsletters and notices often have one.",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Object tag in html",
        "A setting of the anti-spam policy: an object tag (MarkAsSpamObjectTagsInHtml).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Sensitive word in subject/body",
        "A setting of the anti-spam policy: a word of Microsoft's list (MarkAsSpamSensitiveWordList).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "SPF Record Fail",
        "A setting of the anti-spam policy: SPF says fail (MarkAsSpamSpfRecordHardFail).",
        NINE,
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "SPF From Record Fail",
        "A setting of the anti-spam policy: the obsolete Sender ID test of From failed (MarkAsSpamFromAddressAuthFail).",
        "Spam, SCL 6.",
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "Backscatter NDR",
        "A setting of the anti-spam policy: a bounce of mail that was not sent from here (MarkAsSpamNdrBackscatter).",
        "Spam, SCL 6.",
        CUSTOM,
        Documented,
    ),
    row(
        "ASF",
        "This message was filtered by the custom spam filter option",
        "An Advanced Spam Filter setting in test mode matched.",
        "None: test mode only marks the message.",
        CUSTOM,
        Documented,
    ),
];
