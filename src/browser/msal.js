// Microsoft's sign-in library behind a few functions. It is fetched when the
// first of them is called, so that whoever does not sign in does not pay for it.
//
// Every function takes and gives JSON, and none ever throws: a failure is
// `{ Err: { code, interaction, number, claims } }`. The library's
// messages stay behind, because they may quote what they failed on.
import { load as loadModule } from "./module.js";

// Both the page and redirect.html are named relative to the page's own address.
const here = (name) => new URL(name, document.baseURI).href;

let library;
let application;

// Whether there is something for the library to do before anybody asks: a
// sign-in that is coming back, or somebody who is signed in. Does not load it.
export function pending() {
  try {
    return Object.entries(sessionStorage).some(
      ([key, value]) =>
        key === "msal.interaction.status" ||
        (/^msal\.(.+\.)?account\.keys$/.test(key) && value !== "[]"),
    );
  } catch {
    // The browser keeps no session storage; then nobody is signed in.
    return false;
  }
}

// Fetches and prepares the library; comes before all that follows.
export const load = answering(async ({ clientId, authority }) => {
  library = await fetchLibrary();
  application = await library.createStandardPublicClientApplication({
    auth: {
      clientId,
      authority,
      redirectUri: here("redirect.html"),
      postLogoutRedirectUri: here("redirect.html"),
      // We understand a claims challenge, so Azure may revoke a token early.
      clientCapabilities: ["CP1"],
    },
    cache: { cacheLocation: "sessionStorage" },
  });
  return null;
});

// Takes in a sign-in that is coming back; gives the account that came, or null.
export const redirected = answering(async () => {
  // redirect.html has already gone back to where the sign-in began.
  const result = await application.handleRedirectPromise({ navigateToLoginRequestUrl: false });
  return result?.account ? shown(result.account) : null;
});

// Everybody who is signed in, in this tab.
export const accounts = answering(async () => application.getAllAccounts().map(shown));

// Leaves the page for Entra, which comes back to the given fragment.
export const signIn = answering(async ({ scopes, authority, account, claims, fragment }) => {
  const known = account && find(account);
  await application.loginRedirect({
    scopes,
    authority,
    claims: claims ?? undefined,
    account: known ?? undefined,
    // Without this, somebody with two accounts is given the one used last.
    prompt: known ? undefined : "select_account",
    redirectStartPage: `${document.baseURI.split("#")[0]}#${fragment}`,
  });
  return null;
});

// A token from the cache, or a new one when that can be had without the person.
export const token = answering(async ({ scopes, authority, tenant, account, claims, renew }) => {
  const known = find(account);
  const result = await application.acquireTokenSilent({
    scopes,
    authority,
    // The cache goes by the account's tenant, not by the authority's.
    account: known ? { ...known, tenantId: tenant ?? known.tenantId } : undefined,
    claims: claims ?? undefined,
    forceRefresh: renew,
  });
  return { accessToken: result.accessToken, tenantId: result.tenantId };
});

// Forgets the account in this tab; Entra still knows it.
export const forget = answering(async ({ account }) => {
  await application.clearCache({ account: find(account) });
  return null;
});

// Forgets the account and leaves the page to sign it out at Entra as well.
export const signOut = answering(async ({ account }) => {
  await application.logoutRedirect({ account: find(account) });
  return null;
});

function find(homeAccountId) {
  return application.getAccount({ homeAccountId });
}

function shown({ homeAccountId, tenantId, username, name }) {
  return { homeAccountId, tenantId, username, name: name ?? null };
}

async function fetchLibrary() {
  try {
    return await loadModule("msal.js");
  } catch (why) {
    throw { errorCode: why === "changed" ? "library_changed" : "library_unreachable" };
  }
}

function answering(act) {
  return async (input) => {
    try {
      return JSON.stringify({ Ok: await act(JSON.parse(input)) });
    } catch (error) {
      return JSON.stringify({ Err: failure(error) });
    }
  };
}

function failure(error) {
  // Entra's own number for the case, of which only the digits are taken.
  const number = error?.errorNo ?? /AADSTS(\d+)/.exec(error?.errorMessage ?? "")?.[1];
  return {
    code: error?.errorCode || "unexpected",
    interaction: Boolean(library && error instanceof library.InteractionRequiredAuthError),
    number: Number(number) || null,
    claims: error?.claims || null,
  };
}
