//! Lists of problems: the answers are those of single commands, certificates hold, and shards are the whole.

use crate::command_line::{catapult_in, kill_after, refusal_in, stdout, succeed};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;

fn answers(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("answers");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Lines of every kind, and the single command that asks the same, if there is one.
const LINES: [(&str, Option<&str>); 11] = [
    (
        r#"{"network":"linear","loss":"logistic","eta":10,"weight":1}"#,
        Some("linear --loss logistic --eta 10 --weight 1"),
    ),
    (
        r#"{"network":"linear","loss":"logistic","eta":"8","weight":["1"],"data":"three-point"}"#,
        Some("linear --loss logistic --eta 8 --weight 1 --data three-point"),
    ),
    (
        r#"{"network":"two-layer","loss":"logistic","eta":7,"width":100,"lambda":2,"output":"1/2"}"#,
        Some("two-layer --loss logistic --eta 7 --width 100 --lambda 2 --output 1/2"),
    ),
    (
        r#"{"network":"two-layer","loss":"logistic","eta":0.1,"w1":[[1],[0.30000000000000000001]],"w2":[1,2]}"#,
        Some("two-layer --loss logistic --eta 0.1 --w1 1;0.30000000000000000001 --w2 1,2"),
    ),
    (
        r#"{"network":"aligned","loss":"logistic","eta":22,"width":100,"sigma":[0.1,12,11]}"#,
        Some("aligned --loss logistic --eta 22 --width 100 --sigma 1/10,12,11"),
    ),
    (r#"{"network":"linear","loss":"logistic","eta":10}"#, None),
    (r#"{"network":"linear","loss":"logistic","eta":"fast","weight":1}"#, None),
    (r#"{"network":"linear","loss":"logistic","eta":1,"weight":1,"sigma":1}"#, None),
    (r#"{"network":"linear","speed":1}"#, None),
    ("no JSON", None),
    (
        r#"{"network":"linear","loss":"logistic","eta":14,"weight":1,"data":"three-point"}"#,
        Some("linear --loss logistic --eta 14 --weight 1 --data three-point --max-steps 100"),
    ),
];

#[test]
fn answers_are_those_of_single_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let text: String = LINES.iter().map(|(line, _)| format!("{line}\n\n")).collect();
    fs::write(at.join("list.jsonl"), text).expect("written");
    let table = succeed(at, "classify --batch list.jsonl --out answers.jsonl --max-steps 100");
    assert!(table.contains("lines        11\n") && table.contains("bad lines    5\n"), "{table}");
    let answers = answers(&at.join("answers.jsonl"));
    assert_eq!(answers.len(), LINES.len());
    for (index, (answer, (line, single))) in answers.iter().zip(LINES).enumerate() {
        assert_eq!(answer["line"], json!(index + 1));
        let Some(single) = single else {
            let error = answer["error"].as_str().expect("an error");
            assert!(!error.is_empty() && answer.get("phase").is_none(), "{line}: {answer}");
            continue;
        };
        let single =
            if single.contains("--max-steps") { single.to_owned() } else { format!("{single} --max-steps 100") };
        let output = catapult_in(at, &format!("classify {single} --json"));
        let mut expected: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let undecided = expected["phase"] == "undecided";
        assert_eq!(answer["phase"], expected["phase"], "{line}");
        let stated = if undecided { &answer["problem"] } else { &answer["certificate"]["problem"] };
        assert_eq!(stated, &expected["problem"], "{line}");
        assert_eq!(answer["certificate"].is_null(), undecided);
        // beside a limit that is printed stands a number, which files do not have
        strip(&mut expected["limit"]);
        assert_eq!(answer["limit"], expected["limit"], "{line}");
    }
    let of = |line: usize| answers[line - 1]["error"].as_str().expect("an error");
    assert!(of(6).contains("weight is not given"), "{}", of(6));
    assert!(of(7).contains("eta: `fast`"), "{}", of(7));
    assert!(of(8).contains("sigma has no use in the network `linear`"), "{}", of(8));
    assert!(of(9).contains("`speed` is none of the names"), "{}", of(9));
    assert!(of(10).contains("not a JSON object"), "{}", of(10));
}

/// Removes the doubles beside enclosures.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("lower") {
                map.shift_remove("value");
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(entries) => entries.iter_mut().for_each(strip),
        _ => {}
    }
}

/// A table of many rates and starts, some cells of which are wrong.
fn table(lines: usize) -> String {
    let mut text = String::from("network,loss,eta,width,lambda,output,weight,w1,w2\r\n");
    for index in 0..lines {
        let eta = 1 + index % 37;
        text.push_str(&match index % 11 {
            0 => format!("linear,logistic,{eta},,,,{}.5,,\n", index % 3),
            5 => format!("linear,logistic,{eta},,,\n"),
            7 => format!("two-layer,logistic,{}/4,2,,,,\"1;2\",\"1,0.5\"\n", 1 + index % 3),
            _ => format!("two-layer,exponential,{eta}/20,100,{},1/{},,,\n", 1 + index % 4, 2 + index % 5),
        });
    }
    text
}

#[test]
fn shards_and_killed_processes_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("list.csv"), table(400)).expect("written");
    let list = "classify --batch list.csv --digits 12 --max-steps 2000 --bits 512";
    succeed(at, &format!("{list} --out whole.jsonl --threads 1"));
    let whole = fs::read(at.join("whole.jsonl")).expect("answers");
    assert!(!at.join("whole.jsonl.units").exists());
    for count in [1, 3, 20] {
        let names: Vec<String> = (1..=count).rev().map(|shard| format!("s{count}-{shard}")).collect();
        for (name, shard) in names.iter().zip((1..=count).rev()) {
            succeed(at, &format!("{list} --out {name} --shard {shard}/{count}"));
        }
        succeed(at, &format!("merge {} --out merged{count}.jsonl", names.join(" ")));
        assert!(fs::read(at.join(format!("merged{count}.jsonl"))).expect("answers") == whole, "{count} shards");
    }
    let mut killed = 0;
    for wait in (0..).map(|round| 40 + 20 * round) {
        if !kill_after(at, &format!("{list} --out parts.jsonl --resume"), Duration::from_millis(wait)) {
            break;
        }
        assert!(!at.join("parts.jsonl").exists() || fs::read(at.join("parts.jsonl")).expect("answers") == whole);
        killed += 1;
    }
    assert!(killed > 0, "it was over before it was killed: give it more lines");
    assert!(fs::read(at.join("parts.jsonl")).expect("answers") == whole);
    let checked = stdout(&catapult_in(at, "check whole.jsonl --json"));
    let checked: Value = serde_json::from_str(&checked).expect("JSON");
    assert_eq!((&checked["valid"], &checked["lines"]), (&json!(true), &json!(400)));
    assert_eq!(checked["certified"].as_u64().zip(checked["without"].as_u64()).map(|(a, b)| a + b), Some(400));
    assert!(checked["without"].as_u64() >= Some(36), "the wrong cells");
}

