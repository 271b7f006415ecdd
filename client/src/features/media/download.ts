import { api } from '../../core/client.ts';
import { fileForGuest } from './guests/guest.ts';

/** Fetches a file with the person's token and hands it to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  handOver(await api.download(path), name);
}

/** The same for a guest, who has no access token. */
export async function downloadAsGuest(fileId: string, name: string): Promise<void> {
  handOver(await fileForGuest(fileId), name);
}

/** Hands a file to the browser to keep. */
export function handOver(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
