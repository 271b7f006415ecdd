import { api } from '../../core/client.ts';
import { handOver } from '../../ui/handOver.ts';
import { fileForGuest } from './guests/guest.ts';

/** Fetches a file with the person's token and hands it to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  handOver(await api.download(path), name);
}

/** The same for a guest, who has no access token. */
export async function downloadAsGuest(fileId: string, name: string): Promise<void> {
  handOver(await fileForGuest(fileId), name);
}
