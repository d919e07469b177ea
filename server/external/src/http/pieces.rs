//! A download as a reader.

use std::io::{Read, Result};

use tokio::sync::mpsc;

/// The pieces of a download as they come, for a thread that unpacks. The end of the pieces is the end of the
/// file, whether the download was whole or not: who sends them checks that.
pub struct Pieces {
    receiver: mpsc::Receiver<Vec<u8>>,
    rest: Vec<u8>,
    at: usize,
}

impl Pieces {
    pub fn new(receiver: mpsc::Receiver<Vec<u8>>) -> Self {
        Self { receiver, rest: Vec::new(), at: 0 }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.at == self.rest.len() {
            match self.receiver.blocking_recv() {
                Some(piece) => (self.rest, self.at) = (piece, 0),
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.rest.len() - self.at);
        buffer[..length].copy_from_slice(&self.rest[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
