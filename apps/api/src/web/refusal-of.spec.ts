import { AppError } from '#libs/kernel';
import { refusalOf } from './refusal-of.js';

describe('the refusal of an act', () => {
  const refusal = new AppError('INVALID_RESET_TOKEN');

  it('is answered when its code is one that the page shows', async () => {
    const codes = ['EMAIL_TAKEN', 'INVALID_RESET_TOKEN'] as const;
    expect(await refusalOf(codes, () => Promise.reject(refusal))).toBe(refusal);
  });

  it('is null when the act is done', async () => {
    expect(await refusalOf(['INVALID_RESET_TOKEN'], async () => 'done')).toBeNull();
  });

  it.each([refusal, new Error('a fault')])('is thrown when it is another: %s', async (error) => {
    await expect(refusalOf(['EMAIL_TAKEN'], () => Promise.reject(error))).rejects.toBe(error);
  });
});
