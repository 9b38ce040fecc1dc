import { expect, test } from "vitest";

import { createStudyClock, IDLE_AFTER_MS } from "./clock";

const MINUTE = 60_000;

/** Ticks every five seconds, as the app does. */
function run(clock: ReturnType<typeof createStudyClock>, from: number, to: number): void {
  for (let now = from + 5_000; now <= to; now += 5_000) clock.tick(now);
}

function study() {
  const clock = createStudyClock(0);
  clock.setVisible(true, 0);
  return clock;
}

test("time counts while a slide is visible", () => {
  const clock = study();
  run(clock, 0, MINUTE);
  expect(clock.seconds).toBe(60);
});

test("time does not count while the app is in the background", () => {
  const clock = study();
  run(clock, 0, 10_000);
  clock.setVisible(false, 12_000);
  run(clock, 12_000, MINUTE);
  clock.setVisible(true, MINUTE);
  run(clock, MINUTE, MINUTE + 10_000);
  expect(clock.seconds).toBe(22);
});

test("somebody who left counts for three minutes, and again once they are back", () => {
  const clock = study();
  run(clock, 0, 20 * MINUTE);
  expect(clock.seconds).toBe(IDLE_AFTER_MS / 1000);
  expect(clock.isCounting(20 * MINUTE)).toBe(false);
  clock.noteActivity(20 * MINUTE);
  run(clock, 20 * MINUTE, 21 * MINUTE);
  expect(clock.seconds).toBe(IDLE_AFTER_MS / 1000 + 60);
});

test("a playing film counts although nobody touches the screen", () => {
  const clock = study();
  clock.setPlaying(true, 0);
  run(clock, 0, 20 * MINUTE);
  clock.setPlaying(false, 20 * MINUTE);
  run(clock, 20 * MINUTE, 40 * MINUTE);
  expect(clock.seconds).toBe(23 * 60);
});

test("a film that plays in the background does not count", () => {
  const clock = study();
  clock.setPlaying(true, 0);
  clock.setVisible(false, 0);
  run(clock, 0, 5 * MINUTE);
  expect(clock.seconds).toBe(0);
});

test("the sleep of the device does not count", () => {
  const clock = study();
  clock.setPlaying(true, 0);
  run(clock, 0, 10_000);
  clock.tick(8 * 60 * MINUTE);
  expect(clock.seconds).toBe(25);
});

test("what is taken is not counted again, and parts of seconds are not lost", () => {
  const clock = study();
  clock.tick(1_600);
  expect(clock.take()).toBe(1);
  clock.tick(3_200);
  expect([clock.take(), clock.take()]).toEqual([2, 0]);
});
