/** From the bag to an order. */
export const checkoutPages = {};
