/** Whether a process can do what it is for: until then it answers 503. Both give up, without a word, after ten seconds. */
import { setTimeout as pause } from "node:timers/promises";

const timeoutMs = 10_000;
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Signed with a key that nobody has: 401 from whoever knows the keys, 503 from whoever does not yet. */
const strange = `${encode({ alg: "RS256", typ: "at+jwt", kid: "nobody" })}.${encode({ sub: "nobody" })}.AAAA`;

/** `url` is an endpoint for the signed-in: whether tokens can be checked, whose keys are asked for once a second. */
export const waitForSignIn = (url: string): Promise<void> =>
  waitWhileAway(url, 150, { authorization: `Bearer ${strange}` });

/** `url` is an endpoint for everybody that reads the process's own database. */
export const waitForData = (url: string): Promise<void> => waitWhileAway(url, 20);

async function waitWhileAway(
  url: string,
  everyMs: number,
  headers: Record<string, string> = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { headers });
    await answer.body?.cancel();
    if (answer.status !== 503) return;
    await pause(everyMs);
  }
}
