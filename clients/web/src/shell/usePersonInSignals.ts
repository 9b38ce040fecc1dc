import { useEffect } from "preact/hooks";

import { profile, school, schoolZone, useProfile, useSchool } from "@/base/session/person";
import { isLanguage } from "@/base/texts/language";
import { changeLanguage } from "@/base/texts/translate";
import { pickKnownZone } from "@/base/time/zones";

import { useSchoolColors } from "./schoolColors";

/**
 * Reads the person and their school, and follows their language and its time zone. Screens rely on both, and wait until
 * `isKnown`: a time in another zone than the school's would be a wrong one.
 */
export function usePersonInSignals() {
  const [person, itsSchool] = [useProfile(), useSchool()];
  const known = itsSchool.data?.Company;
  useEffect(() => {
    if (!person.data) return;
    profile.value = person.data;
    if (isLanguage(person.data.User.language)) void changeLanguage(person.data.User.language);
  }, [person.data]);
  useEffect(() => {
    if (!known) return;
    school.value = known;
    schoolZone.value = pickKnownZone(known.timezone_id);
  }, [known]);
  useManifest(person.data?.Company.id);
  useSchoolColors(known?.accent_color);
  return {
    isKnown: Boolean(profile.value && school.value),
    error: person.error ?? itsSchool.error,
    reload: () => Promise.all([person.reload(), itsSchool.reload()]),
  };
}

/** While the person is logged in, the app can be installed under the name of their school. */
function useManifest(companyId: string | undefined): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
    if (!link || companyId === undefined) return;
    const general = link.href;
    link.href = `/app/manifest/${companyId}.webmanifest`;
    return () => {
      link.href = general;
    };
  }, [companyId]);
}
