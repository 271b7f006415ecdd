import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const PACKAGE = 'node_modules/pdfjs-dist';
const FOLDERS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];
const NAME = 'virtual:pdf-data';

/**
 * Serves what pdf.js fetches by name while it draws (character maps, fonts that a document does not bring along, image
 * decoders) under one folder whose name has a hash of all of it. `virtual:pdf-data` is its address.
 */
export function pdfData(): Plugin {
  let building = false;
  let root = '';
  return {
    name: 'pdf-data',
    configResolved(config) {
      building = config.command === 'build';
      root = config.root;
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      if (!building) return `export default '/${PACKAGE}/'`;
      const files: { name: string; source: Buffer }[] = [];
      const hash = createHash('sha256');
      for (const folder of FOLDERS) {
        for (const name of (await readdir(join(root, PACKAGE, folder))).sort()) {
          const source = await readFile(join(root, PACKAGE, folder, name));
          hash.update(`${folder}/${name}`).update(source);
          files.push({ name: `${folder}/${name}`, source });
        }
      }
      const place = `assets/pdf-${hash.digest('base64url').slice(0, 8)}`;
      for (const { name, source } of files) this.emitFile({ type: 'asset', fileName: `${place}/${name}`, source });
      return `export default '/${place}/'`;
    },
  };
}
