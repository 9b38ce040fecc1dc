// The timetable: FullCalendar shows the classes; a class that is dragged is moved once the manager has confirmed the warnings.
(() => {
    "use strict";

    const root = document.getElementById("timetable");
    const texts = JSON.parse(document.getElementById("timetable-texts").textContent);
    const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
    const filters = root.querySelector(".timetable-filters");
    const status = root.querySelector(".timetable-status");
    const legend = root.querySelector(".timetable-legend");
    const copyLink = root.querySelector(".timetable-copy");
    const classDialog = document.getElementById("timetable-class");
    const moveDialog = document.getElementById("timetable-move");
    const VIEWS = { week: "timeGridWeek", month: "dayGridMonth", list: "listWeek" };
    const address = new URL(window.location.href);

    function showStatus(text, isProblem = false) {
        status.textContent = text;
        status.classList.toggle("timetable-problem", isProblem);
    }

    // --- what is chosen, kept in the address

    function readFilters() {
        return Object.fromEntries([...new FormData(filters)].filter(([, value]) => value));
    }

    function keepInAddress(info) {
        const shown = new URL(window.location.href);
        const view = Object.keys(VIEWS).find((name) => VIEWS[name] === info.view.type);
        const day = calendar.getDate().toISOString().slice(0, 10);
        shown.search = new URLSearchParams({ ...readFilters(), view, day }).toString();
        window.history.replaceState(null, "", shown);
        const copy = new URL(copyLink.href);
        copy.search = new URLSearchParams({ week: info.startStr.slice(0, 10) }).toString();
        copyLink.href = copy.href;
    }

    // Images without a name: FullCalendar 6 names the button around each.
    function hideIcons() {
        for (const icon of root.querySelectorAll(".fc-icon[role=img]")) {
            icon.removeAttribute("role");
            icon.setAttribute("aria-hidden", "true");
        }
    }

    function chooseView() {
        const narrow = window.matchMedia("(max-width: 767px)").matches;
        return VIEWS[address.searchParams.get("view")] ?? (narrow ? VIEWS.list : VIEWS.week);
    }

    // The time at the school, whose zone may differ from the browser's.
    function getSchoolTime() {
        const parts = new Intl.DateTimeFormat("sv-SE", {
            timeZone: root.dataset.zone, dateStyle: "short", timeStyle: "medium",
        });
        return parts.format(new Date()).replace(" ", "T");
    }

    // The component leaves out the point after the first day of German dates. Its days are at midnight UTC.
    function writeWeek({ start, end }) {
        const format = new Intl.DateTimeFormat(root.dataset.language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
        return format.formatRange(start.marker, end.marker);
    }

    // --- reading classes

    async function readClasses(info) {
        const query = new URLSearchParams({ ...readFilters(), start: info.startStr.slice(0, 19), end: info.endStr.slice(0, 19) });
        const response = await fetch(`${root.dataset.classes}?${query}`, { headers: { Accept: "application/json" } });
        const body = await readBody(response);
        if (!response.ok) { throw new Error(body.message); }
        return body;
    }

    // The hours of the day that the week shows: more than usual where a class needs them.
    function showHours(events) {
        let first = 6, last = 22;
        for (const { start, end, allDay } of events) {
            if (allDay) { continue; }
            const isOverMidnight = start.slice(0, 10) !== end.slice(0, 10);
            first = isOverMidnight ? 0 : Math.min(first, Number(start.slice(11, 13)));
            last = isOverMidnight ? 24 : Math.max(last, Number(end.slice(11, 13)) + (end.slice(14, 16) === "00" ? 0 : 1));
        }
        const format = (hour) => `${String(hour).padStart(2, "0")}:00:00`;
        if (calendar.getOption("slotMinTime") !== format(first)) { calendar.setOption("slotMinTime", format(first)); }
        if (calendar.getOption("slotMaxTime") !== format(last)) { calendar.setOption("slotMaxTime", format(last)); }
    }

    // A page in place of JSON is that of the login.
    async function readBody(response) {
        const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
        return isJson ? response.json() : { message: texts.failed };
    }

    function showLegend(events) {
        const groups = new Map();
        for (const event of events) {
            if (event.extendedProps.group !== undefined) {
                groups.set(event.extendedProps.group || texts.noGroup, event.backgroundColor);
            }
        }
        legend.replaceChildren(...[...groups].sort().map(([name, colour]) => {
            const item = document.createElement("li");
            const swatch = document.createElement("span");
            swatch.style.backgroundColor = colour;
            item.append(swatch, name);
            return item;
        }));
    }

    function writeEvent(info) {
        const { teacher, location, signed } = info.event.extendedProps;
        if (info.event.allDay) { return true; }
        const block = document.createElement("div");
        block.className = "timetable-block";
        const add = (name, text) => {
            const line = document.createElement("span");
            line.className = name;
            line.textContent = text;
            block.append(line);
        };
        add("timetable-time", info.timeText);
        if (signed) { add("timetable-mark", texts.signed); }
        add("timetable-what", info.event.title);
        add("timetable-who", [teacher, location].filter(Boolean).join(" · "));
        return { domNodes: [block] };
    }

    // --- one class

    function openClass(info) {
        info.jsEvent.preventDefault();
        const shown = info.event.extendedProps;
        if (!shown.change) { return; }
        document.getElementById("timetable-class-title").textContent = info.event.title;
        for (const place of classDialog.querySelectorAll("[data-show]")) {
            const text = shown[place.dataset.show];
            place.textContent = text;
            if (place.matches("a")) { place.href = text; }
            const value = place.closest("dd");
            value.hidden = value.previousElementSibling.hidden = !text;
        }
        const links = { url: info.event.url, change: shown.change, sheet: shown.sheet };
        for (const link of classDialog.querySelectorAll("[data-link]")) { link.href = links[link.dataset.link]; }
        classDialog.querySelector("[data-link=change]").hidden = shown.signed;
        const note = classDialog.querySelector(".timetable-signed");
        note.textContent = texts.signedHelp;
        note.hidden = !shown.signed;
        classDialog.showModal();
    }

    // --- moving a class

    async function send(event, fields) {
        const response = await fetch(event.extendedProps.move, {
            method: "POST",
            headers: { "X-CSRFToken": token, Accept: "application/json" },
            body: new URLSearchParams(fields),
        });
        return { response, body: await readBody(response) };
    }

    async function move(info, fields) {
        try {
            let { response, body } = await send(info.event, fields);
            while (response.ok && body.confirmation) {
                const notify = await ask(body);
                if (notify === null) {
                    info.revert();
                    showStatus(texts.takenBack);
                    return;
                }
                ({ response, body } = await send(info.event, { ...fields, notify, confirmation: body.confirmation }));
            }
            if (!response.ok) { info.revert(); }
            showStatus(describe(body), !response.ok);
            if (response.ok) { calendar.refetchEvents(); }
        } catch {
            info.revert();
            showStatus(texts.offline, true);
        }
    }

    // Errors of fields are the reason, where there are any.
    function describe(body) {
        return Object.values(body.errors ?? {}).flat().join(" ") || body.message || texts.failed;
    }

    // Shows the question with its warnings. "1" or "0" for whether people are notified; null if the move is taken back.
    function ask(question) {
        document.getElementById("timetable-move-title").textContent = question.question;
        moveDialog.querySelector(".timetable-warnings").replaceChildren(...question.warnings.map((text) => {
            const item = document.createElement("li");
            item.textContent = text;
            return item;
        }));
        const button = moveDialog.querySelector("[data-confirm]");
        button.textContent = question.warnings.length ? button.dataset.despite : button.dataset.plain;
        moveDialog.returnValue = "";
        moveDialog.showModal();
        return new Promise((resolve) => {
            moveDialog.addEventListener("close", () => {
                const notify = moveDialog.querySelector(".timetable-notify input").checked ? "1" : "0";
                resolve(moveDialog.returnValue === "confirmed" ? notify : null);
            }, { once: true });
        });
    }

    moveDialog.querySelector("[data-confirm]").addEventListener("click", () => moveDialog.close("confirmed"));
    for (const dialog of [classDialog, moveDialog]) {
        dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(""));
    }

    // --- the calendar

    const calendar = new FullCalendar.Calendar(document.getElementById("timetable-calendar"), {
        locale: root.dataset.language,
        timeZone: root.dataset.zone,
        now: getSchoolTime,
        initialView: chooseView(),
        initialDate: address.searchParams.get("day") ?? undefined,
        firstDay: 1,
        weekNumbers: true,
        nowIndicator: true,
        headerToolbar: { left: "prev,next today", center: "title", right: "timeGridWeek,dayGridMonth,listWeek" },
        buttonText: { list: texts.list },
        allDayText: texts.holiday,
        views: { timeGridWeek: { titleFormat: writeWeek }, listWeek: { titleFormat: writeWeek } },
        slotDuration: "00:30:00",
        snapDuration: "00:15:00",
        height: "auto",
        slotMinTime: "06:00:00",
        slotMaxTime: "22:00:00",
        eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
        slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
        dayMaxEvents: 6,
        editable: true,
        eventDurationEditable: true,
        eventInteractive: true,
        eventAllow: (place) => !place.allDay,
        events: (info, succeed, fail) => readClasses(info).then((events) => { succeed(events); showHours(events); }, fail),
        eventSourceFailure: (error) => showStatus(error.message || texts.failed, true),
        eventsSet: showLegend,
        eventContent: writeEvent,
        eventDidMount: (info) => info.el.style.setProperty("--timetable-colour", info.event.backgroundColor),
        eventClick: openClass,
        eventDrop: (info) => move(info, { start: info.event.startStr.slice(0, 19) }),
        eventResize: (info) => move(info, { start: info.event.startStr.slice(0, 19), end: info.event.endStr.slice(0, 19) }),
        datesSet: (info) => { keepInAddress(info); hideIcons(); },
    });
    calendar.render();
    hideIcons();

    filters.addEventListener("change", () => {
        showStatus("");
        calendar.refetchEvents();
        keepInAddress({ view: calendar.view, startStr: calendar.view.currentStart.toISOString() });
    });
    filters.addEventListener("submit", (event) => event.preventDefault());
})();
