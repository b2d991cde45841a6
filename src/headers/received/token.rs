//! The tokenizer of trace fields: words, quoted strings, nested comments, literals and paths with their places.

/// Tokens kept per field; a longer field keeps its beginning, and its date is found from the end.
const MOST_TOKENS: usize = 96;
/// Bytes of a value that are tokenised.
const MOST_BYTES: usize = 32 << 10;
/// Bytes after which the closing bracket of a literal, path or quoted string is no longer sought.
const MOST_BRACKETED: usize = 512;

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of other bytes, without a final comma.
    Word,
    /// `"…"`.
    Quoted,
    /// `(…)`, comments inside included.
    Comment,
    /// `[…]`.
    Literal,
    /// `<…>`.
    Path,
    /// `;`.
    Semicolon,
}

/// One token: a byte range of the value, delimiters included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The tokens of one value.
pub(super) struct Tokens<'m> {
    pub(super) raw: &'m [u8],
    list: [Token; MOST_TOKENS],
    len: usize,
    /// Whether the value was longer than what is kept.
    pub(super) cut: bool,
}

impl<'m> Tokens<'m> {
    /// All tokens, in order.
    pub(super) fn all(&self) -> &[Token] {
        &self.list[..self.len]
    }

    /// The token's bytes without its delimiters; white space at the ends of brackets is dropped.
    pub(super) fn inner(&self, token: Token) -> &'m [u8] {
        let text = self.text(token);
        match token.kind {
            Kind::Word | Kind::Semicolon => text,
            _ => text.get(1..text.len() - 1).unwrap_or_default().trim_ascii(),
        }
    }

    /// The token's bytes as they stand.
    pub(super) fn text(&self, token: Token) -> &'m [u8] {
        &self.raw[token.start as usize..token.end as usize]
    }
}

/// Bytes that end a word: white space and the delimiters of the other tokens.
const fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'[' | b'<' | b';')
}

static ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = ends_word(i as u8);
        i += 1;
    }
    table
};

/// Takes a raw value apart. Linear in its length, bounded by constants.
pub(super) fn tokenize(raw: &[u8]) -> Tokens<'_> {
    let empty = Token { kind: Kind::Semicolon, start: 0, end: 0 };
    let mut tokens = Tokens { raw, list: [empty; MOST_TOKENS], len: 0, cut: raw.len() > MOST_BYTES };
    let mut lexer = Lexer { text: &raw[..raw.len().min(MOST_BYTES)], at: 0, comments_close: true };
    while let Some((kind, start, end)) = lexer.next() {
        if tokens.len == MOST_TOKENS {
            tokens.cut = true;
            break;
        }
        tokens.list[tokens.len] = Token { kind, start: start as u32, end: end as u32 };
        tokens.len += 1;
    }
    tokens
}

struct Lexer<'m> {
    text: &'m [u8],
    at: usize,
    /// False once a comment was found that never closes.
    comments_close: bool,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<(Kind, usize, usize)> {
        loop {
            let start = self.at;
            let byte = *self.text.get(start)?;
            let found = match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b')' => None,
                b';' => Some((Kind::Semicolon, start + 1)),
                b'(' => self.comment(start).map(|end| (Kind::Comment, end)),
                b'[' => self.close(start, b']').map(|end| (Kind::Literal, end)),
                b'<' => self.path(start).map(|end| (Kind::Path, end)),
                b'"' => self.close(start, b'"').map(|end| (Kind::Quoted, end)).or_else(|| self.word(start)),
                _ => self.word(start),
            };
            match found {
                Some((kind, end)) => {
                    self.at = end;
                    if kind != Kind::Word {
                        return Some((kind, start, end));
                    }
                    let word = &self.text[start..end];
                    let kept = word.len() - word.iter().rev().take_while(|b| **b == b',').count();
                    if kept > 0 {
                        return Some((kind, start, start + kept));
                    }
                }
                None => self.at = start + 1,
            }
        }
    }

    fn word(&self, start: usize) -> Option<(Kind, usize)> {
        let rest = &self.text[start + 1..];
        let length = rest.iter().position(|b| ENDS_WORD[usize::from(*b)]).unwrap_or(rest.len());
        Some((Kind::Word, start + 1 + length))
    }

    /// End of a bracketed token, when its closing byte is near.
    fn close(&self, start: usize, closing: u8) -> Option<usize> {
        let rest = &self.text[start + 1..];
        let near = &rest[..rest.len().min(MOST_BRACKETED)];
        memchr::memchr(closing, near).map(|i| start + i + 2)
    }

    /// End of a path; a quoted local part may hold `>`, and some servers write `<<a>>`.
    fn path(&self, start: usize) -> Option<usize> {
        let mut end = self.close(start, b'>')?;
        let first = self.text.get(start + 1).copied();
        if first == Some(b'"')
            && let Some(quoted) = self.close(start + 1, b'"')
            && quoted > end
        {
            end = self.close(quoted - 1, b'>')?;
        }
        if first == Some(b'<') && self.text.get(end) == Some(&b'>') {
            end += 1;
        }
        Some(end)
    }

    fn comment(&mut self, start: usize) -> Option<usize> {
        if !self.comments_close {
            return self.close(start, b')');
        }
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(i) = next_comment_byte(&self.text[at..]) {
            let byte = self.text[at + i];
            at += i + 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => at = (at + 1).min(self.text.len()),
            }
            if depth == 0 {
                return Some(at);
            }
        }
        self.comments_close = false;
        self.close(start, b')')
    }
}

fn next_comment_byte(text: &[u8]) -> Option<usize> {
    memchr::memchr3(b'(', b')', b'\\', text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let tokens = tokenize(text.as_bytes());
        tokens.all().iter().map(|t| (t.kind, &text[t.start as usize..t.end as usize])).collect()
    }

    #[test]
    fn each_kind_with_its_place() {
        assert_eq!(
            kinds("from a.example[192.0.2.1](x (y\\)) z), <b@example> \"q r\";d"),
            [
                (Kind::Word, "from"),
                (Kind::Word, "a.example"),
                (Kind::Literal, "[192.0.2.1]"),
                (Kind::Comment, "(x (y\\)) z)"),
                (Kind::Path, "<b@example>"),
                (Kind::Quoted, "\"q r\""),
                (Kind::Semicolon, ";"),
                (Kind::Word, "d"),
            ]
        );
        assert_eq!(kinds("<\"a>b\"@example> <<c@example>>").len(), 2);
    }

    #[test]
    fn what_does_not_close_is_stepped_over() {
        assert_eq!(kinds("(a (b) c").first(), Some(&(Kind::Comment, "(a (b)")));
        assert_eq!(kinds("[ < ( a"), [(Kind::Word, "a")]);
        assert_eq!(kinds("((((").len(), 0);
    }

    #[test]
    fn long_values_are_cut() {
        for text in ["a ".repeat(100_000), "(".repeat(100_000), "[".repeat(100_000), "\\(".repeat(100_000)] {
            assert!(tokenize(text.as_bytes()).cut);
        }
    }
}
