"""What the demo commands print: the logins, what to try, and a `curl` command to copy and paste."""

from demo.load_school.loading import LoadResult
from demo.load_school.school import NAME as LOAD_SCHOOL
from demo.scenarios.people import PASSWORD

LOGINS = f"""\
Demo Flight Academy. The password of all users is {PASSWORD}
  admin@demo.example        administrator
  manager@demo.example      training manager
  chief@demo.example        chief instructor
  instructor@demo.example   instructor of a class that has just begun and needs attendance and a signature
  student@demo.example      student in four trainings, in one of them for the second time
  fresh@demo.example        student without enrollments
Other School, whose users see nothing of the above
  manager@other.example     training manager
  student@other.example     student
"""

COMMANDS = """\
# Log in and list the student's trainings:
TOKEN=$(curl -s {base}/users/login.json -d email=student@demo.example -d password={password} \\
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["response"]["token"])')
curl -s -H "Authorization: Bearer $TOKEN" {base}/trainings.json | python3 -m json.tool
"""


def format_welcome(base: str) -> str:
    """What `make demo` prints before the server is ready; `base` is the base URL without a trailing slash."""
    commands = COMMANDS.format(base=base, password=PASSWORD)
    pages = f"The app: {base}/app/\nThe admin for managers: {base}/admin/\n"
    mails = "Mails become files in var/mail, and a line here."
    return f"{pages}\n{LOGINS}\n{commands}\n{mails}\nPress Ctrl-C to stop.\n"


def format_seeded(is_new: bool, load: LoadResult | None) -> str:
    """What `seed_demo` prints."""
    lines = ["The demo schools were created." if is_new else "The demo schools already exist; nothing was changed."]
    if load:
        lines.append(load.format_summary(LOAD_SCHOOL))
    lines.append("")
    lines.append(LOGINS)
    lines.append("Try: make demo")
    return "\n".join(lines)
