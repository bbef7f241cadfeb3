/** A parcel on its way to the customer, as this service keeps it. */
export type Shipment = {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly shippedAt: Date;
  /** Null: on its way. */
  readonly deliveredAt: Date | null;
};
