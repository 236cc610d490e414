import { isDeepStrictEqual } from 'node:util';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DcrClientService } from 'nestjs-dcr';
import { expect } from 'vitest';
import { blocks, REPOSITORY } from '../../readme/support/readme.js';
import { register, withApplication } from '../../readme/support/applications.js';
import { postJson, send } from '../../support/http.js';
import type { Exports, Runs } from './snippet-exports.js';

interface SeenClient {
  body: Record<string, unknown>;
  expect: { registered: Record<string, unknown> };
}

const seen = JSON.parse(
  readFileSync(join(REPOSITORY, 'test/conformance/data/clients.json'), 'utf8'),
) as SeenClient[];

/** Checks that every request on the page is in the collected data, and is registered as the client needs it. */
const registersWhatIsShown = (page: string) => async (snippet: Exports) => {
  const shown = blocks('json', `docs/recipes/${page}.md`).map(
    (block) => JSON.parse(block) as Record<string, unknown>,
  );
  expect(shown).not.toEqual([]);
  await withApplication(snippet.registration, async ({ url }) => {
    for (const body of shown) {
      const known = seen.find((client) => isDeepStrictEqual(client.body, body));
      expect(known, `${page} shows a request that was seen`).toBeDefined();
      const answer = await postJson(`${url}/register`, body);
      expect(answer.status).toBe(201);
      expect(answer.json()).toMatchObject(known!.expect.registered);
    }
  });
};

const refusesOthers = async ({ registration }: Exports) =>
  withApplication(registration, async ({ url }) => {
    const answer = await register(`${url}/register`, { redirect_uris: ['https://other.example.com/'] });
    expect(answer.status).toBe(400);
  });

/** The clients that have their own page. */
export const clients: Runs = {
  'chatgpt.ts': async (snippet) => {
    await registersWhatIsShown('chatgpt')(snippet);
    await refusesOthers(snippet);
  },

  'claude.ts': async (snippet) => {
    await registersWhatIsShown('claude')(snippet);
    await refusesOthers(snippet);
  },

  'vs-code.ts': async (snippet) => {
    await registersWhatIsShown('vs-code')(snippet);
    await withApplication(snippet.registration, async ({ url, nest }) => {
      const { client_id } = (
        await register(`${url}/register`, { redirect_uris: ['http://127.0.0.1/'] })
      ).json();
      const authorized = await nest.get(DcrClientService).authorize({
        clientId: String(client_id),
        redirectUri: 'http://127.0.0.1:54321/',
        responseType: 'code',
        codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        codeChallengeMethod: 'S256',
      });
      expect(authorized.clientId).toBe(client_id);
    });
  },

  'cursor.ts': registersWhatIsShown('cursor'),

  'mcp-inspector.ts': registersWhatIsShown('mcp-inspector'),

  'codex.ts': registersWhatIsShown('codex'),

  'copilot-cli.ts': async (snippet) => {
    await registersWhatIsShown('copilot-cli')(snippet);
    await withApplication(snippet.registration, async ({ url }) => {
      const answer = await register(`${url}/register`);
      expect(answer.json()).toMatchObject({ scope: 'apps:read' });
    });
  },

  'gemini-cli.ts': registersWhatIsShown('gemini-cli'),

  'opencode.ts': registersWhatIsShown('opencode'),

  'cline.ts': async (snippet) => {
    await registersWhatIsShown('cline')(snippet);
    await withApplication(snippet.registration, async ({ url }) => {
      const redirect_uris = ['vscode://saoudrizwan.claude-dev/mcp-auth/callback/0a1b2c'];
      expect((await register(`${url}/register`, { redirect_uris })).status).toBe(201);
    });
  },

  'n8n.ts': async (snippet) => {
    await registersWhatIsShown('n8n')(snippet);
    await withApplication(snippet.registration, async ({ url }) => {
      const document = await send(`${url}/.well-known/oauth-authorization-server`, { method: 'GET' });
      expect(document.json()).toMatchObject({
        token_endpoint_auth_methods_supported: ['none'],
        code_challenge_methods_supported: ['S256'],
      });
    });
  },

  'librechat.ts': registersWhatIsShown('librechat'),

  'open-webui.ts': registersWhatIsShown('open-webui'),
};
