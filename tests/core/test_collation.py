"""Names are sorted where people look for them, on both databases."""

import random
from itertools import combinations

import pytest
from django.db import connection

from accounts.models import User
from core.text.collation import NAMES, build_sort_key, compare_names
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.world import World

IN_ORDER = [
    "", "Aas", "Ågot", "Ahlgren", "ahlgren", "Ärzte", "Åström", "Ångström-Nguyễn", "Bauer", "Čapek", "de Groot",
    "De Groot", "De Vries", "Degroot", "Đặng", "Eder", "Łukasz", "Müller", "Mueller", "Nguyễn", "Øberg", "Öz", "Şahin",
    "Straße", "Strasse", "Zeta", "Žižek", "Þór",
]  # fmt: skip
EXAMS = ["Exam 1", "Exam 2", "Exam 10", "Exam 010 b", "Exam 11", "PPL(A)", "PPL(H)", "Ä 1", "A 2"]
MORE = [
    "Αθηνά", "Ἀλέξανδρος", "Παπαδόπουλος", "Іван", "Иванов", "Йосип", "Ёлкин", "Елкин", "Ґалаґан", "Яна", "ბერიძე",
    "გიორგი", "Արամ", "Խաչատրյան", "יוסף", "כהן-לוי", "محمد", "الأحمدي", "علی‌رضا", "प्रिया", "शर्मा",
    "สมชาย", "เก่ง", "ใจดี",
    "김민수", "이", "さくら", "サトウ", "王", "小明", "山田", "O'Neil", "O’Neil", "ONeil", "von der Au", "vonder",
    "Æsir", "Aesir", "Œuf", "Oeuf", "İbrahim", "Ibrahim", "ibrahim", "Işıkçı", "x²",
    "x2", "x 1", "-", "_", "#1", "€", "Zoë",
    "Zoe", "ZOE", "zoë", "Zoé", "A-B", "A B", "AB", "A.B", "Ann 🛩️", "Ann",
]  # fmt: skip


def order_by_database(names: list[str]) -> list[str]:
    rows = " UNION ALL ".join(["SELECT %s AS name"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT name FROM ({rows}) AS found ORDER BY name COLLATE "{NAMES}"', names)
        return [name for (name,) in cursor.fetchall()]


def shuffle_names(names: list[str]) -> list[str]:
    return random.Random(7).sample(names, len(names))


@pytest.mark.django_db
def test_people_stand_where_they_are_looked_for() -> None:
    names = ["Zeta", "Öz", "Åström", "De Groot", "Ärzte", "de Groot", "Oz", "Astrid", "Deer", "zeta"]

    assert order_by_database(names) == [
        "Ärzte", "Astrid", "Åström", "de Groot", "De Groot", "Deer", "Oz", "Öz", "zeta", "Zeta",
    ]  # fmt: skip


def test_lists_of_people_are_in_that_order_and_a_page_turns_without_loss(world: World) -> None:
    names = ["Zeta", "Öz", "Åström", "De Groot", "Ärzte", "de Groot", "Oz", "Öz"]
    people = [make.UserFactory(company=world.alpine, surname=name, name="Pat") for name in shuffle_names(names)]
    rows = User.objects.filter(pk__in=[user.pk for user in people]).order_by("surname", "name", "id")

    pages = [list(rows[start : start + 3].values_list("surname", flat=True)) for start in range(0, 9, 3)]

    assert pages == [["Ärzte", "Åström", "de Groot"], ["De Groot", "Oz", "Öz"], ["Öz", "Zeta"]]
    shown = open_browser(world.maria).get(build_address(User)).context["cl"].queryset
    assert [user.surname for user in shown if user in people] == [name for names in pages for name in names]


@pytest.mark.postgresql
def test_the_list_of_a_school_is_read_off_its_index(world: World) -> None:
    make.UserFactory.create_batch(50, company=world.alpine)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    people = User.objects.visible_to(world.maria).order_by("surname", "name", "id")

    plan = people[:20].explain()

    assert "user_by_name" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_numbers_in_names_count_by_their_value() -> None:
    assert order_by_database(["Exam 10", "Exam 2", "Exam 1"]) == ["Exam 1", "Exam 2", "Exam 10"]


@pytest.mark.django_db
@pytest.mark.parametrize("names", [IN_ORDER, EXAMS, MORE, IN_ORDER + EXAMS + MORE])
def test_both_databases_have_the_order_of_this_key(names: list[str]) -> None:
    assert order_by_database(shuffle_names(names)) == sorted(names, key=build_sort_key)


def test_only_what_is_identical_is_equal() -> None:
    names = [*IN_ORDER, *EXAMS, *MORE, "Zoe\u0308", "a\u200b", "a", "1", "01", "١", "\x00", "😀"]

    for one, other in combinations(dict.fromkeys(names), 2):
        assert compare_names(one, other) == -compare_names(other, one) != 0
    assert compare_names("Zoë", "Zoë") == 0
