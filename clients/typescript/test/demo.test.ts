// The client against the served demo school (tests/demo_server.py starts it and says where in DOWNWIND_URL).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { takeAnExam } from "../example.js";
import { downwind, Refused, told } from "../src/index.js";

const SERVER = process.env["DOWNWIND_URL"] ?? "http://127.0.0.1:8000";
const STUDENT = "student@demo.example";
const PASSWORD = "demo-flight-1";
const PAGE = await readFile("../../docs/client.md", "utf8");

async function loggedIn(email: string) {
  const client = downwind(SERVER);
  const { response } = await told(client.POST("/users/login.json", { body: { email, password: PASSWORD } }));
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
  const client = await loggedIn(STUDENT);
  const { trainings, paginate } = await told(client.GET("/trainings.json", { params: { query: { limit: 2 } } }));
  assert.equal(trainings.length, 2);
  assert.equal(paginate.nextPage, true);

  const id = trainings[0]!.Training.enrollment_id;
  const { training } = await told(client.GET("/trainings/trainings/view/{id}.json", { params: { path: { id } } }));
  assert.equal(training.TrainingsUser?.id, id);
  assert.equal(training.Function, "student");
});

test("the same request with the same key does its work once", async () => {
  const client = await loggedIn("manager@demo.example");
  const headers = { "Idempotency-Key": randomUUID() };
  const create = () =>
    client.POST("/manager/trainings/trainings/create.json", { body: { name: "Twice", type: "DISTANCE" }, headers });
  const [first, again] = [await create(), await create()];

  assert.equal(first.response.headers.has("Idempotency-Replayed"), false);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  assert.equal((await told(Promise.resolve(again))).id, (await told(Promise.resolve(first))).id);
});

test("an answer that is there already is not sent again", async () => {
  const client = await loggedIn(STUDENT);
  const etag = (await client.GET("/users/countries.json")).response.headers.get("ETag");
  assert.ok(etag);
  const again = await client.GET("/users/countries.json", { params: { header: { "If-None-Match": etag } } });
  assert.equal(again.response.status, 304);
});

test("a refusal tells its status, its sentence and the fields at fault", async () => {
  const client = await loggedIn(STUDENT);
  const id = randomUUID();
  await assert.rejects(
    told(client.GET("/trainings/trainings/view/{id}.json", { params: { path: { id } } })),
    (refused: unknown) => refused instanceof Refused && refused.status === 404 && refused.message.length > 0,
  );
  await assert.rejects(
    told(client.POST("/messages/messages/read.json", { body: { id: "no id" } })),
    (refused: unknown) => refused instanceof Refused && refused.status === 400 && "id" in refused.errors,
  );
});

test("after logout the token is dead", async () => {
  const client = await loggedIn(STUDENT);
  assert.deepEqual(await told(client.POST("/users/logout.json")), { logout: true });
  await assert.rejects(
    told(client.GET("/users/view.json")),
    (refused: unknown) => refused instanceof Refused && refused.status === 401,
  );
});
