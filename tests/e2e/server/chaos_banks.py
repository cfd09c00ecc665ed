"""Ten banks that state known values and, in between, everything that a source has ever done wrong."""

import datetime
import json
import random
import re
import threading
import time
import unittest
from decimal import Decimal

from source import Answer, Source
from tickerd import Tickerd, payload

EVERY = 0.5
TIMEOUT = 0.3
HTML = b"<!DOCTYPE html><html><head><title>Service unavailable</title></head><body></body></html>"


def nbk(date, currency, rate) -> bytes:
    text = payload("nbk/get_rates_2026-04-01.xml").decode().replace("01.04.2026", f"{date:%d.%m.%Y}")
    row = rf"(<title>{currency}</title>\s*<description>)[^<]*(</description>\s*<quant>)\d+"
    return re.sub(row, rf"\g<1>{rate}\g<2>1", text).encode()


def cbu(date, currency, rate) -> bytes:
    rows = json.loads(payload("cbu/all_2026-04-01.json"))
    for row in rows:
        row["Date"] = f"{date:%d.%m.%Y}"
        if row["Ccy"] == currency:
            row |= {"Rate": rate, "Nominal": "1"}
    return json.dumps(rows).encode()


def nbkr(date, currency, rate) -> bytes:
    text = payload("nbkr/daily_2026-05-24.xml").decode().replace("24.05.2026", f"{date:%d.%m.%Y}")
    row = rf'(ISOCode="{currency}">\s*<Nominal>1</Nominal>\s*<Value>)[^<]*'
    return re.sub(row, rf"\g<1>{rate.replace('.', ',')}", text).encode()


#: How the body of each preset is written: as recorded, but for the date and one row.
WRITERS = {"nbk": nbk, "cbu": cbu, "nbkr": nbkr}
#: Each preset with the pairs that its banks give, CURRENCY/BASE.
PAIRS = [("nbk", "EUR/KZT"), ("nbk", "CNY/KZT"), ("nbk", "GBP/KZT"), ("nbk", "KRW/KZT"),
         ("cbu", "EUR/UZS"), ("cbu", "CHF/UZS"), ("cbu", "JPY/UZS"),
         ("nbkr", "EUR/KGS"), ("nbkr", "RUB/KGS"), ("nbkr", "CNY/KGS")]


class Bank:
    """One source with one pair of its own that no other feed may give."""

    def __init__(self, number: int):
        preset, self.pair = PAIRS[number]
        self.write = WRITERS[preset]
        self.name = f"bank{number}"
        self.currency = self.pair[:3]
        self.centre = Decimal(7 + 31 * number)
        # A day for each value, and none of the future: enough for an hour.
        self.date = datetime.date.today() - datetime.timedelta(days=3500)
        self.stated: set[tuple[str, Decimal]] = set()
        self.source = Source()
        self.feed = {"name": self.name, "preset": preset, "url": self.source.url("/rates"),
                     "every": f"{EVERY * 1000:.0f}ms", "timeout": f"{TIMEOUT * 1000:.0f}ms"}
        self.rule = {"pair": self.pair, "max_age": "3650d", "feeds": [self.name],
                     "precision": {"significant": 15}}

    def state(self, random_: random.Random):
        """States the value of the next day: within 4 % of the centre, so that two differ by less
        than the jump guard allows."""
        self.date += datetime.timedelta(days=1)
        self.value = self.centre * (1 + Decimal(random_.randint(-400, 400)) / 10_000)
        self.stated.add((str(self.date), self.value))
        self.answer(Answer(self.body()))

    def answer(self, answer: Answer):
        self.source.answers["/rates"] = answer

    def body(self, date=None, rate=None) -> bytes:
        return self.write(date or self.date, self.currency, rate or str(self.value))

    @property
    def hits(self) -> int:
        return self.source.hits.get("/rates", 0)


def tomorrow(bank: Bank):
    return bank.date + datetime.timedelta(days=1)


def off(bank: Bank) -> str:
    """A value that the bank has not stated and the jump guard would let pass."""
    return str(bank.value * Decimal("1.0123"))


