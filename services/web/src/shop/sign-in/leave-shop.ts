import type { WebAnswer } from "../../parts/answer.ts";
import type { Asked } from "../../visitors/visitor.ts";
import type { SignInDeps } from "./enter-shop.ts";
import { outView } from "./view.ts";

/** The browser forgets whoever it was, also when the shop cannot be told. */
export async function leaveShop({ frame, visitors }: SignInDeps, asked: Asked): Promise<WebAnswer> {
  const { cookies, isEnded } = await visitors.signOut(asked);
  if (isEnded) return { to: "/sign-in?after=signed-out", cookies };
  return { html: outView(frame), status: 200, cookies };
}
