import "./today.css";

export { Today } from "./Today";
