//! Messages that carry another: bounces with a delivery status, junk reports with the message attached.

use super::clock;
use super::letter::Mail;

/// A bounce: `host` refused `mail` with `status` and `reply`, and the institution's own server returned it.
pub fn bounce(number: u32, mail: &Mail, host: &str, status: &str, reply: &str) -> Mail {
    let boundary = format!("=_bounce_{number}");
    let to = &mail.envelope;
    let mut body = format!(
        "--{boundary}\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mailrelay1.eu.exlibrisgroup.com.\n\nYour message could not be delivered.\n\n<{}>: host {host} said: {reply}\n\n",
        mail.to
    );
    body.push_str(&format!(
        "--{boundary}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mailrelay1.eu.exlibrisgroup.com\nArrival-Date: {}\n\nFinal-Recipient: rfc822; {}\nAction: failed\nStatus: {status}\nRemote-MTA: dns; {host}\nDiagnostic-Code: smtp; {reply}\n\n",
        clock::rfc5322(mail.at, 0),
        mail.to
    ));
    body.push_str(&format!("--{boundary}\nContent-Type: message/rfc822\n\n"));
    body.push_str(&String::from_utf8(mail.bytes()).unwrap());
    body.push_str(&format!("\n--{boundary}--\n"));
    Mail::alma(number)
        .from("MAILER-DAEMON@mailrelay1.eu.exlibrisgroup.com (Mail Delivery System)")
        .envelope("")
        .to(to)
        .subject("Undelivered Mail Returned to Sender")
        .field("Message-ID", format!("<{number}.DSN@mailrelay1.eu.exlibrisgroup.com>"))
        .field("Auto-Submitted", "auto-replied")
        .field(
            "Content-Type",
            format!("multipart/report; report-type=delivery-status;\n\tboundary=\"{boundary}\""),
        )
        .body(&body)
}

/// A person's report to the helpdesk with `mail` attached, as mail programs forward messages.
pub fn report_with_attachment(number: u32, mail: &[u8]) -> Mail {
    let boundary = format!("------------report{number}");
    let mut body = format!(
        "--{boundary}\nContent-Type: text/plain; charset=UTF-8\n\nThis went to my junk folder. It is from the library, is it not?\n\n--{boundary}\nContent-Type: message/rfc822; name=\"Courtesy notice.eml\"\nContent-Disposition: attachment; filename=\"Courtesy notice.eml\"\n\n"
    );
    body.push_str(&String::from_utf8_lossy(mail));
    body.push_str(&format!("\n--{boundary}--\n"));
    Mail::alma(number)
        .from("Bob Reader <bob@example.edu>")
        .envelope("bob@example.edu")
        .to("helpdesk@example.edu")
        .subject("Fwd: Courtesy notice: items due soon")
        .field("Message-ID", format!("<report-{number}@example.edu>"))
        .field("Content-Type", format!("multipart/mixed;\n boundary=\"{boundary}\""))
        .body(&body)
}
