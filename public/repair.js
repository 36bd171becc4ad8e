// A mail service that writes %23 for # sends the reader to a path that is not
// there. The page stands before it; what follows is the fragment, as it was.
const [page, fragment] = location.pathname.split(/%23(.*)/s);
if (fragment) {
  location.replace(`${location.origin}${page}${location.search}#${fragment}`);
}
