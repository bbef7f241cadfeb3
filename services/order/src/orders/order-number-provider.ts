import { randomInt } from "node:crypto";

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What a customer calls an order by; so long that nobody guesses one. */
export const newOrderNumber = (): string =>
  Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join("");
