"""What events about locations say in words (records/wording.py)."""

from records.wording import RowName, mark, name_of, register_facts, register_names, register_sentences

register_sentences({"location.edited": mark("%(actor)s edited the location %(object)s.")})
register_names({"locations.location": RowName(mark("location"))})
register_facts({"location": name_of(mark("location"), "locations.location")})
