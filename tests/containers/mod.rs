//! Containers of mail for tests, as the programs make them that people export from: `.msg`, zip, tar, gzip, `.emlx`.

use std::io::{Cursor, Write};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

/// A member of an archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A member.
pub fn member(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Member {
    Member { name: name.into(), bytes: bytes.into() }
}

/// What the two records of a zip member say; tests change it to make wrong ones.
#[derive(Debug, Clone)]
pub struct Record {
    /// The name in the directory.
    pub name: Vec<u8>,
    /// The name before the bytes.
    pub own_name: Vec<u8>,
    /// Bit 0: encrypted.
    pub flags: u16,
    /// 0 stored, 8 deflated.
    pub method: u16,
    /// Checksum.
    pub crc: u32,
    /// Length when unpacked.
    pub unpacked: u32,
    /// Upper byte 3: made on Unix.
    pub made_by: u16,
    /// Upper half: the Unix mode.
    pub attributes: u32,
    /// The bytes as stored.
    pub packed: Vec<u8>,
    /// Where the record before the bytes stands; it is written there only when this is the next free place.
    pub offset: Option<u32>,
}

/// The record of a member, deflated when that is asked for.
pub fn record(member: &Member, deflate: bool) -> Record {
    let mut crc = Crc::new();
    crc.update(&member.bytes);
    let packed = if deflate { deflated(&member.bytes) } else { member.bytes.clone() };
    Record {
        name: member.name.clone().into_bytes(),
        own_name: member.name.clone().into_bytes(),
        flags: 0,
        method: if deflate { 8 } else { 0 },
        crc: crc.sum(),
        unpacked: u32::try_from(member.bytes.len()).unwrap(),
        made_by: 0x031e,
        attributes: 0o100_644 << 16,
        packed,
        offset: None,
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of these members.
pub fn zip(members: &[Member]) -> Vec<u8> {
    zip_of(&members.iter().map(|m| record(m, true)).collect::<Vec<_>>())
}

/// A zip archive of these records (APPNOTE 4.3).
pub fn zip_of(records: &[Record]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for record in records {
        let offset = record.offset.unwrap_or(out.len() as u32);
        let sizes = [record.crc, record.packed.len() as u32, record.unpacked];
        if record.offset.is_none() {
            out.extend(b"PK\x03\x04");
            shorts(&mut out, &[20, record.flags, record.method, 0, 0]);
            longs(&mut out, &sizes);
            shorts(&mut out, &[record.own_name.len() as u16, 0]);
            out.extend(&record.own_name);
            out.extend(&record.packed);
        }
        directory.extend(b"PK\x01\x02");
        shorts(&mut directory, &[record.made_by, 20, record.flags, record.method, 0, 0]);
        longs(&mut directory, &sizes);
        shorts(&mut directory, &[record.name.len() as u16, 0, 0, 0, 0]);
        longs(&mut directory, &[record.attributes, offset]);
        directory.extend(&record.name);
    }
    let start = out.len() as u32;
    let count = records.len().min(0xffff) as u16;
    out.extend(&directory);
    if records.len() > 0xfffe {
        end64(&mut out, records.len() as u64, directory.len() as u64, u64::from(start));
    }
    out.extend(b"PK\x05\x06");
    shorts(&mut out, &[0, 0, count, count]);
    longs(&mut out, &[directory.len() as u32, start]);
    shorts(&mut out, &[0]);
    out
}

/// The end record of large archives, and what points to it.
fn end64(out: &mut Vec<u8>, count: u64, size: u64, start: u64) {
    let at = out.len() as u64;
    out.extend(b"PK\x06\x06");
    out.extend(44_u64.to_le_bytes());
    shorts(out, &[45, 45]);
    longs(out, &[0, 0]);
    for number in [count, count, size, start] {
        out.extend(number.to_le_bytes());
    }
    out.extend(b"PK\x06\x07");
    longs(out, &[0]);
    out.extend(at.to_le_bytes());
    longs(out, &[1]);
}

fn shorts(out: &mut Vec<u8>, numbers: &[u16]) {
    numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
}

fn longs(out: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
}

/// The header of a tar member (POSIX ustar).
pub fn tar_header(name: &str, kind: u8, size: u64) -> [u8; 512] {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// A tar archive; names too long for the header get GNU's extra member.
pub fn tar(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        let short = if member.name.len() > 100 {
            tar_entry(&mut out, "././@LongLink", b'L', format!("{}\0", member.name).as_bytes());
            &member.name[..100]
        } else {
            &member.name
        };
        tar_entry(&mut out, short, b'0', &member.bytes);
    }
    out.extend([0; 1024]);
    out
}

/// One member of a tar archive.
pub fn tar_entry(out: &mut Vec<u8>, name: &str, kind: u8, bytes: &[u8]) {
    out.extend(tar_header(name, kind, bytes.len() as u64));
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(512), 0);
}

/// gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Apple Mail's file of a message, with its flags.
pub fn emlx(message: &[u8], flags: u64) -> Vec<u8> {
    let mut out = format!("{:<10}\n", message.len()).into_bytes();
    out.extend(message);
    out.extend(
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n\t<key>flags</key>\n\t<integer>{flags}</integer>\n</dict>\n</plist>\n"
        )
        .bytes(),
    );
    out
}

/// An Outlook item.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The header section as received, in Unicode.
    pub headers: Option<String>,
    /// The same in an 8-bit code page.
    pub headers_8bit: Option<Vec<u8>>,
    /// The code page of 8-bit texts.
    pub codepage: Option<u32>,
    /// PidTagMessageClass.
    pub class: Option<&'static str>,
    /// PidTagSubject.
    pub subject: Option<&'static str>,
    /// PidTagSenderEmailAddress.
    pub sender: Option<&'static str>,
    /// PidTagDisplayTo.
    pub to: Option<&'static str>,
    /// PidTagClientSubmitTime, seconds since 1970.
    pub submitted: Option<u64>,
    /// PidTagMessageFlags.
    pub flags: u32,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// Something attached to an Outlook item.
#[derive(Debug, Clone)]
pub enum Attachment {
    /// An item.
    Item(Item),
    /// A file: name, type, bytes.
    File(&'static str, &'static str, Vec<u8>),
}

/// An Outlook item as a `.msg` file ([MS-OXMSG]).
pub fn msg(item: &Item) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("/__nameid_version1.0").unwrap();
    write_item(&mut file, "/", item, 32);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

type File = cfb::CompoundFile<Cursor<Vec<u8>>>;

fn stream(file: &mut File, path: &str, bytes: &[u8]) {
    file.create_stream(path).unwrap().write_all(bytes).unwrap();
}

fn unicode(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn write_item(file: &mut File, at: &str, item: &Item, skip: usize) {
    let texts = [("001A", item.class), ("0037", item.subject), ("0C1F", item.sender), ("0E04", item.to)];
    let texts = texts.into_iter().filter_map(|(id, text)| Some((id, text?.to_owned())));
    for (id, text) in texts.chain(item.headers.clone().map(|h| ("007D", h))) {
        stream(file, &format!("{at}__substg1.0_{id}001F"), &unicode(&text));
    }
    if let Some(headers) = &item.headers_8bit {
        stream(file, &format!("{at}__substg1.0_007D001E"), headers);
    }
    let mut table = vec![0; skip];
    property(&mut table, 0x0E07, 0x0003, u64::from(item.flags));
    if let Some(seconds) = item.submitted {
        property(&mut table, 0x0039, 0x0040, (seconds + 11_644_473_600) * 10_000_000);
    }
    if let Some(codepage) = item.codepage {
        property(&mut table, 0x3FFD, 0x0003, u64::from(codepage));
    }
    stream(file, &format!("{at}__properties_version1.0"), &table);
    for (number, attachment) in item.attachments.iter().enumerate() {
        let at = format!("{at}__attach_version1.0_#{number:08X}/");
        file.create_storage(&at).unwrap();
        write_attachment(file, &at, attachment);
    }
}

fn write_attachment(file: &mut File, at: &str, attachment: &Attachment) {
    let mut table = vec![0; 8];
    match attachment {
        Attachment::Item(item) => {
            property(&mut table, 0x3705, 0x0003, 5);
            let inner = format!("{at}__substg1.0_3701000D/");
            file.create_storage(&inner).unwrap();
            write_item(file, &inner, item, 24);
        }
        Attachment::File(name, kind, bytes) => {
            property(&mut table, 0x3705, 0x0003, 1);
            stream(file, &format!("{at}__substg1.0_3707001F"), &unicode(name));
            stream(file, &format!("{at}__substg1.0_370E001F"), &unicode(kind));
            stream(file, &format!("{at}__substg1.0_37010102"), bytes);
        }
    }
    stream(file, &format!("{at}__properties_version1.0"), &table);
}

fn property(table: &mut Vec<u8>, id: u16, kind: u16, value: u64) {
    shorts(table, &[kind, id]);
    longs(table, &[6]);
    table.extend(value.to_le_bytes());
}
