export { RecordMission } from "./RecordMission";
export { Student } from "./Student";
export { Students } from "./Students";
