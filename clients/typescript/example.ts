import { randomUUID } from "node:crypto";

import { type Downwind, downwind, unwrap } from "./src/index.js";

export async function takeAnExam(server: string, email: string, password: string): Promise<string> {
  const client = downwind(server);
  const { response: login } = await unwrap(client.POST("/users/login.json", { body: { email, password } }));
  client.token = login.token;

  for await (const exam of examsToTake(client)) {
    const message = await sit(client, exam.enrollment_id, exam.id);
    await unwrap(client.POST("/users/logout.json"));
    return `${exam.name}: ${message}`;
  }
  return "There is no exam to take.";
}

/** The exams that can be started now, of every online training among My Trainings. */
async function* examsToTake(client: Downwind) {
  const { trainings } = await unwrap(client.GET("/trainings.json", { params: { query: { limit: 100 } } }));
  for (const { enrollment_id, type, finished } of trainings.map((row) => row.Training)) {
    if (type !== "DISTANCE" || finished) continue;
    const { training } = await unwrap(
      client.GET("/trainings/trainings/view/{id}.json", { params: { path: { id: enrollment_id } } }),
    );
    for (const { id, name } of training.Training.TrainingSubject.flatMap((subject) => subject.TrainingSubjectExam)) {
      const path = { enrollment_id, exam_id: id };
      const start = client.GET("/trainings/exams/start/{enrollment_id}/{exam_id}.json", { params: { path } });
      if ((await unwrap(start)).can_start) yield { enrollment_id, id, name };
    }
  }
}

/** Takes the exam, choosing the first option everywhere, and returns how it went. */
async function sit(client: Downwind, enrollment_id: string, exam_id: string): Promise<string> {
  const { attempt_id } = await unwrap(
    client.POST("/trainings/exams/start/{enrollment_id}/{exam_id}.json", {
      params: { path: { enrollment_id, exam_id } },
      headers: { "Idempotency-Key": randomUUID() }, // with it, the same request may be sent again
    }),
  );
  const attempt = { params: { path: { id: attempt_id } } };
  const paper = await unwrap(client.GET("/trainings/exams/do/{id}.json", attempt));
  for (const { id, TrainingQuestionOption: options } of paper.ExamAttemptDetail) {
    const body = { attemptDetailId: id, questionOptionId: options[0]!.id };
    await unwrap(client.POST("/trainings/exams/answer.json", { body }));
  }
  return (await unwrap(client.POST("/trainings/exams/finish/{id}.json", attempt))).message;
}
