/** This process's numbers for Prometheus. The registry is prom-client's own: numbers belong to the process. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from "prom-client";

const requestSeconds = new Histogram({
  name: "http_request_duration_seconds",
  help: "Time from a request's head to the end of its answer",
  labelNames: ["endpoint", "method", "status"] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** By endpoint, method and status: to look one up costs a fraction of what its labels do. */
const observers = new Map<string, Map<string, { readonly observe: (seconds: number) => void }[]>>();

/** `endpoint` is one of a contract's, or `none`: of what clients may choose nothing becomes a label. */
export function observeRequest(endpoint: string, method: string, status: number, seconds: number): void {
  let ofEndpoint = observers.get(endpoint);
  if (!ofEndpoint) observers.set(endpoint, (ofEndpoint = new Map()));
  let byStatus = ofEndpoint.get(method);
  if (!byStatus) ofEndpoint.set(method, (byStatus = []));
  (byStatus[status] ??= requestSeconds.labels(endpoint, method, String(status))).observe(seconds);
}

/** A number that is asked for when Prometheus reads; a second one of the same name takes the first one's place. */
export function defineGauge(name: string, help: string, read: () => number | Promise<number>): void {
  register.removeSingleMetric(name);
  // eslint-disable-next-line no-new -- a metric registers itself
  new Gauge({
    name,
    help,
    async collect() {
      // What cannot be read now must not take the other numbers with it.
      this.set(
        await Promise.resolve()
          .then(read)
          .catch(() => Number.NaN),
      );
    },
  });
}

export type Reading = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** Numbers that labels tell apart, asked for when Prometheus reads; a counter's never fall. Takes the place of one of the same name. */
export function defineReadings(
  kind: "counter" | "gauge",
  name: string,
  help: string,
  labelNames: readonly string[],
  read: () => readonly Reading[],
): void {
  register.removeSingleMetric(name);
  const metric = kind === "counter" ? Counter : Gauge;
  // eslint-disable-next-line no-new -- a metric registers itself
  new metric({
    name,
    help,
    labelNames: [...labelNames],
    collect() {
      this.reset();
      for (const { labels, value } of read()) this.inc(labels, value);
    },
  });
}

/** Each sample wakes the process; at prom-client's 10 ms an idle shop did little else. */
const eventLoopSampleMs = 200;

/** Adds the process's memory, event loop and garbage collection. */
export function startProcessMetrics(name: string): void {
  register.setDefaultLabels({ service: name });
  collectDefaultMetrics({ eventLoopMonitoringPrecision: eventLoopSampleMs });
}

export const readMetrics = async (): Promise<{ readonly type: string; readonly text: string }> => ({
  type: register.contentType,
  text: await register.metrics(),
});
