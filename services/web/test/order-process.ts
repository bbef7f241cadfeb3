/**
 * The order service as its own process, as it is run, among a catalog and a user service that say what they are told to.
 * Before it stands a wire on which an answer can be lost.
 */
import { randomUUID } from "node:crypto";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { openLosingWire } from "@shop/testing/losing-wire";
import { startServiceProcess } from "@shop/testing/service-process";

type Around = {
  readonly userUrl: string;
  readonly catalogUrl: string;
  readonly paymentUrl: string;
  readonly smtpUrl: string;
};

export async function startOrderProcess({ userUrl, catalogUrl, paymentUrl, smtpUrl }: Around) {
  await using open = new AsyncDisposableStack();
  const amqpUrl = await testAmqpUrl("web-order");
  const { url: ownUrl } = open.use(
    await startServiceProcess("order", {
      MONGO_URL: testDatabaseUrl(`web-order-${randomUUID().slice(0, 8)}`),
      AMQP_URL: amqpUrl,
      REDIS_URL: testRedisUrl(),
      USER_URL: userUrl,
      CATALOG_URL: catalogUrl,
      PAYMENT_URL: paymentUrl,
      SMTP_URL: smtpUrl,
    }),
  );
  const wire = open.use(await openLosingWire(ownUrl));
  const opened = open.move();
  return {
    url: wire.url,
    /** By itself, without the wire. */
    ownUrl,
    amqpUrl,
    loseAnswer: wire.loseAnswer,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
