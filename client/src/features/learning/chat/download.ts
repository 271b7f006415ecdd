import { api } from '../../../core/client.ts';

/** Fetches a file with the person's token and hands it to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  const address = URL.createObjectURL(await api.download(path));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
