import { useState } from 'react';
import { ApiError } from '../../../core/api.ts';
import { RequestError } from '../../../core/socket.ts';
import { useErrorText } from '../../../i18n/index.ts';
import { toast } from '../../../ui/toasts.ts';

/** Asks the server for something, one at a time, and says why where it was refused. True where it was done. */
export function useAsk(): { busy: boolean; ask: (request: () => Promise<void>) => Promise<boolean> } {
  const describe = useErrorText();
  const [busy, setBusy] = useState(false);
  const ask = async (request: () => Promise<void>) => {
    setBusy(true);
    try {
      await request();
      return true;
    } catch (fault) {
      const { what, rest } = describe(fault instanceof RequestError ? asApiError(fault) : fault);
      toast(`${what} ${rest}`);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, ask };
}

function asApiError({ code }: RequestError): ApiError {
  return new ApiError(code === 'disconnected' || code === 'timeout' ? 'offline' : code);
}
