// The client against the served demo school (tests/demo_server.py starts it and says where in DOWNWIND_URL).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { takeAnExam } from "../example.js";
import { downwind, ApiError, unwrap } from "../src/index.js";

const SERVER = process.env["DOWNWIND_URL"] ?? "http://127.0.0.1:8000";
const STUDENT = "student@demo.example";
const PASSWORD = "demo-flight-1";
const PAGE = await readFile("../../docs/client.md", "utf8");

async function logIn(email: string) {
  const client = downwind(SERVER);
  const { response } = await unwrap(client.POST("/users/login.json", { body: { email, password: PASSWORD } }));
  client.token = response.token;
  return client;
}

test("the example logs in, takes an exam and logs out", async () => {
  assert.match(await takeAnExam(SERVER, STUDENT, PASSWORD), /: You (passed|did not pass): .*% needed\.$/);
});

test("the page shows the example as it is", async () => {
  const example = await readFile("example.ts", "utf8");
  assert.ok(PAGE.includes("```ts\n" + example + "```\n"), "docs/client.md and example.ts differ");
});

test("the commands of the page work when they are pasted", () => {
  const blocks = [...PAGE.matchAll(/```sh\n([^`]+)```/g)].map((found) => found[1]!);
  assert.ok(blocks.length > 0);
  const script = blocks.join("\n").replaceAll("http://127.0.0.1:8000", SERVER);
  const printed = execFileSync("bash", ["-euo", "pipefail", "-c", script], { encoding: "utf8" });
  assert.match(printed, /PPL\(A\) theory/);
});

test("a training opens with its subjects and progress", async () => {
  const client = await logIn(STUDENT);
  const { trainings, paginate } = await unwrap(client.GET("/trainings.json", { params: { query: { limit: 2 } } }));
  assert.equal(trainings.length, 2);
  assert.equal(paginate.nextPage, true);

  const id = trainings[0]!.Training.enrollment_id;
  const { training } = await unwrap(client.GET("/trainings/trainings/view/{id}.json", { params: { path: { id } } }));
  assert.equal(training.TrainingsUser?.id, id);
  assert.equal(training.Function, "student");
});

test("the same request with the same key does its work once", async () => {
  const client = await logIn("manager@demo.example");
  const headers = { "Idempotency-Key": randomUUID() };
  const create = () =>
    client.POST("/manager/trainings/trainings/create.json", { body: { name: "Twice", type: "DISTANCE" }, headers });
  const [first, again] = [await create(), await create()];

  assert.equal(first.response.headers.has("Idempotency-Replayed"), false);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  assert.equal((await unwrap(Promise.resolve(again))).id, (await unwrap(Promise.resolve(first))).id);
});

test("an answer that is there already is not sent again", async () => {
  const client = await logIn(STUDENT);
  const etag = (await client.GET("/users/countries.json")).response.headers.get("ETag");
  assert.ok(etag);
  const again = await client.GET("/users/countries.json", { params: { header: { "If-None-Match": etag } } });
  assert.equal(again.response.status, 304);
});

test("an error carries its status, its message and the invalid fields", async () => {
  const client = await logIn(STUDENT);
  const id = randomUUID();
  await assert.rejects(
    unwrap(client.GET("/trainings/trainings/view/{id}.json", { params: { path: { id } } })),
    (error: unknown) => error instanceof ApiError && error.status === 404 && error.message.length > 0,
  );
  await assert.rejects(
    unwrap(client.POST("/messages/messages/read.json", { body: { id: "no id" } })),
    (error: unknown) => error instanceof ApiError && error.status === 400 && "id" in error.errors,
  );
});

test("after logout the token is dead", async () => {
  const client = await logIn(STUDENT);
  assert.deepEqual(await unwrap(client.POST("/users/logout.json")), { logout: true });
  await assert.rejects(
    unwrap(client.GET("/users/view.json")),
    (error: unknown) => error instanceof ApiError && error.status === 401,
  );
});
