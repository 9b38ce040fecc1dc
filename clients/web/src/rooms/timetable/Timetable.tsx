import "./timetable.css";

import { useEffect, useState } from "preact/hooks";

import { schoolZone } from "@/base/session/person";
import { keepFact, readFact } from "@/base/store/store";
import { t } from "@/base/texts/translate";
import { getDay } from "@/base/time/zones";
import { Page } from "@/base/ui/Page";
import { Segments } from "@/base/ui/Tabs";

import { Feed } from "./Feed";
import { Upcoming } from "./Upcoming";
import { Week } from "./Week";

type View = "list" | "week";
const VIEW_FACT = "timetable:view";

/** The classes that the person attends or teaches; of managers the school's. */
export function Timetable() {
  const [view, setView] = useChosenView();
  const today = getDay(new Date(), schoolZone.value);
  const choices = [
    ["list", t("timetable:list")],
    ["week", t("timetable:week")],
  ] as const;
  return (
    <Page
      title={t("timetable:title")}
      isWide={view === "week"}
      actions={
        <Segments label={t("timetable:view")} choices={[...choices]} chosen={view} onChoose={setView} />
      }
    >
      {view === "list" ? <Upcoming today={today} /> : <Week today={today} />}
      <Feed />
    </Page>
  );
}

/** The view that was chosen last on this device; the list at first. */
function useChosenView(): [View, (view: View) => void] {
  const [view, setView] = useState<View>("list");
  useEffect(() => void readFact<View>(VIEW_FACT).then((kept) => kept && setView(kept)), []);
  const choose = (chosen: View) => {
    setView(chosen);
    void keepFact(VIEW_FACT, chosen);
  };
  return [view, choose];
}
