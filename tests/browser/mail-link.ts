import { until } from "@shop/testing/until";
import { people } from "./people.ts";

/** The path of the last link of this kind that was mailed to somebody, once it is there. */
export const linkInMail = (email: string, pattern: RegExp): Promise<string> =>
  until(async () => {
    const mails = await people.mailsTo(email);
    return mails.flatMap(({ text }) => pattern.exec(text)?.[0] ?? []).at(-1);
  }, `A mail to ${email} has a link like ${pattern}`);
