//! Atlases put together from shards are the bytes of the whole one: picture, table, areas and proofs.

use crate::command_line::{kill_after, refusal_in, succeed};
use std::fs;
use std::time::Duration;

const ATLASES: [&str; 3] = [
    "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 6",
    "atlas linear --loss logistic --data three-point --x weight=-2..2 --y eta=1..4 --depth 4",
    "atlas aligned --loss logistic --width 10 --sigma 1,2,3 --x eta=1..40 --y sigma_1=0.1..3 --depth 2",
];

#[test]
fn shards_are_the_whole() {
    for arguments in ATLASES {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        succeed(at, &format!("{arguments} --out whole --certificate whole.json"));
        for count in [1, 3] {
            let names: Vec<String> = (1..=count).rev().map(|shard| format!("s{count}-{shard}")).collect();
            for (name, shard) in names.iter().zip((1..=count).rev()) {
                succeed(at, &format!("{arguments} --out {name} --shard {shard}/{count} --threads {}", 1 + shard % 2));
            }
            let table =
                succeed(at, &format!("merge {} --out merged{count} --certificate merged.json", names.join(" ")));
            assert!(table.contains("undecided"), "{table}");
            for name in ["atlas.svg", "atlas.csv", "atlas.json"] {
                let bytes = |run: &str| fs::read(at.join(run).join(name)).expect("a file");
                assert!(bytes("whole") == bytes(&format!("merged{count}")), "{arguments}: {name}");
            }
            assert!(
                fs::read(at.join("whole.json")).expect("proofs") == fs::read(at.join("merged.json")).expect("proofs")
            );
        }
    }
}

#[test]
fn killed_shards_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let arguments = ATLASES[0].replace("--depth 6", "--depth 7");
    succeed(at, &format!("{arguments} --out whole"));
    let mut killed = 0;
    for wait in (0..).map(|round| 20 + 15 * round) {
        if !kill_after(at, &format!("{arguments} --out shard --shard 1/1"), Duration::from_millis(wait)) {
            break;
        }
        killed += 1;
    }
    assert!(killed > 1, "it was over before it was killed: give it more cells");
    succeed(at, "merge shard --out merged");
    for name in ["atlas.svg", "atlas.csv", "atlas.json"] {
        let bytes = |run: &str| fs::read(at.join(run).join(name)).expect("a file");
        assert!(bytes("whole") == bytes("merged"), "{name}");
    }
}

/// The checksum that a unit of this content has: someone who forges a unit can compute it.
fn checksum(content: &str) -> String {
    let fold = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", content.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

#[test]
fn nothing_that_a_unit_says_is_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let arguments = ATLASES[0];
    succeed(at, &format!("{arguments} --out shard --shard 1/1"));
    // a unit with cells that are proved, one of which gets another phase, and one of which is left out
    let units = fs::read_dir(at.join("shard/units")).expect("units").map(|entry| entry.expect("an entry").path());
    let path = units
        .into_iter()
        .find(|path| fs::read_to_string(path).expect("a unit").contains("\"lazy\""))
        .expect("a unit with a lazy cell");
    let whole = fs::read_to_string(&path).expect("a unit");
    let (header, content) = whole.split_once('\n').expect("a header");
    let forge = |content: String| {
        let mut header: serde_json::Value = serde_json::from_str(header).expect("JSON");
        header["bytes"] = content.len().into();
        header["checksum"] = checksum(&content).into();
        fs::write(&path, format!("{header}\n{content}")).expect("written");
        let message = refusal_in(at, "merge shard --out merged");
        assert!(message.contains("the units do not make an atlas"), "{message}");
        assert!(!at.join("merged/atlas.json").exists());
    };
    forge(content.replacen("\"lazy\"", "\"divergent\"", 1));
    let mut part: serde_json::Value = serde_json::from_str(content).expect("JSON");
    part["decided"].as_array_mut().expect("cells").pop();
    forge(part.to_string());
    fs::write(&path, &whole).expect("written");
    succeed(at, "merge shard --out merged");
    let message = refusal_in(at, &format!("{} --out shard --shard 1/1", arguments.replace("--depth 6", "--depth 5")));
    assert!(message.contains("--depth was 6, now 5"), "{message}");
    let message = refusal_in(at, &format!("{arguments} --out shard"));
    assert!(message.contains("`shard` holds units of a run that several processes share"), "{message}");
    let message = refusal_in(at, "merge shard --out merged --certificate no/such/file.json");
    assert!(message.contains("cannot write"), "{message}");
}
