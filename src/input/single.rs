//! Files of one message: whole ones, blocks of headers, and headers pasted among other text.

use super::format::{self, Format, recognise};
use super::reader::Limits;
use super::source::Source;
use super::{Block, Container, Unreadable, emlx, pasted, wrong};

/// Reads the rest of `source`, whose first bytes lie in `block` from `start` on, and adds its message.
pub(super) fn read(mut source: Source, block: &mut Block, start: usize, format: Format, limits: &Limits) {
    source.read_to(block, start, limits.single);
    let cut = !source.ended;
    if cut {
        source.skip_rest(block);
    }
    match format {
        Format::Single(skip) => whole(&source, block, start + skip, (skip as u64, source.position), cut),
        Format::Emlx(skip, length) => apple(&source, block, start, (skip, length), cut),
        Format::Utf16(little) => utf16(&source, block, start, little),
        _ => paste(&source, block, start, 0),
    }
}

/// Adds the message of a file of Apple Mail, which lies in `block` from `start` on; `stated` is what its first line
/// says: where the message begins in the file, and its length.
fn apple(source: &Source, block: &mut Block, start: usize, stated: (usize, u64), cut: bool) {
    let (skip, length) = stated;
    if cut {
        let end = source.position.min(length.saturating_add(skip as u64));
        block.truncate(start.saturating_add(usize::try_from(end).unwrap_or(usize::MAX)));
        return whole(source, block, start + skip, (skip as u64, end), cut);
    }
    let (end, right) = emlx::end(&block.bytes()[start..], skip, length);
    let flags = emlx::flags(&block.bytes()[start..], end);
    if !right {
        let reason = format!(
            "its first line says that the message has {length} bytes; it has {} and was read to its end",
            end - skip
        );
        block.unreadable.push(Unreadable { number: Some(1), ..source.fault(None, reason) });
    }
    block.truncate(start + end);
    let before = block.len();
    whole(source, block, start + skip, (skip as u64, end as u64), cut);
    if let Some(flags) = flags.filter(|_| block.len() > before) {
        block.mark(&flags);
    }
}

/// Adds the message that lies in `block` from `start` on and in the file at `stored`.
fn whole(source: &Source, block: &mut Block, start: usize, stored: (u64, u64), cut: bool) {
    let bytes = &block.bytes()[start..];
    let container = match source.maildir {
        true => Container::Maildir,
        false if cut || has_body(bytes) => Container::Eml,
        false if pasted::is_ragged(bytes) => return paste(source, block, start, stored.0),
        false => Container::Headers,
    };
    let length = stored.1 - stored.0;
    let mut origin = source.origin(container, 1, stored.0, length);
    origin.cut = length > bytes.len() as u64;
    let end = block.filled();
    block.push(start..end, origin);
}

/// Whether anything but white space follows an empty line.
fn has_body(message: &[u8]) -> bool {
    let mut rest = message;
    loop {
        let (line, after) = format::split_line(rest);
        if line.is_empty() {
            return !after.trim_ascii().is_empty();
        }
        rest = after;
    }
}

/// Adds the headers found somewhere in the text from `start` on, which is at `offset` in the file.
fn paste(source: &Source, block: &mut Block, start: usize, offset: u64) {
    let Some(found) = pasted::find(block.bytes_mut(start)) else {
        let page = wrong::is_web_page(&block.bytes()[start..]);
        block.truncate(start);
        block.unreadable.push(source.fault(None, if page { wrong::WEB_PAGE } else { wrong::NOT_MAIL }));
        return;
    };
    let stored = found.stored;
    let origin = source.origin(Container::Headers, 1, offset + stored.start as u64, stored.len() as u64);
    let first = start + stored.start;
    block.truncate(first + found.len);
    block.push(first..first + found.len, origin);
}

/// Puts UTF-8 in the place of UTF-16 and adds what that is.
fn utf16(source: &Source, block: &mut Block, start: usize, little: bool) {
    let units: Vec<u16> = block.bytes()[start..]
        .chunks_exact(2)
        .skip(1)
        .map(|pair| {
            if little {
                u16::from_le_bytes([pair[0], pair[1]])
            } else {
                u16::from_be_bytes([pair[0], pair[1]])
            }
        })
        .collect();
    let text = String::from_utf16_lossy(&units);
    block.truncate(start);
    block.append(text.as_bytes());
    let count = block.len();
    match recognise(text.as_bytes(), true, source.maildir) {
        Format::Single(skip) => whole(source, block, start + skip, (0, (text.len() - skip) as u64), false),
        Format::Pasted => paste(source, block, start, 0),
        _ => {
            block.truncate(start);
            block.unreadable.push(source.fault(None, wrong::NOT_MAIL));
        }
    }
    if block.len() > count {
        block.forget_place();
    }
}
