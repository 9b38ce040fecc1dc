"""What a training manager does with a mouse or a thumb, step by step."""

import re
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect


class Manager:
    """A training manager at a page of the admin."""

    def __init__(self, page: Page) -> None:
        self.page, self.email = page, ""

    def enters(self, email: str, password: str, code: str = "") -> None:
        """`code` is that of the second factor."""
        self.email = email
        self.page.goto("/admin/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        if code:
            self.page.get_by_role("textbox", name="Code").fill(code)
            self.page.get_by_role("button", name="Log in").click()
        expect(self.page).to_have_url(re.compile(r"^[^?]*/admin/$"))

    # --- editing a syllabus

    def makes_training(self, template: str, name: str) -> None:
        """From a shipped template; ends in the syllabus editor."""
        self.page.goto("/admin/trainings/training/")
        self.page.get_by_role("link", name="From a template").click()
        self.page.get_by_role("listitem").filter(has_text=template).get_by_role(
            "link", name="Create a training"
        ).click()
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_role("button", name="Create the training").click()
        self.page.wait_for_url(re.compile("/course/$"))

    def row(self, name: str) -> Locator:
        """The row of the outline with this name, and what is below it."""
        return self.page.locator("[data-id], .syllabus-exam").filter(
            has=self.page.locator(":scope > .syllabus-row").get_by_text(name, exact=True)
        )

    def opens_dialog(self, link: Locator) -> FrameLocator:
        link.click()
        return self.page.frame_locator("#syllabus-dialog iframe")

    def adding(self, row: str, what: str) -> Locator:
        """The button that adds something below a row."""
        return self.row(row).locator("a.syllabus-add").get_by_text(what, exact=True)

    def saves(self, form: FrameLocator) -> None:
        """In a dialog: it closes, and the editor reports that it is saved."""
        form.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.locator("#syllabus-dialog")).to_be_hidden()
        expect(self.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

    def unfolds(self, row: Locator) -> None:
        details = row.locator(":scope > details")
        if details.get_attribute("open") is None:
            details.locator(":scope > summary").click()

    def adds_lesson(self, subject: str, name: str) -> None:
        self.unfolds(self.row(subject))
        form = self.opens_dialog(self.adding(subject, "Lesson"))
        form.get_by_label("Name").first.fill(name)
        self.saves(form)

    def adds_slide(self, lesson: str, title: str, text: str, picture: Path | None = None) -> None:
        self.unfolds(self.row(lesson))
        form = self.opens_dialog(self.adding(lesson, "Slide"))
        form.get_by_label("Title").fill(title)
        editor = form.locator("trix-editor")
        editor.click()
        form.get_by_title("Bold").click()
        editor.press_sequentially(text)
        if picture:
            with self.page.expect_file_chooser() as chooser, self.page.expect_response(re.compile("/slide/picture/")):
                form.get_by_title("Picture").click()
                chooser.value.set_files(picture)
            expect(editor.locator("img")).to_be_visible()
        self.saves(form)

    def adds_exam(self, subject: str, name: str, questions: int) -> None:
        form = self.opens_dialog(self.adding(subject, "Exam"))
        form.get_by_label("Name").fill(name)
        form.get_by_label("Questions drawn").fill(str(questions))
        self.saves(form)

    def adds_question(self, exam: str, text: str, options: list[str], right: int) -> None:
        self.unfolds(self.row(exam))
        form = self.opens_dialog(self.adding(exam, "Question"))
        form.locator("#id_text").fill(text)
        for number, option in enumerate(options):
            form.locator(f"#id_options-{number}-text").fill(option)
        form.locator(f"#id_options-{right}-is_correct").check()
        self.saves(form)

    # --- people

    def imports_people(self, table: Path, count: int, *, are_invited: bool, new_group: str = "") -> None:
        """From a file, after a preview of every row. With `new_group` into this group, which does not exist yet."""
        self.page.goto("/admin/accounts/user/import/")
        self.page.locator("input[type=file]").set_input_files(table)
        self.page.get_by_role("button", name="Preview", exact=True).click()
        expect(self.page.locator("#outcomes tbody tr").filter(has_text="new")).to_have_count(count)
        self.page.get_by_label("Send each new user an invitation").set_checked(are_invited)
        if new_group:
            self.page.get_by_label(f"Create the pilot groups that do not exist: “{new_group}”").check()
        self.page.get_by_role("button", name="Store these rows").click()
        self.page.wait_for_url(re.compile("/accounts/user/$"))

    def gives_passwords(self, surname: str, count: int) -> None:
        """To everybody with a surname; the list is downloaded."""
        self.page.goto(f"/admin/accounts/user/?q={surname}")
        self.runs_for_all("New passwords…")
        expect(self.page.get_by_text(f"{count} people get a new password:")).to_be_visible()
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Set the passwords and download the list").click()
        assert download.value.suggested_filename == "passwords.xlsx"

    def runs_for_all(self, action: str) -> None:
        """An action, for everybody on the list that is open."""
        for box in self.page.locator("input.action-select").all():
            box.check()
        self.page.locator("select[name=action]").select_option(label=action)
        self.page.get_by_role("button", name="Run").click()

    def invites_again(self, count: int) -> None:
        """Everybody who has not set a password yet."""
        self.page.goto("/admin/accounts/user/?invitation=waiting")
        expect(self.page.locator("input.action-select")).to_have_count(count)
        self.runs_for_all("Send invitations")
        expect(self.page.get_by_text(f"Invited {count}.")).to_be_visible()

    def finds_invitation(self, email: str, state: str) -> None:
        """What the list of users says of somebody's invitation."""
        self.page.goto(f"/admin/accounts/user/?q={email}")
        expect(self.page.locator("td.field-invitation")).to_contain_text(state)

    def finds_members(self, group: str, count: int) -> None:
        """The size of a pilot group in the list of groups."""
        self.page.goto(f"/admin/accounts/pilotgroup/?q={group}")
        expect(self.page.locator("td.field-size")).to_have_text(str(count))

    def gathers(self, group: str, people: list[str]) -> None:
        """A pilot group of these people."""
        self.page.goto("/admin/accounts/pilotgroup/add/")
        self.page.get_by_label("Name").fill(group)
        search = self.page.locator(".field-members .select2-search__field")
        for person in people:
            search.fill(person)
            self.page.locator(".select2-results__option").filter(has_text=person).click()
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.wait_for_url(re.compile("/accounts/pilotgroup/$"))

    def enrolls(self, group: str, training: str, count: int) -> None:
        self.page.goto("/admin/accounts/pilotgroup/")
        self.page.locator("tr, tbody").filter(has_text=group).locator("input.action-select").first.check()
        self.page.locator("select[name=action]").select_option(label="Enroll these groups…")
        self.page.get_by_role("button", name="Run").click()
        self.page.get_by_label("Training").select_option(label=training)
        self.page.get_by_role("button", name="Preview", exact=True).click()
        self.page.get_by_role("button", name=f"Enroll {count} people").click()
        expect(self.page.get_by_text(f"Enrolled {count} in {training}.")).to_be_visible()

    # --- a class

    def schedules_class(self, training: str, lesson: str, group: str, day: str) -> None:
        """At ten in the morning, for the enrolled members of the group."""
        self.page.goto("/admin/onsite/classsession/add/")
        self.page.get_by_label("Training").select_option(label=training)
        self.page.get_by_role("button", name="Continue").click()
        self.page.locator("#id_item").select_option(label=lesson)
        self.page.locator("#id_teacher").select_option(index=1)
        self.page.locator("#id_starts_at_0").fill(day)
        self.page.locator("#id_starts_at_1").fill("10:00")
        self.page.locator("#id_groups").select_option(label=group)
        self.page.get_by_role("button", name="Save the class").click()
        self.page.wait_for_url(re.compile("/onsite/classsession/"))

    def leaves(self) -> None:
        """Logs out through the menu under the own name, which is in the collapsed sidebar on a phone."""
        self.page.goto("/admin/")
        account = self.page.get_by_text(self.email).last
        if not account.is_visible():
            self.page.locator("[x-on\\:click*=sidebar]").locator("visible=true").first.click()
        account.click()
        self.page.get_by_text("Log out").last.click()
        expect(self.page.get_by_text("Log in").first).to_be_visible()
