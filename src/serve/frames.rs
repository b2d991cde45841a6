//! How the files of an upload stand one after another in its bytes.
//!
//! Each file is a frame: four bytes that say how long its description is (little endian), the description as JSON, and
//! the file's bytes. A description of no length ends the upload, so that one that was cut off is told from a whole one.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::job::Job;
use crate::input::{Fed, Feed, Place};

/// Bytes of a description.
const DESCRIPTION: usize = 16 << 10;

/// What stands before a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    /// Path as the command line would be given it, or as a walk would find it; `-` for pasted text.
    pub(super) path: String,
    /// Bytes.
    pub(super) size: u64,
    /// How many components lie below the folder that was dropped.
    #[serde(default)]
    pub(super) walked: usize,
    /// It lies in `cur` or `new` of a Maildir.
    #[serde(default)]
    pub(super) maildir: bool,
}

impl Description {
    pub(super) fn place(&self) -> Place {
        Place { path: Arc::from(self.path.as_str()), walked: self.walked, maildir: self.maildir }
    }
}

/// The files of an upload.
pub(super) struct Frames {
    stream: Arc<Mutex<Stream>>,
    job: Arc<Job>,
    most: u64,
}

struct Stream {
    input: Box<dyn Read + Send>,
    /// Number of the current file, 1-based.
    number: u64,
    /// Bytes of the current file that were not read yet.
    left: u64,
    ended: bool,
}

impl Frames {
    /// At most `most` files are taken.
    pub(super) fn new(input: Box<dyn Read + Send>, job: Arc<Job>, most: u64) -> Self {
        let stream = Stream { input, number: 0, left: 0, ended: false };
        Self { stream: Arc::new(Mutex::new(stream)), job, most }
    }
}

impl Feed for Frames {
    fn next(&mut self) -> Option<Fed> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        if stream.ended {
            return None;
        }
        let description = stream.advance();
        stream.ended = !matches!(description, Ok(Some(_)));
        let most = self.most;
        let description = match description {
            Ok(description) => description?,
            Err(error) => {
                self.job.broke(&error.to_string());
                return None;
            }
        };
        if stream.number > most {
            stream.ended = true;
            self.job.broke(&format!("The upload has more files than the limit of {most}."));
            return None;
        }
        let bytes =
            File { stream: Arc::clone(&self.stream), job: Arc::clone(&self.job), number: stream.number };
        Some(Fed { place: description.place(), len: Some(description.size), bytes: Box::new(bytes) })
    }
}

impl Stream {
    /// Skips the rest of the current file and reads what stands before the next; `None` at the end.
    fn advance(&mut self) -> io::Result<Option<Description>> {
        let left = std::mem::take(&mut self.left);
        io::copy(&mut self.input.by_ref().take(left), &mut io::sink())?;
        let mut length = [0; 4];
        self.input.read_exact(&mut length).map_err(cut_off)?;
        let length = u32::from_le_bytes(length) as usize;
        if length == 0 {
            return Ok(None);
        }
        if length > DESCRIPTION {
            return Err(io::Error::other("The upload is not as this page sends it."));
        }
        let mut text = vec![0; length];
        self.input.read_exact(&mut text).map_err(cut_off)?;
        let description: Description = serde_json::from_slice(&text)
            .map_err(|error| io::Error::other(format!("The upload is not as this page sends it: {error}")))?;
        self.number += 1;
        self.left = description.size;
        Ok(Some(description))
    }
}

/// What an upload that ends too early means to people.
fn cut_off(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::other("The upload was cut off: the browser stopped sending.")
        }
        _ => error,
    }
}

/// One file while it is the current one.
struct File {
    stream: Arc<Mutex<Stream>>,
    job: Arc<Job>,
    number: u64,
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        if stream.number != self.number || stream.left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let most = usize::try_from(stream.left).unwrap_or(usize::MAX).min(buffer.len());
        match stream.input.read(&mut buffer[..most]) {
            Ok(read) if read > 0 => {
                stream.left -= read as u64;
                Ok(read)
            }
            other => {
                stream.ended = true;
                Err(other.err().unwrap_or_else(|| io::Error::other(self.job.why_it_ended())))
            }
        }
    }
}
