/**
 * Sends every shape over a raw socket and looks at three things: the answers it gets, what the next request on the
 * same connection gets, and what other visitors get who ask the same services just afterwards.
 */
import { catalogApi } from "@shop/contracts/catalog/api";
import { euros } from "@shop/contracts/language/values";
import { userApi } from "@shop/contracts/user/api";
import { createHeldClient } from "@shop/testing/held-client";
import { checkAnswer } from "./answer.ts";
import { openWire, type Answer, type Wire } from "./wire.ts";
import { productId, type Shape, type Tokens } from "./shape.ts";
import { connectionShapes } from "./shapes/connection.ts";
import { framingShapes } from "./shapes/framing.ts";
import { handoverShapes } from "./shapes/handovers.ts";
import { headShapes } from "./shapes/heads.ts";
import { refusalShapes } from "./shapes/refusals.ts";
import { sequenceShapes } from "./shapes/sequences.ts";
import { spellingShapes } from "./shapes/spellings.ts";

export type Finding = { readonly shape: string; readonly fault: string };

export type Conformance = { readonly shapes: number; readonly findings: readonly Finding[] };

const answerMs = 8_000;
/** Longer than a server waits for the head of a request or for a body. */
const stalledMs = 25_000;

export async function checkConformance(
  url: URL,
  admin: { email: string; password: string },
): Promise<Conformance> {
  const tokens = await signIn(url, admin);
  await using open = new AsyncDisposableStack();
  open.use(await sellProduct(url, tokens));
  const shapes = [
    ...connectionShapes(tokens),
    ...framingShapes(tokens),
    ...headShapes(),
    ...spellingShapes(),
    ...handoverShapes(),
    ...refusalShapes(tokens),
    ...sequenceShapes(),
  ];
  const findings: Finding[] = [];
  const check = async (shape: Shape): Promise<void> => {
    const faults = [...(await sendShape(url, shape)), ...(await askAsOthers(url, tokens))];
    findings.push(...faults.map((fault) => ({ shape: shape.name, fault })));
  };
  // Who stalls is waited for beside the others, and all at once.
  const stalled = Promise.all(shapes.filter(({ isStalled }) => isStalled).map(check));
  for (const shape of shapes.filter(({ isStalled }) => !isStalled)) await check(shape);
  await stalled;
  return { shapes: shapes.length, findings };
}

async function sendShape(url: URL, shape: Shape): Promise<string[]> {
  const wire = openWire(url);
  try {
    wire.send(Buffer.from(shape.bytes.replaceAll("HOST", url.host), "latin1"));
    if (shape.endsHalf) wire.endHalf();
    const faults: string[] = [];
    for (const [index, right] of shape.right.entries()) {
      const method = index === 0 ? (shape.method ?? "GET") : "GET";
      const answer = await wire.next(method, shape.isStalled ? stalledMs : answerMs);
      const fault = judge(answer, right);
      if (fault) return [...faults, fault];
      if (typeof answer === "object") faults.push(...checkAnswer(answer));
    }
    return [...faults, ...(await askNext(wire, url, shape))];
  } finally {
    wire.close();
  }
}

function judge(answer: Answer | "closed" | "silent", right: readonly number[]): string | undefined {
  if (answer === "closed" && right.includes(0)) return undefined;
  if (typeof answer === "string") return `${answer} instead of ${right.join(" or ")}`;
  if (right.includes(answer.status)) return undefined;
  return `${answer.status} ${answer.body.trim().slice(0, 200)} instead of ${right.join(" or ")}`;
}

let asked = 0;

/** Either the connection is closed, or the next request on it gets the answer that is its own. */
async function askNext(wire: Wire, url: URL, { endsHalf, isStalled }: Shape): Promise<string[]> {
  if (wire.rest() !== "")
    return [`bytes behind the last answer: ${JSON.stringify(wire.rest().slice(0, 100))}`];
  if (endsHalf) return [];
  const id = `next-${process.pid}-${(asked += 1)}`;
  wire.send(`GET /products/${id} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  const answer = await wire.next("GET", answerMs);
  // What follows half a body belongs to it.
  if (answer === "closed" || isStalled) return answer === "silent" ? ["the connection hangs"] : [];
  if (answer === "silent") return ["the next request on the connection hangs"];
  if (answer.status === 404 && answer.body.includes(id)) return [];
  return [`the next request on the connection got ${answer.status} ${answer.body.slice(0, 200)}`];
}

/** Each service is asked on a connection of its own for something that only this question is answered with. */
async function askAsOthers(url: URL, { guest }: Tokens): Promise<string[]> {
  const id = `other-${process.pid}-${(asked += 1)}`;
  const questions = [
    ["catalog", `/products/${id}`, "", id],
    ["order", `/orders/${id}`, `Authorization: Bearer ${guest}\r\n`, id],
    ["user", "/.well-known/jwks.json", "", '"keys"'],
  ] as const;
  const answers = await Promise.all(
    questions.map(async ([service, path, header, expected]) => {
      const wire = openWire(url);
      wire.send(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n${header}\r\n`);
      const answer = await wire.next("GET", answerMs);
      wire.close();
      if (typeof answer === "string") return `another visitor of ${service}: ${answer}`;
      if (answer.body.includes(expected)) return undefined;
      return `another visitor of ${service} got ${answer.status} ${answer.body.slice(0, 200)}`;
    }),
  );
  return answers.filter((fault) => fault !== undefined);
}

async function signIn(url: URL, admin: { email: string; password: string }): Promise<Tokens> {
  const user = createHeldClient(url.origin, userApi);
  const [guest, staff] = [await user.enterAsGuest(), await user.logIn({ body: admin })];
  return { guest: guest.body.accessToken, admin: staff.body.accessToken };
}

/** Taken away again at the end. */
async function sellProduct(url: URL, { admin }: Tokens): Promise<AsyncDisposable> {
  const catalog = createHeldClient(url.origin, catalogApi, { token: admin });
  const variants = [{ sku: productId, price: euros(1) }];
  await catalog.createProduct({ body: { id: productId, name: "Conformance", status: "draft", variants } });
  return {
    [Symbol.asyncDispose]: async () => {
      await catalog.removeProduct({ params: { id: productId }, ifMatch: "*" });
    },
  };
}
