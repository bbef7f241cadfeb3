/** What the mail catcher of a shop has caught. */
import type { TestShop } from "../test-shop.ts";

export type CaughtMail = { readonly messageId: string; readonly to: string; readonly subject: string };

export async function readMails({ mailUrl }: Pick<TestShop, "mailUrl">): Promise<CaughtMail[]> {
  const answer = await fetch(`${mailUrl}/email`);
  // Of what a killed mail server had written half, it knows no addressee.
  const mails = (await answer.json()) as {
    messageId: string;
    subject?: string;
    to?: { address: string }[];
  }[];
  return mails.map(({ messageId, subject = "", to = [] }) => ({
    messageId,
    subject,
    to: to[0]?.address ?? "",
  }));
}
