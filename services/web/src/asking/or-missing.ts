/** What a page can do without while nobody answers. */
import { isProblem, NoAnswer, orProblem, Refused, type Problem } from "@shop/client/refusal";

/** The answer's body; undefined when nobody can say just now. A refusal that is for good is thrown. */
export async function orMissing<Body>(asking: Promise<{ readonly body: Body }>): Promise<Body | undefined> {
  const answer = await orAway(asking);
  if (answer === "away") return undefined;
  if (isProblem(answer)) throw new Refused(answer);
  return answer.body;
}

/** Like `orAway`, and `unsaid`: it was asked and nobody has answered in time, so that it may have been done. */
export async function orUnsaid<Answer extends object>(
  asking: Promise<Answer>,
): Promise<Answer | Problem | "away" | "unsaid"> {
  try {
    const answer = await orProblem(asking);
    if (!isProblem(answer) || answer.status < 500) return answer;
    return answer.status === 504 ? "unsaid" : "away";
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return error.cause instanceof Error && error.cause.name === "TimeoutError" ? "unsaid" : "away";
  }
}

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
