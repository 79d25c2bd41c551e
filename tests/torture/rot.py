"""R7: bits rot in a stopped data directory; every damage is seen at the next start, or harmless.

Judged for each damage, on a copy of its own: the start is refused with a line that names the file,
or the answer is marked (`meta.partial`, a damage counter in /metrics), or every number and every
row is as it was. A wrong number without a mark, an error without a mark and an end by a signal are
faults.
"""

import collections
import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from conformance.launch import LaunchError

from .client import CONNECTION_FAULTS, must, numbers_of
from .ledger import EVENT
from .trial import Options, Result, Trial

PAGE = 4096
# As long as the header of a framed file.
STRUCTURE = 64
START_SECONDS = 60
# Counters that say that the start found damage; a torn end of the log is one, as a last write
# that rotted looks the same as one that a crash cut off.
DAMAGE_METRICS = ("damage", "corrupt", "torn", "missing", "quarantine")
DAMAGES = ("flip", "flip", "flip", "flip", "flip", "flip", "zero page", "truncate", "swap")
# Files without which nothing counted is wrong: damage to them may go unseen.
WITHOUT_CONTENT = ("LOCK", "iafa.sock")
HARMLESS, REFUSED, MARKED = "harmless", "refused", "marked"
WRONG, UNNAMED, ERROR, CRASH = ("wrong without a mark", "refused without the file's name",
                                "an error without a mark", "ended by a signal")
GOOD = (HARMLESS, REFUSED, MARKED)


@dataclass(frozen=True)
class Damage:
    kind: str
    what: str
    path: Path
    where: int = 0
    other: Path | None = None

    def __str__(self) -> str:
        place = f" and {self.other}" if self.other else f" at {self.where}"
        return f"{self.what} in {self.path}{place}"


