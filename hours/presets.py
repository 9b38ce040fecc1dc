"""The hours that regulations ask for, to start from: a manager changes and saves them."""

from dataclasses import dataclass

from accounts.models.rule_sets import RuleSetCode
from core.units import MINUTES_PER_HOUR
from hours.kinds import HourKind
from hours.requiring import HoursInput


@dataclass(frozen=True)
class Preset:
    """`name` is a proper name, as the paragraphs are: neither is translated."""

    code: str
    name: str
    rule_set: RuleSetCode
    rows: tuple[HoursInput, ...]


def build_row(kind: HourKind, hours: int, note: str) -> HoursInput:
    return HoursInput(kind=kind.value, minutes=hours * MINUTES_PER_HOUR, note=note)


PRESETS = (
    Preset(
        "easa-ppl-a",
        "PPL(A), FCL.210.A",
        RuleSetCode.EASA,
        (
            build_row(HourKind.GROUND, 100, "AMC1 FCL.210; FCL.215"),
            build_row(HourKind.FLIGHT, 45, "FCL.210.A(a); up to 5 h of it may be in an FSTD"),
            build_row(HourKind.DUAL, 25, "FCL.210.A(a)(1)"),
            build_row(HourKind.SOLO, 10, "FCL.210.A(a)(2)"),
            build_row(HourKind.SOLO_CROSS_COUNTRY, 5, "FCL.210.A(a)(2)"),
        ),
    ),
    Preset(
        "faa-private-airplane",
        "Private pilot, airplane single-engine, 14 CFR part 141, Appendix B",
        RuleSetCode.FAA,
        (
            build_row(HourKind.GROUND, 35, "Appendix B, 3(a)(1)"),
            build_row(HourKind.FLIGHT, 35, "Appendix B, 4(a)(1)"),
            build_row(HourKind.DUAL, 20, "Appendix B, 4(b)(1)"),
            build_row(HourKind.SOLO, 5, "Appendix B, 5(a)"),
            build_row(HourKind.CROSS_COUNTRY, 3, "Appendix B, 4(b)(1)(i)"),
            build_row(HourKind.NIGHT, 3, "Appendix B, 4(b)(1)(ii)"),
            build_row(HourKind.INSTRUMENT, 3, "Appendix B, 4(b)(1)(iii)"),
        ),
    ),
)


def list_presets(rule_set: str) -> list[Preset]:
    return [preset for preset in PRESETS if preset.rule_set == rule_set]


def find_preset(code: str, rule_set: str) -> Preset | None:
    return next((preset for preset in list_presets(rule_set) if preset.code == code), None)
