/** Whether the services behind the gateway are ready; asked when somebody wants to know, and not more than once a second. */
import { request } from "@shop/kit/net/http-request";

export type ServiceHealth = "ok" | "unavailable";
export type Health<Name extends string> = {
  readonly status: "ok" | "degraded";
  readonly services: Readonly<Record<Name, ServiceHealth>>;
};

type Urls<Name extends string> = Readonly<Record<Name, readonly string[]>>;

const askMs = 500;
const keptMs = 1_000;

export function createHealth<Name extends string>(urls: Urls<Name>) {
  let known: { readonly until: number; readonly health: Promise<Health<Name>> } | undefined;
  return (): Promise<Health<Name>> => {
    const now = performance.now();
    if (!known || known.until <= now) known = { until: now + keptMs, health: askAll(urls) };
    return known.health;
  };
}

async function askAll<Name extends string>(urls: Urls<Name>): Promise<Health<Name>> {
  const entries = await Promise.all(
    Object.entries<readonly string[]>(urls).map(async ([name, each]) => [name, await askAny(each)] as const),
  );
  const services = Object.fromEntries(entries) as Record<Name, ServiceHealth>;
  return { status: entries.every(([, health]) => health === "ok") ? "ok" : "degraded", services };
}

/** A service is there when one of its instances is. */
async function askAny(urls: readonly string[]): Promise<ServiceHealth> {
  const healths = await Promise.all(urls.map(ask));
  return healths.includes("ok") ? "ok" : "unavailable";
}

async function ask(url: string): Promise<ServiceHealth> {
  try {
    const signal = AbortSignal.timeout(askMs);
    const { status } = await request(new URL("/health/ready", url), { signal });
    return status === 200 ? "ok" : "unavailable";
  } catch {
    return "unavailable";
  }
}
