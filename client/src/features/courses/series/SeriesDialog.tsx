import '../../../ui/css/series.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { Series, Session } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useRested } from '../../../ui/useRested.ts';
import { useRefresh } from '../queries.ts';
import { changeRest, createSeries, previewRest, previewSeries, withdrawSeries } from './api.ts';
import { blank, changed, faultOf, ownZone, patternOf, restOf, toggled, type SeriesDraft } from './draft.ts';
import { Holidays } from './Holidays.tsx';
import { MeetingList, type Planned } from './MeetingList.tsx';
import { Times } from './Times.tsx';

const RHYTHMS = [1, 2, 3, 4];
/** Typing rests so long before the server is asked what would come of it. */
const REST_MS = 300;

interface SeriesDialogProps {
  course: Course;
  /** The series whose rest changes, from one of its sessions on to the last; a new one is planned without. */
  rest?: { series: Series; from: Session; last: Session };
  onClose: () => void;
}

/** Plans a weekly series, or changes the rest of one, and shows what comes of it while it is typed. */
export default function SeriesDialog({ course, rest, onClose }: SeriesDialogProps) {
  const text = useText('courseTools').series;
  const common = useText('common');
  const describe = useErrorText();
  const refresh = useRefresh();
  const now = useNow();
  const [draft, setDraft] = useState(() => (rest ? restOf(rest.series, rest.from, rest.last) : blank(now)));
  const [tried, setTried] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (fields: Partial<SeriesDraft>) => {
    setFault(null);
    setDraft(changed(draft, fields));
  };

  const missing = faultOf(draft);
  const titleMissing = draft.title.trim() === '';
  const rested = useRested(draft, REST_MS);
  const preview = useQuery({
    queryKey: ['series', 'preview', course.id, rest?.series.id, { ...rested, title: '' }],
    queryFn: async ({ signal }): Promise<Planned[]> => {
      const pattern = patternOf(rested);
      if (rest === undefined) {
        const meetings = await previewSeries(course.id, pattern, { signal });
        return meetings.map((meeting) => ({ act: 'added', was: null, meeting }));
      }
      return (await previewRest(rest.series, rest.series.title, pattern, { signal })).steps;
    },
    enabled: faultOf(rested) === null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const count = (preview.data ?? []).filter(
    ({ meeting }) => meeting !== null && !meeting.over && (meeting.state === 'planned' || meeting.state === 'moved'),
  ).length;

  const save = async () => {
    const pattern = patternOf(draft);
    if (rest !== undefined) {
      await changeRest(rest.series, draft.title.trim(), pattern);
      toast(text.changedRest);
      return;
    }
    const made = await createSeries(course.id, draft.title.trim(), pattern);
    const undo = async () => {
      try {
        await withdrawSeries(course.id, made.id);
        toast(text.withdrawn);
      } catch (thrown) {
        const { what, rest: more } = describe(thrown);
        toast(`${what} ${more}`);
      }
      await refresh.sessions();
    };
    toast(text.made(count), () => void undo());
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (busy || missing !== null || titleMissing) return;
    setBusy(true);
    setFault(null);
    save()
      .then(async () => {
        onClose();
        await refresh.sessions();
      })
      .catch((thrown: unknown) => {
        setFault(thrown);
        setBusy(false);
      });
  };

  return (
    <Dialog title={rest ? text.restTitle : text.title} wide onClose={onClose}>
      {rest && <p className="muted">{text.restText}</p>}
      <form className="col gap-3" noValidate onSubmit={onSubmit}>
        <Field
          label={text.name}
          help={text.nameHelp}
          error={tried && titleMissing ? common.required : null}
          value={draft.title}
          onChange={({ target }) => change({ title: target.value })}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        <Times times={draft.times} fault={tried && missing === 'times'} onChange={(times) => change({ times })} />
        <div className="field-row">
          <Field
            label={text.first}
            type="date"
            value={draft.first}
            error={missing === 'first' ? text.faults.first : null}
            onChange={({ target }) => change({ first: target.value })}
          />
          <SelectField
            label={text.every}
            value={draft.every}
            onChange={({ target }) => change({ every: Number(target.value) })}
          >
            {[...new Set([...RHYTHMS, draft.every])].map((weeks) => (
              <option key={weeks} value={weeks}>
                {weeks === 1 ? text.weekly : weeks === 2 ? text.everyOther : text.everyN(weeks)}
              </option>
            ))}
          </SelectField>
          <SelectField label={text.zone} value={draft.zone} onChange={({ target }) => change({ zone: target.value })}>
            {zonesWith(draft.zone).map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="row series-end">
          <Segments
            label={text.ends}
            value={draft.end}
            options={[
              { value: 'until', label: text.untilDay },
              { value: 'count', label: text.afterCount },
            ]}
            onChange={(end) => change({ end })}
          />
          {draft.end === 'until' ? (
            <Field
              label={text.until}
              type="date"
              min={draft.first}
              value={draft.until}
              error={missing === 'until' ? text.faults.until : null}
              onChange={({ target }) => change({ until: target.value })}
            />
          ) : (
            <Field
              label={text.count}
              type="number"
              inputMode="numeric"
              min={1}
              max={500}
              value={draft.count}
              error={missing === 'count' ? text.faults.count : null}
              onChange={({ target }) => change({ count: target.value })}
            />
          )}
        </div>
        <Holidays
          holidays={draft.holidays}
          fault={tried && missing === 'holidays'}
          onChange={(holidays) => change({ holidays })}
        />
        <section className="col gap-2" aria-label={text.preview}>
          <h3 className="h3">{text.preview}</h3>
          {missing !== null ? (
            <p className="muted">{text.faults[missing]}</p>
          ) : preview.error ? (
            <ErrorState error={preview.error} title={text.failed} retry={() => void preview.refetch()} />
          ) : preview.data === undefined ? (
            <SkeletonList label={common.loading} rows={3} />
          ) : (
            <MeetingList
              planned={preview.data}
              zone={draft.zone}
              onToggle={rest ? null : (original) => setDraft(toggled(draft, original))}
            />
          )}
        </section>
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy}>
            {rest ? text.change : text.create(missing === null ? count : 0)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Every zone that this browser knows, the own one and the chosen one first. */
function zonesWith(chosen: string): string[] {
  return [...new Set([ownZone(), chosen, ...Intl.supportedValuesOf('timeZone')])];
}
