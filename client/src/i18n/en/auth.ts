import { counted } from '../plural.ts';

export default {
  signIn: {
    title: 'Sign in',
    next: 'Sign in and you go straight on to the page you wanted.',
    expired: 'You were signed out after a long pause. Your draft is kept. Sign in and you return here.',
    noAccount: 'No account yet?',
    register: 'Register',
    closed: 'No account yet? Ask the administrator of your institution.',
  },
  register: {
    title: 'Register',
    intro: 'You can join courses with a code as soon as you have an account.',
    submit: 'Register',
    haveAccount: 'Have an account already?',
    signIn: 'Sign in',
    closedTitle: 'Accounts are not opened here',
    closedText:
      'The administrator of your institution makes the accounts of this server. Ask there for one, or ask the professor of your course.',
    known: 'If there was an account with this address already, nothing was changed: sign in with its own password.',
  },
  email: 'E-mail',
  password: 'Password',
  name: 'Name',
  nameHelp: 'As it should be shown in class.',
  passwordHelp: (length: number) =>
    `At least ${counted(length, 'character', 'characters')}. A sentence is easy to keep.`,
  emailIncomplete: 'The address looks unfinished. Example: name@school.example',
  passwordShort: (missing: number) => `${counted(missing, 'character', 'characters')} to go.`,
  passwordCommon: 'This password is used too often to be safe. Choose another one.',
  passwordPersonal: 'This password is made of your name or address. Choose another one.',
  nameRefused: 'This name has characters that cannot be shown.',
  settings: {
    title: 'Settings',
    profile: 'Profile',
    language: 'Language',
    languageHelp: 'Also sets how dates and numbers are written.',
    theme: 'Colours',
    themeHelp: 'The live room stays dark in both.',
    themes: { system: 'As the device', light: 'Light', dark: 'Dark' },
    zone: 'Time zone',
    zoneHelp: 'From this device.',
    account: 'Account',
    display: 'Language and display',
    signOutHere: 'Sign out on this device',
  },
};
