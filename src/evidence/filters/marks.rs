//! The engine for marks of lists, bulk mail and forwarding: one reading of facts for each product, never a verdict.

use std::borrow::Cow;

use super::words::meaning;
use super::{Code, CodeDoc, Context, Reading, Role};
use crate::evidence::trust::Trust;
use crate::headers::FieldRef;

/// The marks of one product in one message.
pub(super) struct Marks<'a, 'c, 'm> {
    context: &'c Context<'a, 'm>,
    codes: &'static [CodeDoc],
    reading: Reading<'m>,
}

impl<'a, 'c, 'm> Marks<'a, 'c, 'm> {
    /// No marks yet.
    pub(super) fn new(id: &'static str, context: &'c Context<'a, 'm>, codes: &'static [CodeDoc]) -> Self {
        Self { context, codes, reading: Reading::new(id, Trust::Trusted, Role::Diagnostic) }
    }

    /// Takes the first field of this name with its value as written.
    pub(super) fn fact(&mut self, field: &'static str, code: &'static str) {
        if let Some(field) = self.context.headers.first(field) {
            self.take(field, code, field.decoded());
        }
    }

    /// Takes the first field of this name, which tells an address or a habit of somebody.
    pub(super) fn personal(&mut self, field: &'static str, code: &'static str) {
        if let Some(field) = self.context.headers.first(field) {
            self.take_personal(field, code, field.decoded());
        }
    }

    /// Takes a field with a value of its own.
    pub(super) fn take(
        &mut self,
        field: FieldRef<'_, 'm>,
        code: &'static str,
        value: impl Into<Cow<'m, str>>,
    ) {
        let value = value.into();
        let meaning = meaning(self.codes, code, &value);
        self.reading.codes.push(Code::new(code, value, meaning));
        self.note(field);
    }

    /// Takes a field with a value of its own that means what the row of `row` says.
    pub(super) fn take_as(
        &mut self,
        field: FieldRef<'_, 'm>,
        code: &'static str,
        value: Cow<'m, str>,
        row: &str,
    ) {
        self.reading.codes.push(Code::new(code, value, meaning(self.codes, code, row)));
        self.note(field);
    }

    /// Takes a field with a value that tells an address or a habit of somebody.
    pub(super) fn take_personal(
        &mut self,
        field: FieldRef<'_, 'm>,
        code: &'static str,
        value: impl Into<Cow<'m, str>>,
    ) {
        self.take(field, code, value);
        if let Some(code) = self.reading.codes.last_mut() {
            code.personal = true;
        }
    }

    /// Whether nothing was found so far.
    pub(super) fn is_empty(&self) -> bool {
        self.reading.codes.is_empty()
    }

    /// Adds the reading, when there is something to say.
    pub(super) fn finish(self, readings: &mut Vec<Reading<'m>>) {
        if !self.is_empty() {
            readings.push(self.reading);
        }
    }

    /// The reading may be believed as far as the least of its fields.
    fn note(&mut self, field: FieldRef<'_, 'm>) {
        let place = field.place();
        if self.reading.places.last() != Some(&place) {
            self.reading.places.push(place);
        }
        let route = self.context.route;
        if !route.is_above_border(field.index()) {
            let trust = if route.border.is_none() { Trust::Unverifiable } else { Trust::SenderSupplied };
            self.reading.trust = trust;
        }
    }
}
