import type { Profile } from "@/base/session/person";

export type Factor = Profile["User"]["two_factor"];
