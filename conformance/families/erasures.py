"""Persons erased while their events stand in day files, parts and memory: hidden at once, for good.

The oracle simply drops what was sent of them until then. What comes later under their ids is a new
person; an erased event that is sent once more does not come back.
"""

import tempfile

from conformance.families import blocks, places
from conformance.families.persons import complete
from conformance.families.places import Moment, part

FAMILY = "erasures"
BLOCK = 100


def case(seed, place):
    return ErasuresCase(seed, place).made()


class ErasuresCase(places.PlacesCase):
    family = FAMILY

    def made(self):
        case = super().made()
        there = complete({**case, "sends": part(case, 0) + part(case, 1)})
        persons = sorted(set(there["merges"].values()))
        number = min(len(persons), self.chance.choice([0, 1, 1, 2]))
        # Named by whichever of their ids.
        return {**case, "erased": [
            self.chance.choice([name for name, person in there["merges"].items()
                                if person == chosen])
            for chosen in self.chance.sample(persons, number)]}


def left(case, before, after):
    """What counts of the rows that were sent before and after the erasures."""
    merges = complete({**case, "sends": before})["merges"]
    gone = {merges[name] for name in case["erased"]}
    erased = [row for row in before if merges[row["user_id"]] in gone]
    known = {row.get("id") for row in erased} - {None}
    return ([row for row in before if merges[row["user_id"]] not in gone]
            + [row for row in after if row.get("id") not in known])


def run(binary, made, tamper=None, spared=False):
    """`spared`: nobody is erased on the server, a planted fault."""
    with tempfile.TemporaryDirectory(prefix="erasures-") as folder:
        return Erasures(binary, folder, made, tamper, spared).judged()


class Erasures(places.Places):
    def __init__(self, binary, folder, made, tamper, spared):
        super().__init__(binary, folder, made, tamper, lost=None)
        self.spared = spared

    def moments(self):
        self.send(0)
        self.compact()
        self.send(1)
        tally = self.erased()
        tally += self.asked(Moment("just erased", 1, 2))
        self.send(2)
        tally += self.asked(Moment("more came after the erasures", 2, 3))
        self.restart()
        tally += self.asked(Moment("after a restart", 3, 3))
        self.compact()
        tally += self.asked(Moment("in day files", 2, 3))
        tally.cases = len(self.made)
        tally.people = sum(len(case["erased"]) for case in self.made)
        return tally

    def erased(self):
        """Erases everybody who is to be, and compares the receipts."""
        tally = blocks.Tally()
        for case in [] if self.spared else self.made:
            before = complete({**case, "sends": part(case, 0) + part(case, 1)})
            for name in case["erased"]:
                ids = {one for one, person in before["merges"].items()
                       if person == before["merges"][name]}
                path = f"/projects/{self.project['id']}/persons/{name}"
                reply = self.place.api.delete(path, self.place.authorization)
                receipt = self.place.expect(reply, 200)["receipt"]
                wanted = (sorted(ids), sum(event["user"] in ids for event in before["events"]))
                have = (sorted(receipt["ids"]), receipt["events"])
                if wanted != have:
                    tally.failures.append({
                        "case": case["id"], "smallest": None,
                        "differences": [f"receipt of {name}: {wanted} expected, {have} answered"]})
        return tally

    def sent_until(self, case, phases):
        before = part(case, 0) + part(case, 1)
        return left(case, before, part(case, 2) if phases == 3 else [])
