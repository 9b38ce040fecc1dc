"""Item statistics: how often each question of the bank was shown and answered right, and how well it discriminates."""

import math
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FloatField, Func, IntegerField, Sum
from django.db.models.functions import Cast

from exams.models import AttemptQuestion, Question

# With fewer attempts a correlation is noise.
MIN_ATTEMPTS = 10


@dataclass(frozen=True)
class ItemStatistics:
    """Statistics of one question over graded attempts.

    `discrimination` says how well it separates strong students from weak ones, from -1 to 1: above 0.2 is good, and
    a question below 0 should be reviewed.
    """

    shown: int = 0
    percent_right: float | None = None
    discrimination: float | None = None


class IsRight(Func):
    """1 where the chosen option is the one that the paper marks as correct, else 0. Unanswered is wrong."""

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
    """The statistics of each of the questions, by id, over all graded attempts or those of the exams given. One query.

    `exam_ids` may be text, as in the address of a filtered list. Discrimination is the point-biserial correlation of
    answering the question right with the score of the attempt, which includes the question. It is None with fewer than
    10 attempts, and when all answers are right or wrong, or all scores equal. Scores of several exams do not compare
    well: give one exam to evaluate a question.
    """
    ids = [question.pk for question in questions]
    papers = AttemptQuestion.objects.filter(question__in=ids, attempt__finished_at__isnull=False)
    if exam_ids:
        papers = papers.filter(attempt__exam__in=[uuid.UUID(str(id)) for id in exam_ids])
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
    statistics = {row["question"]: build_statistics(row) for row in rows}
    return {id: statistics.get(id, ItemStatistics()) for id in ids}


def build_statistics(row: Mapping[str, Any]) -> ItemStatistics:
    shown, rights = row["shown"], row["rights"]
    discrimination = None
    if shown >= MIN_ATTEMPTS:
        discrimination = compute_point_biserial(shown, rights, row["scores"], row["squares"], row["scores_of_right"])
    return ItemStatistics(shown, 100 * rights / shown, discrimination)


def compute_point_biserial(
    count: int, rights: int, scores: float, squares: float, scores_of_right: float
) -> float | None:
    """Pearson's correlation from its sums; None when one of the two does not vary."""
    spread_of_right = rights * (count - rights)
    spread_of_scores = count * squares - scores * scores
    # The difference of two large sums is rarely exactly 0, even where all scores are equal.
    if not spread_of_right or spread_of_scores <= 1e-9 * count * squares:
        return None
    return (count * scores_of_right - rights * scores) / math.sqrt(spread_of_right * spread_of_scores)