def kind_of(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else path.name


class Original:
    """The undamaged directory: what stands in it, and the right answers."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files: dict[str, list[Path]] = collections.defaultdict(list)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            # A published file is a second name of a day file: it rots with it.
            if path.is_file() and name.parts[0] not in (*WITHOUT_CONTENT, "events", "tmp") \
                    and path.stat().st_size > 0:
                self.files[kind_of(name)].append(name)

    def copy(self, target: Path) -> None:
        """Parquet files are never changed in place, so links will do; the rest is copied."""
        for source in self.folder.rglob("*"):
            copied = target / source.relative_to(self.folder)
            if source.is_dir():
                copied.mkdir(parents=True, exist_ok=True)
            elif source.suffix == ".parquet":
                os.link(source, copied)
            elif source.is_file():
                copy_sparsely(source, copied)

    def damage(self, target: Path, chance: Random) -> Damage:
        """Damages the copy; never in a way that changes nothing."""
        while True:
            kind = chance.choice(sorted(self.files))
            path, what = chance.choice(self.files[kind]), chance.choice(DAMAGES)
            if what == "swap":
                others = [one for one in self.files[kind] if one != path]
                if others:
                    return swap(target, kind, path, chance.choice(others))
                continue
            damage = damaged(target, kind, path, what, chance)
            if damage:
                return damage


def copy_sparsely(source: Path, target: Path) -> None:
    """A segment of the log is mostly zeros."""
    data = source.read_bytes()
    target.write_bytes(data.rstrip(b"\0"))
    os.truncate(target, len(data))
    shutil.copymode(source, target)


def names_in(target: Path, path: Path) -> list[Path]:
    """All names that the file has in the copy: links rot together."""
    inode = (target / path).stat().st_ino
    found = [target / path]
    if path.suffix == ".parquet":
        found += [one for one in (target / "events").rglob("*.parquet")
                  if one.stat().st_ino == inode]
    return found


def replace(target: Path, path: Path, data: bytes) -> None:
    names = names_in(target, path)
    mode = names[0].stat().st_mode
    for name in names:
        name.unlink()
    names[0].write_bytes(data)
    names[0].chmod(mode & 0o777)
    for name in names[1:]:
        os.link(names[0], name)


def damaged(target: Path, kind: str, path: Path, what: str, chance: Random) -> Damage | None:
    data = bytearray((target / path).read_bytes())
    before = bytes(data)
    if what == "flip":
        # Where the log is reserved and unused, one place stands for all of them.
        used = min(len(data), len(bytes(data).rstrip(b"\0")) + STRUCTURE)
        where = chance.choice([
            chance.randrange(used), chance.randrange(used),
            # Headers and footers are few bytes, and everything hangs on them.
            chance.randrange(min(STRUCTURE, used)), used - 1 - chance.randrange(
                min(2 * STRUCTURE, used))])
        data[where] ^= 1 << chance.randrange(8)
    elif what == "zero page":
        where = chance.randrange(-(-len(data) // PAGE)) * PAGE
        data[where:where + PAGE] = bytes(len(data[where:where + PAGE]))
    else:
        where = chance.randrange(len(data))
        del data[where:]
    if bytes(data) == before:
        return None
    replace(target, path, bytes(data))
    return Damage(kind, what, path, where)


def swap(target: Path, kind: str, one: Path, other: Path) -> Damage:
    first, second = (target / one).read_bytes(), (target / other).read_bytes()
    replace(target, one, second)
    replace(target, other, first)
    return Damage(kind, "swap", one, other=other)


# The directory that is damaged


def make_original(options: Options) -> tuple[Trial, Original]:
    """Parts, days, identities, metadata, and a log with events of its own."""
    trial = Trial(options, "original")
    trial.start()
    trial.client.sign_up()
    for _ in range(12):
        trial.client.send(trial.client.source.batch(100))
    for _ in range(20):
        trial.client.merge(*(trial.client.ledger.pair_to_merge() or ("", "")))
    trial.command("compact", "--data-dir", trial.data_dir)
    must(trial.client.api.post("/funnels", {
        "project_id": trial.client.project, "name": "Twice",
        "stages": [{"name": f"{number}", "event": EVENT} for number in range(2)]},
        trial.client.authorization), 201)
    trial.kill()
    # Nothing of this is flushed: it stays in the log.
    trial.environment |= {"EVENT_BUFFER_SIZE": "1000000", "EVENT_FLUSH_INTERVAL": "3600"}
    trial.start()
    for _ in range(6):
        trial.client.send(trial.client.source.batch(50))
    for _ in range(5):
        trial.client.merge(*(trial.client.ledger.pair_to_merge() or ("", "")))
    right = trial.count_over_http()
    if right.wrong:
        raise LaunchError(f"the undamaged directory is wrong already: {right.wrong}")
    trial.kill()
    return trial, Original(trial.data_dir)


# Judging


def rows_of(folder: Path, path: Path) -> object:
    """A sum over all rows of a Parquet file that any change of a value changes."""
    import duckdb
    try:
        return duckdb.sql(f"SELECT count(*), bit_xor(hash(t)), sum(hash(t)::HUGEINT) "
                          f"FROM read_parquet('{folder / path}') t").fetchall()
    except duckdb.Error as fault:
        return str(fault)


def rows_are_the_same(original: Original, target: Path, damage: Damage) -> bool:
    """Of files that the server still has; what it replaced, it has judged itself."""
    paths = [damage.path] + ([damage.other] if damage.other else [])
    return all(rows_of(original.folder, path) == rows_of(target, path)
               for path in paths
               if path.suffix == ".parquet" and (target / path).exists())


def marks(trial: Trial, baseline: dict[str, float]) -> list[str]:
    found = trial.client.metrics()
    return [name for name, value in found.items()
            if any(word in name for word in DAMAGE_METRICS) and value > baseline.get(name, 0)]


def judge_running(trial: Trial, original: Original, damage: Damage,
                  baseline: dict[str, float]) -> tuple[str, str]:
    """The server started: its answer is marked, or right."""
    assert trial.server is not None and trial.server.process is not None
    try:
        marked = marks(trial, baseline)
        trial.client.sign_in()
        answer = must(trial.client.funnel(), 200)
        partial = answer["meta"]["partial"]
        saved = must(trial.client.api.get(
            f"/funnels?project_id={trial.client.project}", trial.client.authorization), 200)
        wanted = trial.client.ledger.wanted_numbers()
        found = f"{numbers_of(answer)}, {len(saved['items'])} funnels"
        right = found == f"{wanted}, 1 funnels"
        if right and not rows_are_the_same(original, trial.data_dir, damage):
            right, found = False, "the numbers are right, other values are not"
        if marked or partial:
            return MARKED, f"{marked}, partial {partial}, {found}"
        return (HARMLESS, "") if right else (WRONG, f"{found} instead of {wanted}")
    except (LaunchError, *CONNECTION_FAULTS) as fault:
        status = trial.server.process.poll()
        if status is not None and status < 0:
            return CRASH, f"signal {-status}"
        with contextlib.suppress(LaunchError, *CONNECTION_FAULTS):
            if marked := marks(trial, baseline):
                return MARKED, f"{marked}, {fault!s:.100}"
        return ERROR, f"{fault!s:.200}"


def judge(trial: Trial, original: Original, damage: Damage,
          baseline: dict[str, float]) -> tuple[str, str]:
    """What became of it, and the details."""
    try:
        trial.start(seconds=START_SECONDS)
    except LaunchError as fault:
        assert trial.server is not None and trial.server.process is not None
        status, said = trial.server.process.returncode, trial.server.output()
        if status < 0:
            hung = "hung, or " if status == -9 else ""
            return CRASH, f"{hung}signal {-status}: {said[-200:]}"
        names = [damage.path.name] + ([damage.other.name] if damage.other else [])
        named = any(name.lower() in said.lower() for name in names)
        return (REFUSED if named else UNNAMED), f"{str(fault).splitlines()[-1]:.200}"
    try:
        return judge_running(trial, original, damage, baseline)
    finally:
        trial.kill()


def run(options: Options) -> Result:
    made, original = make_original(options)
    result = made.result
    result.rounds = options.rounds
    outcomes: collections.Counter[tuple[str, str, str]] = collections.Counter()
    examples: dict[tuple[str, str, str], str] = {}
    baseline: dict[str, float] | None = None
    for number in range(options.rounds + 1):
        target = options.folder / f"damaged-{number}"
        trial = Trial(options, "bit rot", made.environment, data_dir=target)
        trial.client = made.client
        original.copy(target)
        if baseline is None:
            # The copy without damage: what is normal.
            trial.start()
            baseline = trial.client.metrics()
            found = trial.count_over_http()
            trial.kill()
            result.findings.note(not found.wrong, f"an undamaged copy is wrong: {found.wrong}")
        else:
            damage = original.damage(target, options.chance)
            outcome, details = judge(trial, original, damage, baseline)
            if options.plant and outcome == HARMLESS:
                outcome = WRONG
            key = (damage.kind, damage.what, outcome)
            outcomes[key] += 1
            examples.setdefault(key, f"{damage}: {details}")
            if number % 50 == 0:
                options.say(f"{number} damages, {faults_in(outcomes)} not seen")
        shutil.rmtree(target)
    return reported(made, result, outcomes, examples)


def faults_in(outcomes: collections.Counter[tuple[str, str, str]]) -> int:
    return sum(count for (_, _, outcome), count in outcomes.items() if outcome not in GOOD)


def reported(made: Trial, result: Result, outcomes: collections.Counter[tuple[str, str, str]],
             examples: dict[tuple[str, str, str], str]) -> Result:
    for (kind, what, outcome), count in sorted(outcomes.items()):
        line = f"{kind}, {what}: {count} {outcome}"
        if outcome in GOOD:
            result.notes.append(line)
        else:
            result.findings.wrong.append(f"{line}, such as {examples[kind, what, outcome]}")
    result.notes.append(f"{faults_in(outcomes)} of {result.rounds} damages were faults")
    return made.row(result.rounds)
