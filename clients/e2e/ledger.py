"""What was promised against what the server has."""

import json
from collections import Counter
from urllib.parse import quote


class Ledger:
    def __init__(self, project, weather):
        self.project, self.weather = project, weather

    def stored(self):
        """The numbers of all events that the server has, in the order of their times."""
        numbers, cursor = [], None
        while True:
            place = f"&cursor={quote(cursor)}" if cursor else ""
            path = f"/projects/{self.project.id}/events?event=ledger&limit=500{place}"
            page = json.loads(self.project.text(path))
            numbers += [int(event["properties"]["n"]) for event in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return numbers[::-1]

    def check(self, promised, threads=1):
        """All that was promised is there, each once, and each thread's in its order."""
        stored = self.stored()
        lost = set(promised) - set(stored)
        twice = {number: times for number, times in Counter(stored).items() if times > 1}
        assert not lost, f"{len(lost)} lost, such as {sorted(lost)[:5]}"
        assert not twice, f"{len(twice)} counted twice, such as {list(twice)[:5]}"
        for thread in range(threads):
            own = [number for number in stored if number % threads == thread]
            assert own == sorted(own), "in another order than they were tracked"
        sent = {event["id"] for event in self.weather.events()}
        assert self.weather.accepted() == len(sent) == len(stored)
        return stored
