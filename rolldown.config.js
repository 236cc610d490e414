// Bundles what `nest build` has compiled: one file for each entry of package.json, and what they share. Node.js takes half a
// millisecond for each file that it loads, and there are more than a hundred. The types stay, one file for each source.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const folder = 'dist';

export default defineConfig({
  input: {
    index: `${folder}/index.js`,
    'oidc-provider/index': `${folder}/oidc-provider/index.js`,
    'redis/index': `${folder}/redis/index.js`,
  },
  // Every package stays a package of the application's.
  external: /^[^./]/,
  platform: 'node',
  output: { dir: folder, format: 'esm', chunkFileNames: '[name].js', sourcemap: true },
  plugins: [
    {
      name: 'map to the TypeScript sources',
      load(file) {
        return { code: readFileSync(file, 'utf8'), map: readFileSync(`${file}.map`, 'utf8') };
      },
    },
    {
      name: 'remove what is bundled',
      writeBundle(_options, bundle) {
        for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (/\.js(\.map)?$/.test(file) && !(file in bundle)) rmSync(`${folder}/${file}`);
        }
      },
    },
  ],
});
