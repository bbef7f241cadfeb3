/** The typed client, as people and programs use it; each of its answers is held against its contract. */
import { createClient, type Client } from "@shop/client/client";
import { NoAnswer } from "@shop/client/refusal";
import { createFetchTransport, type Received, type Transport } from "@shop/client/transport";
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import { holdToContract } from "./hold-to-contract.ts";

type Options = {
  readonly token?: string | undefined;
  /** Unless it is said, each call is sent once: a test sees what it was answered, and when. */
  readonly repeatForMs?: number;
};

export function createHeldClient<A extends Api>(url: string, api: A, options: Options = {}): Client<A> {
  const transport = createFetchTransport(url);
  const asks = Object.entries<Endpoint>(api).map(([name, endpoint]) => [
    name,
    (call?: object) => askHeld({ ...options, endpoint, transport }, call),
  ]);
  return Object.fromEntries(asks) as Client<A>;
}

type Question = Options & { readonly endpoint: Endpoint; readonly transport: Transport };

export async function askHeld({ endpoint, transport, token, repeatForMs = 0 }: Question, call?: object) {
  let received: Received | undefined;
  const keep: Transport = async (sent) => (received = toBeReadTwice(await transport(sent)));
  const client = createClient({ ask: endpoint }, keep, { token, repeatForMs });
  const asking = client.ask(call as never);
  const told = await asking.catch((error: unknown) => error);
  if (received && !(told instanceof NoAnswer)) await holdToContract(endpoint, received);
  return asking;
}

function toBeReadTwice({ bytes, ...received }: Received): Received {
  let whole: Promise<Uint8Array> | undefined;
  return { ...received, bytes: () => (whole ??= bytes()) };
}
