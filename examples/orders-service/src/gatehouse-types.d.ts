import '@gatehouse/guard';

declare module '@gatehouse/guard' {
  interface GatehouseTypes {
    permission: 'orders:read' | 'orders:ship' | 'orders:refund' | 'parcels:read';
    role: 'clerk';
    scope: 'parcels:send';
  }
}
