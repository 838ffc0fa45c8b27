import '@gatehouse/guard';

declare module '@gatehouse/guard' {
  interface GatehouseTypes {
    permission: 'orders:read' | 'orders:write' | 'orders:ship' | 'orders:refund' | 'parcels:read';
    role: 'clerk' | 'editor';
    scope: 'parcels:send';
  }
}
