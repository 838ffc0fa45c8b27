import { assertCredentialsGiven } from './fields.js';

const problemsOf = (body: object) => {
  try {
    assertCredentialsGiven(body);
    return [];
  } catch (error) {
    const { detail, errors } = error as { detail: string; errors: { field: string }[] };
    expect(detail).toBe('Email and password are required');
    return errors.map(({ field }) => field);
  }
};

describe('the credentials of a request', () => {
  it.each<[object, string[]]>([
    [{ email: 'a@b.example', password: 'x' }, []],
    [{ email: 'a@b.example', password: ' ' }, []],
    [{}, ['email', 'password']],
    [{ email: 'a@b.example' }, ['password']],
    [{ password: 'x' }, ['email']],
    [{ email: '  ', password: '' }, ['email', 'password']],
    [{ email: null, password: null }, ['email', 'password']],
  ])('a request with %j lacks %j', (body, missing) => {
    expect(problemsOf(body)).toEqual(missing);
  });
});
