import 'reflect-metadata';
import { run } from './start/run.js';

await run();
