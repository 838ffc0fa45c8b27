import { RouteTable } from './route-table.js';

describe('the table of routes', () => {
  const table = new RouteTable();
  table.add('/api/items', ['GET', 'HEAD']);
  table.add('/api/items', ['POST']);
  table.add('/api/items/:id', ['DELETE']);
  table.add('/', ['GET']);

  it.each([
    ['/api/items', ['GET', 'HEAD', 'POST']],
    ['/api/items/', ['GET', 'HEAD', 'POST']],
    ['/api/items?x=/y', ['GET', 'HEAD', 'POST']],
    ['/api/items/7', ['DELETE']],
    ['/api/items/7/8', []],
    ['/api//items', []],
    ['//api/items', []],
    ['/api', []],
    ['/', ['GET']],
  ])('the route table knows the methods of %s', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods);
  });
});
