/** What the documents show, and a test sends to the demo shop. */
import { catalogExamples } from "./catalog/examples.ts";
import { gatewayExamples } from "./gateway/examples.ts";
import { orderExamples } from "./order/examples.ts";
import { userExamples } from "./user/examples.ts";

export const examples = { ...catalogExamples, ...userExamples, ...orderExamples, ...gatewayExamples };
