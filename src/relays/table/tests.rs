//! Composed pages, spreadsheets and pasted lines.
#![allow(clippy::unwrap_used)]

use super::*;

fn found(import: &Import) -> Vec<String> {
    let show = |f: &Found| {
        let host = match &f.what {
            What::Address(_, Some(host)) => format!(" {host}"),
            _ => String::new(),
        };
        format!("{} {}{host} @{}", f.region, f.what.key(), f.row)
    };
    import.found.iter().map(show).collect()
}

fn puzzles(import: &Import) -> Vec<String> {
    import.puzzles.iter().map(|p| format!("{}: {} {}", p.row, p.text, p.why)).collect()
}

#[test]
fn a_page_gives_the_table_under_its_heading_and_no_other() {
    let page = "<!DOCTYPE html><html><head><style>td{}</style><script>var t='<td>192.0.2.99</td>'</script></head><body>\
        <h2>Firewall</h2><table><tr><th>Region<th>Addresses<tr><td>Europe<td>198.51.100.0/24</table>\
        <h2>Mail Relay<br>Gateways</h2><p>For Europe both must be added.</p>\
        <table class=t><thead><tr><th>Region</th><th>Hostname</th><th>IP</th><th>SPF</th></tr></thead><tbody>\
        <tr><td>North&nbsp;America</td><td>relay1.na.example.org</td><td>192.0.2.1</td>\
        <td><p>include:spf-na.example.org</p></td></tr>\
        <tr><td rowspan=2>Europe (EU)</td><td>relay1.eu.example.org<br>relay2.eu.example.org</td>\
        <td>192.0.2.10<br/>192.0.2.11</td><td rowspan=\"2\">spf-eu.example.org</td></tr>\
        <tr><td>relay3.eu.example.org</td><td>2001:db8::5</td></tr>\
        <tr><td></td><td>odd.example.org</td><td>192.0.2.40</td><td></td></tr>\
        <tr><td>Middle East</td><td></td><td>192.0.2.41</td><td></td></tr>\
        <tr><td>China</td><td>a.cn.example.org</td><td>10.0.0.1</td><td>&ndash;</td></tr>\
        </tbody></table><p>192.0.2.77</p></body></html>";
    let import = read(page.as_bytes()).unwrap();
    assert_eq!(
        found(&import),
        [
            "na 192.0.2.1 relay1.na.example.org @2",
            "na include:spf-na.example.org @2",
            "eu 192.0.2.10 relay1.eu.example.org @3",
            "eu 192.0.2.11 relay2.eu.example.org @3",
            "eu include:spf-eu.example.org @3",
            "eu 2001:db8::5 relay3.eu.example.org @4",
        ]
    );
    assert_eq!(
        puzzles(&import),
        [
            "5: odd.example.org | 192.0.2.40 has no region",
            "6: Middle East | 192.0.2.41 \"Middle East\" is no region that whyjunk knows",
            "7: 10.0.0.1 is no public address",
        ]
    );
    assert_eq!(import.left_out.len(), 1);
    assert_eq!((import.left_out[0].table.as_str(), import.left_out[0].rows), ("table 1 (Firewall)", 1));
}

#[test]
fn of_several_tables_without_a_word_about_relays_none_is_taken() {
    let table = "<table><tr><td>Europe<td>192.0.2.1</table>";
    let two = read(format!("<h1>Addresses</h1>{table}{table}").as_bytes()).unwrap();
    assert!(two.found.is_empty() && two.left_out.len() == 2);
    assert_eq!(found(&read(table.as_bytes()).unwrap()), ["eu 192.0.2.1 @1"]);
}

