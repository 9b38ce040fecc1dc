import { api, type Schemas, unwrap } from "@/base/api/client";
import { invalidate } from "@/base/api/reading";
import { profile } from "@/base/session/person";

/** Changes what is known about the person (docs/api.md, section 12); every screen shows it from then on. */
export async function saveAccount(body: Schemas["OwnAccountInput"]): Promise<void> {
  profile.value = await unwrap(api.POST("/users/edit.json", { body }));
  await invalidate("/users/view");
}
