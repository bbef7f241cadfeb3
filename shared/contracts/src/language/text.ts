/** Text as people and programs send it. Everything is brought to Unicode's NFC where it enters. */
import { z } from "zod";

/** Something that leaves ink: neither blank, control, half a surrogate pair, nor a character that is there to be invisible. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A line has no control characters and no line or paragraph separators. No `\p{…}`: JSON Schema has no `u` flag. */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const oneLine = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;

/** Tabs, line ends and page breaks are text; the other control characters are not. */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const manyLines = /^[^\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]*$/;

/**
 * Unicode's Stream-Safe Text Format (UAX #15): no language stacks thirty marks on a letter, and putting a long run
 * of them in order takes the square of its length.
 */
const stacked = /\p{M}{31}/u;

/** As many UTF-16 units as one may be written in before it is composed: looked at first, as all else costs its length. */
const longestSpelling = 4;

const tooLong = (max: number) => ({ error: `must be of ${max} characters at most`, abort: true });

const checked = (max: number, pattern: RegExp, message: string) =>
  z
    .string()
    .refine((text) => text.length <= longestSpelling * max, tooLong(max))
    .refine((text) => text.isWellFormed(), { error: "must not hold half a surrogate pair", abort: true })
    .refine((text) => !stacked.test(text), { error: "must not stack more than 30 marks", abort: true })
    .normalize("NFC")
    .trim()
    .max(max, tooLong(max))
    .regex(pattern, message);

/** A name, a title, a line of an address: of 1 to `max` UTF-16 units, trimmed, on one line, with something to see. */
export const line = (max: number) =>
  checked(max, oneLine, singleLine)
    .min(1)
    .refine((text) => visible.test(text), noInk);

/** A line that may be empty: then nothing is there at all. */
export const emptyLine = (max: number) =>
  checked(max, oneLine, singleLine).refine((text) => text === "" || visible.test(text), noInk);

const singleLine = "must be one line without control characters";
const noInk = "must hold a visible character";

/** Text of several lines, `max` UTF-16 units at most, perhaps empty. */
export const prose = (max: number) => checked(max, manyLines, "must not hold control characters");

/** A line that may be left out, be null or be empty, as forms send it: undefined then. */
export const optionalLine = (max: number) =>
  emptyLine(max)
    .nullish()
    .transform((text) => text || undefined)
    .optional();

/** RFC 5321 `Dot-string`, and domain labels in ASCII or in Unicode (RFC 5890); the last label is not a number. */
const addressFormat =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.)+(?!\d+$)[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])$/;

const longestAddress = 254;
const longestLocalPart = 64;

/** An e-mail address: trimmed, as its owner writes it. */
export const Email = z
  .string()
  .refine((text) => text.isWellFormed() && text.length <= 2 * longestAddress, {
    error: "must be an e-mail address",
    abort: true,
  })
  .normalize("NFC")
  .trim()
  .max(longestAddress, tooLong(longestAddress))
  .regex(addressFormat, { error: "must be an e-mail address", abort: true })
  .refine(
    (address) => address.lastIndexOf("@") <= longestLocalPart && !/[\p{Z}\p{C}]/u.test(address),
    "must be an e-mail address",
  )
  .meta({ format: "email", examples: ["alice@example.com"] });

/** A whole number in a query: plain decimal digits, so that nothing empty, hexadecimal or exponential is read as a number. */
export const wholeNumber = (min: number, max: number) => {
  const range = `must be between ${min} and ${max}`;
  return z.preprocess(
    (text: string | number) =>
      typeof text === "string" && /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text,
    z.int("must be a whole number in decimal digits").min(min, range).max(max, range),
  );
};
