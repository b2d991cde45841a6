"""Times whyjunk beside other programs that read mail, on the same 200 messages.

Usage: analyzers.py WHYJUNK PATH [RUNS]

PATH is an mbox file or a folder of .eml files; the first 200 messages count, and each program gets them as files. Needs
mail-parser (PyPI) and SpamAssassin (Debian's spamassassin and spamc); what is not there is left out. For each program
one line: milliseconds a message with one process for all messages, the same without the start of the process (the
difference to a run on one message, spread over the others), and with a process for each message (the first 20); wall
time, and CPU time (user and system, all threads) beside it. Medians of RUNS runs (5).
"""

import email
import itertools
import json
import mailbox
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from email.utils import parsedate_to_datetime
from importlib.util import find_spec

MESSAGES = 200
ALONE = 20
SPAMD_PORT = 17830
HOP = re.compile(r"(?:from\s+(\S+))?.*?(?:\[([0-9A-Fa-f.:]+)\])?.*?\bby\s+(\S+)", re.DOTALL)


def walk(path):
    """What a short script of one's own does: the route with its delays, and some fields."""
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file)
    hops, last = [], None
    for value in reversed(message.get_all("Received", [])):
        found = HOP.search(str(value))
        try:
            date = parsedate_to_datetime(str(value).rpartition(";")[2])
            delay = (date - last).total_seconds() if last else None
            last = date
        except (TypeError, ValueError):
            delay = None
        hops.append((*(found.groups() if found else ()), delay))
    fields = ["From", "Return-Path", "Subject", "Date", "Authentication-Results"]
    return {"hops": hops, **{name: str(message[name]) for name in fields}}


def parsed(path):
    """What mail-parser gives."""
    import mailparser

    mail = mailparser.parse_from_file(path)
    return {"received": mail.received, "from": mail.from_, "subject": mail.subject}


READERS = {"walk": walk, "mail-parser": parsed}


def once(argv, stdin=None):
    """Wall and CPU seconds of a command that must succeed."""
    with open(stdin or os.devnull, "rb") as source:
        start = time.perf_counter()
        process = subprocess.Popen(argv, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{argv[:4]} ended with {status}")
    return wall, usage.ru_utime + usage.ru_stime


def served(files):
    """Wall and CPU seconds of a spamd that is asked by one spamc for each file; its start and end count."""
    begun = time.perf_counter()
    daemon = subprocess.Popen(
        ["spamd", "-L", "-x", "-m", "1", "-p", str(SPAMD_PORT), "-s", "null"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        try:
            socket.create_connection(("127.0.0.1", SPAMD_PORT), 1).close()
            break
        except OSError:
            time.sleep(0.01)
    asked = [once(["spamc", "-x", "-p", str(SPAMD_PORT)], file)[1] for file in files]
    daemon.terminate()
    _, _, usage = os.wait4(daemon.pid, 0)
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime + sum(asked)


def median(runs, measure):
    """The medians of wall and CPU time, each by itself."""
    walls, cpus = zip(*(measure() for _ in range(runs)))
    return statistics.median(walls), statistics.median(cpus)


def show(name, count, whole, one, each):
    """A line: milliseconds a message, wall / CPU."""
    ms = lambda seconds, messages: " / ".join(f"{1000 * s / messages:9.3f}" for s in seconds)
    rest = tuple(a - b for a, b in zip(whole, one))
    print(f"{name:28} {ms(whole, count)}  {ms(rest, count - 1)}  {ms(each, min(count, ALONE)) if each else ''}", flush=True)


def compare(whyjunk, files, runs):
    own = [sys.executable, __file__, "--read"]
    commands = {
        "whyjunk, text": [whyjunk],
        "whyjunk, text, one thread": [whyjunk, "--threads", "1"],
        "whyjunk, ndjson": [whyjunk, "--format", "ndjson"],
        "whyjunk, ndjson, one thread": [whyjunk, "--format", "ndjson", "--threads", "1"],
        "Python email, Received walk": [*own, "walk"],
        "mail-parser": [*own, "mail-parser"],
        "spamassassin -L": ["spamassassin", "-L"],
    }
    print(f"{len(files)} messages, {sum(os.path.getsize(f) for f in files)} bytes; ms a message, wall / CPU")
    print(f"{'':28} {'one process':>21}  {'without its start':>21}  {'a process each':>21}")
    for name, argv in commands.items():
        if not shutil.which(argv[0]) or (name == "mail-parser" and not find_spec("mailparser")):
            continue
        whole = median(runs, lambda: once([*argv, *files]))
        one = median(runs, lambda: once([*argv, files[0]]))
        alone = median(runs, lambda: map(sum, zip(*(once([*argv, file]) for file in files[:ALONE]))))
        show(name, len(files), whole, one, alone)
    if shutil.which("spamd") and shutil.which("spamc"):
        whole, one = (median(runs, lambda: served(asked)) for asked in (files, files[:1]))
        show("spamd -L, asked by spamc", len(files), whole, one, None)


def main():
    if sys.argv[1] == "--read":
        for path in sys.argv[3:]:
            print(json.dumps(READERS[sys.argv[2]](path), default=str))
        return
    path, runs = pathlib.Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        if path.is_dir():
            contents = (file.read_bytes() for file in sorted(path.rglob("*.eml")))
            messages = filter(None, contents)
        else:
            box = mailbox.mbox(path, create=False)
            messages = (box.get_bytes(key) for key in box.keys())
        files = []
        for number, message in enumerate(itertools.islice(messages, MESSAGES)):
            files.append(str(pathlib.Path(folder, f"{number:03}.eml")))
            pathlib.Path(files[-1]).write_bytes(message)
        compare(sys.argv[1], files, runs)


main()
