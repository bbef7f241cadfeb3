/** Why something could not be put into a bag, in words, and the status of the page that says so. Pure. */
import type { Problem } from "@shop/client/refusal";
import type { Status } from "../../parts/answer.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";

const { bagPage } = words;

const reasons: Readonly<Record<string, string>> = {
  "cart.unknown_sku": bagPage.gone,
  "cart.too_many": bagPage.tooMany,
  "cart.too_many_lines": bagPage.tooManyLines,
  "cart.too_large": bagPage.tooLarge,
};

export function whyNot({ status, code, detail, retryAfterS }: Problem): string {
  return status === 429 ? bagPage.tooSoon(waitText(retryAfterS)) : (reasons[code] ?? `${detail}.`);
}

export function statusOf(problem: Problem): Status {
  if (problem.status === 429) return waitOf(problem);
  return problem.status === 404 ? 404 : 400;
}
