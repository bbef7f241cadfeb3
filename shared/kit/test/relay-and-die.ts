/** A relay that is killed at the worst moment: the broker has confirmed, the outbox does not know. */
import { argv, kill, pid } from "node:process";
import { connectBus } from "../src/bus.ts";
import { createLogger } from "../src/logger.ts";
import { connectMongo } from "../src/mongo.ts";
import { createOutbox } from "../src/outbox.ts";

const [mongoUrl = "", amqpUrl = ""] = argv.slice(2);
const log = createLogger("relay", "silent");
const { connection } = await connectMongo({ url: mongoUrl, log, migrations: [] });
const bus = connectBus({ url: amqpUrl, name: "relay", topology: {}, log });
createOutbox({ connection, log, leaseMs: 1_000, everyMs: 20 }).relay({
  canPublish: () => bus.canPublish(),
  publish: async (event) => {
    await bus.publish(event);
    kill(pid, "SIGKILL");
    return false;
  },
});
