/** Why something of an account was not done, for people. Pure. */
import type { Problem } from "@shop/client/refusal";
import type { Status } from "../../parts/answer.ts";
import { html, type Part } from "../../parts/html.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";

/** The status of the page that says so. */
export type Refusal = { readonly status: Status; readonly bad: string };

/** The way out for a session that has not shown enough of who uses it: back to this page by the sign-in. */
export const signInAgain = (why: string, path: string): { readonly status: number; readonly bad: Part } => ({
  status: 403,
  bad: html`${why} <a href="/sign-in?to=${path}">${words.accountPage.signInAgain}</a>`,
});

/** Of a problem that nobody has words of their own for, or of no answer at all. */
export function refusalOf(problem: Problem | "away"): Refusal {
  const { notDone, tooMany } = words.accountPage;
  if (problem === "away") return { status: 503, bad: notDone };
  if (problem.status === 429) return { status: waitOf(problem), bad: tooMany(waitText(problem.retryAfterS)) };
  return { status: problem.status === 404 ? 404 : 400, bad: `${problem.detail}.` };
}
