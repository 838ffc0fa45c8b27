// Fastify alone, with a compiled serializer.
import { fastify } from 'fastify';

const app = fastify();
const schema = {
  response: { 200: { type: 'object', properties: { hello: { type: 'string' } } } },
};
app.get('/', { schema }, () => Promise.resolve({ hello: 'world' }));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
