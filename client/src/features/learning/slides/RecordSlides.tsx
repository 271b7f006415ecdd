import { useQuery } from '@tanstack/react-query';
import type { SessionSlides } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { attempt } from '../../media/attempt.ts';
import { download } from '../../media/download.ts';
import { sizeOf } from '../chat/size.ts';

/** The slides that were shown in a session that is over. */
export default function RecordSlides({ session }: RecordSectionProps) {
  const text = useText('record').slides;
  const words = useText('slides').decks;
  const read = useQuery({
    queryKey: ['record', session.id, 'slides'],
    queryFn: ({ signal }) => api.get<SessionSlides>('/learning/slides', { signal, query: { session_id: session.id } }),
  });
  return (
    <Part title={text.title} read={read}>
      {({ decks }) => (
        <ul className="card record-files">
          {decks
            .filter(({ shown }) => shown)
            .map((deck) => (
              <li key={deck.id} className="row">
                <Icon name="presentation" size={20} />
                <span className="col grow">
                  <span className="medium cut" title={deck.name}>
                    {deck.name}
                  </span>
                  <span className="small faint">{words.facts(deck.pages, sizeOf(deck.size))}</span>
                </span>
                <IconButton
                  small
                  icon="download"
                  label={text.download(deck.name)}
                  onClick={() => attempt(download(`/learning/slides/decks/${deck.id}/deck.pdf`, deck.name))}
                />
              </li>
            ))}
        </ul>
      )}
    </Part>
  );
}
