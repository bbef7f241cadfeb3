/** Pictures in object storage that speaks the S3 API, of whatever maker. The bucket is there before. */
import { unavailable } from "@shop/kit/http/server/refusals";
import { AwsClient } from "aws4fetch";
import type { PictureStore } from "./picture-store.ts";

export type S3 = {
  /** The address of the service, without the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

const timeoutMs = 5_000;
/** After the first; for answers of 429 and 5xx. */
const retries = 2;

/** Throws `service.unavailable` when the storage does not answer or fails. */
export function createS3PictureStore({ endpoint, bucket, region, ...keys }: S3): PictureStore {
  const client = new AwsClient({ ...keys, region, service: "s3", retries });

  const send = async (method: string, key: string, body?: Uint8Array): Promise<Response> => {
    const url = `${endpoint.endsWith("/") ? endpoint.slice(0, -1) : endpoint}/${bucket}/${key}`;
    const response = await client
      .fetch(url, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body && { body: Buffer.from(body), headers: { "content-type": "image/webp" } }),
      })
      .catch((cause: unknown) => {
        throw unavailable({ cause });
      });
    if (response.ok || response.status === 404) return response;
    const said = await response.text();
    throw unavailable({ cause: new Error(`${method} ${url} answered ${response.status}: ${said}`) });
  };

  /** Its connection is free again only once the answer has been read. */
  const isDone = async (response: Response): Promise<boolean> => {
    await response.arrayBuffer();
    return response.ok;
  };

  return {
    async find(key) {
      const response = await send("GET", key);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return response.ok ? bytes : undefined;
    },
    has: async (key) => isDone(await send("HEAD", key)),
    async put(key, bytes) {
      const isThere = await isDone(await send("PUT", key, bytes));
      if (!isThere) throw unavailable({ cause: new Error(`There is no bucket ${bucket}`) });
    },
    remove: async (key) => {
      await isDone(await send("DELETE", key));
    },
  };
}
