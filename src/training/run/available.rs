//! The memory that this process may still take.

/// Bytes: the least of what the machine has left, what the process's control group has left, and what its limit of address space leaves. `None` where the system says
/// nothing of it.
pub fn available_memory() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").and_then(|text| kibibytes(&text, "MemAvailable:"));
    let limit = read("/proc/self/limits").and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("Max address space"))?;
        let limit: u64 = line.split_whitespace().nth(3)?.parse().ok()?;
        let taken = read("/proc/self/status").and_then(|text| kibibytes(&text, "VmSize:"))?;
        Some(limit.saturating_sub(taken))
    });
    let group = read("/proc/self/cgroup").and_then(|text| {
        // control groups of the second version, or of the first
        let second = text.lines().find_map(|line| line.strip_prefix("0::")).map(|path| {
            let folder = format!("/sys/fs/cgroup{}", path.trim_end_matches('/'));
            (format!("{folder}/memory.max"), format!("{folder}/memory.current"), format!("{folder}/memory.stat"))
        });
        let first = text.lines().find_map(|line| line.split_once(":memory:")).map(|(_, path)| {
            let folder = format!("/sys/fs/cgroup/memory{}", path.trim_end_matches('/'));
            let file = |name: &str| format!("{folder}/memory.{name}");
            (file("limit_in_bytes"), file("usage_in_bytes"), file("stat"))
        });
        let left = |(limit, taken, parts): (String, String, String)| {
            let number = |path: &str| read(path)?.trim().parse::<u64>().ok();
            // files that were read are given up when memory is asked for
            let parts = read(&parts).unwrap_or_default();
            let of_files = ["active_file", "inactive_file"].map(|name| {
                let line = parts.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
                line.and_then(|bytes| bytes.parse::<u64>().ok()).unwrap_or(0)
            });
            Some(number(&limit)?.saturating_sub(number(&taken)?.saturating_sub(of_files.iter().sum())))
        };
        [second, first].into_iter().flatten().filter_map(left).min()
    });
    [machine, limit, group].into_iter().flatten().min()
}

/// The number of kibibytes after a name, in bytes.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line[name.len()..].split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}
