"""Puts many faults into one program, each behind a switch: `FAULT=7` in the environment turns on the seventh.

Where a fault changes `a * b` to `a / b`, the program gets `(if crate::fault_is_on(7) { a / b } else { a * b })`: the smallest
expression around the change that means the same when it stands alone, or the body of the function. What then does not compile is
put around a larger piece, and at last left out: a constant, say, cannot depend on a switch.
"""

import json
import os
import subprocess
from pathlib import Path

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))
# what may stand between the braces of a branch, whatever it stands in
EXPRESSIONS = {
    "binary_expression", "unary_expression", "call_expression", "compound_assignment_expr", "assignment_expression",
    "if_expression", "match_expression", "struct_expression", "tuple_expression", "try_expression", "block",
}
SWITCH = '''

/// Whether a fault is the one that was asked for.
#[doc(hidden)]
pub fn fault_is_on(number: usize) -> bool {
    static ON: std::sync::LazyLock<usize> =
        std::sync::LazyLock::new(|| std::env::var("FAULT").ok().and_then(|number| number.parse().ok()).unwrap_or(0));
    *ON == number
}
'''


def difference(old, new):
    """Where two texts begin and end to differ, in the old one: what they have in common at their ends does not overlap in either."""
    start = len(os.path.commonprefix([old, new]))
    same = len(os.path.commonprefix([old[start:][::-1], new[start:][::-1]]))
    return start, len(old) - same


def places(text, sound, new):
    """The spans of the nodes of `text`, whose tree is `sound`, around its difference to `new` that a switch may go around, from small to large, each with
    what stands there in `new`. None, if `new` is no Rust."""
    start, end = difference(text, new)
    faulty = PARSER.parse(new).root_node
    if faulty.has_error:
        return []
    longer = len(new) - len(text)
    found, node = [], sound.descendant_for_byte_range(start, end)
    while node and node.type != "function_item":
        if node.type in EXPRESSIONS:
            # a piece that falls apart by the change (as `b * c` in `a - b * c` with `+` for `*`) would mean something else alone
            twin = faulty.descendant_for_byte_range(node.start_byte, node.end_byte + longer)
            while twin and twin.parent and (twin.start_byte, twin.end_byte) == (twin.parent.start_byte, twin.parent.end_byte):
                twin = twin.parent
            if twin and (twin.start_byte, twin.end_byte) == (node.start_byte, node.end_byte + longer):
                if not found or found[-1][0] != (node.start_byte, node.end_byte):
                    found.append(((node.start_byte, node.end_byte), new[node.start_byte : node.end_byte + longer], node.type))
        node = node.parent
    if not node:
        return []
    # each round of the compiler costs seconds: the smallest two, then the body of the function
    return found if len(found) <= 3 else found[:2] + found[-1:]


