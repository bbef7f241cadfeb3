/** Passwords as they are chosen and as they are typed. */
import { z } from "zod";

const passwordLength = { min: 8, max: 128 };

/** Decomposed letters are several units each: long enough for every password that is short enough once it is normalised. */
export const longestTyped = 8 * passwordLength.max;

export const typedPassword = z.string().refine((password) => password.isWellFormed(), {
  error: "must not hold half a surrogate pair",
  abort: true,
});

/**
 * Counted in characters as people see them in a field, not in bytes, and as it is hashed (NFKC), so that it does not
 * matter which keyboard it was typed on; any are allowed, and all of them count.
 */
export const Password = typedPassword
  .refine(
    (password) => {
      if (password.length > longestTyped) return false;
      const length = Array.from(password.normalize("NFKC")).length;
      return length >= passwordLength.min && length <= passwordLength.max;
    },
    { error: `must be ${passwordLength.min} to ${passwordLength.max} characters` },
  )
  .meta({ minLength: passwordLength.min, maxLength: passwordLength.max, format: "password" });
