"""`GET /users/logins.json`, `POST /users/closesession/{sessionId}.json` (docs/api.md, section 12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AdminSession, Login, Token, User
from accounts.sign_in.user_agents import describe_user_agent
from records.models import Event
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.world import Client, World, create_api_client, create_client

LOGINS = "/users/logins.json"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:124.0) Gecko/20100101 Firefox/124.0"
NOBODY = "01900000-0000-7000-8000-000000000000"


def log_in(user: User, **headers: Any) -> Client:
    response = Client().post("/users/login.json", {"email": user.email, "password": PASSWORD}, **headers)
    return Client(response.json()["response"]["token"])


def close(client: Client, session_id: object) -> Any:
    return client.post(f"/users/closesession/{session_id}.json")


def list_sessions(client: Client) -> list[Any]:
    sessions: list[Any] = [row["UserSession"] for row in client.get(LOGINS).json()["sessions"]]
    return sessions


def test_a_login_and_its_session_are_listed(people: World) -> None:
    client = log_in(people.sam, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")

    token, login = Token.objects.get(user=people.sam), Login.objects.get()
    assert client.get(LOGINS).json() == {
        "logins": [
            {
                "UserLogin": {
                    "id": str(login.pk), "browser": "Firefox 124 on Windows", "ip": "192.0.2.7",
                    "modified": "2026-03-18 10:00:00", "city": None, "country": None, "provider": None,
                }
            }
        ],
        "sessions": [
            {
                "UserSession": {
                    "id": str(token.pk), "api": True, "device": "Firefox 124 on Windows", "ip": "192.0.2.7",
                    "expires": "2026-04-01 10:00:00", "modified": "2026-03-18 10:00:00",
                }
            }
        ],
        "currentSession": str(token.pk),
    }  # fmt: skip


def test_a_session_of_the_admin_is_listed_with_its_login_and_without_its_cookie(people: World) -> None:
    browser = open_browser(people.maria)
    browser.cookies.clear()
    browser.post("/admin/login/", {"username": people.maria.email, "password": PASSWORD}, HTTP_USER_AGENT=FIREFOX)
    client = create_client(people.maria)

    answer = client.get(LOGINS)

    admin = [row["UserSession"] for row in answer.json()["sessions"] if not row["UserSession"]["api"]]
    assert (len(admin), len(answer.json()["logins"])) == (2, 2)
    assert {row["device"] for row in admin} == {"Firefox 124 on Windows", "Unknown"}
    assert {row["expires"] for row in admin} == {"2026-03-18 22:00:00"}
    for session in AdminSession.objects.all():
        assert session.session_key not in answer.content.decode()
    assert answer.json()["currentSession"] == str(Token.objects.get(user=people.maria).pk)


def test_the_last_fifty_logins_are_listed_newest_first(people: World, frozen_clock: Any) -> None:
    Login.objects.bulk_create(
        Login(user=people.sam, at=timezone.now() - timedelta(minutes=n), ip_address=f"192.0.2.{n}") for n in range(60)
    )

    logins = create_client(people.sam).get(LOGINS).json()["logins"]

    assert [row["UserLogin"]["ip"] for row in logins] == [f"192.0.2.{n}" for n in range(50)]


def test_a_login_by_an_identity_provider_names_it(people: World) -> None:
    Login.objects.create(user=people.sam, provider="Microsoft 365")

    assert create_client(people.sam).get(LOGINS).json()["logins"][0]["UserLogin"]["provider"] == "Microsoft 365"


def test_ended_sessions_are_not_listed(people: World, frozen_clock: Any) -> None:
    open_browser(people.maria)
    log_in(people.maria)
    Token.objects.update(revoked_at=timezone.now())
    frozen_clock.shift(timedelta(hours=12))
    client = create_client(people.maria)

    assert [row["id"] for row in list_sessions(client)] == [str(Token.objects.latest("id").pk)]


@pytest.mark.parametrize("who", ["sue", "maria", "otto"])
def test_logins_and_sessions_are_their_owners_alone(people: World, who: str) -> None:
    log_in(people.sam)
    client = create_client(getattr(people, who))

    answer = client.get(LOGINS).json()

    assert answer["logins"] == []
    assert [row["UserSession"]["id"] for row in answer["sessions"]] == [answer["currentSession"]]


def test_an_api_key_reads_the_list_and_is_not_in_it(people: World) -> None:
    answer = create_api_client(people.sam).get(LOGINS).json()

    assert answer == {"logins": [], "sessions": [], "currentSession": None}


def test_thirty_logins_and_sessions_cost_what_one_costs(
    people: World, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    """The token with its user; the logins; the sessions of the API; those of the admin."""
    client = log_in(people.sam)
    client.get(LOGINS)
    one = queries_of(lambda: client.get(LOGINS))
    for _ in range(29):
        log_in(people.sam)
    thirty = queries_of(lambda: client.get(LOGINS))

    assert len(one) == len(thirty) == 4


# --- closing


def test_another_session_of_the_api_is_closed(people: World) -> None:
    phone, laptop = log_in(people.sam), log_in(people.sam)
    lost = phone.get(LOGINS).json()["currentSession"]

    assert close(laptop, lost).json() == {"result": True}

    assert phone.get("/users/view.json").status_code == 401
    assert laptop.get("/users/view.json").status_code == 200
    event = Event.objects.get(action="session.closed")
    assert (event.actor, event.payload) == (people.sam, f'{{"api":true,"session":"{lost}"}}')


def test_a_session_of_the_admin_is_closed(people: World) -> None:
    browser, other = open_browser(people.maria), open_browser(people.maria)
    client = create_client(people.maria)
    lost = AdminSession.objects.get(session_key=browser.cookies["sessionid"].value)

    assert close(client, lost.id).json() == {"result": True}

    assert browser.get("/admin/").status_code == 302
    assert other.get("/admin/").status_code == 200
    assert str(lost.id) not in str(list_sessions(client))


def test_the_session_of_the_request_itself_may_be_closed(people: World) -> None:
    client = log_in(people.sam)

    assert close(client, client.get(LOGINS).json()["currentSession"]).json() == {"result": True}
    assert client.get(LOGINS).status_code == 401


def test_closing_a_session_again_answers_the_same_and_records_nothing(people: World) -> None:
    open_browser(people.maria)
    client, other = create_client(people.maria), create_client(people.maria)
    ids = [AdminSession.objects.get().id, other.get(LOGINS).json()["currentSession"]]

    for session_id in [*ids, *ids]:
        assert close(client, session_id).json() == {"result": True}
    assert Event.objects.filter(action="session.closed").count() == 2


@pytest.mark.parametrize("who", ["sue", "charles", "otto"])
def test_a_session_of_somebody_else_is_answered_like_none(people: World, who: str) -> None:
    browser, victim = open_browser(people.maria), log_in(people.sam)
    client = create_client(getattr(people, who))

    responses = [
        close(client, AdminSession.objects.get().id),
        close(client, victim.get(LOGINS).json()["currentSession"]),
        close(client, NOBODY),
    ]

    assert {(response.status_code, response.content) for response in responses} == {(404, responses[0].content)}
    assert victim.get("/users/view.json").status_code == 200
    assert browser.get("/admin/").status_code == 200


def test_a_key_is_no_session_and_closes_none(people: World) -> None:
    key, client = create_api_client(people.sam), log_in(people.sam)
    key_id = Token.objects.get(kind=Token.Kind.API_KEY).pk

    assert close(client, key_id).status_code == 404
    assert close(key, client.get(LOGINS).json()["currentSession"]).status_code == 403
    assert client.get("/users/view.json").status_code == 200


# --- devices in words


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox 124 on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/17.4 Mobile/15E148 Safari/604.1",
            "Safari 17 on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 "
            "Safari/537.36 Edg/122.0.2365.92",
            "Edge 122 on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome 122 on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 "
            "Safari/605.1.15",
            "Safari 17 on macOS",
        ),
        ("okhttp/4.12.0", "okhttp/4.12.0"),
        ("x" * 300, "x" * 100),
        ("", "Unknown"),
    ],
)
def test_a_user_agent_in_words(user_agent: str, words: str) -> None:
    assert describe_user_agent(user_agent) == words


def test_a_user_agent_that_no_database_stores_is_cut(people: World) -> None:
    response = Client().post(
        "/users/login.json",
        {"email": people.sam.email, "password": PASSWORD},
        HTTP_USER_AGENT="\x00" + "é" * 400,
        REMOTE_ADDR="a" * 100,
    )

    assert response.status_code == 200
    assert len(Login.objects.get().user_agent) == 300
