import { useState } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SelectField, TextField } from '../../../ui/Field.tsx';
import { useAct } from '../../media/useAct.ts';
import type { Debates } from './debates.ts';

const LONGEST = 300;
const MINUTES = [3, 5, 8, 10, 15, 20, 30] as const;
const POINTS = [0, 1, 2, 3, 5] as const;

/** Staff put up a motion. */
export function Setup({ debates }: { debates: Debates }) {
  const text = useText('debate');
  const [open, setOpen] = useState(false);
  return (
    <>
      <h3>{text.title}</h3>
      <p className="small muted">{text.about}</p>
      <Button icon="scale" onClick={() => setOpen(true)}>
        {text.start}
      </Button>
      {open && <SetupDialog debates={debates} onClose={() => setOpen(false)} />}
    </>
  );
}

function SetupDialog({ debates, onClose }: { debates: Debates; onClose: () => void }) {
  const text = useText('debate');
  const common = useText('common');
  const act = useAct();
  const [motion, setMotion] = useState('');
  const [minutes, setMinutes] = useState<number>(10);
  const [points, setPoints] = useState<number>(2);
  const words = motion.trim();
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form
        className="col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (words !== '')
            act.run(() =>
              debates.act({ type: 'debate:open', motion: words, seconds: minutes * 60, points }).then(onClose),
            );
        }}
      >
        <TextField
          label={text.motion}
          help={text.motionHint}
          rows={2}
          maxLength={LONGEST}
          value={motion}
          autoFocus
          onChange={(event) => setMotion(event.target.value)}
        />
        <div className="debate-pair">
          <SelectField
            label={text.perSide}
            value={minutes}
            onChange={(event) => setMinutes(Number(event.target.value))}
          >
            {MINUTES.map((each) => (
              <option key={each} value={each}>
                {text.minutes(each)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={text.pointLimit}
            value={points}
            onChange={(event) => setPoints(Number(event.target.value))}
          >
            {POINTS.map((each) => (
              <option key={each} value={each}>
                {each === 0 ? text.noPoints : text.point.count(each)}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="acts">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" busy={act.busy} disabled={words === ''}>
            {text.put}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
