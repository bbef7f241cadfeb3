/** Loads the demo shop: `GATEWAY_URL=… node deploy/demo/load.ts`. Running it again changes nothing. */
import { z } from "zod";
import { loadShop } from "./src/load-shop.ts";
import { createShopClient } from "./src/shop-client.ts";

const Config = z.object({
  GATEWAY_URL: z.url().default("http://localhost:8080"),
  ADMIN_EMAIL: z.email().default("admin@supercoolshop.test"),
  ADMIN_PASSWORD: z.string().default("admin-of-the-shop"),
  /** Where the calls come from; a gateway on this machine then counts them apart from anybody else's here. */
  LOCAL_ADDRESS: z.ipv4().optional(),
  NODE_ENV: z.string().default("development"),
  /** How long the shop may take to be ready. */
  WAIT_S: z.coerce.number().int().positive().default(120),
});

// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const config = Config.parse(process.env);
const started = Date.now();
const shop = createShopClient(
  config.GATEWAY_URL,
  config.LOCAL_ADDRESS ? { localAddress: config.LOCAL_ADDRESS } : {},
);
try {
  await shop.untilReady(config.WAIT_S * 1000);
  const options = {
    admin: { email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD },
    reviewerPassword: config.NODE_ENV === "production" ? undefined : "reviewer-of-the-shop",
  };
  await loadShop(shop, options, (line) =>
    process.stdout.write(`${line} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`),
  );
} catch (error) {
  process.stderr.write(`The demo shop could not be loaded: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
