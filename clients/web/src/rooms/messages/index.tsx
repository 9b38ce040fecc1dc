export { Message } from "./Message";
export { Messages } from "./Messages";
