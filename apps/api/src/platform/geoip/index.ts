export { distanceKm } from './distance-km.js';
export { placesConfig } from './places.config.js';
export { PlacesModule } from './places.module.js';
export { Places } from './places.service.js';
export type { Place } from './to-place.js';
