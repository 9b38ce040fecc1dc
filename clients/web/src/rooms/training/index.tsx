export { Certificate } from "./certificate/Certificate";
export { Subject } from "./Subject";
export { Training } from "./Training";
