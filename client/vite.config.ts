import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { earlyScript } from './plugins/early-script.ts';
import { pdfData } from './plugins/pdf-data.ts';
import { precompress } from './plugins/precompress.ts';

const server = process.env.EDUFORUM_DEV_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), earlyScript('src/app/early.js'), pdfData(), precompress()],
  // A worker that imports something later has to be a module.
  worker: { format: 'es' },
  build: {
    outDir: '../eduforum/web/client',
    emptyOutDir: true,
    manifest: true,
    license: { fileName: 'licences.md' },
    target: ['chrome120', 'firefox121', 'safari17'],
    // The Content-Security-Policy allows no data: URLs for fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What many pages share is one file: sixty small ones are a tenth larger together, packed each by itself.
        codeSplitting: { groups: [{ name: 'shared', test: /src\/(ui|i18n)\//, minShareCount: 12 }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: server },
      '/ws': { target: server, ws: true },
    },
  },
});
