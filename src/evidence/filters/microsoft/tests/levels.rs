//! Which of several levels counts, and what a report that says nothing leaves alone.
use super::*;

#[test]
fn of_several_levels_the_one_that_the_report_repeats_counts_or_else_the_last() {
    let told = |fields: &str| {
        let mut told = (None, Verdict::Unknown, Trust::Unverifiable, 0);
        Case::cloud(fields).run(|_, r| {
            let counted = r.iter().filter(|r| r.trust.counts() && r.role == Role::Receiver).count();
            told = (r[0].code("SCL").map(str::to_owned), r[0].verdict, r[0].trust, counted);
        });
        told
    };
    let two = "X-MS-Exchange-Organization-SCL: 9\r\nX-MS-Exchange-Organization-SCL: 1";
    let swapped = "X-MS-Exchange-Organization-SCL: 1\r\nX-MS-Exchange-Organization-SCL: 9";
    for levels in [two, swapped] {
        let with = told(&format!("{levels}\r\n{}", report("SCL:1;SFV:NSPM;CAT:NONE")));
        assert_eq!(with, (Some("1".to_owned()), Verdict::NotSpam, Trust::Trusted, 1), "{levels}");
    }
    assert_eq!(told(two).0.as_deref(), Some("1"));
    let block = format!("X-MS-Exchange-Organization-Network-Message-Id: 1\r\n{two}");
    assert_eq!(told(&block), (Some("1".to_owned()), Verdict::NotSpam, Trust::Trusted, 1));
}

#[test]
fn a_report_that_says_nothing_takes_nothing_away() {
    for report in ["EFV:NLI;", "", "CTRY:NL;IPV:NLI;DIR:INB;", "SFV:;", "SFV:NSPM;DIR:INB;"] {
        let fields = format!("X-Forefront-Antispam-Report: {report}\r\nX-MS-Exchange-Organization-SCL: 5");
        let (_, verdict, _, trust, role, _) = Case::cloud(&fields).first();
        assert_eq!((verdict, trust, role), (Verdict::Spam, Trust::Trusted, Role::Receiver), "{report}");
    }
    Case::cloud("X-Forefront-Antispam-Report: EFV:NLI;").run(|_, r| {
        assert_eq!((r.len(), r[0].verdict, r[0].code("EFV")), (1, Verdict::Unknown, Some("NLI")));
    });
}
