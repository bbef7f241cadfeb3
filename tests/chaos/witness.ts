/** A queue that hears every event: what the broker confirmed is in it, whatever its publishers and hearers do. */
import { setTimeout as pause } from "node:timers/promises";
import { connect, type ChannelModel } from "amqplib";
import { exchange } from "@shop/kit/messaging/bus/topology";
import type { TestShop } from "../test-shop.ts";

const queue = "chaos.witness";

export type Heard = {
  readonly id: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly name: string;
};

/** Call before anything is announced; waits until the broker is there. */
export async function callWitness(shop: TestShop): Promise<void> {
  await using broker = await reach(shop.amqpUrl);
  const channel = await broker.model.createChannel();
  await channel.assertExchange(exchange, "topic", { durable: true });
  await channel.assertQueue(queue, { durable: true });
  await channel.bindQueue(queue, exchange, "#");
}

/** Every event since the last time, each once: the same one may have been published again. */
export async function hearWitness(shop: TestShop): Promise<Heard[]> {
  const heard = new Map((await hearEachTime(shop)).map((event) => [event.id, event]));
  return [...heard.values()];
}

/** All that came since the last time, as it came. */
export async function hearEachTime(shop: TestShop): Promise<Heard[]> {
  await using broker = await reach(shop.amqpUrl);
  const channel = await broker.model.createChannel();
  const heard: Heard[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return heard;
    heard.push(JSON.parse(message.content.toString("utf8")) as Heard);
  }
}

async function reach(url: string): Promise<AsyncDisposable & { readonly model: ChannelModel }> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      const model = await connect(url);
      return { model, [Symbol.asyncDispose]: () => model.close() };
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(250);
    }
  }
}
