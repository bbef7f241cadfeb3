/** Why something of an account was not done, for people. Pure. */
import type { Problem } from "@shop/client/refusal";
import { waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";

/** The status of the page that says so. */
export type Refusal = { readonly status: number; readonly bad: string };

/** Of a problem that nobody has words of their own for, or of no answer at all. */
export function refusalOf(problem: Problem | "away"): Refusal {
  const { notDone, tooMany } = words.accountPage;
  if (problem === "away") return { status: 503, bad: notDone };
  if (problem.status === 429) return { status: 429, bad: tooMany(waitText(problem.retryAfterS)) };
  return { status: problem.status === 404 ? 404 : 400, bad: `${problem.detail}.` };
}