#[test]
fn any_delimiter_is_read() {
    let rows = [
        ["Region", "Mail relay", "IP address", "Notes"],
        ["Asia-Pacific", "relay.ap.example.org", "192.0.2.20", "NA"],
        ["CA", "relay.ca.example.org", "192.0.2.30", "since 2024, TLS"],
        ["", "relay.example.org", "192.0.2.31", ""],
    ];
    for (delimiter, name) in [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        let line = |row: &[&str; 4]| row.map(|cell| format!("\"{cell}\"")).join(delimiter);
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\r\n");
        let import = read(text.as_bytes()).unwrap();
        assert_eq!(import.form, format!("table separated by {name}"));
        let is = ["ap 192.0.2.20 relay.ap.example.org @2", "ca 192.0.2.30 relay.ca.example.org @3"];
        assert_eq!(found(&import), is, "{text}");
        assert_eq!(puzzles(&import), ["4: relay.example.org | 192.0.2.31 has no region"]);
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&read(&utf16).unwrap()), is);
    }
}

#[test]
fn pasted_lines_take_the_region_from_themselves_or_their_heading() {
    let text = "Mail relay gateways\n\nEurope:\n  192.0.2.10 and 192.0.2.11\n\nNorth America  192.0.2.1  relay.example.org\n\
        Both must be added.\n192.0.2.50\nEU 192.0.2.12\nCN: 192.0.2.60 - 192.0.2.61\nEurope and China 192.0.2.70\n\
        see 192.0.2.80 NA\nCanada: 192.0.2.10\n";
    let import = read(text.as_bytes()).unwrap();
    assert_eq!(import.form, "text");
    assert_eq!(
        found(&import),
        [
            "eu 192.0.2.10 @4",
            "eu 192.0.2.11 @4",
            "na 192.0.2.1 relay.example.org @6",
            "eu 192.0.2.12 @9",
            "cn 192.0.2.60/31 @10"
        ]
    );
    assert_eq!(
        puzzles(&import),
        [
            "8: 192.0.2.50 has no region",
            "11: Europe and China 192.0.2.70 names several regions",
            "12: see 192.0.2.80 NA has no region",
            "13: 192.0.2.10 stands in row 4 already, with another region",
        ]
    );
}

#[test]
fn regions_may_be_the_columns() {
    let text = "Relay,North America,Europe,Notes\nSPF include,spf-na.example.org,spf-eu.example.org,x\n\
        Addresses,192.0.2.1,\"192.0.2.10, 192.0.2.11\",192.0.2.99\n";
    let import = read(text.as_bytes()).unwrap();
    assert_eq!(found(&import).len(), 5);
    assert_eq!(found(&import)[4], "eu 192.0.2.11 @3");
    assert_eq!(puzzles(&import).len(), 1, "{:?}", import.puzzles);
}

#[test]
fn files_that_hold_no_table_are_named() {
    for (bytes, says) in [
        (&b"PK\x03\x04xxxx"[..], "workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\0\0\0", "no text"),
        (b" \n", "empty"),
        (b"From: <Saved by>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "archive"),
    ] {
        assert!(read(bytes).unwrap_err().to_string().contains(says), "{says}");
    }
    assert!(read(b"nothing here").unwrap().found.is_empty());
}

#[test]
fn a_hostile_page_ends_soon_and_says_which_limit_it_met() {
    let spans = format!("<table>{}", "<tr><td colspan=64 rowspan=1000>192.0.2.1 ".repeat(30_000));
    assert!(read(spans.as_bytes()).unwrap_err().to_string().contains("20000 rows of tables"));
    let long = format!("<table>{}", format!("<tr><td colspan=64>{}", "x".repeat(60_000)).repeat(200));
    assert!(read(long.as_bytes()).unwrap_err().to_string().contains("MiB of cells"));
    let attributes: String = (0..200_000).map(|n| format!("a{n} ")).collect();
    assert!(read(format!("<table><tr {attributes}><td>x").as_bytes()).unwrap().found.is_empty());
    assert!(read("<table><tr><td>".repeat(100_000).as_bytes()).is_err());
}

proptest::proptest! {
    #[test]
    fn no_text_ends_a_run(text in "(<(table|tr|td rowspan=3|th|/table|h2|caption|br)>|Europe|EU|192\\.0\\.2\\.1|[,;|\t \n]|.){0,60}") {
        let _ = read(text.as_bytes());
    }
}
