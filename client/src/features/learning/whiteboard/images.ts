import { useEffect, useState } from 'react';
import { api } from '../../../core/client.ts';
import type { BoardImage } from '../../../core/api.gen.ts';
import { imageForGuest } from '../../media/guests/guest.ts';

/** Images that are here, by session and id; each is fetched once. */
const addresses = new Map<string, Promise<string>>();

const LIMIT = 4 * 1024 * 1024;

/** The address of an image of a board, once it is here; null until then, and where it cannot be had. A guest has no access
 * token to fetch it by. */
export function useImage(sessionId: string, id: string | null, guest: boolean): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (id === null) return;
    let wanted = true;
    fetched(sessionId, id, guest).then(
      (found) => wanted && setAddress(found),
      () => wanted && setAddress(null),
    );
    return () => {
      wanted = false;
    };
  }, [sessionId, id, guest]);
  return address;
}

function fetched(sessionId: string, id: string, guest: boolean): Promise<string> {
  const path = `/sessions/${sessionId}/board-images/${id}`;
  let found = addresses.get(path);
  if (found === undefined) {
    found = (guest ? imageForGuest(id) : api.download(path)).then((file) => URL.createObjectURL(file));
    addresses.set(path, found);
    // Another try may succeed.
    found.catch(() => addresses.delete(path));
  }
  return found;
}

/** Puts an image up, which those will see who see the board; what is neither PNG nor JPEG, or too large, becomes a JPEG that is smaller. */
export async function putUp(sessionId: string, board: string, file: Blob): Promise<BoardImage> {
  const fits = (file.type === 'image/png' || file.type === 'image/jpeg') && file.size <= LIMIT;
  const picture = fits ? file : await converted(file);
  return await api.upload<BoardImage>(`/sessions/${sessionId}/board-images`, picture, { query: { board } });
}

const LONGEST = 2_000;

async function converted(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return file;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', 0.9));
}
