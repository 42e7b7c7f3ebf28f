//! What stands at the end of every `--help`: examples that run as they are, and the exit statuses.

use clap::Command;

/// The exit statuses of the contract.
const STATUSES: &str = "\
Exit status: 0 fine; 1 a check failed; 2 bad usage or input, with one line on standard error and no output written; \
3 `classify` answered undecided; 130 stopped by Ctrl-C.";

/// For each command, by its words, examples that run as they are, quickly and without files of others.
pub const EXAMPLES: &[(&str, &[&str])] = &[
    ("reproduce", &["reproduce --quick --only theorem-1.1,linear-curves --out out"]),
    ("threshold critical-rate", &["threshold critical-rate --loss exponential --weight 1/2 --digits 50"]),
    ("threshold overshoot", &["threshold overshoot --digits 50"]),
    ("threshold two-cycle", &["threshold two-cycle --eta 10"]),
    (
        "threshold lazy-rate",
        &[
            "threshold lazy-rate --loss logistic --lambda 2",
            "threshold lazy-rate --loss exponential --width 1 --sigma 1/10,6/5,3/2",
            "threshold lazy-rate --loss logistic --lambda 2 --data three-point",
        ],
    ),
    (
        "threshold universal-rate",
        &["threshold universal-rate --width 100", "threshold universal-rate --width 100 --data three-point"],
    ),
    ("threshold divergence-rate", &["threshold divergence-rate --width 1 --data three-point --digits 24"]),
    ("threshold balanced-rate", &["threshold balanced-rate --loss logistic --width 1 --depth 3 --sigma 2"]),
    ("threshold safe-rate", &["threshold safe-rate --width 100 --sigma 1/10,12,11"]),
    (
        "threshold linear",
        &[
            "threshold linear --loss exponential --data three-point --digits 50",
            "threshold linear --loss logistic --data synthetic:nonseparable,n=40,d=3,overlap=0.3,seed=1",
        ],
    ),
    (
        "orbit linear",
        &[
            "orbit linear --loss logistic --eta 10 --weight 1 --steps 5",
            "orbit linear --loss squared --eta 1/3 --weight 0.1 --steps 3 --arithmetic exact",
        ],
    ),
    (
        "orbit two-layer",
        &[
            "orbit two-layer --loss logistic --eta 7 --width 100 --lambda 2 --output 1/2 --steps 20 --arithmetic ball:256",
        ],
    ),
    ("orbit aligned", &["orbit aligned --loss exponential --eta 1/10 --width 4 --sigma 1,1/2,1 --steps 5"]),
    (
        "classify",
        &[
            "classify --batch problems.csv --out answers.jsonl",
            "classify --batch problems.csv --out half1 --shard 1/2",
            "classify --batch problems.csv --out half2 --shard 2/2",
            "merge half1 half2 --out answers.jsonl",
            "check answers.jsonl",
        ],
    ),
    (
        "classify linear",
        &[
            "classify linear --loss logistic --eta 10 --weight 1",
            "classify linear --loss logistic --data three-point --eta 8 --weight 1 --certificate cycle.json",
            "classify linear --loss logistic --data synthetic:nonseparable,n=12,d=2,overlap=0.3,seed=1 --eta 1 --weight 1,1",
        ],
    ),
    (
        "classify two-layer",
        &[
            "classify two-layer --loss logistic --eta 7 --width 100 --lambda 2 --output 1/2 --certificate catapult.json",
            "classify two-layer --loss logistic --eta 14/5 --data three-point --width 10 --lambda 2 --output 1/2",
            "classify two-layer --loss logistic --eta 2 --data synthetic:nonseparable,n=12,d=2,overlap=0.3,seed=1 --w1 1,1 --w2 2",
        ],
    ),
    (
        "classify aligned",
        &["classify aligned --loss logistic --eta 22 --width 100 --sigma 1/10,12,11 --certificate aligned.json"],
    ),
    ("classify network", &["classify network --loss logistic --eta 1 --weights weights.npz"]),
    (
        "atlas two-layer",
        &[
            "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 5 --out atlas",
            "atlas two-layer --loss logistic --data three-point --width 10 --lambda 2 --x eta=0.5..4 --y output=-3..3 --depth 5 --out plane",
            "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 5 --shard 1/4 --out shard1",
        ],
    ),
    (
        "atlas linear",
        &["atlas linear --loss logistic --data three-point --x weight=-2..2 --y eta=1..4 --depth 4 --out weights"],
    ),
    (
        "atlas aligned",
        &[
            "atlas aligned --loss logistic --width 10 --sigma 1,2,3 --x eta=1..40 --y sigma_1=0.1..3 --depth 5 --out layers",
        ],
    ),
    (
        "train",
        &[
            "train --data mnist:0,1 --loss logistic --depth 2 --width 20 --eta log:0.1:10:4 --steps 20 --every 10 --out runs",
            "train --data three-point --loss logistic --depth 2 --width 50 --eta lin:2:10:5 --seed 1..3 --steps 100 --out seeds --json",
            "train --data three-point --loss logistic --depth 1 --eta 4 --start zero --steps 10 --out zero",
            "train --data three-point --loss logistic --depth 2,3 --width 10,20 --eta 1,4 --seed 1..3 --steps 20 --out networks",
            "train --data mnist:0,1 --loss logistic --depth 2 --width 10,500 --eta log:1:100:8 --seed 1..20 --steps 100 --plan",
            "train --data three-point --loss logistic --depth 2 --width 50 --eta 1,4 --seed 1..4 --steps 50 --shard 1/2 --out shard1",
        ],
    ),
    (
        "merge",
        &[
            "train --data three-point --loss logistic --depth 2 --width 50 --eta 1,4 --seed 1..4 --steps 50 --shard 1/2 --out shard1",
            "train --data three-point --loss logistic --depth 2 --width 50 --eta 1,4 --seed 1..4 --steps 50 --shard 2/2 --out shard2",
            "merge shard1 shard2 --out merged",
        ],
    ),
    (
        "slurm train",
        &[
            "slurm --tasks 8 --sbatch=--partition=short train --data mnist:0,1 --loss logistic --depth 2 --width 10,100 --eta log:1:100:12 --steps 200 --seed 1..40 --out runs",
        ],
    ),
    (
        "slurm atlas two-layer",
        &[
            "slurm --tasks 16 atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 10 --out atlas",
        ],
    ),
    (
        "slurm atlas linear",
        &[
            "slurm atlas linear --loss logistic --data three-point --x weight=-2..2 --y eta=1..4 --depth 9 --out weights",
        ],
    ),
    (
        "slurm atlas aligned",
        &[
            "slurm atlas aligned --loss logistic --width 10 --sigma 1,2,3 --x eta=1..40 --y sigma_1=0.1..3 --depth 9 --out layers",
        ],
    ),
    ("slurm classify", &["slurm --tasks 4 classify --batch problems.csv --out answers.jsonl"]),
    ("slurm figure", &["slurm --tasks 4 figure all --out figures"]),
    ("separability", &["separability --data three-point", "separability --data mnist:0,1"]),
    ("check", &["classify linear --loss logistic --eta 10 --weight 1 --certificate cycle.json", "check cycle.json"]),
    ("verify", &["verify theorem-1.1,corollary-1", "verify universal-rate --json"]),
    (
        "figure",
        &[
            "figure linear-curves --out figures --png --pdf --json",
            "figure two-layer-phases --width 30 --lambda 1 --output 1/4 --out figures",
            "figure linear-phases exact-hit overshoot --shard 1/1 --out shard",
            "merge shard --out figures",
        ],
    ),
    ("export coq", &["export coq"]),
    ("export latex", &["export latex"]),
    ("list", &["list claims", "list --json"]),
    ("completions", &["completions bash"]),
    ("manual", &["manual --out manual"]),
];

/// The command line with examples and exit statuses at the end of its help.
pub fn with_examples(command: Command) -> Command {
    described(command, "").after_help(STATUSES)
}

fn described(command: Command, words: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| {
        let words = format!("{words} {name}").trim_start().to_owned();
        command.mut_subcommand(name, |below| described(below, &words))
    });
    match EXAMPLES.iter().find(|(of, _)| *of == words) {
        Some((_, examples)) => command.after_help(format!("{}\n\n{STATUSES}", listed(examples))),
        None => command,
    }
}

fn listed(examples: &[&str]) -> String {
    let lines: Vec<String> = examples.iter().map(|example| format!("  catapult {example}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}
