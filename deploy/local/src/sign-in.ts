/** Whether a process can check tokens: it asks for the keys once a second until the user service has them. */
import { setTimeout as pause } from "node:timers/promises";

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Signed with a key that nobody has: 401 from whoever knows the keys, 503 from whoever does not yet. */
const strange = `${encode({ alg: "RS256", typ: "at+jwt", kid: "nobody" })}.${encode({ sub: "nobody" })}.AAAA`;

/** `url` is an endpoint for the signed-in. Gives up, without a word, after `timeoutMs`. */
export async function waitForSignIn(url: string, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${strange}` } });
    await answer.body?.cancel();
    if (answer.status !== 503) return;
    await pause(150);
  }
}
