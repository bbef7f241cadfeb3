/** Who else hears of an answer, before the client does. */
import type { IncomingHttpHeaders } from "node:http";
import type { Route } from "../routing/route-table.ts";
import { surrogateKeyOf, type AnswerHeaders } from "./fields.ts";

/**
 * Hears of every answer that changed something and names what (`Surrogate-Key`). Nothing of the answer is written
 * before the promise is settled, which never rejects.
 */
export type OnAnswer = (route: Route, status: number, surrogateKey: string) => Promise<void> | undefined;

export type News = { readonly route: Route; readonly onAnswer: OnAnswer | undefined };

/** A promise when the answer is to be held back until others have heard of it. */
export function tell(
  { route, onAnswer }: News,
  status: number,
  headers: AnswerHeaders | IncomingHttpHeaders,
): Promise<void> | undefined {
  if (!onAnswer || route.class === "reads" || status < 200 || status > 399) return undefined;
  const key = surrogateKeyOf(headers);
  return key === undefined ? undefined : onAnswer(route, status, key);
}
