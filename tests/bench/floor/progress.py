"""Progress of some enrollments at once, as SQL (docs/api.md, section 3, Ground-school progress, Flight progress).

`WITH page AS (…)` comes before it: enrollments with `id`, `training_id` and the training's `type`. `items` are what
their trainings require, `facts` what they have done. Facts are joined with the tables and not with `items`: whatever
the planner expects of a person's enrollments, it finds each row by its key.
"""

FACTS = """
    facts AS (
        SELECT p.id AS enrollment_id, p.training_id, st.lesson_id AS item_id
            FROM page p JOIN trainings_lessonstudy st ON st.enrollment_id = p.id
            WHERE p.type = 'DISTANCE' AND NOT EXISTS (
                SELECT 1 FROM exams_lessonreset z WHERE z.enrollment_id = p.id AND z.lesson_id = st.lesson_id
                AND NOT EXISTS (SELECT 1 FROM trainings_studysession w
                    WHERE w.study_id = st.id AND w.ended_at >= z.reset_at))
            AND NOT EXISTS (
                SELECT 1 FROM exams_exam g WHERE g.lesson_id = st.lesson_id AND g.deleted_at IS NULL AND g.is_mandatory
                AND g.type = 'ONLINE' AND NOT EXISTS (SELECT 1 FROM exams_attempt a
                    WHERE a.enrollment_id = p.id AND a.exam_id = g.id AND a.is_passed))
        UNION SELECT p.id, p.training_id, a.exam_id FROM page p JOIN exams_attempt a ON a.enrollment_id = p.id
            WHERE p.type = 'DISTANCE' AND a.is_passed
        UNION SELECT p.id, p.training_id, a.item_id FROM page p JOIN onsite_attendance a ON a.enrollment_id = p.id
            WHERE p.type <> 'DISTANCE' AND a.is_credited AND a.starts_at < now()
        UNION SELECT p.id, p.training_id, r.template_id
            FROM page p JOIN missions_flightrecord r ON r.enrollment_id = p.id WHERE r.is_completed
        UNION SELECT p.id, p.training_id, c.item_id FROM page p JOIN trainings_credit c ON c.enrollment_id = p.id
            WHERE c.revoked_at IS NULL)"""
PROGRESS = f"""
    trainings AS (SELECT DISTINCT training_id AS id FROM page),
    items AS (
        SELECT s.training_id, i.id, false AS is_flight FROM trainings t JOIN trainings_subject s ON s.training_id = t.id
            JOIN trainings_lesson i ON i.subject_id = s.id
            WHERE s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory
        UNION ALL
        SELECT s.training_id, i.id, false FROM trainings t JOIN trainings_subject s ON s.training_id = t.id
            JOIN exams_exam i ON i.subject_id = s.id
            WHERE s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory AND i.lesson_id IS NULL
        UNION ALL
        SELECT i.training_id, i.id, false FROM trainings t JOIN exams_exam i ON i.training_id = t.id
            WHERE i.deleted_at IS NULL AND i.is_mandatory
        UNION ALL
        SELECT f.training_id, f.id, true FROM trainings t JOIN missions_flighttemplate f ON f.training_id = t.id
            WHERE f.deleted_at IS NULL),
    {FACTS},
    totals AS (
        SELECT training_id, count(*) FILTER (WHERE NOT is_flight) AS items_total,
            count(*) FILTER (WHERE is_flight) AS flights_total
        FROM items GROUP BY training_id),
    done AS (
        SELECT f.enrollment_id AS id, count(*) FILTER (WHERE m.id IS NULL) AS items_done, count(m.id) AS flights_done
        FROM facts f LEFT JOIN trainings_lesson l ON l.id = f.item_id AND l.deleted_at IS NULL AND l.is_mandatory
            LEFT JOIN exams_exam x ON x.id = f.item_id AND x.deleted_at IS NULL AND x.is_mandatory
                AND x.lesson_id IS NULL
            LEFT JOIN missions_flighttemplate m ON m.id = f.item_id AND m.deleted_at IS NULL
            LEFT JOIN trainings_subject s ON s.id = coalesce(l.subject_id, x.subject_id) AND s.deleted_at IS NULL
        WHERE coalesce(s.training_id, x.training_id, m.training_id) = f.training_id GROUP BY f.enrollment_id)"""
COUNTS = """coalesce(n.items_total, 0) AS items_total, coalesce(n.flights_total, 0) AS flights_total,
    coalesce(d.items_done, 0) AS items_done, coalesce(d.flights_done, 0) AS flights_done"""
COUNTS_JOINED = "LEFT JOIN totals n ON n.training_id = p.training_id LEFT JOIN done d ON d.id = p.id"


def write_progress(row: dict[str, object]) -> dict[str, object]:
    """`{Lessons, FlightProgress}` of what the training has."""
    total, done = row["items_total"], row["items_done"]
    lessons = {"total": total, "completed": done, "finished": total != 0 and total == done}
    flights = {"completed": row["flights_done"], "total": row["flights_total"]}
    written: dict[str, object] = {"Lessons": lessons} if row["has_theory"] else {}
    return written | ({"FlightProgress": flights} if row["has_flights"] else {})
