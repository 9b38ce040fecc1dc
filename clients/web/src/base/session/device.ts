// By the `Device-Token` of an earlier login the server knows this device, and strangers who guess passwords cannot lock
// it out (docs/api.md, section 12). It opens nothing, and stays after a logout: that is what it is for.

const KEY = "downwind.device";
const HEADER = "Device-Token";

/** The header to send with a login, and with what else is counted by device. */
export function getDeviceHeader(): Record<string, string> {
  const token = localStorage.getItem(KEY);
  return token === null ? {} : { [HEADER]: token };
}

/** Keeps the token of a response, if it has one. */
export function keepDevice(response: Response): void {
  const token = response.headers.get(HEADER);
  if (token !== null) localStorage.setItem(KEY, token);
}
