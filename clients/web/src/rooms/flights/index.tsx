export { Flight } from "./Flight";
export { Flights } from "./Flights";
