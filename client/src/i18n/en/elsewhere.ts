/** Signing in by an account elsewhere, and such accounts that are linked. */
export default {
  continueWith: (title: string) => `Continue with ${title}`,
  or: 'or by e-mail',
  finishing: 'Signing you in…',
  notSignedIn: 'You are not signed in',
  notLinked: 'Nothing was linked',
  again: 'Back to signing in',
  toSettings: 'Back to the settings',
  code: (code: string) => `Code: ${code}`,
  linked: 'Linked. You can sign in by it from now on.',
  title: 'Linked accounts',
  failed: 'The linked accounts did not load',
  isLinked: 'Linked',
  free: 'Not linked',
  link: 'Link',
  linkTo: (title: string) => `Link ${title}`,
  linkHelp: (title: string) =>
    `You sign in at ${title} now. From then on that account opens this one too; two-step sign-in stays as it is.`,
  goThere: (title: string) => `Go to ${title}`,
  unlink: 'Unlink',
  unlinkFrom: (title: string) => `Unlink ${title}`,
  unlinked: (title: string) => `${title} does not open this account any more.`,
  used: (moment: string) => `last used ${moment}`,
  faults: {
    issuer_unavailable:
      'That sign-in does not answer right now. Nothing was changed. Try again in a while, or sign in another way.',
    issuer_declined: 'It was cancelled there. Nothing was changed.',
    issuer_expired: 'This took too long, or was begun in another window. Begin again.',
    issuer_refused:
      'What came back from there was not in order, so nobody was let in. Begin again; if it stays so, tell the administrator of your institution.',
    identity_unverified:
      'That account has no confirmed e-mail address. Confirm it there, or sign in with your password and link the account in the settings.',
    identity_unknown:
      'Nobody has the e-mail address of that account here. Ask the administrator of your institution for an account.',
    identity_link_first: 'Administrators sign in with their password first and link the account in the settings.',
    identity_moved:
      'Another account there opens the account with this e-mail address. Sign in with that one, or with your password.',
    identity_taken: 'That account opens another account here already. Unlink it there first.',
    last_way_in: 'Nothing else opens this account. Set a password or link another account first.',
    too_many_tokens: 'There are as many tokens as one may have. Revoke one first.',
    sign_in_again: 'You signed in a while ago. Sign out, sign in again and do this at once.',
  },
};
