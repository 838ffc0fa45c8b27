// The baseline: Fastify with one route and nothing else.
import { fastify } from 'fastify';

const app = fastify();
app.get('/health/live', () => ({ success: true, status: 'up' }));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
