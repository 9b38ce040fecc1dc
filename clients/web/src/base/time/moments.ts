/** A moment of the API, `YYYY-MM-DD HH:MM:SS` in UTC. */
export function parseMoment(text: string): Date {
  return new Date(`${text.replace(" ", "T")}Z`);
}

/** A moment as the API takes it. */
export function writeMoment(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace("T", " ");
}
