import { AppError } from '#libs/kernel';

/** The same for a unit and for an organization. */
export const organizationNotFound = () =>
  new AppError('ORGANIZATION_NOT_FOUND', { detail: 'Organization or unit not found' });
