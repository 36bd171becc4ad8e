// What is heard of a screen, without what differs from one run to the next.
//
// Times go on, what is kept grows older, and ports of the tests differ: none is part of
// what is said.
export const steady = (heard) =>
  heard
    .replace(/localhost:\d+/g, "localhost")
    .replace(/\d{4}-\d\d-\d\d[^"\n]*?\d\d:\d\d(:\d\d)?/g, "<time>")
    .replace(/\b\d{1,2} \w{3,9} \d{4}[^"\n]*?\d\d:\d\d/g, "<time>")
    .replace(/\d+ days? (ago|old)/g, "<age> $1")
    .replace(/just now|\d+ (minute|hour)s? ago|\bin \d+ (minute|hour)s?\b/g, "<age>")
    .replace(/\d+\s(日前)/g, "<age> $1")
    .replace(/in \d+\.\d s/g, "in <seconds> s")
    .replace(/[0-9a-f]{64}/g, "<digest>")
    .replace(/\b\d+:\d\d(:\d\d)?\b/g, "<left>")
    .replace(/\b\d+ characters\b/g, "<length> characters")
    .replace(/jd1\.\d+\.[\w-]+\.[\w-]+/g, "jd1.<result>")
    // What the page makes up: the end of a policy's name, and the name of a request.
    .replace(/(jitNetworkAccessPolicies\/vm-[\w-]+?)-[0-9a-f]{6}\b/g, "$1-<end>")
    .replace(/(roleAssignmentScheduleRequests\/)[0-9a-f-]{36}/g, "$1<id>");
