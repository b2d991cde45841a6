//! Every decoder of filter fields, behind a route with a border, as Microsoft, Gmail and Postfix write it.
#![no_main]

mod raw;

use libfuzzer_sys::fuzz_target;
use whyjunk::settings::Settings;

const TOPS: [&str; 3] = [
    "Received: from mail.example.net (203.0.113.9) by\n AM4PEPF1.mail.protection.outlook.com (10.167.16.5) with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport; Mon, 02 Mar 2026 09:00:05 +0000\n",
    "Received: from mail.example.net (mail.example.net. [203.0.113.9])\n by mx.google.com with ESMTPS id 1-2si3abc.12.2026.03.02.01.00.05; Mon, 02 Mar 2026 01:00:05 -0800 (PST)\n",
    "Received: from mail.example.net (mail.example.net [203.0.113.9])\n\tby mx1.example.edu (Postfix) with ESMTPS id 4Xy1; Mon, 02 Mar 2026 09:00:05 +0000 (UTC)\n",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, fields)) = data.split_first() else { return };
    let mut message = TOPS[usize::from(choice % 3)].as_bytes().to_vec();
    message.extend_from_slice(b"From: a@example.edu\n");
    message.extend_from_slice(fields);
    let analysis = whyjunk::analyze_message(raw::message(&message), &Settings::default());
    for finding in &analysis.diagnosis.findings {
        assert!(!finding.places.is_empty());
    }
});
