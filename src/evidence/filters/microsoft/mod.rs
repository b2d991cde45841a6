//! Microsoft's filters: how the fields of Microsoft 365, Outlook.com and Exchange Server are read together.

mod codes;
mod fields;
mod items;
mod placement;
mod receiver;
mod sender;
mod standing;
mod survey;
mod verdict;

use super::{Context, Reading};
use crate::evidence::route::Platform;
use placement::Delivery;
use receiver::Evidence;
use standing::Side;
use survey::Survey;

pub(super) use codes::{
    EXCHANGE_SERVER as SERVER_CODES, MICROSOFT_365 as CLOUD_CODES, OUTLOOK_COM as CONSUMER_CODES,
};
pub(super) use fields::{CLOUD as CLOUD_FIELDS, CONSUMER as CONSUMER_FIELDS, SERVER as SERVER_FIELDS};

/// Id of Microsoft 365.
pub(super) const CLOUD: &str = "microsoft-365";
/// Id of Outlook.com.
pub(super) const CONSUMER: &str = "outlook-com";
/// Id of Exchange Server.
pub(super) const SERVER: &str = "exchange-server";

/// Reads the message for the decoder `of`: the three share their fields, so that exactly one of them reads.
pub(super) fn decode<'m>(of: &'static str, context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let reader = match context.route.platform {
        Platform::ExchangeServer => SERVER,
        Platform::Microsoft if survey::looks_consumer(context.headers) => CONSUMER,
        _ => CLOUD,
    };
    if reader != of {
        return;
    }
    let Some(survey) = Survey::of(context.headers) else { return };
    let side = Side::of(context.route);
    if side == Side::Foreign {
        sender::foreign(&survey, context.route, readings);
        sender::renamed(&survey, readings);
        return;
    }
    let evidence = Evidence::gather(context, &survey, side);
    let delivery = Delivery::read(&survey, side);
    readings.extend(evidence.reading(delivery.as_ref()));
    let again = placement::judged_again(&survey, context.route);
    readings.extend(delivery.map(|d| d.reading(evidence.product(), again)));
    evidence.rest(readings);
    sender::renamed(&survey, readings);
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
