/** Somebody else's server that is told of events. */
import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "@shop/testing/http";

export type Told = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly data: Record<string, unknown> };
  readonly at: number;
};

type Answer = (response: ServerResponse, told: Told) => unknown;

const taken: Answer = (response) => response.writeHead(204).end();

export async function startReceiver(answer: Answer = taken) {
  const told: Told[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const event = JSON.parse(body) as Told["event"];
    const one = { headers: request.headers, body, event, at: Date.now() };
    told.push(one);
    answer(response, one);
  };
  const server = await startServer((request, response) => void receive(request, response));
  return {
    url: `${server.url}/hook`,
    told,
    types: () => told.map(({ event }) => event.type),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Which of its signatures this secret has made, as the specification says they are made. */
export function signedBy(secret: string, { headers, body }: Told): boolean {
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(signature);
}
