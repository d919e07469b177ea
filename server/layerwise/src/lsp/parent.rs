//! The editor's process: when it ends, so does the server, even where standard input stays open.

use std::time::Duration;

use super::lifecycle::Watch;

/// Looking costs a few microseconds.
const INTERVAL: Duration = Duration::from_secs(2);

/// Takes note of the editor's process.
pub fn expect(watch: &Watch, parent: Option<u32>) {
    if let Some(parent) = parent {
        watch.set_parent(parent, is_alive(parent));
    }
}

/// Resolves when the editor's process has ended. A process that cannot be seen from here, as that of an
/// editor outside of this container, is not waited for.
pub async fn died(watch: &Watch) {
    let mut was_seen = None;
    loop {
        tokio::time::sleep(INTERVAL).await;
        let Some(parent) = watch.parent() else { continue };
        let alive = is_alive(parent);
        if !alive && (was_seen == Some(parent) || watch.parent_was_seen()) {
            return;
        }
        if alive {
            was_seen = Some(parent);
        } else if was_seen.is_none() {
            return std::future::pending().await;
        }
    }
}

/// A process that has ended and waits for its parent to notice counts as dead.
#[cfg(target_os = "linux")]
fn is_alive(process: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    // The name in parentheses may hold anything; the state follows it.
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    !matches!(state, Some('Z' | 'X') | None)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_alive(process: u32) -> bool {
    let id = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    id.is_some_and(|id| rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH))
}

/// Where this cannot be told, the end of standard input has to do.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
