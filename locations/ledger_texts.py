"""What events about locations say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _

from records.wording import RowName, name_of, register_facts, register_names, register_sentences

register_sentences({"location.edited": _("%(actor)s edited the location %(object)s.")})
register_names({"locations.location": RowName(_("location"), _("the location"))})
register_facts({"location": name_of(_("location"), "locations.location")})
