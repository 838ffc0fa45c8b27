import { renderTypes } from './render-types.js';

describe('the types of a service', () => {
  it('the types of a service are a union of its names, each once and sorted', () => {
    const text = renderTypes('orders', {
      permissions: ['orders:write', 'orders:read', 'orders:read'],
      roles: ['clerk'],
      scopes: [],
    });
    expect(text).toContain(`permission:\n      | "orders:read"\n      | "orders:write";`);
    expect(text).toContain(`role:\n      | "clerk";`);
    expect(text).not.toContain('scope');
  });

  it('a name cannot end the string literal that contains it', () => {
    const text = renderTypes(`x\n}`, { permissions: [`a"; } evil`], roles: [], scopes: [] });
    expect(text).toContain(String.raw`| "a\"; } evil";`);
    expect(text).toContain(String.raw`"x\n}"`);
  });
});
