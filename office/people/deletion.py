"""What deleting people does, said before it is done (accounts/people/deleting.py decides)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.people.deleting import filter_recorded

MAX_NAMES = 20  # named in each sentence


def describe_deletion(people: list[User]) -> list[str]:
    """A sentence about those who are removed, and one about those whom records name; of nobody, none. One query."""
    ids = [person.pk for person in people]
    recorded = set(filter_recorded(User.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    removed = [person for person in people if person.pk not in recorded]
    kept = [person for person in people if person.pk in recorded]
    return [describe(group) for describe, group in ((describe_removed, removed), (describe_kept, kept)) if group]


def describe_removed(people: list[User]) -> str:
    text = ngettext(
        "%(names)s has no records and will be removed for good.",
        "%(count)s people have no records and will be removed for good: %(names)s.",
        len(people),
    )
    return text % {"count": len(people), "names": list_names(people)}


def describe_kept(people: list[User]) -> str:
    # Translators: “Deleted” is the choice of the filter of the list of users
    text = ngettext(
        "%(names)s has records: account closed, records kept, restorable under the filter “Deleted”.",
        "%(count)s people have records: accounts closed, records kept, restorable under the filter “Deleted”:"
        " %(names)s.",
        len(people),
    )
    return text % {"count": len(people), "names": list_names(people)}


def list_names(people: list[User]) -> str:
    names = ", ".join(str(person) for person in people[:MAX_NAMES])
    if len(people) <= MAX_NAMES:
        return names
    return _("%(names)s and %(count)s more") % {"names": names, "count": len(people) - MAX_NAMES}
