import '../../../ui/css/chat.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Message } from '../../../core/protocol.gen.ts';
import type { Page } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { attempt } from '../../media/attempt.ts';
import { download } from '../../media/download.ts';
import { withLinks } from './links.tsx';
import { kindOf, sizeOf } from './size.ts';

const AT_ONCE = 50;

/** What was written to everyone, oldest first, and all that the reader may read as a file. */
export default function RecordChat({ session }: RecordSectionProps) {
  const text = useText('chat');
  const words = useText('record').chat;
  const common = useText('common');
  const path = `/sessions/${session.id}/chat`;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['record', session.id, 'chat'],
    queryFn: ({ pageParam, signal }): Promise<Page<Message>> =>
      api.page(`${path}/messages`, { signal, query: { channel: 'room', cursor: pageParam, limit: AT_ONCE } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <Part
      title={words.title}
      read={{ data: data?.pages.flatMap(({ items }) => items), error, refetch }}
      end={
        <Button
          kind="quiet"
          size="sm"
          icon="download"
          onClick={() => attempt(download(`${path}/export.csv`, `${session.title}.csv`))}
        >
          {text.exportCsv}
        </Button>
      }
    >
      {(messages) => (
        <div className="card record-chat" tabIndex={0} role="group" aria-label={words.title}>
          <ol>
            {messages.map((message) => (
              <Row key={message.id} message={message} path={path} />
            ))}
          </ol>
          {hasNextPage && (
            <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {common.more}
            </Button>
          )}
        </div>
      )}
    </Part>
  );
}

function Row({ message, path }: { message: Message; path: string }) {
  const text = useText('chat');
  const format = useFormats();
  return (
    <li className="msg">
      <Avatar id={message.participant_id} name={message.name} />
      <div className="col">
        <div className="head">
          <b className="cut" title={message.name}>
            {message.name}
          </b>
          <time dateTime={message.sent_at}>{format.time(new Date(message.sent_at))}</time>
        </div>
        {message.reply_to !== null && !message.reply_to.deleted && (
          <p className="small faint cut">
            {message.reply_to.name}: {message.reply_to.text}
          </p>
        )}
        {message.deleted !== null ? (
          <p className="faint">{message.deleted === 'staff' ? text.deletedByStaff : text.deleted}</p>
        ) : (
          message.text !== '' && <p className="words">{withLinks(message.text, text.linkNew)}</p>
        )}
        {message.files.map((file) => (
          <div key={file.id} className="row small">
            <span className="cut" title={file.name}>
              {file.name}
            </span>
            <span className="faint">
              {kindOf(file.name)} · {sizeOf(file.size)}
            </span>
            <IconButton
              small
              icon="download"
              label={`${text.download}: ${file.name}`}
              onClick={() => attempt(download(`${path}/files/${file.id}`, file.name))}
            />
          </div>
        ))}
      </div>
    </li>
  );
}
