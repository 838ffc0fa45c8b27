/** The environment, read once. */
export const settings = {
  port: Number(process.env.PORT ?? 3000),
  gatehouseUrl: process.env.GATEHOUSE_URL ?? 'http://localhost:5000',
  appToken: process.env.GATEHOUSE_APP_TOKEN ?? '',
  shippingUrl: process.env.SHIPPING_URL ?? 'http://localhost:3001',
};
