export { ManifestModule } from './manifest.module.js';
export { ServiceNames } from './manifests.service.js';
