import { ServiceNames } from '#api/integration/manifest';
import { getService } from '../rooms/find-service.js';
import { withRooms } from '../rooms/with-rooms.js';
import type { KnownNames } from './render-types.js';

/**
 * The names of a service, for operators: from the database of the configuration.
 * @throws Refusal when there is no such service
 */
export function readFromDatabase(asked: string): Promise<{ service: string; names: KnownNames }> {
  return withRooms(async (rooms) => {
    const { id, name } = await getService(rooms, asked);
    return { service: name, names: await rooms.get(ServiceNames, { strict: false }).find(id) };
  });
}
