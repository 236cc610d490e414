import type { Driver } from '../driver.js';
import { MODEL } from '../models/server.js';

/** `opencode run` answers one prompt, with a model over the Chat Completions API. */
export const opencode: Driver = {
  name: 'opencode',
  title: 'opencode',
  package: 'opencode-ai',
  environment: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  configure: ({ product, sample, model }) =>
    product.write('.config/opencode/opencode.json', {
      autoupdate: false,
      share: 'disabled',
      model: `scripted/${MODEL}`,
      small_model: `scripted/${MODEL}`,
      permission: 'allow',
      provider: {
        scripted: {
          npm: '@ai-sdk/openai-compatible',
          name: 'Scripted',
          options: { baseURL: `${model}/v1`, apiKey: 'scripted' },
          models: {
            [MODEL]: { name: 'Scripted', tool_call: true, limit: { context: 100_000, output: 1000 } },
          },
        },
      },
      mcp: { sample: { type: 'remote', url: sample.mcp, enabled: true } },
    }),
  signIn: {
    command: 'opencode mcp auth sample',
    run: ({ product }) => product.run('opencode', ['mcp', 'auth', 'sample']),
  },
  callTool: {
    command: 'opencode run',
    run: ({ product }) => product.run('opencode', ['run', 'Who can act for me?']),
  },
};
