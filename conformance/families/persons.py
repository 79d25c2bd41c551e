"""What the rows that are sent make: events once each, persons of several ids, the latest
traits.
"""


def complete(case):
    """The case as `sends` makes it."""
    root = {}

    def find(name):
        while root.get(name, name) != name:
            name = root[name]
        return name
    for row in case["sends"]:
        if "anonymous_id" in row:
            one, other = sorted([find(row["anonymous_id"]), find(row["user_id"])])
            root[other] = one
    names = {row[key] for row in case["sends"] for key in ("user_id", "anonymous_id")
             if key in row}
    traits, events = {}, {}
    for row in case["sends"]:
        if "event_type" in row:
            events[row["id"]] = {
                "user": row["user_id"], "event": row["event_type"], "at": row["timestamp"],
                "properties": row.get("properties", {}), "session": row.get("session_id")}
        elif "traits" in row:
            traits.setdefault(find(row["user_id"]), {}).update(row["traits"])
    return {**case, "events": list(events.values()), "user_properties": traits,
            "merges": {name: find(name) for name in sorted(names)}}
