// The person who is logged in and their school, which most screens need: role, time zones, names.
import { computed, signal } from "@preact/signals";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { browserZone, pickKnownZone } from "@/base/time/zones";

export type Profile = Schemas["UserViewOutput"];

/** What `GET /users/company.json` tells about the school. */
export type School = Schemas["SchoolOutput"];

/** Roles by number; lower is more powerful (docs/api.md, section 1). */
const MANAGER = 135;
const READS_EVERYTHING = 150;
const STAFF = 170;

export const profile = signal<Profile | undefined>(undefined);
export const school = signal<School | undefined>(undefined);
/** The school's time zone, in which every time is shown. */
export const schoolZone = signal("UTC");

const role = computed(() => Number(profile.value?.UserGroup.id ?? 190));
/** May use the admin. */
export const isManager = computed(() => role.value <= MANAGER);
/** May read every enrollment and pick teachers. */
export const isChief = computed(() => role.value <= READS_EVERYTHING);
/** May teach and supervise: the instructor's screens are theirs. */
export const isStaff = computed(() => role.value <= STAFF);
/** The person's own zone, shown beside the school's where they differ. */
export const ownZone = computed(() => pickKnownZone(profile.value?.UserDetail.timezone_id, browserZone()));

/** Reads the person's data; the shell does so once for all rooms. */
export function useProfile() {
  return useReading("/users/view", (via) => api.GET("/users/view.json", via));
}

/** Reads what a client must know about the school; the shell does so once for all rooms. */
export function useSchool() {
  return useReading("/users/company", (via) => api.GET("/users/company.json", via));
}
