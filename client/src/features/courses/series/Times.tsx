import { useId } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { WEEKDAYS, type SeriesDraft, type Time, type Weekday } from './draft.ts';

const LENGTHS = [30, 45, 50, 60, 75, 90, 100, 110, 120, 150, 170, 180, 240];
const USUAL: Time = { at: '10:00', minutes: 90 };

interface TimesProps {
  times: SeriesDraft['times'];
  fault: boolean;
  onChange: (times: SeriesDraft['times']) => void;
}

/** The weekdays of a series, each with its time. */
export function Times({ times, fault, onChange }: TimesProps) {
  const text = useText('courseTools').series;
  const durations = useText('courses').session.durations;
  const help = useId();
  const chosen = WEEKDAYS.flatMap((day) => {
    const time = times[day];
    return time === undefined ? [] : [[day, time] as const];
  });

  const toggle = (day: Weekday) => {
    const { [day]: was, ...others } = times;
    onChange(was === undefined ? { ...others, [day]: chosen.at(-1)?.[1] ?? USUAL } : others);
  };
  return (
    <fieldset className="col gap-2 series-times" aria-describedby={help}>
      <legend className="label">{text.days}</legend>
      <div className="row series-days">
        {WEEKDAYS.map((day) => (
          <button
            key={day}
            type="button"
            className="btn"
            aria-pressed={times[day] !== undefined}
            onClick={() => toggle(day)}
          >
            {text.weekdays[day]}
          </button>
        ))}
      </div>
      <span id={help} className="help" data-kind={fault ? 'error' : undefined} role={fault ? 'alert' : undefined}>
        {fault && text.faults.times}
      </span>
      {chosen.map(([day, time]) => (
        <div className="field-row" key={day}>
          <Field
            label={text.start(text.weekdays[day])}
            type="time"
            step={300}
            value={time.at}
            onChange={({ target }) => onChange({ ...times, [day]: { ...time, at: target.value } })}
          />
          <SelectField
            label={text.length(text.weekdays[day])}
            value={time.minutes}
            onChange={({ target }) => onChange({ ...times, [day]: { ...time, minutes: Number(target.value) } })}
          >
            {[...new Set([...LENGTHS, time.minutes])]
              .sort((one, other) => one - other)
              .map((minutes) => (
                <option key={minutes} value={minutes}>
                  {durations(minutes)}
                </option>
              ))}
          </SelectField>
        </div>
      ))}
    </fieldset>
  );
}
