import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { transformWithOxc, type Plugin } from 'vite';

/**
 * Serves one small classic script that blocks the first paint: theme and language are set on `<html>` before
 * anything is drawn. It is a hashed file of its own because the Content-Security-Policy allows no inline script.
 */
export function earlyScript(path: string): Plugin {
  let building = false;
  let href = `/${path}`;
  return {
    name: 'early-script',
    configResolved(config) {
      building = config.command === 'build';
    },
    async buildStart() {
      if (!building) return;
      const source = await readFile(path, 'utf8');
      const { code } = await transformWithOxc(source, path);
      const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8);
      const fileName = `assets/early-${hash}.js`;
      this.emitFile({ type: 'asset', fileName, source: code });
      href = `/${fileName}`;
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: href }, injectTo: 'head-prepend' }],
  };
}
