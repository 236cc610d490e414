import { clientRegistrationHandler } from '@modelcontextprotocol/sdk/server/auth/handlers/register.js';
import express from 'express';
import { announce } from './announce.js';

/** The SDK's handler with the in-memory store of its examples, without a rate limit. */
const clients = new Map();
const clientsStore = {
  getClient: (clientId) => clients.get(clientId),
  registerClient: (client) => {
    clients.set(client.client_id, client);
    return client;
  },
};

const app = express();
app.use('/register', clientRegistrationHandler({ clientsStore, rateLimit: false }));
const server = app.listen(0, '127.0.0.1', () => announce(server, () => clients.size));
