"""Where events stand must not change an answer: in memory, in parts, in day files, or in all three.

Persons have several ids, joined before, between and after their events, also in chains. Events
come late and in any order, some of them twice. Between the sendings the server writes and rewrites
its files, and is started anew; the same questions are asked again.
"""

import subprocess
import tempfile
import uuid
from collections import namedtuple

from conformance.adapters import iafa_requests
from conformance.connection import Api
from conformance.families import blocks, rules
from conformance.families.persons import complete
from conformance.launch import Server

FAMILY = "places"
BLOCK = 150
PHASES = 3
# A sending fills this many times over, so that each leaves parts as well as events in memory.
ENVIRONMENT = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "EVENT_BUFFER_SIZE": "700"}
Moment = namedtuple("Moment", "name every phases")


def case(seed, place):
    return PlacesCase(seed, place).made()


class PlacesCase(rules.RulesCase):
    family = FAMILY

    def made(self):
        case = super().made()
        persons = sorted({event["user"] for event in case["events"]})
        ids = {user: [user] + [f"{user}.{n}" for n in range(1, self.chance.choice([1, 2, 3, 4]))]
               for user in persons}
        sends = [self.sent(event, ids[event["user"]]) for event in case["events"]]
        sends += [dict(row) for row in sends if self.may(0.05)]
        for user in persons:
            sends += self.joined(ids[user])
            sends += self.traits_sent(user, ids[user], case)
        self.chance.shuffle(sends)
        return complete({**case, "sends": sends})

    def sent(self, event, ids):
        row = iafa_requests.event({**event, "user": self.chance.choice(ids)})
        return {"id": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), **row}

    def joined(self, ids):
        """A tree over the ids of a person, each edge in either direction."""
        for place in range(1, len(ids)):
            edge = [ids[place], ids[self.chance.randrange(place)]]
            self.chance.shuffle(edge)
            yield {"type": "identify", "anonymous_id": edge[0], "user_id": edge[1]}

    def traits_sent(self, user, ids, case):
        found = case["user_properties"].get(user)
        one = self.chance.choice(ids)
        rows = [{"type": "identify", "user_id": one, "traits": found}] if found else []
        if self.may(0.3):
            rows.append({"type": "identify", "user_id": self.chance.choice(ids),
                         "traits": {"plan": self.chance.choice(["free", "pro"])}})
        return rows


# Running

def run(binary, made, tamper=None, lost=None):
    """`lost` names a moment before which a third of the sendings are kept back: a planted fault."""
    with tempfile.TemporaryDirectory(prefix="places-") as folder:
        return Places(binary, folder, made, tamper, lost).judged()


class Places:
    def __init__(self, binary, folder, made, tamper, lost):
        self.binary, self.folder, self.made, self.lost = binary, folder, made, lost
        self.server = Server(binary, folder, environment=ENVIRONMENT).start()
        self.place = blocks.Place(self.server.address, tamper)
        self.project = self.place.project()

    def judged(self):
        try:
            return self.moments()
        finally:
            self.server.kill()

    def moments(self):
        self.send(0)
        tally = self.asked(Moment("in memory, the first third only", 4, 1))
        self.compact()
        self.send(1)
        tally += self.asked(Moment("in day files, parts and memory", 4, 2))
        self.send(2)
        tally += self.asked(Moment("all is there", 1, 3))
        self.restart()
        tally += self.asked(Moment("after a restart", 4, 3))
        self.compact()
        tally += self.asked(Moment("in day files", 2, 3))
        # Asked several times, and still one case each.
        tally.cases = len(self.made)
        tally.people = sum(len(set(case["merges"].values())) for case in self.made)
        return tally

    def send(self, phase):
        rows = [row for case in self.made for row in part(case, phase)]
        if self.lost == phase:
            rows = rows[::2]
        self.place.send(self.project, rows)

    def compact(self):
        subprocess.run([self.binary, "compact", "--data-dir", self.folder], check=True,
                       stdout=subprocess.DEVNULL, timeout=60)

    def restart(self):
        self.server.stop()
        self.server = Server(self.binary, self.folder, environment=ENVIRONMENT).start()
        self.place.api = Api(self.server.address + "/api/v1")

    def sent_until(self, case, phases):
        return [row for phase in range(phases) for row in part(case, phase)]

    def asked(self, moment):
        tally = blocks.Tally()
        for case in self.made[::moment.every]:
            so_far = complete({**case, "sends": self.sent_until(case, moment.phases)})
            found = blocks.verdict(so_far, self.place.asker(self.project))
            for failure in found.failures:
                failure["differences"].insert(0, moment.name)
                failure["smallest"] = so_far
            tally += found
        return tally


def part(case, phase):
    size = -(-len(case["sends"]) // PHASES)
    return case["sends"][phase * size:(phase + 1) * size]
