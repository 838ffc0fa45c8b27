export { ManifestModule } from './manifest.module.js';
export { ServiceNames } from './service-names.service.js';
