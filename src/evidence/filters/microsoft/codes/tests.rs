//! Every code has its row, and a value finds it.

use super::*;
use crate::evidence::filters::Grade;

#[test]
fn every_documented_code_has_a_meaning() {
    let sfv = ["NSPM", "SPM", "SKN", "SKA", "SFE", "SKI", "SKS", "SKB", "BLK", "SKQ", "DMS"];
    let cat = [
        "NONE", "AMP", "MALW", "SAP", "FTBP", "HPHSH", "HPHISH", "PHSH", "INTOS", "SPOOF", "UIMP", "DIMP",
        "BIMP", "GIMP", "HSPM", "SPM", "BULK", "OSPM",
    ];
    let sfty = ["9.19", "9.20", "9.25", "9.11", "9.22", "9.1", "9.21", "9.23", "9.24"];
    let table: [(&str, &[&str]); 7] = [
        ("SFV", &sfv),
        ("CAT", &cat),
        ("SFTY", &sfty),
        ("SCL", &["-1", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        ("BCL", &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        ("DIR", &["INB", "OUT", "INT"]),
        ("IPV", &["CAL", "NLI"]),
    ];
    for (key, values) in table {
        for value in values {
            assert!(of_report(key).and_then(|g| g.meaning(value)).is_some(), "{key}:{value}");
        }
    }
    assert!(of_report("SRV").and_then(|g| g.meaning("BULK")).is_some());
    for (key, values) in [
        ("dest", &["I", "J", "C"][..]),
        ("RF", &["JunkEmail"]),
        ("ucf", &["0", "1"]),
        ("wl", &["0", "1"]),
        ("auth", &["0", "1"]),
        ("D", &["0", "1", "2"]),
        (
            "OFR",
            &[
                "SpamFilterAuthJ",
                "SpamFilterPass",
                "TrustedSenderList",
                "SenderInAddressBook",
                "CustomRules",
                "ExclusiveSettings",
            ],
        ),
    ] {
        for value in values {
            assert!(of_delivery(key).and_then(|g| g.meaning(value)).is_some(), "{key}:{value}");
        }
    }
}

#[test]
fn every_composite_reason_has_a_meaning() {
    for reason in [
        "000", "001", "002", "010", "100", "101", "102", "103", "104", "105", "108", "109", "111", "112",
        "115", "116", "130", "199", "201", "202", "299", "300", "401", "405", "451", "460", "501", "502",
        "601", "602", "701", "702", "703", "704", "799", "905", "999",
    ] {
        assert!(COMPAUTH.meaning(reason).is_some(), "{reason}");
    }
    assert_ne!(COMPAUTH.meaning("100"), COMPAUTH.meaning("199"));
    assert_eq!(COMPAUTH.meaning("599"), None);
    assert_eq!(COMPAUTH.meaning("10"), None);
    assert!(COMPAUTH.meaning("105").is_some_and(|m| m.contains("not documented")));
}

#[test]
fn unknown_values_have_no_meaning() {
    assert_eq!(SCL.meaning("10"), None);
    assert_eq!(SCL.meaning("-2"), None);
    assert_eq!(SCL.meaning(""), None);
    assert_eq!(BCL.meaning("99999999999999999999"), None);
    assert_eq!(of_report("SFV").and_then(|g| g.meaning("XYZ")), None);
    assert!(of_report("NEWKEY").is_none());
    assert!(of_report("sfv").is_some());
    assert!(of_report("CIP").and_then(|g| g.meaning("192.0.2.1")).is_some());
}

#[test]
fn rows_are_complete_sentences_and_unique() {
    for rows in [&MICROSOFT_365[..], &OUTLOOK_COM[..], &EXCHANGE_SERVER[..]] {
        for (at, r) in rows.iter().enumerate() {
            assert!(r.meaning.ends_with('.'), "{} {}", r.name, r.value);
            assert!(r.effect.is_empty() || r.effect.ends_with('.'), "{} {}", r.name, r.value);
            assert!(!r.source.is_empty());
            let twice = rows[..at].iter().any(|o| o.name == r.name && o.value == r.value);
            assert!(!twice, "{} {} is there twice", r.name, r.value);
            match r.grade {
                Grade::Unknown => assert!(r.meaning.contains("not documented"), "{} {}", r.name, r.value),
                Grade::Reported => {
                    let says = r.meaning.contains("eported by third") || r.meaning.contains("not documented");
                    assert!(says || matches!(r.name, "ucf"), "{} {}", r.name, r.value);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_asf_setting_has_its_effect() {
    let rows: Vec<_> = MICROSOFT_365.iter().filter(|r| r.name == "ASF" && !r.value.is_empty()).collect();
    assert_eq!(rows.len(), 16);
    assert!(rows.iter().all(|r| !r.effect.is_empty()));
}