#: What is served in place of the good body. What has no answer refuses connections.
FAULTS = {
    "refused": lambda bank: None,
    "hangs": lambda bank: Answer(hang=True),
    "late": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)), delay=TIMEOUT * 4),
    "reset": lambda bank: Answer(reset=True),
    "html": lambda bank: Answer(HTML, headers={"Content-Type": "text/html"}),
    "status_500": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)), status=500),
    "status_429": lambda bank: Answer(b"slow down", status=429, headers={"Retry-After": "1"}),
    "empty": lambda bank: Answer(b""),
    "older_date": lambda bank: Answer(bank.body(bank.date - datetime.timedelta(9), off(bank))),
    "future_date": lambda bank: Answer(bank.body(datetime.date(2099, 1, 1), off(bank))),
    "no_date": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)).replace(
        f"{tomorrow(bank):%d.%m.%Y}".encode(), b"soon")),
    "zero": lambda bank: Answer(bank.body(tomorrow(bank), "0")),
    "negative": lambda bank: Answer(bank.body(tomorrow(bank), "-" + off(bank))),
    "not_a_number": lambda bank: Answer(bank.body(tomorrow(bank), "n/a")),
    "shifted": lambda bank: Answer(bank.body(tomorrow(bank), str(bank.value * 100))),
    "drips": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)), drip=0.02),
    "truncated": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)), cut=60),
    "cut_but_complete": lambda bank: Answer(bank.body(tomorrow(bank), off(bank))[:-20]),
    "gzip_lie": lambda bank: Answer(bank.body(tomorrow(bank), off(bank)), gzip_lie=True),
    "other_format": lambda bank: Answer(json.dumps({"rates": {bank.currency: off(bank)}}).encode()),
}


class Chaos(threading.Thread):
    """Flaps every bank on its own, by a seeded generator, until it is told to end."""

    def __init__(self, banks: list[Bank], seed: int):
        super().__init__(daemon=True)
        self.random = random.Random(seed)
        self.banks = banks
        self.next = {bank.name: (time.monotonic(), 0) for bank in banks}
        self.fault: dict[str, str | None] = {bank.name: None for bank in banks}
        self.count = {name: 0 for name in FAULTS}
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(0.05):
            for bank in self.banks:
                at, hits = self.next[bank.name]
                if time.monotonic() >= at and bank.hits >= hits:
                    self.step(bank)

    def step(self, bank: Bank):
        """From good to bad or back. A good phase lasts until it was heard: a wrong value that is
        repeated under another date with nothing between would rightly be believed."""
        if self.fault[bank.name]:
            hits = 2 if self.fault[bank.name] == "shifted" else 1
            self.recover(bank)
            self.next[bank.name] = (time.monotonic() + self.random.uniform(0.1, 0.8),
                                    bank.hits + hits)
            return
        if self.random.random() < 0.3:
            bank.state(self.random)  # no fault: only another day
            self.next[bank.name] = (time.monotonic() + self.random.uniform(0.6, 1.2), 0)
            return
        name = self.random.choice(list(FAULTS))
        self.fault[bank.name] = name
        self.count[name] += 1
        answer = FAULTS[name](bank)
        if answer is None:
            bank.source.refuse()
        else:
            bank.answer(answer)
        self.next[bank.name] = (time.monotonic() + self.random.uniform(0.4, 1.8), 0)

    def recover(self, bank: Bank):
        if self.fault[bank.name] == "shifted":
            bank.date = tomorrow(bank)  # as of which the wrong value was said
        bank.state(self.random)
        if self.fault[bank.name] == "refused":
            bank.source.accept()
        self.fault[bank.name] = None

    def end(self):
        """Every bank states a good value again."""
        self.ending.set()
        self.join()
        for bank in self.banks:
            if self.fault[bank.name]:
                self.recover(bank)


class Flapping(unittest.TestCase):
    """A server over ten banks that will flap once the chaos is started."""

    seed = 1
    heartbeat = "500ms"

    def setUp(self):
        self.banks = [Bank(number) for number in range(len(PAIRS))]
        self.chaos = Chaos(self.banks, self.seed)
        for bank in self.banks:
            self.addCleanup(bank.source.close)
            bank.state(self.chaos.random)
        self.server = Tickerd({"pairs": [bank.rule for bank in self.banks],
                               "feeds": [bank.feed for bank in self.banks], "heartbeat": self.heartbeat})
        self.addCleanup(self.server.__exit__)
        for bank in self.banks:
            self.server.wait_for(bank.pair, source=bank.name)
