import { ArrayMaxSize, IsArray, registerDecorator } from 'class-validator';
import { isNetwork } from './networks.js';

const MAX_NETWORKS = 50;

/** A list of addresses or CIDR blocks. */
export const AreNetworks = (): PropertyDecorator => (target, propertyKey) => {
  IsArray()(target, propertyKey);
  ArrayMaxSize(MAX_NETWORKS)(target, propertyKey);
  registerDecorator({
    name: 'areNetworks',
    target: target.constructor,
    propertyName: String(propertyKey),
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isNetwork),
      defaultMessage: () => 'each network must be an address or a CIDR block, such as 10.0.0.0/8',
    },
  });
};
