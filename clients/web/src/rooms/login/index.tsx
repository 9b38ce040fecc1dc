export { ConfirmEmail } from "./links/ConfirmEmail";
export { NewPassword } from "./links/NewPassword";
export { RecoverPassword } from "./links/RecoverPassword";
