"""The managers of a school decide what it is called, how it looks, in which language and by which rules it works."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Company, User
from accounts.people.services import create_user
from accounts.roles import Role
from accounts.school.settings import edit_school
from core.exceptions import DomainError, Forbidden, InvalidInput, NotFound
from mail.models import Mail
from mail.rendering import render_mail
from onsite.classes.rights import find_recording_obstacle, get_class_access
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World

NEW = {
    "accent_color": "#B00020",
    "language": "de",
    "class_opens_hours_before": "1",
    "class_closes_days_after": "10",
    "people_edit_names": "on",
    "two_factor_required_from": "2026-04-01",
    "rule_set": "FAA",
    "retention_years": "5",
    "hours_policy": "REFUSE",
    "refuses_expired_signers": "on",
    "mail_sender_name": "Alpine – Büro",
    "mail_reply_to": "Office@Alpine.example",
}
RULES = {"rule_set": "EASA", "hours_policy": "STATE"}
STORED = {"language": "en", "class_opens_hours_before": "4", "class_closes_days_after": "3", **RULES}


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def save(browser: Browser, company: Company, **fields: Any) -> Any:
    return browser.post(build_address(Company, "change", company.pk), STORED | fields)


def read_story(browser: Browser, event: Event) -> str:
    return str(browser.get(build_address(Event, "change", event.pk)).content.decode())


def test_every_setting_is_changed_with_the_values_before_and_after_on_record(browser: Browser, world: World) -> None:
    assert save(browser, world.alpine, **NEW).status_code == 302

    school = Company.objects.get(pk=world.alpine.pk)
    assert (school.accent_color, school.mail_reply_to) == ("#b00020", "office@alpine.example")
    event = Event.objects.get(action="school.changed")
    changes = json.loads(event.payload)["changes"]
    assert changes["class_opens_hours_before"] == [4, 1]
    assert changes["mail_sender_name"] == ["", "Alpine – Büro"]
    assert changes.keys() == NEW.keys()
    page = read_story(browser, event)
    assert "changed the settings of the school" in page
    for text in (
        "opens, hours before",
        "closes, days after",
        "name of the sender",
        "Alpine – Büro",
        "replies go to",
        "accent colour",
        "rule set",
        "years of retention",
    ):
        assert text in page.lower().replace("alpine – büro", "Alpine – Büro")
    assert verify_company(world.alpine).findings == []
    save(browser, world.alpine, **NEW | {"accent_color": "#b00020"})
    assert Event.objects.filter(action="school.changed").count() == 1  # nothing has changed


REFUSED = [
    ("accent_color", "#ffd700", "White text is not readable on this colour: the contrast is 1.4 to 1"),
    ("accent_color", "#12", "Write a colour as #rrggbb."),
    ("accent_color", "red", "Write a colour as #rrggbb."),
    ("class_opens_hours_before", "169", "less than or equal to 168"),
    ("class_opens_hours_before", "-1", "greater than or equal to 0"),
    ("class_closes_days_after", "0", "greater than or equal to 1"),
    ("class_closes_days_after", "91", "less than or equal to 90"),
    ("language", "it", "Select a valid choice"),
    ("rule_set", "ICAO", "Select a valid choice"),
    ("hours_policy", "", "This field is required"),
    ("retention_years", "2", "At least 3, by ORA.ATO.120."),
    ("retention_years", "100", "less than or equal to 99"),
    ("mail_sender_name", "Alpine\r\nBcc: everybody@world.example", "The name of the sender is one line"),
    ("mail_sender_name", "boss@alpine.example", "The name of the sender is one line"),
    ("mail_reply_to", "office", "Enter a valid email address."),
    ("mail_reply_to", "a@b.example\r\nBcc: c@d.example", "Enter a valid email address."),
    ("mail_reply_to", "a@b.example, c@d.example", "Enter a valid email address."),
]


def test_what_is_not_possible_is_refused_at_its_field_and_nothing_is_stored(browser: Browser, world: World) -> None:
    for name, value, text in REFUSED:
        response = save(browser, world.alpine, **{"people_edit_names": "on", name: value})
        errors = response.context["adminform"].form.errors
        assert list(errors) == [name], (name, value)
        assert text in errors[name][0]
    assert not Company.objects.get(pk=world.alpine.pk).people_edit_names
    assert not Event.objects.filter(action="school.changed").exists()


@pytest.mark.parametrize(
    ("rule_set", "chosen", "years"),
    [("EASA", None, 3), ("FAA", None, 1), ("FAA", 2, 2), ("EASA", 10, 10), ("EASA", 1, 3)],
)
def test_a_school_keeps_records_as_long_as_its_rule_set_asks_for_or_longer(
    rule_set: str, chosen: int | None, years: int
) -> None:
    assert Company(rule_set=rule_set, retention_years=chosen).years_of_retention == years


def test_a_refused_colour_names_one_that_would_do(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit_school(company=world.alpine, values={"accent_color": "#ff8800"}, by=world.maria)

    darker = refusal.value.errors["accent_color"][0].split()[-3]
    assert edit_school(company=world.alpine, values={"accent_color": darker}, by=world.maria).accent_color == darker


def try_to_change(school: Company, values: dict[str, Any], by: User) -> str:
    try:
        edit_school(company=school, values=values, by=User.objects.get(pk=by.pk))
    except DomainError as error:
        return type(error).__name__
    return "changed"


def test_who_may_change_what(world: World) -> None:
    """Every manager what concerns the work; name and zone those above whom nobody stands, for certificates bear it."""
    by_role = {role: world.create_person(f"P{role.value}", role.english, role) for role in Role}
    everyday = {role: try_to_change(world.alpine, {"class_opens_hours_before": role.value % 100}, by_role[role])
                for role in Role}  # fmt: skip
    identity = {role: try_to_change(world.alpine, {"name": f"Alpine {role.label}"}, by_role[role]) for role in Role}

    assert {role.value for role in Role if everyday[role] == "changed"} == {100, 105, 110, 120, 135}
    assert {role.value for role in Role if identity[role] == "changed"} == {100}
    refusals = {*everyday.values(), *identity.values()} - {"changed"}
    assert refusals == {Forbidden.__name__}
    assert try_to_change(world.alpine, {"language": "fr"}, world.otto) == NotFound.__name__
    # An account that is closed does not stand above anybody.
    User.objects.filter(company=world.alpine, group__lt=135).update(is_active=False)
    assert try_to_change(world.alpine, {"name": "Alpine Flight School"}, world.maria) == "changed"
    assert verify_company(world.alpine).findings == []


def change_identity(browser: Browser, company: Company, *, follow: bool = False, **fields: str) -> Any:
    address = build_address(Company, "identity", company.pk)
    return browser.post(address, {"name": company.name, "timezone_id": company.timezone_id} | fields, follow=follow)


def test_another_time_zone_is_confirmed_after_the_page_said_what_it_means(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    subject = make.SubjectFactory(training=training)
    # 11:30 on the 18th in Auckland, the 17th in Vienna; and 22:30 on the 18th, still the 18th there.
    for hour in (22, 9):
        day = 17 if hour == 22 else 18
        moment = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
        make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=moment, company=world.alpine)

    asked = change_identity(browser, world.alpine, timezone_id="Europe/Vienna", name="Alpine Wings").content.decode()

    assert "The time zone changes from Pacific/Auckland to Europe/Vienna." in asked
    assert "1 class is then shown on another day." in asked
    assert "0 deadlines are then shown on another day." in asked
    assert "Certificates are frozen" in asked
    assert "The name changes from “Alpine Flight School” to “Alpine Wings”." in asked
    assert Company.objects.get(pk=world.alpine.pk).timezone_id == "Pacific/Auckland"

    sent = change_identity(browser, world.alpine, timezone_id="Europe/Vienna", name="Alpine Wings", confirmed="1")

    assert sent.status_code == 302
    school = Company.objects.get(pk=world.alpine.pk)
    assert (school.name, school.timezone_id) == ("Alpine Wings", "Europe/Vienna")
    event = Event.objects.get(action="school.changed")
    assert json.loads(event.payload)["changes"]["timezone_id"] == ["Pacific/Auckland", "Europe/Vienna"]
    assert "Pacific/Auckland" in read_story(browser, event)
    assert verify_company(school).findings == []


def test_names_and_zones_are_refused_at_their_fields(browser: Browser, world: World) -> None:
    taken = change_identity(browser, world.alpine, name="BALTIC  aviation", confirmed="1")
    assert "already exists" in str(taken.context["form"].errors)
    assert change_identity(browser, world.alpine, name=" ").context["form"].errors.keys() == {"name"}
    assert change_identity(browser, world.alpine, timezone_id="Mars/Base").context["form"].errors.keys() == {
        "timezone_id"
    }
    settings_page = build_address(Company, "change", world.alpine.pk)
    assert "Change the name or the time zone…" in browser.get(settings_page).content.decode()
    world.create_person("Ada", "Admin", Role.ADMINISTRATOR)
    assert "Change the name or the time zone…" not in browser.get(settings_page).content.decode()
    assert browser.get(build_address(Company, "identity", world.alpine.pk)).status_code == 403
    assert browser.get(build_address(Company, "identity", world.baltic.pk)).status_code == 404
    assert Company.objects.get(pk=world.alpine.pk).name == "Alpine Flight School"


def test_mails_bear_sender_reply_address_colour_and_language_of_the_school(world: World) -> None:
    save_directly(world, mail_sender_name="Büro Alpine", mail_reply_to="office@alpine.example", accent_color="#b00020")
    save_directly(world, language="de")
    person: dict[str, Any] = {"email": "ida@alpine.example", "name": "Ida", "surname": "Italian", "group": Role.STUDENT}
    school = Company.objects.get(pk=world.alpine.pk)
    # In Italian, for which there are no texts.
    create_user(company=school, **person, language="it", by=world.maria, is_invited=True)

    message = render_mail(Mail.objects.select_related("company", "recipient").get())

    assert message is not None
    sent = message.message()
    assert "noreply@" in sent["From"]
    assert sent["Reply-To"] == "office@alpine.example"
    assert sent["Content-Language"] == "de"
    html = str(message.alternatives[0][0])
    assert 'bgcolor="#b00020"' in html


def save_directly(world: World, **values: Any) -> None:
    edit_school(company=world.alpine, values=values, by=world.maria)


def test_the_frame_of_the_admin_has_the_colour_of_the_own_school_alone(browser: Browser, world: World) -> None:
    plain = browser.get("/admin/").content.decode()
    save_directly(world, accent_color="#b00020")

    assert "--color-primary-600: #b00020;" in browser.get("/admin/").content.decode()
    assert "--color-primary-600: #b00020;" not in plain
    assert "--color-primary-600: #b00020;" not in open_browser(world.otto).get("/admin/").content.decode()


def test_a_refusal_names_the_hours_and_days_of_the_school(world: World) -> None:
    save_directly(world, class_opens_hours_before=2, class_closes_days_after=1)
    subject = make.SubjectFactory(training=make.TrainingFactory(company=world.alpine))
    texts = {}
    for hours in (3, -25):
        starts_at = datetime(2026, 3, 18, 10, tzinfo=UTC).timestamp() + hours * 3600
        session = make.ClassSessionFactory(
            subject=subject,
            teacher=world.ines,
            company=world.alpine,
            starts_at=datetime.fromtimestamp(starts_at, UTC),
        )
        obstacle = find_recording_obstacle(get_class_access(User.objects.get(pk=world.ines.pk), session))
        texts[hours] = obstacle and obstacle.message

    assert texts == {
        3: "It is too early: a class can be recorded and signed from 2 hours before its start on.",
        -25: "The recording period is over: a teacher records and corrects a class until 1 day after its start. "
        "A manager can still do it.",
    }


def test_new_people_have_the_language_of_the_school(browser: Browser, world: World) -> None:
    save_directly(world, language="fr")

    page = browser.get(build_address(User, "add"))
    assert page.context["adminform"].form["language"].value() == "fr"
    assert '<option value="fr" selected>Français</option>' in page.content.decode()
    User.objects.filter(pk=world.sam.pk).update(language="de-AT")  # from another system: it stays
    page = browser.get(build_address(User, "change", world.sam.pk))
    assert '<option value="de-AT" selected>de-AT</option>' in page.content.decode()


def test_the_page_takes_the_same_queries_however_much_the_school_has(
    browser: Browser, world: World, queries_of: Any
) -> None:
    address = build_address(Company, "change", world.alpine.pk)
    browser.get(address)
    few = len(queries_of(lambda: browser.get(address)))
    subject = make.SubjectFactory(training=make.TrainingFactory(company=world.alpine))
    for _ in range(30):
        make.ClassSessionFactory(subject=subject, teacher=world.ines, company=world.alpine)

    assert len(queries_of(lambda: browser.get(address))) == few
