import { EventEmitter } from "node:events";
import type { ChannelModel, ConfirmChannel } from "amqplib";
import { expect, test, vi } from "vitest";
import { createLogger } from "../../process/logger.ts";
import type { Connection } from "./link.ts";
import { createPublisher } from "./publisher.ts";

type Confirm = (error: Error | null) => void;

/** A publisher whose broker does with a message what `take` says. */
function startPublisher(take: (confirm: Confirm, model: EventEmitter, channel: EventEmitter) => void) {
  const [model, channel] = [new EventEmitter(), new EventEmitter()];
  const publish = (_exchange: string, _key: string, _content: Buffer, _options: object, confirm: Confirm) =>
    take(confirm, model, channel);
  const fail = vi.fn<Connection["fail"]>();
  const publisher = createPublisher({ log: createLogger("test", "silent"), confirmMs: 20 });
  const connection = { model: model as unknown as ChannelModel, fail } as unknown as Connection;
  publisher.attach(connection, Object.assign(channel, { publish }) as unknown as ConfirmChannel);
  const send = () =>
    publisher.send({
      exchange: "",
      routingKey: "queue",
      content: Buffer.from("1"),
      options: { messageId: "1" },
    });
  return { publisher, send, fail, model };
}

test("a message that is confirmed has arrived", async () => {
  const { send, fail } = startPublisher((confirm) => confirm(null));
  expect(await send()).toBe(true);
  expect(fail).not.toHaveBeenCalled();
});

test("silence, and a message that no queue takes, end the connection", async () => {
  const silent = startPublisher(() => undefined);
  expect(await silent.send()).toBe(false);
  expect(silent.fail).toHaveBeenCalledOnce();
  const unrouted = startPublisher((confirm, _model, channel) => {
    channel.emit("return", { fields: { routingKey: "queue" }, properties: { messageId: "1" } });
    confirm(null);
  });
  expect(await unrouted.send()).toBe(false);
  expect(unrouted.fail).toHaveBeenCalledOnce();
});

test("a broker that refuses a message, or says that it takes none, keeps its connection", async () => {
  const refusing = startPublisher((confirm) => confirm(new Error("message nacked")));
  expect(await refusing.send()).toBe(false);
  expect(refusing.fail).not.toHaveBeenCalled();
  const short = startPublisher((_confirm, model) => model.emit("blocked", "low on memory"));
  expect(await short.send()).toBe(false);
  expect(short.fail).not.toHaveBeenCalled();
  expect(short.publisher.canPublish()).toBe(false);
  short.model.emit("unblocked");
  expect(short.publisher.canPublish()).toBe(true);
});
