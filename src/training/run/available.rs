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
        let path = text.lines().find_map(|line| line.strip_prefix("0::"))?.trim_end_matches('/').to_owned();
        let number = |name: &str| read(&format!("/sys/fs/cgroup{path}/{name}"))?.trim().parse::<u64>().ok();
        Some(number("memory.max")?.saturating_sub(number("memory.current")?))
    });
    [machine, limit, group].into_iter().flatten().min()
}

/// The number of kibibytes after a name, in bytes.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line[name.len()..].split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}
