// The login on the wire (docs/api.md, sections 2 and 12).
import { api, unwrap } from "@/base/api/client";
import { getDeviceHeader, keepDevice } from "@/base/session/device";

export interface Credentials {
  email: string;
  password: string;
  code?: string;
}

export type Factor = "EMAIL" | "TOTP";

/** Somebody who was recognised; or that their password was right and a code is missing. */
export type LoginOutcome = Recognised | { kind: "code"; factor: Factor; message: string };

export interface Recognised {
  kind: "recognised";
  token: string;
  userId: string;
}

interface LoginBody {
  message?: string | null;
  two_factor: "OFF" | Factor;
  token?: string | null;
  user_id?: number | null;
}

/** Sends a login; without `code` where one is needed, a mail goes out. Raises ApiError for what is refused. */
export async function requestLogin(credentials: Credentials): Promise<LoginOutcome> {
  const request = api.POST("/users/login.json", { body: credentials, headers: getDeviceHeader() });
  const { error, response } = await request;
  const refusal = (error as { response?: LoginBody } | undefined)?.response;
  if (credentials.code === undefined && refusal && refusal.two_factor !== "OFF")
    return { kind: "code", factor: refusal.two_factor, message: refusal.message ?? "" };
  keepDevice(response);
  return recognise((await unwrap(request)).response);
}

/** Exchanges the code with which a school's identity provider sent the person back. Raises ApiError. */
export async function requestSingleSignOn(code: string): Promise<Recognised> {
  const request = api.POST("/users/sso.json", { body: { code }, headers: getDeviceHeader() });
  keepDevice((await request).response);
  return recognise((await unwrap(request)).response);
}

function recognise({ token, user_id }: LoginBody): Recognised {
  return { kind: "recognised", token: token!, userId: String(user_id) };
}
