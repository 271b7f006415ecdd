import { useState } from 'react';
import { useStore } from 'zustand';
import type { Attachment } from '../../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useSelf } from '../../media/context.ts';
import type { Chat, Upload } from './chat.ts';
import { download, downloadAsGuest } from '../../media/download.ts';
import { kindOf, sizeOf } from './size.ts';

/** A file of a message. */
export function FileCard({ chat, file }: { chat: Chat; file: Attachment }) {
  const text = useText('chat');
  const errorText = useErrorText();
  const guest = useSelf()?.role === 'guest';
  const [busy, setBusy] = useState(false);
  const fetchIt = async () => {
    if (busy) return;
    setBusy(true);
    try {
      if (guest) await downloadAsGuest(file.id, file.name);
      else await download(`${chat.path}/files/${file.id}`, file.name);
    } catch (fault) {
      toast(errorText(fault).what);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="file">
      <Icon name="file-text" size={20} />
      <div className="col grow">
        <span className="medium cut" title={file.name}>
          {file.name}
        </span>
        <span className="small faint">
          {kindOf(file.name)} · {sizeOf(file.size)}
        </span>
      </div>
      <IconButton
        small
        icon="download"
        label={`${text.download}: ${file.name}`}
        aria-busy={busy}
        onClick={() => void fetchIt()}
      />
    </div>
  );
}

/** The files that are to go with the next message. */
export function Uploads({ chat, channel }: { chat: Chat; channel: string }) {
  const uploads = useStore(chat.desk, (desk) => desk.uploads);
  const mine = uploads.filter((upload) => upload.channel === channel);
  if (mine.length === 0) return null;
  return (
    <ul className="uploads">
      {mine.map((upload) => (
        <UploadRow key={upload.id} chat={chat} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ chat, upload }: { chat: Chat; upload: Upload }) {
  const text = useText('chat');
  const errorText = useErrorText();
  const percent = Math.round(upload.progress * 100);
  const error = upload.fault === null ? null : errorText(upload.fault);
  return (
    <li className="file upload" data-failed={error === null ? undefined : ''}>
      <Icon name={error === null ? 'file-text' : 'circle-alert'} size={20} />
      <div className="col grow">
        <span className="medium cut" title={upload.name}>
          {upload.name}
        </span>
        {error === null ? (
          <span className="small faint">
            {sizeOf(upload.size)} · {upload.file === null ? text.uploading(percent) : text.uploaded}
          </span>
        ) : (
          <span className="small t-danger" role="alert">
            {error.what} {error.rest}
          </span>
        )}
        {error === null && upload.file === null && (
          <progress value={upload.progress} max={1} aria-label={text.uploading(percent)} />
        )}
      </div>
      <IconButton small icon="x" label={text.dropFile(upload.name)} onClick={() => chat.dropUpload(upload.id)} />
    </li>
  );
}
