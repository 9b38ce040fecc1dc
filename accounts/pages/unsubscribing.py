"""`/account/unsubscribe/{token}/`: the page behind the link in a mail, and what mail programs post to (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from accounts.pages.base import AccountPage
from accounts.people.unsubscribing import find_subscriber, unsubscribe
from mail.kinds import Topic
from mail.unsubscribing import build_unsubscribe_page, read_token


# Exempt, because mail programs post without having loaded the page; the token is unguessable, and all it does is less
# mail.
@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribePage(AccountPage):
    """POST turns the mails off. GET only shows a button that does: programs that scan mails open every link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        unsubscription = read_token(token)
        return self.render_page(find_subscriber(unsubscription), unsubscription.topic, is_done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        unsubscription = read_token(token)
        return self.render_page(unsubscribe(unsubscription), unsubscription.topic, is_done=True)

    def render_page(self, user: User, topic: Topic, *, is_done: bool) -> HttpResponse:
        self.use_language_of(user)
        return self.render("unsubscribe.html", {"person": user, **build_unsubscribe_page(topic, user, is_done=is_done)})
