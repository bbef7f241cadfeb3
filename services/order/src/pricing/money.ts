/**
 * The only places where money is added and multiplied. More than the shop can count is never computed further:
 * it is undefined, and whoever asked refuses. Below the limit every step is an exact integer (99 × 10^12 < 2^53).
 */
import { euros, maxAmount, type Money } from "@shop/contracts/language/values";

const counted = (amount: number): Money | undefined => (amount <= maxAmount ? euros(amount) : undefined);

export const add = (a: Money, b: Money): Money | undefined => counted(a.amount + b.amount);

export const times = (price: Money, quantity: number): Money | undefined => counted(price.amount * quantity);
