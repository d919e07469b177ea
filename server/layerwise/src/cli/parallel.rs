//! Work over many files on every core, with a progress line on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Fewer files are done before anybody looks.
const PROGRESS_FROM: usize = 64;
/// Characters of the bar.
const WIDTH: usize = 30;

/// Applies `work` to every item; the results are in the items' order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if workers <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let mut slots: Vec<Option<R>> = Vec::new();
    slots.resize_with(items.len(), || None);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((at, item)) = take(next, items) {
                    let _ = sender.send((at, work(item))); // the receiver outlives the workers
                }
            });
        }
        drop(sender);
        collect(&results, &mut slots);
    });
    slots.into_iter().flatten().collect()
}

fn take<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    items.get(at).map(|item| (at, item))
}

fn collect<R>(results: &mpsc::Receiver<(usize, R)>, slots: &mut [Option<R>]) {
    let mut progress = Progress::new(slots.len());
    for (done, (at, result)) in results.iter().enumerate() {
        slots[at] = Some(result);
        progress.show(done + 1);
    }
    progress.clear();
}

/// One line on standard error, redrawn in place.
struct Progress {
    total: usize,
    shown_percent: usize,
    is_shown: bool,
}

impl Progress {
    fn new(total: usize) -> Self {
        let is_shown = total >= PROGRESS_FROM && io::stderr().is_terminal();
        Self { total, shown_percent: usize::MAX, is_shown }
    }

    fn show(&mut self, done: usize) {
        let percent = done * 100 / self.total;
        if !self.is_shown || percent == self.shown_percent {
            return;
        }
        self.shown_percent = percent;
        let filled = WIDTH * percent / 100;
        let bar = "█".repeat(filled) + &"░".repeat(WIDTH - filled);
        let _ = write!(io::stderr(), "\r{bar} {done}/{} files", self.total);
    }

    fn clear(&self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order() {
        let items: Vec<usize> = (0..500).collect();
        assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(map(&[] as &[usize], |item| *item).is_empty());
    }
}
