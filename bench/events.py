"""A shop's events, the same ones for the same seed, number, and last day.

Only `random()` is drawn from Python's generator: of all its methods that is the one whose sequence
is promised to stay the same from release to release.
"""

import json
import math
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from random import Random

DAYS = 90
EVENTS_PER_USER = 52
EVENTS_PER_SESSION = 10
LONGEST_SESSION = 40
BATCH = 10_000
TIE_SHARE = 0.03
MEAN_PAUSE_SECONDS = 40
LONGEST_PAUSE_SECONDS = 1800
SECOND = 1_000_000
DAY = 86_400 * SECOND

# In percent; the rest is shared out among OTHERS, each getting less than the one before.
SHARES = {
    "page_view": 30, "product_view": 12, "click": 9, "scroll": 7, "search": 5, "list_view": 4,
    "add_to_cart": 4, "session_start": 3.5, "image_zoom": 3, "cart_view": 2.5, "review_read": 2,
    "checkout_start": 1.8, "login": 1.5, "payment_submit": 1.1, "remove_from_cart": 1,
    "purchase": 0.7,
}
OTHERS = [
    "filter_apply", "sort_change", "video_play", "wishlist_add", "share", "coupon_view",
    "menu_open", "help_open", "size_guide", "store_locator", "notification_open", "profile_view",
    "order_view", "newsletter_open", "coupon_apply", "address_add", "signup_start", "chat_start",
    "shipping_select", "signup_done", "review_write", "wishlist_remove", "logout", "chat_end",
    "profile_edit", "invoice_download", "password_reset", "payment_error", "return_start",
    "refund", "gift_card_buy", "account_delete",
]
LEFT = 100 - sum(SHARES.values())
HARMONIC = sum(1 / place for place in range(1, len(OTHERS) + 1))
TYPES = SHARES | {name: LEFT / HARMONIC / place for place, name in enumerate(OTHERS, 1)}
NAMES = list(TYPES)
UP_TO = list(accumulate(share / 100 for share in TYPES.values()))[:-1]

IN_A_CART = {"add_to_cart", "cart_view", "remove_from_cart", "checkout_start", "payment_submit",
             "purchase"}
WITH_ADDRESS = {"page_view": "page", "product_view": "product"}
PLAN_SHARE = 0.5
COUNTRY_SHARE = 0.3
COUNTRIES = ["DE", "DE", "DE", "FR", "FR", "US", "US", "CH", "IT", "JP"]
# Prime, so that multiplying by it modulo any smaller number reorders without repeating.
SCATTER = 2_654_435_761
# How much more the most active does than the least: Zipf's law with exponent 1, shifted
# (Mandelbrot) so that nobody is a hundredth of everything.
SPREAD = 1001


@dataclass(frozen=True)
class Shop:
    """`days` whole days, the last one being `last`."""

    seed: int
    events: int
    last: date
    days: int = DAYS

    @property
    def users(self) -> int:
        return max(1, self.events // EVENTS_PER_USER)

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    def date_of(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def events_of(self, day: int) -> int:
        return self.events * (day + 1) // self.days - self.events * day // self.days


def user_of(shop: Shop, draw: float) -> int:
    shift = shop.users / (SPREAD - 1)
    rank = min(shop.users - 1, int(shift * (SPREAD ** draw - 1)))
    # Names must not be in the order of activity: that would sort the heaviest together.
    return rank * SCATTER % shop.users


def plan_of(user: int, day: int) -> str:
    """Two in three stay free; the others change on a day of their own."""
    number = user * SCATTER >> 7
    if number % 3 or day < number // 3 % DAYS:
        return "free"
    return "pro" if number % 4 else "team"


def session_of(shop: Shop, day: int, number: int, length: int, chance: Random) -> list[tuple]:
    """Of each event: microseconds since midnight, type, user, session, five draws for the rest."""
    draw = chance.random
    user = user_of(shop, draw())
    pauses = [0] + [
        0 if draw() < TIE_SHARE else int(min(
            LONGEST_PAUSE_SECONDS, -MEAN_PAUSE_SECONDS * math.log(1 - draw())) * SECOND)
        for _ in range(length - 1)]
    times = list(accumulate(pauses))
    begin = int(draw() * (DAY - times[-1]))
    return [(begin + time, NAMES[bisect(UP_TO, draw())], user, number, draw()) for time in times]


def day_of(shop: Shop, day: int) -> list[tuple]:
    """In the order of time."""
    chance = Random(f"{shop.seed}/{day}")
    left = shop.events_of(day)
    rows: list[tuple] = []
    number = 0
    # Geometric, with the mean that is wanted.
    decay = math.log(1 - 1 / EVENTS_PER_SESSION)
    while left:
        length = 1 + int(math.log(1 - chance.random()) / decay)
        length = min(length, LONGEST_SESSION, left)
        rows += session_of(shop, day, number, length, chance)
        left -= length
        number += 1
    rows.sort(key=itemgetter(0))
    return rows


def properties_of(name: str, user: int, session: str, day: int, draw: float) -> dict[str, str]:
    found = {}
    if draw < PLAN_SHARE:
        found["plan"] = plan_of(user, day)
    if draw < COUNTRY_SHARE:
        found["country"] = COUNTRIES[user % len(COUNTRIES)]
    if name in IN_A_CART:
        found["cart_id"] = f"cart-{session}"
    if name == "purchase":
        found["price"] = f"{5 + draw * 195:.2f}"
    return found


def lines_of(shop: Shop, day: int) -> Iterator[str]:
    """Each event as the JSON that is sent."""
    date_text = shop.date_of(day).isoformat()
    ids = Random(f"{shop.seed}/{day}/ids")
    for time, name, user, number, draw in day_of(shop, day):
        minutes, micros = divmod(time, 60 * SECOND)
        hour, minute = divmod(minutes, 60)
        session = f"{day:02}-{number:06}"
        # random() has 53 bits; three of them make the 128 of an id, as its hexadecimal digits.
        digits = "".join(f"{int(ids.random() * 2 ** 48):012x}" for _ in range(3))
        more = ""
        if properties := properties_of(name, user, session, day, draw):
            more = f',"properties":{json.dumps(properties)}'
        if place := WITH_ADDRESS.get(name):
            more += f',"url":"https://shop.example/{place}/{int(draw * 5000)}"'
        yield (
            f'{{"id":"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-'
            f'{digits[18:30]}","event_type":"{name}","user_id":"user-{user:07}",'
            f'"session_id":"{session}","timestamp":"{date_text}T{hour:02}:{minute:02}:'
            f'{micros // SECOND:02}.{micros % SECOND:06}Z"{more}}}')


def write_bodies(shop: Shop, day: int, folder: Path) -> list[Path]:
    """The day's requests, one file each."""
    lines = list(lines_of(shop, day))
    paths = []
    for place in range(0, len(lines), BATCH):
        path = folder / f"{day:02}-{place // BATCH:04}.json"
        path.write_text('{"events":[' + ",".join(lines[place:place + BATCH]) + "]}")
        paths.append(path)
    return paths
