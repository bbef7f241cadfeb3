import { isProblem } from "@shop/client/refusal";
import { orAway } from "./or-missing.ts";

/** What a cursor leads to. `anew`: it is one of another list, and leads nowhere; undefined: nobody can say just now. */
export async function pageAt<Body>(
  cursor: string | undefined,
  asking: Promise<{ readonly body: Body }>,
): Promise<Body | "anew" | undefined> {
  const answer = await orAway(asking);
  if (answer === "away") return undefined;
  if (!isProblem(answer)) return answer.body;
  return answer.status === 400 && cursor !== undefined ? "anew" : undefined;
}
