/** Fields that may be left out. Forms and exports send null or an empty text for what they do not know; a merge patch means something by null. */
import { z } from "zod";

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === "string" && value.trim() === "");

const leaveOut = (value: unknown): unknown => (isEmpty(value) ? undefined : value);
const takeAway = (value: unknown): unknown => (isEmpty(value) ? null : value);

/** Left out, null or empty: undefined. */
export const orAbsent = <S extends z.ZodType>(schema: S) =>
  typed<S, undefined>(z.preprocess(leaveOut, schema.optional())).optional();

/** Left out, null or empty: what it is then. */
export const orDefault = <S extends z.ZodType>(schema: S, value: z.util.NoUndefined<z.output<S>>) =>
  typed<S, never>(z.preprocess(leaveOut, schema.default(value))).default(value);

/** Of a merge patch (RFC 7396). Null or empty: null, which takes away what is there; left out: it stays. */
export const orNull = <S extends z.ZodType>(schema: S) =>
  typed<S, null>(z.preprocess(takeAway, schema.nullable())).optional();

/** What is looked at before it is parsed is of any type to zod. */
const typed = <S extends z.ZodType, Empty>(schema: z.ZodType) =>
  schema as z.ZodType<z.output<S> | Empty, z.input<S> | Empty>;
