// Trusted Types (w3.org/TR/trusted-types): the content security policy lets text become the address of a script, or HTML,
// through this policy alone (webapp/security_policy.py). Browsers without Trusted Types get the same checks.

interface Policy {
  createScriptURL: (address: string) => string;
  createHTML: (html: string) => string;
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy };
  }
}

/** The service worker, and the scripts of the build. */
const OWN_SCRIPT = /^\/(?:app\/sw|static\/app\/assets\/[\w.-]+)\.m?js$/;

const rules: Policy = {
  createScriptURL(address) {
    const url = new URL(address, location.origin);
    if (url.origin !== location.origin || !OWN_SCRIPT.test(url.pathname))
      throw new TypeError(`Not a script of this app: ${address}`);
    return address;
  },
  createHTML: (html) => html,
};

const policy = window.trustedTypes?.createPolicy("downwind", rules) ?? rules;

/** The address of a worker of this app, for the browser. Throws TypeError for any other address. */
export function trustScript(address: string): string {
  return policy.createScriptURL(address);
}

/**
 * HTML for the `srcdoc` of a frame with `sandbox` and without `allow-same-origin`, and for nothing else: there it has no
 * storage, no cookie and no token.
 */
export function trustInFrame(html: string): string {
  return policy.createHTML(html);
}

/**
 * HTML as a document in which no script runs and nothing is loaded, to read and change it. Its nodes must never be put
 * into the page: what people shall see goes into a frame, by `trustInFrame`.
 */
export function parseInert(html: string): Document {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}
