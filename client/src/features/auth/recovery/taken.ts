import { ApiError } from '../../../core/api.ts';

/** Says of the field what the server says of the whole: that the address has an account, or has none. */
export async function taken<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (fault) {
    if (!(fault instanceof ApiError) || !['email_taken', 'no_such_person'].includes(fault.code)) throw fault;
    throw new ApiError(fault.code, { status: fault.status, details: [{ field: 'email', message: fault.message }] });
  }
}
