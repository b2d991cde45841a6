//! SPF (RFC 7208) with a trace of every mechanism.
