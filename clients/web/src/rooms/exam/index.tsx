import "./paper/paper.css";
import "./exam.css";

export { ExamPaper } from "./ExamPaper";
export { ExamReview } from "./ExamReview";
export { ExamStart } from "./ExamStart";
