import { AppError } from '#libs/kernel';

export const roleNotForUnits = (permissions: readonly string[]) =>
  new AppError('ROLE_NOT_FOR_UNITS', {
    detail: `Of auth_service only organization:* counts at a unit, and the role holds more (${permissions.join(', ')}): assign it without a unit, or make a role that holds organization:* only`,
    params: { permissions },
  });

export const notAMember = () =>
  new AppError('NOT_A_MEMBER', {
    detail: 'The user is not a member of the organization: add them to one of its units first',
  });

export const tooManyRolesAtUnits = (limit: number) =>
  new AppError('UNIT_LIMIT_REACHED', {
    detail: `The user holds ${limit} roles at units, and may not hold more: give a role at a unit above, or to the unit itself`,
  });

export const heldAtUnitAlready = (isOfUnit: boolean) =>
  new AppError('ROLE_ALREADY_ASSIGNED', {
    detail: isOfUnit
      ? 'The unit already holds this role'
      : 'The user already has this role at the unit',
  });

export const notHeldAtUnit = () =>
  new AppError('ROLE_NOT_ASSIGNED', { detail: 'The role is not held at this unit' });
