import { useState } from 'react';
import type { LetterMove, Policy } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { BookError } from './BookError.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { changeSettings } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { Moves } from './Moves.tsx';
import { isNumber, useSaving } from './useSaving.ts';

/** The scale of letters, and the most that may have each where grading is relative. */
export function LettersDialog({ courseId, book, refresh, onClose }: BookDialogProps) {
  const text = useText('gradebook').letters;
  const common = useText('common');
  const { busy, fault, save } = useSaving();
  const { policy } = book.settings;
  const [scale, setScale] = useState(policy.scale);
  const rule = policy.quota_rules[0];
  // Rules by size and kind of course come from the institution; here one of them is shown and all are kept.
  const many = policy.quota_rules.length > 1;
  const [relative, setRelative] = useState(rule !== undefined);
  const [by, setBy] = useState(policy.by);
  const [caps, setCaps] = useState<Record<string, string>>(() =>
    Object.fromEntries((rule?.quotas ?? []).map(({ down_to, most }) => [down_to, most ?? ''])),
  );
  const [moves, setMoves] = useState<LetterMove[] | null>(null);
  const fits =
    scale.every(({ letter, least }) => letter.trim() !== '' && isNumber(least)) &&
    Object.values(caps).every((cap) => cap.trim() === '' || (isNumber(cap) && Number(cap) <= 100));

  const wanted = (): Policy => ({
    ...policy,
    scale: scale.map(({ letter, least }) => ({ letter: letter.trim(), least: least.trim() })),
    by: relative ? by : 'scale',
    quota_rules: many
      ? policy.quota_rules
      : relative
        ? [
            {
              clause: rule?.clause ?? '',
              course_types: rule?.course_types ?? [],
              from_size: rule?.from_size ?? 0,
              to_size: rule?.to_size ?? null,
              quotas: scale.slice(0, -1).flatMap(({ letter }) => {
                const most = caps[letter]?.trim() ?? '';
                const least = rule?.quotas.find(({ down_to }) => down_to === letter)?.least ?? null;
                return most === '' && least === null
                  ? []
                  : [{ down_to: letter, most: most === '' ? null : most, least }];
              }),
            },
          ]
        : [],
  });
  const change = (place: number, fields: Partial<Policy['scale'][number]>) => {
    setScale(scale.map((step, at) => (at === place ? { ...step, ...fields } : step)));
    setMoves(null);
  };
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <p className="muted">{text.text}</p>
      <div className="gb-scale">
        {scale.map((step, place) => (
          <div key={place}>
            <input
              className="input"
              aria-label={text.letter(place + 1)}
              value={step.letter}
              maxLength={8}
              onChange={({ target }) => change(place, { letter: target.value })}
            />
            <input
              className="input"
              aria-label={text.least(step.letter)}
              value={step.least}
              inputMode="decimal"
              disabled={place === scale.length - 1}
              onChange={({ target }) => change(place, { least: target.value })}
            />
          </div>
        ))}
      </div>
      {many ? (
        <p className="muted small">{text.many(policy.quota_rules.length)}</p>
      ) : (
        <label className="row gap-1">
          <input
            type="checkbox"
            checked={relative}
            onChange={({ target }) => {
              setRelative(target.checked);
              setMoves(null);
            }}
          />
          {text.relative}
        </label>
      )}
      {relative && !many && (
        <>
          <Segments
            label={text.by}
            value={by}
            options={[
              { value: 'scale', label: text.byScale },
              { value: 'rank', label: text.byRank },
            ]}
            onChange={(next) => {
              setBy(next);
              setMoves(null);
            }}
          />
          <p className="muted small">{text.capsText}</p>
          <div className="gb-scale">
            {scale.slice(0, -1).map(({ letter }) => (
              <div key={letter}>
                <span className="medium">{letter}</span>
                <input
                  className="input"
                  aria-label={text.cap(letter)}
                  placeholder="–"
                  value={caps[letter] ?? ''}
                  inputMode="decimal"
                  onChange={({ target }) => {
                    setCaps({ ...caps, [letter]: target.value });
                    setMoves(null);
                  }}
                />
                %
              </div>
            ))}
          </div>
        </>
      )}
      {moves !== null && <Moves moves={moves} students={book.students} />}
      <BookError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          kind="primary"
          busy={busy}
          disabled={!fits}
          onClick={() =>
            save(async () => {
              if (moves === null) {
                setMoves((await changeSettings(courseId, wanted(), true)).moves);
                return;
              }
              await changeSettings(courseId, wanted(), false);
              await refresh();
              onClose();
            })
          }
        >
          {moves === null ? text.preview : common.save}
        </Button>
      </div>
    </Dialog>
  );
}
