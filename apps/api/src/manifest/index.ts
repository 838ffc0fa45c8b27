export * from './manifest.module.js';
