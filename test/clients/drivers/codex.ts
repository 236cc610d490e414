import type { Driver } from '../driver.js';
import { MODEL } from '../models/server.js';

/** `codex exec` answers one prompt, with a model over the Responses API. */
export const codex: Driver = {
  name: 'codex',
  title: 'OpenAI Codex CLI',
  package: '@openai/codex',
  environment: () => ({ SCRIPTED_KEY: 'scripted' }),
  configure: ({ product, sample, model }) =>
    product.write(
      '.codex/config.toml',
      `model = "${MODEL}"
model_provider = "scripted"
check_for_update_on_startup = false
mcp_oauth_credentials_store = "file"

[analytics]
enabled = false

[model_providers.scripted]
name = "scripted"
base_url = "${model}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"

[mcp_servers.sample]
url = "${sample.mcp}"
startup_timeout_sec = 120
`,
    ),
  signIn: {
    command: 'codex mcp login sample',
    run: ({ product }) => product.run('codex', ['mcp', 'login', 'sample']),
  },
  callTool: {
    command: 'codex exec',
    run: ({ product }) =>
      product.run('codex', [
        'exec',
        '--skip-git-repo-check',
        '--dangerously-bypass-approvals-and-sandbox',
        'Who can act for me?',
      ]),
  },
};
