import { Permissions, Roles, SelfOr } from '@gatehouse/guard';

// @ts-expect-error -- the augmentation knows no such permission
export const permission = Permissions('orders:raed');
// @ts-expect-error -- nor such a role
export const role = Roles('clark');
// @ts-expect-error -- nor such a permission here
export const own = SelfOr('orders:raed', 'userId');
// @ts-expect-error -- and at least one is needed
export const none = Permissions();
