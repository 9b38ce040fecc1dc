import "./lesson.css";
import "./media.css";

export { KeptLessons } from "./KeptLessons";
export { Lesson } from "./Lesson";
export { Material } from "./Material";
