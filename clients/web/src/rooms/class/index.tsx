import "./class.css";
import "./signing.css";

export { Class } from "./Class";
export { Evaluation } from "./evaluation/Evaluation";
export { SignClass } from "./sign/SignClass";
