"""What the demo school tells people: the logins, what to try, and a `curl` that works by copy and paste."""

from demo.load_school.school import NAME as LOAD_SCHOOL
from demo.load_school.school import LoadResult
from demo.story.people import PASSWORD

LOGINS = f"""\
Demo Flight Academy. The password of everybody is {PASSWORD}
  admin@demo.example        administrator
  manager@demo.example      training manager
  chief@demo.example        chief instructor
  instructor@demo.example   instructor: a class has just begun and waits for attendance and signature
  student@demo.example      student in four courses, one of them for the second time
  fresh@demo.example        student, enrolled nowhere
Other School, which sees nothing of the above
  manager@other.example     training manager
  student@other.example     student
"""

COMMANDS = """\
# Log in, and see the student's trainings:
TOKEN=$(curl -s {base}/users/login.json -d email=student@demo.example -d password={password} \\
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["response"]["token"])')
curl -s -H "Authorization: Bearer $TOKEN" {base}/trainings.json | python3 -m json.tool
"""


def format_welcome(base: str) -> str:
    """What `make demo` prints before it is ready; `base` is the address without a slash at its end."""
    commands = COMMANDS.format(base=base, password=PASSWORD)
    return f"{LOGINS}\n{commands}\nThe managers' pages: {base}/admin/\nPress Ctrl-C to stop.\n"


def format_seeded(is_new: bool, load: LoadResult | None) -> str:
    """What `seed_demo` prints."""
    lines = ["The demo schools are made." if is_new else "The demo schools are here already; nothing was changed."]
    if load:
        lines.append(load.summary(LOAD_SCHOOL))
    lines.append("")
    lines.append(LOGINS)
    lines.append("Try: make demo")
    return "\n".join(lines)
