// What the page uses of Microsoft's sign-in library: the entry from which
// `msal.js` is bundled, to be loaded when somebody signs in.
export {
  createStandardPublicClientApplication,
  InteractionRequiredAuthError,
} from "@azure/msal-browser";
