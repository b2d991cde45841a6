//! What an RSA signature was made over: the hash inside it, opened with the public key. It tells a changed message from
//! a changed key, and makes trying repairs cheap. Public values only, so nothing here needs to take constant time.

use std::sync::OnceLock;

use super::super::body::Digest;

/// The largest modulus opened, in 64-bit words (8192 bits, as much as the verifier accepts).
const MOST_WORDS: usize = 128;

/// An RSA public key by its numbers, big-endian.
#[derive(Debug)]
pub(super) struct RsaKey {
    modulus: Vec<u8>,
    exponent: u64,
    /// What every power needs of the modulus, worked out when the first signature is opened.
    ring: OnceLock<Option<Ring>>,
}

impl RsaKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280) or a bare RSAPublicKey (RFC 8017), both seen in DNS.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let (inside, _) = element(der, 0x30)?;
        let inside = match element(inside, 0x30) {
            Some((_, rest)) => {
                let (bits, _) = element(rest, 0x03)?;
                element(bits.strip_prefix(&[0])?, 0x30)?.0
            }
            None => inside,
        };
        let (modulus, rest) = element(inside, 0x02)?;
        let (exponent, _) = element(rest, 0x02)?;
        let modulus = without_zeros(modulus).to_vec();
        let exponent = without_zeros(exponent);
        if modulus.is_empty() || exponent.len() > 8 {
            return None;
        }
        let exponent = exponent.iter().fold(0, |e, b| e << 8 | u64::from(*b));
        Some(Self { modulus, exponent, ring: OnceLock::new() })
    }

    /// Size of the modulus, bits.
    pub(super) fn bits(&self) -> u32 {
        let top = self.modulus.first().map_or(0, |b| b.leading_zeros());
        (self.modulus.len() as u32 * 8).saturating_sub(top)
    }

    /// The hash that `signature` was made over, when this key's private half made it (RFC 8017 section 9.2).
    pub(super) fn open(&self, signature: &[u8], digest: Digest) -> Option<Vec<u8>> {
        let ring = self.ring.get_or_init(|| Ring::new(words(&self.modulus)?)).as_ref()?;
        let message = ring.power(&words(signature)?, self.exponent)?;
        let block = to_bytes(&message, self.modulus.len())?;
        let rest = block.strip_prefix(&[0, 1])?;
        let filled = rest.iter().take_while(|b| **b == 0xff).count();
        let info = rest[filled..].strip_prefix(&[0]).filter(|_| filled >= 8)?;
        let hash = info.strip_prefix(prefix(digest))?;
        Some(hash.to_vec()).filter(|hash| hash.len() == digest_length(digest))
    }
}

const fn digest_length(digest: Digest) -> usize {
    match digest {
        Digest::Sha1 => 20,
        Digest::Sha256 => 32,
    }
}

/// The DER of DigestInfo up to the hash (RFC 8017 section 9.2, note 1).
const fn prefix(digest: Digest) -> &'static [u8] {
    match digest {
        Digest::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
        Digest::Sha256 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
    }
}

/// One DER element with the tag `tag`: its content and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let rest = der.strip_prefix(&[tag])?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(b, _)| b.len() <= 4)?;
        (bytes.iter().fold(0, |length, b| length << 8 | usize::from(*b)), rest)
    };
    rest.split_at_checked(length)
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|b| **b == 0).count();
    &number[zeros..]
}

/// A number in 64-bit words, lowest first.
fn words(bytes: &[u8]) -> Option<Vec<u64>> {
    let bytes = without_zeros(bytes);
    let word = |chunk: &[u8]| chunk.iter().fold(0, |word, b| word << 8 | u64::from(*b));
    (bytes.len() <= MOST_WORDS * 8).then(|| bytes.rchunks(8).map(word).collect())
}

fn to_bytes(number: &[u64], length: usize) -> Option<Vec<u8>> {
    let all: Vec<u8> = number.iter().rev().flat_map(|word| word.to_be_bytes()).collect();
    let number = without_zeros(&all);
    let zeros = length.checked_sub(number.len())?;
    Some([&vec![0; zeros], number].concat())
}

/// Arithmetic modulo an odd number by Montgomery's method.
#[derive(Debug)]
struct Ring {
    modulus: Vec<u64>,
    /// `-1/modulus` modulo 2^64.
    inverse: u64,
    /// 2^(64 * words) modulo the modulus: what stands for 1.
    one: Vec<u64>,
    /// Its square, which brings a number in.
    square: Vec<u64>,
}