#[test]
fn answers_that_do_not_hold_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("list.csv"), table(30)).expect("written");
    succeed(at, "classify --batch list.csv --out answers.jsonl --digits 12");
    let whole = answers(&at.join("answers.jsonl"));
    // not the first, by which the file is told from others
    let proved = |phase: &str| whole.iter().rposition(|answer| answer["phase"] == phase).expect("such an answer");
    let (lazy, bad) =
        (proved("lazy"), whole.iter().position(|answer| answer.get("error").is_some()).expect("a bad line"));
    let forge = |line: usize, change: &dyn Fn(&mut Value)| {
        let mut forged = whole.clone();
        change(&mut forged[line]);
        let text: String = forged.iter().map(|answer| format!("{answer}\n")).collect();
        fs::write(at.join("forged.jsonl"), text).expect("written");
        let output = catapult_in(at, "check forged.jsonl");
        assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
        assert!(stdout(&output).starts_with(&format!("invalid: line {}: ", line + 1)), "{}", stdout(&output));
        stdout(&output)
    };
    assert!(forge(lazy, &|answer| answer["phase"] = json!("catapult")).contains("where its certificate proves lazy"));
    forge(lazy, &|answer| answer["certificate"]["claim"]["phase"] = json!("catapult"));
    forge(lazy, &|answer| answer["limit"]["lambda"]["lower"] = json!("7"));
    forge(lazy, &|answer| answer["certificate"] = Value::Null);
    forge(lazy, &|answer| answer["line"] = json!(77));
    forge(lazy, &|answer| answer["more"] = json!(1));
    forge(bad, &|answer| answer["phase"] = json!("lazy"));
    forge(bad, &|answer| *answer = json!({"line": bad + 1}));
}

#[test]
fn lists_that_are_none_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    for (name, text, words) in [
        ("list.txt", "network\n", "is no list of problems by its name: give a file that ends in .csv or .jsonl"),
        ("empty.csv", "network,loss\n", "holds no problem"),
        ("empty.jsonl", "\n\n", "holds no problem"),
        ("names.csv", "network,speed\nlinear,1\n", "`speed` is none of the names network, loss"),
        ("twice.csv", "network,loss,loss\n1,2,3\n", "the column loss stands there twice"),
    ] {
        fs::write(at.join(name), text).expect("written");
        let message = refusal_in(at, &format!("classify --batch {name} --out answers.jsonl"));
        assert!(message.contains(words), "{message}");
        assert!(!at.join("answers.jsonl").exists());
    }
    let message = refusal_in(at, "classify --batch nowhere.csv --out answers.jsonl");
    assert!(message.contains("cannot read `nowhere.csv`"), "{message}");
    fs::write(at.join("list.csv"), table(70)).expect("written");
    let message = refusal_in(at, "classify --batch list.csv --out no/such/folder/answers.jsonl");
    assert!(message.contains("cannot write"), "{message}");
    succeed(at, "classify --batch list.csv --out part --shard 1/2");
    fs::write(at.join("list.csv"), table(71)).expect("written");
    let message = refusal_in(at, "classify --batch list.csv --out part --shard 2/2");
    assert!(message.contains("what --batch names has changed"), "{message}");
    let message = refusal_in(at, "merge part --out answers.jsonl");
    assert!(message.contains("1 of 2 units are missing (2)"), "{message}");
    let message = refusal_in(at, "classify linear --batch list.csv");
    assert!(message.contains("--batch"), "{message}");
}