class File:
    """A file with its faults, each at one of its places."""

    def __init__(self, path):
        self.path, self.text = path, path.read_bytes()
        self.root = PARSER.parse(self.text).root_node
        self.places, self.chosen = {}, {}

    def add(self, number, new):
        """Whether there is a place for this fault."""
        self.places[number] = places(self.text, self.root, new)
        return self.climb(number)

    def climb(self, number):
        """Whether there is one more place for this fault, which it then takes."""
        self.chosen.pop(number, None)
        if self.places[number]:
            self.chosen[number] = self.places[number].pop(0)
        return number in self.chosen

    def write(self):
        """Writes the file with its switches. Keeps which bytes belong to which faults: `branches` (of one fault), `nodes` (of all that share one)."""
        self.branches, self.nodes = [], []
        nodes = {}
        for number, (span, new, kind) in sorted(self.chosen.items()):
            nodes.setdefault(span, []).append((number, new, kind))
        out = bytearray()

        def copy(start, end, inside):
            """The text from start to end, in which `inside` are the nodes, from the first to the last and from the largest to the smallest."""
            at = start
            while inside:
                span = inside[0]
                within = [other for other in inside[1:] if other[1] <= span[1]]
                out.extend(self.text[at : span[0]])
                wrap(span, within)
                at, inside = span[1], inside[1 + len(within) :]
            out.extend(self.text[at:end])

        def wrap(span, within):
            here, kind = len(out), nodes[span][0][2]
            braces = b"{}" if kind in ("block", "if_expression", "match_expression") else b"()"
            out.extend(braces[:1])
            for number, new, _ in nodes[span]:
                out.extend(b"if crate::fault_is_on(%d) {" % number)
                branch = len(out)
                out.extend(new)
                self.branches.append((branch, len(out), [number]))
                out.extend(b"} else ")
            out.extend(b"{")
            copy(*span, within)
            out.extend(b"}" + braces[1:])
            self.nodes.append((here, len(out), [number for number, _, _ in nodes[span]]))

        copy(0, len(self.text), sorted(nodes, key=lambda span: (span[0], -span[1])))
        self.path.write_bytes(bytes(out))

    def blamed(self, start, end):
        """The faults that an error at these bytes is put down to: that of the branch, those of the node, or those nearby."""
        for pieces in (self.branches, self.nodes):
            around = [piece for piece in pieces if piece[0] <= start and end <= piece[1]]
            if around:
                return min(around, key=lambda piece: piece[1] - piece[0])[2]
        within = [number for piece in self.nodes if start <= piece[0] and piece[1] <= end for number in piece[2]]
        if within:
            return within
        # a variable that a switch has moved away, perhaps
        functions = [node for node in descendants(PARSER.parse(self.path.read_bytes()).root_node) if node.type == "function_item"]
        around = [node for node in functions if node.start_byte <= start and end <= node.end_byte]
        if not around:
            return []
        function = min(around, key=lambda node: node.end_byte - node.start_byte)
        return [number for piece in self.nodes if function.start_byte <= piece[0] and piece[1] <= function.end_byte for number in piece[2]]


def descendants(node):
    yield node
    for child in node.children:
        yield from descendants(child)


def cargo(command, tree, target, package, binary, *options):
    """What cargo did for the tests of a package, and its messages."""
    environment = dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="1")
    arguments = ["cargo", command, "--offline", "--locked", "-q", "-p", package, "--test", binary, *options]
    arguments.append("--message-format=json-render-diagnostics" if command == "test" else "--message-format=json")
    run = subprocess.run(arguments, cwd=tree, env=environment, capture_output=True, text=True)
    return run, [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def errors(tree, target, package, binary):
    """(file, start, end) of each error in what the tests of a package are built of, and the messages."""
    run, said = cargo("check", tree, target, package, binary)
    found, messages = [], []
    for message in said:
        if message["reason"] == "compiler-message" and message["message"]["level"] == "error":
            messages.append(message["message"]["rendered"])
            spans = [span for span in message["message"]["spans"] if span["is_primary"]]
            while spans and spans[0]["expansion"]:
                spans = [spans[0]["expansion"]["span"]]
            found += [(tree / span["file_name"], span["byte_start"], span["byte_end"]) for span in spans]
    if run.returncode != 0 and not found:
        raise SystemExit(f"cargo check: {run.stderr or ''.join(messages)}")
    return found, messages


def put_in(tree, target, faults):
    """Puts switches into the tree for all faults that can have one: a dictionary with the number of each of these, by name.

    A fault is its `name`, `path`, the whole text of its file with it, `text`, and the tests that judge it, `judges`: package, binary and names."""
    files, numbers = {}, {}
    for number, fault in enumerate(faults, start=1):
        path = tree / fault["path"]
        if path not in files:
            files[path] = File(path)
        if files[path].add(number, fault["text"]):
            numbers[fault["name"]] = number
    for root in {tree / Path(fault["path"].split("src/")[0]) / "src" / "lib.rs" for fault in faults}:
        if root in files:
            raise SystemExit(f"{root}: faults in the root of a library cannot have switches")
        root.write_text(root.read_text() + SWITCH)
    for package, binary in sorted({judge[:2] for fault in faults for judge in fault["judges"]}):
        while True:
            for file in files.values():
                file.write()
            found, messages = errors(tree, target, package, binary)
            if not found:
                break
            climbing = {(path, number) for path, start, end in found if path in files for number in files[path].blamed(start, end)}
            if not climbing:
                raise SystemExit("an error that no fault explains:\n" + "".join(messages))
            lost = {number for path, number in climbing if not files[path].climb(number)}
            numbers = {name: number for name, number in numbers.items() if number not in lost}
            print(f"{len(found)} errors: {len(climbing) - len(lost)} switches around larger pieces, {len(lost)} left out", flush=True)
    return numbers
