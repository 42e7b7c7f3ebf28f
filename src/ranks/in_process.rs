//! Ranks that are threads of one process: to hold the work of many ranks against that of one without other machinery.

use super::{RankLost, Ranks};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The messages from one rank to another.
#[derive(Debug, Default)]
struct Channel {
    messages: Mutex<VecDeque<Vec<u8>>>,
    arrived: Condvar,
}

/// What is between all ranks.
#[derive(Debug)]
struct Post {
    /// From rank i to rank j at i N + j.
    channels: Vec<Channel>,
    /// Whether a rank has gone.
    gone: Vec<Mutex<bool>>,
}

#[derive(Debug)]
struct Thread {
    rank: usize,
    size: usize,
    post: Arc<Post>,
}

/// `size` ranks, each for a thread of its own: one that waits for another blocks its thread. A rank whose value is dropped has gone.
pub fn in_process(size: usize) -> Vec<Arc<dyn Ranks>> {
    let channels = (0..size * size).map(|_| Channel::default()).collect();
    let post = Arc::new(Post { channels, gone: (0..size).map(|_| Mutex::new(false)).collect() });
    (0..size).map(|rank| Arc::new(Thread { rank, size, post: Arc::clone(&post) }) as Arc<dyn Ranks>).collect()
}

impl Thread {
    fn channel(&self, from: usize, to: usize) -> &Channel {
        &self.post.channels[from * self.size + to]
    }

    fn is_gone(&self, rank: usize) -> bool {
        *self.post.gone[rank].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ranks for Thread {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn here(&self) -> usize {
        self.size
    }

    fn send(&self, to: usize, message: &[u8]) -> Result<(), RankLost> {
        if self.is_gone(to) {
            return Err(RankLost(to));
        }
        let channel = self.channel(self.rank, to);
        channel.messages.lock().unwrap_or_else(PoisonError::into_inner).push_back(message.to_owned());
        channel.arrived.notify_one();
        Ok(())
    }

    fn receive(&self, from: usize) -> Result<Vec<u8>, RankLost> {
        let channel = self.channel(from, self.rank);
        let mut messages = channel.messages.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(message) = messages.pop_front() {
                return Ok(message);
            }
            if self.is_gone(from) {
                return Err(RankLost(from));
            }
            messages = channel.arrived.wait(messages).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn has_message(&self, from: usize) -> bool {
        !self.channel(from, self.rank).messages.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        *self.post.gone[self.rank].lock().unwrap_or_else(PoisonError::into_inner) = true;
        for to in 0..self.size {
            // Whoever waits has looked before, under this lock.
            let channel = self.channel(self.rank, to);
            drop(channel.messages.lock().unwrap_or_else(PoisonError::into_inner));
            channel.arrived.notify_all();
        }
    }
}
