import { AppError } from '#libs/kernel';

/** The same for a unit and for an organization. */
export const organizationNotFound = () =>
  new AppError('ORGANIZATION_NOT_FOUND', { detail: 'Organization or unit not found' });

export const slugTaken = () =>
  new AppError('SLUG_TAKEN', {
    detail: 'Another one in the same place has this slug already. Choose another slug.',
  });

export const tooDeep = (depth: number, limit: number) =>
  new AppError('UNIT_TOO_DEEP', {
    detail: `The organization would have ${depth} levels, and may have ${limit}. Choose a place further up.`,
    params: { depth, limit },
  });

export const unitLimitReached = (limit: number) =>
  new AppError('UNIT_LIMIT_REACHED', {
    detail: `The organization has ${limit} units, and may not have more. Delete units that are not needed.`,
    params: { limit },
  });

export const tooManyUnitsOfUser = (limit: number) =>
  new AppError('UNIT_LIMIT_REACHED', {
    detail: `The user is a member of ${limit} units, and may not be of more. End a membership that is not needed.`,
    params: { limit },
  });

export const tooManyOwned = (limit: number) =>
  new AppError('UNIT_LIMIT_REACHED', {
    detail: `You own ${limit} organizations, and may not own more. Pass one on or delete it, or ask an administrator.`,
    params: { limit },
  });

export const rootProtected = () =>
  new AppError('ORGANIZATION_ROOT_PROTECTED', {
    detail: 'This is the organization itself, which is below no other unit and cannot be moved',
  });

export const inOtherOrganization = () =>
  new AppError('UNIT_IN_OTHER_ORGANIZATION', {
    detail: 'A unit moves within its own organization. Choose a parent in the same organization.',
  });

export const unitCycle = () =>
  new AppError('UNIT_CYCLE', {
    detail: 'The new parent is the unit itself or below it. Choose a parent outside the unit.',
  });

export const memberNotFound = () =>
  new AppError('MEMBER_NOT_FOUND', { detail: 'The user is not a member there' });

export const alreadyMember = () =>
  new AppError('ALREADY_MEMBER', { detail: 'The user is a member of this unit already' });

export const notAMember = () =>
  new AppError('NOT_A_MEMBER', {
    detail: 'The user does not belong to the organization. Invite them first.',
  });

/** Owners belong to the whole organization: whom a unit is entrusted to does not choose them. */
export const notTheRoot = () =>
  new AppError('ORGANIZATION_NOT_FOUND', {
    detail: 'This is a unit. Owners belong to the organization: use its id.',
  });

export const ownerNotFound = () =>
  new AppError('OWNER_NOT_FOUND', { detail: 'The user does not own the organization' });

export const alreadyOwner = () =>
  new AppError('ALREADY_OWNER', { detail: 'The user owns the organization already' });

export const lastOwner = () =>
  new AppError('LAST_OWNER', {
    detail:
      'The organization would have no active owner. Appoint another owner first, or delete the organization.',
  });
