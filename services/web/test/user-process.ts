/** The user service as its own process, as it is run. */
import { randomUUID } from "node:crypto";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { startServiceProcess, type ServiceProcess } from "@shop/testing/service-process";

export const startUserProcess = async ({ smtpUrl }: { readonly smtpUrl: string }): Promise<ServiceProcess> =>
  startServiceProcess("user", {
    MONGO_URL: testDatabaseUrl(`web-user-${randomUUID().slice(0, 8)}`),
    AMQP_URL: await testAmqpUrl("web-user"),
    REDIS_URL: testRedisUrl(),
    SMTP_URL: smtpUrl,
    LOGIN_FAILURES_PER_ADDRESS: "1000000",
  });
