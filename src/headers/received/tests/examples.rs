//! Composed trace fields of every dialect and what is read from them.

/// A raw value, where a final `; D` stands for [`super::DATE`], and what is read: the dialect, then each
/// clause that is there, then marks. The date is named only when it is not [`super::EPOCH`].
pub(super) const EXAMPLES: &[(&str, &str)] = &[
    // postfix
    (
        "from mail.example.net (mx7.example.net [192.0.2.10])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(Client CN \"mail.example.net\", Issuer \"Example CA\" (verified OK))\r\n\t(Authenticated sender: alice)\r\n\tby mx1.example.edu (Postfix) with ESMTPSA id 4XyZab1cDz9s\r\n\tfor <bob@example.edu>; D",
        "postfix · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPSA · id=4XyZab1cDz9s · for=bob@example.edu · tls=TLSv1.3|TLS_AES_256_GCM_SHA384 · confirmed · authenticated",
    ),
    (
        "from mail.example.net (unknown [IPv6:2001:db8::10]) (using TLSv1.2 with cipher X (128/128 bits)) (No client certificate requested) by mx1.example.edu (Postfix) with ESMTPS id 12AB; D",
        "postfix · helo=mail.example.net · ip=2001:db8::10 · by=mx1.example.edu · with=ESMTPS · id=12AB · tls=TLSv1.2|X",
    ),
    (
        "by mx1.example.edu (Postfix, from userid 33) id 4XyZ0a1bCd; D",
        "postfix · by=mx1.example.edu · id=4XyZ0a1bCd",
    ),
    (
        "by mx1.example.edu (Postfix) with ESMTPSA id 8BF54C19422; D",
        "postfix · by=mx1.example.edu · with=ESMTPSA · id=8BF54C19422 · tls=| · authenticated",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP; D",
        "postfix · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · confirmed",
    ),
    (
        "from mail.example.net (unknown[192.0.2.10]) by mx1.example.edu (Postfix) with SMTP id 9029AFB732; D",
        "postfix · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · id=9029AFB732",
    ),
    (
        "from mail.example.net (unknown [192.0.2.10]) by mx1.example.edu (KnoxPortal) with ESMTP id 20190101~5-nfz22y9_; D",
        "postfix-like · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=20190101~5-nfz22y9_",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) (using TLSv1.3 with cipher X (256/256 bits)) by mx1.example.edu with ESMTPS id 1; D",
        "postfix-like · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPS · id=1 · tls=TLSv1.3|X",
    ),
    // exim
    (
        "from mx7.example.net ([192.0.2.10] helo=mail.example.net)\r\n\tby mx1.example.edu with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\r\n\t(Exim 4.98) (envelope-from <alice@example.net>)\r\n\tid 1tABcD-000000001aB-2CdE for bob@example.edu; D",
        "exim · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtps · id=1tABcD-000000001aB-2CdE · for=bob@example.edu · env=alice@example.net · tls=TLS1.3|TLS_AES_256_GCM_SHA384 · confirmed",
    ),
    (
        "from host9.example.org ([198.51.100.9]:49914 helo=mail.example.org) by mx1.example.edu with esmtpsa (TLS1.3:X:256) (Exim 4.98.2 #2 (Red Hat Linux)) id 1tABcD-0005ab-2C; D",
        "exim · helo=mail.example.org · rdns=host9.example.org · ip=198.51.100.9 · port=49914 · by=mx1.example.edu · with=esmtpsa · id=1tABcD-0005ab-2C · tls=TLS1.3|X · confirmed · authenticated",
    ),
    (
        "from [198.51.100.9] (port=40123 helo=[192.168.1.4]) by mx1.example.edu with esmtpsa (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.90) id 1tABcD-0005ab-2C; D",
        "exim · helo=[192.168.1.4] · ip=198.51.100.9 · port=40123 · by=mx1.example.edu · with=esmtpsa · id=1tABcD-0005ab-2C · tls=TLSv1.2|ECDHE-RSA-AES256-GCM-SHA384 · authenticated",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by mx1.example.edu with esmtp (Exim 4.96) id 1tABcD-0005ab-2C; D",
        "exim · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtp · id=1tABcD-0005ab-2C · confirmed",
    ),
    (
        "from www-data by web.example.org with local (Exim 4.96) (envelope-from <www-data@web.example.org>) id 1tABcD-0005ab-2C; D",
        "exim · by=web.example.org · with=local · id=1tABcD-0005ab-2C · env=www-data@web.example.org",
    ),
    (
        "from root (helo=localhost) by web.example.org with local-bsmtp (Exim 4.30; FreeBSD) id 1tABcD-0005ab-2C for a@example.org; D",
        "exim · helo=localhost · by=web.example.org · with=local-bsmtp · id=1tABcD-0005ab-2C · for=a@example.org",
    ),
    (
        "from mail.example.net ([192.0.2.10] ident=[a/b]) by mx1.example.edu with esmtp (Cipher TLSv1:DES-CBC3-SHA:168) (Exim 3.31 #1 (Debian)) id 18m0hT-00031I-00 for <a@example.edu>; D",
        "exim · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtp · id=18m0hT-00031I-00 · for=a@example.edu · tls=TLSv1|DES-CBC3-SHA · confirmed",
    ),
    (
        "by host.example.org with utf8esmtp (Exim 4.96) id 1tABcD-0005ab-2C; D",
        "exim · by=host.example.org · with=utf8esmtp · id=1tABcD-0005ab-2C",
    ),
    // sendmail
    (
        "from mail.example.net (mx7.example.net [192.0.2.10] (may be forged))\r\n\t(authenticated bits=0)\r\n\tby mx1.example.edu (8.18.1/8.18.1) with ESMTPS id 46180Kxx012345\r\n\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NO)\r\n\tfor <bob@example.edu>; D",
        "sendmail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPS · id=46180Kxx012345 · for=bob@example.edu · tls=TLSv1.3|TLS_AES_256_GCM_SHA384 · clear · authenticated",
    ),
    (
        "from mail.example.net (IDENT:alice@mx7.example.net [192.0.2.10]) by mx1.example.edu (8.11.6/8.11.6) with SMTP id h381Vvf19860; D",
        "sendmail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · id=h381Vvf19860 · confirmed · clear",
    ),
    (
        "from mail.example.net (alice@[192.0.2.10]) by mx1.example.edu (8.11.6/8.11.6) with SMTP id h381Vvf19860; D",
        "sendmail · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · id=h381Vvf19860 · clear",
    ),
    (
        "(from root@localhost) by host.example.edu (8.17.1/8.17.1/Submit) id 46180Kxx; D",
        "sendmail · by=host.example.edu · id=46180Kxx · env=root@localhost · clear",
    ),
    (
        "from localhost (localhost) by mx1.example.edu (8.17.2/8.17.2) id gWjKPD2i071354; D",
        "sendmail · helo=localhost · rdns=localhost · by=mx1.example.edu · id=gWjKPD2i071354 · clear",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) (authenticated) by mx1.example.edu (8.11.4/8.11.4) with ESMTP id h0KKa7d32306; D",
        "sendmail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=h0KKa7d32306 · confirmed · clear · authenticated",
    ),
    // microsoft
    (
        "from mail.example.net (192.0.2.10) by\r\n XX1EUR00FT000.mail.protection.outlook.com (10.152.0.5) with Microsoft SMTP\r\n Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9000.12 via Frontend\r\n Transport; D",
        "microsoft · helo=mail.example.net · ip=192.0.2.10 · by=XX1EUR00FT000.mail.protection.outlook.com · by_ip=10.152.0.5 · with=Microsoft SMTP Server · id=15.20.9000.12 · via=Frontend Transport · tls=TLS1_3|TLS_AES_256_GCM_SHA384 · clear",
    ),
    (
        "from mail.example.net (192.0.2.10) by XX1EUR00FT000.mail.protection.outlook.com (10.152.0.5) with Microsoft SMTP Server id 15.20.9000.12 via Frontend Transport; D",
        "microsoft · helo=mail.example.net · ip=192.0.2.10 · by=XX1EUR00FT000.mail.protection.outlook.com · by_ip=10.152.0.5 · with=Microsoft SMTP Server · id=15.20.9000.12 · via=Frontend Transport · clear",
    ),
    (
        "from XX0PR00MB0001.eurprd00.prod.outlook.com (2603:10a6:0:1::1) by XX0PR00MB0002.eurprd00.prod.outlook.com with HTTPS; D",
        "microsoft · helo=XX0PR00MB0001.eurprd00.prod.outlook.com · ip=2603:10a6:0:1::1 · by=XX0PR00MB0002.eurprd00.prod.outlook.com · with=HTTPS · tls=|",
    ),
    (
        "from XX0PR00MB0001.eurprd00.prod.outlook.com (::1) by XX0PR00MB0002.eurprd00.prod.outlook.com with HTTPS via XX0P000CA0001.EURP000.PROD.OUTLOOK.COM; D",
        "microsoft · helo=XX0PR00MB0001.eurprd00.prod.outlook.com · ip=::1 · by=XX0PR00MB0002.eurprd00.prod.outlook.com · with=HTTPS · via=XX0P000CA0001.EURP000.PROD.OUTLOOK.COM · tls=|",
    ),
    (
        "from XX0PR00MB0001.eurprd00.prod.outlook.com ([fe80::1:2:3:4]) by XX0PR00MB0001.eurprd00.prod.outlook.com ([fe80::1:2:3:4%7]) with mapi id 15.20.9000.012; D",
        "microsoft · helo=XX0PR00MB0001.eurprd00.prod.outlook.com · ip=fe80::1:2:3:4 · by=XX0PR00MB0001.eurprd00.prod.outlook.com · by_ip=fe80::1:2:3:4 · with=mapi · id=15.20.9000.012",
    ),
    (
        "from XX0PR00MB0001.eurprd00.prod.outlook.com by XX0PR00MB0002.eurprd00.prod.outlook.com with MailboxResubmission by AntispamTT; D",
        "microsoft · helo=XX0PR00MB0001.eurprd00.prod.outlook.com · by=XX0PR00MB0002.eurprd00.prod.outlook.com · with=MailboxResubmission",
    ),
    (
        "from EX01.example.edu (10.0.0.5) by EX02.example.edu (10.0.0.6) with Microsoft SMTP Server (TLS) id 15.1.2507.39 via Mailbox Transport; D",
        "microsoft · helo=EX01.example.edu · ip=10.0.0.5 · by=EX02.example.edu · by_ip=10.0.0.6 · with=Microsoft SMTP Server · id=15.1.2507.39 · via=Mailbox Transport · tls=| · clear",
    ),
    (
        "from [192.0.2.1] (198.51.100.7) by relay.example.edu (10.25.1.101) with Microsoft SMTP Server id 15.1.2507.17 via Frontend Transport; D",
        "microsoft · helo=[192.0.2.1] · ip=198.51.100.7 · by=relay.example.edu · by_ip=10.25.1.101 · with=Microsoft SMTP Server · id=15.1.2507.17 · via=Frontend Transport · clear",
    ),
    (
        "from mail.example.net (193.x@y.113.44) by EX.example.edu (10.0.0.6) with Microsoft SMTP Server id 15.1; D",
        "microsoft · helo=mail.example.net · by=EX.example.edu · by_ip=10.0.0.6 · with=Microsoft SMTP Server · id=15.1 · clear",
    ),
    // exchange-smtpsvc, exchange-ims
    (
        "from mail.example.net ([192.0.2.10]) by srv.example.edu with Microsoft SMTPSVC(6.0.3790.4675); D",
        "exchange-smtpsvc · helo=mail.example.net · ip=192.0.2.10 · by=srv.example.edu · with=Microsoft SMTPSVC",
    ),
    (
        "from mail.example.net ([192.0.2.10] RDNS failed) by srv.example.edu with Microsoft SMTPSVC(6.0.3790.4675); D",
        "exchange-smtpsvc · helo=mail.example.net · rdns=failed · ip=192.0.2.10 · by=srv.example.edu · with=Microsoft SMTPSVC",
    ),
    (
        "from mail.example.net ([192.0.2.10] unverified) by srv.example.edu over TLS secured channel with Microsoft SMTPSVC(8.5.9600.16384); D",
        "exchange-smtpsvc · helo=mail.example.net · ip=192.0.2.10 · by=srv.example.edu · with=Microsoft SMTPSVC · tls=|",
    ),
    (
        "from mail pickup service by srv.example.edu with Microsoft SMTPSVC; D",
        "exchange-smtpsvc · by=srv.example.edu · with=Microsoft SMTPSVC",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by srv.example.edu with SMTP (Microsoft Exchange Internet Mail Service Version 5.5.2653.13) id ABC123; D",
        "exchange-ims · helo=mail.example.net · ip=192.0.2.10 · by=srv.example.edu · with=SMTP · id=ABC123",
    ),
    (
        "by srv.example.edu with Internet Mail Service (5.5.2653.19) id <ABC123>; D",
        "exchange-ims · by=srv.example.edu · with=Internet Mail Service · id=ABC123",
    ),
    // gmail
    (
        "by 2002:a05:7300:1234:b0:123:4567:89ab with SMTP id abc1csp123456dyk; D",
        "gmail · by=2002:a05:7300:1234:b0:123:4567:89ab · by_ip=2002:a05:7300:1234:b0:123:4567:89ab · with=SMTP · id=abc1csp123456dyk",
    ),
    (
        "from mail.example.net (mx7.example.net. [192.0.2.10])\r\n        by mx.google.com with ESMTPS id d2e1-20020ac8si1234567abc.12.2026.07.01.01.00.05\r\n        for <bob@example.edu>\r\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n        Wed, 01 Jul 2026 01:00:05 -0700 (PDT)",
        "gmail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx.google.com · with=ESMTPS · id=d2e1-20020ac8si1234567abc.12.2026.07.01.01.00.05 · for=bob@example.edu · tls=TLS1_3|TLS_AES_256_GCM_SHA384 · confirmed",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by mx.google.com with SMTP id d2e1si1234567abc.12.2026.07.01.01.00.05; D",
        "gmail · helo=mail.example.net · ip=192.0.2.10 · by=mx.google.com · with=SMTP · id=d2e1si1234567abc.12.2026.07.01.01.00.05",
    ),
    (
        "from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id d2sor1234567abc.12.2026.07.01.01.00.05 for <bob@example.edu> (Google Transport Security); D",
        "gmail · helo=mail-sor-f41.google.com · rdns=mail-sor-f41.google.com · ip=209.85.220.41 · by=mx.google.com · with=SMTPS · id=d2sor1234567abc.12.2026.07.01.01.00.05 · for=bob@example.edu · tls=| · confirmed",
    ),
    (
        "by mail-qk1-f200.google.com with SMTP id af79cd13be357; D",
        "gmail · by=mail-qk1-f200.google.com · with=SMTP · id=af79cd13be357",
    ),
    (
        "from 123456 named unknown by gmailapi.google.com with HTTPREST; D",
        "gmail-api · by=gmailapi.google.com · with=HTTPREST",
    ),
    (
        "by 2002:a05:7300:1234:b0:123:4567:fb84 with HTTP; D",
        "gmail · by=2002:a05:7300:1234:b0:123:4567:fb84 · by_ip=2002:a05:7300:1234:b0:123:4567:fb84 · with=HTTP",
    ),
    (
        "from h.example.net ([192.0.2.10]) by smtp.gmail.com with ESMTPSA id ab-20020a00sm123.1.2026.07.01.01.00.05 for <a@example.org> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); D",
        "gmail-submission · helo=h.example.net · ip=192.0.2.10 · by=smtp.gmail.com · with=ESMTPSA · id=ab-20020a00sm123.1.2026.07.01.01.00.05 · for=a@example.org · tls=TLS1_3|TLS_AES_256_GCM_SHA384 · authenticated",
    ),
    (
        "from ?IPv6:2001:db8::1? (rdns.example.net. [IPv6:2001:db8::1]) by smtp.googlemail.com with UTF8SMTPSA id sm1; D",
        "gmail-submission · helo=?IPv6:2001:db8::1? · rdns=rdns.example.net · ip=2001:db8::1 · by=smtp.googlemail.com · with=UTF8SMTPSA · id=sm1 · tls=| · confirmed · authenticated",
    ),
    // qmail
    (
        "from unknown (HELO mail.example.net) (alice@192.0.2.10) by mx1.example.edu with (ECDHE-RSA-AES256-GCM-SHA384 encrypted) SMTP; 1 Jul 2026 08:00:05 -0000",
        "qmail · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · tls=|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from unknown (HELO ?192.168.1.5?) (user@example.org@192.0.2.10) by mx1.example.edu with ESMTPA; 1 Jul 2026 08:00:05 -0000",
        "qmail · helo=?192.168.1.5? · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPA · authenticated",
    ),
    (
        "from mx7.example.net (192.0.2.10) by mx1.example.edu with SMTP; 1 Jul 2026 08:00:05 -0000",
        "qmail · helo=mx7.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP",
    ),
    (
        "from mx7.example.net (HELO ) (192.0.2.10) by mx1.example.edu with SMTP; 1 Jul 2026 08:00:05 -0000",
        "qmail · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP",
    ),
    ("(qmail 12345 invoked from network); 1 Jul 2026 08:00:05 -0000", "qmail"),
    ("(qmail 12345 invoked by uid 89); 1 Jul 2026 08:00:05 -0000", "qmail"),
    ("(qmail 12345 invoked for bounce); 1 Jul 2026 08:00:05 -0000", "qmail"),
    (
        "(qmail 1 messnum 2 invoked from network[192.0.2.10/mx7.example.net]); 1 Jul 2026 08:00:05 -0000",
        "qmail · rdns=mx7.example.net · ip=192.0.2.10",
    ),
    ("(wp-smtpd mx1.example.edu 123 invoked from network); 1 Jul 2026 08:00:05 -0000", "qmail"),
    (
        "from unknown (HELO [192.0.2.10]) ([192.0.2.10]) (envelope-sender <a@example.org>) by mx1.example.edu (qmail-ldap-1.03) with SMTP for <b@example.net>; 1 Jul 2026 08:00:05 -0000",
        "qmail · helo=[192.0.2.10] · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · for=b@example.net · env=a@example.org",
    ),
    (
        "from a@example.org by mx1.example.edu with qmail-scanner-1.10 (avp. Clear:0. Processed in 0.1 secs); 07/01/2026 08:00:05",
        "qmail-scanner · by=mx1.example.edu · with=qmail-scanner-1.10",
    ),
    (
        "from mx7.example.net (HELO mail.example.net) (192.0.2.10) by mx1.example.edu (qpsmtpd/0.27) with ESMTP; D",
        "qpsmtpd · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP",
    ),
    // courier
    (
        "from mail.example.net (mx7.example.net [::ffff:192.0.2.10]) (AUTH: LOGIN alice, SSL: TLSv1.2,128bits,ECDHE-RSA-AES128-GCM-SHA256) by mx1.example.edu with ESMTPSA id 0000.1111; D",
        "courier · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPSA · id=0000.1111 · tls=TLSv1.2|ECDHE-RSA-AES128-GCM-SHA256 · authenticated",
    ),
    (
        "from mail.example.net (mx7.example.net [::ffff:192.0.2.10]) (TLS: TLSv1/SSLv3,168bits,DES-CBC3-SHA) by mx1.example.edu with esmtp; D",
        "courier · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtp · tls=TLSv1/SSLv3|DES-CBC3-SHA",
    ),
    (
        "from mail.example.net (softdnserr [::ffff:192.0.2.10]) by mx1.example.edu with esmtp; D",
        "courier · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtp",
    ),
    // dovecot
    (
        "from mx1.example.edu ([10.0.0.5])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\tby imap.example.edu with LMTPS\r\n\tid ab+CD12efGH34/xyz\r\n\t(envelope-from <alice@example.net>)\r\n\tfor <bob@example.edu>; D",
        "dovecot · helo=mx1.example.edu · ip=10.0.0.5 · by=imap.example.edu · with=LMTPS · id=ab+CD12efGH34/xyz · for=bob@example.edu · env=alice@example.net · tls=TLSv1.3|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from mx1.example.edu by imap with LMTP id ab+CD12 (envelope-from <alice@example.net>) for <bob@example.edu>; D",
        "dovecot · helo=mx1.example.edu · by=imap · with=LMTP · id=ab+CD12 · for=bob@example.edu · env=alice@example.net",
    ),
    (
        "from [192.0.2.10] ([192.0.2.10]) by mx1.example.edu with ESMTPSA id ab+CD12 (envelope-from <alice@example.net>); D",
        "dovecot · helo=[192.0.2.10] · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPSA · id=ab+CD12 · env=alice@example.net · tls=| · authenticated",
    ),
    // zimbra, cyrus, amavis
    (
        "from mail.example.edu (LHLO mail.example.edu) (10.0.0.9) by mail.example.edu with LMTP; D",
        "zimbra · helo=mail.example.edu · rdns=mail.example.edu · ip=10.0.0.9 · by=mail.example.edu · with=LMTP",
    ),
    (
        "from mx1.example.edu ([unix socket]) by mx1.example.edu (Cyrus v3.8.1) with LMTPA; D",
        "cyrus · helo=mx1.example.edu · by=mx1.example.edu · with=LMTPA · authenticated",
    ),
    (
        "from mx.example.edu ([127.0.0.1]) by localhost (mx.example.edu [127.0.0.1]) (amavis, port 10024) with ESMTP id AbC-1dEf; D",
        "amavis · helo=mx.example.edu · ip=127.0.0.1 · by=localhost · by_ip=127.0.0.1 · with=ESMTP · id=AbC-1dEf",
    ),
    // opensmtpd
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx1.example.edu (OpenSMTPD) with ESMTPS id 1a2b3c4d (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <bob@example.edu>; D",
        "opensmtpd · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPS · id=1a2b3c4d · for=bob@example.edu · tls=TLSv1.3|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from localhost (example.edu [local]) by mx1.example.edu (OpenSMTPD) with ESMTPA id 5db34e0d; D",
        "opensmtpd · helo=localhost · rdns=example.edu · by=mx1.example.edu · with=ESMTPA · id=5db34e0d · authenticated",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]);\r\n\tby mx1.example.edu (OpenSMTPD) with ESMTP id 1a2b3c4d;\r\n\tTLS version=TLSv1/SSLv3 cipher=DHE-RSA-AES256-SHA bits=256 verify=NO;\r\n\tfor <bob@example.edu>; D",
        "opensmtpd · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1a2b3c4d · for=bob@example.edu · tls=TLSv1/SSLv3|DHE-RSA-AES256-SHA",
    ),
    // haraka
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx1.example.edu (Haraka/3.0.5) with ESMTPS id 0F1E2D3C-4B5A.1 envelope-from <alice@example.net> tls TLS_AES_256_GCM_SHA384; D",
        "haraka · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPS · id=0F1E2D3C-4B5A.1 · env=alice@example.net · tls=|TLS_AES_256_GCM_SHA384",
    ),
    // cisco
    (
        "from mx7.example.net (HELO mail.example.net) ([192.0.2.10])  by esa1.example.edu with ESMTP/TLS/TLS_AES_256_GCM_SHA384; 01 Jul 2026 10:00:05 +0200",
        "cisco · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=esa1.example.edu · with=ESMTP · tls=|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from unknown (HELO mail.example.net) ([192.0.2.10]) by esa1.example.edu with ESMTP; 01 Jul 2026 10:00:05 +0200",
        "cisco · helo=mail.example.net · ip=192.0.2.10 · by=esa1.example.edu · with=ESMTP",
    ),
    (
        "from mx7.example.net ([192.0.2.10]) by esa1.example.edu with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384; 01 Jul 2026 10:00:05 +0200",
        "cisco · helo=mx7.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=esa1.example.edu · with=ESMTP · tls=|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from mx7.example.net ([192.0.2.10]) by esa1.example.edu with ESMTP; 01 Jul 2026 10:00:05 +0200",
        "cisco · helo=mx7.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=esa1.example.edu · with=ESMTP",
    ),
    // proofpoint
    (
        "from pps.filterd (m0000000.ppops.net [127.0.0.1]) by mx0a-00000000.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP id 46abc; D",
        "proofpoint · helo=pps.filterd · rdns=m0000000.ppops.net · ip=127.0.0.1 · by=mx0a-00000000.pphosted.com · with=ESMTP · id=46abc",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx0a-00000000.pphosted.com (PPS) with ESMTPS id 4abc1 (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT) for <bob@example.edu>; D",
        "proofpoint · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx0a-00000000.pphosted.com · with=ESMTPS · id=4abc1 · for=bob@example.edu · tls=TLSv1.3|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx0a-00000000.pphosted.com with ESMTP id 2vk7fr48qg-1 (version=TLSv1.2 cipher=X bits=256 verify=NOT); D",
        "proofpoint · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx0a-00000000.pphosted.com · with=ESMTP · id=2vk7fr48qg-1 · tls=TLSv1.2|X",
    ),
    // gateways
    (
        "from mx7.example.net (mx7.example.net [192.0.2.10]) by relay.mimecast.com with ESMTP with STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id us-mta-123-AbCdEf_gH-1; D",
        "mimecast · helo=mx7.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=relay.mimecast.com · with=ESMTP · id=us-mta-123-AbCdEf_gH-1 · tls=TLSv1.3|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from mx7.example.net (mx7.example.net [192.0.2.10]) (Using TLS) by relay.mimecast.com with ESMTP id us-mta-123-AbC-1; D",
        "mimecast · helo=mx7.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=relay.mimecast.com · with=ESMTP · id=us-mta-123-AbC-1 · tls=|",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by barracuda.example.edu with ESMTP id AbCdEf0123456789 (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO) for <bob@example.edu>; D",
        "barracuda · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=barracuda.example.edu · with=ESMTP · id=AbCdEf0123456789 · for=bob@example.edu · tls=TLSv1.2|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from [192.0.2.10] (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)) by server-1.bemta.az-a.eu-west-1.aws.symcld.net id 00/00-00000-0A1B2C3D; D",
        "symantec-cloud · ip=192.0.2.10 · by=server-1.bemta.az-a.eu-west-1.aws.symcld.net · id=00/00-00000-0A1B2C3D · tls=TLSv1.2|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from unknown (HELO mail.example.net) (192.0.2.10) by server-1.tower-2.messagelabs.com with ECDHE-RSA-AES256-GCM-SHA384 encrypted SMTP; 1 Jul 2026 08:00:05 -0000",
        "symantec-cloud · helo=mail.example.net · ip=192.0.2.10 · by=server-1.tower-2.messagelabs.com · with=SMTP · tls=|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by fml.example.edu with ESMTP id 09C8oPpH002236-09C8oPpJ002236 (version=TLSv1.2 cipher=X bits=256 verify=CAFAIL); D",
        "fortimail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=fml.example.edu · with=ESMTP · id=09C8oPpH002236-09C8oPpJ002236 · tls=TLSv1.2|X",
    ),
    (
        "from 192.0.2.10 by gw.example.edu (InterScan E-Mail VirusWall NT); D",
        "interscan · ip=192.0.2.10 · by=gw.example.edu",
    ),
    (
        "from mail.example.net ( [192.0.2.10]) by smg.example.edu (Symantec Messaging Gateway) with SMTP id 99.39.19174.D7B04566; D",
        "symantec-messaging-gateway · helo=mail.example.net · ip=192.0.2.10 · by=smg.example.edu · with=SMTP · id=99.39.19174.D7B04566",
    ),
    (
        "from mail.example.net (unknown [192.0.2.10]) by Forcepoint Email with ESMTP id 0FF453AF2DC1; D",
        "forcepoint · helo=mail.example.net · ip=192.0.2.10 · by=Forcepoint Email · with=ESMTP · id=0FF453AF2DC1",
    ),
    (
        "from mail.example.net (Not Verified[192.0.2.10]) by gw.example.edu (using TLS: TLSv1.2, ECDHE-RSA-AES256-GCM-SHA384) id <B5f0001>; D",
        "mailmarshal · helo=mail.example.net · ip=192.0.2.10 · by=gw.example.edu · id=B5f0001 · tls=TLSv1.2|ECDHE-RSA-AES256-GCM-SHA384",
    ),
    (
        "from mail.example.net (Not Verified[192.0.2.10]) by gw.example.edu with Trustwave MailMarshal (using TLS: TLSv1.2, X) id <B5f0001>; D",
        "mailmarshal · helo=mail.example.net · ip=192.0.2.10 · by=gw.example.edu · with=Trustwave MailMarshal · id=B5f0001 · tls=TLSv1.2|X",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by mx-relay49-hz1.antispameurope.com; D",
        "hornetsecurity · helo=mail.example.net · ip=192.0.2.10 · by=mx-relay49-hz1.antispameurope.com",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by cmsmtp with ESMTPS id J42VriSZPVly7; D",
        "cloudmark · helo=mail.example.net · ip=192.0.2.10 · by=cmsmtp · with=ESMTPS · id=J42VriSZPVly7 · tls=|",
    ),
    (
        "from 64aa0000aaaa000011112222.1 by x-outbound-1.mta.example.com id 3A9011D8-0000-1111-2222.1; D",
        "gateway-cloud · helo=64aa0000aaaa000011112222.1 · by=x-outbound-1.mta.example.com · id=3A9011D8-0000-1111-2222.1",
    ),
    // providers
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc0001 for bob@example.edu; D",
        "ses · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=inbound-smtp.eu-west-1.amazonaws.com · with=SMTP · id=abc0001 · for=bob@example.edu",
    ),
    (
        "from MTIzNDU2 (unknown) by geopod-ismtpd-0 (SG) with HTTP id AbC-dEf Wed, 01 Jul 2026 08:00:05.608 +0000 (UTC)",
        "sendgrid · by=geopod-ismtpd-0 · with=HTTP · id=AbC-dEf",
    ),
    (
        "by filterdrecv-0a1b2c3d4e-abcde with SMTP id filterdrecv-0a1b2c3d4e-abcde-1-6A0 2026-07-01 08:00:05.123456789 +0000 UTC m=+98765.43",
        "sendgrid · by=filterdrecv-0a1b2c3d4e-abcde · with=SMTP · id=filterdrecv-0a1b2c3d4e-abcde-1-6A0",
    ),
    (
        "from mail.example.net (unknown) by geopod-ismtpd-32 (SG) with ESMTP id mzRd8_7g for <a@example.org>; Wed, 01 Jul 2026 08:00:05.118 +0000 (UTC)",
        "sendgrid · helo=mail.example.net · by=geopod-ismtpd-32 · with=ESMTP · id=mzRd8_7g · for=a@example.org",
    ),
    (
        "from [10.0.0.2] ([10.0.0.2:41234] helo=x.example.net) by mta1.example.net (envelope-from <a@example.org>) (ecelerity 4.4.0 r(tags/4.4.0)) with ESMTPSA (cipher=ECDHE-RSA-AES256-GCM-SHA384) id AB/12-00000-1234; D",
        "sparkpost · helo=x.example.net · ip=10.0.0.2 · port=41234 · by=mta1.example.net · with=ESMTPSA · id=AB/12-00000-1234 · env=a@example.org · tls=|ECDHE-RSA-AES256-GCM-SHA384 · authenticated",
    ),
    (
        "from ([10.0.0.2:41234]) by mta1.example.net (ecelerity HEAD) with REST id EE/20-30863-33CE1054; D",
        "sparkpost · ip=10.0.0.2 · port=41234 · by=mta1.example.net · with=REST · id=EE/20-30863-33CE1054",
    ),
    (
        "from web.example.net (web.example.net [192.0.2.10]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384) by 100.96.0.1 (trex/7.0.2); D",
        "mailchannels · helo=web.example.net · rdns=web.example.net · ip=192.0.2.10 · by=100.96.0.1 · by_ip=100.96.0.1 · tls=TLSv1.3|TLS_AES_256_GCM_SHA384",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by out1.example.net (Halon) with ESMTPS id 0f1e2d3c-0000; D",
        "halon · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=out1.example.net · with=ESMTPS · id=0f1e2d3c-0000 · tls=|",
    ),
    (
        "from [192.168.1.4] ([203.0.113.5]) by mrelayeu.kundenserver.de (mreue009 [192.0.2.99]) with ESMTPSA (Nemesis) id 1MaBcD-1eFgHi2JkL-00mNoP for <bob@example.edu>; D",
        "united-internet · helo=[192.168.1.4] · ip=203.0.113.5 · by=mrelayeu.kundenserver.de · by_ip=192.0.2.99 · with=ESMTPSA · id=1MaBcD-1eFgHi2JkL-00mNoP · for=bob@example.edu · tls=| · authenticated",
    ),
    (
        "from mail.example.net (EHLO mail.example.net) (192.0.2.10) by 10.0.0.1 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256); D",
        "yahoo · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=10.0.0.1 · by_ip=10.0.0.1 · with=SMTPs · tls=TLS1_3|TLS_AES_128_GCM_SHA256",
    ),
    (
        "from 192.0.2.10 (EHLO mail.example.net) by 10.0.0.1 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256); D",
        "yahoo · helo=mail.example.net · ip=192.0.2.10 · by=10.0.0.1 · by_ip=10.0.0.1 · with=SMTPs · tls=TLS1_3|TLS_AES_128_GCM_SHA256",
    ),
    (
        "from 10.0.0.1 by atlas1.free.mail.ne1.yahoo.com pod-id NONE with HTTPS; D",
        "yahoo · ip=10.0.0.1 · by=atlas1.free.mail.ne1.yahoo.com · with=HTTPS · tls=|",
    ),
    (
        "from sonic.gate.mail.ne1.yahoo.com by sonic0.consmr.mail.ne1.yahoo.com with HTTP; D",
        "yahoo · by=sonic0.consmr.mail.ne1.yahoo.com · with=HTTP",
    ),
    (
        "by hermes--production-0a1b (Yahoo Inc. Hermes SMTP Server) with ESMTPA ID 0a1b2c3d; D",
        "yahoo · by=hermes--production-0a1b · with=ESMTPA · id=0a1b2c3d · authenticated",
    ),
    (
        "from mail.example.net (mail.example.net [192.0.2.10]) by mxfront1.mail.yandex.net (mxfront/Yandex) with ESMTPS id abc; Wed, 1 Jul 2026 10:00:05 +0200 (using TLSv1.2 with cipher X (128/128 bits)) (Client certificate not present)",
        "yandex · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=mxfront1.mail.yandex.net · with=ESMTPS · id=abc · tls=TLSv1.2|X",
    ),
    (
        "by forward400a.mail.yandex.net (Yandex) with ESMTPS id 8C73E66133; D",
        "yandex · by=forward400a.mail.yandex.net · with=ESMTPS · id=8C73E66133 · tls=|",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by p00-mmp-0.mac.com (Oracle Communications Messaging Server 8.1.0.1 64bit (built Dec 14 2023)) with ESMTPS id <0ABC@p00.example.org> for bob@example.edu; D",
        "oracle-messaging · helo=mail.example.net · ip=192.0.2.10 · by=p00-mmp-0.mac.com · with=ESMTPS · id=0ABC@p00.example.org · for=bob@example.edu · tls=|",
    ),
    (
        "from mail.example.net (192.0.2.10) by mta1.example.net id hkllsu0e97cb for <bob@example.edu>; Tue, 16 Jan 2024 01:30:54 +0800 (envelope-from <b@example.net>)",
        "powermta · helo=mail.example.net · ip=192.0.2.10 · by=mta1.example.net · id=hkllsu0e97cb · for=bob@example.edu · env=b@example.net · date=2024-01-16T01:30:54+08:00",
    ),
    (
        "by mta1.example.net (PowerMTA(TM) v3.5) id hkllsu0e97cb for <bob@example.edu>; D",
        "powermta · by=mta1.example.net · id=hkllsu0e97cb · for=bob@example.edu",
    ),
    (
        "from mail.example.net (unknown [192.0.2.10]) by gzsmtp5 (Coremail) with SMTP id QCgv--.63118S2; D",
        "coremail · helo=mail.example.net · ip=192.0.2.10 · by=gzsmtp5 · with=SMTP · id=QCgv--.63118S2",
    ),
    (
        "from a@example.net ( [192.0.2.10] ) by ajax-webmail-x (Coremail) ; Wed, 1 Jul 2026 16:00:05 +0800 (GMT+08:00)",
        "coremail · ip=192.0.2.10 · by=ajax-webmail-x",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by smtp-out-n02.prod.us-west-2.postgun.com with SMTP id 0123456789abcdef01234567 (version=TLS1.2, cipher=X); Wed, 01 Jul 2026 08:00:05 GMT",
        "mailgun · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=smtp-out-n02.prod.us-west-2.postgun.com · with=SMTP · id=0123456789abcdef01234567 · tls=TLS1.2|X",
    ),
    (
        "by 0123456789ab with HTTP id 0123456789abcdef01234567; Wed, 01 Jul 2026 08:00:05 GMT",
        "mailgun · by=0123456789ab · with=HTTP · id=0123456789abcdef01234567",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by newxmesmtplogicsvrszc7.qq.com (NewEsmtp) with SMTP id 791A02AE; D",
        "tencent · helo=mail.example.net · ip=192.0.2.10 · by=newxmesmtplogicsvrszc7.qq.com · with=SMTP · id=791A02AE",
    ),
    (
        "from mail.example.net ( [192.0.2.10]) by bizesmtp.qq.com (ESMTP) with id ; D",
        "tencent · helo=mail.example.net · ip=192.0.2.10 · by=bizesmtp.qq.com",
    ),
    (
        "from mailfrontend2 ([10.0.0.5]) by compute6.internal (MEProxy); D",
        "fastmail · helo=mailfrontend2 · ip=10.0.0.5 · by=compute6.internal",
    ),
    (
        "by mx.zohomail.com with SMTPS id 1750249209729383.68; D",
        "zoho · by=mx.zohomail.com · with=SMTPS · id=1750249209729383.68 · tls=|",
    ),
    (
        "from mail.example.net by sender-1.zcsend.net with SMTP id 17; D",
        "zoho · helo=mail.example.net · by=sender-1.zcsend.net · with=SMTP · id=17",
    ),
    (
        "from [192.0.2.10] by mandrillapp.com id 0123456789abcdef0123456789abcdef; D",
        "mandrill · ip=192.0.2.10 · by=mandrillapp.com · id=0123456789abcdef0123456789abcdef",
    ),
    (
        "from mail.example.net (192.0.2.10) by mx1.example.edu (KumoMTA 192.0.2.99) with ESMTP id 0123456789abcdef0123456789abcdef for <a@example.edu>; D",
        "kumomta · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=0123456789abcdef0123456789abcdef · for=a@example.edu",
    ),
    (
        "from srv01(mailfrom:a@example.org fp:SMTPD_0.) by smtpdm.aliyun.com(127.0.0.1); D",
        "aliyun · helo=srv01 · by=smtpdm.aliyun.com · by_ip=127.0.0.1",
    ),
    // mail servers
    (
        "from mail.example.net (192.0.2.10) by mx1.example.edu (192.0.2.99) (MDaemon PRO v24.0.1) with ESMTPS id md5001001234567.msg; D",
        "mdaemon · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · by_ip=192.0.2.99 · with=ESMTPS · id=md5001001234567.msg · tls=|",
    ),
    (
        "from mail.example.net (IPv6:2001:db8::1) by mx1.example.edu (MDaemon PRO v24.0.1) with ESMTPS id md50.msg; D",
        "mdaemon · helo=mail.example.net · ip=2001:db8::1 · by=mx1.example.edu · with=ESMTPS · id=md50.msg · tls=|",
    ),
    (
        "smtp.example.net [(192.0.2.10)] by mx1.example.edu (MDaemon v2.8) with SMTP id md50.msg; D",
        "mdaemon · helo=smtp.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · id=md50.msg",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by mx1.example.edu (IceWarp 14.0.0.4) with ASMTP (SSL) id 202607010001; D",
        "icewarp · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ASMTP · id=202607010001 · tls=| · authenticated",
    ),
    (
        "from ([192.0.2.10]) by mx1.example.edu (IceWarp Merak Mail Server 9.4.2 (2009-05-21) by Example Ltd) with ESMTP id ABC1; D",
        "icewarp · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=ABC1",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by domino.example.edu (HCL Domino Release 14.0) with ESMTP id 2026070110000512-4567 ; D",
        "domino · helo=mail.example.net · ip=192.0.2.10 · by=domino.example.edu · with=ESMTP · id=2026070110000512-4567",
    ),
    (
        "from mta.example.edu by gw.example.edu with Novell_GroupWise; D",
        "groupwise · helo=mta.example.edu · by=gw.example.edu · with=Novell_GroupWise",
    ),
    (
        "from [192.0.2.10] (account alice HELO [192.168.1.4]) by cgp.example.edu (CommuniGate Pro SMTP 6.3.3) with ESMTPSA id 12345; D",
        "communigate · helo=[192.168.1.4] · ip=192.0.2.10 · by=cgp.example.edu · with=ESMTPSA · id=12345 · tls=| · authenticated",
    ),
    (
        "from mail.example.net ([192.0.2.10] verified) by cgp.example.edu (CommuniGate Pro SMTP 6.3.3) with ESMTPS id 12345; D",
        "communigate · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=cgp.example.edu · with=ESMTPS · id=12345 · tls=|",
    ),
    (
        "from [192.0.2.10] (account alice) by cgp.example.edu (CommuniGate Pro XIMSS 6.3.3) with HTTPU id 12345; D",
        "communigate · ip=192.0.2.10 · by=cgp.example.edu · with=HTTPU · id=12345 · authenticated",
    ),
    (
        "from mail.example.net ([192.0.2.10]) by mx1.example.edu with MailEnable ESMTPA; D",
        "mailenable · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=MailEnable ESMTPA · authenticated",
    ),
    (
        "from (127.0.0.1 [127.0.0.1]) by MailEnable Inbound Mail Agent with ESMTP; Wed, 1 Jul 2026 00:00:05 -08:00",
        "mailenable · ip=127.0.0.1 · by=MailEnable Inbound Mail Agent · with=ESMTP",
    ),
    (
        "from list.example.org ([192.0.2.10]:23198) by mx1.example.net with [XMail 1.27 ESMTP Server] id <S72E> for <a@example.org> from <b@example.com>; D",
        "xmail · helo=list.example.org · ip=192.0.2.10 · port=23198 · by=mx1.example.net · with=XMail 1.27 ESMTP Server · id=S72E · for=a@example.org · env=b@example.com",
    ),
    (
        "from mx.example.net ([192.0.2.10]:36126 \"EHLO mail.example.net\" rhost-flags-OK-OK-OK-OK) by vger.kernel.org with ESMTP id S1726603AbfFMTB2 (ORCPT <rfc822;list@example.org>); D",
        "vger · helo=mail.example.net · rdns=mx.example.net · ip=192.0.2.10 · port=36126 · by=vger.kernel.org · with=ESMTP · id=S1726603AbfFMTB2",
    ),
    ("id S1234567AbCDE (ORCPT <rfc822;list@example.org>); D", "vger · id=S1234567AbCDE"),
    (
        "via listexpand id S1726603AbfFMTB2 convert rfc822-to-8bit (ORCPT <rfc822;list@example.org>); D",
        "vger · id=S1726603AbfFMTB2 · via=listexpand",
    ),
    (
        "from mail.example.net (Unknown [192.0.2.10]) by mx1.example.edu with ESMTPSA (version=TLSv1.2 cipher=X bits=256) ; D",
        "hmailserver · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTPSA · tls=TLSv1.2|X · authenticated",
    ),
    (
        "from MAILER-DAEMON id e0724 by h.example.org (DragonFly Mail Agent v0.13); D",
        "dragonfly · by=h.example.org · id=e0724",
    ),
    (
        "from localhost by h.example.edu with IBM ESMTP SMTP Gateway: Authorized Use Only! Violators will be shot for <a@example.org> from <b@example.net>; D",
        "ibm-gateway · helo=localhost · by=h.example.edu · with=IBM ESMTP SMTP Gateway · for=a@example.org · env=b@example.net",
    ),
    (
        "from mail.example.net (192.0.2.10) by h2.example.edu (192.168.1.1) with ESMTP; (version=TLSv1/SSLv3 cipher=AES256-SHA bits=256) Wed, 1 Jul 2026 10:00:05 +0200",
        "rfc5321 · helo=mail.example.net · ip=192.0.2.10 · by=h2.example.edu · by_ip=192.168.1.1 · with=ESMTP · tls=TLSv1/SSLv3|AES256-SHA",
    ),
    (
        "[(192.0.2.10)] by mx1.example.edu (envelope-from <a@example.org>) (Generic MTA with TLSv1.2 X 256/256) with ESMTP id 1; D",
        "generic-mta · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · env=a@example.org · tls=TLSv1.2|X",
    ),
    (
        "from mail.example.net (192.0.2.10) by mx1.example.edu (7.0.028) (authenticated as alice) id 414B418B002D65F1 for a@example.org; D",
        "critical-path · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · id=414B418B002D65F1 · for=a@example.org · authenticated",
    ),
    (
        "from mail.example.net(192.0.2.10) by mx1.example.edu via smap (V1.3) id xma093673; Wed, 1 Jul 26 08:00:05 +0000",
        "smap · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · id=xma093673 · via=smap",
    ),
    (
        "from mx7.example.net(192.0.2.10), claiming to be \"mail.example.net\" via SMTP by mx1.example.edu, id smtpd1PBsZT; Wed Jul  1 08:00:05 2026",
        "smtpd · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · id=smtpd1PBsZT · via=SMTP",
    ),
    (
        "from mail.example.net (unverified [192.0.2.10]) by mx1.example.edu (EMWAC SMTPRS 0.83) with SMTP id <B0>; D",
        "emwac · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=SMTP · id=B0",
    ),
    (
        "from mail.example.net [192.0.2.10] by mx1.example.edu (SMTPD32-7.07) id A4CE7F2A0028; D",
        "imail · helo=mail.example.net · ip=192.0.2.10 · by=mx1.example.edu · id=A4CE7F2A0028",
    ),
    ("(EGP: mail-8_1_0_1); 1 Jul 2026 08:00:05 -0000", "egroups"),
    // webmail, fetchers
    (
        "from 203.0.113.5 (SquirrelMail authenticated user alice) by mail.example.edu with HTTP; D",
        "squirrelmail · ip=203.0.113.5 · by=mail.example.edu · with=HTTP · authenticated",
    ),
    (
        "from 203.0.113.5 ([203.0.113.5]) by webmail.example.edu (Horde Framework) with HTTPS; D",
        "horde · ip=203.0.113.5 · by=webmail.example.edu · with=HTTPS · tls=| · authenticated",
    ),
    (
        "from [203.0.113.5] ([203.0.113.5]) by web-mail.gmx.net (3c-app-gmx-bs01 [192.0.2.7]) (via HTTP); D",
        "gmx-web · ip=203.0.113.5 · by=web-mail.gmx.net · by_ip=192.0.2.7 · authenticated",
    ),
    (
        "from imap.example.org [192.0.2.10] by localhost with IMAP (fetchmail-6.5) for <bob@example.edu> (single-drop); D",
        "fetcher · helo=imap.example.org · ip=192.0.2.10 · by=localhost · with=IMAP · for=bob@example.edu",
    ),
    (
        "from pop3.example.org (192.0.2.10) by host.example.edu with POP3; D",
        "fetcher · helo=pop3.example.org · ip=192.0.2.10 · by=host.example.edu · with=POP3",
    ),
    // invented and hostile
    (
        "from mx.example.net ([Thu, 28 Sep 2023 05:48:34 -0700]) by smtp.example.org with NNFMP; D",
        "rfc5321 · helo=mx.example.net · by=smtp.example.org · with=NNFMP · invented",
    ),
    (
        "from unknown (HELO x.example) (Mon, 10 Jun 2024 09:34:26 +0200) by smtp.example.org with SMTP; D",
        "qmail · helo=x.example · by=smtp.example.org · with=SMTP · invented",
    ),
    (
        "from [192.0.2.7] by smtp.example.org with LOCAL; D",
        "rfc5321 · ip=192.0.2.7 · by=smtp.example.org · with=LOCAL · invented",
    ),
    (
        "from [203.0.113.9] (trusted.example [203.0.113.9]) (evil (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=[203.0.113.9] · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from trusted.example (trusted.example [203.0.113.9]) evil (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=trusted.example · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from by (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=by · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    ("from by with id [[[", "unknown · date=none"),
    ("mail.example.net", "unknown · date=none"),
    (
        "from mail.example.net (mx7.example.net [192.0.2.10]) by mx1.example.edu with ESMTP id 5; D",
        "rfc5321 · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=5",
    ),
    (
        "FROM [192.168.1.24] (mx7.example.net [192.0.2.10]) BY mx1.example.edu ID 434B5051.8CDE5.15436 ; D",
        "rfc5321 · helo=[192.168.1.24] · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · id=434B5051.8CDE5.15436",
    ),
    (
        "from mail.example.net ([192.0.2.10.63559]) by mx1.example.edu with esmtp (v3.35.1) id 1tABcD-0005ab-2C; D",
        "exim · helo=mail.example.net · rdns=mail.example.net · ip=192.0.2.10 · port=63559 · by=mx1.example.edu · with=esmtp · id=1tABcD-0005ab-2C · confirmed",
    ),
    (
        "by [192.0.2.99] with SMTP id 1 for <\"odd user\"@example.org>; D",
        "rfc5321 · by=192.0.2.99 · by_ip=192.0.2.99 · with=SMTP · id=1 · for=\"odd user\"@example.org",
    ),
    (
        "from mx.google.example (x.example [192.0.2.10]) by mx.google.com (Postfix) with ESMTP id 1; D",
        "postfix · helo=mx.google.example · rdns=x.example · ip=192.0.2.10 · by=mx.google.com · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from a (a.example [203.0.113.9]) by mx9.example.edu (Postfix [203.0.113.8]) with ESMTP id 9; (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=a · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from x (relay.example [203.0.113.9] (mx7.example.net [192.0.2.10]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=x · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from mail.example.net (mx7.example.net [192.0.2.300]) by mx1.example.edu (Postfix) with ESMTP id 1; D",
        "postfix · helo=mail.example.net · rdns=mx7.example.net · by=mx1.example.edu · with=ESMTP · id=1",
    ),
    (
        "from mx7.example.net ([192.0.2.10] helo=[203.0.113.9]) by mx1.example.edu with esmtp (Exim 4.98) id 1tABcD-0005ab-2C; D",
        "exim · helo=[203.0.113.9] · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=esmtp · id=1tABcD-0005ab-2C · confirmed",
    ),
    (
        "from [192.0.2.10]:4123 by mx1.example.edu with SMTP id 1; D",
        "rfc5321 · ip=192.0.2.10 · port=4123 · by=mx1.example.edu · with=SMTP · id=1",
    ),
    (
        "from mail.example.net ([fe80::1%eth0]) by mx1.example.edu with ESMTP id 1; D",
        "rfc5321 · helo=mail.example.net · ip=fe80::1 · by=mx1.example.edu · with=ESMTP · id=1",
    ),
    (
        "from mail.example.net (mx7.example.net [IPv6:::ffff:192.0.2.10]) by mx1.example.edu (8.14.4/8.14.4) with ESMTP id 1; D",
        "sendmail · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed · clear",
    ),
    (
        "from mail.example.net. (mx7.example.net. [192.0.2.10]) by mx1.example.edu. (Postfix) with ESMTP id 1; D",
        "postfix · helo=mail.example.net · rdns=mx7.example.net · ip=192.0.2.10 · by=mx1.example.edu · with=ESMTP · id=1 · confirmed",
    ),
    (
        "from <unavailable> by mx1.example.edu (8.12.11/8.12.11) with ESMTP id 1 for <<list@example.edu>>; D",
        "sendmail · by=mx1.example.edu · with=ESMTP · id=1 · for=list@example.edu · clear",
    ),
    ("by host.example.edu (V1.5) with LMTP; D", "postfix-like · by=host.example.edu · with=LMTP"),
];
