#!/usr/bin/env python3
"""Times the workloads in PyTorch and JAX; see README.md for the format of the lines.

Every workload of every library runs in a process of its own, so that its peak memory is its own
and no library's threads disturb another's.
"""

import argparse
import importlib
import os
import resource
import subprocess
import sys
import time

LIBRARIES = {"pytorch": "pytorch_cases", "pytorch-compile": "pytorch_cases", "jax": "jax_cases"}
WORKLOADS = ["T1", "T2", "T7", "T9a", "T9b"]

WARM_UP_SECONDS = 0.5
WARM_UP_REPETITIONS = 5
LEAST_SECONDS = 1.0
LEAST_REPETITIONS = 30
STEPS_CHECKED = 10


def environment(threads):
    """Settings that must be there before the libraries are loaded."""
    result = dict(os.environ)
    for name in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"]:
        result[name] = str(threads)
    eigen = "true" if threads > 1 else "false"
    flags = f"--xla_cpu_multi_thread_eigen={eigen} intra_op_parallelism_threads={threads}"
    result["XLA_FLAGS"] = f"{result.get('XLA_FLAGS', '')} {flags}".strip()
    result["JAX_PLATFORMS"] = "cpu"
    result["CUDA_VISIBLE_DEVICES"] = ""
    return result


def pin(threads):
    """Restricts this process to as many cores as threads: JAX sizes its pool by what it may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def peak_memory():
    """The largest resident size of this process so far, in MB (10^6 bytes).

    VmHWM where there is one: ru_maxrss also counts what the parent had before it started us.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024 / 1e6
    except FileNotFoundError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure(step, finish):
    """Sorted times of single steps in ms, after a warm-up."""
    start = time.perf_counter()
    repetitions = 0
    while repetitions < WARM_UP_REPETITIONS or time.perf_counter() - start < WARM_UP_SECONDS:
        finish(step())
        repetitions += 1
    times = []
    start = time.perf_counter()
    while len(times) < LEAST_REPETITIONS or time.perf_counter() - start < LEAST_SECONDS:
        before = time.perf_counter()
        finish(step())
        times.append((time.perf_counter() - before) * 1e3)
    return sorted(times)


def check(workload, cases):
    """Two numbers that all libraries must agree on.

    Training: the loss at the start and after ten steps. Gradients: the loss and the sum of the
    absolute values of all gradients.
    """
    step = cases.case(workload)
    if workload in ("T1", "T2"):
        first = cases.number(step())
        for _ in range(STEPS_CHECKED - 1):
            step()
        return first, cases.number(step())
    loss, gradients = step()
    return cases.number(loss), sum(cases.magnitude(each) for each in gradients)


def run_one(workload, library, threads):
    """Measures one workload in this process and prints its lines."""
    cases = importlib.import_module(LIBRARIES[library])
    cases.prepare(threads, library == "pytorch-compile")
    times = measure(cases.case(workload), cases.finish)
    memory = peak_memory()
    median, least = times[len(times) // 2], times[0]
    print(f"{workload}\t{library}\t{median:.4f}\t{least:.4f}\t{memory:.1f}")
    loss, other = check(workload, cases)
    print(f"# check\t{workload}\t{library}\t{loss:.7g}\t{other:.7g}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", choices=[*LIBRARIES, "all"], default="all")
    parser.add_argument("--only", choices=WORKLOADS, help="a single workload")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="also PyTorch with torch.compile")
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()

    if options.in_this_process:
        if options.library == "jax":
            pin(options.threads)
        run_one(options.only, options.library, options.threads)
        return 0

    libraries = ["pytorch", "jax"] if options.library == "all" else [options.library]
    if options.compile and "pytorch-compile" not in libraries:
        libraries.append("pytorch-compile")
    failures = 0
    for workload in [options.only] if options.only else WORKLOADS:
        for library in libraries:
            command = [sys.executable, __file__, "--in-this-process", "--only", workload]
            command += ["--library", library, "--threads", str(options.threads)]
            finished = subprocess.run(command, env=environment(options.threads), check=False)
            if finished.returncode != 0:
                print(f"{library} failed on {workload}", file=sys.stderr)
                failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
