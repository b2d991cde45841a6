//! What the tests of the score-based decoders share.

use crate::evidence::authentication::Authentication;
use crate::evidence::filters::{Context, Decoder, Reading};
use crate::evidence::route;
use crate::headers::{CarriedField, Headers, Limits, parse};
use crate::settings::Settings;

/// The two hops of the receiving side, newest first: `mx1.example.edu`, queue id `4XyZab1cDz9s`, is the border.
pub(in crate::evidence::filters) const HOPS: &str = "\
Received: from mx1.example.edu ([10.0.0.5]) by imap.example.edu with LMTP id ab12CD; Mon, 02 Mar 2026 09:00:07 +0000
Received: from relay.example.net (relay.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s; Mon, 02 Mar 2026 09:00:05 +0000 (UTC)
Received: from app (localhost [127.0.0.1]) by relay.example.net (Postfix) with ESMTP id 4XyZ0a1bCd; Mon, 02 Mar 2026 08:59:58 +0000 (UTC)
From: Library <circ@library.example.edu>
";

/// `fields` above the hops: written by a trusted server.
pub(in crate::evidence::filters) fn above(fields: &str) -> &'static str {
    format!("{fields}\n{HOPS}\n").leak()
}

/// `fields` below everything that hops wrote.
pub(in crate::evidence::filters) fn below(fields: &str) -> &'static str {
    format!("{HOPS}{fields}\n\n").leak()
}

/// Runs one decoder over a message.
pub(in crate::evidence::filters) fn run<'m>(decoder: &Decoder, message: &'m str) -> Vec<Reading<'m>> {
    run_carried(decoder, message, Vec::new())
}

/// Runs one decoder over a message of an institution with settings.
pub(in crate::evidence::filters) fn run_with<'m>(
    decoder: &Decoder,
    message: &'m str,
    settings: &Settings,
) -> Vec<Reading<'m>> {
    read(decoder, &parse(message.as_bytes(), &Limits::default()), settings)
}

/// Runs one decoder over a message with a wrapper's fields.
pub(in crate::evidence::filters) fn run_carried<'m>(
    decoder: &Decoder,
    message: &'m str,
    carried: Vec<CarriedField<'m>>,
) -> Vec<Reading<'m>> {
    let mut headers = parse(message.as_bytes(), &Limits::default());
    headers.carried = carried;
    read(decoder, &headers, &Settings::default())
}

fn read<'m>(decoder: &Decoder, headers: &Headers<'m>, settings: &Settings) -> Vec<Reading<'m>> {
    let route = route::collect(headers, settings);
    let authentication = Authentication::default();
    let context = Context { headers, route: &route, authentication: &authentication, settings };
    let mut readings = Vec::new();
    (decoder.decode)(&context, &mut readings);
    readings
}

/// The one reading of a message that a trusted server wrote.
pub(in crate::evidence::filters) fn one<'m>(decoder: &Decoder, message: &'m str) -> Reading<'m> {
    let mut readings = run(decoder, message);
    assert_eq!(readings.len(), 1, "{readings:#?}");
    readings.remove(0)
}
