export { Account } from "./Account";
export { ChangeEmail } from "./credentials/ChangeEmail";
export { ChangePassword } from "./credentials/ChangePassword";
export { EditProfile } from "./EditProfile";
export { Logins } from "./Logins";
export { SecondFactor } from "./second-factor/SecondFactor";
