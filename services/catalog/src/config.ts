import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";

const pictureEnvironment = {
  /** Where pictures lie: in the catalog's database, or in object storage that speaks the S3 API. */
  PICTURE_STORE: z.enum(["gridfs", "s3"]).default("gridfs"),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
};
type PictureEnvironment = z.output<z.ZodObject<typeof pictureEnvironment>>;

const neededForS3 = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

function requireS3({ value, issues }: z.core.ParsePayload<PictureEnvironment>): void {
  if (value.PICTURE_STORE !== "s3") return;
  for (const name of neededForS3.filter((each) => value[each] === undefined))
    issues.push({
      code: "custom",
      path: [name],
      message: "is needed for PICTURE_STORE=s3",
      input: undefined,
    });
}

/** Undefined: pictures lie in the database. */
const toS3 = (env: PictureEnvironment) =>
  env.PICTURE_STORE === "s3"
    ? {
        endpoint: env.S3_ENDPOINT ?? "",
        bucket: env.S3_BUCKET ?? "",
        region: env.S3_REGION,
        accessKeyId: env.S3_ACCESS_KEY_ID ?? "",
        secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? "",
      }
    : undefined;

export const Config = z
  .object({
    ...serviceEnvironment("catalog", 8081),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    SHOP_CURRENCIES: ShopCurrencies,
    /** How long an order may hold what it has not paid: longer than any order may stay open. */
    HOLD_MINUTES: z.coerce.number().positive().default(20),
    /** `embedded`: in this process, for up to about 100,000 products. `opensearch`: at OPENSEARCH_URL. */
    PRODUCT_SEARCH: z.enum(["embedded", "opensearch"]).default("embedded"),
    OPENSEARCH_URL: z.url().default("http://127.0.0.1:9200"),
    /** So many of a SKU are few: its going below, and above again, is announced. */
    LOW_STOCK: z.coerce.number().int().nonnegative().default(5),
    ...pictureEnvironment,
  })
  .check(requireS3)
  .transform((env) => ({
    ...toServiceConfig(env),
    s3: toS3(env),
    // An import of a gigabyte may take its time to arrive.
    requestTimeoutMs: 30 * 60_000,
    currencies: env.SHOP_CURRENCIES,
    userUrl: env.USER_URL,
    productSearch: env.PRODUCT_SEARCH,
    openSearchUrl: env.OPENSEARCH_URL,
    holdMs: env.HOLD_MINUTES * 60_000,
    lowStock: env.LOW_STOCK,
  }));
export type Config = z.output<typeof Config>;
