import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';
import { announce } from './announce.js';
import { registered } from './answer.js';
import { readSettings } from './server-settings.js';
import { auditRow, clientRow } from './rows.js';

const { storage } = readSettings();
if (storage?.kind !== 'postgres') throw new Error('The bare server needs PostgreSQL.');
// The size of TypeORM's pool.
const pool = new pg.Pool({ connectionString: storage.url, max: 10 });

const clientColumns = Object.keys(clientRow(0));
const auditColumns = Object.keys(auditRow('', 0));
const placeholders = (columns: string[], from: number) => columns.map((_, index) => `$${from + index}`);
const insertBoth = {
  name: 'register',
  text: `WITH client AS (
    INSERT INTO dcr_clients (${clientColumns.join()}) VALUES (${placeholders(clientColumns, 1).join()}))
  INSERT INTO dcr_audit_events (${auditColumns.join()})
  VALUES (${placeholders(auditColumns, clientColumns.length + 1).join()})`,
};

async function register(body: string, response: ServerResponse): Promise<void> {
  JSON.parse(body);
  const at = Date.now();
  const client = clientRow(at);
  const values = [...Object.values(client), ...Object.values(auditRow(client.client_id, at))];
  await pool.query({ ...insertBoth, values });
  const answer = JSON.stringify({ ...registered, client_id: client.client_id });
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
}

/** Parses the body and inserts both rows with one prepared statement: no framework, validation or limiter. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    register(Buffer.concat(chunks).toString(), response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
});
server.listen(0, '127.0.0.1', () => announce(server));
