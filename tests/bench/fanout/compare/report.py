"""The table as Markdown."""

import os
import pathlib
import platform
import statistics
import time

from measuring import value_at

OURS = ("edge", "tickerd")


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if value >= 1 else f"{value:.2f}"


def spread(values) -> str:
    """Median and, of several, the least and the greatest."""
    values = [value for value in values if value is not None]
    if not values:
        return "-"
    middle = number(statistics.median(values))
    if len(values) == 1 or min(values) == max(values):
        return middle
    return f"{middle} ({number(min(values))}-{number(max(values))})"


def verdict(measure, label: str, values) -> str:
    """Whether the bar is met, which is for what is ours."""
    values = [value for value in values if value is not None]
    if measure.bar is None or not values or not label.startswith(OURS):
        return "-"
    middle = statistics.median(values)
    met = middle >= measure.bar if measure.at_least else middle <= measure.bar
    return f"{'>=' if measure.at_least else '<='} {number(measure.bar)}: {'yes' if met else 'no'}"


def faults(runs) -> str:
    """What no run may have; "none" is what is hoped for."""
    names = ("gaps", "reorderings", "malformed", "disconnects", "failed_connects")
    sums = {name: sum(run["faults"][name] for run in runs) for name in names}
    found = [f"{count:,} {name.replace('_', ' ')}" for name, count in sums.items() if count]
    return ", ".join(found) or "none"


def with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit and text != "-" else text


def paired_lines(row, results) -> list:
    lines = ["| subject | measure | ratio | subject's own | reference | bar | pairs | faults |",
             "|---|---|---|---|---|---|---|---|"]
    for label, (pairs, tried) in results.items():
        if not tried:
            continue
        for measure in row.measures:
            runs = [pair.run for pair in pairs]
            own = [value_at(run, measure.path) for run in runs]
            path = measure.reference_path or measure.path
            floors = [value_at(pair.after, path) for pair in pairs]
            ratios = [pair.ratio(measure) for pair in pairs] if measure.is_ratio else []
            judged = ratios if measure.is_ratio else own
            lines.append(
                f"| {label} | {measure.title} | {spread(ratios)} | "
                f"{with_unit(spread(own), measure.unit)} | {with_unit(spread(floors), measure.unit)} | "
                f"{verdict(measure, label, judged)} | {len(pairs)} of {tried} | {faults(runs)} |")
    return lines


def single_lines(row, results) -> list:
    lines = ["| subject | measure | found | bar | runs | faults |", "|---|---|---|---|---|---|"]
    for label, runs in results.items():
        for measure in row.measures if runs else []:
            values = [value_at(run, measure.path) for run in runs]
            lines.append(f"| {label} | {measure.title} | {with_unit(spread(values), measure.unit)} | "
                         f"{verdict(measure, label, values)} | {len(runs)} | {faults(runs)} |")
    return lines


def section(row, results) -> str:
    head = f"### {row.title}\n\nRow `{row.name}`"
    if row.reference:
        head += f", ratios to {row.reference.label()}"
        lines = paired_lines(row, results)
    else:
        lines = single_lines(row, results)
    return head + ".\n\n" + "\n".join(lines) + "\n"


def head(options) -> str:
    text = f"Measured on {time.strftime('%Y-%m-%d')}: {machine()}. Load: {options.poll} polling."
    if options.quick:
        text += " A quick run: a tenth of the connections and a second each, whatever the titles say."
    return text + "\n"


def machine() -> str:
    cpu = "an unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, Linux {platform.release()}"
