import type { LinkQuality, Participant, PersonQuality } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { CloseRow } from './CloseRow.tsx';
import { useLiveRoom, usePeople, useRoomState } from './context.ts';
import { grade, worstFirst } from './quality.ts';

interface Props {
  /** Null: everybody, for those who may see that. */
  participant: string | null;
  onClose: () => void;
}

/** How somebody's connection is: first in one word, then in figures for whoever has to find out why. */
export default function QualityDialog({ participant, onClose }: Props) {
  const text = useText('room');
  const person = usePeople().find(({ id }) => id === participant);
  return (
    <Dialog
      title={person === undefined ? text.quality.everyone : text.quality.of(person.name)}
      wide={person === undefined}
      onClose={onClose}
    >
      {person === undefined ? <Everybody /> : <Details person={person} />}
      <CloseRow onClose={onClose} />
    </Dialog>
  );
}

function Details({ person }: { person: Participant }) {
  const text = useText('room').quality;
  const quality = useRoomState((state) => state.quality.get(person.id));
  if (quality === undefined) return <p className="muted">{text.unknown}</p>;
  const { up, down, rtt, level, mos } = quality;
  const rows: [string, string, string][] = [
    [text.bitrate, value(up, 'bitrate'), value(down, 'bitrate')],
    [text.loss, value(up, 'loss'), value(down, 'loss')],
    [text.jitter, value(up, 'jitter'), value(down, 'jitter')],
    [text.picture, value(up, 'picture'), value(down, 'picture')],
    [text.frames, value(up, 'frames'), value(down, 'frames')],
    [text.sound, value(up, 'sound'), value(down, 'sound')],
  ];
  function value(link: LinkQuality | null, what: Figure): string {
    return link === null ? '–' : (figure(link, what, text.words) ?? '–');
  }
  return (
    <div className="col gap-5">
      <p className="quality-word" data-level={level}>
        <Icon name={level === 'poor' ? 'wifi-off' : 'wifi'} size={20} />
        <b className="strong">{text.levels[level]}</b>
        <span className="muted">{text.levelText[level]}</span>
      </p>
      <table className="table table-dense quality-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{text.figure}</span>
            </th>
            <th scope="col" className="r">
              {text.up}
            </th>
            <th scope="col" className="r">
              {text.down}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, sent, received]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="r">{sent}</td>
              <td className="r">{received}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{text.rtt}</th>
            <td className="r" colSpan={2}>
              {rtt === null ? '–' : milliseconds(rtt)}
            </td>
          </tr>
        </tbody>
      </table>
      {mos !== null && <p className="small faint">{text.mos(mos.toFixed(1), text.words[grade(mos)])}</p>}
    </div>
  );
}

function Everybody() {
  const text = useText('room').quality;
  const { desk } = useLiveRoom();
  const people = usePeople();
  const known = useRoomState((state) => state.quality);
  const rows = people.flatMap((person) => {
    const quality = known.get(person.id);
    return quality === undefined ? [] : [{ person, quality }];
  });
  if (rows.length === 0) return <p className="muted">{text.unknown}</p>;
  return (
    <div className="quality-all scroll">
      <table className="table table-dense">
        <thead>
          <tr>
            <th scope="col">{text.person}</th>
            <th scope="col">{text.connection}</th>
            <th scope="col" className="r">
              {text.sound}
            </th>
            <th scope="col" className="r">
              {text.loss} ↑ ↓
            </th>
            <th scope="col" className="r">
              {text.rtt}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.sort(worstFirst).map(({ person, quality }) => (
            <tr key={person.id}>
              <td>
                <button
                  type="button"
                  className="row quality-person"
                  onClick={() => desk.setState({ dialog: { kind: 'quality', participant: person.id } })}
                >
                  <Avatar id={person.id} name={person.name} />
                  <span className="cut medium">{person.name}</span>
                </button>
              </td>
              <td>
                <span className="badge" data-kind={KINDS[quality.level]}>
                  {text.levels[quality.level]}
                </span>
              </td>
              <td className="r">{quality.mos === null ? '–' : text.words[grade(quality.mos)]}</td>
              <td className="r">{losses(quality)}</td>
              <td className="r">{quality.rtt === null ? '–' : milliseconds(quality.rtt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const KINDS = { good: 'success', fair: 'warn', poor: 'danger' } as const;

type Figure = 'bitrate' | 'loss' | 'jitter' | 'picture' | 'frames' | 'sound';

function figure(link: LinkQuality, what: Figure, words: Record<ReturnType<typeof grade>, string>): string | null {
  const { width, height, fps, jitter, mos } = link;
  switch (what) {
    case 'bitrate':
      return bits(link.bitrate);
    case 'loss':
      return percent(link.loss);
    case 'jitter':
      return jitter === null ? null : milliseconds(jitter);
    case 'picture':
      return width === null || height === null || width === 0 ? null : `${width} × ${height}`;
    case 'frames':
      return fps === null || fps === 0 ? null : `${Math.round(fps)}/s`;
    case 'sound':
      return mos === null ? null : words[grade(mos)];
  }
}

const losses = ({ up, down }: PersonQuality): string =>
  [up, down].map((link) => (link === null ? '–' : percent(link.loss))).join(' · ');
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const milliseconds = (time: number): string => `${Math.round(time)} ms`;
const bits = (rate: number): string =>
  rate >= 1_000_000 ? `${(rate / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(rate / 1_000)} kbit/s`;
