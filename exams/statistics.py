"""How the questions of the bank have done: times shown, percent right, discrimination."""

import math
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FloatField, Func, IntegerField, Sum
from django.db.models.functions import Cast

from exams.models import AttemptQuestion, Question

MIN_ATTEMPTS = 10


@dataclass(frozen=True)
class ItemStatistics:
    """Of one question over graded attempts: how often it was shown and answered right, and how well it parts those
    who know from those who do not (-1 to 1; above 0.2 is good, below 0 is a question to look at)."""

    shown: int = 0
    percent_right: float | None = None
    discrimination: float | None = None


class IsRight(Func):
    """1 where the option chosen is the one that the paper marks as correct, else 0. Unanswered is wrong."""

    output_field = IntegerField()

    def __init__(self) -> None:
        super().__init__(F("options"), F("chosen_option_id"))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        right = "jsonb_build_object('id', %(chosen)s::text, 'is_correct', true)"
        return self.render_sql(compiler, f"CASE WHEN %(options)s @> jsonb_build_array({right}) THEN 1 ELSE 0 END")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        right = "value ->> 'is_correct' AND replace(value ->> 'id', '-', '') = %(chosen)s"
        return self.render_sql(compiler, f"EXISTS (SELECT 1 FROM json_each(%(options)s) WHERE {right})")

    def render_sql(self, compiler: Any, template: str) -> tuple[str, list[Any]]:
        options, chosen = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return template % {"options": options, "chosen": chosen}, []


def compute_item_statistics(
    questions: Iterable[Question], *, exam_ids: Collection[str | uuid.UUID] = ()
) -> dict[uuid.UUID, ItemStatistics]:
    """The statistics of each of the questions, by id, over all graded attempts or those of the exams named. One query.

    Discrimination is the point-biserial correlation of getting the question right with the score of the attempt, of
    which the question itself is a part. It is None with fewer than 10 attempts, and when all got the question right or
    wrong, or all have the same score. Over several exams it mixes their scores: name one exam to judge a question.
    """
    ids = [question.pk for question in questions]
    papers = AttemptQuestion.objects.filter(question__in=ids, attempt__finished_at__isnull=False)
    if exam_ids:
        papers = papers.filter(attempt__exam__in=exam_ids)
    score = Cast("attempt__score", FloatField())
    rows = (
        papers.order_by()
        .values("question")
        .annotate(
            shown=Count("pk"),
            rights=Sum(IsRight()),
            scores=Sum(score),
            squares=Sum(score * score),
            scores_of_right=Sum(score * IsRight()),
        )
    )
    found = {row.pop("question"): build_statistics(**row) for row in rows}
    return {key: found.get(key, ItemStatistics()) for key in ids}


def build_statistics(
    *, shown: int, rights: int, scores: float, squares: float, scores_of_right: float
) -> ItemStatistics:
    return ItemStatistics(
        shown=shown,
        percent_right=100 * rights / shown,
        discrimination=compute_point_biserial(shown, rights, scores, squares, scores_of_right)
        if shown >= MIN_ATTEMPTS
        else None,
    )


def compute_point_biserial(
    count: int, rights: int, scores: float, squares: float, scores_of_right: float
) -> float | None:
    """Pearson's correlation from its sums; None when one of the two does not vary."""
    spread_of_right = rights * (count - rights)
    spread_of_scores = count * squares - scores * scores
    if not spread_of_right or spread_of_scores <= 1e-9 * count * squares:
        return None
    return (count * scores_of_right - rights * scores) / math.sqrt(spread_of_right * spread_of_scores)
