"""Two servers of one school whose clocks differ: one of them is ten minutes ahead."""

import os
import time

from tests.demo_server import find_free_port
from tests.torture.load import Load
from tests.torture.scenarios import scenario
from tests.torture.school import School

# Python runs a module of this name before anything else. Timers and sleeping go on by the real clock.
CLOCK = """
import datetime
import time_machine

ahead = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=10)
time_machine.travel(ahead, tick=True).start()
"""


@scenario("the clock of a second server is ten minutes ahead")
def skew_clock(school: School, seconds: float) -> None:
    folder = school.cluster.directory / "clock"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(CLOCK)
    port = find_free_port()
    environ = os.environ | school.environ | {"PYTHONPATH": str(folder)}
    with school.serve_beside(port, environ), Load(port, school.token) as load:
        time.sleep(seconds)
    school.other_outcomes.append(load.outcome)
    if not load.outcome.acknowledged:
        school.complaints.append("nothing was stored by the server whose clock is ahead")
