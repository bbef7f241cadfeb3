/** What a page can do without while nobody answers. */
import { isProblem, NoAnswer, orProblem, Refused, type Problem } from "@shop/client/refusal";

/** The answer's body; undefined when nobody can say just now. A refusal that is for good is thrown. */
export async function orMissing<Body>(asking: Promise<{ readonly body: Body }>): Promise<Body | undefined> {
  const answer = await orAway(asking);
  if (answer === "away") return undefined;
  if (isProblem(answer)) throw new Refused(answer);
  return answer.body;
}

/** Like `orAway`, and `unsaid`: it may have been done. */
export async function orUnsaid<Answer extends object>(
  asking: Promise<Answer>,
): Promise<Answer | Problem | "away" | "unsaid"> {
  try {
    const answer = await orProblem(asking);
    if (!isProblem(answer) || answer.status < 500) return answer;
    return nothingDone.has(answer.code) ? "away" : "unsaid";
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return hasLeft(error) ? "unsaid" : "away";
  }
}

/** What a service says before it has begun. */
const nothingDone: ReadonlySet<string> = new Set([
  "service.starting",
  "service.overloaded",
  "catalog.unavailable",
  "auth.keys_unavailable",
]);

/** Nobody was there to be asked. */
const nobodyThere: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "EOPENBREAKER",
]);

/** Whether the question may have come to somebody. */
const hasLeft = ({ cause }: NoAnswer): boolean =>
  !(cause instanceof Error && "code" in cause && nobodyThere.has(String(cause.code)));

/** The answer, what it was refused with, or `away`: nobody can say just now, or whether it was done. */
export async function orAway<Answer extends object>(
  asking: Promise<Answer>,
): Promise<Answer | Problem | "away"> {
  try {
    const answer = await orProblem(asking);
    return isProblem(answer) && answer.status >= 500 ? "away" : answer;
  } catch (error) {
    if (error instanceof NoAnswer) return "away";
    throw error;
  }
}
