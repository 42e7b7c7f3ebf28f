"""Ctrl-C, progress, threads, processes and interpreters."""

from __future__ import annotations

import io
import multiprocessing
import pickle
import subprocess
import sys
import textwrap
import threading
import time

import catapult
import numpy as np
import pytest

LONG = dict(loss="logistic", width=100, eta=(1, 40), lambda_=("0.5", 4), output="1/2", columns=3000, rows=3000, steps=100_000)


def run(program, **options):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=120, check=False, **options
    )


@pytest.mark.parametrize(
    "call",
    [
        "catapult.fates('two-layer', loss='logistic', width=100, eta=(1, 40), lambda_=('0.5', 4), output='1/2', columns=3000, rows=3000, steps=10**6)",
        "catapult.atlas('two-layer', loss='logistic', width=100, eta=(1, 40), lambda_=('0.5', 4), output='1/2', depth=10)",
        "catapult.orbit('two-layer', loss='logistic', eta=7, width=100, lambda_=2, output='1/2', steps=10**9, every=10**9)",
        "catapult.verify()",
        "catapult.separability('cifar10:automobile,dog')",
    ],
)
def test_ctrl_c_ends_work_at_once(call):
    """The time is not judged here: what is, is that the work ends long before it would by itself, with KeyboardInterrupt."""
    program = f"""
        import catapult, os, signal, threading, time
        # shells start what runs in their background without it
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        try:
            {call}
        except KeyboardInterrupt:
            print("interrupted")
        else:
            print("ended by itself")
        os._exit(0)
    """
    ended = run(program)
    assert ended.stdout.strip() == "interrupted", ended.stderr


def test_other_threads_run_meanwhile():
    """The GIL is released: a thread that counts is not held up."""
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    catapult.atlas("two-layer", loss="logistic", width=100, eta=("0.5", 40), lambda_=("0.5", 4), output="1/2", depth=5)
    stop.set()
    thread.join()
    assert counted[0] > 10


def test_progress_is_told_to_functions_and_bars():
    told = []
    catapult.verify(progress=lambda done, total, note: told.append((done, total)))
    assert told and told[-1][0] == told[-1][1] == len(catapult.claims())
    assert all(before[0] <= after[0] for before, after in zip(told, told[1:]))

    from tqdm import tqdm

    with tqdm(file=io.StringIO()) as bar:
        catapult.verify(progress=bar)
        assert bar.n == bar.total == len(catapult.claims())


def test_a_progress_function_that_raises_ends_the_work():
    class Enough(Exception):
        pass

    def callback(done, total, note):
        raise Enough

    with pytest.raises(Enough):
        catapult.fates("two-layer", **LONG, progress=callback)


def test_results_do_not_depend_on_threads():
    ask = lambda: catapult.fates(
        "two-layer", loss="logistic", width=100, eta=(1, 40), lambda_=("0.5", 4), output="1/2", columns=64, rows=64
    )
    try:
        catapult.set_num_threads(1)
        assert catapult.get_num_threads() == 1
        one = ask()
        catapult.set_num_threads(3)
        assert catapult.get_num_threads() == 3
        three = ask()
    finally:
        catapult.set_num_threads(None)
    assert all(np.array_equal(one[name], three[name]) for name in one.arrays)
    with pytest.raises(catapult.InputError, match="at least 1"):
        catapult.set_num_threads(0)


def seen_in_a_child(_):
    return catapult.fates("linear", loss="logistic", eta=(1, 12), weight=(-3, 3), columns=32, rows=32).counts()


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_after_use(method):
    here = seen_in_a_child(None)
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(seen_in_a_child, range(3)) == [here] * 3


def test_sub_interpreters_are_refused_politely():
    interpreters = pytest.importorskip("_xxsubinterpreters" if sys.version_info < (3, 13) else "_interpreters")
    program = f"""
        import catapult, {interpreters.__name__} as interpreters
        inner = interpreters.create()
        program = '''
        try:
            import catapult
        except ImportError as error:
            print("refused:", error)
        else:
            print("imported")
        '''
        import textwrap
        result = interpreters.run_string(inner, textwrap.dedent(program))
        print(result or "")
    """
    ended = run(program)
    assert "refused: " in ended.stdout and "use processes" in ended.stdout, ended.stdout + ended.stderr


def test_importing_brings_in_no_heavy_package():
    ended = run("import catapult, sys; print([name for name in ('numpy', 'pandas', 'matplotlib', 'mpmath') if name in sys.modules])")
    assert ended.stdout.strip() == "[]"


def test_errors_travel():
    error = pytest.raises(catapult.InputError, catapult.figure, "nothing").value
    assert isinstance(error, ValueError) and isinstance(error, catapult.CatapultError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_versions():
    assert catapult.__version__.count(".") == 2
    assert catapult.__commit__ is None or len(catapult.__commit__) >= 12
