export * from './guard-feed.module.js';
