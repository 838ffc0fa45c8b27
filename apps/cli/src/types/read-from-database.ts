import { ServiceNames } from '#api/integration/manifest';
import { getService } from '../features/find-service.js';
import { withFeatures } from '../features/with-features.js';
import type { KnownNames } from './render-types.js';

/**
 * The names of a service, read from the database of the configuration (for operators).
 * @throws Refusal when there is no such service
 */
export function readFromDatabase(asked: string): Promise<{ service: string; names: KnownNames }> {
  return withFeatures(async (features) => {
    const { id, name } = await getService(features, asked);
    return { service: name, names: await features.get(ServiceNames, { strict: false }).find(id) };
  });
}
