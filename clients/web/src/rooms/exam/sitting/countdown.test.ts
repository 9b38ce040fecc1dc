import { beforeEach, expect, test } from "vitest";

import { type Countdown, createCountdown } from "./countdown";

let now: { monotonic: number; wall: number };
let countdown: Countdown;

beforeEach(() => {
  now = { monotonic: 1_000, wall: 5_000_000 };
  countdown = createCountdown(
    () => now.monotonic,
    () => now.wall,
  );
});

function pass(seconds: number): void {
  now = { monotonic: now.monotonic + seconds * 1000, wall: now.wall + seconds * 1000 };
}

/** A response that took so many seconds in all. */
function respond(remaining: number | null, took = 0): void {
  const sentAt = now.monotonic;
  pass(took);
  countdown.measure({ remaining, sentAt, receivedAt: now.monotonic });
}

function getSeconds(): number | null | undefined {
  countdown.tick();
  return countdown.left.value.seconds;
}

test("the time goes on from what the server said", () => {
  respond(600);
  pass(61);
  expect(countdown.tick()).toBe(false);
  expect(countdown.left.value).toEqual({ seconds: 539, isCertain: true });
});

test("a slow response promises no time that is over already", () => {
  respond(600, 20);
  expect(getSeconds()).toBe(580);
});

test("a quick response corrects what a slow one left open, and a slow one changes nothing after that", () => {
  respond(600, 20);
  respond(599);
  expect(getSeconds()).toBe(599);
  respond(598, 10);
  expect(getSeconds()).toBe(589);
});

test("setting the device's clock changes no second, and the server is asked", () => {
  respond(600);
  now.wall += 3_600_000;
  expect(countdown.tick()).toBe(true);
  expect(countdown.left.value).toEqual({ seconds: 600, isCertain: false });
  respond(598);
  expect(countdown.left.value).toEqual({ seconds: 598, isCertain: true });
});

test("after a sleep of the device the time is an upper bound until the server was asked", () => {
  respond(600);
  now.wall += 300_000; // the monotonic clock stood still
  expect(countdown.tick()).toBe(true);
  expect(countdown.left.value).toEqual({ seconds: 600, isCertain: false });
  respond(300);
  expect(countdown.left.value).toEqual({ seconds: 300, isCertain: true });
});

test("a response that was under way during a sleep is an upper bound, and the server is asked again", () => {
  const sentAt = now.monotonic;
  now = { monotonic: now.monotonic + 100, wall: now.wall + 300_000 };
  expect(countdown.measure({ remaining: 600, sentAt, receivedAt: now.monotonic })).toBe(true);
  expect(countdown.left.value).toEqual({ seconds: 600, isCertain: false });
  respond(299);
  expect(countdown.left.value).toEqual({ seconds: 299, isCertain: true });
});

test("what was known before a reload is an upper bound", () => {
  countdown.assume(400);
  expect(countdown.left.value).toEqual({ seconds: 400, isCertain: false });
  respond(250);
  countdown.assume(400);
  expect(countdown.left.value).toEqual({ seconds: 250, isCertain: true });
});

test("the time ends at zero", () => {
  respond(2);
  pass(10);
  expect(getSeconds()).toBe(0);
});

test("without a limit there is nothing to count", () => {
  respond(null);
  pass(10_000);
  expect(getSeconds()).toBeNull();
});
