/** A gateway that keeps answers, in front of a fake service that counts how often it is asked. */
import type { OutgoingHttpHeaders, RequestListener } from "node:http";
import { startGateway, useFakeService, type GatewayOptions } from "./gateway.ts";

export const publicly = { "Cache-Control": "public, max-age=5", "Content-Type": "application/json" };

/** Answers with how often it was asked. */
export const counting = (headers: OutgoingHttpHeaders = {}, status = 200): RequestListener => {
  let count = 0;
  return (_request, response) => {
    count += 1;
    response.writeHead(status, { ...publicly, ...headers }).end(JSON.stringify({ count }));
  };
};

export function useCachingGateway() {
  const fake = useFakeService();
  return {
    ...fake,
    startKeeping: async (
      answer: RequestListener = counting({ "Surrogate-Key": "thing:1" }),
      cache: NonNullable<GatewayOptions["cache"]> = {},
    ) => {
      fake.service().answer = answer;
      const before = fake.received().length;
      const gateway = await startGateway({ serviceUrl: fake.url(), cache });
      fake.open.push(gateway);
      const { get } = gateway;
      const countOf = async (path: string, headers: Record<string, string> = {}) =>
        ((await (await get(path, headers)).json()) as { count: number }).count;
      return { ...gateway, countOf, asked: () => fake.received().length - before };
    },
  };
}
