import { cleanup, render } from "@testing-library/preact";
import { LocationProvider } from "preact-iso";
import { expect, test } from "vitest";

import { type Profile, profile } from "@/base/session/person";
import { session } from "@/base/session/session";

import { typedAddress } from "../typed-address";
import { RecoverPassword } from "./RecoverPassword";

function readAddress(): string {
  cleanup();
  const screen = render(
    <LocationProvider>
      <RecoverPassword />
    </LocationProvider>,
  );
  return screen.container.querySelector("input")!.value;
}

test("the address of the person is there while they are logged in, and not for who comes after their session", () => {
  profile.value = { User: { email: "anna@school.example" } } as Profile;
  typedAddress.value = "anna@school.exampel";
  session.value = { token: "token", userId: "1", isShared: true };
  expect(readAddress()).toBe("anna@school.example");
  session.value = undefined;
  expect(readAddress()).toBe("");
});
