import { useText } from '../../i18n/index.ts';
import { FormError } from '../../ui/FormError.tsx';
import { issuerFault } from './issuerFaults.ts';

/** What stood in the way of signing in elsewhere, or of showing again who one is. */
export function ProofError({ fault }: { fault: unknown }) {
  const text = useText('auth').elsewhere;
  const known = issuerFault(fault);
  if (known === null) return <FormError fault={fault} />;
  return (
    <p className="note" data-kind="danger" role="alert">
      {text.faults[known]}
    </p>
  );
}
