// Somebody whose client excludes devices that are not signed by their owner: it gives them no keys,
// and shows nothing of theirs. The cryptography is that of Element's clients, in Rust, and shares
// nothing with nio. It asks a bot one question in an encrypted room and prints, as JSON, how that
// went. Its arguments are one JSON object: clients, homeserver, user, password, bot, question and
// seconds, how long to wait for the answer.

import { createRequire } from "node:module";

const asked = JSON.parse(process.argv[2]);
const crypto = createRequire(`${asked.clients}/`)("@matrix-org/matrix-sdk-crypto-wasm");
await crypto.initAsync();

const PATHS = {
  [crypto.RequestType.KeysUpload]: ["POST", "/keys/upload"],
  [crypto.RequestType.KeysQuery]: ["POST", "/keys/query"],
  [crypto.RequestType.KeysClaim]: ["POST", "/keys/claim"],
  [crypto.RequestType.SignatureUpload]: ["POST", "/keys/signatures/upload"],
};
let token = null;

async function call(verb, path, body) {
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${asked.homeserver}/_matrix/client/v3${path}`, {
    method: verb,
    headers,
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${JSON.stringify(found)}`), { found });
  return found;
}

const login = await call("POST", "/login", {
  type: "m.login.password",
  identifier: { type: "m.id.user", user: asked.user },
  password: asked.password,
});
token = login.access_token;
const me = new crypto.UserId(login.user_id);
const machine = await crypto.OlmMachine.initialize(me, new crypto.DeviceId(login.device_id));

async function send(request) {
  let answer;
  if (request.type === crypto.RequestType.ToDevice) {
    const path = `/sendToDevice/${encodeURIComponent(request.event_type)}/${request.txn_id}`;
    answer = await call("PUT", path, request.body);
  } else {
    answer = await call(...PATHS[request.type], request.body);
  }
  if (request.id) await machine.markRequestAsSent(request.id, request.type, JSON.stringify(answer));
}

async function sendAll() {
  for (const request of await machine.outgoingRequests()) await send(request);
}

// The person's own device is signed first, as such a client wants it of everybody.
await sendAll();
const own = await machine.bootstrapCrossSigning(false);
if (own.uploadKeysRequest) await send(own.uploadKeysRequest);
const identifier = { type: "m.id.user", user: login.user_id };
const keys = JSON.parse(own.uploadSigningKeysRequest.body);
try {
  await call("POST", "/keys/device_signing/upload", keys);
} catch (error) {
  const auth = { type: "m.login.password", identifier, password: asked.password };
  await call("POST", "/keys/device_signing/upload", {
    ...keys,
    auth: { ...auth, session: error.found.session },
  });
}
await send(own.uploadSignaturesRequest);

let since = null;
async function sync() {
  const from = since === null ? "" : `&since=${encodeURIComponent(since)}`;
  const found = await call("GET", `/sync?timeout=1000${from}`);
  since = found.next_batch;
  const users = (listed) => (listed ?? []).map((user) => new crypto.UserId(user));
  await machine.receiveSyncChanges(
    JSON.stringify(found.to_device?.events ?? []),
    new crypto.DeviceLists(users(found.device_lists?.changed), users(found.device_lists?.left)),
    new Map(Object.entries(found.device_one_time_keys_count ?? {})),
    new Set(found.device_unused_fallback_key_types ?? []),
  );
  await sendAll();
  return found;
}

const made = await call("POST", "/createRoom", {
  preset: "private_chat",
  is_direct: true,
  invite: [asked.bot],
  initial_state: [
    { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
  ],
});
const room = new crypto.RoomId(made.room_id);
const events = [];
const deadline = Date.now() + 1000 * asked.seconds;
async function until(isTrue) {
  while (Date.now() < deadline) {
    const joined = (await sync()).rooms?.join?.[made.room_id];
    for (const event of joined?.timeline?.events ?? []) events.push(event);
    const found = await isTrue();
    if (found) return found;
  }
  return null;
}

const isJoined = (event) =>
  event.type === "m.room.member" &&
  event.state_key === asked.bot &&
  event.content.membership === "join";
await until(() => events.some(isJoined));

// Only devices that are signed by their owners are given the key of the question.
// A list of ids is theirs who take it, so that each gets one of its own.
const members = () => [new crypto.UserId(asked.bot), new crypto.UserId(login.user_id)];
await machine.updateTrackedUsers(members());
await sendAll();
const claim = await machine.getMissingSessions(members());
if (claim) await send(claim);
const settings = new crypto.EncryptionSettings();
settings.sharingStrategy = crypto.CollectStrategy.identityBasedStrategy();
const shares = await machine.shareRoomKey(room, members(), settings);
for (const request of shares) await send(request);
const given = shares
  .filter((request) => request.event_type === "m.room.encrypted")
  .flatMap((request) => Object.keys(JSON.parse(request.body).messages[asked.bot] ?? {}));
const content = { msgtype: "m.text", body: asked.question, "m.mentions": {} };
const sealed = await machine.encryptRoomEvent(room, "m.room.message", JSON.stringify(content));
await call("PUT", `/rooms/${encodeURIComponent(made.room_id)}/send/m.room.encrypted/1`, sealed);

// Only what comes from a signed device is shown.
const strict = new crypto.DecryptionSettings(crypto.TrustRequirement.CrossSigned);
async function answered() {
  for (const event of events) {
    if (event.sender !== asked.bot || event.type !== "m.room.encrypted") continue;
    try {
      const read = await machine.decryptRoomEvent(JSON.stringify(event), room, strict);
      const shown = JSON.parse(read.event);
      if (shown.type === "m.room.message") return { content: shown.content, read };
    } catch {
      continue; // its key has not come, or it is not to be trusted
    }
  }
  return null;
}
const answer = await until(answered);
const devices = await machine.getUserDevices(new crypto.UserId(asked.bot));
const identity = await machine.getIdentity(new crypto.UserId(asked.bot));
console.log(
  JSON.stringify({
    given,
    signed: devices.devices().map((device) => device.isCrossSignedByOwner()),
    hasIdentity: identity !== undefined,
    answer: answer?.content ?? null,
    warning: answer?.read.shieldState(false).message ?? null,
  }),
);
process.exit(0);
