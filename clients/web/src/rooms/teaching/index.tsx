export { SubjectMaterial } from "./SubjectMaterial";
export { Teaching } from "./Teaching";