impl Ring {
    fn new(modulus: Vec<u64>) -> Option<Self> {
        if modulus.first()? & 1 == 0 {
            return None;
        }
        let bits = modulus.len() * 64;
        let (one, square) = (shifted_one(&modulus, bits), shifted_one(&modulus, bits * 2));
        Some(Self { inverse: negative_inverse(modulus[0]), one, square, modulus })
    }

    /// `base` to the power of `exponent`.
    fn power(&self, base: &[u64], exponent: u64) -> Option<Vec<u64>> {
        let n = &self.modulus;
        let mut number = base.to_vec();
        number.resize(n.len().max(base.len()), 0);
        if exponent == 0 || number.len() > n.len() || !less(&number, n) {
            return None;
        }
        let times = |a: &[u64], b: &[u64]| multiply(a, b, n, self.inverse);
        let base = times(&number, &self.square);
        let mut result = self.one.clone();
        for bit in (0..64 - exponent.leading_zeros()).rev() {
            result = times(&result, &result);
            if exponent >> bit & 1 == 1 {
                result = times(&result, &base);
            }
        }
        let mut unit = vec![0; n.len()];
        unit[0] = 1;
        Some(times(&result, &unit))
    }
}

/// `-1/n` modulo 2^64, for odd `n`, by Newton's method: each step doubles the correct bits.
fn negative_inverse(n: u64) -> u64 {
    let mut inverse = n;
    for _ in 0..6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

/// 2^`shift` modulo `n`.
fn shifted_one(n: &[u64], shift: usize) -> Vec<u64> {
    let mut value = vec![0; n.len()];
    value[0] = 1;
    if !less(&value, n) {
        value[0] = 0;
    }
    for _ in 0..shift {
        let carry = value.last().is_some_and(|top| top >> 63 == 1);
        for at in (0..value.len()).rev() {
            let low = if at == 0 { 0 } else { value[at - 1] >> 63 };
            value[at] = value[at] << 1 | low;
        }
        if carry || !less(&value, n) {
            subtract(&mut value, n);
        }
    }
    value
}

fn less(a: &[u64], b: &[u64]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

fn subtract(a: &mut [u64], b: &[u64]) {
    let mut borrow = false;
    for (a, b) in a.iter_mut().zip(b) {
        let (first, under) = a.overflowing_sub(*b);
        let (second, again) = first.overflowing_sub(u64::from(borrow));
        *a = second;
        borrow = under || again;
    }
}

/// Montgomery's product: `a * b / 2^(64 * words)` modulo `n`.
fn multiply(a: &[u64], b: &[u64], n: &[u64], inverse: u64) -> Vec<u64> {
    let words = n.len();
    let mut sum = vec![0_u64; words + 2];
    for a in a {
        add_product(&mut sum, b, *a);
        let factor = sum[0].wrapping_mul(inverse);
        add_product(&mut sum, n, factor);
        sum.copy_within(1.., 0);
        sum[words + 1] = 0;
    }
    let overflow = sum[words] != 0;
    sum.truncate(words);
    if overflow || !less(&sum, n) {
        subtract(&mut sum, n);
    }
    sum
}

/// Adds `number * factor` to `sum`, which has two words more.
fn add_product(sum: &mut [u64], number: &[u64], factor: u64) {
    let mut carry = 0_u128;
    for (sum, word) in sum.iter_mut().zip(number) {
        let total = u128::from(*word) * u128::from(factor) + u128::from(*sum) + carry;
        *sum = total as u64;
        carry = total >> 64;
    }
    for sum in &mut sum[number.len()..] {
        let total = u128::from(*sum) + carry;
        *sum = total as u64;
        carry = total >> 64;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn powers_agree_with_small_arithmetic() {
        for (base, exponent, modulus) in
            [(7_u64, 65_537, 1_000_003_u64), (2, 3, 9), (u64::MAX - 3, 17, u64::MAX)]
        {
            let expected =
                (0..exponent).fold(1_u128, |p, _| p * u128::from(base) % u128::from(modulus)) as u64;
            let number = |n: u64| words(&n.to_be_bytes()).unwrap();
            let ring = Ring::new(number(modulus)).unwrap();
            let found = ring.power(&number(base % modulus), exponent).unwrap();
            assert_eq!(found[0], expected % modulus);
        }
    }

    #[test]
    fn hostile_numbers_are_refused() {
        assert!(RsaKey::parse(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
        assert!(RsaKey::parse(&[]).is_none());
        let key = |modulus| RsaKey { modulus, exponent: 3, ring: OnceLock::new() };
        assert_eq!(key(vec![4]).open(&[1], Digest::Sha1), None);
        let large = key(vec![0xff; 2048]);
        assert_eq!(large.open(&[1; 2048], Digest::Sha256), None);
    }
}
