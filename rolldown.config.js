// Bundles what `nest build` has compiled, a file for each entry of package.json and what they share: Node.js takes half a
// millisecond for each file that it loads, and there are more than a hundred. The types stay, a file for each source.
import { readdirSync, rmSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const folder = 'dist';

export default defineConfig({
  input: {
    index: `${folder}/index.js`,
    'oidc-provider/index': `${folder}/oidc-provider/index.js`,
    'redis/index': `${folder}/redis/index.js`,
  },
  // Every package stays a package of the host's.
  external: /^[^./]/,
  platform: 'node',
  output: { dir: folder, format: 'esm', chunkFileNames: '[name].js' },
  plugins: [
    {
      name: 'remove what is bundled',
      writeBundle(_options, bundle) {
        for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (file.endsWith('.js') && !(file in bundle)) rmSync(`${folder}/${file}`);
        }
      },
    },
  ],
});
